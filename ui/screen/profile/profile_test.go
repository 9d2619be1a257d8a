package profile

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"rollcall/account"
	"rollcall/ui/screen/screentest"
	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

// dialog is what stands over the screen, or nil.
func (s *stage) dialog() *widgets.Dialog {
	d, _ := s.Canvas.Overlays().Top().(*widgets.Dialog)
	return d
}

// objects gives everything that can be seen in an object.
func objects(o fyne.CanvasObject) []fyne.CanvasObject {
	if !o.Visible() {
		return nil
	}
	out := []fyne.CanvasObject{o}
	var parts []fyne.CanvasObject
	switch of := o.(type) {
	case *fyne.Container:
		parts = of.Objects
	case *container.Scroll:
		parts = []fyne.CanvasObject{of.Content}
	case fyne.Widget:
		parts = test.WidgetRenderer(of).Objects()
	}
	for _, p := range parts {
		out = append(out, objects(p)...)
	}
	return out
}

// texts gives what can be read in an object.
func texts(o fyne.CanvasObject) string {
	var b strings.Builder
	for _, each := range objects(o) {
		switch of := each.(type) {
		case *widgets.Text:
			b.WriteString(of.Text() + "\n")
		case *widgets.HoverText:
			b.WriteString(of.Text() + "\n")
		}
	}
	return b.String()
}

// fields gives the fields that can be typed in, from above.
func fields(o fyne.CanvasObject) []*widgets.Field {
	var out []*widgets.Field
	for _, each := range objects(o) {
		if f, ok := each.(*widgets.Field); ok {
			out = append(out, f)
		}
	}
	return out
}

func looks() []screentest.Look {
	return []screentest.Look{{}, {Language: "fr", Mode: theme.Dark, Width: 756, Height: 560}}
}

func TestNothingOnTheProfileIsCut(t *testing.T) {
	for _, l := range looks() {
		s := open(t, amelie(), l)
		for _, o := range objects(s.screen.Content) {
			text, ok := o.(*widgets.Text)
			if ok && text.Truncated() {
				t.Errorf("%v: %q is cut", l, text.Text())
			}
		}
	}
}

func TestEveryStopOfTheProfileCanBeSeen(t *testing.T) {
	for _, l := range looks() {
		s := open(t, amelie(), l)
		c, stops := s.Canvas, map[fyne.Focusable]bool{}
		c.Focus(s.screen.FocusTarget())
		for range 60 {
			f := c.Focused()
			o, page := f.(fyne.CanvasObject), s.screen.page
			d := fyne.CurrentApp().Driver()
			at, top := d.AbsolutePositionForObject(o).Y, d.AbsolutePositionForObject(page).Y
			if at < top || at+o.Size().Height > top+page.Size().Height {
				t.Errorf("%v: %T has the focus at %v and cannot be seen", l, f, at)
			}
			stops[f] = true
			c.FocusNext()
		}
		if len(stops) < 14 {
			t.Errorf("%v: only %d stops", l, len(stops))
		}
	}
}

func TestTheProfileIsSavedWithEnter(t *testing.T) {
	p := amelie()
	s := open(t, p, screentest.Look{})
	s.Canvas.Focus(s.screen.FocusTarget())
	s.Press(fyne.KeyEnd)
	s.Write("!")
	if s.screen.form.save.Disabled() || s.screen.form.discard.Disabled() {
		t.Error("it cannot be saved")
	}
	s.Press(fyne.KeyReturn)
	if len(p.changes) != 1 || *p.changes[0].FirstName != "Amélie!" {
		t.Errorf("saved %d times", len(p.changes))
	}
}

func TestActsAreGreyedWithTheReasonWhenOffline(t *testing.T) {
	p := amelie()
	s := open(t, p, screentest.Look{})
	p.status = account.Status{Link: account.LinkOffline, Err: account.Fault(account.Unreachable)}
	s.view.Reload()
	for _, b := range []*widgets.Button{
		s.screen.signIn.email.Acts()[1], s.screen.factors.remove[account.MethodApp], s.screen.factors.setUp[account.MethodEmail],
		s.screen.factors.codes.Acts()[0], s.screen.sessions.others,
	} {
		if !b.Disabled() || !strings.Contains(b.Tip(), "cannot be reached") {
			t.Errorf("%q can be pressed, or does not say why not: %q", b.Text(), b.Tip())
		}
	}
}

func TestEscLeavesADialogAndNoPasswordStays(t *testing.T) {
	s := open(t, amelie(), screentest.Look{})
	for name, begin := range map[string]func(){
		"take back": func() { s.screen.own(view.OwnTakeBack) }, "password": s.screen.changePassword,
		"set up": func() { s.screen.setUp(account.MethodEmail) }, "remove": func() { s.screen.own(view.OwnRemoveApp) },
	} {
		begin()
		d := s.dialog()
		s.Write("correct horse")
		typed := fields(d)
		s.Press(fyne.KeyEscape)
		if s.dialog() != nil {
			t.Fatalf("%s: Esc does not leave", name)
		}
		for _, f := range typed {
			if strings.Contains(f.Text(), "horse") {
				t.Errorf("%s: the password stays in its field", name)
			}
		}
	}
}

func TestAnAddressTypedIsNotLostByEsc(t *testing.T) {
	s := open(t, amelie(), screentest.Look{})
	s.screen.own(view.OwnEmail)
	own := s.dialog()
	s.Write("new@maple.example")
	s.Press(fyne.KeyEscape)
	if s.dialog() == own || !own.Opened() {
		t.Error("it is gone without a question")
	}
}

func TestAnAppIsSetUpWithTheKeyboardAlone(t *testing.T) {
	p := amelie()
	p.factors = account.TwoFactor{}
	s := open(t, p, screentest.Look{})
	s.Canvas.Focus(s.screen.factors.setUp[account.MethodApp])
	s.Press(fyne.KeySpace)
	s.Write("correct horse")
	s.Press(fyne.KeyReturn)
	if !strings.Contains(texts(s.dialog()), "JBSW Y3DP EHPK 3PXP") {
		t.Fatalf("the key is not shown: %s", texts(s.dialog()))
	}
	s.Write("123456")
	p.factors = account.TwoFactor{Methods: []account.ActiveMethod{{Method: account.MethodApp}}}
	s.Press(fyne.KeyReturn)
	if got := texts(s.dialog()); !strings.Contains(got, "K3R0X-9VWQ0") || strings.Contains(got, "JBSW") {
		t.Fatalf("the recovery codes are not shown: %s", got)
	}
	s.Press(fyne.KeyEscape)
	if s.dialog() == nil {
		t.Error("codes that are shown once are gone by a slip of Esc")
	}
	s.Press(fyne.KeySpace)
	if got := fyne.CurrentApp().Clipboard().Content(); !strings.HasPrefix(got, "K3R0X-9VWQ0\n") {
		t.Errorf("copied %q", got)
	}
	s.dialog().Submit()
	if s.dialog() != nil || !s.screen.factors.remove[account.MethodApp].Visible() {
		t.Error("it does not end, or is not shown as on")
	}
}

func TestTheDialogOfTheAppFitsTheSmallestWindow(t *testing.T) {
	for _, language := range []string{"en", "fr"} {
		s := open(t, amelie(), screentest.Look{Language: language, Width: 820, Height: 560})
		s.screen.setUp(account.MethodApp)
		s.Write("correct horse")
		s.Press(fyne.KeyReturn)
		d := fyne.CurrentApp().Driver()
		for _, f := range fields(s.dialog()) {
			if bottom := d.AbsolutePositionForObject(f).Y + f.Size().Height; bottom > d.AbsolutePositionForObject(s.dialog().Act()).Y {
				t.Errorf("%s: the code lies at %v, under the buttons", language, bottom)
			}
		}
	}
}

func TestForgettingThisComputerIsAskedFirst(t *testing.T) {
	s := open(t, amelie(), screentest.Look{})
	s.screen.computer.forget.Press()
	s.Press(fyne.KeyReturn)
	if s.forgot || s.dialog() != nil {
		t.Error("Enter alone forgets the computer")
	}
	s.screen.computer.forget.Press()
	s.dialog().Act().Press()
	if !s.forgot {
		t.Error("not forgotten")
	}
}

func TestASessionIsEndedFromItsRow(t *testing.T) {
	p := amelie()
	s := open(t, p, screentest.Look{})
	rows := s.screen.sessions.sessions.rows.Parts()
	if rows[0].(*widgets.FactRow).Acts()[0].Visible() {
		t.Error("this session is offered to be ended")
	}
	rows[1].(*widgets.FactRow).Acts()[0].Press()
	if len(p.ended) != 1 || p.ended[0] != "s2" {
		t.Errorf("ended %v", p.ended)
	}
}
