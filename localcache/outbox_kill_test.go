package localcache_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/client"
	"rollcall/localcache"
)

// killedEnv tells the test program, started anew, that it is the one to be killed:
// the address of the service, the folder of the copy and the token, a line each.
const killedEnv = "ROLLCALL_KILLED_CHILD"

// TestKilledChild is no test by itself: it is the program that TestKilledAtAnyMoment
// kills. It says what it decides before and after, a line each, and goes on until
// there is nothing left to do.
func TestKilledChild(t *testing.T) {
	told := os.Getenv(killedEnv)
	if told == "" {
		return
	}
	at := strings.Split(told, "\n")
	kept, err := localcache.OpenCopy(context.Background(), localcache.CopyOptions{
		Dir: at[1], Key: benchKey, Owner: localcache.Owner{Server: "s", AccountID: "maple", PersonID: "ana"},
	})
	if err != nil {
		t.Fatal(err)
	}
	remote, err := client.New(at[0], client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := localcache.New(remote.Account("maple", at[2]), localcache.Options{Copy: kept})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	rung := make(chan struct{}, 1)
	c.Watch(func() {
		select {
		case rung <- struct{}{}:
		default:
		}
	})
	fmt.Printf("state %s\n", kept.State())
	go func() { ended <- c.Run(ctx) }()
	input := bufio.NewScanner(os.Stdin)
	for input.Scan() {
		decideInChild(ctx, c, input.Text())
	}
	for !c.Lists().Loaded || len(c.Lists().Waiting) > 0 || c.Status().Link != account.LinkOnline {
		<-rung
		fmt.Println("waits", c.Status().Link, waitingText(c.Lists()))
	}
	fmt.Println("settled")
	cancel()
	<-ended
}

// decideInChild decides to resend, or to invite, under the key that was given, and
// says so as soon as it is kept.
func decideInChild(ctx context.Context, c *localcache.Cache, line string) {
	verb, rest, _ := strings.Cut(line, " ")
	key, row, _ := strings.Cut(rest, " ")
	var err error
	switch verb {
	case "invite":
		_, err = c.Invite(ctx, account.NewInvitation{Email: key + "@new.example", UserType: account.RegularUser}, account.Act{Key: key})
	case "resend":
		_, err = c.ResendInvitation(ctx, row, account.Act{Key: key})
	}
	if err == nil || account.CodeOf(err) == account.Deferred {
		fmt.Printf("decided %s\n", key)
		return
	}
	fmt.Printf("refused %s %v\n", key, err)
}

// child is the program that is killed.
type child struct {
	cmd   *exec.Cmd
	input io.WriteCloser
	lines chan string
}

func bear(t *testing.T, told string) *child {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run", "^TestKilledChild$", "-test.count=1")
	cmd.Env = append(os.Environ(), killedEnv+"="+told)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c := &child{cmd: cmd, input: in, lines: make(chan string, 4096)}
	go func() {
		defer close(c.lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			c.lines <- s.Text()
		}
	}()
	return c
}

// die kills it a while after it said its n-th line, and gives all that it said.
func (c *child) die(n int, after time.Duration) (said []string) {
	for range n {
		if line, open := <-c.lines; open {
			said = append(said, line)
		}
	}
	<-time.After(after)
	_ = c.cmd.Process.Kill()
	for line := range c.lines {
		said = append(said, line)
	}
	_ = c.cmd.Wait()
	return said
}

// settles waits until it has nothing left to do.
func (c *child) settles(t *testing.T) {
	t.Helper()
	_ = c.input.Close()
	var last string
	deadline := time.After(patience)
	for {
		select {
		case line, open := <-c.lines:
			last = line
			if line == "settled" {
				_ = c.cmd.Wait()
				return
			}
			if !open {
				t.Fatalf("it ended by itself: %v", c.cmd.Wait())
			}
			if strings.HasPrefix(line, "state ") && line != "state kept" {
				t.Errorf("after a kill the copy is %q", line)
			}
		case <-deadline:
			_ = c.die(0, 0)
			t.Fatalf("it does not settle; it last said: %s", last)
		}
	}
}

// TestKilledAtAnyMoment kills the program while it synchronises and while it sends,
// over good networks and bad ones: what it said was decided is done, once; what it
// had not said yet, once or never.
func TestKilledAtAnyMoment(t *testing.T) {
	rounds := 2
	if os.Getenv("ROLLCALL_SOAK") != "" {
		rounds = 20
	}
	o := openOffice(t, 300)
	network := newNetwork(t, o.url)
	session, err := o.near.SignIn(t.Context(), account.SignIn{Login: "ana", Password: password, DeviceName: "desk"})
	if err != nil {
		t.Fatal(err)
	}
	k := &killing{t: t, truth: o.near.Account("maple", session.Token), said: map[string]bool{}}
	k.prepare(rounds * perRound)
	told := strings.Join([]string{network.url, t.TempDir(), session.Token}, "\n")
	for round := range rounds {
		network.become([]manner{fair, losesAnswers, fair, garbage, losesRequests}[round%5])
		c := bear(t, told)
		k.ask(c, round)
		k.hear(c.die((5+round*7)%(3*perRound), time.Duration(round*1700%9000)*time.Microsecond))
		network.become(fair)
		bear(t, told).settles(t)
		k.check(round)
	}
}

// perRound is how many invitations a round acts on.
const perRound = 6

// killing is what is known of the acts of a program that is killed again and again.
type killing struct {
	t     *testing.T
	truth account.Service
	// rows are invitations to act on.
	rows []account.Invitation
	// asked are the rounds asked for, said the keys that were said to be decided.
	asked int
	said  map[string]bool
}

func (k *killing) prepare(rows int) {
	k.t.Helper()
	for n := range rows {
		i, err := k.truth.Invite(k.t.Context(), account.NewInvitation{Email: fmt.Sprintf("row%d@new.example", n), UserType: account.RegularUser}, account.Act{})
		if err != nil {
			k.t.Fatal(err)
		}
		k.rows = append(k.rows, i)
	}
}

// ask has a child invite somebody and resend another invitation twice, several times.
func (k *killing) ask(c *child, round int) {
	for n := round * perRound; n < (round+1)*perRound; n++ {
		_, _ = fmt.Fprintf(c.input, "invite new%d\nresend once%d %s\nresend twice%d %s\n", n, n, k.rows[n].ID, n, k.rows[n].ID)
	}
	k.asked = round + 1
}

func (k *killing) hear(lines []string) {
	for _, line := range lines {
		verb, key, _ := strings.Cut(line, " ")
		switch verb {
		case "decided":
			k.said[key] = true
		case "refused":
			k.t.Errorf("the child says: %s", line)
		}
	}
}

// check compares what was said with what the service did.
func (k *killing) check(round int) {
	k.t.Helper()
	done := 0
	pending := all(k.t, k.truth.Invitations, account.InvitationPending, func(i account.Invitation) string { return i.Email })
	for n := range k.asked * perRound {
		i, there := pending[fmt.Sprintf("new%d@new.example", n)]
		if invite := fmt.Sprint("new", n); k.said[invite] && !there || there && i.SentCount != 1 {
			k.t.Errorf("round %d: %s, said to be decided: %v, is there: %v, sent %d times", round, invite, k.said[invite], there, i.SentCount)
		}
		least := 1
		for _, key := range []string{"once", "twice"} {
			if k.said[fmt.Sprint(key, n)] {
				least++
			}
		}
		sent := pending[k.rows[n].Email].SentCount
		if sent < least || sent > 3 {
			k.t.Errorf("round %d: row %d was sent %d times, of %d to 3", round, n, sent, least)
		}
		done += sent - 1 + i.SentCount
	}
	k.t.Logf("round %d: %d acts are done, %d were said to be decided", round, done, len(k.said))
}
