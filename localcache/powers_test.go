package localcache_test

import (
	"testing"
	"testing/synctest"
	"time"

	"rollcall/account"
	"rollcall/localcache"
)

func TestTheDemotedLoseTheListsBeforeTheServiceAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := follow(t, newService(2))
		silent := make(chan struct{})
		w.set(func() {
			w.silent = silent
			w.profile.Memberships = []account.Membership{{AccountID: "acc", UserType: account.Custom, Permissions: []account.Permission{"contacts.view"}}}
			w.tell(account.Event{Kind: account.EventAccessChanged, UserType: account.Custom, Permissions: []account.Permission{"contacts.view"}})
		})
		w.expect(t, account.LinkUpdating, "[]")
		l := w.Lists()
		if m := l.Me.Memberships; len(m) != 1 || m[0].UserType != account.Custom || len(m[0].Permissions) != 1 {
			t.Errorf("memberships %+v", m)
		}
		if !l.Loaded || l.Account.Counts != nil || l.Seq != 0 || l.Me.ID != "u0" {
			t.Errorf("lists %+v", l)
		}
		close(silent)
		w.expect(t, account.LinkOnline, "[]")
		w.rename("u1", "Zoe")
		w.expect(t, account.LinkOnline, "[]")
		w.set(func() { w.profile.FirstName, w.profile.Version = "Ana", 2 })
		time.Sleep(time.Minute)
		synctest.Wait()
		if me := w.Lists().Me; me.FirstName != "Ana" {
			t.Errorf("oneself is not followed any more: %+v", me)
		}
	})
}

func TestAListReadBeforeADemotionIsNotShownAfterIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := follow(t, newService(2))
		w.expect(t, account.LinkOnline, "[Person 0 v1 Person 1 v1]")
		w.set(func() {
			w.seq, w.floor = 5, 5 // the feed reaches back too short: everything is read
			w.spoilUsers = func(p account.Page[account.User]) account.Page[account.User] {
				w.profile.Memberships = []account.Membership{{AccountID: "acc", UserType: account.RegularUser}}
				w.tell(account.Event{Kind: account.EventAccessChanged, UserType: account.RegularUser})
				w.spoilUsers = nil
				return p
			}
		})
		w.Refresh()
		w.expect(t, account.LinkOnline, "[]")
	})
}

func TestARefusalIsLookedInto(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := follow(t, newService(2))
		w.become(account.RegularUser)
		w.expect(t, account.LinkOnline, "[Person 0 v1 Person 1 v1]")
		if _, err := w.Cache.Activity(t.Context(), account.ActivityQuery{}); account.CodeOf(err) != account.Forbidden {
			t.Errorf("got %v", err)
		}
		w.expect(t, account.LinkOnline, "[]")
		w.become(account.Administrator)
		w.Refresh()
		w.expect(t, account.LinkOnline, "[Person 0 v1 Person 1 v1]")
	})
}

func TestThePromotedAreShownNoListBeforeItIsRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(2)
		s.profile.Memberships[0].UserType = account.RegularUser
		w := follow(t, s)
		w.expect(t, account.LinkOnline, "[]")
		if !w.Lists().Loaded {
			t.Error("there is nothing more to load")
		}
		w.become(account.Administrator)
		silent := make(chan struct{})
		w.set(func() {
			w.silent = silent
			w.tell(account.Event{Kind: account.EventAccessChanged, UserType: account.Administrator})
		})
		w.expect(t, account.LinkUpdating, "[]")
		if w.Lists().Loaded {
			t.Error("a list that was not read is said to be empty")
		}
		close(silent)
		w.expect(t, account.LinkOnline, "[Person 0 v1 Person 1 v1]")
	})
}

func TestTheAccountItselfIsFollowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := follow(t, newService(1))
		name := func(want string) {
			t.Helper()
			synctest.Wait()
			if l := w.Lists(); l.Account.Name != want || l.Account.Counts == nil || l.Account.Counts.Users != 1 {
				t.Errorf("the account is %+v, want %s", l.Account, want)
			}
		}
		elsewhere := func(name string) { w.set(func() { w.account.Name, w.account.Version = name, w.account.Version+1 }) }
		elsewhere("Choir of Lund")
		w.Refresh()
		name("Choir of Lund")
		elsewhere("Choir of Malmö")
		name("Choir of Lund")
		time.Sleep(time.Minute)
		name("Choir of Malmö")
		mine := "Orchestra"
		if _, err := w.UpdateAccount(t.Context(), account.AccountChange{Name: &mine}, account.Act{Version: 3}); err != nil {
			t.Fatal(err)
		}
		if l := w.Lists(); l.Account.Name != mine || l.Me.Memberships[0].AccountName != mine {
			t.Errorf("one's own change is not shown at once: %+v", l.Account)
		}
	})
}

func TestWhatOneDoesAboutOneselfIsReadAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := follow(t, newService(1))
		if err := w.ConfirmApp(t.Context(), "123456", account.Act{}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if me := w.Lists().Me; len(me.TwoFactor) != 1 {
			t.Errorf("me is %+v", me)
		}
	})
}

func TestAnAnswerAfterTheEndShowsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := follow(t, newService(1))
		w.set(func() { w.tell(account.Event{Kind: account.EventSessionEnded, Reason: account.ReasonExpired}) })
		w.expect(t, account.LinkEnded, "[]")
		if _, err := w.Me(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Account(t.Context()); err != nil {
			t.Fatal(err)
		}
		if l := w.Lists(); l.Me.ID != "" || l.Account.ID != "" {
			t.Errorf("shown: %+v", l)
		}
	})
}

func TestTheEndIsToldWithoutFollowing(t *testing.T) {
	s := newService(1)
	s.fault = &account.Error{Code: account.SessionEnded, Reason: account.ReasonSignedOut}
	c := localcache.New(s, localcache.Options{})
	_, err := c.Me(t.Context())
	if account.CodeOf(err) != account.SessionEnded {
		t.Fatal(err)
	}
	if st := c.Status(); st.Link != account.LinkEnded || account.CodeOf(st.Err) != account.SessionEnded {
		t.Errorf("status %+v", st)
	}
}
