package twofactor

import (
	"context"
	"testing"

	"fyne.io/fyne/v2"

	"rollcall/account"
	"rollcall/ui/screen/screentest"
	"rollcall/ui/theme"
	"rollcall/ui/view"
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

// stage is the screen in a window.
type stage struct {
	*screentest.Stage
	screen    *Setup
	done      int
	signedOut int
}

func open(t *testing.T, s *service, l screentest.Look) *stage {
	t.Helper()
	st := &stage{Stage: screentest.New(t, l)}
	v := view.NewEnrol(st.Env, s, view.EnrolOptions{Required: true})
	v.OnDone = func() { st.done++ }
	st.screen = NewSetup(v, st.Env.Words, func() { st.signedOut++ })
	st.Show(st.screen.Content)
	v.Start()
	st.Canvas.Focus(st.screen.FocusTarget())
	return st
}

// wantSeen looks whether what has the focus lies in the window.
func (s *stage) wantSeen(what string) {
	s.T.Helper()
	o := s.Canvas.Focused().(fyne.CanvasObject)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
	if at.Y < 0 || at.Y+o.Size().Height > s.Canvas.Size().Height {
		s.T.Errorf("%s has the focus at %v and cannot be seen", what, at)
	}
}

func TestAnAppIsSetUpBeforeGoingOn(t *testing.T) {
	for _, language := range []string{"en", "fr"} {
		s := open(t, &service{}, screentest.Look{Language: language, Mode: theme.Light, Width: 820, Height: 560})
		s.wantSeen("the choice")
		s.Press(fyne.KeySpace)
		s.wantSeen("the password")
		s.Write("correct horse")
		s.Press(fyne.KeyReturn)
		s.wantSeen("the code")
		s.Write("123456")
		s.Press(fyne.KeyReturn)
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
	s := open(t, service, screentest.Look{Language: "en", Mode: theme.Dark, Width: 1180, Height: 760})
	s.Canvas.FocusNext()
	s.Press(fyne.KeySpace)
	s.Write("ana@maple.example")
	s.Press(fyne.KeyReturn)
	s.Write("correct horse")
	s.Press(fyne.KeyReturn)
	s.Write("123456")
	s.Press(fyne.KeyReturn)
	s.screen.act.Press()
	if service.address != "ana@maple.example" || s.done != 1 {
		t.Errorf("address %q, done %d times", service.address, s.done)
	}
}

func TestOneMaySignOutInstead(t *testing.T) {
	s := open(t, &service{}, screentest.Look{Language: "en", Mode: theme.Light, Width: 1180, Height: 760})
	s.screen.leave.Press()
	s.Press(fyne.KeySpace)
	s.screen.leave.Press()
	if s.signedOut != 2 || s.done != 0 {
		t.Errorf("signed out %d times", s.signedOut)
	}
}

func TestAFailureIsSaidAndNothingIsLost(t *testing.T) {
	service := &service{err: account.Fault(account.Unreachable)}
	s := open(t, service, screentest.Look{Language: "en", Mode: theme.Light, Width: 1180, Height: 760})
	s.Press(fyne.KeySpace)
	s.Write("correct horse")
	s.Press(fyne.KeyReturn)
	if !s.screen.fault.Visible() || s.screen.act.Busy() {
		t.Error("the failure is not said")
	}
	service.err = nil
	s.Press(fyne.KeyReturn)
	if s.screen.state.Step != view.EnrolConfirm {
		t.Error("the password is gone")
	}
}
