package sqlstore

import (
	"os"
	"path/filepath"
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
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"} {
		var got string
		if err := db.writer.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %s (%v), want %s", pragma, got, err, want)
		}
	}
	if _, err := db.reader.ExecContext(t.Context(), "DELETE FROM accounts"); err == nil {
		t.Error("a reader could write")
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
