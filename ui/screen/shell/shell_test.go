package shell

import (
	"context"
	"strconv"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"rollcall/account"
	"rollcall/ui/screen/screentest"
	"rollcall/ui/view"
)

// office is an account with one person in it.
type office struct{ lists account.Lists }

func (o office) Lists() account.Lists                                       { return o.lists }
func (o office) Status() account.Status                                     { return account.Status{Link: account.LinkOnline} }
func (o office) Watch(func()) func()                                        { return func() {} }
func (o office) SignOut(context.Context) error                              { return nil }
func (o office) MyTrustedDevices(context.Context) ([]account.Device, error) { return nil, nil }
func (o office) DistrustDevice(context.Context, string, account.Act) error  { return nil }

// stage is the frame in a window, around fields to type in.
type stage struct {
	*Screen
	*screentest.Stage
	shell *view.Shell
}

func open(t *testing.T, as account.UserType) *stage {
	t.Helper()
	o := office{account.Lists{Loaded: true, Account: account.Account{ID: "a1", Name: "Maple Press"}}}
	o.lists.Me = account.Profile{User: account.User{ID: "u1", FirstName: "Ana", LastName: "Roy", UserType: as, Language: "en"}}
	s := &stage{Stage: screentest.New(t, screentest.Look{})}
	s.shell = view.NewShell(s.Env, o, view.ShellOptions{AccountID: "a1"})
	var shown *widget.Entry
	s.Screen = New(s.shell, s.Env.Words, Acts{
		Page: func(p view.Page) fyne.CanvasObject {
			shown = widget.NewEntry()
			shown.SetText(strconv.Itoa(int(p)))
			return shown
		},
		Shown: func() { s.Canvas.Focus(shown) },
	})
	s.Show(s.Content)
	s.shell.Start()
	return s
}

func TestTheKeyboardIsInTheScreenThatIsShown(t *testing.T) {
	s := open(t, account.Administrator)
	for _, p := range []view.Page{view.PageUsers, view.PageActivity, view.PageProfile} {
		s.shell.Show(p)
		if in, ok := s.Canvas.Focused().(*widget.Entry); !ok || in.Text != strconv.Itoa(int(p)) {
			t.Errorf("on screen %d the keyboard is in %T", p, s.Canvas.Focused())
		}
	}
}

func TestThePersonIsMarkedWhileTheirProfileIsShown(t *testing.T) {
	s := open(t, account.Administrator)
	if s.person.Selected() {
		t.Error("marked over the list of users")
	}
	s.shell.Show(view.PageProfile)
	if !s.person.Selected() {
		t.Error("nothing in the left column says where one is")
	}
	s.shell.Show(view.PageUsers)
	if s.person.Selected() {
		t.Error("still marked")
	}
}

func TestOneMarkSaysWhereAPersonIsWhoHasOnlyTheirProfile(t *testing.T) {
	s := open(t, account.RegularUser)
	if s.state.Page != view.PageProfile || s.person.Selected() {
		t.Errorf("page %v, marked twice: %v", s.state.Page, s.person.Selected())
	}
}
