package widgets

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"rollcall/ui/theme"
)

func TestSpaceEnterAndAClickPressAButton(t *testing.T) {
	pressed := 0
	startApp(t, theme.Light)
	b := NewButton("Send", IconSend, Primary, func() { pressed++ })
	w := openWindow(t, b, fyne.NewSize(200, 36))
	w.Canvas().Focus(b)
	press(w, fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter)
	test.Tap(b)
	if pressed != 4 {
		t.Errorf("pressed %d times, want 4", pressed)
	}
}

func TestABusyOrGreyButtonCannotBePressed(t *testing.T) {
	startApp(t, theme.Light)
	for name, set := range map[string]func(*Button){
		"busy": func(b *Button) { b.SetBusy(true) },
		"grey": func(b *Button) { b.Disable() },
	} {
		t.Run(name, func(t *testing.T) {
			pressed := 0
			b := NewButton("Send", IconNone, Primary, func() { pressed++ })
			w := openWindow(t, b, fyne.NewSize(200, 36))
			set(b)
			w.Canvas().Focus(b)
			b.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
			test.Tap(b)
			if pressed != 0 {
				t.Errorf("pressed %d times", pressed)
			}
		})
	}
}

func TestABusyButtonKeepsItsWordsAndTurns(t *testing.T) {
	startApp(t, theme.Light)
	b := NewButton("Send invitation", IconSend, Primary, nil)
	openWindow(t, b, fyne.NewSize(240, 36))
	before := b.MinSize()
	b.SetBusy(true)
	if b.Text() != "Send invitation" || b.label.Truncated() || !b.spin.Running() || b.icon.Visible() {
		t.Errorf("words %q, cut %v, turning %v, icon %v", b.Text(), b.label.Truncated(), b.spin.Running(), b.icon.Visible())
	}
	if b.MinSize() != before {
		t.Errorf("the button changed from %v to %v", before, b.MinSize())
	}
	b.SetBusy(false)
	if b.spin.Running() || b.spin.Visible() {
		t.Error("the spinner goes on after the work")
	}
}

func TestFocusOnAButtonIsVisible(t *testing.T) {
	startApp(t, theme.Light)
	b := NewButton("Send", IconNone, Secondary, nil)
	w := openWindow(t, b, fyne.NewSize(200, 36))
	w.Canvas().Focus(b)
	if !b.ring.Visible() {
		t.Error("no ring with the focus")
	}
	w.Canvas().Unfocus()
	if b.ring.Visible() {
		t.Error("the ring stays without the focus")
	}
}

func TestTargetsAreLargeEnough(t *testing.T) {
	startApp(t, theme.Light)
	for name, c := range map[string]struct {
		o    fyne.CanvasObject
		want float32
	}{
		"button":      {NewButton("A", IconNone, Primary, nil), 36},
		"row button":  {NewRowButton("A", IconNone, Ghost, nil), 32},
		"icon button": {NewIconButton(IconX, "Close", nil), 32},
		"link":        {NewButton("A", IconNone, Link, nil), 24},
		"chip":        {NewChip(ChipData{Text: "All"}), 30},
	} {
		if got := c.o.MinSize().Height; got < c.want {
			t.Errorf("%s is %v high, want at least %v", name, got, c.want)
		}
	}
}

func TestARowButtonTakesNoFocus(t *testing.T) {
	if _, ok := any(&RowButton{}).(fyne.Focusable); ok {
		t.Error("a button in a row can have the focus, and would keep it on another person")
	}
}

func TestAKeyWithoutUseReachesTheWindow(t *testing.T) {
	startApp(t, theme.Light)
	b := NewButton("Send", IconNone, Primary, nil)
	w := openWindow(t, b, fyne.NewSize(200, 36))
	var got fyne.KeyName
	w.Canvas().SetOnTypedKey(func(ev *fyne.KeyEvent) { got = ev.Name })
	w.Canvas().Focus(b)
	press(w, fyne.KeyF1)
	if got != fyne.KeyF1 {
		t.Errorf("the window saw %q", got)
	}
}
