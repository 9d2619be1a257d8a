package localcache_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"time"

	"rollcall/account"
	"rollcall/client"
	"rollcall/localcache"
)

// victimEnv tells the test program, started anew, that it is the program that is
// killed, and what it is to do, as an order in JSON.
const victimEnv = "ROLLCALL_TRIAL_VICTIM"

// order is what a victim is to do.
type order struct {
	URL, Dir, Token string
	Seed            uint64
	// First is the number of the first act to decide, Acts how many.
	First, Acts int
}

// report is what a victim says, a line each in JSON.
type report struct {
	// What is "running", "loaded", "deciding", "decided" or "settled".
	What string
	// Key and the rest are those of a decision; Said is what came of it.
	Key          string       `json:",omitempty"`
	Deed         account.Deed `json:",omitempty"`
	Target, Mark string       `json:",omitempty"`
	Said         account.Code `json:",omitempty"`
}

var trialKey = []byte("a key of thirty-two bytes, or so")

func (o order) copyOptions() localcache.CopyOptions {
	return localcache.CopyOptions{Dir: o.Dir, Key: trialKey, Owner: localcache.Owner{Server: "trial", AccountID: "maple", PersonID: "ana"}}
}

// victim opens the copy, follows the service and decides acts, until it is killed or
// told by the end of its input to come to an end once nothing is left to be sent.
func victim(text string) error {
	var o order
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		return err
	}
	kept, err := localcache.OpenCopy(context.Background(), o.copyOptions())
	if err != nil {
		return err
	}
	if kept.State() != account.CopyKept {
		return fmt.Errorf("the copy is %q", kept.State())
	}
	remote, err := client.New(o.URL, client.Options{Timeout: 10 * time.Second})
	if err != nil {
		return err
	}
	s := &seat{who: "ana", first: o.First, desk: &desk{rung: make(chan struct{}, 1), ended: make(chan error, 1)}, say: say}
	s.Cache = localcache.New(remote.Account("maple", o.Token), localcache.Options{Copy: kept, After: hurried})
	s.ring()
	ctx, cancel := context.WithCancel(context.Background())
	go func() { s.ended <- s.Run(ctx) }()
	say(report{What: "running"})
	s.live(o)
	cancel()
	<-s.ended
	return nil
}

// live decides what is to be decided, and waits for the end.
func (s *seat) live(o order) {
	told := make(chan struct{})
	go func() {
		defer close(told)
		_, _ = io.Copy(io.Discard, os.Stdin)
	}()
	s.wait(func() bool { return s.Lists().Loaded && s.Status().Link != account.LinkConnecting })
	say(report{What: "loaded"})
	chance := rand.New(rand.NewPCG(o.Seed, 5))
	for range o.Acts {
		s.act(chance)
	}
	<-told
	s.wait(func() bool { return s.unsent() == nil && s.Status().Link == account.LinkOnline })
	say(report{What: "settled"})
}

// act decides something about whatever the lists show.
func (s *seat) act(chance *rand.Rand) {
	switch deeds := []account.Deed{
		account.DeedModify, account.DeedInvite, account.DeedResend, account.DeedCancel, account.DeedCorrect,
		account.DeedEditAccess, account.DeedRemoveAccess, account.DeedModify, account.DeedDelete,
	}; deeds[chance.IntN(len(deeds))] {
	case account.DeedModify:
		s.actOnUser(chance, account.DeedModify)
	case account.DeedDelete:
		s.actOnUser(chance, account.DeedDelete)
	case account.DeedEditAccess:
		s.actOnAccess(chance, account.DeedEditAccess)
	case account.DeedRemoveAccess:
		s.actOnAccess(chance, account.DeedRemoveAccess)
	default:
		s.actOnInvitation(chance, [...]account.Deed{account.DeedInvite, account.DeedResend, account.DeedCancel, account.DeedCorrect}[chance.IntN(4)])
	}
}

// wait waits for something of the lists or the status.
func (s *seat) wait(cond func() bool) {
	for !cond() {
		select {
		case <-s.rung:
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func say(r report) {
	line, _ := json.Marshal(r)
	_, _ = os.Stdout.Write(append(line, '\n'))
}

// prey is a victim as the one who kills it sees it.
type prey struct {
	cmd   *exec.Cmd
	input io.WriteCloser
	// said are its reports; closed at its death.
	said   chan report
	stderr strings.Builder
}

func hunt(o order) (*prey, error) {
	text, err := json.Marshal(o)
	if err != nil {
		return nil, err
	}
	p := &prey{cmd: exec.Command(os.Args[0]), said: make(chan report, 1<<12)}
	p.cmd.Env = append(os.Environ(), victimEnv+"="+string(text))
	p.cmd.Stderr = &p.stderr
	if p.input, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		defer close(p.said)
		for d := json.NewDecoder(out); ; {
			var r report
			if d.Decode(&r) != nil {
				return
			}
			p.said <- r
		}
	}()
	return p, nil
}

// kill ends it without warning.
func (p *prey) kill() { _ = p.cmd.Process.Kill() }

// buried gives what it had still said, once it is dead.
func (p *prey) buried() (said []report, err error) {
	for r := range p.said {
		said = append(said, r)
	}
	return said, p.cmd.Wait()
}
