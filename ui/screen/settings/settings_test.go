package settings

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"rollcall/account"
	"rollcall/ui/screen/screentest"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

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
		Users: account.ListOf(
			&account.User{ID: "u1", FirstName: "Ana", LastName: "Roy", Email: "ana@maple.example", TwoFactor: []string{"app"}},
			&account.User{ID: "u2", FirstName: "Ben", LastName: "Li", Email: "ben@maple.example"},
		),
	}
	o.lists.Me = account.Profile{User: *o.lists.Users.Slice()[0]}
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
	*screentest.Stage
	profiles int
}

func open(t *testing.T, o *office) *stage {
	t.Helper()
	in := screentest.New(t, screentest.Look{Width: 756, Height: 560})
	v := view.NewAccountSettings(in.Env, o, view.NewToasts(in.Env))
	t.Cleanup(v.Close)
	s := &stage{Screen: New(v, in.Env.Words), Stage: in}
	v.OnProfile = func() { s.profiles++ }
	in.Show(s.Content)
	v.Start()
	in.Canvas.Focus(s.FocusTarget())
	return s
}

func TestTheNameIsSavedByEnterAndPutBackByDiscard(t *testing.T) {
	o := newOffice()
	s := open(t, o)
	if s.buttons.Visible() {
		t.Error("there is nothing to save yet")
	}
	test.Type(s.Canvas.Focused(), " Ltd")
	if !s.buttons.Visible() || s.save.Disabled() {
		t.Error("it cannot be saved")
	}
	s.discard.Press()
	if s.name.Text() != "Maple Press" || s.buttons.Visible() {
		t.Errorf("put back: %q", s.name.Text())
	}
	s.name.Focus()
	test.Type(s.Canvas.Focused(), " Ltd")
	s.Press(fyne.KeyReturn)
	if o.lists.Account.Name != "Maple Press Ltd" || s.buttons.Visible() {
		t.Errorf("saved %q", o.lists.Account.Name)
	}
}

func TestAFailureKeepsTheNameTyped(t *testing.T) {
	o := newOffice()
	s := open(t, o)
	o.fail = account.Fault(account.Unreachable)
	test.Type(s.Canvas.Focused(), " Ltd")
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
	s.Press(fyne.KeyReturn)
	if o.lists.Account.RequireTwoFactor {
		t.Fatal("Enter alone required it")
	}
	s.require.Press()
	s.Dialog().Act().Press()
	if !o.lists.Account.RequireTwoFactor || s.Canvas.Overlays().Top() != nil || s.badge.Text() != "Required" {
		t.Error("not required")
	}
	s.require.Press()
	s.Dialog().Act().Press()
	if o.lists.Account.RequireTwoFactor {
		t.Error("still required")
	}
}

func TestWithoutOnesOwnTheWayLeadsToMyProfile(t *testing.T) {
	o := newOffice()
	o.lists.Users.Slice()[0].TwoFactor = nil
	s := open(t, o)
	s.require.Press()
	d := s.Dialog()
	if !d.Act().Disabled() {
		t.Error("one can lock oneself out")
	}
	c := s.Canvas
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
	test.Type(s.Canvas.Focused(), " Ltd")
	if !s.require.Disabled() || !s.why.Visible() || !s.save.Disabled() || !s.fault.Visible() {
		t.Error("offered without the service")
	}
}
