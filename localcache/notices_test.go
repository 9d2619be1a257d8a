package localcache_test

import (
	"testing"
	"testing/synctest"
	"time"

	"rollcall/account"
)

func notice(id string, from, to time.Duration) account.Notice {
	now := time.Now()
	return account.Notice{ID: id, Kind: account.NoticeMaintenance, StartsAt: now.Add(from), EndsAt: now.Add(to), Text: "New disks."}
}

// close begins maintenance, as the service does: it says so and ends the streams.
func (w *world) close(until time.Time, told bool) {
	w.set(func() {
		fault := &account.Error{Code: account.Maintenance, RetryAfter: time.Until(until), Until: until}
		w.service.fault, w.streamFault = fault, fault
		if told {
			w.service.tell(account.Event{Kind: account.EventMaintenance, Until: until})
		}
	})
	w.cutStreams()
	synctest.Wait()
}

// reopen ends it.
func (w *world) reopen() {
	w.set(func() { w.service.fault, w.streamFault = nil, nil })
}

func (w *world) until(t *testing.T, want time.Time) {
	t.Helper()
	fault, _ := w.Status().Err.(*account.Error)
	if fault == nil || fault.Code != account.Maintenance || !fault.Until.Equal(want) {
		t.Errorf("it is offline for %+v, want maintenance until %v", fault, want)
	}
}

func TestNoticesComeWithTheListsAndWhenTheyChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(1)
		s.notices = []account.Notice{notice("n1", time.Hour, 2*time.Hour)}
		w := follow(t, s)
		if n := w.Lists().Notices; len(n) != 1 || n[0].ID != "n1" || n[0].Text != "en: New disks." {
			t.Errorf("%+v", n)
		}
		rings := w.rings.Load()
		w.set(func() {
			w.notices = nil
			w.tell(account.Event{Kind: account.EventNotices})
		})
		synctest.Wait()
		if len(w.Lists().Notices) != 0 || w.rings.Load() == rings {
			t.Errorf("%+v after %d calls", w.Lists().Notices, w.count("notices"))
		}
		// A service whose stream does not speak of them is asked now and then.
		w.set(func() { w.notices = []account.Notice{notice("n2", 3*time.Hour, 4*time.Hour)} })
		time.Sleep(11 * time.Minute)
		if n := w.Lists().Notices; len(n) != 1 || w.count("notices") > 3 {
			t.Errorf("%+v after %d calls", n, w.count("notices"))
		}
		w.SetLanguage("fr")
		synctest.Wait()
		if n := w.Lists().Notices; n[0].Text != "fr: New disks." {
			t.Errorf("%+v", n)
		}
	})
}

func TestWhoIsNoAdministratorHearsOfMaintenanceToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(1)
		s.notices = []account.Notice{notice("n1", time.Hour, 2*time.Hour)}
		s.become(account.RegularUser)
		w := follow(t, s)
		if n := w.Lists().Notices; len(n) != 1 {
			t.Errorf("%+v", n)
		}
		w.set(func() {
			w.notices = append(w.notices, notice("n2", 3*time.Hour, 4*time.Hour))
			w.tell(account.Event{Kind: account.EventNotices})
		})
		synctest.Wait()
		if n := w.Lists().Notices; len(n) != 2 {
			t.Errorf("%+v", n)
		}
		w.stop()
	})
}

func TestMaintenanceIsToldAtOnceAndItsEndIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := follow(t, newService(1))
		time.Sleep(10 * time.Second)
		asOf, until := w.Status().AsOf, time.Now().Add(8*time.Minute)
		w.close(until, true)
		w.expect(t, account.LinkOffline, "[Person 0 v1]")
		w.until(t, until)
		if s := w.Status(); s.AsOf != asOf {
			t.Errorf("status %+v", s)
		}
		attempts := w.count("events")
		time.Sleep(time.Until(until) - time.Second)
		w.expect(t, account.LinkOffline, "[Person 0 v1]")
		if n := w.count("events") - attempts; n > 1 {
			t.Errorf("%d attempts meanwhile", n)
		}
		w.reopen()
		time.Sleep(5 * time.Second)
		w.expect(t, account.LinkOnline, "[Person 0 v1]")
		if s := w.Status(); s.Err != nil {
			t.Errorf("status %+v", s)
		}
	})
}

func TestMaintenanceThatEndsEarlyIsSoonSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(1)
		s.notices = []account.Notice{notice("n1", time.Hour, 9*time.Hour)}
		w := follow(t, s)
		time.Sleep(time.Hour)
		w.close(w.notices[0].EndsAt, true)
		w.until(t, w.notices[0].EndsAt)
		time.Sleep(5 * time.Minute)
		w.expect(t, account.LinkOffline, "[Person 0 v1]")

		// It will last longer, says the operator.
		longer := w.notices[0].EndsAt.Add(time.Hour)
		w.set(func() {
			w.notices = []account.Notice{{ID: "n1", Kind: account.NoticeMaintenance, StartsAt: w.notices[0].StartsAt, EndsAt: longer}}
		})
		time.Sleep(31 * time.Second)
		w.until(t, longer)

		attempts := w.count("events")
		w.set(func() { w.notices = nil })
		w.reopen()
		time.Sleep(31 * time.Second)
		w.expect(t, account.LinkOnline, "[Person 0 v1]")
		if n := w.count("events") - attempts; n > 2 {
			t.Errorf("%d attempts", n)
		}
	})
}

// A service that asks one to wait without having announced anything is waited for.
func TestMaintenanceThatWasNotAnnouncedIsNotAskedAbout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := follow(t, newService(1))
		before := w.count("notices")
		w.close(time.Now().Add(8*time.Minute), true)
		time.Sleep(7 * time.Minute)
		if n := w.count("notices") - before; n > 2 {
			t.Errorf("asked %d times", n)
		}
	})
}

// An act may be the first to meet it, on a stream that still looks open.
func TestAnActThatMeetsMaintenanceTellsTheWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := follow(t, newService(1))
		until := time.Now().Add(time.Hour)
		w.set(func() {
			w.service.fault = &account.Error{Code: account.Maintenance, RetryAfter: time.Hour, Until: until}
		})
		if _, err := w.Account(t.Context()); account.CodeOf(err) != account.Maintenance {
			t.Fatal(err)
		}
		w.expect(t, account.LinkOffline, "[Person 0 v1]")
		w.until(t, until)
		if next := time.Until(w.Status().NextTry); next > 10*time.Minute+4*time.Second {
			t.Errorf("next try in %v", next)
		}
	})
}

func TestSigningOutForgetsTheNotices(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(1)
		s.notices = []account.Notice{notice("n1", time.Hour, 2*time.Hour)}
		w := follow(t, s)
		w.set(func() { w.tell(account.Event{Kind: account.EventSessionEnded, Reason: account.ReasonExpired}) })
		synctest.Wait()
		if n := w.Lists().Notices; len(n) != 0 {
			t.Errorf("%+v", n)
		}
	})
}

// An operator may stop the service while it is maintained.
func TestAServiceThatIsStoppedForMaintenanceIsSaidToBeMaintained(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(1)
		s.notices = []account.Notice{notice("n1", time.Hour, 2*time.Hour)}
		w := follow(t, s)
		away := func() {
			w.set(func() { w.service.fault = account.Fault(account.Unreachable); w.streamFault = w.service.fault })
			w.cutStreams()
			synctest.Wait()
		}
		away()
		if code := account.CodeOf(w.Status().Err); code != account.Unreachable {
			t.Errorf("before its maintenance it is offline for %s", code)
		}
		w.reopen()
		time.Sleep(time.Hour)
		w.expect(t, account.LinkOnline, "[Person 0 v1]")
		away()
		w.until(t, s.notices[0].EndsAt)
		if next := time.Until(w.Status().NextTry); next > time.Minute {
			t.Errorf("next try in %v", next)
		}
		// It is back before it was said to be.
		w.reopen()
		time.Sleep(time.Minute)
		w.expect(t, account.LinkOnline, "[Person 0 v1]")
	})
}
