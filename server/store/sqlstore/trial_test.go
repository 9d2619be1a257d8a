package sqlstore_test

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

const (
	// waysIn is how many sessions, trusted devices and API tokens a person of a
	// trial has, each.
	waysIn = 50
	// hands use them at the moment of the act, and each goes on for this many
	// calls after it.
	hands      = 8
	callsAfter = 40
)

// rounds of each trial; more when ROLLCALL_SOAK is set.
func rounds() int {
	if os.Getenv("ROLLCALL_SOAK") != "" {
		return 30
	}
	return 1
}

// trial is a person with many ways in, and the account they are used in.
type trial struct {
	*world
	person  string
	callers []store.Caller // sessions, then tokens
	// before and after count calls that succeeded: begun before the act was
	// answered, and after.
	before, after atomic.Int64
	answered      atomic.Bool
	// busy closes when all hands are at it.
	busy chan struct{}
	made atomic.Int64
}

// ways gives a person their ways in: each sign-in with a code trusts a device.
func (w *world) ways(personID string) *trial {
	w.Helper()
	tr := &trial{world: w, person: personID, busy: make(chan struct{})}
	p := w.app(w.signIn(personID, w.accountID))
	for i := range waysIn {
		w.now = w.now.Add(time.Minute)
		_, c, err := w.attempt(personID, both(with(account.MethodApp, p.code(0)), trust(fmt.Sprint("device ", i))))
		w.must(err)
		tr.callers = append(tr.callers, c)
	}
	for i := range waysIn {
		_, c := w.token(tr.callers[i], fmt.Sprint("script ", i))
		tr.callers = append(tr.callers, c)
	}
	return tr
}

// powers tells whether a token still is what it was: the token of an
// administrator of the account.
func (tr *trial) powers(token string) bool {
	id, err := tr.db.Authenticate(background(), hashOf(token), tr.accountID, tr.now)
	return err == nil && id.Membership != nil && id.Membership.UserType == account.Administrator
}

func (tr *trial) authenticates(i int) bool {
	if c := tr.callers[i]; c.TokenID != "" {
		return tr.powers("key " + c.Device)
	}
	return tr.powers("token of " + itoa(tr.people-waysIn+1+i))
}

func (tr *trial) acts(i int) bool {
	name := fmt.Sprint("maple ", tr.made.Add(1))
	_, err := tr.db.UpdateAccount(background(), tr.by(tr.callers[i]), account.AccountChange{Name: &name})
	return err == nil
}

// trusts tells whether a device still stands for the code of an administrator.
func (tr *trial) trusts(i int) bool {
	n := tr.made.Add(1)
	s, err := tr.db.StartSession(background(), store.StartSession{
		PersonID: tr.person, PasswordHash: passwordHash, TokenHash: hashOf(fmt.Sprint("later ", n)), Device: "laptop", Address: "192.0.2.1",
		DeviceHash: hashOf(fmt.Sprint("device ", i%waysIn)), TrustHash: hashOf(fmt.Sprint("device ", i%waysIn)), Now: tr.now,
	})
	return err == nil && s.Trusted && tr.powers(fmt.Sprint("later ", n))
}

// use makes one call after another, from one way in to the next.
func (tr *trial) use(hand int) {
	left := callsAfter
	for i := hand; left > 0; i++ {
		late := tr.answered.Load()
		if late {
			left--
		}
		n := i * 7 % len(tr.callers)
		ok := []func(int) bool{tr.authenticates, tr.acts, tr.trusts}[i%3](n)
		switch {
		case ok && late:
			tr.after.Add(1)
		case ok && tr.before.Add(1) == 2*hands:
			close(tr.busy)
		}
	}
}

// After the answer to an act that takes somebody's powers away, nothing that
// they begin succeeds, by whatever way in (ASVS 7.4.2, 8.3.2).
func TestNothingBegunAfterTheAnswerSucceeds(t *testing.T) {
	for _, c := range []struct {
		name string
		make func(w *world) (personID, externalID string)
		act  func(w *world, personID, externalID string) error
	}{
		{"deleted", aColleague, func(w *world, id, _ string) error {
			r, err := w.db.DeleteUser(background(), w.act(), id)
			if r.DevicesRevoked != waysIn || r.APITokensRevoked != waysIn || r.SessionsEnded <= waysIn {
				w.Errorf("receipt %+v", r)
			}
			return err
		}},
		{"removed", aGuest, func(w *world, _, id string) error {
			r, err := w.db.RemoveExternal(background(), w.act(), id)
			if r.APITokensRevoked != waysIn {
				w.Errorf("receipt %+v", r)
			}
			return err
		}},
		{"two-factor reset", aColleague, func(w *world, id, _ string) error { return w.db.ResetTwoFactor(background(), w.act(), id) }},
		{"password set", aColleague, func(w *world, id, _ string) error {
			return w.db.SetPassword(background(), w.act(), id, passwordHash, alone("another hash"))
		}},
		{"demoted", aColleague, func(w *world, id, _ string) error {
			_, err := w.db.UpdateUser(background(), w.act(), id, account.UserChange{UserType: ptr(account.RegularUser)})
			return err
		}},
		{"demoted here only", aGuest, func(w *world, _, id string) error {
			_, err := w.db.UpdateExternal(background(), w.act(), id, account.ExternalUserChange{UserType: ptr(account.Custom)})
			return err
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for range rounds() {
				w := makeWorld(t)
				personID, externalID := c.make(w)
				tr := w.ways(personID)
				var wg sync.WaitGroup
				for hand := range hands {
					wg.Go(func() { tr.use(hand) })
				}
				<-tr.busy
				err := c.act(w, personID, externalID)
				tr.answered.Store(true)
				wg.Wait()
				w.must(err)
				if n := tr.after.Load(); n != 0 {
					t.Errorf("%d calls begun after the answer succeeded, %d before", n, tr.before.Load())
				}
			}
		})
	}
}

func aColleague(w *world) (personID, externalID string) {
	return w.join("omar", account.Administrator).ID, ""
}

func aGuest(w *world) (personID, externalID string) {
	e, _, c := w.externalAdministrator()
	return c.PersonID, e.ID
}
