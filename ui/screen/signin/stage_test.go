package signin

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"rollcall/account"
	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

// door is a service to sign in to.
type door struct {
	keyring view.Keyring
	methods []account.Method
	err     error
	got     []account.SignIn
	codes   int
	links   []string
}

func (d *door) Keyring(context.Context) view.Keyring { return d.keyring }

func (d *door) SignIn(_ context.Context, _ string, s account.SignIn) (account.Session, error) {
	d.got = append(d.got, s)
	if d.err == nil && s.SecondFactor == nil && len(d.methods) > 0 {
		return account.Session{}, &account.Error{Code: account.SecondFactorRequired, Methods: d.methods}
	}
	return account.Session{Token: "secret"}, d.err
}

func (d *door) SendCode(context.Context, string, string, string) error {
	d.codes++
	return nil
}

func (d *door) RequestPasswordLink(_ context.Context, _, login string) error {
	d.links = append(d.links, login)
	return nil
}

type look struct {
	language      string
	mode          theme.Mode
	width, height float32
}

func plain() look { return look{"en", theme.Light, 1180, 760} }

// stage is the screen in a window of the test driver, whose work is done at once.
type stage struct {
	t      *testing.T
	window fyne.Window
	screen *Screen
	view   *view.SignIn
	words  *words.Words
	done   int
}

func open(t *testing.T, d *door, l look, why error) *stage {
	t.Helper()
	app := test.NewApp()
	t.Cleanup(func() { test.NewApp() })
	style, err := theme.New(l.mode)
	if err != nil {
		t.Fatal(err)
	}
	app.Settings().SetTheme(style)
	s := &stage{t: t, words: words.New(l.language, time.UTC)}
	s.view = view.NewSignIn(view.Env{
		Go: func(f func()) { f() }, Post: func(f func()) { f() },
		Now:   func() time.Time { return time.Date(2026, 11, 21, 14, 32, 0, 0, time.UTC) },
		After: func(time.Duration, func()) func() { return func() {} }, NewKey: func() string { return "key" },
		Words: s.words, Log: slog.New(slog.DiscardHandler),
	}, d, view.SignInOptions{
		Server: "https://accounts.maplepress.example", DeviceName: "desk", Why: why,
		Normalize: func(s string) (string, error) { return s, nil },
	})
	s.view.OnDone = func(string, account.Session) { s.done++ }
	s.screen = New(s.view, s.words, func() {})
	s.window = test.NewWindow(widgets.NewHost(s.screen.Content))
	t.Cleanup(s.window.Close)
	s.window.SetPadded(false)
	s.window.Resize(fyne.NewSize(l.width, l.height))
	s.view.Start()
	s.window.Canvas().Focus(s.screen.FocusTarget())
	return s
}

// write types into what has the focus.
func (s *stage) write(text string) {
	for _, r := range text {
		s.window.Canvas().Focused().TypedRune(r)
	}
}

// press types a key that is not a letter.
func (s *stage) press(name fyne.KeyName) {
	s.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: name})
}

// enter types login and password, and Enter after each.
func (s *stage) enter() {
	s.write("amelie")
	s.press(fyne.KeyReturn)
	s.write("correct horse")
	s.press(fyne.KeyReturn)
}
