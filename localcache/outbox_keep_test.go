package localcache_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/account"
)

func TestActsThatCannotBeReadArePutAsideAndMourned(t *testing.T) {
	for name, spoil := range map[string]func(path string, raw []byte) error{
		"cut off": func(path string, raw []byte) error { return os.WriteFile(path, raw[:len(raw)/2], 0o600) },
		"gone":    func(path string, _ []byte) error { return os.Remove(path) },
	} {
		for _, waits := range []bool{true, false} {
			t.Run(fmt.Sprint(name, waits), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					b := work(t, newModel(4))
					b.away(true)
					synctest.Wait()
					_, _ = b.cache.DeleteUser(t.Context(), "u2", account.Act{Key: "a", Version: 1})
					if !waits {
						wantCode(t, b.cache.TakeBack(t.Context(), "a"), "")
					}
					b.close()
					path := filepath.Join(b.dir, "acts.db")
					raw, err := os.ReadFile(path)
					if err != nil {
						t.Fatal(err)
					}
					if err := spoil(path, raw); err != nil {
						t.Fatal(err)
					}
					b.start(t)
					want := map[bool]account.CopyState{true: account.CopyActsLost, false: account.CopyKept}[waits]
					if got := b.cache.Status().Copy; got != want || !b.cache.Lists().Loaded {
						t.Errorf("the state is %q, want %q", got, want)
					}
					b.wants(t, "", "")
					_, err = b.cache.DeleteUser(t.Context(), "u2", account.Act{Key: "a", Version: 1})
					wantCode(t, err, account.Deferred)
					b.wants(t, "delete u2 unsent", "")
					b.close()
					b.start(t)
					if got := b.cache.Status().Copy; got != account.CopyKept {
						t.Errorf("the next time the state is %q", got)
					}
				})
			})
		}
	}
}

func TestWhatWaitsStandsNowhereInTheClear(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := work(t, newModel(4))
		b.away(true)
		synctest.Wait()
		for _, d := range deeds {
			wantCode(t, d.do(t.Context(), b.cache, "key-"+d.deed), account.Deferred)
		}
		b.close()
		_ = filepath.WalkDir(b.dir, func(path string, e os.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Error(err)
			}
			for _, word := range []string{"new.example", "Zoe", "Person", "Guest", "key-", "invite", "delete", "unsent"} {
				if bytes.Contains(raw, []byte(word)) {
					t.Errorf("%s holds %q", filepath.Base(path), word)
				}
			}
			return nil
		})
	})
}

func TestAComputerThatDoesNotKeepWhatIsDecidedSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := work(t, newModel(4))
		b.fill()
		_, err := b.cache.DeleteUser(t.Context(), "u2", account.Act{Key: "a", Version: 1})
		wantCode(t, err, "") // online it is done as without a copy
		b.wants(t, "", "delete u2")
		if got := b.cache.Status().Copy; got != account.CopyFailing {
			t.Errorf("the copy is said to be %q", got)
		}
		b.away(true)
		synctest.Wait()
		_, err = b.cache.DeleteUser(t.Context(), "u1", account.Act{Key: "b", Version: 1})
		wantCode(t, err, account.Unreachable)
		b.wants(t, "", "delete u2")
		b.empty()
		_, err = b.cache.DeleteUser(t.Context(), "u1", account.Act{Key: "b", Version: 1})
		wantCode(t, err, account.Deferred)
		if got := b.cache.Status().Copy; got != account.CopyKept {
			t.Errorf("the copy is said to be %q", got)
		}
	})
}

// TestAnAnswerThatCannotBeKeptIsKeptLater: what is over is not sent again by the
// next start of the program.
func TestAnAnswerThatCannotBeKeptIsKeptLater(t *testing.T) {
	for name, c := range map[string]struct {
		version int64
		code    account.Code
		waits   string
		done    string
	}{
		"done":    {1, "", "", "modify u1"},
		"refused": {7, account.VersionMismatch, "modify u1 refused version_mismatch", ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := work(t, newModel(4))
				hangs, said := make(chan struct{}), make(chan error, 1)
				b.set(func() { b.hangs = hangs })
				go func() {
					_, err := b.cache.UpdateUser(t.Context(), "u1", called("Zoe"), account.Act{Key: "a", Version: c.version})
					said <- err
				}()
				synctest.Wait()
				b.full.Store(true)
				close(hangs)
				wantCode(t, <-said, c.code)
				b.wants(t, c.waits, c.done)
				b.full.Store(false)
				_, err := b.cache.DeleteUser(t.Context(), "u2", account.Act{Key: "b", Version: 1})
				wantCode(t, err, "")
				b.away(true)
				b.close()
				b.start(t)
				b.wants(t, c.waits, join(c.done, "delete u2"))
			})
		})
	}
}

// TestAnActThatIsAskedForAgainOnItsWayIsShown: who asked second was told that it
// waits.
func TestAnActThatIsAskedForAgainOnItsWayIsShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := work(t, newModel(4))
		hangs, first := make(chan struct{}), make(chan error, 1)
		b.set(func() { b.hangs = hangs })
		modify := func() error {
			_, err := b.cache.UpdateUser(t.Context(), "u1", called("Zoe"), account.Act{Key: "a", Version: 7})
			return err
		}
		go func() { first <- modify() }()
		b.wants(t, "", "")
		wantCode(t, modify(), account.Deferred)
		b.wants(t, "modify u1 sending", "")
		close(hangs)
		wantCode(t, <-first, account.Deferred)
		b.wants(t, "modify u1 refused version_mismatch", "")
	})
}

// TestOverAFullDiskNoActOvertakesThoseOnItsRow, and one that is done at once waits
// no longer.
func TestOverAFullDiskNoActOvertakesThoseOnItsRow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := work(t, newModel(4))
		ctx, s := t.Context(), b.cache
		b.set(func() { b.way = func(string) way { return way{lost: true} } })
		_, _ = s.UpdateUser(ctx, "u1", called("Zoe"), account.Act{Key: "a", Version: 1})
		_, _ = s.DeleteUser(ctx, "u2", account.Act{Key: "b", Version: 1})
		b.wants(t, "modify u1 uncertain, delete u2 unsent", "")
		b.set(func() { b.way = nil })
		b.full.Store(true)
		_, err := s.DeleteUser(ctx, "u1", account.Act{Key: "c", Version: 1})
		wantCode(t, err, account.Unreachable)
		_, err = s.DeleteUser(ctx, "u2", account.Act{Key: "b", Version: 1})
		wantCode(t, err, "")
		b.wants(t, "modify u1 uncertain", "delete u2")
		b.full.Store(false)
		time.Sleep(time.Hour)
		b.wants(t, "", "delete u2, modify u1")
	})
}

// TestALogNamesNoFolder: a person's name may be in its path.
func TestALogNamesNoFolder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		b := &bench{model: newModel(4), dir: filepath.Join(t.TempDir(), "ana.martin"), log: &log}
		b.start(t)
		b.fill()
		_, err := b.cache.DeleteUser(t.Context(), "u2", account.Act{Key: "a", Version: 1})
		wantCode(t, err, "")
		b.close()
		if s := log.String(); !strings.Contains(s, "could not be kept") || strings.Contains(s, "ana.martin") {
			t.Errorf("logged: %s", s)
		}
	})
}
