// Package screentest is a place to try a screen: a window of the toolkit's test
// driver, and a world in which all work is done at once and time stands still.
package screentest

import (
	"log/slog"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

// Noon is when everything happens.
func Noon() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }

// Look is how the program looks, in logical pixels. What is not said is English,
// light, and 948 by 760.
type Look struct {
	Language      string
	Mode          theme.Mode
	Width, Height float32
}

// Stage is a window to show a screen in.
type Stage struct {
	T      testing.TB
	Window fyne.Window
	Canvas fyne.Canvas
	// Host is what the window holds, with room for a panel.
	Host *widgets.Host
	// Env is the world of the screen's view.
	Env view.Env
}

// New opens an empty window, which is closed with the test.
func New(t testing.TB, l Look) *Stage {
	t.Helper()
	if l.Language == "" {
		l.Language = "en"
	}
	if l.Mode == "" {
		l.Mode = theme.Light
	}
	if l.Width == 0 {
		l.Width, l.Height = 948, 760
	}
	app := test.NewApp()
	t.Cleanup(func() { test.NewApp() })
	look, err := theme.New(l.Mode)
	if err != nil {
		t.Fatal(err)
	}
	app.Settings().SetTheme(look)
	s := &Stage{T: t, Window: app.NewWindow(""), Env: world(l.Language)}
	s.Canvas = s.Window.Canvas()
	s.Window.SetPadded(false)
	s.Window.Resize(fyne.NewSize(l.Width, l.Height))
	t.Cleanup(s.Window.Close)
	return s
}

func world(language string) view.Env {
	at := func(f func()) { f() }
	return view.Env{
		Go: at, Post: at, Now: Noon, After: func(time.Duration, func()) func() { return func() {} },
		NewKey: func() string { return "key" }, Words: words.New(language, time.UTC), Log: slog.New(slog.DiscardHandler),
	}
}

// Show fills the window.
func (s *Stage) Show(content fyne.CanvasObject) {
	size := s.Canvas.Size()
	s.Host = widgets.NewHost(content)
	s.Window.SetContent(s.Host)
	s.Window.Resize(size)
}

// Press types keys that are no letters, as the driver does.
func (s *Stage) Press(keys ...fyne.KeyName) {
	for _, k := range keys {
		s.Canvas.Focused().TypedKey(&fyne.KeyEvent{Name: k})
	}
}

// Write types into what has the focus.
func (s *Stage) Write(text string) {
	for _, r := range text {
		s.Canvas.Focused().TypedRune(r)
	}
}

// Dialog is the dialog on top.
func (s *Stage) Dialog() *widgets.Dialog {
	s.T.Helper()
	d, ok := s.Canvas.Overlays().Top().(*widgets.Dialog)
	if !ok {
		s.T.Fatalf("on top is %T", s.Canvas.Overlays().Top())
	}
	return d
}
