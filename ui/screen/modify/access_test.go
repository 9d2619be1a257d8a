package modify

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

// office is an account with two users: oneself and Ben.
type office struct {
	lists     account.Lists
	status    account.Status
	links     []string
	passwords []account.UserPassword
	ended     []string
	fail      error
}

func newOffice() *office {
	user := func(id, first string) *account.User {
		return &account.User{
			ID: id, Version: 1, FirstName: first, LastName: "Roy", Email: first + "@maple.example", Username: first,
			UserType: account.Administrator, Language: "en", TwoFactor: []string{"app"},
		}
	}
	o := &office{status: account.Status{Link: account.LinkOnline}}
	o.lists = account.Lists{Loaded: true, Users: account.ListOf(user("u1", "ana"), user("u2", "ben"))}
	o.lists.Me = account.Profile{User: *o.lists.Users.Slice()[0]}
	return o
}

func (o *office) Lists() account.Lists   { return o.lists }
func (o *office) Status() account.Status { return o.status }

func (o *office) Watch(func()) func()                    { return func() {} }
func (o *office) TakeBack(context.Context, string) error { return nil }

func (o *office) User(context.Context, string) (account.User, error) {
	return *o.lists.Users.Slice()[1], nil
}

func (o *office) UpdateUser(_ context.Context, _ string, _ account.UserChange, _ account.Act) (account.User, error) {
	return *o.lists.Users.Slice()[1], o.fail
}

func (o *office) UserAccess(context.Context, string) (account.Access, error) {
	return account.Access{}, nil
}

func (o *office) SendPasswordLink(_ context.Context, id string, _ account.Act) error {
	o.links = append(o.links, id)
	return o.fail
}

func (o *office) SetUserPassword(_ context.Context, _ string, p account.UserPassword, _ account.Act) error {
	o.passwords = append(o.passwords, p)
	return o.fail
}

func (o *office) ResetTwoFactor(_ context.Context, id string, _ account.Act) error {
	o.ended = append(o.ended, "reset "+id)
	return o.fail
}

func (o *office) SignOutUser(_ context.Context, id string, _ account.Act) error {
	o.ended = append(o.ended, "sign out "+id)
	return o.fail
}

// stage is the dialog over an empty window.
type stage struct {
	*Dialog
	*screentest.Stage
	profiles int
}

func open(t *testing.T, o *office, user int) *stage {
	t.Helper()
	in := screentest.New(t, screentest.Look{Width: 1180, Height: 760})
	in.Show(widgets.NewText("", widgets.Body()))
	v := view.NewModify(in.Env, o, view.NewToasts(in.Env), o.lists.Users.Slice()[user], view.TabAccessCodes)
	s := &stage{Stage: in}
	v.OnProfile = func() { s.profiles++ }
	s.Dialog = Open(in.Canvas, v, in.Env.Words)
	return s
}

func TestALinkIsOneClick(t *testing.T) {
	o := newOffice()
	s := open(t, o, 1)
	s.access.link.Press()
	if len(o.links) != 1 || o.links[0] != "u2" || !s.dialog.Opened() {
		t.Errorf("sent %v", o.links)
	}
}

func TestAPasswordIsSetByKeyboardAndForgotten(t *testing.T) {
	o := newOffice()
	s := open(t, o, 1)
	if s.access.password.Visible() {
		t.Error("setting a password comes before the link")
	}
	s.access.opener.Press()
	test.Type(s.Canvas.Focused(), "my own words")
	s.access.newWord.Focus()
	test.Type(s.Canvas.Focused(), "short")
	if !s.access.set.Disabled() {
		t.Error("a short one can be set")
	}
	test.Type(s.Canvas.Focused(), " no more")
	o.fail = account.Fault(account.OwnPasswordWrong)
	s.Press(fyne.KeyReturn)
	if s.access.ownWord.Fault() == "" || s.access.newWord.Text() != "short no more" {
		t.Errorf("after a refusal: fault %q", s.access.ownWord.Fault())
	}
	o.fail = nil
	s.access.ownWord.Focus()
	test.Type(s.Canvas.Focused(), "!")
	s.Press(fyne.KeyReturn)
	if len(o.passwords) != 2 || o.passwords[1].OwnPassword != "my own words!" || o.passwords[1].NewPassword != "short no more" {
		t.Fatalf("sent %d times", len(o.passwords))
	}
	if s.access.password.Visible() || s.access.ownWord.Text()+s.access.newWord.Text() != "" || !s.dialog.Opened() {
		t.Error("the passwords stay in their fields")
	}
}

func TestAClosedDialogHoldsNoPassword(t *testing.T) {
	s := open(t, newOffice(), 1)
	s.access.opener.Press()
	test.Type(s.Canvas.Focused(), "my own words")
	s.access.newWord.Focus()
	test.Type(s.Canvas.Focused(), "a long enough one")
	s.dialog.Close()
	if s.access.ownWord.Text()+s.access.newWord.Text() != "" {
		t.Error("the passwords stay in fields that nobody sees any more")
	}
}

func TestPasswordsTypedAreNotLostBySlip(t *testing.T) {
	s := open(t, newOffice(), 1)
	s.access.opener.Press()
	test.Type(s.Canvas.Focused(), "my own words")
	s.Press(fyne.KeyEscape)
	if !s.dialog.Opened() || s.Canvas.Overlays().Top() == fyne.CanvasObject(s.dialog) {
		t.Error("it does not ask")
	}
}

func TestResetAndSignOutAskFirst(t *testing.T) {
	o := newOffice()
	s := open(t, o, 1)
	for _, b := range []*widgets.Button{s.access.reset, s.access.signOut} {
		b.Press()
		s.Press(fyne.KeyReturn)
		if len(o.ended) != 0 {
			t.Fatalf("Enter alone did %v", o.ended)
		}
	}
	for _, b := range []*widgets.Button{s.access.reset, s.access.signOut} {
		b.Press()
		s.Canvas.Overlays().Top().(*widgets.Dialog).Act().Press()
	}
	if len(o.ended) != 2 || o.ended[0] != "reset u2" || o.ended[1] != "sign out u2" || !s.dialog.Opened() {
		t.Errorf("did %v", o.ended)
	}
}

func TestOnOnesOwnRowTheWayLeadsToMyProfile(t *testing.T) {
	s := open(t, newOffice(), 0)
	if s.access.others.Visible() || !s.access.own.Visible() {
		t.Error("one's own access codes are changed here")
	}
	s.access.profile.Press()
	if s.profiles != 1 || s.dialog.Opened() {
		t.Errorf("led there %d times", s.profiles)
	}
}

func TestOfflineTheAccessCodesSayWhyNot(t *testing.T) {
	o := newOffice()
	o.status.Link = account.LinkOffline
	s := open(t, o, 1)
	if !s.access.link.Disabled() || !s.access.reset.Disabled() || !s.access.signOut.Disabled() || !s.access.offline.Visible() {
		t.Error("offered without the service")
	}
}
