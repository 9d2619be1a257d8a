package localcache_test

import (
	"testing"
	"testing/synctest"
	"time"

	"rollcall/account"
)

func TestWhatBecomesOfActsAtTheEnd(t *testing.T) {
	for reason, shown := range map[string]string{
		account.ReasonSignedOut:       "delete u2 lost outcome_unknown, invite lost",
		account.ReasonUserDeleted:     "delete u2 lost outcome_unknown, invite lost",
		account.ReasonAccessRemoved:   "delete u2 lost outcome_unknown, invite lost",
		account.ReasonExpired:         "",
		account.ReasonPasswordChanged: "",
	} {
		t.Run(reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := work(t, newModel(4))
				b.set(func() { b.way = func(string) way { return way{lost: true} } })
				_, _ = b.cache.DeleteUser(t.Context(), "u2", account.Act{Key: "a", Version: 1})
				_, _ = b.cache.Invite(t.Context(), account.NewInvitation{Email: "q@new.example"}, account.Act{Key: "b"})
				b.set(func() { b.tell(account.Event{Kind: account.EventSessionEnded, Reason: reason}) })
				b.wants(t, shown, "")
				calls := b.count("act")
				time.Sleep(time.Hour)
				if b.count("act") != calls {
					t.Error("it is sent after the end")
				}
				if shown != "" {
					wantCode(t, b.cache.DiscardWaiting(t.Context()), "")
					b.wants(t, "", "")
					return
				}
				b.close()
				b.start(t)
				b.set(func() { b.way = nil })
				time.Sleep(time.Minute)
				b.wants(t, "", "delete u2, invite")
			})
		})
	}
}

func TestTheDemotedAreToldWhatIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := work(t, newModel(4))
		b.away(true)
		synctest.Wait()
		_, _ = b.cache.DeleteUser(t.Context(), "u2", account.Act{Key: "a", Version: 1})
		b.become(account.RegularUser)
		b.away(false)
		b.cache.Refresh()
		b.wants(t, "delete u2 lost", "")
		if b.count("act") != 0 {
			t.Error("it was sent")
		}
	})
}

// TestWhatIsDiscardedAfterTheEndOfTheSessionIsGone, or it is said that it is not.
func TestWhatIsDiscardedAfterTheEndOfTheSessionIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := work(t, newModel(4))
		b.away(true)
		synctest.Wait()
		_, _ = b.cache.DeleteUser(t.Context(), "u2", account.Act{Key: "a", Version: 1})
		b.set(func() { b.fault = &account.Error{Code: account.SessionEnded, Reason: account.ReasonExpired} })
		b.cache.Refresh()
		synctest.Wait()
		err := b.cache.DiscardWaiting(t.Context())
		b.close()
		b.set(func() { b.fault = nil })
		b.start(t)
		if kept := b.waiting() != "" || b.told() != ""; kept != (err != nil) {
			t.Errorf("discarded with %v, then waiting %q, done %q", err, b.waiting(), b.told())
		}
	})
}
