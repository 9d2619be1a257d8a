package tokens

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

// office is an account with API tokens.
type office struct {
	list    []account.APIToken
	status  account.Status
	made    []account.NewAPIToken
	revoked []string
	watch   func()
}

func (o *office) Lists() account.Lists   { return account.Lists{Loaded: true} }
func (o *office) Status() account.Status { return o.status }
func (o *office) Watch(f func()) func()  { o.watch = f; return func() {} }
func (o *office) Refresh()               {}
func (o *office) revoke(id string)       { o.revoked = append(o.revoked, id) }
func (o *office) add(n string) {
	o.list = append(o.list, account.APIToken{ID: n, Name: n, ExpiresAt: noon().AddDate(0, 1, 0)})
}
func (o *office) note(n account.NewAPIToken) { o.made = append(o.made, n) }

func (o *office) APITokens(context.Context, account.ListQuery) (account.Page[account.APIToken], error) {
	return account.Page[account.APIToken]{Items: o.list}, nil
}

func (o *office) CreateAPIToken(_ context.Context, n account.NewAPIToken, _ account.Act) (account.APIToken, error) {
	o.note(n)
	o.add(n.Name)
	return account.APIToken{ID: n.Name, Name: n.Name, Token: "the-secret", ExpiresAt: noon().AddDate(0, 0, n.ExpiresInDays)}, nil
}

func (o *office) RevokeAPIToken(_ context.Context, id string, _ account.Act) error {
	o.revoke(id)
	return nil
}

// stage is the screen in a window.
type stage struct {
	*Screen
	t      *testing.T
	canvas fyne.Canvas
}

func open(t *testing.T, o *office) *stage {
	t.Helper()
	app := test.NewApp()
	look, err := theme.New(theme.Dark)
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
	v := view.NewTokens(env, o, view.NewToasts(env))
	s := &stage{Screen: New(v, w), t: t}
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

func (s *stage) press(keys ...fyne.KeyName) {
	for _, k := range keys {
		s.canvas.Focused().TypedKey(&fyne.KeyEvent{Name: k})
	}
}

func (s *stage) dialog() *widgets.Dialog {
	s.t.Helper()
	d, ok := s.canvas.Overlays().Top().(*widgets.Dialog)
	if !ok {
		s.t.Fatalf("on top is %T", s.canvas.Overlays().Top())
	}
	return d
}

func TestWithoutAnyTheFirstOneIsAtHand(t *testing.T) {
	s := open(t, &office{})
	if s.canvas.Focused() != fyne.Focusable(s.create) || !s.empty.Visible() || s.table.Visible() {
		t.Error("the way to the first API token is not at hand")
	}
}

func TestAnAPITokenIsMadeAndTakenAlongByKeyboard(t *testing.T) {
	o := &office{}
	s := open(t, o)
	s.press(fyne.KeySpace)
	d := s.dialog()
	if !d.Act().Disabled() {
		t.Error("one without a name can be made")
	}
	test.Type(s.canvas.Focused(), "Report")
	s.press(fyne.KeyReturn)
	if len(o.made) != 1 || o.made[0].ExpiresInDays != account.DefaultTokenDays {
		t.Fatalf("made %+v", o.made)
	}
	if d.Act().Visible() || d.Safe().Text() != "Done" {
		t.Error("it can be made again")
	}
	d.Safe().Press()
	ask := s.dialog()
	if ask == d {
		t.Fatal("it closes although nobody copied it")
	}
	ask.Safe().Press()
	s.press(fyne.KeySpace)
	if got := fyne.CurrentApp().Clipboard().Content(); got != "the-secret" {
		t.Errorf("copied %q", got)
	}
	d.Safe().Press()
	if s.canvas.Overlays().Top() != nil || s.list.Length() != 1 || !s.table.Visible() {
		t.Error("the list does not show it")
	}
}

func TestATypedNameIsNotLostBySlip(t *testing.T) {
	s := open(t, &office{})
	s.create.Press()
	d := s.dialog()
	test.Type(s.canvas.Focused(), "Report")
	s.press(fyne.KeyEscape)
	if s.dialog() == d {
		t.Fatal("it does not ask")
	}
	s.dialog().Safe().Press()
	if s.dialog() != d {
		t.Error("the form is gone")
	}
}

func TestDeleteAsksBeforeItRevokes(t *testing.T) {
	o := &office{}
	o.add("Backup")
	s := open(t, o)
	s.press(fyne.KeyDelete)
	s.press(fyne.KeyReturn)
	if len(o.revoked) != 0 {
		t.Fatal("Enter alone revoked it")
	}
	s.press(fyne.KeyDelete)
	o.list = nil
	s.dialog().Act().Press()
	if len(o.revoked) != 1 || o.revoked[0] != "Backup" || s.canvas.Overlays().Top() != nil || !s.empty.Visible() {
		t.Errorf("revoked %v", o.revoked)
	}
}

func TestOfflineNothingIsMadeOrRevoked(t *testing.T) {
	o := &office{}
	o.add("Backup")
	s := open(t, o)
	o.status.Link = account.LinkOffline
	o.watch()
	s.press(fyne.KeyDelete)
	s.create.Press()
	if s.canvas.Overlays().Top() != nil || !s.create.Disabled() || s.create.Tip() == "" {
		t.Error("offered without the service")
	}
	if row := s.list.RowObject(0).(*widgets.TokenRow); row.Data().Reason == "" {
		t.Error("the button of the row does not say why")
	}
}
