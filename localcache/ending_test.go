package localcache_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/account"
)

func TestTheEndOfTheSessionIsTheEnd(t *testing.T) {
	event := func(reason string) func(*world) {
		return func(w *world) {
			w.set(func() { w.tell(account.Event{Kind: account.EventSessionEnded, Reason: reason}) })
		}
	}
	fetch := func(fault error) func(*world) {
		return func(w *world) {
			w.set(func() { w.service.fault = fault })
			w.Refresh()
		}
	}
	for name, c := range map[string]struct {
		do     func(*world)
		code   account.Code
		reason string
	}{
		"the password was changed": {event(account.ReasonPasswordChanged), account.SessionEnded, account.ReasonPasswordChanged},
		"two-factor was reset":     {event(account.ReasonTwoFactorReset), account.SessionEnded, account.ReasonTwoFactorReset},
		"signed out from afar":     {event(account.ReasonSignedOut), account.SessionEnded, account.ReasonSignedOut},
		"deleted":                  {event(account.ReasonUserDeleted), account.SessionEnded, account.ReasonUserDeleted},
		"removed from the account": {event(account.ReasonAccessRemoved), account.SessionEnded, account.ReasonAccessRemoved},
		"the account is not there": {fetch(account.Fault(account.NotFound)), account.SessionEnded, account.ReasonAccessRemoved},
		"expired": {
			fetch(&account.Error{Code: account.SessionEnded, Reason: account.ReasonExpired}), account.SessionEnded, account.ReasonExpired,
		},
		"a second factor is to be set up": {fetch(account.Fault(account.TwoFactorSetup)), account.TwoFactorSetup, ""},
		"by a call": {func(w *world) {
			w.set(func() { w.service.fault = &account.Error{Code: account.Unauthenticated} })
			_, _ = w.Cache.Account(context.Background())
		}, account.SessionEnded, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := follow(t, newService(1))
				begun := time.Now()
				c.do(w)
				w.expect(t, account.LinkEnded, "[]")
				err := <-w.ended
				w.ended <- err
				var fault *account.Error
				if !errors.As(err, &fault) || fault.Code != c.code || fault.Reason != c.reason || w.Status().Err != err {
					t.Errorf("ended with %+v, status %+v", err, w.Status())
				}
				if took := time.Since(begun); took > 2*time.Second {
					t.Errorf("said after %v", took)
				}
				if l := w.Lists(); l.Loaded || l.Me.ID != "" || l.Account.ID != "" || l.Catalogue.Custom != nil {
					t.Errorf("left: %+v", l)
				}
				if calls := w.count("events"); calls != 1 {
					t.Errorf("%d streams", calls)
				}
			})
		})
	}
}

func TestWhoIsNoAdministratorSeesNoLists(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(3)
		s.profile.Memberships[0].UserType = account.RegularUser
		w := follow(t, s)
		w.expect(t, account.LinkOnline, "[]")
		if l := w.Lists(); !l.Loaded || l.Me.ID != "u0" || l.Account.Name != "Choir" || w.count("users") != 0 {
			t.Errorf("%+v after %d calls", l, w.count("users"))
		}
		w.set(func() {
			w.profile.Memberships = []account.Membership{{AccountID: "acc", UserType: account.Administrator}}
			w.tell(account.Event{Kind: account.EventAccessChanged, UserType: account.Administrator})
		})
		w.expect(t, account.LinkOnline, "[Person 0 v1 Person 1 v1 Person 2 v1]")
		w.set(func() {
			w.profile.Memberships = []account.Membership{{AccountID: "acc", UserType: account.Custom}}
			w.tell(account.Event{Kind: account.EventAccessChanged, UserType: account.Custom})
		})
		w.expect(t, account.LinkOnline, "[]")
	})
}
