package localcache_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/account"
	"rollcall/localcache"
)

func TestAPauseIsKeptAndOvertakenOnOtherRowsAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := work(t, newModel(4))
		ctx, s := t.Context(), b.cache
		b.away(true)
		synctest.Wait()
		_, _ = s.ResendInvitation(ctx, "i0", account.Act{Key: "a", Version: 1})
		_ = s.CancelInvitation(ctx, "i0", account.Act{Key: "b", Version: 1})
		_, _ = s.DeleteUser(ctx, "u2", account.Act{Key: "c", Version: 1})
		limits := 1
		b.set(func() {
			b.way = func(deed string) way {
				if limits--; limits == 0 {
					return way{fault: &account.Error{Code: account.RateLimited, RetryAfter: time.Hour, Cause: account.ErrNotDone}}
				}
				return way{}
			}
		})
		b.away(false)
		s.Refresh()
		b.wants(t, "resend i0 unsent, cancel i0 unsent", "delete u2")
		_, err := s.UpdateUser(ctx, "u1", called("Zoe"), account.Act{Key: "d", Version: 1})
		wantCode(t, err, "") // it does not queue behind a pause of others
		s.Refresh()
		time.Sleep(59 * time.Minute)
		b.wants(t, "resend i0 unsent, cancel i0 unsent", "delete u2, modify u1")
		time.Sleep(2 * time.Minute)
		b.wants(t, "", "delete u2, modify u1, resend i0, cancel i0")
	})
}

func TestAPauseAskedForTwiceConcernsAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := work(t, newModel(6))
		ctx, s := t.Context(), b.cache
		b.away(true)
		synctest.Wait()
		for _, id := range []string{"u1", "u2", "u3", "u4"} {
			_, _ = s.DeleteUser(ctx, id, account.Act{Key: id, Version: 1})
		}
		limited := &account.Error{Code: account.RateLimited, RetryAfter: 10 * time.Minute, Cause: account.ErrNotDone}
		b.set(func() { b.way = func(string) way { return way{fault: limited} } })
		b.away(false)
		s.Refresh()
		synctest.Wait()
		time.Sleep(9 * time.Minute)
		b.wants(t, "delete u1 unsent, delete u2 unsent, delete u3 unsent, delete u4 unsent", "")
		if n := b.count("act"); n != 2 {
			t.Errorf("asked %d times during the pause", n)
		}
		b.set(func() { b.way = nil })
		time.Sleep(2 * time.Minute)
		b.wants(t, "", "delete u1, delete u2, delete u3, delete u4")
	})
}

func TestMaintenanceDefersAndIsOverAsSoonAsTheServiceAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := work(t, newModel(4))
		closed := &account.Error{Code: account.Maintenance, RetryAfter: time.Hour, Cause: account.ErrNotDone}
		b.set(func() { b.fault = closed })
		_, err := b.cache.DeleteUser(t.Context(), "u1", account.Act{Key: "a", Version: 1})
		wantCode(t, err, account.Deferred)
		b.wants(t, "delete u1 unsent", "")
		time.Sleep(time.Minute)
		b.set(func() { b.fault = nil })
		b.cache.Refresh()
		b.wants(t, "", "delete u1")
	})
}

func TestAServiceThatFailsAtAnActDoesNotHoldUpTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := work(t, newModel(4))
		b.away(true)
		synctest.Wait()
		_, _ = b.cache.ResendInvitation(t.Context(), "i0", account.Act{Key: "a", Version: 1})
		_, _ = b.cache.DeleteUser(t.Context(), "u1", account.Act{Key: "b", Version: 1})
		b.set(func() {
			b.way = func(deed string) way {
				if deed == "resend" {
					return way{fault: account.Fault(account.Internal)}
				}
				return way{}
			}
		})
		b.away(false)
		b.cache.Refresh()
		time.Sleep(10 * time.Minute)
		b.wants(t, "resend i0 refused internal", "delete u1")
	})
}

func TestAnActThatMeetsTheEndOfTheSessionIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := work(t, newModel(4))
		expired := &account.Error{Code: account.SessionEnded, Reason: account.ReasonExpired, Cause: account.ErrNotDone}
		b.set(func() { b.way = func(string) way { return way{fault: expired} } })
		_, err := b.cache.DeleteUser(t.Context(), "u1", account.Act{Key: "a", Version: 1})
		wantCode(t, err, account.SessionEnded)
		b.wants(t, "", "")
		b.close()
		b.away(true)
		b.start(t)
		b.wants(t, "delete u1 unsent", "")
		b.set(func() { b.way = nil })
		b.away(false)
		b.cache.Refresh()
		b.wants(t, "", "delete u1")
	})
}

func TestWhatWasDecidedUponAnActThatIsRefusedAtOnceStaysBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := work(t, newModel(4))
		hangs, first := make(chan struct{}), make(chan error, 1)
		b.set(func() { b.hangs = hangs })
		go func() {
			_, err := b.cache.UpdateUser(t.Context(), "u1", called("Zoe"), account.Act{Key: "a", Version: 7})
			first <- err
		}()
		synctest.Wait()
		_, err := b.cache.DeleteUser(t.Context(), "u1", account.Act{Key: "b", Version: 1})
		wantCode(t, err, account.Deferred)
		b.wants(t, "delete u1 unsent", "")
		close(hangs)
		wantCode(t, <-first, account.VersionMismatch)
		b.wants(t, "delete u1 behind", "")
		wantCode(t, b.cache.SendAnew(t.Context(), "b"), "")
		b.wants(t, "", "delete u1")
	})
}

func TestARefusedActThatIsTriedAgainComesAfterWhatWaits(t *testing.T) {
	for name, again := range map[string]func(context.Context, *localcache.Cache) error{
		"decided anew": func(ctx context.Context, s *localcache.Cache) error { return s.SendAnew(ctx, "a") },
		"asked for again": func(ctx context.Context, s *localcache.Cache) error {
			_, err := s.UpdateUser(ctx, "u1", called("Zoe"), account.Act{Key: "a", Version: 2})
			if account.CodeOf(err) == account.Deferred {
				return nil
			}
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := work(t, newModel(4))
				ctx, s := t.Context(), b.cache
				b.away(true)
				synctest.Wait()
				_, _ = s.UpdateUser(ctx, "u1", called("Zoe"), account.Act{Key: "a", Version: 1})
				b.rename("u1", "Yves")
				b.away(false)
				s.Refresh()
				b.wants(t, "modify u1 refused version_mismatch", "")
				b.away(true)
				synctest.Wait()
				_, _ = s.UpdateUser(ctx, "u1", called("Xenia"), account.Act{Key: "b", Version: 2})
				wantCode(t, again(ctx, s), "")
				b.wants(t, "modify u1 unsent, modify u1 unsent", "")
				b.away(false)
				s.Refresh()
				b.wants(t, "", "modify u1, modify u1")
				if u := user(s.Lists(), "u1"); u.FirstName != "Zoe" || u.Version != 4 {
					t.Errorf("the row is %+v", u)
				}
			})
		})
	}
}

func TestAfterAMonthAnUncertainActIsNotSentBlindly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := work(t, newModel(4))
		ctx, s := t.Context(), b.cache
		b.set(func() { b.way = func(string) way { return way{lostAnswer: true} } })
		_, _ = s.ResendInvitation(ctx, "i0", account.Act{Key: "a", Version: 1})
		b.away(true)
		synctest.Wait()
		_ = s.CancelInvitation(ctx, "i1", account.Act{Key: "b", Version: 1})
		b.close()
		time.Sleep(29 * 24 * time.Hour)
		b.set(func() { b.way, b.answers = nil, map[string]kept{} }) // the service has forgotten
		b.start(t)
		b.wants(t, "resend i0 uncertain, cancel i1 unsent", "resend i0")
		b.away(false)
		b.cache.Refresh()
		b.wants(t, "resend i0 refused outcome_unknown", "resend i0, cancel i1")
		wantCode(t, b.cache.SendAnew(ctx, "a"), "")
		b.wants(t, "", "resend i0, cancel i1, resend i0")
	})
}
