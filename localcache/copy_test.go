package localcache_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rollcall/account"
	"rollcall/localcache"
)

// box is where a copy is, and whose.
type box struct {
	localcache.CopyOptions
	// wiped counts how often the key was to be deleted.
	wiped int
}

func newBox(t *testing.T) *box {
	t.Helper()
	return &box{CopyOptions: localcache.CopyOptions{
		Dir: filepath.Join(t.TempDir(), "copy"), Key: bytes.Repeat([]byte{7}, localcache.KeySize), Now: time.Now,
		Owner: localcache.Owner{Server: "https://service.example", AccountID: "acc", PersonID: "u0"},
	}}
}

func (b *box) open(t *testing.T) *localcache.Copy {
	t.Helper()
	c, err := localcache.OpenCopy(context.Background(), b.CopyOptions)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// holds opens the copy, looks, and closes it.
func (b *box) holds(t *testing.T) (account.Lists, time.Time, account.CopyState) {
	t.Helper()
	c := b.open(t)
	lists, asOf := c.Lists()
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	return lists, asOf, c.State()
}

// sit starts a copy of a service that keeps what it shows, and waits until it has
// done what it can.
func (b *box) sit(t *testing.T, s *service) *world {
	t.Helper()
	return followWith(t, s, localcache.Options{Now: b.Now, Copy: b.open(t), OnWiped: func() { b.wiped++ }})
}

// leave ends the program.
func (w *world) leave() {
	w.stop()
	err := <-w.ended
	w.ended <- err
}

func TestTheCopyOpensOnWhatWasShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := newBox(t), newService(200)
		s.notices = []account.Notice{{ID: "n", Kind: account.NoticeMaintenance, StartsAt: time.Now().Add(time.Hour).UTC(), EndsAt: time.Now().Add(2 * time.Hour).UTC(), Text: "soon"}}
		w := b.sit(t, s)
		w.service.rename("u3", "Ana")
		w.service.remove("u4")
		synctest.Wait()
		was, asOf := w.Lists(), w.Cache.Status().AsOf
		w.leave()

		s.set(func() { s.fault = account.Fault(account.Unreachable); s.streamFault = s.fault })
		time.Sleep(3 * time.Hour)
		c := localcache.New(s, localcache.Options{Copy: b.open(t)})
		if diff := cmp.Diff(was, c.Lists(), byRows, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("the copy opens on something else:\n%s", diff)
		}
		if st := c.Status(); !st.AsOf.Equal(asOf) || st.Link != account.LinkConnecting || st.Copy != account.CopyKept {
			t.Errorf("status %+v, want as of %v", st, asOf)
		}
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestTheFeedGoesOnFromTheCopy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := newBox(t), newService(200)
		b.sit(t, s).leave()
		s.rename("u3", "Ana")
		s.remove("u4")
		w := b.sit(t, s)
		if l := w.Lists(); l.Users.Len() != 199 || user(l, "u3").FirstName != "Ana" || l.Seq != 2 || w.count("users") != 1 {
			t.Errorf("%d users, seq %d, after %d readings", l.Users.Len(), l.Seq, w.count("users"))
		}
		w.leave()
		if l, _, _ := b.holds(t); l.Users.Len() != 199 || user(l, "u3").FirstName != "Ana" || l.Seq != 2 {
			t.Errorf("kept: %d users, seq %d", l.Users.Len(), l.Seq)
		}
	})
}

// TestAnswersToActsAreNotInTheCopy: the copy is what the service was at a sequence
// number, and an answer has none.
func TestAnswersToActsAreNotInTheCopy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := newBox(t), newService(3)
		w := b.sit(t, s)
		s.set(func() { s.mute = true; s.users[1].FirstName, s.users[1].Version = "Ana", 2 })
		if _, err := w.Cache.User(t.Context(), "u1"); err != nil {
			t.Fatal(err)
		}
		if user(w.Lists(), "u1").FirstName != "Ana" {
			t.Fatal("the answer is not shown")
		}
		w.leave()
		if l, _, _ := b.holds(t); user(l, "u1").FirstName != "Person" || l.Seq != 0 {
			t.Errorf("kept: %+v", user(l, "u1"))
		}
	})
}

func TestTheAgeIsWrittenOnceAMinuteAndAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := newBox(t), newService(3)
		w := b.sit(t, s)
		before := b.fingerprint(t)
		for range 4 {
			time.Sleep(10 * time.Second)
			w.Refresh()
			synctest.Wait()
		}
		if b.fingerprint(t) != before {
			t.Error("the file was written although there was nothing new within a minute")
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if b.fingerprint(t) == before {
			t.Error("the age was not written after a minute")
		}
		time.Sleep(10 * time.Second)
		w.Refresh()
		synctest.Wait()
		asOf := w.Cache.Status().AsOf
		w.leave()
		if _, kept, _ := b.holds(t); !kept.Equal(asOf) {
			t.Errorf("as of %v, want %v", kept, asOf)
		}
	})
}

// fingerprint tells one state of the file from another.
func (b *box) fingerprint(t *testing.T) string {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(b.Dir, "lists.db"))
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestACopyThatCannotBeReadIsPutAside(t *testing.T) {
	for name, spoil := range map[string]func(*testing.T, *box){
		"another key":     func(_ *testing.T, b *box) { b.Key = bytes.Repeat([]byte{8}, localcache.KeySize) },
		"another account": func(_ *testing.T, b *box) { b.Owner.AccountID = "other" },
		"another person":  func(_ *testing.T, b *box) { b.Owner.PersonID = "u1" },
		"another server":  func(_ *testing.T, b *box) { b.Owner.Server = "https://elsewhere.example" },
		"cut off":         func(t *testing.T, b *box) { b.overwrite(t, func(x []byte) []byte { return x[:len(x)/2] }) },
		"empty":           func(t *testing.T, b *box) { b.overwrite(t, func([]byte) []byte { return nil }) },
		"no database":     func(t *testing.T, b *box) { b.overwrite(t, func([]byte) []byte { return []byte("hello") }) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, s := newBox(t), newService(100)
				b.sit(t, s).leave()
				spoil(t, b)
				if l, _, state := b.holds(t); l.Loaded || state != account.CopyAside {
					t.Fatalf("%s: %d users are shown", state, l.Users.Len())
				}
				if _, err := os.Stat(filepath.Join(b.Dir, "aside", "lists.db")); err != nil {
					t.Error(err)
				}
				w := b.sit(t, s)
				if got := w.Cache.Status().Copy; got != account.CopyKept || w.Lists().Users.Len() != 100 {
					t.Errorf("%s, %d users", got, w.Lists().Users.Len())
				}
				w.leave()
				if l, _, state := b.holds(t); l.Users.Len() != 100 || state != account.CopyKept {
					t.Errorf("%s: %d users are kept", state, l.Users.Len())
				}
			})
		})
	}
}

func (b *box) overwrite(t *testing.T, f func([]byte) []byte) {
	t.Helper()
	path := filepath.Join(b.Dir, "lists.db")
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, f(body), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestACopyIsOpenInOneProgram(t *testing.T) {
	b := newBox(t)
	first := b.open(t)
	if _, err := localcache.OpenCopy(t.Context(), b.CopyOptions); !errors.Is(err, localcache.ErrCopyBusy) {
		t.Errorf("a second one gets %v", err)
	}
	if err := first.Close(); err != nil {
		t.Error(err)
	}
	if err := b.open(t).Wipe(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(b.Dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("after the wiping there is something: %v", err)
	}
}

func TestWithoutContactForThirtyDaysNothingIsShown(t *testing.T) {
	const day = 24 * time.Hour
	type look struct {
		after time.Duration
		shown bool
		state account.CopyState
	}
	for name, looks := range map[string][]look{
		"a month":                {{29 * day, true, account.CopyKept}, {2 * day, false, account.CopyOutdated}},
		"looked at twice":        {{31 * day, false, account.CopyOutdated}, {2 * day, false, account.CopyKept}, {-33 * day, false, account.CopyKept}},
		"the clock ran ahead":    {{900 * day, false, account.CopyOutdated}, {-900 * day, true, account.CopyKept}},
		"looked at once more":    {{900 * day, false, account.CopyOutdated}, {time.Hour, false, account.CopyOutdated}, {-900 * day, true, account.CopyKept}},
		"the clock was set back": {{-4000 * day, true, account.CopyKept}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, s := newBox(t), newService(5)
				b.sit(t, s).leave()
				now := time.Now()
				b.Now = func() time.Time { return now }
				for i, l := range looks {
					now = now.Add(l.after)
					if got, _, state := b.holds(t); got.Loaded != l.shown || state != l.state {
						t.Errorf("look %d: %s, %d users", i, state, got.Users.Len())
					}
				}
			})
		})
	}
}

// TestWhatIsOutdatedGoesWithTheFirstContact deletes it for good.
func TestWhatIsOutdatedGoesWithTheFirstContact(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := newBox(t), newService(5)
		b.sit(t, s).leave()
		time.Sleep(31 * 24 * time.Hour)
		w := b.sit(t, s)
		if got := w.Cache.Status().Copy; got != account.CopyOutdated || w.Lists().Users.Len() != 5 {
			t.Errorf("%s, %d users", got, w.Lists().Users.Len())
		}
		w.leave()
		if _, _, state := b.holds(t); state != account.CopyKept {
			t.Errorf("then %s", state)
		}
		if _, err := os.Stat(filepath.Join(b.Dir, "outdated")); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("what was too old is still there: %v", err)
		}
	})
}
