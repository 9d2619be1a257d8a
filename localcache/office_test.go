package localcache_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"rollcall/account"
	"rollcall/client"
	"rollcall/localcache"
	"rollcall/server"
	"rollcall/server/store"
	"rollcall/server/store/sqlstore"
)

const (
	password = "walnut-harbour-sixteen"
	// prompt is how soon a change made elsewhere must be seen, as a rule.
	prompt = 2 * time.Second
	// patience is how long a test waits for what must come in the end, on a
	// machine that may be busy. It ends before a copy asks without being told.
	patience = 45 * time.Second
)

// office is the real account service with one account, Maple, of two
// administrators, Ana and Ben, and many other people.
type office struct {
	config server.Config
	url    string
	// near is a way to the service that no test spoils.
	near *client.Client
	stop func()
}

func openOffice(t *testing.T, users int) *office {
	t.Helper()
	o := newOffice(t)
	furnish(t, o.config.DataDir, users, "ana", "ben")
	o.open(t)
	return o
}

// newOffice is an office without anybody, and closed.
func newOffice(t *testing.T) *office {
	t.Helper()
	return officeIn(t.TempDir())
}

// officeIn is the one in a folder, closed.
func officeIn(dir string) *office {
	return &office{config: server.Config{
		DataDir: dir, Mail: "dir:" + dir + "/mail", Listen: "127.0.0.1:0", InvitationsPerHour: 1_000_000, MessagesPerHour: 1_000_000,
		TrustProxy: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")},
		Log:        slog.New(slog.NewTextHandler(io.Discard, nil)),
	}}
}

// open begins the day.
func (o *office) open(t *testing.T) {
	t.Helper()
	o.start(t)
	o.near = o.reach(t, o.url)
}

// furnish writes the accounts of the office.
func furnish(t *testing.T, dir string, users int, administrators ...string) {
	t.Helper()
	// The parameters of a hash stand in it; cheap ones make sign-ins quick.
	hash, err := argon2id.CreateHash(password, &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	if err != nil {
		t.Fatal(err)
	}
	since := time.Now().UTC().Truncate(time.Second).Add(-1000 * time.Hour)
	maple := store.ImportedAccount{ID: "maple", Name: "Maple Press", Number: "20417", CreatedAt: since}
	lumen := store.ImportedAccount{ID: "lumen", Name: "Agence Lumen", Number: "20418", CreatedAt: since}
	for _, name := range administrators {
		maple.Users = append(maple.Users, member(name, account.Administrator, since, hash))
	}
	for i := range users {
		maple.Users = append(maple.Users, member(fmt.Sprintf("user%05d", i), account.RegularUser, since, ""))
	}
	for i := range 10 {
		guest := fmt.Sprintf("guest%02d", i)
		lumen.Users = append(lumen.Users, member(guest, account.Administrator, since, ""))
		maple.ExternalUsers = append(maple.ExternalUsers, store.ImportedExternal{PersonID: guest, ExternalUser: account.ExternalUser{
			ID: "x-" + guest, Version: 1, UserType: account.RegularUser, Permissions: []account.Permission{}, TwoFactor: []string{},
			GrantedAt: since, GrantedBy: account.PersonRef{ID: "operator", Name: "Operator"},
		}})
	}
	db, err := sqlstore.Open(t.Context(), sqlstore.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Import(t.Context(), []store.ImportedAccount{lumen, maple}, since), db.Close()); err != nil {
		t.Fatal(err)
	}
}

func member(name string, as account.UserType, since time.Time, hash string) store.ImportedUser {
	return store.ImportedUser{PasswordHash: hash, User: account.User{
		ID: name, Version: 1, FirstName: name, LastName: "Example", Email: name + "@maple.example", EmailVerified: true, Username: name,
		UserType: as, Permissions: []account.Permission{}, Language: "en", TwoFactor: []string{}, CreatedAt: since,
	}}
}

// start runs the service; it may be stopped and started again.
func (o *office) start(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s, err := server.Open(ctx, o.config)
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	o.url = s.URL()
	o.config.Listen = o.url[len("http://"):] // the same again next time
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	stopped := false
	o.stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := errors.Join(<-ended, s.Close()); err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("the service stopped with %v", err)
		}
	}
	t.Cleanup(func() { o.stop() })
}

// desk is where an administrator sits: a copy that follows the service, maybe
// over a bad network, and a way to the service past it.
type desk struct {
	*localcache.Cache
	session account.Session
	client  *client.Client
	rung    chan struct{}
	ended   chan error
	// leave ends the program.
	leave func()
}

// sit signs in directly and follows the service at an address. Waiting is
// shortened by a factor.
func (o *office) sit(t *testing.T, who, at string, haste time.Duration) *desk {
	t.Helper()
	return o.sitWith(t, who, at, haste, nil)
}

// sitWith is sit with a copy on this computer.
func (o *office) sitWith(t *testing.T, who, at string, haste time.Duration, kept *localcache.Copy) *desk {
	t.Helper()
	session, err := o.near.SignIn(t.Context(), account.SignIn{Login: who, Password: password, DeviceName: "desk"})
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{session: session, client: o.reachInHaste(t, at, haste), rung: make(chan struct{}, 1), ended: make(chan error, 1)}
	d.Cache = localcache.New(d.client.Account("maple", session.Token), localcache.Options{
		After:       func(w time.Duration) <-chan time.Time { return time.After(w / haste) },
		ClockOffset: d.client.ClockOffset, Copy: kept,
	})
	d.Watch(func() {
		select {
		case d.rung <- struct{}{}:
		default:
		}
	})
	ctx, cancel := context.WithCancel(context.Background())
	go func() { d.ended <- d.Run(ctx) }()
	d.leave = sync.OnceFunc(func() {
		cancel()
		<-d.ended
		if kept != nil {
			_ = kept.Close()
		}
	})
	t.Cleanup(d.leave)
	return d
}

// reach is a way that no test spoils: the machine may be busy.
func (o *office) reach(t *testing.T, at string) *client.Client {
	t.Helper()
	c, err := client.New(at, client.Options{Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func (o *office) reachInHaste(t *testing.T, at string, haste time.Duration) *client.Client {
	t.Helper()
	c, err := client.New(at, client.Options{
		Timeout: 2 * time.Second,
		Wait: func(ctx context.Context, d time.Duration) error {
			select {
			case <-time.After(d / haste):
			case <-ctx.Done():
			}
			return ctx.Err()
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// until waits for a condition, looking at each change, and fails in time.
func (d *desk) until(t testing.TB, limit time.Duration, what string, cond func() bool) {
	t.Helper()
	deadline := time.After(limit)
	for !cond() {
		select {
		case <-d.rung:
		case <-time.After(50 * time.Millisecond): // the condition may be about the service
		case <-deadline:
			t.Fatalf("not within %v: %s; status %+v", limit, what, d.Status())
		}
	}
}

func (d *desk) online(t testing.TB) {
	t.Helper()
	d.until(t, patience, "online", func() bool { return d.Status().Link == account.LinkOnline })
}
