package signin

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"

	"rollcall/account"
	"rollcall/ui/screen/screentest"
	"rollcall/ui/view"
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

func plain() screentest.Look { return screentest.Look{Width: 1180, Height: 760} }

// stage is the screen in a window.
type stage struct {
	*screentest.Stage
	screen *Screen
	view   *view.SignIn
	done   int
}

func open(t *testing.T, d *door, l screentest.Look, why error) *stage {
	t.Helper()
	s := &stage{Stage: screentest.New(t, l)}
	s.view = view.NewSignIn(s.Env, d, view.SignInOptions{
		Server: "https://accounts.maplepress.example", DeviceName: "desk", Why: why,
		Normalize: func(s string) (string, error) { return s, nil },
	})
	s.view.OnDone = func(string, account.Session) { s.done++ }
	s.screen = New(s.view, s.Env.Words, func() {})
	s.Show(s.screen.Content)
	s.view.Start()
	s.Canvas.Focus(s.screen.FocusTarget())
	return s
}

// enter types login and password, and Enter after each.
func (s *stage) enter() {
	s.Write("amelie")
	s.Press(fyne.KeyReturn)
	s.Write("correct horse")
	s.Press(fyne.KeyReturn)
}
