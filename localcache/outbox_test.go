package localcache_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/account"
)

// deeds are the acts that can wait, each on a row of its own.
var deeds = []struct {
	deed, row, done string
	do              func(ctx context.Context, s account.Service, key string) error
}{
	{"invite", "", "invite", func(ctx context.Context, s account.Service, key string) error {
		_, err := s.Invite(ctx, account.NewInvitation{Email: "z@new.example", UserType: account.RegularUser}, account.Act{Key: key})
		return err
	}},
	{"resend", "i0", "resend i0", func(ctx context.Context, s account.Service, key string) error {
		_, err := s.ResendInvitation(ctx, "i0", account.Act{Key: key, Version: 1})
		return err
	}},
	{"cancel", "i1", "cancel i1", func(ctx context.Context, s account.Service, key string) error {
		return s.CancelInvitation(ctx, "i1", account.Act{Key: key, Version: 1})
	}},
	{"correct", "i2", "invite", func(ctx context.Context, s account.Service, key string) error {
		_, err := s.Invite(ctx, account.NewInvitation{Email: "y@new.example", UserType: account.RegularUser, Replaces: "i2"}, account.Act{Key: key})
		return err
	}},
	{"modify", "u1", "modify u1", func(ctx context.Context, s account.Service, key string) error {
		_, err := s.UpdateUser(ctx, "u1", called("Zoe"), account.Act{Key: key, Version: 1})
		return err
	}},
	{"delete", "u2", "delete u2", func(ctx context.Context, s account.Service, key string) error {
		_, err := s.DeleteUser(ctx, "u2", account.Act{Key: key, Version: 1})
		return err
	}},
	{"edit_access", "x0", "edit access x0", func(ctx context.Context, s account.Service, key string) error {
		as := account.Administrator
		_, err := s.UpdateExternalUser(ctx, "x0", account.ExternalUserChange{UserType: &as}, account.Act{Key: key, Version: 1})
		return err
	}},
	{"remove_access", "x1", "remove access x1", func(ctx context.Context, s account.Service, key string) error {
		_, err := s.RemoveExternalUser(ctx, "x1", account.Act{Key: key, Version: 1})
		return err
	}},
}

func called(name string) account.UserChange { return account.UserChange{FirstName: &name} }

func TestWhatIsDecidedOfflineIsSentInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := work(t, newModel(4))
		b.away(true)
		synctest.Wait()
		waits, done := "", ""
		before := b.count("act")
		for _, d := range deeds {
			wantCode(t, d.do(t.Context(), b.cache, "k-"+d.deed), account.Deferred)
			waits, done = join(waits, d.deed+spaced(d.row)+" unsent"), join(done, d.done)
		}
		if b.count("act") != before {
			t.Error("it was tried although the service is away")
		}
		b.wants(t, waits, "")
		if l := b.cache.Lists(); user(l, "u1").Version != 1 || l.Invitations.Len() != 3 || l.Waiting[4].Name() != "Person 1" {
			t.Errorf("what waits is shown as done: %+v", l)
		}
		b.close()
		b.start(t)
		b.wants(t, waits, "")
		if l := b.cache.Lists(); !l.Loaded || l.Waiting[4].LookedUser.ID != "u1" {
			t.Errorf("the copy holds %+v", l)
		}
		b.away(false)
		b.cache.Refresh()
		b.wants(t, "", done)
		l := b.cache.Lists()
		if user(l, "u1").FirstName != "Zoe" || user(l, "u2") != nil || external(l, "x1") != nil || invitation(l.Invitations, "i0").SentCount != 2 ||
			invitation(l.Cancelled, "i1") == nil || l.Invitations.Len() != 3 {
			t.Errorf("what was done is not shown: %+v", l)
		}
		for key, n := range b.done {
			if n != 1 {
				t.Errorf("%s was done %d times", key, n)
			}
		}
	})
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + ", " + b
}

func spaced(s string) string {
	if s == "" {
		return ""
	}
	return " " + s
}

func TestAnActWhoseAnswerIsLostIsDoneOnce(t *testing.T) {
	for _, d := range deeds {
		for name, w := range map[string]way{"request": {lost: true}, "answer": {lostAnswer: true}} {
			t.Run(d.deed+" "+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					b := work(t, newModel(4))
					lost := 2
					b.set(func() {
						b.way = func(string) way {
							if lost--; lost >= 0 {
								return w
							}
							return way{}
						}
					})
					wantCode(t, d.do(t.Context(), b.cache, "k"), account.Deferred)
					done := map[bool]string{true: d.done}[w.lostAnswer]
					b.wants(t, d.deed+spaced(d.row)+" uncertain", done)
					wantCode(t, b.cache.TakeBack(t.Context(), "k"), account.IdempotencyRunning)
					time.Sleep(time.Minute)
					b.wants(t, "", d.done)
				})
			})
		}
	}
}

func TestOnlineNothingWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := work(t, newModel(4))
		done := ""
		for _, d := range deeds {
			wantCode(t, d.do(t.Context(), b.cache, ""), "")
			done = join(done, d.done)
			b.wants(t, "", done)
		}
		_, err := b.cache.ResendInvitation(t.Context(), "i1", account.Act{Version: 1})
		wantCode(t, err, account.VersionMismatch)
		b.wants(t, "", done)
	})
}

func TestTheDeadlineOfACallerLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := work(t, newModel(4))
		hangs := make(chan struct{})
		b.set(func() { b.hangs = hangs })
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		_, err := b.cache.UpdateUser(ctx, "u1", called("Zoe"), account.Act{Key: "k", Version: 1})
		wantCode(t, err, account.Deferred)
		b.wants(t, "modify u1 uncertain", "")
		time.Sleep(2 * time.Second)
		b.wants(t, "modify u1 sending", "")
		close(hangs)
		b.wants(t, "", "modify u1")
	})
}

func TestLaterActsQueueBehindThoseThatWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := work(t, newModel(4))
		b.set(func() { b.way = func(string) way { return way{lost: true} } })
		_, err := b.cache.UpdateUser(t.Context(), "u1", called("Zoe"), account.Act{Key: "k", Version: 1})
		wantCode(t, err, account.Deferred)
		_, err = b.cache.DeleteUser(t.Context(), "u2", account.Act{Key: "l", Version: 1})
		wantCode(t, err, account.Deferred)
		b.wants(t, "modify u1 uncertain, delete u2 unsent", "")
		b.set(func() { b.way = nil })
		time.Sleep(time.Minute)
		b.wants(t, "", "modify u1, delete u2")
	})
}

func TestWhatIsDecidedUponAnOutcomeFollowsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := work(t, newModel(4))
		b.away(true)
		synctest.Wait()
		ctx, s := t.Context(), b.cache
		for _, err := range []error{
			second(s.UpdateUser(ctx, "u1", called("Zoe"), account.Act{Key: "a", Version: 1})),
			second(s.UpdateUser(ctx, "u1", called("Zara"), account.Act{Key: "b", Version: 1})),
			second(s.ResendInvitation(ctx, "i0", account.Act{Key: "c", Version: 1})),
			s.CancelInvitation(ctx, "i0", account.Act{Key: "d", Version: 1}),
			second(s.Invite(ctx, account.NewInvitation{Email: "y@new.example", UserType: account.RegularUser, Replaces: "i1"}, account.Act{Key: "e"})),
			second(s.ResendInvitation(ctx, "i1", account.Act{Key: "f", Version: 1})),
			second(s.DeleteUser(ctx, "u1", account.Act{Key: "g", Version: 1})),
		} {
			wantCode(t, err, account.Deferred)
		}
		b.away(false)
		s.Refresh()
		b.wants(t, "", "modify u1, modify u1, resend i0, cancel i0, invite, resend i3, delete u1")
	})
}

func TestWhatIsDecidedOnACorrectionComesAfterAllThatFollowsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := work(t, newModel(4))
		b.away(true)
		synctest.Wait()
		ctx, s := t.Context(), b.cache
		for _, err := range []error{
			second(s.Invite(ctx, account.NewInvitation{Email: "y@new.example", UserType: account.RegularUser, Replaces: "i0"}, account.Act{Key: "a"})),
			second(s.ResendInvitation(ctx, "i0", account.Act{Key: "b", Version: 1})),
			second(s.ResendInvitation(ctx, "i0", account.Act{Key: "c", Version: 1})),
			second(s.Invite(ctx, account.NewInvitation{Email: "z@new.example", UserType: account.RegularUser, Replaces: "i0"}, account.Act{Key: "d"})),
		} {
			wantCode(t, err, account.Deferred)
		}
		b.set(func() { b.way = func(deed string) way { return way{lost: deed == "resend"} } })
		b.away(false)
		s.Refresh()
		b.wants(t, "resend i3 uncertain, resend i3 unsent, correct i3 unsent", "invite")
		_, err := s.ResendInvitation(ctx, "i3", account.Act{Key: "e", Version: 1})
		wantCode(t, err, account.Deferred)
		b.close()
		b.start(t)
		b.set(func() { b.way = nil })
		b.cache.Refresh()
		b.wants(t, "", "invite, resend i3, resend i3, invite, resend i4")
	})
}

func second[T any](_ T, err error) error { return err }

func TestARefusedActStandsAndThoseBehindItToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := work(t, newModel(4))
		ctx, s := t.Context(), b.cache
		b.away(true)
		synctest.Wait()
		_, _ = s.UpdateUser(ctx, "u1", called("Zoe"), account.Act{Key: "a", Version: 1})
		_, _ = s.UpdateUser(ctx, "u1", called("Zara"), account.Act{Key: "b", Version: 1})
		_, _ = s.DeleteUser(ctx, "u2", account.Act{Key: "c", Version: 1})
		b.rename("u1", "Yves")
		b.away(false)
		s.Refresh()
		b.wants(t, "modify u1 refused version_mismatch, modify u1 behind", "delete u2")
		time.Sleep(time.Hour)
		if n := b.count("act"); n != 2 {
			t.Errorf("%d requests for a refused act and another", n)
		}
		b.close()
		b.start(t)
		b.wants(t, "modify u1 refused version_mismatch, modify u1 behind", "delete u2")
		if w := s.Lists().Waiting[0]; w.LookedUser.FirstName != "Person" {
			t.Errorf("looked at %+v", w.LookedUser)
		}
		wantCode(t, b.cache.SendAnew(ctx, "a"), "")
		b.wants(t, "", "delete u2, modify u1, modify u1")
		if u := user(b.cache.Lists(), "u1"); u.FirstName != "Zara" || u.Version != 4 {
			t.Errorf("the row is %+v", u)
		}
		wantCode(t, b.cache.SendAnew(ctx, "a"), account.NotFound)
		wantCode(t, b.cache.TakeBack(ctx, "a"), account.NotFound)
	})
}

func TestARefusedActWhoseRowIsGoneCanOnlyBeTakenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := work(t, newModel(4))
		ctx, s := t.Context(), b.cache
		b.away(true)
		synctest.Wait()
		_, _ = s.UpdateUser(ctx, "u1", called("Zoe"), account.Act{Key: "a", Version: 1})
		_, _ = s.DeleteUser(ctx, "u1", account.Act{Key: "b", Version: 1})
		b.remove("u1")
		b.away(false)
		s.Refresh()
		b.wants(t, "modify u1 refused not_found, delete u1 behind", "")
		wantCode(t, s.SendAnew(ctx, "a"), account.NotFound)
		wantCode(t, s.SendAnew(ctx, "b"), account.NotFound)
		wantCode(t, s.TakeBack(ctx, "a"), "")
		b.wants(t, "", "")
	})
}

func TestWhatWasTakenBackIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := work(t, newModel(4))
		ctx, s := t.Context(), b.cache
		b.away(true)
		synctest.Wait()
		_, _ = s.UpdateUser(ctx, "u1", called("Zoe"), account.Act{Key: "a", Version: 1})
		_, _ = s.DeleteUser(ctx, "u1", account.Act{Key: "b", Version: 1})
		_, _ = s.DeleteUser(ctx, "u2", account.Act{Key: "c", Version: 1})
		_, _ = s.RemoveExternalUser(ctx, "x0", account.Act{Key: "d", Version: 1})
		wantCode(t, s.TakeBack(ctx, "a"), "")
		b.wants(t, "delete u2 unsent, remove_access x0 unsent", "")
		b.close()
		b.start(t)
		s = b.cache
		b.wants(t, "delete u2 unsent, remove_access x0 unsent", "")
		wantCode(t, s.DiscardWaiting(ctx), "")
		b.away(false)
		s.Refresh()
		b.wants(t, "", "")
	})
}

func TestUndoTakesTheActBackThatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := work(t, newModel(4))
		ctx, s := t.Context(), b.cache
		b.away(true)
		synctest.Wait()
		_ = s.CancelInvitation(ctx, "i0", account.Act{Key: "a", Version: 1})
		_, _ = s.RemoveExternalUser(ctx, "x0", account.Act{Key: "b", Version: 1})
		b.wants(t, "cancel i0 unsent, remove_access x0 unsent", "")
		i, err := s.RestoreInvitation(ctx, "i0", account.Act{})
		wantCode(t, err, "")
		e, err := s.RestoreExternalUser(ctx, "x0", account.Act{})
		wantCode(t, err, "")
		if i.ID != "i0" || i.State != account.InvitationPending || e.ID != "x0" {
			t.Errorf("gave %+v and %+v", i, e)
		}
		b.away(false)
		s.Refresh()
		b.wants(t, "", "")
		b.set(func() { b.way = func(string) way { return way{lostAnswer: true} } })
		_ = s.CancelInvitation(ctx, "i0", account.Act{Key: "c", Version: 1})
		_, err = s.RestoreInvitation(ctx, "i0", account.Act{})
		wantCode(t, err, account.Unreachable)
		b.wants(t, "cancel i0 uncertain", "cancel i0")
		b.set(func() { b.way = nil })
		time.Sleep(time.Minute)
		b.wants(t, "", "cancel i0")
		_, err = s.RestoreInvitation(ctx, "i0", account.Act{})
		wantCode(t, err, "")
	})
}

// TestUndoAsksTheServiceWhenWhatWaitsWasRefused: it took no part in what is to be
// undone.
func TestUndoAsksTheServiceWhenWhatWaitsWasRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := work(t, newModel(4))
		ctx, s := t.Context(), b.cache
		b.away(true)
		synctest.Wait()
		_ = s.CancelInvitation(ctx, "i0", account.Act{Key: "a", Version: 7})
		b.away(false)
		s.Refresh()
		b.wants(t, "cancel i0 refused version_mismatch", "")
		wantCode(t, s.CancelInvitation(ctx, "i0", account.Act{Key: "b", Version: 1}), "")
		i, err := s.RestoreInvitation(ctx, "i0", account.Act{})
		wantCode(t, err, "")
		l := s.Lists()
		if i.State != account.InvitationPending || invitation(l.Invitations, "i0") == nil || l.Cancelled.Len() != 0 {
			t.Errorf("gave %+v, %d stay cancelled", i, l.Cancelled.Len())
		}
		b.wants(t, "cancel i0 refused version_mismatch", b.told())
	})
}

func TestTheSameActTwiceIsOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := work(t, newModel(4))
		ctx, s := t.Context(), b.cache
		b.away(true)
		synctest.Wait()
		ana := account.NewInvitation{Email: "ana@new.example", UserType: account.RegularUser}
		for range 3 {
			_, err := s.Invite(ctx, ana, account.Act{Key: "k"})
			wantCode(t, err, account.Deferred)
		}
		b.wants(t, "invite unsent", "")
		ana.Email = "ben@new.example"
		_, err := s.Invite(ctx, ana, account.Act{Key: "k"})
		wantCode(t, err, account.IdempotencyReused)
		b.away(false)
		s.Refresh()
		b.wants(t, "", "invite")
	})
}
