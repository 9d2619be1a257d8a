package view

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/account"
)

const maple = "https://accounts.maple.example"

// methods are those of somebody who has them all, the app used last.
func methods() []account.Method {
	return []account.Method{account.MethodApp, account.MethodEmail, account.MethodRecovery}
}

func secondFactor(list ...account.Method) error {
	return &account.Error{Code: account.SecondFactorRequired, Methods: list}
}

// askedForCode is somebody whose password was right.
func askedForCode(t *testing.T, s *door, list ...account.Method) (*desk, *SignIn, *SignInState) {
	t.Helper()
	s.err = secondFactor(list...)
	d, v, st := openSignIn(t, s, SignInOptions{Server: maple, Login: "amelie"})
	v.SetPassword("correct horse")
	v.Submit()
	d.settle()
	if st.Step != StepCode {
		t.Fatalf("step %d", st.Step)
	}
	return d, v, st
}

func TestTheMethodUsedLastIsAskedFirstAndTheOthersAreOneClickAway(t *testing.T) {
	s := &door{}
	d, v, st := askedForCode(t, s, methods()...)
	if st.Code.Method != account.MethodApp || len(st.Code.Others) != 2 || st.Error != "" || len(s.codes) != 0 {
		t.Fatalf("state %+v, codes sent %v", st.Code, s.codes)
	}
	wantText(t, st.Code.Label, "Code from your authenticator app")
	v.SetCode("123")
	v.UseMethod(account.MethodRecovery)
	if st.Code.Code != "" || st.Code.Method != account.MethodRecovery {
		t.Errorf("after switching: %+v", st.Code)
	}
	v.UseMethod(account.MethodEmail)
	d.settle()
	if !slices.Equal(s.codes, []string{"amelie"}) {
		t.Errorf("codes sent to %v", s.codes)
	}
	wantText(t, st.Code.Sent, "Sent at 12:00")
}

func TestACodeIsSentOnceUnlessAskedForAgain(t *testing.T) {
	s := &door{}
	d, v, st := askedForCode(t, s, account.MethodEmail, account.MethodApp)
	v.UseMethod(account.MethodApp)
	v.UseMethod(account.MethodEmail)
	v.Back()
	v.Submit()
	d.settle()
	if len(s.codes) != 1 || !strings.Contains(st.Code.Sent, "12:00") {
		t.Errorf("%d codes sent, said %q", len(s.codes), st.Code.Sent)
	}
	v.Resend()
	v.Resend()
	d.settle()
	if len(s.codes) != 2 {
		t.Errorf("%d codes sent", len(s.codes))
	}
	d.now = d.now.Add(account.CodeLifetime)
	v.UseMethod(account.MethodApp)
	v.UseMethod(account.MethodEmail)
	d.settle()
	if len(s.codes) != 3 {
		t.Errorf("%d codes sent, the last one had expired", len(s.codes))
	}
}

func TestACodeIsTakenHoweverItIsTyped(t *testing.T) {
	for text, want := range map[string]string{
		"123456": "123456", "123 456": "123456", " 123-456 ": "123456", "123\u00a0456": "123456", "123\u202f456": "123456",
		"Your code is 123456. It works for 10 minutes.": "123456", "12": "12", "12a": "12", "1234567": "1234567",
	} {
		if got := tidyCode(account.MethodApp, text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
	if got := tidyCode(account.MethodRecovery, "K3R8X-9VWQ2"); got != "K3R8X-9VWQ2" {
		t.Errorf("a recovery code became %q", got)
	}
}

func TestTheCodeGoesWithThePasswordAndTheTrust(t *testing.T) {
	s := &door{}
	d, v, st := askedForCode(t, s, methods()...)
	var entered int
	v.OnDone = func(string, account.Session) { entered++ }
	v.SetCode("12345")
	v.Submit()
	wantText(t, st.Code.Fault, "all six digits")
	v.SetCode("123 456")
	v.SetTrust(true)
	s.err = nil
	v.Submit()
	v.Submit()
	d.settle()
	last := s.got[len(s.got)-1]
	want := account.SecondFactor{Method: account.MethodApp, Code: "123456"}
	if len(s.got) != 2 || last.SecondFactor == nil || *last.SecondFactor != want || !last.TrustDevice || last.Password != "correct horse" {
		t.Errorf("sent %d times, the factor %v, trust %v", len(s.got), last.SecondFactor != nil, last.TrustDevice)
	}
	if entered != 1 || v.password != "" || st.Code.Code != "" {
		t.Errorf("entered %d times, password kept %v", entered, v.password != "")
	}
}

func TestAComputerWithoutKeyringIsNeverTrusted(t *testing.T) {
	s := &door{keyring: KeyringMissing}
	d, v, st := askedForCode(t, s, account.MethodApp)
	wantText(t, st.Code.TrustWhyNot, "cannot be trusted")
	v.SetTrust(true)
	v.SetCode("123456")
	v.Submit()
	d.settle()
	if s.got[1].TrustDevice {
		t.Error("trust was asked for")
	}
}

func TestAKeyringThatAnswersLateStillCounts(t *testing.T) {
	for keyring, trusted := range map[Keyring]bool{KeyringKeeps: true, KeyringSilent: false} {
		d, s := newDesk(t), &door{keyring: keyring, err: secondFactor(account.MethodApp)}
		v := NewSignIn(d.env(), s, SignInOptions{Server: maple, Login: "amelie", Normalize: normalize})
		v.Start()
		asked := d.work[0]
		d.work = nil
		v.SetPassword("correct horse")
		v.Submit()
		d.settle()
		if v.state.Step != StepCode || v.state.Code.TrustWhyNot != "" {
			t.Fatalf("before the keyring answers: %+v", v.state.Code)
		}
		asked()
		d.settle()
		if (v.state.Code.TrustWhyNot == "") != trusted {
			t.Errorf("keyring %d: %q", keyring, v.state.Code.TrustWhyNot)
		}
	}
}

func TestEachWayACodeCanBeWrongHasItsSentence(t *testing.T) {
	invalid := account.Fault(account.SecondFactorInvalid)
	limited := &account.Error{Code: account.RateLimited, RetryAfter: 11 * time.Minute}
	for name, c := range map[string]struct {
		method       account.Method
		code         string
		err          error
		after        time.Duration
		fault, above string
	}{
		"app":      {account.MethodApp, "123456", invalid, 0, "30 seconds are over", ""},
		"mail":     {account.MethodEmail, "123456", invalid, 0, "the newest e-mail", ""},
		"expired":  {account.MethodEmail, "123456", invalid, account.CodeLifetime, "has expired", ""},
		"recovery": {account.MethodRecovery, "k3r8x-9vwq2", invalid, 0, "was used already", ""},
		"limited":  {account.MethodApp, "123456", limited, 0, "", "Too many codes in a short time. Try again in 11 minutes."},
		"offline":  {account.MethodApp, "123456", account.Fault(account.Unreachable), 0, "", "cannot be reached"},
	} {
		s := &door{}
		d, v, st := askedForCode(t, s, c.method)
		d.now = d.now.Add(c.after)
		s.err = c.err
		v.SetCode(c.code)
		v.Submit()
		d.settle()
		if !strings.Contains(st.Code.Fault, c.fault) || !strings.Contains(st.Error, c.above) || (c.fault == "") != (st.Code.Fault == "") {
			t.Errorf("%s: fault %q, error %q", name, st.Code.Fault, st.Error)
		}
		if st.Code.Code != c.code || st.Step != StepCode || st.Busy {
			t.Errorf("%s: what was typed is lost: %q", name, st.Code.Code)
		}
	}
}

func TestACodeThatIsNotSentIsSaidAndCanBeAskedForAgain(t *testing.T) {
	s := &door{codeErr: account.Fault(account.Unreachable)}
	d, v, st := askedForCode(t, s, account.MethodEmail)
	wantText(t, st.Error, "The code was not sent. The service cannot be reached.")
	s.codeErr = nil
	v.Resend()
	d.settle()
	if st.Error != "" || st.Code.Sent == "" {
		t.Errorf("error %q, sent %q", st.Error, st.Code.Sent)
	}
}

func TestBackKeepsLoginAndPassword(t *testing.T) {
	s := &door{}
	d, v, st := askedForCode(t, s, methods()...)
	v.SetCode("123")
	v.Back()
	if st.Step != StepPassword || st.Login != "amelie" || st.Code.Code != "" {
		t.Errorf("state %+v", st)
	}
	v.Submit()
	d.settle()
	if st.Step != StepCode || s.got[1].Password != "correct horse" {
		t.Error("the password is gone")
	}
}

func TestAPasswordChangedMeanwhileIsAskedForAnew(t *testing.T) {
	s := &door{}
	d, v, st := askedForCode(t, s, methods()...)
	s.err = account.Fault(account.InvalidCredentials)
	v.SetCode("123456")
	v.Submit()
	d.settle()
	if st.Step != StepPassword || !strings.Contains(st.Error, "password is not right") {
		t.Errorf("step %d, error %q", st.Step, st.Error)
	}
}

func TestALostPasswordNeverTellsWhetherSomebodyHasTheLogin(t *testing.T) {
	s := &door{}
	d, v, st := openSignIn(t, s, SignInOptions{Server: maple})
	v.Forgot()
	v.Submit()
	if st.LoginFault == "" || len(s.links) != 0 {
		t.Errorf("asked for %v, fault %q", s.links, st.LoginFault)
	}
	v.SetLogin(" nobody@maple.example ")
	v.Submit()
	d.settle()
	if st.Step != StepForgotSent || !slices.Equal(s.links, []string{"nobody@maple.example"}) {
		t.Fatalf("step %d, asked for %v", st.Step, s.links)
	}
	wantText(t, st.Line, "If somebody has the login nobody@maple.example, an e-mail with a link is on its way")
	wantText(t, st.Line, "for one hour")
	v.Submit()
	if st.Step != StepPassword || st.Login != " nobody@maple.example " {
		t.Errorf("back: %+v", st)
	}
}

func TestALinkThatCannotBeAskedForKeepsTheLogin(t *testing.T) {
	s := &door{linkErr: account.Fault(account.Unreachable)}
	d, v, st := openSignIn(t, s, SignInOptions{Server: maple, Login: "amelie"})
	v.Forgot()
	v.Submit()
	d.settle()
	if st.Step != StepForgot || st.Login != "amelie" || !strings.Contains(st.Error, "cannot be reached") {
		t.Errorf("state %+v", st)
	}
}

func TestEachKeyringHasItsSentence(t *testing.T) {
	seen := map[string]bool{}
	for k, want := range map[Keyring]string{
		KeyringKeeps: "kept in this computer’s keyring", KeyringMissing: "has no keyring", KeyringLocked: "is locked",
		KeyringSilent: "does not answer", KeyringRefuses: "refuses",
	} {
		_, _, st := openSignIn(t, &door{keyring: k}, SignInOptions{})
		wantText(t, st.Keyring, want)
		if st.Keeps != (k == KeyringKeeps) || seen[st.Keyring] {
			t.Errorf("keyring %d: keeps %v, says %q", k, st.Keeps, st.Keyring)
		}
		seen[st.Keyring] = true
	}
}

func TestEachReasonToSignInAgainHasItsSentence(t *testing.T) {
	for reason, want := range map[string]string{
		account.ReasonSignedOut: "You were signed out.", account.ReasonExpired: "has expired",
		account.ReasonUserDeleted: "was deleted", account.ReasonPasswordChanged: "password was changed",
		account.ReasonTwoFactorReset: "was reset", account.ReasonAccessRemoved: "access to this account was removed",
	} {
		_, _, st := openSignIn(t, &door{}, SignInOptions{Why: &account.Error{Code: account.SessionEnded, Reason: reason}})
		wantText(t, st.Notice, want)
	}
	_, _, st := openSignIn(t, &door{}, SignInOptions{Why: account.Fault(account.TwoFactorSetup)})
	wantText(t, st.Notice, "now requires two-factor authentication")
	_, _, st = openSignIn(t, &door{}, SignInOptions{Why: errors.New("odd")})
	wantText(t, st.Notice, "The service has a problem.")
}

func TestAClosedSignInKeepsNoSecret(t *testing.T) {
	_, v, st := askedForCode(t, &door{}, methods()...)
	v.SetCode("123456")
	v.Close()
	if v.password != "" || v.state.Code.Code != "" || !st.Closed {
		t.Error("something secret is left")
	}
}
