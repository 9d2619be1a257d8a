package invitelink

import (
	"context"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"rollcall/account"
	"rollcall/ui/screen/screentest"
	"rollcall/ui/theme"
	"rollcall/ui/view"
)

const secret = "https://accounts.example.org/invitation/9tFSePGft_BTb44egTBQZvqT1rfJb2k6"

// office makes links.
type office struct{ made int }

func (o *office) Lists() account.Lists {
	return account.Lists{Account: account.Account{Name: "Maple Press"}, Loaded: true}
}
func (o *office) Status() account.Status { return account.Status{} }
func (o *office) Watch(func()) func()    { return func() {} }

func (o *office) ResendForLink(_ context.Context, id string, _ account.Act) (account.Invitation, error) {
	o.made++
	return account.Invitation{ID: id, Link: secret, ExpiresAt: screentest.Noon().AddDate(0, 0, 7)}, nil
}

func open(t *testing.T) (*screentest.Stage, *office, *Dialog) {
	t.Helper()
	in, o := screentest.New(t, screentest.Look{Language: "fr", Mode: theme.Dark}), &office{}
	fyne.CurrentApp().Clipboard().SetContent("before")
	v := view.NewInviteLink(in.Env, o, view.NewToasts(in.Env), &account.Invitation{ID: "i1", Email: "noor@maple.example"})
	return in, o, Open(in.Canvas, v, in.Env.Words)
}

func TestALinkIsMadeAndCopiedByKeyboardAndNotOtherwise(t *testing.T) {
	s, o, _ := open(t)
	if s.Press(fyne.KeyEscape); o.made != 0 || s.Canvas.Overlays().Top() != nil {
		t.Fatal("Esc makes a link")
	}
	s, o, d := open(t)
	s.Canvas.FocusNext()
	s.Press(fyne.KeyReturn)
	if o.made != 1 || d.link.Text() != secret || strings.Contains(d.dialog.Act().Text(), secret) {
		t.Fatalf("made %d", o.made)
	}
	if got := fyne.CurrentApp().Clipboard().Content(); got != "before" {
		t.Error("it is on the clipboard though nobody copied it")
	}
	s.Press(fyne.KeySpace)
	if got := fyne.CurrentApp().Clipboard().Content(); got != secret || o.made != 1 {
		t.Error("it was not copied, or made again")
	}
	s.Press(fyne.KeyEscape)
	if s.Canvas.Overlays().Top() != nil || d.link.Text() != "" || d.state.Link != "" {
		t.Error("the link is kept")
	}
}

func TestALinkThatNobodyTookAlongIsAskedAbout(t *testing.T) {
	s, _, d := open(t)
	d.dialog.Act().Press()
	s.Press(fyne.KeyEscape)
	ask := s.Dialog()
	if ask == d.dialog {
		t.Fatal("it does not ask")
	}
	ask.Safe().Press()
	if s.Dialog() != d.dialog || d.link.Text() != secret {
		t.Fatal("the link is gone")
	}
	s.Press(fyne.KeyEscape)
	s.Dialog().Act().Press()
	if s.Canvas.Overlays().Top() != nil || d.link.Text() != "" {
		t.Error("the link is kept")
	}
}
