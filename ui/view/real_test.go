package view_test

import (
	"context"
	"encoding/base32"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp"

	"rollcall/account"
	"rollcall/client"
	"rollcall/localcache"
	"rollcall/server"
	"rollcall/server/passwords"
	"rollcall/server/sample"
	"rollcall/server/secondfactor"
	"rollcall/ui/view"
	"rollcall/ui/words"
)

// real is a service in this process with one account, and a person before the
// views, whose work is done at once.
type real struct {
	*client.Client
	t    *testing.T
	made sample.Account
	mu   sync.Mutex
	at   time.Time
}

// now is the clock of the service and of the person.
func (r *real) now() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.at
}

func (r *real) pass(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.at = r.at.Add(d)
}

func openReal(t *testing.T) *real { return openRealWith(t, 1) }

func openRealWith(t *testing.T, people int) *real {
	t.Helper()
	return openRealLimited(t, people, 0)
}

// openRealLimited has a service that takes so many invitations an hour; 0 for as
// many as usual.
func openRealLimited(t *testing.T, people, perHour int) *real {
	t.Helper()
	r := &real{t: t, at: time.Date(2026, 11, 19, 14, 32, 0, 0, time.UTC)}
	dir := t.TempDir()
	s, err := server.Open(t.Context(), server.Config{
		DataDir: dir, Listen: "127.0.0.1:0", Mail: "dir:" + filepath.Join(dir, "mail"), Now: r.now,
		InvitationsPerHour: perHour,
	})
	if err != nil {
		t.Fatal(err)
	}
	keeper, err := passwords.NewKeeper(1)
	if err != nil {
		t.Fatal(err)
	}
	r.made, err = sample.Make(t.Context(), s.Store(), sample.Options{
		People: people, Seed: 1, Now: r.at, Hash: func(p string) (string, error) { return keeper.Hash(t.Context(), p) },
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := s.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	r.Client, err = client.New(s.URL(), client.Options{
		Language: func() string { return "en" }, Now: r.now, Jitter: func() float64 { return 0.5 },
		Wait: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		r.Client.Close()
		stop()
		running.Wait()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func (r *real) env() view.Env {
	return view.Env{
		Go: func(f func()) { f() }, Post: func(f func()) { f() }, Now: r.now,
		After:  func(time.Duration, func()) func() { return func() {} },
		NewKey: func() string { r.pass(time.Second); return "key " + r.now().String() },
		Words:  words.New("en", time.UTC), Log: slog.New(slog.DiscardHandler),
	}
}

// Keyring implements view.SignInService.
func (r *real) Keyring(context.Context) view.Keyring { return view.KeyringKeeps }

// SignIn implements view.SignInService.
func (r *real) SignIn(ctx context.Context, _ string, s account.SignIn) (account.Session, error) {
	return r.Client.SignIn(ctx, s)
}

// SendCode implements view.SignInService.
func (r *real) SendCode(ctx context.Context, _, login, password string) error {
	return r.Client.SendCode(ctx, login, password)
}

// RequestPasswordLink implements view.SignInService.
func (r *real) RequestPasswordLink(ctx context.Context, _, login string) error {
	return r.Client.RequestPasswordLink(ctx, login)
}

// begin shows the sign-in screen and gives login and password.
func (r *real) begin(password string) (v *view.SignIn, st *view.SignInState, in *account.Session) {
	r.t.Helper()
	st, in = &view.SignInState{}, &account.Session{}
	v = view.NewSignIn(r.env(), r, view.SignInOptions{
		Server: r.Server(), Login: r.made.Login, Normalize: func(s string) (string, error) { return s, nil },
	})
	v.OnState = func(s view.SignInState) { *st = s }
	v.OnDone = func(_ string, s account.Session) { *in = s }
	v.Start()
	v.SetPassword(password)
	v.Submit()
	return v, st, in
}

// profile shows My profile to whoever has a session.
func (r *real) profile(s account.Session) *view.Profile {
	r.t.Helper()
	cache := localcache.New(r.Account(r.made.AccountID, s.Token), localcache.Options{
		Now: r.now, Language: func() string { return "en" }, Log: slog.New(slog.DiscardHandler),
		After: func(time.Duration) <-chan time.Time { return nil }, Jitter: func() float64 { return 0.5 },
	})
	v := view.NewProfile(r.env(), cache, view.NewToasts(r.env()), view.ProfileOptions{})
	v.Start()
	r.t.Cleanup(v.Close)
	if st := v.State(); st.Loading || st.LoadError != "" {
		r.t.Fatalf("the profile is not loaded: %q", st.LoadError)
	}
	return v
}

// code is what an authenticator app shows now for a key in groups of four.
func (r *real) code(key string) string {
	r.t.Helper()
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ReplaceAll(key, " ", ""))
	if err != nil {
		r.t.Fatal(err)
	}
	code, err := secondfactor.Code(secret, secondfactor.StepAt(r.now()), otp.DigitsSix, otp.AlgorithmSHA1)
	if err != nil {
		r.t.Fatal(err)
	}
	return code
}

// setUpApp sets an authenticator app up and gives its key and the recovery codes.
func (r *real) setUpApp(p *view.Profile) (key string, codes []string) {
	r.t.Helper()
	enrol := p.SetUp(account.MethodApp)
	enrol.SetPassword(r.made.Password)
	enrol.Submit()
	key = enrol.State().Secret
	enrol.SetCode("000000")
	enrol.Submit()
	if enrol.State().CodeFault == "" || p.State().Methods[0].Active {
		r.t.Fatal("a wrong first code counts")
	}
	enrol.SetCode(r.code(key))
	enrol.Submit()
	codes = enrol.State().Codes.Codes
	enrol.Submit()
	if len(codes) != account.RecoveryCodes || !enrol.State().Done || !p.State().Methods[0].Active {
		r.t.Fatalf("%d recovery codes, error %q", len(codes), enrol.State().Error)
	}
	return key, codes
}

func TestASecondFactorIsSetUpAndAskedForByTheRealService(t *testing.T) {
	r := openReal(t)
	_, st, in := r.begin(r.made.Password)
	if in.Token == "" {
		t.Fatal(st.Error)
	}
	p := r.profile(*in)
	key, codes := r.setUpApp(p)
	r.pass(30 * time.Second)
	v, st, in := r.begin(r.made.Password)
	if st.Step != view.StepCode || st.Code.Method != account.MethodApp {
		t.Fatalf("step %d, method %q", st.Step, st.Code.Method)
	}
	v.SetCode("000000")
	v.Submit()
	if !strings.Contains(st.Code.Fault, "is not right") || in.Token != "" {
		t.Errorf("fault %q", st.Code.Fault)
	}
	v.SetCode(r.code(key))
	v.SetTrust(true)
	v.Submit()
	if in.Token == "" || in.DeviceToken == "" {
		t.Fatalf("fault %q, error %q", st.Code.Fault, st.Error)
	}
	v, st, in = r.begin(r.made.Password)
	v.UseMethod(account.MethodRecovery)
	v.SetCode(" " + codes[0] + " ")
	v.Submit()
	if in.Token == "" {
		t.Fatalf("recovery: fault %q, error %q", st.Code.Fault, st.Error)
	}
	v, st, _ = r.begin(r.made.Password)
	v.UseMethod(account.MethodRecovery)
	v.SetCode(codes[0])
	v.Submit()
	if !strings.Contains(st.Code.Fault, "was used already") {
		t.Errorf("a second use: %q", st.Code.Fault)
	}
	p.Reload()
	if got := p.State(); len(got.Sessions) != 3 || len(got.Devices) != 1 || !strings.Contains(got.Codes.Line, "9 codes left") {
		t.Errorf("%d sessions, %d devices, %q", len(got.Sessions), len(got.Devices), got.Codes.Line)
	}
	p.SignOutOthers()
	if got := p.State(); len(got.Sessions) != 1 || !got.Sessions[0].Current {
		t.Errorf("sessions %+v", got.Sessions)
	}
}

func TestTheRealServiceKeepsTheLastMethodOfAShortPassword(t *testing.T) {
	r := openReal(t)
	_, _, in := r.begin(r.made.Password)
	p := r.profile(*in)
	r.setUpApp(p)
	change := p.ChangePassword()
	change.SetCurrent(r.made.Password)
	change.SetNew("Kw9-fjord")
	change.Submit()
	if !change.State().Done {
		t.Fatalf("current %q, new %q, error %q", change.State().CurrentFault, change.State().NewFault, change.State().Error)
	}
	remove := p.ChangeOwn(view.OwnRemoveApp)
	remove.SetPassword("wrong")
	remove.Submit()
	if remove.State().PasswordFault == "" {
		t.Errorf("a wrong password: %q", remove.State().Error)
	}
	remove.SetPassword("Kw9-fjord")
	remove.Submit()
	if !strings.Contains(remove.State().Error, "at least 15 characters") || !p.State().Methods[0].Active {
		t.Errorf("error %q", remove.State().Error)
	}
}

func TestTheRealServiceTakesAndGivesBackAnAddress(t *testing.T) {
	r := openReal(t)
	_, _, in := r.begin(r.made.Password)
	p := r.profile(*in)
	before := p.State().Email
	ask := p.ChangeOwn(view.OwnEmail)
	ask.SetValue("new@maplepress.example")
	ask.SetPassword(r.made.Password)
	ask.Submit()
	if got := p.State(); !ask.State().Done || got.Email != before || !strings.Contains(got.Pending, "new@maplepress.example") {
		t.Fatalf("pending %q, error %q %q", got.Pending, ask.State().Error, ask.State().ValueFault)
	}
	back := p.ChangeOwn(view.OwnTakeBack)
	back.SetPassword(r.made.Password)
	back.Submit()
	if got := p.State(); !back.State().Done || got.Pending != "" {
		t.Errorf("pending %q, error %q", got.Pending, back.State().Error)
	}
	p.Set(view.OwnPhone, "+1 514 555 0100")
	p.Save()
	if got := p.State(); got.Typed || got.Error != "" {
		t.Errorf("not saved: %q", got.Error)
	}
}
