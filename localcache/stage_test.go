package localcache_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/account"
	"rollcall/localcache"
)

// pages notes which pages of users were asked for, and fails at one.
type pages struct {
	asked  []string
	failAt string
	fault  error
}

func (p *pages) spoil(q account.ListQuery) error {
	p.asked = append(p.asked, q.Cursor)
	if p.fault != nil && q.Cursor == p.failAt {
		return p.fault
	}
	return nil
}

// interrupt lets fetches of a service end at the third page.
func interrupt(s *service) *pages {
	p := &pages{failAt: "1000", fault: account.Fault(account.Unreachable)}
	s.spoilPage = p.spoil
	return p
}

func (p *pages) mend(s *service) {
	s.set(func() { p.fault, p.asked = nil, nil })
}

// changeEverywhere changes rows that were fetched, and some that were not yet.
func changeEverywhere(s *service) {
	s.rename("u1", "Ana")
	s.rename("u1400", "Ben")
	s.remove("u7")
	s.remove("u1401")
}

func sameAsService(t *testing.T, s *service, l account.Lists) {
	t.Helper()
	same := slices.EqualFunc(l.Users.Slice(), s.users, func(a *account.User, b account.User) bool {
		return a.ID == b.ID && a.Version == b.Version && a.FirstName == b.FirstName
	})
	if !l.Loaded || !same || l.Seq != s.seq {
		t.Errorf("%d users, seq %d; the service has %d, seq %d", l.Users.Len(), l.Seq, len(s.users), s.seq)
	}
}

// TestAnInterruptedFetchGoesOn where it stood: within a run of the program, and in
// the next one.
func TestAnInterruptedFetchGoesOn(t *testing.T) {
	for name, again := range map[string]func(*testing.T, *box, *service, *world, *pages) *world{
		"the network comes back": func(_ *testing.T, _ *box, s *service, w *world, p *pages) *world {
			p.mend(s)
			w.Refresh()
			synctest.Wait()
			return w
		},
		"the program is started again": func(t *testing.T, b *box, s *service, w *world, p *pages) *world {
			w.leave()
			p.mend(s)
			time.Sleep(5 * 24 * time.Hour)
			return b.sit(t, s)
		},
		"it is started twice": func(t *testing.T, b *box, s *service, w *world, p *pages) *world {
			w.leave()
			w = b.sit(t, s)
			w.leave()
			p.mend(s)
			return b.sit(t, s)
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, s := newBox(t), newService(1600)
				p := interrupt(s)
				w := b.sit(t, s)
				if w.Lists().Loaded {
					t.Fatal("half a list is shown")
				}
				changeEverywhere(s)
				w = again(t, b, s, w, p)
				sameAsService(t, s, w.Lists())
				if !slices.Equal(p.asked, []string{"1000", "1501"}) {
					t.Errorf("asked for %q", p.asked)
				}
				w.leave()
				l, _, _ := b.holds(t)
				sameAsService(t, s, l)
			})
		})
	}
}

// TestTheProgressGoesOnToo.
func TestTheProgressGoesOnToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := newBox(t), newService(1600)
		p := interrupt(s)
		b.sit(t, s).leave()
		p.mend(s)
		var fetched []int
		c := localcache.New(s, localcache.Options{Copy: b.open(t)})
		s.spoilPage = func(account.ListQuery) error {
			st := c.Status()
			fetched = append(fetched, st.Fetched, st.Total)
			return nil
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- c.Run(ctx) }()
		synctest.Wait()
		stop()
		<-ended
		if !slices.Equal(fetched, []int{1000, 1600, 1500, 1600}) {
			t.Errorf("said: %v", fetched)
		}
	})
}

func TestAFetchThatCannotGoOnIsBegunAnew(t *testing.T) {
	for name, do := range map[string]func(*service, *pages){
		"the cursor is refused":  func(s *service, p *pages) { p.fault = account.Fault(account.MalformedRequest) },
		"the cursor is too old":  func(s *service, p *pages) { p.fault = account.Fault(account.ChangesExpired) },
		"it was eight days ago":  func(s *service, p *pages) { p.fault = nil; time.Sleep(8 * 24 * time.Hour) },
		"the clock was set back": func(s *service, p *pages) { p.fault = nil },
		"the feed expired":       func(s *service, p *pages) { p.fault = nil; s.floor = s.seq },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, s := newBox(t), newService(1600)
				p := interrupt(s)
				if name == "the clock was set back" {
					b.Now = func() time.Time { return time.Now().Add(time.Hour) }
				}
				b.sit(t, s).leave()
				b.Now = time.Now
				changeEverywhere(s)
				s.set(func() { do(s, p) })
				p.asked = nil
				s.spoilPage = func(q account.ListQuery) error {
					err := p.spoil(q)
					p.fault = nil
					return err
				}
				w := b.sit(t, s)
				sameAsService(t, s, w.Lists())
				if n := len(p.asked); !slices.Equal(p.asked[max(0, n-4):], []string{"", "501", "1001", "1502"}) {
					t.Errorf("asked for %q", p.asked)
				}
				w.leave()
				l, _, _ := b.holds(t)
				sameAsService(t, s, l)
			})
		})
	}
}

// TestTheOldListStaysWhileANewOneIsFetched, in the window and in the file: the feed
// no longer reaches back.
func TestTheOldListStaysWhileANewOneIsFetched(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := newBox(t), newService(1600)
		w := b.sit(t, s)
		was := w.Lists()
		w.leave()
		changeEverywhere(s)
		s.floor = s.seq
		p := interrupt(s)
		p.failAt = "1001"
		w = b.sit(t, s)
		if l := w.Lists(); l.Users.Len() != was.Users.Len() || l.Seq != was.Seq {
			t.Errorf("meanwhile %d users, seq %d", l.Users.Len(), l.Seq)
		}
		w.leave()
		if l, _, _ := b.holds(t); l.Users.Len() != was.Users.Len() || l.Seq != was.Seq {
			t.Errorf("meanwhile %d users, seq %d are kept", l.Users.Len(), l.Seq)
		}
		p.mend(s)
		w = b.sit(t, s)
		sameAsService(t, s, w.Lists())
		if !slices.Equal(p.asked, []string{"1001", "1502"}) {
			t.Errorf("asked for %q", p.asked)
		}
		w.leave()
		for range 2 {
			l, _, _ := b.holds(t)
			sameAsService(t, s, l)
		}
	})
}

// TestManyFetchesLeaveNothingBehind: what was shown before is deleted.
func TestManyFetchesLeaveNothingBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := newBox(t), newService(3000)
		b.sit(t, s).leave()
		size := 0
		for i := range 6 {
			s.rename("u1", "Ana")
			s.set(func() { s.floor = s.seq })
			w := b.sit(t, s)
			sameAsService(t, s, w.Lists())
			w.leave()
			if i == 1 {
				size = len(b.fingerprint(t))
			}
		}
		if now := len(b.fingerprint(t)); now > size {
			t.Errorf("the file grew from %d to %d bytes", size, now)
		}
	})
}
