package view

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/account"
)

// door is a service to sign in to.
type door struct {
	keyring Keyring
	err     error
	got     []account.SignIn
	servers []string
	// codes and links are who asked for a code by e-mail, and for a password link.
	codes, links []string
	codeErr      error
	linkErr      error
}

func (d *door) Keyring(context.Context) Keyring { return d.keyring }

func (d *door) SendCode(_ context.Context, _, login, _ string) error {
	d.codes = append(d.codes, login)
	return d.codeErr
}

func (d *door) RequestPasswordLink(_ context.Context, _, login string) error {
	d.links = append(d.links, login)
	return d.linkErr
}

func (d *door) SignIn(_ context.Context, server string, s account.SignIn) (account.Session, error) {
	d.got, d.servers = append(d.got, s), append(d.servers, server)
	return account.Session{Token: "secret", UserID: "u1"}, d.err
}

func normalize(s string) (string, error) {
	switch {
	case strings.HasPrefix(s, "http://"):
		return "", account.Fault(account.InsecureServer)
	case !strings.Contains(s, "."):
		return "", account.Fault(account.MalformedRequest)
	case strings.HasPrefix(s, "https://"):
		return s, nil
	}
	return "https://" + s, nil
}

func openSignIn(t *testing.T, s *door, o SignInOptions) (*desk, *SignIn, *SignInState) {
	t.Helper()
	d := newDesk(t)
	o.Normalize, o.DeviceName = normalize, "this computer"
	v := NewSignIn(d.env(), s, o)
	state := &SignInState{}
	v.OnState = func(s SignInState) { *state = s }
	v.Start()
	d.settle()
	return d, v, state
}

func TestWhetherTheSignInIsKeptIsSaidBeforeSigningIn(t *testing.T) {
	_, _, st := openSignIn(t, &door{}, SignInOptions{})
	wantText(t, st.Keyring, "kept in this computer’s keyring, never in a file")
	_, _, st = openSignIn(t, &door{keyring: KeyringMissing}, SignInOptions{})
	wantText(t, st.Keyring, "This computer has no keyring. You will be asked to sign in again next time")
}

func TestTheServiceIsAskedForAtFirstAndRememberedThen(t *testing.T) {
	_, v, st := openSignIn(t, &door{}, SignInOptions{})
	if !st.EditingServer {
		t.Error("no field for the address")
	}
	v.SetServer("accounts.maple.example")
	v.LeaveServer()
	if st.Server != "https://accounts.maple.example" || st.ServerName != "accounts.maple.example" {
		t.Errorf("state %+v", st)
	}
	_, v, st = openSignIn(t, &door{}, SignInOptions{Server: "https://accounts.maple.example", Login: "amelie"})
	if st.EditingServer || st.ServerName != "accounts.maple.example" || st.Login != "amelie" {
		t.Errorf("remembered: %+v", st)
	}
	v.ChangeServer()
	if !st.EditingServer {
		t.Error("it cannot be changed")
	}
}

func TestAnAddressThatIsNoneOrNotSafeIsSaidAtItsField(t *testing.T) {
	s := &door{}
	_, v, st := openSignIn(t, s, SignInOptions{})
	for text, want := range map[string]string{
		"": "Enter the address", "nonsense": "not the address of a service", "http://plain.example": "open line",
	} {
		v.SetServer(text)
		v.Submit()
		wantText(t, st.ServerFault, want)
	}
	if len(s.got) != 0 {
		t.Error("something was sent")
	}
}

func TestMissingFieldsAreSaidAtTheField(t *testing.T) {
	s := &door{}
	_, v, st := openSignIn(t, s, SignInOptions{Server: "https://a.example"})
	v.Submit()
	if st.LoginFault == "" || st.PasswordFault == "" || st.Busy || len(s.got) != 0 {
		t.Errorf("state %+v", st)
	}
	v.SetLogin("amelie")
	v.SetPassword("x")
	if st.LoginFault != "" || st.PasswordFault != "" {
		t.Error("a fault stays while it is mended")
	}
}

func TestSigningInTakesThePasswordExactlyAsTyped(t *testing.T) {
	s := &door{}
	d, v, st := openSignIn(t, s, SignInOptions{Server: "https://a.example"})
	var server string
	v.OnDone = func(at string, session account.Session) { server = at }
	v.SetLogin(" amelie ")
	v.SetPassword(" pass word ")
	v.Submit()
	v.Submit()
	if !st.Busy {
		t.Error("not shown as busy")
	}
	d.settle()
	want := account.SignIn{Login: "amelie", Password: " pass word ", DeviceName: "this computer"}
	if len(s.got) != 1 || s.got[0] != want || server != "https://a.example" {
		t.Errorf("sent %d times to %q", len(s.got), server)
	}
}

func TestAFailedSignInKeepsEverythingTyped(t *testing.T) {
	s := &door{err: account.Fault(account.InvalidCredentials)}
	d, v, st := openSignIn(t, s, SignInOptions{Server: "https://a.example"})
	v.SetLogin("amelie")
	v.SetPassword("wrong")
	v.Submit()
	d.settle()
	wantText(t, st.Error, "The login or the password is not right.")
	if st.Login != "amelie" || st.Busy {
		t.Errorf("state %+v", st)
	}
	s.err = nil
	v.Submit()
	d.settle()
	if len(s.got) != 2 || s.got[1].Password != "wrong" {
		t.Error("the password was not kept")
	}
}

func TestAClosedSignInDropsItsAnswer(t *testing.T) {
	d, v, _ := openSignIn(t, &door{}, SignInOptions{Server: "https://a.example", Login: "amelie"})
	v.OnDone = func(string, account.Session) { t.Error("signed in after Close") }
	v.SetPassword("x")
	v.Submit()
	v.Close()
	d.settle()
}

func TestWhyOneHasToSignInAgainIsSaid(t *testing.T) {
	_, _, st := openSignIn(t, &door{}, SignInOptions{
		Server: "https://a.example", Why: &account.Error{Code: account.SessionEnded, Reason: account.ReasonExpired},
	})
	wantText(t, st.Notice, "Your session has expired.")
}

func openShell(t *testing.T, s *service, forget error) (*desk, *Shell, *SignedOut) {
	t.Helper()
	d := newDesk(t)
	forgotten := false
	v := NewShell(d.env(), s, ShellOptions{AccountID: "a1", Forget: func(context.Context) error {
		forgotten = true
		return forget
	}})
	out := &SignedOut{}
	v.OnSignedOut = func(o SignedOut) {
		*out = o
		if !forgotten {
			t.Error("left without forgetting the sign-in")
		}
	}
	v.Start()
	d.settle()
	return d, v, out
}

func TestTheFrameSaysWhereOneIsAndAsWhom(t *testing.T) {
	s := press()
	d, v, _ := openShell(t, s, nil)
	want := ShellState{
		AccountName: "Maple Press", AccountNumber: "Account 20417", AccountInitials: "MP",
		PersonID: "u1", PersonName: "Amélie Roy", PersonInitials: "AR", PersonType: "Administrator",
	}
	got := v.State()
	if got.AccountName != want.AccountName || got.AccountNumber != want.AccountNumber || got.AccountInitials != want.AccountInitials ||
		got.PersonName != want.PersonName || got.PersonType != want.PersonType || got.Memberships != nil {
		t.Errorf("state %+v", got)
	}
	s.change(func(l *account.Lists) {
		l.Me.Memberships = []account.Membership{
			{AccountID: "a1", AccountName: "Maple Press", UserType: account.Administrator},
			{AccountID: "a2", AccountName: "Lumen", UserType: account.Custom, External: true},
		}
	})
	d.settle()
	m := v.State().Memberships
	if len(m) != 2 || !m[0].Current || m[1].Line != "External · Custom" {
		t.Errorf("memberships %+v", m)
	}
}

func TestSigningOutEndsTheSessionOnTheServiceAndHere(t *testing.T) {
	s := press()
	d, v, out := openShell(t, s, nil)
	v.SignOut()
	v.SignOut()
	if !v.State().SigningOut {
		t.Error("not shown")
	}
	d.settle()
	if got := strings.Join(s.calls, ", "); got != "sign out" || *out != (SignedOut{Told: true, Forgotten: true}) {
		t.Errorf("calls %s, %+v", got, *out)
	}
}

func TestLookingForWhatWaitsElsewhereIsShownLikeSigningOut(t *testing.T) {
	s := press()
	d, v, _ := openShell(t, s, nil)
	v.SetLeaving(true)
	s.tell()
	d.settle()
	if !v.State().SigningOut {
		t.Error("not shown")
	}
	ended := false
	v.OnEnded = func(error) { ended = true }
	s.status = account.Status{Link: account.LinkEnded, Err: account.Fault(account.SessionEnded)}
	s.tell()
	d.settle()
	if !ended {
		t.Error("the end of the session goes unnoticed")
	}
	v.SetLeaving(false)
	if v.State().SigningOut {
		t.Error("it stays")
	}
}

func TestForgettingTheComputerEndsTheTrustInItFirst(t *testing.T) {
	s := press()
	s.trusted = []account.Device{{ID: "d1"}, {ID: "d2", Current: true}}
	d := newDesk(t)
	forgotten := false
	v := NewShell(d.env(), s, ShellOptions{AccountID: "a1", ForgetComputer: func(context.Context) error {
		forgotten = true
		return nil
	}})
	out := SignedOut{}
	v.OnSignedOut = func(o SignedOut) { out = o }
	v.Start()
	d.settle()
	v.ForgetComputer()
	d.settle()
	want := "trusted devices, distrust d2, sign out"
	if got := strings.Join(s.calls, ", "); got != want || !forgotten || out != (SignedOut{Told: true, Forgotten: true}) {
		t.Errorf("calls %s, want %s; %+v", got, want, out)
	}
}

func TestASignOutThatTheServiceCouldNotBeToldOfIsSaid(t *testing.T) {
	s := press()
	s.fail["sign out"] = account.Fault(account.Unreachable)
	d, v, out := openShell(t, s, nil)
	v.SignOut()
	d.settle()
	if out.Told || !out.Forgotten {
		t.Errorf("%+v", *out)
	}
	wantText(t, out.Text, "The service could not be reached to end the session there")
}

func TestASessionThatHadEndedAlreadyIsSignedOutToo(t *testing.T) {
	s := press()
	s.fail["sign out"] = account.Fault(account.SessionEnded)
	d, v, out := openShell(t, s, nil)
	v.SignOut()
	d.settle()
	if *out != (SignedOut{Told: true, Forgotten: true}) {
		t.Errorf("%+v", *out)
	}
}

func TestASignInThatCannotBeForgottenIsSaid(t *testing.T) {
	d, v, out := openShell(t, press(), errors.New("locked"))
	v.SignOut()
	d.settle()
	if out.Forgotten {
		t.Error("said to be forgotten")
	}
	wantText(t, out.Text, "could not be removed from this computer’s keyring")
}

func TestAnEndedSessionIsSaidWithItsReason(t *testing.T) {
	s := press()
	s.status = account.Status{Link: account.LinkEnded, Err: &account.Error{Code: account.SessionEnded, Reason: account.ReasonUserDeleted}}
	_, v, _ := openShell(t, s, nil)
	wantText(t, v.State().Ended, "Your user was deleted by an administrator.")
}

func TestAdministratorsSeeEveryScreenOthersTheirProfile(t *testing.T) {
	s := press()
	d, v, _ := openShell(t, s, nil)
	refused := 0
	v.OnRefused = func() { refused++ }
	if st := v.State(); len(st.Pages) != 4 || st.Page != PageUsers || !st.Administers {
		t.Fatalf("an administrator sees %v", st.Pages)
	}
	v.Show(PageActivity)
	v.Show(PageProfile)
	if v.State().Page != PageProfile {
		t.Error("My profile is not shown")
	}
	v.Show(PageTokens)
	s.change(func(l *account.Lists) {
		l.Me.UserType = account.RegularUser
		l.Me.Memberships = []account.Membership{{AccountID: "a1", AccountName: "Maple Press", UserType: account.RegularUser}}
	})
	d.settle()
	if st := v.State(); !slices.Equal(st.Pages, []Page{PageProfile}) || st.Page != PageProfile || refused != 1 {
		t.Errorf("after a demotion: %v, shown %v, told %d times", st.Pages, st.Page, refused)
	}
	v.Show(PageUsers)
	if v.State().Page != PageProfile {
		t.Error("the Users screen is shown to somebody who may not see it")
	}
}

func TestTheEndIsToldOnce(t *testing.T) {
	s := press()
	d, v, _ := openShell(t, s, nil)
	var told []error
	v.OnEnded = func(err error) { told = append(told, err) }
	s.status = account.Status{Link: account.LinkEnded, Err: &account.Error{Code: account.SessionEnded, Reason: account.ReasonPasswordChanged}}
	s.change(func(l *account.Lists) { *l = account.Lists{} })
	d.settle()
	if st := v.State(); st.AccountName != "Maple Press" || st.PersonName != "" {
		t.Errorf("where one was is forgotten, or who: %+v", st)
	}
	s.change(func(*account.Lists) {})
	d.settle()
	var why *account.Error
	if len(told) != 1 || !errors.As(told[0], &why) || why.Reason != account.ReasonPasswordChanged {
		t.Errorf("told %v", told)
	}
}

func TestANoticeStaysUntilItIsClosed(t *testing.T) {
	s := press()
	d, v, _ := openShell(t, s, nil)
	v.Tell("You are back in your own account.")
	s.change(func(*account.Lists) {})
	d.settle()
	if v.State().Notice == "" {
		t.Error("the notice went by itself")
	}
	v.CloseNotice()
	if v.State().Notice != "" {
		t.Error("the notice stays")
	}
}

func TestTheLanguageOfTheProfileIsAskedFor(t *testing.T) {
	s := press()
	s.change(func(l *account.Lists) { l.Me.Language = "fr" })
	d := newDesk(t)
	v := NewShell(d.env(), s, ShellOptions{AccountID: "a1"})
	var asked []string
	v.OnLanguage = func(l string) { asked = append(asked, l) }
	v.Start()
	d.settle()
	if !slices.Equal(asked, []string{"fr"}) {
		t.Errorf("asked for %v", asked)
	}
}

func TestToastsGoByThemselvesAndWaitWhilePointedAt(t *testing.T) {
	d := newDesk(t)
	toasts, log := newToastLog(d)
	toasts.Tell("one")
	d.pass(ToastTime - time.Second)
	toasts.Hover(true)
	d.pass(time.Hour)
	if len(log.shown) != 1 {
		t.Fatal("it went while pointed at")
	}
	toasts.Hover(false)
	d.pass(999 * time.Millisecond)
	if len(log.shown) != 1 {
		t.Error("its time did not stand still")
	}
	d.pass(time.Second)
	if len(log.shown) != 0 {
		t.Error("it stays")
	}
}

func TestUndoHasMoreTimeAndHappensOnce(t *testing.T) {
	d := newDesk(t)
	toasts, log := newToastLog(d)
	undone := 0
	toasts.Offer("cancelled", "Undo", func() { undone++ })
	d.pass(ToastUndoTime - time.Second)
	if len(log.shown) != 1 {
		t.Fatal("it went too soon")
	}
	id := log.shown[0].ID
	toasts.Act(id)
	toasts.Act(id)
	if undone != 1 || len(log.shown) != 0 {
		t.Errorf("undone %d times, %d left", undone, len(log.shown))
	}
}

func TestToastsQueue(t *testing.T) {
	d := newDesk(t)
	toasts, log := newToastLog(d)
	for _, text := range []string{"one", "two", "three", "four"} {
		toasts.Tell(text)
	}
	if got := log.texts(); got != "one\ntwo\nthree" {
		t.Errorf("shown: %q", got)
	}
	toasts.Dismiss(log.shown[1].ID)
	if got := log.texts(); got != "one\nthree\nfour" {
		t.Errorf("shown: %q", got)
	}
	d.pass(2 * ToastTime)
	if len(log.shown) != 0 {
		t.Error("some stay")
	}
	toasts.Tell("five")
	toasts.Close()
	if len(log.shown) != 0 || len(d.timers) != 0 {
		t.Error("something is left after Close")
	}
}
