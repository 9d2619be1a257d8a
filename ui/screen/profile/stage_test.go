package profile

import (
	"context"
	"fmt"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/ui/screen/screentest"
	"rollcall/ui/view"
)

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
		return account.Device{ID: id, DeviceName: name, CreatedAt: screentest.Noon().AddDate(0, 0, -18), LastActiveAt: screentest.Noon().Add(-idle), Current: current}
	}
	return &person{
		lists: account.Lists{
			Account: account.Account{ID: "a1", Name: "Maple Press"}, Me: account.Profile{User: me}, Loaded: true,
		},
		status: account.Status{Link: account.LinkOnline, AsOf: screentest.Noon()},
		factors: account.TwoFactor{RecoveryCodesLeft: 8, Methods: []account.ActiveMethod{
			{Method: account.MethodApp, LastUsedAt: screentest.Noon().Add(-26 * time.Hour)},
		}},
		sessions: []account.Device{
			device("s1", "amelie-desktop", 0, true), device("s2", "Amélie’s MacBook Air", 3*time.Hour, false),
			device("s3", "office-reception-workstation-with-a-long-name", 9*24*time.Hour, false),
		},
		devices: []account.Device{device("d1", "amelie-desktop", 0, true)},
		fail:    map[string]error{},
	}
}

// stage is the screen in a window.
type stage struct {
	*screentest.Stage
	screen *Screen
	view   *view.Profile
	toasts *view.Toasts
	forgot bool
}

func open(t *testing.T, p *person, l screentest.Look) *stage {
	t.Helper()
	s := &stage{Stage: screentest.New(t, l)}
	s.toasts = view.NewToasts(s.Env)
	s.view = view.NewProfile(s.Env, p, s.toasts, view.ProfileOptions{Kept: true, OnForgetComputer: func() { s.forgot = true }})
	s.screen = New(s.view, s.Env.Words)
	s.Show(s.screen.Content)
	s.view.Start()
	t.Cleanup(s.view.Close)
	return s
}
