package localcache_test

import (
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/account"
	"rollcall/localcache"
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
			t.Errorf("%s: %d users are kept", state, len(l.Users))
		}
	})
}
