package localcache_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/account"
	"rollcall/localcache"
)

// world is a copy of a service in memory, inside a bubble of time.
type world struct {
	*service
	*localcache.Cache
	stop  context.CancelFunc
	ended chan error
	rings atomic.Int32
}

// follow starts a copy and waits until it has done what it can.
func follow(t *testing.T, s *service) *world {
	t.Helper()
	return followBy(t, s, time.Now)
}

// followBy is follow for a computer with another clock on the wall.
func followBy(t *testing.T, s *service, now func() time.Time) *world {
	t.Helper()
	return followWith(t, s, localcache.Options{Now: now})
}

// followWith is follow with options.
func followWith(t *testing.T, s *service, o localcache.Options) *world {
	t.Helper()
	w := &world{service: s, ended: make(chan error, 1)}
	o.Jitter = func() float64 { return 0.5 }
	w.Cache = localcache.New(s, o)
	w.Watch(func() { w.rings.Add(1) })
	ctx, cancel := context.WithCancel(t.Context())
	w.stop = cancel
	go func() { w.ended <- w.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		<-w.ended
	})
	synctest.Wait()
	return w
}

func (w *world) expect(t *testing.T, link account.Link, rows string) {
	t.Helper()
	synctest.Wait()
	if got := w.Cache.Status().Link; got != link {
		t.Errorf("link is %s, want %s (%v)", got, link, w.Cache.Status().Err)
	}
	if got := names(w.Lists()); got != rows {
		t.Errorf("rows are %s, want %s", got, rows)
	}
}

// Names that both halves of a world have.
func (w *world) Account(ctx context.Context) (account.Account, error) { return w.Cache.Account(ctx) }
func (w *world) Me(ctx context.Context) (account.Profile, error)      { return w.Cache.Me(ctx) }
func (w *world) ConfirmApp(ctx context.Context, code string, act account.Act) error {
	return w.Cache.ConfirmApp(ctx, code, act)
}

func (w *world) UpdateAccount(ctx context.Context, c account.AccountChange, act account.Act) (account.Account, error) {
	return w.Cache.UpdateAccount(ctx, c, act)
}

func TestAChangeElsewhereAppears(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := follow(t, newService(2))
		w.expect(t, account.LinkOnline, "[Person 0 v1 Person 1 v1]")
		before := w.Lists()
		w.rename("u1", "Ana")
		w.expect(t, account.LinkOnline, "[Person 0 v1 Ana 1 v2]")
		if before.Users.Slice()[1].FirstName != "Person" || before.Users.Slice()[0] != w.Lists().Users.Slice()[0] {
			t.Error("what was shown before has changed, or what did not change was replaced")
		}
		w.remove("u0")
		w.expect(t, account.LinkOnline, "[Ana 1 v2]")
		if got := w.Lists().Account.Counts.Users; got != 1 {
			t.Errorf("%d users are counted", got)
		}
		if w.Lists().Seq != 2 || w.count("users") != 1 {
			t.Errorf("seq %d after %d readings", w.Lists().Seq, w.count("users"))
		}
	})
}

func TestEveryPageIsRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := follow(t, newService(1234))
		if l := w.Lists(); l.Users.Len() != 1234 || !l.Loaded || l.Users.Slice()[1233].ID != "u1233" {
			t.Errorf("%d users", l.Users.Len())
		}
		if s := w.Status(); s.Fetched != 0 || s.Total != 0 || s.AsOf.IsZero() {
			t.Errorf("status %+v", s)
		}
	})
}

func TestWhenTheServiceIsAwayTheListsStayAndTheirAgeIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := follow(t, newService(1))
		asOf := w.Status().AsOf
		time.Sleep(10 * time.Second)
		w.set(func() { w.service.fault = account.Fault(account.Unreachable); w.streamFault = w.service.fault })
		w.cutStreams()
		w.expect(t, account.LinkOffline, "[Person 0 v1]")
		s := w.Status()
		if s.AsOf != asOf || account.CodeOf(s.Err) != account.Unreachable || time.Until(s.NextTry) != time.Second {
			t.Errorf("status %+v", s)
		}
		w.service.rename("u0", "Ana")
		time.Sleep(5 * time.Minute)
		w.expect(t, account.LinkOffline, "[Person 0 v1]")
		if n := w.count("events"); n < 9 || n > 13 {
			t.Errorf("%d attempts in 5 minutes", n)
		}
		w.set(func() { w.service.fault, w.streamFault = nil, nil })
		w.Refresh()
		w.expect(t, account.LinkOnline, "[Ana 0 v2]")
		if s := w.Status(); !s.AsOf.After(asOf) || s.Err != nil || !s.NextTry.IsZero() {
			t.Errorf("status %+v", s)
		}
	})
}

func TestAnAttemptThatHangsDoesNotHideThatTheListsAreOld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := follow(t, newService(1))
		w.set(func() { w.service.fault = account.Fault(account.Unreachable); w.streamFault = w.service.fault })
		w.cutStreams()
		w.expect(t, account.LinkOffline, "[Person 0 v1]")
		answer := make(chan struct{})
		w.set(func() { w.service.fault, w.streamFault, w.silent = nil, nil, answer })
		time.Sleep(10 * time.Second)
		w.expect(t, account.LinkOffline, "[Person 0 v1]")
		if s := w.Status(); account.CodeOf(s.Err) != account.Unreachable || !s.NextTry.IsZero() {
			t.Errorf("during the attempt the status is %+v", s)
		}
		close(answer)
		w.expect(t, account.LinkOnline, "[Person 0 v1]")
	})
}

// A computer that sleeps keeps its timers from running and its streams from
// breaking, but not the clock on the wall.
func TestAfterASleepTheServiceIsAskedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ahead atomic.Int64
		w := followBy(t, newService(1), func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) })
		time.Sleep(20 * time.Second)
		if n := w.count("events"); n != 1 {
			t.Fatalf("%d streams without a sleep", n)
		}
		ahead.Store(int64(time.Hour))
		time.Sleep(6 * time.Second)
		w.expect(t, account.LinkOnline, "[Person 0 v1]")
		if n := w.count("events"); n != 2 {
			t.Errorf("%d streams after a sleep", n)
		}
	})
}

func TestTheServiceIsTriedAgainByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(1)
		s.fault, s.streamFault = account.Fault(account.Unreachable), account.Fault(account.Unreachable)
		w := follow(t, s)
		w.expect(t, account.LinkOffline, "[]")
		if w.Lists().Loaded {
			t.Error("lists never fetched are called loaded")
		}
		time.Sleep(30 * time.Second)
		w.set(func() { w.service.fault, w.streamFault = nil, nil })
		time.Sleep(time.Minute)
		w.expect(t, account.LinkOnline, "[Person 0 v1]")
	})
}

func TestMaintenanceIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(1)
		s.fault = &account.Error{Code: account.Maintenance, RetryAfter: 2 * time.Minute}
		w := follow(t, s)
		w.expect(t, account.LinkOffline, "[]")
		if got := time.Until(w.Status().NextTry); got != 2*time.Minute+2*time.Second {
			t.Errorf("next try in %v", got)
		}
	})
}

func TestWithoutAStreamTheFeedIsReadAllTheSame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(1)
		s.streamFault = account.Fault(account.BadAnswer)
		w := follow(t, s)
		w.expect(t, account.LinkOffline, "[Person 0 v1]")
		w.rename("u0", "Ana")
		time.Sleep(2 * time.Minute)
		w.expect(t, account.LinkOffline, "[Ana 0 v2]")
		if age := time.Since(w.Status().AsOf); age > 80*time.Second {
			t.Errorf("the lists are called %v old", age)
		}
	})
}

func TestALostAnnouncementIsMadeUpFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := follow(t, newService(1))
		w.set(func() {
			streams := w.streams
			w.streams = nil
			w.users[0].FirstName, w.users[0].Version = "Ana", 2
			w.announce(account.KindUser, account.Upsert, "u0", w.users[0])
			w.streams = streams
		})
		w.expect(t, account.LinkOnline, "[Person 0 v1]")
		time.Sleep(61 * time.Second)
		w.expect(t, account.LinkOnline, "[Ana 0 v2]")
	})
}

func TestWhatHappensBeforeTheStreamOpensIsNotMissed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(1)
		s.opening = make(chan struct{})
		w := follow(t, s)
		w.rename("u0", "Ana")
		w.expect(t, account.LinkConnecting, "[Person 0 v1]")
		close(s.opening)
		w.expect(t, account.LinkOnline, "[Ana 0 v2]")
	})
}

func TestALinkThatHeldIsSoonTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := follow(t, newService(1))
		for range 5 {
			w.cutStreams()
			w.expect(t, account.LinkOffline, "[Person 0 v1]")
			if got := time.Until(w.Status().NextTry); got != time.Second {
				t.Errorf("next try in %v", got)
			}
			time.Sleep(10 * time.Second)
			w.expect(t, account.LinkOnline, "[Person 0 v1]")
		}
	})
}

func TestReadingTheSameAgainReplacesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := follow(t, newService(2))
		before := w.Lists()
		w.set(func() { w.tell(account.Event{Kind: account.EventAccessChanged}) })
		synctest.Wait()
		if w.count("users") != 2 {
			t.Fatalf("read %d times", w.count("users"))
		}
		if after := w.Lists(); !after.Users.Same(before.Users) {
			t.Error("another list of the same rows")
		}
	})
}

func TestAnOlderProfileDoesNotReplaceANewerOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := follow(t, newService(1))
		w.rename("u0", "Ana") // the list says so first, the profile later
		synctest.Wait()
		w.Refresh()
		w.expect(t, account.LinkOnline, "[Ana 0 v2]")
		if got := w.Lists().Me.FirstName; got != "Ana" {
			t.Errorf("I am called %s", got)
		}
	})
}

func TestAFeedThatReachesBackTooShortIsMadeUpForByReadingAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := follow(t, newService(2))
		kept := w.Lists().Users.Slice()[0]
		w.set(func() {
			w.users[1].FirstName, w.users[1].Version = "Ana", 2
			w.seq, w.floor = 50, 49
			w.tell(account.Event{Kind: account.EventChanged, Seq: 50})
		})
		w.expect(t, account.LinkOnline, "[Person 0 v1 Ana 1 v2]")
		if w.Lists().Users.Slice()[0] != kept {
			t.Error("a row that did not change is another row")
		}
	})
}

func TestNonsenseChangesNothing(t *testing.T) {
	for name, spoil := range map[string]func(account.Changes) account.Changes{
		"an item that cannot be read": func(c account.Changes) account.Changes {
			c.Changes = append(c.Changes, account.Change{Seq: 2, Kind: account.KindUser, Op: account.Upsert, ID: "u1", Item: []byte(`{`)})
			c.Next = 2
			return c
		},
		"an item of another identifier": func(c account.Changes) account.Changes {
			c.Changes = append(c.Changes, account.Change{Seq: 2, Kind: account.KindUser, Op: account.Upsert, ID: "u1", Item: []byte(`{"id":"u9"}`)})
			c.Next = 2
			return c
		},
		"an upsert of nothing": func(c account.Changes) account.Changes {
			c.Changes[0].Item = nil
			return c
		},
		"disorder": func(c account.Changes) account.Changes {
			c.Changes = append(c.Changes, c.Changes[0])
			return c
		},
		"no end": func(c account.Changes) account.Changes {
			c.Changes, c.Next, c.More = nil, 0, true
			return c
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := follow(t, newService(2))
				w.set(func() { w.spoilChanges = spoil })
				w.rename("u0", "Ana")
				w.expect(t, account.LinkOffline, "[Person 0 v1 Person 1 v1]")
				if account.CodeOf(w.Status().Err) != account.BadAnswer {
					t.Errorf("status %+v", w.Status())
				}
				w.set(func() { w.spoilChanges = nil })
				w.Refresh()
				w.expect(t, account.LinkOnline, "[Ana 0 v2 Person 1 v1]")
			})
		})
	}
}

func TestListsThatLeadInACircleAreRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(1)
		s.spoilUsers = func(p account.Page[account.User]) account.Page[account.User] {
			p.NextCursor = "0"
			return p
		}
		w := follow(t, s)
		w.expect(t, account.LinkOffline, "[]")
		if w.Lists().Loaded || account.CodeOf(w.Status().Err) != account.BadAnswer {
			t.Errorf("loaded %v, %v", w.Lists().Loaded, w.Status().Err)
		}
	})
}

func TestKindsOfALaterVersionAreLeftOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := follow(t, newService(1))
		w.set(func() {
			w.announce("robot", account.Upsert, "r1", "beep")
			w.announce(account.KindUser, "frozen", "u0", nil)
		})
		w.expect(t, account.LinkOnline, "[Person 0 v1]")
		if w.Lists().Seq != 2 {
			t.Errorf("seq %d", w.Lists().Seq)
		}
	})
}

func TestOneselfInTheListIsOneself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := follow(t, newService(2))
		w.rename("u0", "Ana")
		w.expect(t, account.LinkOnline, "[Ana 0 v2 Person 1 v1]")
		if me := w.Lists().Me; me.FirstName != "Ana" || len(me.Memberships) != 1 {
			t.Errorf("me is %+v", me)
		}
	})
}

func TestTheCatalogueFollowsTheLanguage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := follow(t, newService(1))
		if got := w.Lists().Catalogue.Custom[0].Name; got != "in en" {
			t.Error(got)
		}
		w.SetLanguage("fr")
		synctest.Wait()
		if got := w.Lists().Catalogue.Custom[0].Name; got != "in fr" {
			t.Error(got)
		}
	})
}

func TestWatchersHearOfEveryChangeAndOfNothingElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := follow(t, newService(1))
		before := w.rings.Load()
		time.Sleep(30 * time.Second)
		synctest.Wait()
		if got := w.rings.Load(); got != before {
			t.Errorf("%d rings for nothing", got-before)
		}
		var late atomic.Int32
		stop := w.Watch(func() { late.Add(1) })
		w.rename("u0", "Ana")
		synctest.Wait()
		if w.rings.Load() == before || late.Load() == 0 {
			t.Error("a change is not told")
		}
		stop()
		heard := late.Load()
		w.rename("u0", "Bea")
		synctest.Wait()
		if late.Load() != heard {
			t.Error("told after it asked not to be")
		}
	})
}

func TestOnlineMeansThatAllThatWasAnnouncedWasFetched(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := follow(t, newService(1))
		w.set(func() { w.tell(account.Event{Kind: account.EventChanged, Seq: 9}) })
		w.expect(t, account.LinkUpdating, "[Person 0 v1]")
	})
}

func TestRunEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := follow(t, newService(1))
		w.stop()
		err := <-w.ended
		w.ended <- err
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		w.set(func() {
			if len(w.streams) != 0 {
				t.Error("a stream stays open")
			}
		})
	})
}

func BenchmarkTenChangesAmongAHundredThousand(b *testing.B) {
	s := newService(100_000)
	c := localcache.New(s, localcache.Options{})
	rung := make(chan struct{}, 1)
	c.Watch(func() {
		select {
		case rung <- struct{}{}:
		default:
		}
	})
	go func() { _ = c.Run(b.Context()) }()
	for c.Status().Link != account.LinkOnline {
		<-rung
	}
	b.ResetTimer()
	for n := range b.N {
		want := c.Lists().Seq + 10
		b.StopTimer()
		s.set(func() {
			s.feed = s.feed[:0]
			for i := range 10 {
				u := person(i * 9_999)
				u.Version = int64(n + 2)
				s.seq++
				s.feed = append(s.feed, account.Change{Seq: s.seq, Kind: account.KindUser, Op: account.Upsert, ID: u.ID, Item: item(u)})
			}
		})
		b.StartTimer()
		s.set(func() { s.tell(account.Event{Kind: account.EventChanged, Seq: s.seq}) })
		for c.Lists().Seq < want {
			<-rung
		}
	}
}

func item(u account.User) []byte {
	return fmt.Appendf(nil, `{"id":%q,"version":%d,"first_name":"N","user_type":"user","permissions":[]}`, u.ID, u.Version)
}
