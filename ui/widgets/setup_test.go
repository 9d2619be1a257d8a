package widgets

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"rollcall/ui/theme"
)

// openWindow shows an object in a window of the test driver, in our light theme.
func openWindow(tb testing.TB, content fyne.CanvasObject, size fyne.Size) fyne.Window {
	tb.Helper()
	return openThemed(tb, theme.Light, content, size)
}

func openThemed(tb testing.TB, mode theme.Mode, content fyne.CanvasObject, size fyne.Size) fyne.Window {
	tb.Helper()
	startApp(tb, mode)
	w := test.NewWindow(content)
	tb.Cleanup(w.Close)
	w.SetPadded(false)
	w.Resize(size)
	return w
}

// startApp makes measuring and colours work before there is a window.
func startApp(tb testing.TB, mode theme.Mode) {
	tb.Helper()
	app := test.NewApp()
	tb.Cleanup(func() { test.NewApp() })
	look, err := theme.New(mode)
	if err != nil {
		tb.Fatal(err)
	}
	app.Settings().SetTheme(look)
}

// press types a key that is not a letter into what has the focus, or into the
// window when nothing has, as the real driver does.
func press(w fyne.Window, names ...fyne.KeyName) {
	for _, name := range names {
		ev := &fyne.KeyEvent{Name: name}
		if f := w.Canvas().Focused(); f != nil {
			f.TypedKey(ev)
		} else if typed := w.Canvas().OnTypedKey(); typed != nil {
			typed(ev)
		}
	}
}

// tabStops walks the Tab order once and returns what was focused on the way.
func tabStops(w fyne.Window) []fyne.Focusable {
	var stops []fyne.Focusable
	w.Canvas().Unfocus()
	for range 100 {
		w.Canvas().FocusNext()
		f := w.Canvas().Focused()
		if f == nil || len(stops) > 0 && f == stops[0] {
			return stops
		}
		stops = append(stops, f)
	}
	return stops
}

// within tells whether a part lies in a whole, both by their place on the canvas.
func within(part, whole fyne.CanvasObject) bool {
	d := fyne.CurrentApp().Driver()
	p, w := d.AbsolutePositionForObject(part), d.AbsolutePositionForObject(whole)
	ps, ws := part.Size(), whole.Size()
	return p.X >= w.X && p.Y >= w.Y && p.X+ps.Width <= w.X+ws.Width+0.5 && p.Y+ps.Height <= w.Y+ws.Height+0.5
}
