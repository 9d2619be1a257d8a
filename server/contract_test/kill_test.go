package contract_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"rollcall/account"
)

// campaign is 500 invitations sent by several hands while the service dies.
type campaign struct {
	world  *world
	admin  caller
	emails []string

	mu    sync.Mutex
	acked map[string]string // address → invitation
}

const campaignSize = 500

// TestADeathInTheMiddleLosesNothingAcknowledged: kill -9 while 500 invitations
// go out; once the service is back, whatever it acknowledged is there and has
// been mailed exactly once, and nothing is half-done.
func TestADeathInTheMiddleLosesNothingAcknowledged(t *testing.T) {
	t.Parallel()
	program := buildAccountd(t)
	w := restingWorld(t)
	p := startProcess(t, program, w.dir)
	w.url = p.url
	dice := rand.New(rand.NewPCG(5, 0))
	for n := range rounds(t, 20) {
		c := newCampaign(t, w, n)
		c.send(t, c.emails, 1+dice.IntN(campaignSize-20), p.kill)
		p = startProcess(t, program, w.dir)
		w.url, c.admin = p.url, w.as(t, w.amelie).withBase(p.url)
		c.check(t)
		missing := slices.DeleteFunc(slices.Clone(c.emails), func(e string) bool { return c.acked[e] != "" })
		t.Logf("round %d: %d acknowledged before the end, %d sent again", n, len(c.acked), len(missing))
		c.send(t, missing, -1, nil)
		c.check(t)
		if len(c.acked) != campaignSize {
			t.Fatalf("%d of %d acknowledged in the end", len(c.acked), campaignSize)
		}
	}
}

func newCampaign(t *testing.T, w *world, n int) *campaign {
	t.Helper()
	c := &campaign{world: w, admin: w.as(t, w.amelie), acked: map[string]string{}}
	for i := range campaignSize {
		c.emails = append(c.emails, fmt.Sprintf("guest-%d-%d@fresh.example", n, i))
	}
	return c
}

// send invites them all with a key each, eight at a time, and calls then after
// so many acknowledgements.
func (c *campaign) send(t *testing.T, emails []string, after int, then func()) {
	t.Helper()
	work := make(chan string, len(emails))
	for _, e := range emails {
		work <- e
	}
	close(work)
	var once sync.Once
	together(8, func(int) bool {
		for email := range work {
			if n := c.invite(t, email); n == after {
				once.Do(then)
			}
		}
		return true
	})
}

// invite sends one invitation and gives how many are acknowledged so far; an
// answer that never came is none.
func (c *campaign) invite(t *testing.T, email string) int {
	a, err := c.admin.send(t.Context(), http.MethodPost, c.world.in("invitations"), map[string]any{"email": email, "user_type": "user"}, key(email))
	c.mu.Lock()
	defer c.mu.Unlock()
	if err != nil {
		return -1
	}
	if a.status != http.StatusCreated {
		t.Errorf("%s: %d %s", email, a.status, a.body)
		return -1
	}
	c.acked[email] = read[account.Invitation](t, a).ID
	return len(c.acked)
}

// check waits for the mail and compares invitations, letters and the log.
func (c *campaign) check(t *testing.T) {
	t.Helper()
	listed := all[account.Invitation](t, c.admin, c.world.in("invitations?state=pending"))
	eventually(t, 60*time.Second, "all letters written", func() bool {
		return countLetters(t, c.world.mailDir()) >= len(listed)
	})
	eventually(t, 60*time.Second, "all mail sent", func() bool {
		listed = all[account.Invitation](t, c.admin, c.world.in("invitations?state=pending"))
		return !slices.ContainsFunc(listed, func(i account.Invitation) bool { return i.Delivery.State != account.DeliverySent })
	})
	byEmail := map[string]string{}
	for _, i := range listed {
		if byEmail[i.Email] != "" {
			t.Errorf("%s is invited twice", i.Email)
		}
		byEmail[i.Email] = i.ID
	}
	for email, id := range c.acked {
		if byEmail[email] != id {
			t.Errorf("%s was acknowledged as %s and is now %q", email, id, byEmail[email])
		}
	}
	c.checkLetters(t, byEmail)
	c.checkLog(t, listed)
}

func (c *campaign) checkLetters(t *testing.T, byEmail map[string]string) {
	t.Helper()
	got := map[string]int{}
	for _, l := range letters(t, c.world.mailDir()) {
		if got[l.to]++; byEmail[l.to] == "" {
			t.Errorf("%s has mail and no invitation", l.to)
		}
	}
	for email := range byEmail {
		if got[email] != 1 {
			t.Errorf("%s has %d mails", email, got[email])
		}
	}
}

func (c *campaign) checkLog(t *testing.T, listed []account.Invitation) {
	t.Helper()
	noted := map[string]int{}
	for _, e := range all[account.Activity](t, c.admin, c.world.in("activity?action=invitation.sent")) {
		noted[e.Target.ID]++
	}
	for _, i := range listed {
		if noted[i.ID] != 1 {
			t.Errorf("%s is noted %d times", i.Email, noted[i.ID])
		}
	}
	if len(noted) != len(listed) {
		t.Errorf("%d invitations are noted, %d are there", len(noted), len(listed))
	}
}
