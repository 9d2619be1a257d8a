package wiring

import (
	"context"
	"encoding/base32"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/pquerna/otp"

	"rollcall/account"
	"rollcall/client"
	"rollcall/client/credentials"
	"rollcall/server"
	"rollcall/server/secondfactor"
	"rollcall/server/store"
	"rollcall/server/store/sqlstore"
	"rollcall/ui"
)

const (
	password = "walnut-harbour-sixteen"
	// patience is how long a test waits for what must come in the end, on a
	// machine that may be busy.
	patience = 45 * time.Second
)

// office is a real service with two accounts: Maple, whose administrators are
// Ana and Ben, and Lumen, whose administrator is Oda. Ana administers Lumen too, as an external user.
type office struct {
	url, dir string
	ahead    atomic.Int64
	stop     func()
}

func startOffice(t testing.TB, crowd ...store.ImportedUser) *office {
	t.Helper()
	o := &office{dir: t.TempDir()}
	furnish(t, o.dir, crowd)
	o.serve(t, "127.0.0.1:0")
	t.Cleanup(func() { o.stop() })
	return o
}

// serve opens the service, until stop.
func (o *office) serve(t testing.TB, listen string) {
	t.Helper()
	s, err := server.Open(t.Context(), server.Config{DataDir: o.dir, Listen: listen, Now: o.now, Log: quiet()})
	must(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	o.url = s.URL()
	o.stop = func() {
		cancel()
		if err := errors.Join(<-ended, s.Close()); err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		o.stop = func() {}
	}
}

// comeBack opens the service again where it was.
func (o *office) comeBack(t testing.TB) {
	t.Helper()
	o.serve(t, strings.TrimPrefix(o.url, "http://"))
}

// furnish writes the accounts of the office, with a crowd in Maple.
func furnish(t testing.TB, dir string, crowd []store.ImportedUser) {
	t.Helper()
	// The parameters of a hash stand in it; cheap ones make sign-ins quick.
	hash, err := argon2id.CreateHash(password, &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	must(t, err)
	since := time.Now().UTC().Truncate(time.Second).Add(-1000 * time.Hour)
	administrator := func(name string) store.ImportedUser {
		return store.ImportedUser{PasswordHash: hash, User: account.User{
			ID: name, Version: 1, FirstName: name, LastName: "Example", Email: name + "@" + name + ".example", EmailVerified: true, Username: name,
			UserType: account.Administrator, Permissions: []account.Permission{}, Language: "en", TwoFactor: []string{}, CreatedAt: since,
		}}
	}
	maple := store.ImportedAccount{ID: "maple", Name: "Maple Press", Number: "20417", CreatedAt: since}
	maple.Users = append([]store.ImportedUser{administrator("ana"), administrator("ben")}, crowd...)
	lumen := store.ImportedAccount{ID: "lumen", Name: "Agence Lumen", Number: "20418", CreatedAt: since}
	lumen.Users = []store.ImportedUser{administrator("oda")}
	lumen.ExternalUsers = []store.ImportedExternal{{PersonID: "ana", ExternalUser: account.ExternalUser{
		ID: "x-ana", Version: 1, UserType: account.Administrator, Permissions: []account.Permission{}, TwoFactor: []string{},
		GrantedAt: since, GrantedBy: account.PersonRef{ID: "operator", Name: "Operator"},
	}}}
	db, err := sqlstore.Open(t.Context(), sqlstore.Options{Dir: dir})
	must(t, err)
	must(t, errors.Join(db.Import(t.Context(), []store.ImportedAccount{maple, lumen}, since), db.Close()))
}

// now is the service's clock.
func (o *office) now() time.Time { return time.Now().Add(time.Duration(o.ahead.Load())) }

// later lets time pass on the service.
func (o *office) later(d time.Duration) { o.ahead.Add(int64(d)) }

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// newDoor is a program on a computer that has never seen one.
func newDoor(t testing.TB, keyring credentials.Store) *Door {
	t.Helper()
	return doorAt(filepath.Join(t.TempDir(), "rollcall"), keyring)
}

// restarted is another run of the program on the same computer.
func restarted(d *Door) *Door { return doorAt(d.o.DataDir, d.o.Keyring) }

func doorAt(dir string, keyring credentials.Store) *Door {
	return New(Options{
		DataDir: dir, Language: func() string { return "en" }, Keyring: keyring, Log: quiet(), Now: time.Now,
	})
}

// changed is another run of the program on the same computer, with other options.
func changed(d *Door, change func(*Options)) *Door {
	o := d.o
	change(&o)
	return New(o)
}

// session signs Ana in at a door.
func (o *office) session(t testing.TB, d *Door) account.Session {
	t.Helper()
	s, err := d.SignIn(t.Context(), o.url, account.SignIn{Login: "ana", Password: password})
	must(t, err)
	return s
}

// in signs Ana in and enters.
func (o *office) in(t testing.TB, d *Door) ui.Visit {
	t.Helper()
	return o.inAs(t, d, "ana")
}

// inAs signs somebody in and enters.
func (o *office) inAs(t testing.TB, d *Door, login string) ui.Visit {
	t.Helper()
	s, err := d.SignIn(t.Context(), o.url, account.SignIn{Login: login, Password: password})
	must(t, err)
	v, err := d.Enter(t.Context(), o.url, s)
	must(t, err)
	return v
}

// colleague is another administrator at work, on another computer.
func (o *office) colleague(t testing.TB, name, accountID string) account.Service {
	t.Helper()
	c, err := client.New(o.url, client.Options{})
	must(t, err)
	t.Cleanup(c.Close)
	s, err := c.SignIn(t.Context(), account.SignIn{Login: name, Password: password})
	must(t, err)
	return c.Account(accountID, s.Token)
}

// app is the authenticator app of a person.
type app struct {
	o      *office
	secret []byte
}

// addApp sets an authenticator app up, as people do.
func (o *office) addApp(t testing.TB, who account.Oneself) app {
	t.Helper()
	s, err := who.SetUpApp(t.Context(), password, account.Act{})
	must(t, err)
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(s.Secret)
	must(t, err)
	a := app{o, secret}
	must(t, who.ConfirmApp(t.Context(), a.code(t), account.Act{}))
	return a
}

// code is what the app shows next: each code works once.
func (a app) code(t testing.TB) string {
	t.Helper()
	a.o.later(secondfactor.Step)
	code, err := secondfactor.Code(a.secret, secondfactor.StepAt(a.o.now()), otp.DigitsSix, otp.AlgorithmSHA1)
	must(t, err)
	return code
}

// until waits for what the service must bring about, and fails in time.
func until(t testing.TB, what string, done func() bool) {
	t.Helper()
	deadline := time.After(patience)
	for !done() {
		select {
		case <-time.After(5 * time.Millisecond): // some of it happens in the keyring, which tells nobody
		case <-deadline:
			t.Fatal("not in time:", what)
		}
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
