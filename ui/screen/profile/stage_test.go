package profile

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"rollcall/account"
	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

func noon() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }

const uri = "otpauth://totp/Maple%20Press:amelie.roy%40maplepress.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Maple%20Press"

// person is an account as its person sees it: the ways in, and what each call answers.
type person struct {
	lists     account.Lists
	status    account.Status
	factors   account.TwoFactor
	sessions  []account.Device
	devices   []account.Device
	passwords []string
	changes   []account.ProfileChange
	ended     []string
	fail      map[string]error
}

var _ view.ProfileSource = (*person)(nil)

func (p *person) Lists() account.Lists   { return p.lists }
func (p *person) Status() account.Status { return p.status }
func (p *person) Watch(func()) func()    { return func() {} }
func (p *person) password(s string) error {
	p.passwords = append(p.passwords, s)
	return p.fail["password"]
}

func (p *person) end(id string) error                         { p.ended = append(p.ended, id); return p.fail["end"] }
func (p *person) Me(context.Context) (account.Profile, error) { return p.lists.Me, p.fail["me"] }

func (p *person) UpdateMe(_ context.Context, c account.ProfileChange, _ account.Act) (account.Profile, error) {
	p.changes = append(p.changes, c)
	return p.lists.Me, p.fail["update"]
}

func (p *person) ChangePassword(_ context.Context, c account.PasswordChange, _ account.Act) error {
	return p.password(c.CurrentPassword)
}

func (p *person) MySessions(context.Context) ([]account.Device, error) { return p.sessions, nil }

func (p *person) EndMySession(_ context.Context, id string, _ account.Act) error { return p.end(id) }

func (p *person) MyTrustedDevices(context.Context) ([]account.Device, error) { return p.devices, nil }

func (p *person) DistrustDevice(_ context.Context, id string, _ account.Act) error { return p.end(id) }

func (p *person) TwoFactor(context.Context) (account.TwoFactor, error) { return p.factors, nil }

func (p *person) SetUpApp(_ context.Context, password string, _ account.Act) (account.AppSecret, error) {
	return account.AppSecret{Secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", OTPAuthURI: uri}, p.password(password)
}

func (p *person) ConfirmApp(context.Context, string, account.Act) error { return p.fail["confirm"] }

func (p *person) SetUpEmailCodes(_ context.Context, m account.EmailMethod, _ account.Act) error {
	return p.password(m.CurrentPassword)
}

func (p *person) ConfirmEmailCodes(context.Context, string, account.Act) error {
	return p.fail["confirm"]
}

func (p *person) RemoveMethod(_ context.Context, _ account.Method, password string, _ account.Act) error {
	return p.password(password)
}

func (p *person) NewRecoveryCodes(_ context.Context, password string, _ account.Act) (account.RecoverySet, error) {
	var set account.RecoverySet
	for i := range account.RecoveryCodes {
		set.Codes = append(set.Codes, fmt.Sprintf("k3r%dx-9vwq%d", i%10, i))
	}
	return set, p.password(password)
}

// amelie is an administrator with everything to show.
func amelie() *person {
	me := account.User{
		ID: "u1", Version: 7, FirstName: "Amélie", LastName: "Roy", Email: "amelie.roy@maplepress.example", EmailVerified: true,
		PendingEmail: "amelie@new.example", Username: "amelie", UserType: account.Administrator, Language: "en",
		Phone: "+1 514 555 0134", JobTitle: "Office manager", TwoFactor: []string{"app"},
	}
	device := func(id, name string, idle time.Duration, current bool) account.Device {
		return account.Device{ID: id, DeviceName: name, CreatedAt: noon().AddDate(0, 0, -18), LastActiveAt: noon().Add(-idle), Current: current}
	}
	return &person{
		lists: account.Lists{
			Account: account.Account{ID: "a1", Name: "Maple Press"}, Me: account.Profile{User: me}, Loaded: true,
		},
		status: account.Status{Link: account.LinkOnline, AsOf: noon()},
		factors: account.TwoFactor{RecoveryCodesLeft: 8, Methods: []account.ActiveMethod{
			{Method: account.MethodApp, LastUsedAt: noon().Add(-26 * time.Hour)},
		}},
		sessions: []account.Device{
			device("s1", "amelie-desktop", 0, true), device("s2", "Amélie’s MacBook Air", 3*time.Hour, false),
			device("s3", "office-reception-workstation-with-a-long-name", 9*24*time.Hour, false),
		},
		devices: []account.Device{device("d1", "amelie-desktop", 0, true)},
		fail:    map[string]error{},
	}
}

// stage is the screen in a window of the test driver, whose work is done at once.
type stage struct {
	t      *testing.T
	window fyne.Window
	host   *widgets.Host
	screen *Screen
	view   *view.Profile
	toasts *view.Toasts
	forgot bool
}

type look struct {
	language      string
	mode          theme.Mode
	width, height float32
}

func plain() look { return look{"en", theme.Light, 948, 760} }

func env(l look) view.Env {
	return view.Env{
		Go: func(f func()) { f() }, Post: func(f func()) { f() }, Now: noon,
		After:  func(time.Duration, func()) func() { return func() {} },
		NewKey: func() string { return "key" }, Words: words.New(l.language, time.UTC), Log: slog.New(slog.DiscardHandler),
	}
}

func open(t *testing.T, p *person, l look) *stage {
	t.Helper()
	app := test.NewApp()
	t.Cleanup(func() { test.NewApp() })
	style, err := theme.New(l.mode)
	if err != nil {
		t.Fatal(err)
	}
	app.Settings().SetTheme(style)
	s := &stage{t: t}
	e := env(l)
	s.toasts = view.NewToasts(e)
	s.view = view.NewProfile(e, p, s.toasts, view.ProfileOptions{Kept: true, OnForgetComputer: func() { s.forgot = true }})
	s.screen = New(s.view, e.Words)
	s.host = widgets.NewHost(s.screen.Content)
	s.window = test.NewWindow(s.host)
	t.Cleanup(s.window.Close)
	s.window.SetPadded(false)
	s.window.Resize(fyne.NewSize(l.width, l.height))
	s.view.Start()
	t.Cleanup(s.view.Close)
	return s
}
