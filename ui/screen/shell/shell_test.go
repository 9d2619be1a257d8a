package shell

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"rollcall/account"
	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/words"
)

// office is an account with one person in it.
type office struct{ lists account.Lists }

func (o office) Lists() account.Lists                                       { return o.lists }
func (o office) Status() account.Status                                     { return account.Status{Link: account.LinkOnline} }
func (o office) Watch(func()) func()                                        { return func() {} }
func (o office) SignOut(context.Context) error                              { return nil }
func (o office) MyTrustedDevices(context.Context) ([]account.Device, error) { return nil, nil }
func (o office) DistrustDevice(context.Context, string, account.Act) error  { return nil }

func open(t *testing.T, as account.UserType) (*Screen, *view.Shell) {
	t.Helper()
	app := test.NewApp()
	look, err := theme.New(theme.Light)
	if err != nil {
		t.Fatal(err)
	}
	app.Settings().SetTheme(look)
	o := office{account.Lists{Loaded: true, Account: account.Account{ID: "a1", Name: "Maple Press"}}}
	o.lists.Me = account.Profile{User: account.User{ID: "u1", FirstName: "Ana", LastName: "Roy", UserType: as, Language: "en"}}
	run := func(f func()) { f() }
	env := view.Env{
		Go: run, Post: run, Now: time.Now, After: func(time.Duration, func()) func() { return func() {} },
		NewKey: func() string { return "key" }, Words: words.New("en", time.UTC), Log: slog.New(slog.DiscardHandler),
	}
	v := view.NewShell(env, o, view.ShellOptions{AccountID: "a1"})
	s := New(v, env.Words, Acts{Page: func(view.Page) fyne.CanvasObject { return widget.NewLabel("") }})
	v.Start()
	return s, v
}

func TestThePersonIsMarkedWhileTheirProfileIsShown(t *testing.T) {
	s, v := open(t, account.Administrator)
	if s.person.Selected() {
		t.Error("marked over the list of users")
	}
	v.Show(view.PageProfile)
	if !s.person.Selected() {
		t.Error("nothing in the left column says where one is")
	}
	v.Show(view.PageUsers)
	if s.person.Selected() {
		t.Error("still marked")
	}
}

func TestOneMarkSaysWhereAPersonIsWhoHasOnlyTheirProfile(t *testing.T) {
	s, _ := open(t, account.RegularUser)
	if s.state.Page != view.PageProfile || s.person.Selected() {
		t.Errorf("page %v, marked twice: %v", s.state.Page, s.person.Selected())
	}
}
