package ui_test

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/client"
	"rollcall/localcache"
	"rollcall/server"
	"rollcall/server/passwords"
	"rollcall/server/sample"
	"rollcall/server/store"
	"rollcall/ui"
	"rollcall/ui/view"
)

// address is what people know the service by; the network below finds it.
const address = "https://accounts.maplepress.example"

// noon is when every picture is taken: a Thursday, 14:32.
func noon() time.Time { return time.Date(2026, 11, 19, 14, 32, 0, 0, time.UTC) }

// door is the way into the sample account of a real service in this process,
// whose clock stands still.
type door struct {
	t       *testing.T
	service *server.Server
	made    sample.Account
	net     *network
	// keeps tells whether there is a keyring.
	keeps    bool
	locked   bool
	language string
	// kept is the session that the keyring holds; empty when nobody is signed in.
	kept account.Session
	// others are the identifiers of the service's other accounts.
	others []string
	// entering is called before an account is entered.
	entering func()
	// around puts something between a visit and the window; nil for nothing.
	around func(*visit) ui.Visit
	// keeping says how the copy of this computer stands; with it, acts wait.
	keeping atomic.Value
	// still keeps what waits from being sent.
	still atomic.Bool
	// elsewhere waits in other accounts, gone never will be sent.
	elsewhere []view.Elsewhere
	gone      atomic.Pointer[[]view.Elsewhere]
	// onLost is told of more that is gone.
	onLost func()
}

var _ ui.Door = (*door)(nil)

func openDoor(t *testing.T, language string, people int) *door {
	t.Helper()
	return openFuller(t, language, people, func(*store.ImportedAccount) {})
}

// openDoorTo opens a door to the sample account with some of its invitations
// changed.
func openDoorTo(t *testing.T, language string, people int, change func(*account.Invitation)) *door {
	t.Helper()
	return openFuller(t, language, people, func(a *store.ImportedAccount) {
		for i := range a.Invitations {
			change(&a.Invitations[i].Invitation)
		}
	})
}

// openFuller opens it on a sample account to which something is added.
func openFuller(t *testing.T, language string, people int, add func(*store.ImportedAccount)) *door {
	t.Helper()
	dir := t.TempDir()
	s, err := server.Open(t.Context(), server.Config{
		DataDir: dir, Listen: "127.0.0.1:0", Mail: "dir:" + filepath.Join(dir, "mail"), Now: noon,
	})
	if err != nil {
		t.Fatal(err)
	}
	d := &door{t: t, service: s, keeps: true, language: language, net: newNetwork(t, s.URL()), entering: func() {}}
	d.makeSample(people, add)
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := s.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		d.net.cut()
		stop()
		running.Wait()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// known lets other people of the sample sign in with the founder's password.
type known struct {
	store  sample.Store
	hash   string
	logins []string
	ids    []string
	add    func(*store.ImportedAccount)
}

// Import implements sample.Store.
func (k *known) Import(ctx context.Context, accounts []store.ImportedAccount, now time.Time) error {
	for n, a := range accounts {
		if len(a.Invitations) > 0 {
			k.add(&accounts[n])
		}
		k.ids = append(k.ids, a.ID)
		for i := range a.Users {
			for _, login := range k.logins {
				if a.Users[i].Username == login {
					a.Users[i].PasswordHash = k.hash
				}
			}
		}
	}
	return k.store.Import(ctx, accounts, now)
}

func (d *door) makeSample(people int, add func(*store.ImportedAccount)) {
	d.t.Helper()
	keeper, err := passwords.NewKeeper(1)
	if err != nil {
		d.t.Fatal(err)
	}
	into := &known{store: d.service.Store(), add: add, logins: []string{"quentin.marchand", "isabelle.levesque"}}
	d.made, err = sample.Make(d.t.Context(), into, sample.Options{
		People: people, Seed: 1, Now: noon(),
		Hash: func(password string) (string, error) {
			into.hash, err = keeper.Hash(d.t.Context(), password)
			return into.hash, err
		},
	})
	if err != nil {
		d.t.Fatal(err)
	}
	d.others = slices.DeleteFunc(into.ids, func(id string) bool { return id == d.made.AccountID })
}

// keep signs somebody in, as if long ago.
func (d *door) keep(login string) {
	d.t.Helper()
	s, err := d.SignIn(d.t.Context(), address, account.SignIn{Login: login, Password: d.made.Password})
	if err != nil {
		d.t.Fatal(err)
	}
	d.kept = s
}

// colleague is another administrator at another computer.
func (d *door) colleague() account.Service {
	d.t.Helper()
	s, err := d.SignIn(d.t.Context(), address, account.SignIn{Login: d.made.Login, Password: d.made.Password})
	if err != nil {
		d.t.Fatal(err)
	}
	c := d.client()
	d.t.Cleanup(c.Close)
	return c.Account(d.made.AccountID, s.Token)
}

// user gives a user of the account, as the service knows them.
func (d *door) user(username string) account.User {
	d.t.Helper()
	page, err := d.colleague().Users(d.t.Context(), account.ListQuery{Search: username})
	if err != nil || len(page.Items) == 0 {
		d.t.Fatalf("no user %s: %v", username, err)
	}
	return page.Items[0]
}

// removeExternals ends the access of every external user.
func (d *door) removeExternals() {
	d.t.Helper()
	other := d.colleague()
	page, err := other.ExternalUsers(d.t.Context(), account.ListQuery{})
	if err != nil {
		d.t.Fatal(err)
	}
	for _, x := range page.Items {
		if _, err := other.RemoveExternalUser(d.t.Context(), x.ID, account.Act{Version: x.Version}); err != nil {
			d.t.Fatal(err)
		}
	}
}

func (d *door) client() *client.Client {
	c, err := client.New(address, client.Options{
		Language: func() string { return d.language }, Transport: d.net, Now: noon,
		Jitter: func() float64 { return 0.5 },
		Wait:   func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return c
}

// CleanServer implements ui.Door.
func (d *door) CleanServer(typed string) (string, error) { return client.ParseServer(typed) }

// Keyring implements ui.Door.
func (d *door) Keyring(context.Context) view.Keyring {
	if d.keeps {
		return view.KeyringKeeps
	}
	return view.KeyringMissing
}

// SendCode implements ui.Door.
func (d *door) SendCode(ctx context.Context, _, login, password string) error {
	c := d.client()
	defer c.Close()
	return c.SendCode(ctx, login, password)
}

// RequestPasswordLink implements ui.Door.
func (d *door) RequestPasswordLink(ctx context.Context, _, login string) error {
	c := d.client()
	defer c.Close()
	return c.RequestPasswordLink(ctx, login)
}

// SignIn implements ui.Door.
func (d *door) SignIn(ctx context.Context, _ string, in account.SignIn) (account.Session, error) {
	c := d.client()
	defer c.Close()
	return c.SignIn(ctx, in)
}

// Enter implements ui.Door.
func (d *door) Enter(_ context.Context, _ string, s account.Session) (ui.Visit, error) {
	return d.enter(s, false), nil
}

// Resume implements ui.Door.
func (d *door) Resume(ctx context.Context, _ string) (ui.Visit, error) {
	if d.kept.Token == "" {
		return nil, ui.ErrNobody
	}
	if d.locked {
		return nil, ui.ErrKeyring{Kept: view.KeyringLocked}
	}
	c := d.client()
	defer c.Close()
	if _, err := c.Me(ctx, d.kept.Token); err != nil && account.CodeOf(err) != account.TwoFactorSetup {
		return nil, err
	}
	return d.enter(d.kept, false), nil
}

// Sample implements ui.Door.
func (d *door) Sample(ctx context.Context) (ui.Visit, error) {
	s, err := d.SignIn(ctx, address, account.SignIn{Login: d.made.Login, Password: d.made.Password})
	if err != nil {
		return nil, err
	}
	return d.enter(s, true), nil
}

func (d *door) enter(s account.Session, sampled bool) ui.Visit {
	return d.enterAccount(s, d.made.AccountID, sampled)
}

func (d *door) enterAccount(s account.Session, accountID string, sampled bool) ui.Visit {
	d.entering()
	c := d.client()
	v := &visit{door: d, client: c, session: s, facts: ui.VisitFacts{
		Server: address, AccountID: accountID, HomeID: d.made.AccountID, Kept: d.keeps, Sample: sampled,
	}}
	v.Cache = localcache.New(c.Account(accountID, s.Token), localcache.Options{
		Now: noon, Language: func() string { return d.language }, Log: slog.New(slog.DiscardHandler),
		After:  func(time.Duration) <-chan time.Time { return nil },
		Jitter: func() float64 { return 0.5 }, ClockOffset: c.ClockOffset,
	})
	ctx, stop := context.WithCancel(context.Background())
	v.stop = stop
	v.running.Go(func() { _ = v.Run(ctx) })
	if d.around != nil {
		return d.around(v)
	}
	if d.keeping.Load() != nil {
		return newKeeping(d, v)
	}
	return v
}

// visit is a stay in the sample account.
type visit struct {
	*localcache.Cache
	door    *door
	client  *client.Client
	session account.Session
	facts   ui.VisitFacts
	stop    context.CancelFunc
	running sync.WaitGroup
}

// Facts implements ui.Visit.
func (v *visit) Facts() ui.VisitFacts { return v.facts }

// Forget implements ui.Visit.
func (v *visit) Forget(context.Context) error { return nil }

// ForgetComputer implements ui.Visit.
func (v *visit) ForgetComputer(context.Context) error { return nil }

// WaitingElsewhere implements ui.Visit.
func (v *visit) WaitingElsewhere(context.Context) []view.Elsewhere { return v.door.elsewhere }

// LostElsewhere implements ui.Visit.
func (v *visit) LostElsewhere() []view.Elsewhere {
	if gone := v.door.gone.Swap(nil); gone != nil {
		return *gone
	}
	return nil
}

// lose has something gone.
func (d *door) lose(gone ...view.Elsewhere) { d.gone.Store(&gone) }

// WatchLostElsewhere implements ui.Visit.
func (v *visit) WatchLostElsewhere(f func()) (stop func()) {
	v.door.onLost = f
	return func() { v.door.onLost = nil }
}

// Switch implements ui.Visit.
func (v *visit) Switch(ctx context.Context, accountID string) (ui.Visit, error) {
	me, err := v.client.Me(ctx, v.session.Token)
	if err != nil && account.CodeOf(err) != account.TwoFactorSetup {
		return nil, err
	}
	named := func(m account.Membership) bool { return m.AccountID == accountID }
	if accountID != "" && !slices.ContainsFunc(me.Memberships, named) {
		return nil, account.Fault(account.NotFound)
	}
	return v.door.enterAccount(v.session, cmp.Or(accountID, v.door.made.AccountID), v.facts.Sample), nil
}

// Close implements ui.Visit.
func (v *visit) Close() {
	v.stop()
	v.running.Wait()
	v.client.Close()
}

// network leads to the service, or to nowhere.
type network struct {
	way    *http.Transport
	target *url.URL

	mu   sync.Mutex
	down bool
	// passes is how many requests still get through before they wait at the
	// gate; negative for all.
	passes int
	gate   chan struct{}
	under  map[int]context.CancelFunc
	next   int
}

var errDown = errors.New("the network is down")

func newNetwork(t *testing.T, target string) *network {
	t.Helper()
	at, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	n := &network{way: &http.Transport{}, target: at, passes: -1, gate: make(chan struct{}), under: map[int]context.CancelFunc{}}
	t.Cleanup(n.way.CloseIdleConnections)
	return n
}

// cut takes the network away, also from what is under way.
func (n *network) cut() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.down = true
	for _, end := range n.under {
		end()
	}
	clear(n.under)
}

// hold lets some more requests pass; those after them wait.
func (n *network) hold(passes int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.passes = passes
}

// mend brings the network back for everybody, also for those who wait.
func (n *network) mend() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.down, n.passes = false, -1
	close(n.gate)
	n.gate = make(chan struct{})
}

// begin lets a request in; it may have to wait at a gate.
func (n *network) begin(end context.CancelFunc) (gate <-chan struct{}, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.down {
		return nil, errDown
	}
	n.next++
	n.under[n.next] = end
	switch {
	case n.passes == 0:
		return n.gate, nil
	case n.passes > 0:
		n.passes--
	}
	return nil, nil
}

// RoundTrip implements http.RoundTripper.
func (n *network) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, end := context.WithCancel(r.Context())
	gate, err := n.begin(end)
	if err != nil {
		end()
		return nil, err
	}
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
			return nil, errDown
		}
	}
	out := r.Clone(ctx)
	out.URL.Scheme, out.URL.Host, out.Host = n.target.Scheme, n.target.Host, n.target.Host
	return n.way.RoundTrip(out)
}
