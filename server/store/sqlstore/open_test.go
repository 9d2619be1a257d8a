package sqlstore

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

func TestAnAcknowledgedWriteIsOnTheDisk(t *testing.T) {
	db, err := Open(t.Context(), Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	look := func(ls *lines, query string) (got string, err error) {
		err = ls.within(t.Context(), "BEGIN", "ROLLBACK", func(l *line) error {
			return l.conn.QueryRowContext(t.Context(), query).Scan(&got)
		})
		return got, err
	}
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"} {
		if got, err := look(db.writers, "PRAGMA "+pragma); err != nil || got != want {
			t.Errorf("%s is %s (%v), want %s", pragma, got, err, want)
		}
	}
	if _, err := look(db.readers, "DELETE FROM accounts RETURNING id"); err == nil || !strings.Contains(err.Error(), "readonly") {
		t.Errorf("a reader could write: %v", err)
	}
}

func TestAnActThatBreaksIsUndone(t *testing.T) {
	db, err := Open(t.Context(), Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	insert := func(after func()) error {
		return db.write(t.Context(), time.Now(), func(x *txn) error {
			_, err := x.insertAccount("Maple Press")
			after()
			return err
		})
	}
	func() {
		defer func() { _ = recover() }()
		_ = insert(func() { panic("in the middle") })
	}()
	if err := insert(func() {}); err != nil {
		t.Fatal(err)
	}
	var n int
	err = db.read(t.Context(), time.Now(), func(x *txn) error { return x.row("SELECT COUNT(*) FROM accounts").Scan(&n) })
	if err != nil || n != 1 {
		t.Errorf("%d accounts, %v", n, err)
	}
}

func TestAClosedStoreAnswersThatItIs(t *testing.T) {
	db, err := Open(t.Context(), Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	nothing := func(*txn) error { return nil }
	if err := db.read(t.Context(), time.Now(), nothing); !errors.Is(err, errClosed) {
		t.Errorf("reading: %v", err)
	}
	if err := db.write(t.Context(), time.Now(), nothing); !errors.Is(err, errClosed) {
		t.Errorf("writing: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Errorf("closing again: %v", err)
	}
}

func TestAReaderWhoGivesUpLeavesTheLineUsable(t *testing.T) {
	db, err := Open(t.Context(), Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for range 4 * cap(db.readers.free) {
		ctx, cancel := context.WithCancel(t.Context())
		err := db.read(ctx, time.Now(), func(x *txn) error {
			cancel()
			return x.row("SELECT 1").Scan(new(int))
		})
		if err == nil {
			t.Error("it did not notice")
		}
	}
	if err := db.Ready(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestTheFolderMayHaveAnyName(t *testing.T) {
	for _, name := range []string{"with spaces", "50% of #1?", "Éric & cie", "a=b;c"} {
		dir := filepath.Join(t.TempDir(), name)
		db, err := Open(t.Context(), Options{Dir: dir})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err := db.Close(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if info, err := os.Stat(filepath.Join(dir, FileName)); err != nil || info.Size() == 0 {
			t.Errorf("%s: the data is elsewhere: %v", name, err)
		}
	}
}

func TestTwoProcessesMayStartOnANewFolderAtOnce(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			db, err := Open(t.Context(), Options{Dir: dir})
			if err != nil {
				t.Error(err)
				return
			}
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func FuzzCursor(f *testing.F) {
	key := []byte("a key of the tests")
	bound := []string{"users", "acc"}
	f.Add(makeCursor(key, 1, bound))
	f.Add(makeCursor(key, 1<<40, []string{"users", "other"}))
	f.Add("")
	f.Add("AAAAAAAAAAAAAAAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, cursor string) {
		n, err := readCursor(key, cursor, bound)
		if err != nil {
			if account.CodeOf(err) != account.ValidationFailed {
				t.Errorf("%q gives %v", cursor, err)
			}
			return
		}
		if makeCursor(key, n, bound) != cursor {
			t.Errorf("%q was taken for %d, which is written another way", cursor, n)
		}
	})
}

func BenchmarkInvite(b *testing.B) {
	db, err := Open(b.Context(), Options{Dir: b.TempDir(), InvitationsPerHour: -1, MessagesPerHour: -1})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	now := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	accountID, userID, err := db.CreateAccount(b.Context(), store.NewAccount{Name: "a", AdminEmail: "a@a.example", AdminUsername: "adm", Now: now})
	if err != nil {
		b.Fatal(err)
	}
	if _, err = db.StartSession(b.Context(), store.StartSession{PersonID: userID, TokenHash: []byte("t"), Now: now}); err != nil {
		b.Fatal(err)
	}
	id, err := db.Authenticate(b.Context(), []byte("t"), accountID, now)
	if err != nil {
		b.Fatal(err)
	}
	act := store.Act{Caller: store.Caller{PersonID: userID, SessionID: id.SessionID, AccountID: accountID}, Now: now}
	for i := 0; b.Loop(); i++ {
		email := time.Duration(i).String() + "@northlight.example"
		if _, err := db.Invite(b.Context(), act, account.NewInvitation{Email: email, UserType: account.RegularUser}); err != nil {
			b.Fatal(err)
		}
	}
}

// A caller may hang up at the very moment a transaction begins: the database
// has begun it then, and the caller is told that the context ended.
func TestHangingUpAsATransactionBeginsLeavesNoLineInside(t *testing.T) {
	db, err := Open(t.Context(), Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	nothing := func(*line) error { return nil }
	for i := range 3000 {
		ctx, cancel := context.WithCancel(t.Context())
		after := time.Duration(i%40) * time.Microsecond
		stop := time.AfterFunc(after, cancel)
		_ = db.writers.within(ctx, "BEGIN IMMEDIATE", "ROLLBACK", nothing)
		stop.Stop()
		cancel()
		if err := db.writers.within(t.Context(), "BEGIN IMMEDIATE", "ROLLBACK", nothing); err != nil {
			t.Fatalf("after %d callers nobody can write: %v", i+1, err)
		}
	}
}
