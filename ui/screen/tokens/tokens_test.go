package tokens

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"rollcall/account"
	"rollcall/ui/screen/screentest"
	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

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
	o.list = append(o.list, account.APIToken{ID: n, Name: n, ExpiresAt: screentest.Noon().AddDate(0, 1, 0)})
}
func (o *office) note(n account.NewAPIToken) { o.made = append(o.made, n) }

func (o *office) APITokens(context.Context, account.ListQuery) (account.Page[account.APIToken], error) {
	return account.Page[account.APIToken]{Items: o.list}, nil
}

func (o *office) CreateAPIToken(_ context.Context, n account.NewAPIToken, _ account.Act) (account.APIToken, error) {
	o.note(n)
	o.add(n.Name)
	return account.APIToken{ID: n.Name, Name: n.Name, Token: "the-secret", ExpiresAt: screentest.Noon().AddDate(0, 0, n.ExpiresInDays)}, nil
}

func (o *office) RevokeAPIToken(_ context.Context, id string, _ account.Act) error {
	o.revoke(id)
	return nil
}

// stage is the screen in a window.
type stage struct {
	*Screen
	*screentest.Stage
}

func open(t *testing.T, o *office) *stage {
	t.Helper()
	in := screentest.New(t, screentest.Look{Mode: theme.Dark, Width: 756, Height: 560})
	v := view.NewTokens(in.Env, o, view.NewToasts(in.Env))
	t.Cleanup(v.Close)
	s := &stage{Screen: New(v, in.Env.Words), Stage: in}
	in.Show(s.Content)
	v.Start()
	in.Canvas.Focus(s.FocusTarget())
	return s
}

func TestWithoutAnyTheFirstOneIsAtHand(t *testing.T) {
	s := open(t, &office{})
	if s.Canvas.Focused() != fyne.Focusable(s.create) || !s.empty.Visible() || s.table.Visible() {
		t.Error("the way to the first API token is not at hand")
	}
}

func TestAnAPITokenIsMadeAndTakenAlongByKeyboard(t *testing.T) {
	o := &office{}
	s := open(t, o)
	s.Press(fyne.KeySpace)
	d := s.Dialog()
	if !d.Act().Disabled() {
		t.Error("one without a name can be made")
	}
	test.Type(s.Canvas.Focused(), "Report")
	s.Press(fyne.KeyReturn)
	if len(o.made) != 1 || o.made[0].ExpiresInDays != account.DefaultTokenDays {
		t.Fatalf("made %+v", o.made)
	}
	if d.Act().Visible() || d.Safe().Text() != "Done" {
		t.Error("it can be made again")
	}
	d.Safe().Press()
	ask := s.Dialog()
	if ask == d {
		t.Fatal("it closes although nobody copied it")
	}
	ask.Safe().Press()
	s.Press(fyne.KeySpace)
	if got := fyne.CurrentApp().Clipboard().Content(); got != "the-secret" {
		t.Errorf("copied %q", got)
	}
	d.Safe().Press()
	if s.Canvas.Overlays().Top() != nil || s.list.Length() != 1 || !s.table.Visible() {
		t.Error("the list does not show it")
	}
}

func TestATypedNameIsNotLostBySlip(t *testing.T) {
	s := open(t, &office{})
	s.create.Press()
	d := s.Dialog()
	test.Type(s.Canvas.Focused(), "Report")
	s.Press(fyne.KeyEscape)
	if s.Dialog() == d {
		t.Fatal("it does not ask")
	}
	s.Dialog().Safe().Press()
	if s.Dialog() != d {
		t.Error("the form is gone")
	}
}

func TestDeleteAsksBeforeItRevokes(t *testing.T) {
	o := &office{}
	o.add("Backup")
	s := open(t, o)
	s.Press(fyne.KeyDelete)
	s.Press(fyne.KeyReturn)
	if len(o.revoked) != 0 {
		t.Fatal("Enter alone revoked it")
	}
	s.Press(fyne.KeyDelete)
	o.list = nil
	s.Dialog().Act().Press()
	if len(o.revoked) != 1 || o.revoked[0] != "Backup" || s.Canvas.Overlays().Top() != nil || !s.empty.Visible() {
		t.Errorf("revoked %v", o.revoked)
	}
}

func TestOfflineNothingIsMadeOrRevoked(t *testing.T) {
	o := &office{}
	o.add("Backup")
	s := open(t, o)
	o.status.Link = account.LinkOffline
	o.watch()
	s.Press(fyne.KeyDelete)
	s.create.Press()
	if s.Canvas.Overlays().Top() != nil || !s.create.Disabled() || s.create.Tip() == "" {
		t.Error("offered without the service")
	}
	if row := s.list.RowObject(0).(*widgets.TokenRow); row.Data().Reason == "" {
		t.Error("the button of the row does not say why")
	}
}
