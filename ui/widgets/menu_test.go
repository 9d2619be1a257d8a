package widgets

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"rollcall/ui/theme"
)

func menuOf(chosen *string) []MenuItem {
	item := func(text string) MenuItem { return MenuItem{Text: text, Action: func() { *chosen = text }} }
	gone := item("Delete")
	gone.Reason, gone.Danger = "This is you", true
	return []MenuItem{item("Modify"), item("Reset"), {Separator: true}, item("Élargir"), gone}
}

func openMenu(t *testing.T, chosen *string) (*Menu, fyne.Window, *Button) {
	t.Helper()
	startApp(t, theme.Light)
	b := NewButton("Actions", IconNone, Secondary, nil)
	w := openWindow(t, b, fyne.NewSize(820, 560))
	w.Canvas().Focus(b)
	return ShowMenu(w.Canvas(), menuOf(chosen), fyne.NewPos(400, 100), false), w, b
}

func TestMenuKeys(t *testing.T) {
	for _, c := range []struct {
		name string
		keys []fyne.KeyName
		want string
	}{
		{"Enter takes the first", []fyne.KeyName{fyne.KeyReturn}, "Modify"},
		{"Down moves on", []fyne.KeyName{fyne.KeyDown, fyne.KeyReturn}, "Reset"},
		{"Down passes the line", []fyne.KeyName{fyne.KeyDown, fyne.KeyDown, fyne.KeySpace}, "Élargir"},
		{"Up goes round", []fyne.KeyName{fyne.KeyUp, fyne.KeyUp, fyne.KeyReturn}, "Élargir"},
		{"End and Up", []fyne.KeyName{fyne.KeyEnd, fyne.KeyUp, fyne.KeyReturn}, "Élargir"},
		{"Home", []fyne.KeyName{fyne.KeyDown, fyne.KeyHome, fyne.KeyReturn}, "Modify"},
		{"Esc takes nothing", []fyne.KeyName{fyne.KeyDown, fyne.KeyEscape}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var chosen string
			_, w, b := openMenu(t, &chosen)
			press(w, c.keys...)
			if chosen != c.want {
				t.Errorf("chose %q, want %q", chosen, c.want)
			}
			if w.Canvas().Overlays().Top() != nil || w.Canvas().Focused() != fyne.Focusable(b) {
				t.Errorf("after it %T is on top and %T has the focus", w.Canvas().Overlays().Top(), w.Canvas().Focused())
			}
		})
	}
}

func TestAGreyedEntryStaysAndSaysWhy(t *testing.T) {
	var chosen string
	m, w, _ := openMenu(t, &chosen)
	press(w, fyne.KeyEnd, fyne.KeyReturn)
	test.Tap(m.rows[4])
	if chosen != "" || w.Canvas().Overlays().Top() != fyne.CanvasObject(m) {
		t.Errorf("chose %q", chosen)
	}
	if got := m.rows[4].reason.Text(); got != "This is you" {
		t.Errorf("the reason is %q", got)
	}
}

func TestLettersGoToEntries(t *testing.T) {
	var chosen string
	m, w, _ := openMenu(t, &chosen)
	m.TypedRune('é')
	press(w, fyne.KeyReturn)
	if chosen != "Élargir" {
		t.Errorf("chose %q", chosen)
	}
}

func TestAClickBesideAMenuClosesIt(t *testing.T) {
	var chosen string
	_, w, _ := openMenu(t, &chosen)
	test.TapCanvas(w.Canvas(), fyne.NewPos(10, 500))
	if w.Canvas().Overlays().Top() != nil {
		t.Error("the menu is still open")
	}
}

func TestAMenuOpensInsideTheWindow(t *testing.T) {
	startApp(t, theme.Light)
	w := openWindow(t, NewDivider(""), fyne.NewSize(820, 560))
	var chosen string
	for _, at := range []fyne.Position{{X: 0, Y: 0}, {X: 819, Y: 559}, {X: -50, Y: 300}, {X: 500, Y: 540}} {
		for _, right := range []bool{true, false} {
			m := ShowMenu(w.Canvas(), menuOf(&chosen), at, right)
			if !within(m.ground, m) {
				t.Errorf("at %v it stands at %v, %v", at, m.ground.Position(), m.ground.Size())
			}
			m.Close()
		}
	}
}

func TestAMenuWithoutRoomBelowOpensAbove(t *testing.T) {
	startApp(t, theme.Light)
	w := openWindow(t, NewDivider(""), fyne.NewSize(820, 560))
	var chosen string
	m := showMenuBelow(w.Canvas(), menuOf(&chosen), fyne.NewPos(600, 500), fyne.NewSize(90, 32))
	if bottom := m.ground.Position().Y + m.ground.Size().Height; bottom > 500 {
		t.Errorf("the menu covers its button: it ends at %v", bottom)
	}
}

func TestAChosenActMayOpenADialog(t *testing.T) {
	startApp(t, theme.Light)
	b := NewButton("Actions", IconNone, Secondary, nil)
	w := openWindow(t, b, fyne.NewSize(820, 560))
	w.Canvas().Focus(b)
	d := NewDialog("Delete?", 400, NewDivider(""), "Keep")
	ShowMenu(w.Canvas(), []MenuItem{{Text: "Delete", Action: func() { d.Open(w.Canvas()) }}}, fyne.NewPos(1, 1), false)
	press(w, fyne.KeyReturn)
	if w.Canvas().Focused() != fyne.Focusable(d.Safe()) {
		t.Fatalf("%T has the focus", w.Canvas().Focused())
	}
	press(w, fyne.KeyEscape)
	if w.Canvas().Focused() != fyne.Focusable(b) {
		t.Errorf("after the dialog %T has the focus", w.Canvas().Focused())
	}
}
