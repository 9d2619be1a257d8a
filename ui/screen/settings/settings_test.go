package settings

import (
	"context"
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

// office is an account and who has no second factor.
type office struct {
	lists  account.Lists
	status account.Status
	fail   error
	watch  func()
}

func newOffice() *office {
	o := &office{status: account.Status{Link: account.LinkOnline}}
	o.lists = account.Lists{
		Loaded: true, Account: account.Account{ID: "a", Version: 1, Name: "Maple Press", Number: "20417"},
		Users: []*account.User{
			{ID: "u1", FirstName: "Ana", LastName: "Roy", Email: "ana@maple.example", TwoFactor: []string{"app"}},
			{ID: "u2", FirstName: "Ben", LastName: "Li", Email: "ben@maple.example"},
		},
	}
	o.lists.Me = account.Profile{User: *o.lists.Users[0]}
	return o
}

func (o *office) Lists() account.Lists   { return o.lists }
func (o *office) Status() account.Status { return o.status }
func (o *office) Watch(f func()) func()  { o.watch = f; return func() {} }
func (o *office) Refresh()               {}

func (o *office) Account(context.Context) (account.Account, error) { return o.lists.Account, o.fail }

func (o *office) UpdateAccount(_ context.Context, c account.AccountChange, _ account.Act) (account.Account, error) {
	if o.fail != nil {
		return account.Account{}, o.fail
	}
	a := &o.lists.Account
	if c.Name != nil {
		a.Name = *c.Name
	}
	if c.RequireTwoFactor != nil {
		a.RequireTwoFactor = *c.RequireTwoFactor
	}
	a.Version++
	return *a, nil
}

// stage is the screen in a window.
type stage struct {
	*Screen
	t        *testing.T
	canvas   fyne.Canvas
	profiles int
}

func open(t *testing.T, o *office) *stage {
	t.Helper()
	app := test.NewApp()
	look, err := theme.New(theme.Light)
	if err != nil {
		t.Fatal(err)
	}
	app.Settings().SetTheme(look)
	run := func(f func()) { f() }
	w := words.New("en", time.UTC)
	env := view.Env{
		Go: run, Post: run, Now: noon, After: func(time.Duration, func()) func() { return func() {} },
		NewKey: func() string { return "key" }, Words: w, Log: slog.New(slog.DiscardHandler),
	}
	v := view.NewAccountSettings(env, o, view.NewToasts(env))
	s := &stage{Screen: New(v, w), t: t}
	v.OnProfile = func() { s.profiles++ }
	window := app.NewWindow("")
	window.SetPadded(false)
	window.SetContent(widgets.NewHost(s.Content))
	window.Resize(fyne.NewSize(756, 560))
	s.canvas = window.Canvas()
	v.Start()
	s.canvas.Focus(s.FocusTarget())
	t.Cleanup(func() {
		v.Close()
		window.Close()
		test.NewApp()
	})
	return s
}

func (s *stage) press(key fyne.KeyName) { s.canvas.Focused().TypedKey(&fyne.KeyEvent{Name: key}) }

func (s *stage) dialog() *widgets.Dialog {
	s.t.Helper()
	d, ok := s.canvas.Overlays().Top().(*widgets.Dialog)
	if !ok {
		s.t.Fatalf("on top is %T", s.canvas.Overlays().Top())
	}
	return d
}

func TestTheNameIsSavedByEnterAndPutBackByDiscard(t *testing.T) {
	o := newOffice()
	s := open(t, o)
	if s.buttons.Visible() {
		t.Error("there is nothing to save yet")
	}
	test.Type(s.canvas.Focused(), " Ltd")
	if !s.buttons.Visible() || s.save.Disabled() {
		t.Error("it cannot be saved")
	}
	s.discard.Press()
	if s.name.Text() != "Maple Press" || s.buttons.Visible() {
		t.Errorf("put back: %q", s.name.Text())
	}
	s.name.Focus()
	test.Type(s.canvas.Focused(), " Ltd")
	s.press(fyne.KeyReturn)
	if o.lists.Account.Name != "Maple Press Ltd" || s.buttons.Visible() {
		t.Errorf("saved %q", o.lists.Account.Name)
	}
}

func TestAFailureKeepsTheNameTyped(t *testing.T) {
	o := newOffice()
	s := open(t, o)
	o.fail = account.Fault(account.Unreachable)
	test.Type(s.canvas.Focused(), " Ltd")
	s.save.Press()
	if s.name.Text() != "Maple Press Ltd" || !s.fault.Visible() || s.save.Busy() {
		t.Errorf("%q, fault %v", s.name.Text(), s.fault.Visible())
	}
}

func TestTheNumberIsCopied(t *testing.T) {
	s := open(t, newOffice())
	s.copyNumber()
	if got := fyne.CurrentApp().Clipboard().Content(); got != "20417" || s.copied.Text() == "" {
		t.Errorf("copied %q", got)
	}
}

func TestRequiringTwoFactorIsConfirmed(t *testing.T) {
	o := newOffice()
	s := open(t, o)
	s.require.Press()
	s.press(fyne.KeyReturn)
	if o.lists.Account.RequireTwoFactor {
		t.Fatal("Enter alone required it")
	}
	s.require.Press()
	s.dialog().Act().Press()
	if !o.lists.Account.RequireTwoFactor || s.canvas.Overlays().Top() != nil || s.badge.Text() != "Required" {
		t.Error("not required")
	}
	s.require.Press()
	s.dialog().Act().Press()
	if o.lists.Account.RequireTwoFactor {
		t.Error("still required")
	}
}

func TestWithoutOnesOwnTheWayLeadsToMyProfile(t *testing.T) {
	o := newOffice()
	o.lists.Users[0].TwoFactor = nil
	s := open(t, o)
	s.require.Press()
	d := s.dialog()
	if !d.Act().Disabled() {
		t.Error("one can lock oneself out")
	}
	c := s.canvas
	for range 12 {
		c.FocusNext()
		if b, ok := c.Focused().(*widgets.Button); ok && b.Text() == "My profile" {
			b.Press()
			break
		}
	}
	if s.profiles != 1 || c.Overlays().Top() != nil {
		t.Errorf("led there %d times", s.profiles)
	}
}

func TestOfflineTheButtonsSayWhyNot(t *testing.T) {
	o := newOffice()
	s := open(t, o)
	o.status.Link = account.LinkOffline
	o.watch()
	test.Type(s.canvas.Focused(), " Ltd")
	if !s.require.Disabled() || !s.why.Visible() || !s.save.Disabled() || !s.fault.Visible() {
		t.Error("offered without the service")
	}
}
