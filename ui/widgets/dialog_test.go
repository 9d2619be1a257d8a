package widgets

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"rollcall/ui/theme"
)

// sampleDialog is an open dialog with two fields over a window with a button.
type sampleDialog struct {
	*Dialog
	w         fyne.Window
	under     *Button
	name      *Field
	note      *Field
	submitted int
	closed    int
}

func openSample(t *testing.T, size fyne.Size) *sampleDialog {
	t.Helper()
	startApp(t, theme.Light)
	s := &sampleDialog{under: NewButton("Under", IconNone, Primary, nil), name: NewField("Name"), note: NewField("Note")}
	s.w = openWindow(t, s.under, size)
	s.w.Canvas().Focus(s.under)
	s.Dialog = NewDialog("Invite people to Maple Press", 620, NewStack(14, s.name, s.note), "Cancel")
	s.SetAct("Send invitation", IconSend, Primary, func() { s.submitted++ })
	s.OnClosed = func() { s.closed++ }
	s.SetInitialFocus(s.name.FocusTarget())
	s.Open(s.w.Canvas())
	return s
}

func TestTheFocusStaysInADialogAndGoesBack(t *testing.T) {
	s := openSample(t, fyne.NewSize(820, 560))
	if s.w.Canvas().Focused() != s.name.FocusTarget() {
		t.Fatalf("it opens on %T", s.w.Canvas().Focused())
	}
	var order []fyne.Focusable
	for range 5 {
		order = append(order, s.w.Canvas().Focused())
		s.w.Canvas().FocusNext()
	}
	want := []fyne.Focusable{s.name.FocusTarget(), s.note.FocusTarget(), s.Safe(), s.Act(), s.name.FocusTarget()}
	for i := range want {
		if order[i] != want[i] {
			t.Errorf("stop %d is %T, want %T", i, order[i], want[i])
		}
	}
	s.Close()
	if s.w.Canvas().Focused() != fyne.Focusable(s.under) || s.closed != 1 || s.Opened() {
		t.Errorf("after it %T has the focus, closed %d times", s.w.Canvas().Focused(), s.closed)
	}
	s.Close()
	if s.closed != 1 {
		t.Error("a dialog closes twice")
	}
}

func TestEscDoesWhatTheSafeButtonDoes(t *testing.T) {
	for name, from := range map[string]func(*sampleDialog){
		"from a field":  func(*sampleDialog) {},
		"from a button": func(s *sampleDialog) { s.w.Canvas().Focus(s.Act()) },
		"from nowhere":  func(s *sampleDialog) { s.w.Canvas().Unfocus() },
	} {
		t.Run(name, func(t *testing.T) {
			s := openSample(t, fyne.NewSize(820, 560))
			safe := 0
			s.Safe().OnTapped = func() { safe++ }
			from(s)
			press(s.w, fyne.KeyEscape)
			if safe != 1 || s.submitted != 0 {
				t.Errorf("safe %d times, submitted %d", safe, s.submitted)
			}
		})
	}
}

func TestEnterInAFieldSubmitsWhenTheActCanBePressed(t *testing.T) {
	s := openSample(t, fyne.NewSize(820, 560))
	press(s.w, fyne.KeyReturn)
	s.Act().Disable()
	press(s.w, fyne.KeyReturn)
	if s.submitted != 1 {
		t.Errorf("submitted %d times, want 1", s.submitted)
	}
}

func TestABusyDialogCannotBeSubmittedTwiceOrLeft(t *testing.T) {
	s := openSample(t, fyne.NewSize(820, 560))
	s.SetBusy(true)
	press(s.w, fyne.KeyReturn, fyne.KeyEscape)
	test.Tap(s.Act())
	test.Tap(s.Safe())
	if s.submitted != 0 || s.closed != 0 {
		t.Errorf("submitted %d, closed %d while busy", s.submitted, s.closed)
	}
	s.SetBusy(false)
	press(s.w, fyne.KeyEscape)
	if s.closed != 1 {
		t.Error("cannot be left after the work")
	}
}

func TestADialogIsNeverLargerThanTheWindow(t *testing.T) {
	s := openSample(t, fyne.NewSize(820, 560))
	long := strings.Repeat("Words that go on. ", 300)
	s.SetBody(NewParagraph(long, Muted()))
	s.SetFault("The service did not answer. " + strings.Repeat("Everything typed is kept. ", 6))
	for _, size := range []fyne.Size{{Width: 820, Height: 560}, {Width: 600, Height: 400}, {Width: 1180, Height: 760}} {
		s.w.Resize(size)
		if p, d := s.panel, s.Dialog; !within(p, d) || p.Size().Height > size.Height-40 {
			t.Errorf("%v: panel at %v, %v", size, p.Position(), p.Size())
		}
		for _, o := range []fyne.CanvasObject{s.safe, s.act, s.scroll, s.fault} {
			if !within(o, s.panel) {
				t.Errorf("%v: %T at %v, %v leaves the panel", size, o, o.Position(), o.Size())
			}
		}
		if s.fault.Position().Y < s.scroll.Position().Y+s.scroll.Size().Height {
			t.Errorf("%v: the fault covers the body", size)
		}
	}
}

func TestAFaultAtAFieldMakesRoomForItself(t *testing.T) {
	s := openSample(t, fyne.NewSize(820, 560))
	before, panel := s.note.Position().Y, s.panel.Size().Height
	s.name.SetFault("This name is taken.")
	if after := s.note.Position().Y; after <= before || s.panel.Size().Height <= panel {
		t.Errorf("the field below moved from %v to %v", before, after)
	}
	s.name.SetFault("")
	if s.note.Position().Y != before {
		t.Error("the room stays after the fault")
	}
}

func TestAClickBesideADialogLosesNothing(t *testing.T) {
	s := openSample(t, fyne.NewSize(820, 560))
	test.TapCanvas(s.w.Canvas(), fyne.NewPos(5, 5))
	test.TapCanvas(s.w.Canvas(), s.panel.Position().AddXY(4, 4))
	if !s.Opened() {
		t.Error("the dialog closed")
	}
}

func TestTheRingOfOneButtonStaysClearOfTheOther(t *testing.T) {
	s := openSample(t, fyne.NewSize(820, 560))
	s.w.Canvas().Focus(s.safe)
	room := s.act.Position().X - s.safe.Position().X - s.safe.Size().Width
	if left := room - s.safe.ring.gap; left < 8 {
		t.Errorf("%v of %v left", left, room)
	}
}

func TestALongTitleWrapsInADialog(t *testing.T) {
	startApp(t, theme.Light)
	w := openWindow(t, NewDivider(""), fyne.NewSize(820, 560))
	d := NewDialog("Delete "+strings.Repeat("Gustavo Pereira-Lindqvist ", 4)+"?", 480, NewDivider(""), "Keep")
	d.Open(w.Canvas())
	if d.title.Size().Height <= 24 || d.scroll.Position().Y < d.title.Position().Y+d.title.Size().Height {
		t.Errorf("title %v high, body at %v", d.title.Size().Height, d.scroll.Position().Y)
	}
}

func TestAClosedDialogGivesTheWindowItsKeysBack(t *testing.T) {
	startApp(t, theme.Light)
	w := openWindow(t, NewDivider(""), fyne.NewSize(820, 560))
	var got []fyne.KeyName
	w.Canvas().SetOnTypedKey(func(ev *fyne.KeyEvent) { got = append(got, ev.Name) })
	d := NewDialog("Delete?", 400, NewDivider(""), "Keep")
	d.Open(w.Canvas())
	w.Canvas().Unfocus()
	press(w, fyne.KeyF1, fyne.KeyEscape)
	w.Canvas().Unfocus()
	press(w, fyne.KeyF1)
	if len(got) != 1 || got[0] != fyne.KeyF1 {
		t.Errorf("the window saw %v, want the one key after the dialog", got)
	}
}

func TestDialogsClosedInAnyOrderGiveTheKeysBack(t *testing.T) {
	startApp(t, theme.Light)
	w := openWindow(t, NewDivider(""), fyne.NewSize(820, 560))
	seen := 0
	w.Canvas().SetOnTypedKey(func(*fyne.KeyEvent) { seen++ })
	under, over := NewDialog("Modify", 500, NewDivider(""), "Cancel"), NewDialog("Password", 400, NewDivider(""), "Cancel")
	under.Open(w.Canvas())
	over.Open(w.Canvas())
	under.Close()
	w.Canvas().Unfocus()
	press(w, fyne.KeyF1)
	over.Close()
	w.Canvas().Unfocus()
	press(w, fyne.KeyF1)
	if seen != 2 {
		t.Errorf("the window saw %d keys, want the 2 typed without a dialog in sight", seen)
	}
}

func TestASpinnerStopsWithItsDialog(t *testing.T) {
	s := openSample(t, fyne.NewSize(820, 560))
	s.SetBusy(true)
	spin := s.Act().spin
	turn := func() {
		for step := range 12 {
			spin.tick(float32(step) / 12)
		}
	}
	turn()
	if !spin.Running() {
		t.Fatal("the spinner of a busy dialog rests")
	}
	s.Close()
	turn()
	if spin.Running() {
		t.Error("the spinner turns on after its dialog is closed: the window is drawn without end")
	}
}
