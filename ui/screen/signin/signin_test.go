package signin

import (
	"testing"

	"fyne.io/fyne/v2"

	"rollcall/account"
	"rollcall/ui/screen/screentest"
	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

func all() []account.Method {
	return []account.Method{account.MethodApp, account.MethodEmail, account.MethodRecovery}
}

func (s *stage) wantFocus(want fyne.Focusable, what string) {
	s.T.Helper()
	if s.Canvas.Focused() != want {
		s.T.Errorf("the focus is not on %s", what)
	}
}

func TestOneSignsInWithTheKeyboardAlone(t *testing.T) {
	d := &door{methods: all()}
	s := open(t, d, plain(), nil)
	s.enter()
	s.wantFocus(s.screen.code.field.FocusTarget(), "the code")
	s.Write("12")
	s.Press(fyne.KeyReturn)
	if len(d.got) != 1 {
		t.Fatal("a code that is not complete was sent")
	}
	s.Write("3456")
	s.Press(fyne.KeyReturn)
	if s.done != 1 || d.got[1].SecondFactor.Code != "123456" || d.got[1].Password != "correct horse" {
		t.Errorf("entered %d times", s.done)
	}
}

func TestACodeIsPastedWithItsSpaces(t *testing.T) {
	s := open(t, &door{methods: all()}, plain(), nil)
	s.enter()
	clipboard := fyne.CurrentApp().Clipboard()
	clipboard.SetContent("Your code: 123 456")
	s.Canvas.Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutPaste{Clipboard: clipboard})
	if got := s.screen.code.field.Text(); got != "123456" {
		t.Errorf("pasted %q", got)
	}
}

func TestTabGoesThroughTheCodeStepInReadingOrder(t *testing.T) {
	d := &door{methods: []account.Method{account.MethodEmail, account.MethodApp, account.MethodRecovery}}
	s := open(t, d, plain(), nil)
	s.enter()
	c := s.screen.code
	links := make([]fyne.Focusable, 0, 2)
	for _, p := range c.below.Parts() {
		links = append(links, p.(*fyne.Container).Objects[0].(fyne.Focusable))
	}
	for i, want := range append([]fyne.Focusable{c.field.FocusTarget(), c.resend, c.trust, s.screen.enter}, append(links, s.screen.back)...) {
		if i > 0 {
			s.Canvas.FocusNext()
		}
		if s.Canvas.Focused() != want {
			t.Fatalf("stop %d is %T", i, s.Canvas.Focused())
		}
	}
	if d.codes != 1 {
		t.Errorf("%d codes sent", d.codes)
	}
}

func TestSwitchingTheMethodIsOnePress(t *testing.T) {
	s := open(t, &door{methods: all()}, plain(), nil)
	s.enter()
	link := s.screen.code.below.Parts()[1].(*fyne.Container).Objects[0].(*widgets.Button)
	s.Canvas.Focus(link)
	s.Press(fyne.KeySpace)
	s.wantFocus(s.screen.code.field.FocusTarget(), "the code")
	if s.screen.state.Code.Method != account.MethodRecovery {
		t.Errorf("method %s", s.screen.state.Code.Method)
	}
}

func TestBackShowsWhatWasTyped(t *testing.T) {
	s := open(t, &door{methods: all()}, plain(), nil)
	s.enter()
	s.screen.back.Press()
	s.wantFocus(s.screen.password.FocusTarget(), "the password")
	if s.screen.login.Text() != "amelie" || s.screen.password.Text() != "correct horse" {
		t.Error("what was typed is gone")
	}
}

func TestEscLeadsBack(t *testing.T) {
	s := open(t, &door{methods: all()}, plain(), nil)
	s.Press(fyne.KeyEscape)
	s.enter()
	s.Press(fyne.KeyEscape)
	if s.screen.state.Step != view.StepPassword || s.screen.password.Text() != "correct horse" {
		t.Errorf("step %d", s.screen.state.Step)
	}
	s.screen.forgot.Press()
	s.Press(fyne.KeyEscape)
	s.wantFocus(s.screen.password.FocusTarget(), "the password")
}

func TestALostPasswordIsAskedForWithTheLoginTyped(t *testing.T) {
	d := &door{}
	s := open(t, d, plain(), nil)
	s.Write("amelie")
	s.screen.forgot.Press()
	s.wantFocus(s.screen.login.FocusTarget(), "the login")
	s.Press(fyne.KeyReturn)
	if len(d.links) != 1 || d.links[0] != "amelie" {
		t.Fatalf("asked for %v", d.links)
	}
	s.wantFocus(s.screen.enter, "Back to sign-in")
	s.Press(fyne.KeySpace)
	s.wantFocus(s.screen.password.FocusTarget(), "the password")
}

func TestAClosedScreenHoldsNoPassword(t *testing.T) {
	s := open(t, &door{methods: all()}, plain(), nil)
	s.enter()
	s.Write("123")
	s.view.Close()
	if s.screen.password.Text()+s.screen.code.field.Text() != "" {
		t.Error("a secret stays in a field")
	}
}

func TestEveryStopCanBeSeenInTheSmallestWindow(t *testing.T) {
	for _, language := range []string{"en", "fr"} {
		d := &door{methods: []account.Method{account.MethodEmail, account.MethodApp, account.MethodRecovery}, keyring: view.KeyringLocked}
		s := open(t, d, screentest.Look{Language: language, Mode: theme.Dark, Width: 820, Height: 560}, &account.Error{Code: account.SessionEnded, Reason: account.ReasonUserDeleted})
		s.walk("password")
		s.Canvas.Focus(s.screen.login.FocusTarget())
		s.enter()
		s.walk("code")
	}
}

// walk goes through all stops and looks whether each lies in the window.
func (s *stage) walk(step string) {
	s.T.Helper()
	c := s.Canvas
	for i := range 12 {
		c.FocusNext()
		o, ok := c.Focused().(fyne.CanvasObject)
		if !ok {
			continue
		}
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
		if at.Y < 0 || at.Y+o.Size().Height > c.Size().Height {
			s.T.Errorf("%s, stop %d (%T) lies at %v", step, i, o, at)
		}
	}
}
