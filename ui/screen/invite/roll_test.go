package invite

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"rollcall/account"
	"rollcall/ui/screen/screentest"
	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

// office is an account that takes invitations.
type office struct {
	invited []string
	refuse  map[string]error
}

func (o *office) Lists() account.Lists {
	return account.Lists{Loaded: true, Account: account.Account{Name: "Maple Press"}}
}

func (o *office) Status() account.Status                 { return account.Status{Link: account.LinkOnline} }
func (o *office) Watch(func()) func()                    { return func() {} }
func (o *office) TakeBack(context.Context, string) error { return nil }

func (o *office) Invite(_ context.Context, n account.NewInvitation, _ account.Act) (account.Invitation, error) {
	if err := o.refuse[n.Email]; err != nil {
		return account.Invitation{}, err
	}
	o.note(n.Email)
	return account.Invitation{Email: n.Email}, nil
}

func (o *office) note(email string) { o.invited = append(o.invited, email) }

// stage is the dialog in the smallest window.
type stage struct {
	*screentest.Stage
	dialog *Dialog
	toasts *view.Toasts
}

func open(t *testing.T, o *office) *stage {
	t.Helper()
	in := screentest.New(t, screentest.Look{Mode: theme.Dark, Width: 820, Height: 560})
	in.Show(widgets.NewText("", widgets.Body()))
	toasts := view.NewToasts(in.Env)
	return &stage{in, Open(in.Canvas, view.NewInvite(in.Env, o, toasts), in.Env.Words, nil), toasts}
}

func (s *stage) paste(text string) {
	s.T.Helper()
	board := test.NewClipboard()
	board.SetContent(text)
	s.Canvas.Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutPaste{Clipboard: board})
}

func guests(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "guest%d@maple.example\n", i)
	}
	return b.String()
}

// toList walks with Tab until the keyboard is in the list.
func (s *stage) toList() {
	s.T.Helper()
	for range 20 {
		if s.Canvas.Focused() == s.dialog.roll.list {
			return
		}
		s.Canvas.FocusNext()
	}
	s.T.Fatal("Tab does not come to the list")
}

func (s *stage) kinds() string {
	var b strings.Builder
	for _, r := range s.dialog.state.Roll.Rows {
		fmt.Fprint(&b, r.Kind)
	}
	return b.String()
}

func TestRowsAreWorkedOnByKeyboard(t *testing.T) {
	o := &office{}
	s := open(t, o)
	s.paste(guests(9) + "nobody@\nana@gmial.com\n")
	if got := s.kinds(); got != "00000000022" {
		t.Fatalf("kinds %s", got)
	}
	s.toList()
	s.Press(fyne.KeyDelete, fyne.KeyDown, fyne.KeyDelete, fyne.KeyDelete)
	s.Press(fyne.KeyEnd, fyne.KeySpace)
	if got := s.kinds(); got != "40000000020" {
		t.Errorf("after leaving out, putting back and taking the suggestion: %s", got)
	}
	s.Press(fyne.KeyUp, fyne.KeyReturn)
	s.Write("maple.example")
	s.Press(fyne.KeyReturn)
	if s.kinds() != "40000000000" || s.Canvas.Focused() != s.dialog.roll.list {
		t.Errorf("after mending: %s, the focus is on %T", s.kinds(), s.Canvas.Focused())
	}
	s.Press(fyne.KeyReturn)
	s.Write("never mind")
	s.Press(fyne.KeyEscape)
	s.Press(desktop.KeyMenu)
	if _, ok := s.Canvas.Overlays().Top().(*widgets.Menu); !ok {
		t.Fatalf("on top is %T", s.Canvas.Overlays().Top())
	}
	s.Press(fyne.KeyEnd, fyne.KeyUp, fyne.KeyUp, fyne.KeyReturn)
	if got := s.dialog.state.Roll.Rows[9].Type.Text; got != "Administrator" {
		t.Errorf("the row is %q", got)
	}
	s.Canvas.Focus(s.dialog.dialog.Act())
	s.Press(fyne.KeySpace)
	if s.Canvas.Focused() != s.dialog.dialog.Safe() {
		t.Errorf("after the end the keyboard is in %T", s.Canvas.Focused())
	}
	if len(o.invited) != 10 || !s.dialog.state.Finished || s.dialog.dialog.Act().Visible() {
		t.Errorf("%d sent, finished %v", len(o.invited), s.dialog.state.Finished)
	}
	s.toList()
	s.Press(fyne.KeyEscape)
	if s.dialog.OnTop() {
		t.Error("Esc does not close what is done")
	}
}

func TestWhatIsMendedStaysWhileTheListChanges(t *testing.T) {
	s := open(t, &office{})
	s.paste(guests(12))
	s.toList()
	s.Press(fyne.KeyDown, fyne.KeyReturn)
	s.Write("x")
	s.dialog.view.LeaveOut(s.dialog.state.Roll.Rows[0].Key)
	s.dialog.view.SetFilter("ready")
	s.Write("y")
	s.Press(fyne.KeyReturn)
	if got := s.dialog.state.Roll.Rows; len(got) != 11 || got[0].Email != "guest1@maple.examplexy" {
		t.Errorf("rows %+v", got)
	}
}

func TestTabLeadsFromAFewAddressesToTheUserType(t *testing.T) {
	s := open(t, &office{})
	s.Write("ana@maple.example")
	s.Canvas.FocusNext()
	if _, ok := s.Canvas.Focused().(*widgets.TypeCards); !ok {
		t.Errorf("the keyboard is in %T", s.Canvas.Focused())
	}
}

func TestMoreIsAddedBelowTheRows(t *testing.T) {
	s := open(t, &office{})
	s.paste(guests(9))
	s.Write("late@maple.example,")
	s.paste("later@maple.example, last@maple.example")
	if rows := s.dialog.state.Roll.Rows; len(rows) != 12 || rows[11].Email != "last@maple.example" || len(s.dialog.addresses.Addresses()) != 0 {
		t.Errorf("%d rows, %q in the field", len(rows), s.dialog.addresses.Addresses())
	}
}

func TestWhatWasRefusedIsTriedAgainWithOneKey(t *testing.T) {
	o := &office{refuse: map[string]error{"guest3@maple.example": account.Fault(account.ValidationFailed)}}
	s := open(t, o)
	s.paste(guests(9))
	s.dialog.dialog.Submit()
	if got := s.kinds(); got != "666766666" {
		t.Fatalf("kinds %s", got)
	}
	o.refuse = nil
	s.toList()
	s.Press(fyne.KeyHome, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeySpace)
	s.dialog.dialog.Submit()
	if len(o.invited) != 9 {
		t.Errorf("%d sent", len(o.invited))
	}
}

func TestWhatHasTheKeyboardIsInSightInTheSmallestWindow(t *testing.T) {
	s := open(t, &office{})
	s.paste(guests(30) + "nobody@\nana@gmial.com\n")
	s.dialog.view.SetType(account.Custom)
	footer := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.dialog.dialog.Safe()).Y - 14
	for range 12 {
		s.Canvas.FocusNext()
		o := s.Canvas.Focused().(fyne.CanvasObject)
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
		if o == s.dialog.dialog.Safe() || o == s.dialog.dialog.Act() {
			continue
		}
		if at.Y < 60 || at.Y+min(o.Size().Height, 40) > footer {
			t.Errorf("%T stands at %v, the footer at %v", o, at.Y, footer)
		}
	}
}
