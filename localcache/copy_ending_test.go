package localcache_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/account"
	"rollcall/localcache"
)

// TestTheEndWipesOrLocksTheCopy: who may not see the lists again leaves none
// behind; who is asked to sign in again finds them as they were.
func TestTheEndWipesOrLocksTheCopy(t *testing.T) {
	event := func(reason string) func(*world) {
		return func(w *world) {
			w.set(func() { w.tell(account.Event{Kind: account.EventSessionEnded, Reason: reason}) })
		}
	}
	fault := func(fault error) func(*world) {
		return func(w *world) {
			w.set(func() { w.service.fault = fault })
			w.Refresh()
		}
	}
	for name, c := range map[string]struct {
		do    func(*world)
		wiped bool
	}{
		"deleted":                  {event(account.ReasonUserDeleted), true},
		"removed from the account": {event(account.ReasonAccessRemoved), true},
		"the account is not there": {fault(account.Fault(account.NotFound)), true},
		"signed out from afar":     {event(account.ReasonSignedOut), true},
		"signed out here":          {func(w *world) { _ = w.Cache.SignOut(context.Background()) }, true},
		"demoted": {func(w *world) {
			w.become(account.Custom)
			w.set(func() { w.tell(account.Event{Kind: account.EventAccessChanged, UserType: account.Custom}) })
		}, true},
		"demoted without a word":   {func(w *world) { w.become(account.RegularUser); w.Refresh() }, true},
		"the password changed":     {event(account.ReasonPasswordChanged), false},
		"two-factor was reset":     {event(account.ReasonTwoFactorReset), false},
		"expired":                  {fault(&account.Error{Code: account.SessionEnded, Reason: account.ReasonExpired}), false},
		"unauthenticated":          {fault(account.Fault(account.Unauthenticated)), false},
		"a factor is to be set up": {fault(account.Fault(account.TwoFactorSetup)), false},
		"the program ends":         {func(w *world) { w.stop() }, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, s := newBox(t), newService(5)
				w := b.sit(t, s)
				c.do(w)
				synctest.Wait()
				w.leave()
				_, err := os.Stat(b.Dir)
				if gone := errors.Is(err, os.ErrNotExist); gone != c.wiped || (b.wiped == 1) != c.wiped {
					t.Fatalf("gone is %t, the key was deleted %d times", gone, b.wiped)
				}
				if c.wiped {
					if got := w.Cache.Status().Copy; got != account.CopyNone {
						t.Errorf("the copy is said to be %q", got)
					}
					return
				}
				if l, _, state := b.holds(t); l.Users.Len() != 5 || state != account.CopyKept {
					t.Errorf("%s: %d users are kept", state, l.Users.Len())
				}
			})
		})
	}
}

// TestNothingIsKeptAfterADemotion: what comes later belongs to no copy, and who is
// an administrator again begins one with the next start.
func TestNothingIsKeptAfterADemotion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := newBox(t), newService(5)
		w := b.sit(t, s)
		w.become(account.RegularUser)
		w.Refresh()
		synctest.Wait()
		w.become(account.Administrator)
		w.Refresh()
		synctest.Wait()
		if w.Lists().Users.Len() != 5 {
			t.Fatalf("%d users are shown again", w.Lists().Users.Len())
		}
		w.leave()
		if _, err := os.Stat(b.Dir); !errors.Is(err, os.ErrNotExist) || b.wiped != 1 {
			t.Errorf("%v, the key was deleted %d times", err, b.wiped)
		}
	})
}

// TestADemotionWhileAwayIsLearntAtTheNextStart: until then the lists are shown, as
// old as they are.
func TestADemotionWhileAwayIsLearntAtTheNextStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := newBox(t), newService(5)
		b.sit(t, s).leave()
		s.become(account.Custom)
		w := b.sit(t, s)
		if l := w.Lists(); l.Users.Len() != 0 || !l.Loaded || l.Me.ID != "u0" || b.wiped != 1 {
			t.Errorf("%d users, the key was deleted %d times", l.Users.Len(), b.wiped)
		}
		w.leave()
	})
}

// TestADemotionWipesWhatWasPutAwayToo: lists that are out of sight are kept all the
// same.
func TestADemotionWipesWhatWasPutAwayToo(t *testing.T) {
	for name, meanwhile := range map[string]func(t *testing.T, b *box){
		"outdated": func(*testing.T, *box) { time.Sleep(31 * 24 * time.Hour) },
		"aside":    func(t *testing.T, b *box) { b.overwrite(t, func([]byte) []byte { return []byte("no lists") }) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, s := newBox(t), newService(5)
				b.sit(t, s).leave()
				meanwhile(t, b)
				s.become(account.RegularUser)
				b.sit(t, s).leave()
				if _, err := os.Stat(b.Dir); !errors.Is(err, os.ErrNotExist) || b.wiped != 1 {
					t.Errorf("%v, the key was deleted %d times", err, b.wiped)
				}
			})
		})
	}
}

// TestADemotionWipesActsWithoutLists: they were decided by an administrator.
func TestADemotionWipesActsWithoutLists(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := work(t, newModel(4))
		b.away(true)
		synctest.Wait()
		_, _ = b.cache.DeleteUser(t.Context(), "u2", account.Act{Key: "a", Version: 1})
		b.close()
		if err := os.Remove(filepath.Join(b.dir, "lists.db")); err != nil {
			t.Fatal(err)
		}
		b.become(account.RegularUser)
		b.away(false)
		b.start(t)
		b.wants(t, "delete u2 lost", "")
		if _, err := os.Stat(b.dir); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the copy is there: %v", err)
		}
	})
}

// TestAProfileBeforeItsAccountIsNoDemotion: whose powers they are is not known yet.
func TestAProfileBeforeItsAccountIsNoDemotion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := work(t, newModel(4))
		b.away(true)
		synctest.Wait()
		_, _ = b.cache.DeleteUser(t.Context(), "u2", account.Act{Key: "a", Version: 1})
		b.close()
		if err := os.Remove(filepath.Join(b.dir, "lists.db")); err != nil {
			t.Fatal(err)
		}
		b.away(false)
		kept, err := localcache.OpenCopy(t.Context(), localcache.CopyOptions{Dir: b.dir, Key: benchKey, Owner: localcache.Owner{AccountID: "acc", PersonID: "u0"}})
		if err != nil {
			t.Fatal(err)
		}
		c := localcache.New(b.model, localcache.Options{Copy: kept})
		_, err = c.Me(t.Context())
		wantCode(t, err, "")
		if got := waitingText(c.Lists()); got != "delete u2 unsent" || c.Lists().Loaded {
			t.Errorf("waiting: %q", got)
		}
		if err := c.Close(); err != nil {
			t.Error(err)
		}
		b.start(t)
		b.wants(t, "", "delete u2")
	})
}

// TestWhoIsPromotedDecidesAtOnce what can wait: no copy was lost.
func TestWhoIsPromotedDecidesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newModel(4)
		m.become(account.RegularUser)
		b := work(t, m)
		b.become(account.Administrator)
		b.cache.Refresh()
		synctest.Wait()
		b.away(true)
		synctest.Wait()
		_, err := b.cache.DeleteUser(t.Context(), "u2", account.Act{Key: "a", Version: 1})
		wantCode(t, err, account.Deferred)
		b.wants(t, "delete u2 unsent", "")
		b.away(false)
		b.cache.Refresh()
		b.wants(t, "", "delete u2")
	})
}

// TestWhoIsNoAdministratorKeepsThemselves: there are no rows to be kept.
func TestWhoIsNoAdministratorKeepsThemselves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := newBox(t), newService(5)
		s.become(account.RegularUser)
		b.sit(t, s).leave()
		if l, asOf, _ := b.holds(t); !l.Loaded || l.Users.Len() != 0 || l.Me.ID != "u0" || asOf.IsZero() || b.wiped != 0 {
			t.Errorf("kept: %+v as of %v", l, asOf)
		}
		s.become(account.Administrator)
		w := b.sit(t, s)
		w.expect(t, account.LinkOnline, "[Person 0 v1 Person 1 v1 Person 2 v1 Person 3 v1 Person 4 v1]")
		w.leave()
		if l, _, _ := b.holds(t); l.Users.Len() != 5 {
			t.Errorf("%d users are kept", l.Users.Len())
		}
	})
}

// TestRowsThatAreRefusedAreForgottenOnDisk although the service goes on calling one
// an administrator.
func TestRowsThatAreRefusedAreForgottenOnDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := newBox(t), newService(5)
		w := b.sit(t, s)
		s.set(func() { s.refusal = account.Fault(account.Forbidden) })
		s.rename("u1", "Ana")
		synctest.Wait()
		w.leave()
		if l, _, state := b.holds(t); l.Loaded || l.Users.Len() != 0 || state != account.CopyKept {
			t.Errorf("%s: %d users are kept", state, l.Users.Len())
		}
		s.set(func() { s.refusal = nil })
		w = b.sit(t, s)
		w.leave()
		if l, _, _ := b.holds(t); l.Users.Len() != 5 {
			t.Errorf("%d users are kept then", l.Users.Len())
		}
	})
}

// TestACacheThatNeverRanClosesItsCopy.
func TestACacheThatNeverRanClosesItsCopy(t *testing.T) {
	b := newBox(t)
	c := localcache.New(newService(1), localcache.Options{Copy: b.open(t)})
	if err := errors.Join(c.Close(), c.Close()); err != nil {
		t.Error(err)
	}
	b.holds(t)
}
