package localcache_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/localcache"
)

// slaughter is a program that is killed again and again while it fetches, follows
// the feed and sends.
type slaughter struct {
	t      *testing.T
	o      *office
	c      *chronicle
	dora   account.Service
	token  string
	dir    string
	chance *rand.Rand
	book   book
	// next is the number of the next act.
	next int

	// loaded and seq are what the copy was when it was last opened.
	loaded bool
	seq    int64
	// found counts what was found after the kills.
	found map[string]int
}

// Killed at any moment, the program finds its copy as a whole that the service once
// was, and what was decided is done, once.
func TestKilledWithoutWarning(t *testing.T) {
	lives, rounds := 2, 5
	if soaking() {
		lives = 40
	}
	seed := rand.Uint64()
	if text := os.Getenv("ROLLCALL_SEED"); text != "" {
		if _, err := fmt.Sscan(text, &seed); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("ROLLCALL_SEED=%d", seed)
	furnished := scratch(t)
	furnish(t, furnished, 1200, "ana", "dora")
	found, acts := map[string]int{}, 0
	for life := range lives {
		k := beginSlaughter(t, furnished)
		k.chance, k.found = rand.New(rand.NewPCG(seed, uint64(life))), found
		for round := range rounds {
			k.round(round)
		}
		k.live()
		k.end()
		acts += len(k.book)
		if t.Failed() {
			t.Fatalf("in life %d", life)
		}
	}
	t.Logf("%d kills, in %d copies, which were found %v; %d acts decided", lives*rounds, lives, found, acts)
}

// beginSlaughter opens an office of which there is no copy yet. Its mails never
// leave for a minute: the mail server takes the line and says nothing. Until then
// nothing changes by itself.
func beginSlaughter(t *testing.T, furnished string) *slaughter {
	t.Helper()
	dir := filepath.Join(scratch(t), "office")
	if err := os.CopyFS(dir, os.DirFS(furnished)); err != nil {
		t.Fatal(err)
	}
	mute, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = mute.Close() })
	k := &slaughter{t: t, o: officeIn(dir), dir: filepath.Join(dir, "copy")}
	k.o.config.Mail = "smtp://" + mute.Addr().String()
	k.o.open(t)
	k.token = k.signIn("ana").Token
	k.dora = k.o.near.Account("maple", k.signIn("dora").Token)
	k.c = chronicles(t, k.o.url, k.dora)
	return k
}

// end takes the office away.
func (k *slaughter) end() {
	k.c.CloseClientConnections()
	k.c.Close()
	k.o.stop()
	if err := os.RemoveAll(k.o.config.DataDir); err != nil {
		k.t.Error(err)
	}
}

func (k *slaughter) signIn(who string) account.Session {
	k.t.Helper()
	session, err := k.o.near.SignIn(k.t.Context(), account.SignIn{Login: who, Password: password, DeviceName: "desk"})
	if err != nil {
		k.t.Fatal(err)
	}
	return session
}

// round starts the program, lets it work while others do, and kills it: in its
// first fetch, or, when it has had its lists, while it follows and sends.
func (k *slaughter) round(round int) {
	k.t.Helper()
	from, acts := "loaded", 6
	if round == 0 {
		from, acts = "running", 0
	}
	p := k.start(acts)
	ctx, cancel := context.WithCancel(k.t.Context())
	busy := make(chan struct{})
	go func() {
		defer close(busy)
		k.meddle(ctx)
	}()
	said := k.await(p, from, acts)
	cancel()
	<-busy
	k.c.doom(nil, 0, unheard)
	k.hear(said)
	k.inspect()
}

// await gives what the program said until its death. From the moment on that it says
// a word, it dies of one of its requests, before the service has it or after; or
// after a while, which is as long as it took to come so far, more or less.
func (k *slaughter) await(p *prey, from string, acts int) (said []report) {
	k.t.Helper()
	began, limit := time.Now(), 2*patience
	timer := time.AfterFunc(limit, p.kill)
	defer func() { timer.Stop() }()
	for r := range p.said {
		if said = append(said, r); r.What == from {
			break
		}
	}
	switch way := k.chance.IntN(6); way {
	case 0, 1, 2, 3, 4:
		when := [...]death{unheard, unanswered, unanswered, answered, answered}[way]
		k.c.doom(p.kill, 1+k.chance.IntN(8+2*acts), when)
	default:
		limit = time.Duration(k.chance.Int64N(int64(time.Since(began)) + 1))
	}
	timer.Stop()
	timer = time.AfterFunc(min(limit, 5*time.Second), p.kill)
	more, err := p.buried()
	if p.stderr.Len() > 0 {
		k.t.Errorf("it ended by itself: %v, %s", err, p.stderr.String())
	}
	return append(said, more...)
}

func (k *slaughter) start(acts int) *prey {
	k.t.Helper()
	p, err := hunt(order{URL: k.c.URL, Dir: k.dir, Token: k.token, Seed: k.chance.Uint64(), First: k.next, Acts: acts})
	if err != nil {
		k.t.Fatal(err)
	}
	k.next += acts + 1
	return p
}

// meddle is what others do meanwhile.
func (k *slaughter) meddle(ctx context.Context) {
	chance := rand.New(rand.NewPCG(uint64(k.next), 11))
	for n := 0; ctx.Err() == nil && n < 30; n++ {
		err := k.c.change(context.WithoutCancel(ctx), func() {
			name := fmt.Sprintf("dora%d", n)
			id := fmt.Sprintf("user%05d", chance.IntN(1200))
			u, err := k.dora.User(ctx, id)
			if err == nil {
				_, _ = k.dora.UpdateUser(context.WithoutCancel(ctx), id, account.UserChange{LastName: &name}, account.Act{Version: u.Version})
			}
		})
		if err != nil {
			k.t.Error(err)
			return
		}
		select {
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
		}
	}
}

// hear writes down what the program said of its acts.
func (k *slaughter) hear(said []report) {
	for _, r := range said {
		switch r.What {
		case "deciding":
			k.book = append(k.book, &decision{key: r.Key, deed: r.Deed, target: r.Target, mark: r.Mark, fate: open})
		case "decided":
			k.book.byKey(r.Key).learn(r.Said)
		}
	}
}

// learn takes what was said of an act.
func (d *decision) learn(said account.Code) {
	switch d.said = said; said {
	case "":
		d.fate = done
	case account.Deferred:
		d.fate = deferred
	case account.Unreachable, account.BadAnswer, account.IdempotencyRunning, account.Internal:
		d.fate = open
	default:
		d.fate = refused
	}
}

// inspect opens the copy with nobody to ask.
func (k *slaughter) inspect() {
	k.t.Helper()
	lists, waiting := k.open()
	k.compare(lists)
	done := map[trace]bool{}
	for _, a := range activity(k.t, k.dora, "ana") {
		t, _ := traceOfEntry(a)
		done[t] = true
	}
	for _, w := range waiting {
		k.owed(w)
		if t := traceOfWaiting(w); t.mark != "" && w.State == account.WaitingUnsent && done[t] {
			k.t.Errorf("%s %s is done, and waits as %s", w.Deed, w.ID, w.State)
		}
	}
}

// open gives what is in the copy.
func (k *slaughter) open() (lists account.Lists, waiting []*account.Waiting) {
	k.t.Helper()
	kept, err := localcache.OpenCopy(k.t.Context(), order{Dir: k.dir}.copyOptions())
	if err != nil {
		k.t.Fatal(err)
	}
	if kept.State() != account.CopyKept {
		k.t.Errorf("after a kill the copy is %q", kept.State())
	}
	lists, _ = kept.Lists()
	c := localcache.New(k.dora, localcache.Options{Copy: kept})
	waiting = c.Lists().Waiting
	if err := c.Close(); err != nil {
		k.t.Fatal(err)
	}
	return lists, waiting
}

// compare holds the lists against what the service was.
func (k *slaughter) compare(l account.Lists) {
	k.t.Helper()
	k.found[map[bool]string{true: "with lists", false: "before the first lists"}[l.Loaded]]++
	if !l.Loaded {
		if k.loaded {
			k.t.Error("the copy had lists, and has none")
		}
		return
	}
	if l.Seq < k.seq {
		k.t.Errorf("the copy was at %d, and is at %d", k.seq, l.Seq)
	}
	k.loaded, k.seq = true, l.Seq
	was, known := k.c.at(l.Seq)
	if !known {
		k.t.Errorf("the service never was at %d", l.Seq)
	} else if was != listsDigest(l) {
		k.t.Errorf("the copy at %d is not what the service was then", l.Seq)
	}
}

// owed notes that an act waits: it was kept, whether the program came to say so or
// not.
func (k *slaughter) owed(w *account.Waiting) {
	k.t.Helper()
	d := k.book.byKey(w.ID)
	switch {
	case d == nil:
		k.t.Errorf("an act waits that nobody decided: %s %s", w.Deed, w.ID)
	case d.fate == open:
		d.fate = deferred
	case d.fate == refused:
		k.t.Errorf("%s was refused (%s), and waits", w.ID, d.said)
	}
	k.found[string(w.State)]++
}

// live starts the program a last time and lets it come to its end; then it is
// counted what was done.
func (k *slaughter) live() {
	k.t.Helper()
	p := k.start(0)
	_ = p.input.Close()
	timer := time.AfterFunc(patience, p.kill)
	said, err := p.buried()
	timer.Stop()
	if err != nil || len(said) == 0 || said[len(said)-1].What != "settled" {
		k.t.Fatalf("it does not come to its end: %v, %s", err, p.stderr.String())
	}
	lists, waiting := k.open()
	k.compare(lists)
	k.count(waiting)
}

// count holds the activity log against what was decided.
func (k *slaughter) count(waiting []*account.Waiting) {
	k.t.Helper()
	log := activity(k.t, k.dora, "")
	faults := k.book.check(byPerson(log)["ana"], waiting, newCourier(nil, 1), roots(log))
	if len(faults) > 0 {
		k.t.Errorf("%s", strings.Join(sorted(faults), "\n"))
	}
}
