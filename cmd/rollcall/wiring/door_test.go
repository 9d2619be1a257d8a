package wiring

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/client/credentials"
	"rollcall/server"
	"rollcall/server/passwords"
	"rollcall/server/sample"
	"rollcall/ui"
)

// noKeyring is a computer without a keyring.
type noKeyring struct{}

func (noKeyring) Get(context.Context, credentials.Key) (string, error) {
	return "", credentials.ErrUnavailable
}

func (noKeyring) Set(context.Context, credentials.Key, string) error {
	return credentials.ErrUnavailable
}

func (noKeyring) Delete(context.Context, credentials.Key) error { return credentials.ErrUnavailable }

// office is a real service with the sample account, and how one signs in there.
type office struct {
	url    string
	signIn account.SignIn
	stop   func()
}

func startOffice(t *testing.T) *office {
	t.Helper()
	s, err := server.Open(t.Context(), server.Config{DataDir: t.TempDir(), Listen: "127.0.0.1:0", Now: time.Now, Log: quiet()})
	must(t, err)
	keeper, err := passwords.NewKeeper(1)
	must(t, err)
	made, err := sample.Make(t.Context(), s.Store(), sample.Options{
		People: 3, Seed: 1, Now: time.Now(),
		Hash: func(password string) (string, error) { return keeper.Hash(t.Context(), password) },
	})
	must(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	o := &office{url: s.URL(), signIn: account.SignIn{Login: made.Login, Password: made.Password, DeviceName: "test"}}
	o.stop = func() {
		cancel()
		if err := errors.Join(<-ended, s.Close()); err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		o.stop = func() {}
	}
	t.Cleanup(func() { o.stop() })
	return o
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func newDoor(t *testing.T, keyring credentials.Store) *Door {
	t.Helper()
	return New(Options{
		DataDir: filepath.Join(t.TempDir(), "rollcall"), Language: func() string { return "en" },
		Keyring: keyring, Log: quiet(), Now: time.Now,
	})
}

// in signs in and enters.
func (o *office) in(t *testing.T, d *Door) ui.Visit {
	t.Helper()
	s, err := d.SignIn(t.Context(), o.url, o.signIn)
	must(t, err)
	v, err := d.Enter(t.Context(), o.url, s)
	must(t, err)
	return v
}

func (o *office) key() credentials.Key {
	return credentials.Key{Kind: credentials.KindSession, Server: o.url}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheKeyringLetsOneBackIn(t *testing.T) {
	o, keyring := startOffice(t), credentials.Memory()
	v := o.in(t, newDoor(t, keyring))
	if f := v.Facts(); !f.Kept || f.Sample || f.Server != o.url || f.AccountID == "" {
		t.Errorf("%+v", f)
	}
	v.Close()
	again, err := newDoor(t, keyring).Resume(t.Context(), o.url)
	must(t, err)
	if again.Facts() != v.Facts() {
		t.Errorf("%+v, before %+v", again.Facts(), v.Facts())
	}
	must(t, again.Forget(t.Context()))
	again.Close()
	if _, err := keyring.Get(t.Context(), o.key()); !errors.Is(err, credentials.ErrNotFound) {
		t.Errorf("after forgetting: %v", err)
	}
}

func TestASessionThatIsOverIsForgotten(t *testing.T) {
	o, keyring := startOffice(t), credentials.Memory()
	d := newDoor(t, keyring)
	v := o.in(t, d)
	must(t, v.SignOut(t.Context()))
	v.Close()
	if _, err := d.Resume(t.Context(), o.url); account.CodeOf(err) != account.SessionEnded {
		t.Errorf("resuming: %v", err)
	}
	if _, err := keyring.Get(t.Context(), o.key()); !errors.Is(err, credentials.ErrNotFound) {
		t.Errorf("the entry is kept: %v", err)
	}
	if _, err := d.Resume(t.Context(), o.url); !errors.Is(err, ui.ErrNobody) {
		t.Errorf("resuming again: %v", err)
	}
}

func TestAServiceThatIsAwayCostsNoSession(t *testing.T) {
	o, keyring := startOffice(t), credentials.Memory()
	d := newDoor(t, keyring)
	o.in(t, d).Close()
	o.stop()
	if _, err := d.Resume(t.Context(), o.url); account.CodeOf(err) != account.Unreachable {
		t.Errorf("resuming: %v", err)
	}
	if _, err := keyring.Get(t.Context(), o.key()); err != nil {
		t.Errorf("the entry is gone: %v", err)
	}
}

func TestWithoutAKeyringTheSessionEndsWithTheProgram(t *testing.T) {
	o := startOffice(t)
	d := newDoor(t, noKeyring{})
	if d.Keeps(t.Context()) {
		t.Error("a keyring that is not there is said to keep")
	}
	v := o.in(t, d)
	if v.Facts().Kept {
		t.Error("said to be kept")
	}
	if _, err := v.Account(t.Context()); err != nil {
		t.Errorf("not signed in: %v", err)
	}
	if token, err := d.session.Get(t.Context(), o.key()); err != nil || token == "" {
		t.Errorf("not in memory: %v", err)
	}
	must(t, v.Forget(t.Context()))
	v.Close()
	if _, err := d.session.Get(t.Context(), o.key()); !errors.Is(err, credentials.ErrNotFound) {
		t.Errorf("still in memory: %v", err)
	}
	if _, err := newDoor(t, noKeyring{}).Resume(t.Context(), o.url); !errors.Is(err, ui.ErrNobody) {
		t.Errorf("another program resumes: %v", err)
	}
	if left, _ := os.ReadDir(d.o.DataDir); len(left) != 0 {
		t.Errorf("written down: %v", left)
	}
}

func TestTheSampleLeavesNothing(t *testing.T) {
	keyring := credentials.Memory()
	d := newDoor(t, keyring)
	old, fresh := filepath.Join(d.o.DataDir, "sample-old"), filepath.Join(d.o.DataDir, "sample-fresh")
	for dir, age := range map[string]time.Duration{old: sampleLeft + time.Hour, fresh: time.Hour} {
		must(t, os.MkdirAll(dir, 0o700))
		must(t, os.Chtimes(dir, time.Time{}, time.Now().Add(-age)))
	}
	v, err := d.Sample(t.Context())
	must(t, err)
	f := v.Facts()
	if !f.Sample || f.Kept {
		t.Errorf("%+v", f)
	}
	if page, err := v.Users(t.Context(), account.ListQuery{}); err != nil || len(page.Items) != 28 {
		t.Errorf("%d users, %v", len(page.Items), err)
	}
	v.Close()
	entries, err := os.ReadDir(d.o.DataDir)
	must(t, err)
	if len(entries) != 1 || entries[0].Name() != filepath.Base(fresh) {
		t.Errorf("left: %v; want that of another program only", entries)
	}
	if _, err := keyring.Get(t.Context(), credentials.Key{Kind: credentials.KindSession, Server: f.Server}); err == nil {
		t.Error("the keyring holds the session of a sample")
	}
}

func TestOneEntersWhereOneAdministers(t *testing.T) {
	member := func(id string, as account.UserType) account.Membership {
		return account.Membership{AccountID: id, UserType: as}
	}
	for _, c := range []struct {
		name string
		in   []account.Membership
		want string
	}{
		{"home, when one administers it", []account.Membership{member("home", account.Administrator), member("away", account.Administrator)}, "home"},
		{"elsewhere, when one administers only that", []account.Membership{member("home", account.RegularUser), member("away", account.Administrator)}, "away"},
		{"home, when one administers nothing", []account.Membership{member("home", account.Custom), member("away", account.RegularUser)}, "home"},
		{"nowhere", nil, ""},
	} {
		if got := choose(c.in).AccountID; got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
