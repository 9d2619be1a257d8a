package twofactor

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

// service is somebody who has no second factor yet.
type service struct {
	address string
	err     error
}

func (s *service) TwoFactor(context.Context) (account.TwoFactor, error) {
	return account.TwoFactor{}, nil
}

func (s *service) SetUpApp(context.Context, string, account.Act) (account.AppSecret, error) {
	uri := "otpauth://totp/Maple%20Press:amelie.roy%40maplepress.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Maple%20Press"
	return account.AppSecret{Secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", OTPAuthURI: uri}, s.err
}

func (s *service) ConfirmApp(context.Context, string, account.Act) error { return s.err }

func (s *service) SetUpEmailCodes(_ context.Context, m account.EmailMethod, _ account.Act) error {
	s.address = m.Address
	return s.err
}

func (s *service) ConfirmEmailCodes(context.Context, string, account.Act) error { return s.err }

func (s *service) NewRecoveryCodes(context.Context, string, account.Act) (account.RecoverySet, error) {
	return account.RecoverySet{Codes: []string{
		"k3r8x-9vwq2", "m4s9y-0wxr3", "n5t0z-1xys4", "p6v1a-2yzt5", "q7w2b-3zav6",
		"r8x3c-4abw7", "s9y4d-5bcx8", "t0z5e-6cdy9", "v1a6f-7dez0", "w2b7g-8efa1",
	}}, s.err
}

// stage is the screen in a window of the test driver, whose work is done at once.
type stage struct {
	t         *testing.T
	window    fyne.Window
	screen    *Setup
	done      int
	signedOut int
}

func open(t *testing.T, s *service, language string, mode theme.Mode, size fyne.Size) *stage {
	t.Helper()
	app := test.NewApp()
	t.Cleanup(func() { test.NewApp() })
	style, err := theme.New(mode)
	if err != nil {
		t.Fatal(err)
	}
	app.Settings().SetTheme(style)
	w, st := words.New(language, time.UTC), &stage{t: t}
	v := view.NewEnrol(view.Env{
		Go: func(f func()) { f() }, Post: func(f func()) { f() }, Now: time.Now,
		NewKey: func() string { return "key" }, Words: w, Log: slog.New(slog.DiscardHandler),
	}, s, view.EnrolOptions{Required: true})
	v.OnDone = func() { st.done++ }
	st.screen = NewSetup(v, w, func() { st.signedOut++ })
	st.window = test.NewWindow(widgets.NewHost(st.screen.Content))
	t.Cleanup(st.window.Close)
	st.window.SetPadded(false)
	st.window.Resize(size)
	v.Start()
	st.window.Canvas().Focus(st.screen.FocusTarget())
	return st
}

func (s *stage) write(text string) {
	for _, r := range text {
		s.window.Canvas().Focused().TypedRune(r)
	}
}

func (s *stage) press(name fyne.KeyName) {
	s.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: name})
}

// wantSeen looks whether what has the focus lies in the window.
func (s *stage) wantSeen(what string) {
	s.t.Helper()
	o := s.window.Canvas().Focused().(fyne.CanvasObject)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
	if at.Y < 0 || at.Y+o.Size().Height > s.window.Canvas().Size().Height {
		s.t.Errorf("%s has the focus at %v and cannot be seen", what, at)
	}
}

func TestAnAppIsSetUpBeforeGoingOn(t *testing.T) {
	for _, language := range []string{"en", "fr"} {
		s := open(t, &service{}, language, theme.Light, fyne.NewSize(820, 560))
		s.wantSeen("the choice")
		s.press(fyne.KeySpace)
		s.wantSeen("the password")
		s.write("correct horse")
		s.press(fyne.KeyReturn)
		s.wantSeen("the code")
		s.write("123456")
		s.press(fyne.KeyReturn)
		s.wantSeen("Copy")
		if s.done != 0 || s.screen.foot.Visible() {
			t.Error("one goes on before the recovery codes were seen")
		}
		s.screen.act.Press()
		if s.done != 1 {
			t.Errorf("done %d times", s.done)
		}
	}
}

func TestCodesByEMailAreSetUpBeforeGoingOn(t *testing.T) {
	service := &service{}
	s := open(t, service, "en", theme.Dark, fyne.NewSize(1180, 760))
	s.window.Canvas().FocusNext()
	s.press(fyne.KeySpace)
	s.write("ana@maple.example")
	s.press(fyne.KeyReturn)
	s.write("correct horse")
	s.press(fyne.KeyReturn)
	s.write("123456")
	s.press(fyne.KeyReturn)
	s.screen.act.Press()
	if service.address != "ana@maple.example" || s.done != 1 {
		t.Errorf("address %q, done %d times", service.address, s.done)
	}
}

func TestOneMaySignOutInstead(t *testing.T) {
	s := open(t, &service{}, "en", theme.Light, fyne.NewSize(1180, 760))
	s.screen.leave.Press()
	s.press(fyne.KeySpace)
	s.screen.leave.Press()
	if s.signedOut != 2 || s.done != 0 {
		t.Errorf("signed out %d times", s.signedOut)
	}
}

func TestAFailureIsSaidAndNothingIsLost(t *testing.T) {
	service := &service{err: account.Fault(account.Unreachable)}
	s := open(t, service, "en", theme.Light, fyne.NewSize(1180, 760))
	s.press(fyne.KeySpace)
	s.write("correct horse")
	s.press(fyne.KeyReturn)
	if !s.screen.fault.Visible() || s.screen.act.Busy() {
		t.Error("the failure is not said")
	}
	service.err = nil
	s.press(fyne.KeyReturn)
	if s.screen.state.Step != view.EnrolConfirm {
		t.Error("the password is gone")
	}
}
