package localcache_test

import (
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/account"
	"rollcall/localcache"
	"rollcall/localcache/sealed"
)

// TestAFullDiskStopsNothing: everything goes on from memory, it is said, and what
// could not be written is written once there is room.
func TestAFullDiskStopsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := newBox(t), newService(300)
		b.sit(t, s).leave()
		var full atomic.Bool
		c := b.open(t)
		c.SpoilDisk(func() error {
			if full.Load() {
				return errors.New("the disk is full")
			}
			return nil
		})
		w := followWith(t, s, localcache.Options{Copy: c})
		full.Store(true)
		before := b.fingerprint(t)
		w.service.rename("u3", "Ana")
		synctest.Wait()
		if st := w.Cache.Status(); st.Copy != account.CopyFailing || st.Link != account.LinkOnline || user(w.Lists(), "u3").FirstName != "Ana" {
			t.Errorf("status %+v", st)
		}
		if b.fingerprint(t) != before {
			t.Error("something was written")
		}
		full.Store(false)
		w.service.remove("u4")
		time.Sleep(time.Minute)
		synctest.Wait()
		if st := w.Cache.Status(); st.Copy != account.CopyKept {
			t.Errorf("then %s", st.Copy)
		}
		w.leave()
		l, _, _ := b.holds(t)
		sameAsService(t, s, l)
	})
}

// TestAFetchGoesOnOverAFullDisk.
func TestAFetchGoesOnOverAFullDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := newBox(t), newService(1600)
		c := b.open(t)
		c.SpoilDisk(func() error { return errors.New("the disk is full") })
		w := followWith(t, s, localcache.Options{Copy: c})
		sameAsService(t, s, w.Lists())
		if got := w.Cache.Status().Copy; got != account.CopyFailing {
			t.Errorf("said: %s", got)
		}
		w.leave()
		if l, _, state := b.holds(t); l.Loaded || state != account.CopyKept {
			t.Errorf("%s: %d users are kept", state, l.Users.Len())
		}
	})
}

// TestADiskThatRefusesIsNotAskedForEachChange, and after so many rows nothing is
// kept for it: the next start goes on from what it has.
func TestADiskThatRefusesIsNotAskedForEachChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := newBox(t), newService(300)
		b.sit(t, s).leave()
		var asked atomic.Int32
		var full atomic.Bool
		c := b.open(t)
		c.SpoilDisk(func() error {
			if asked.Add(1); full.Load() {
				return errors.New("the disk is full")
			}
			return nil
		})
		w := followWith(t, s, localcache.Options{Copy: c})
		full.Store(true)
		asked.Store(0)
		for range 10 {
			s.rename("u3", "Ana")
			synctest.Wait()
		}
		if n := asked.Load(); n != 1 || c.Queued() != 10 {
			t.Errorf("asked %d times, %d rows wait", n, c.Queued())
		}
		s.set(func() { s.floor = s.seq + 1 })
		s.set(func() {
			for i := range 51_000 {
				s.users = append(s.users, person(300+i))
			}
		})
		s.rename("u3", "Anna")
		synctest.Wait()
		time.Sleep(time.Minute)
		full.Store(false)
		s.rename("u4", "Ben")
		time.Sleep(time.Hour)
		if got := w.Cache.Status().Copy; got != account.CopyFailing || c.Queued() != 0 {
			t.Errorf("the copy is said to be %q, %d rows wait", got, c.Queued())
		}
		w.leave()
		if l, _, state := b.holds(t); l.Users.Len() != 300 || user(l, "u4").FirstName == "Ben" || state != account.CopyKept {
			t.Errorf("%s: %d users are kept", state, l.Users.Len())
		}
		w = b.sit(t, s)
		w.leave()
		l, _, _ := b.holds(t)
		sameAsService(t, s, l)
	})
}

// TestListsThatAreDamagedWhileTheyAreOpenAreFetchedAnew at the next start.
func TestListsThatAreDamagedWhileTheyAreOpenAreFetchedAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := newBox(t), newService(300)
		b.sit(t, s).leave()
		var damaged atomic.Bool
		c := b.open(t)
		c.SpoilDisk(func() error {
			if damaged.Load() {
				return sealed.ErrDamaged
			}
			return nil
		})
		w := followWith(t, s, localcache.Options{Copy: c})
		damaged.Store(true)
		s.rename("u3", "Ana")
		time.Sleep(time.Hour)
		if st := w.Cache.Status(); st.Copy != account.CopyFailing || c.Queued() != 0 || user(w.Lists(), "u3").FirstName != "Ana" {
			t.Errorf("status %+v, %d rows wait", st, c.Queued())
		}
		w.leave()
		w = b.sit(t, s)
		if got := w.Cache.Status().Copy; got != account.CopyAside {
			t.Errorf("the copy is said to be %q", got)
		}
		w.leave()
		l, _, state := b.holds(t)
		if sameAsService(t, s, l); state != account.CopyKept {
			t.Errorf("then %s", state)
		}
	})
}
