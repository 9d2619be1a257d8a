package view

import (
	"context"
	"errors"
	"sync"
	"testing"

	"rollcall/account"
)

// counter is a service that takes invitations from many goroutines.
type counter struct {
	*locked
	mu    sync.Mutex
	sent  map[string]int
	most  int
	at    int
	fails int
}

func (c *counter) enter() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at++
	c.most = max(c.most, c.at)
}

func (c *counter) Invite(_ context.Context, n account.NewInvitation, a account.Act) (account.Invitation, error) {
	c.enter()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at--
	if a.Key == "" {
		return account.Invitation{}, errors.New("no key")
	}
	if c.fails++; c.fails%97 == 0 {
		return account.Invitation{}, account.Fault(account.Unreachable)
	}
	c.sent[n.Email]++
	return account.Invitation{Email: n.Email}, nil
}

// TestManyAreSentWhileTheListsChange runs the dialog with real goroutines: this
// one is the UI goroutine, others look at addresses, send, and bring changes.
func TestManyAreSentWhileTheListsChange(t *testing.T) {
	const n = 400
	c := &counter{locked: &locked{service: press()}, sent: map[string]int{}}
	d := newDesk(t)
	posted := make(chan func(), 10_000)
	e := d.env()
	e.Go = func(f func()) { go f() }
	e.Post = func(f func()) { posted <- f }
	v := NewInvite(e, c, NewToasts(e))
	over := false
	v.OnState = func(s InviteState) {
		over = over || s.Finished
		if s.Error != "" && !s.Busy {
			v.Send()
		}
	}
	v.Start()
	v.Add(guests(n))
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 50 {
			c.change(func(l *account.Lists) {
				l.Invitations = account.ListOf(append(l.Invitations.Slice(), invitation("n", "other@maple.example", 1))...)
			})
		}
	}()
	for v.checking() > 0 || len(v.list) == 0 {
		(<-posted)()
	}
	v.Send()
	for !over {
		(<-posted)()
	}
	<-done
	v.Close()
	if len(c.sent) != n || c.most > sendsAtOnce {
		t.Errorf("%d were sent, at most %d at once", len(c.sent), c.most)
	}
	for email, times := range c.sent {
		if times != 1 {
			t.Errorf("%s was sent %d times", email, times)
		}
	}
}
