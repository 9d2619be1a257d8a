package client_test

import (
	"encoding/base32"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp"

	"rollcall/account"
	"rollcall/client"
	"rollcall/server/secondfactor"
)

// code is what an authenticator app with a secret shows next.
func (h *house) code(t *testing.T, s account.AppSecret) string {
	t.Helper()
	h.ahead.Add(int64(secondfactor.Step))
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(s.Secret)
	ok(t, err)
	code, err := secondfactor.Code(secret, secondfactor.StepAt(h.now()), otp.DigitsSix, otp.AlgorithmSHA1)
	ok(t, err)
	return code
}

var sixDigits = regexp.MustCompile(`\b[0-9]{6}\b`)

// mailed waits for a message to an address and gives the code in it.
func (h *house) mailed(t *testing.T, to string) string {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		mails, _ := filepath.Glob(filepath.Join(h.mail, "*.eml"))
		for _, mail := range mails {
			text, err := os.ReadFile(mail)
			ok(t, err)
			head, body, _ := strings.Cut(string(text), "\r\n\r\n")
			if code := sixDigits.FindString(body); code != "" && strings.Contains(head, to) {
				ok(t, os.Remove(mail))
				return code
			}
		}
	}
	t.Fatal("no code was sent to", to)
	return ""
}

func TestSigningInWithASecondFactor(t *testing.T) {
	h := openHouse(t)
	c := h.client(t, client.Options{DeviceName: "Ana's desk"})
	ctx := t.Context()
	a := h.signIn(t, c, "ana")

	_, err := a.SetUpApp(ctx, "wrong", account.Act{})
	if account.CodeOf(err) != account.OwnPasswordWrong {
		t.Errorf("got %v", err)
	}
	secret, err := a.SetUpApp(ctx, password, account.Act{})
	ok(t, err)
	if err := a.ConfirmApp(ctx, "000000", account.Act{}); account.CodeOf(err) != account.SecondFactorInvalid {
		t.Errorf("got %v", err)
	}
	ok(t, a.ConfirmApp(ctx, h.code(t, secret), account.Act{}))
	ok(t, a.SetUpEmailCodes(ctx, account.EmailMethod{Address: "codes@ana.example", CurrentPassword: password}, account.Act{}))
	ok(t, a.ConfirmEmailCodes(ctx, h.mailed(t, "codes@ana.example"), account.Act{}))
	recovery, err := a.NewRecoveryCodes(ctx, password, account.Act{})
	ok(t, err)
	active, err := a.TwoFactor(ctx)
	ok(t, err)
	if !active.Has(account.MethodApp) || !active.Has(account.MethodEmail) || active.RecoveryCodesLeft != account.RecoveryCodes ||
		len(recovery.Codes) != account.RecoveryCodes {
		t.Errorf("active %+v, %d codes", active, len(recovery.Codes))
	}

	in := account.SignIn{Login: "ana", Password: password}
	_, err = c.SignIn(ctx, in)
	var fault *account.Error
	if !errors.As(err, &fault) || fault.Code != account.SecondFactorRequired || len(fault.Methods) != 3 || fault.Methods[2] != account.MethodRecovery {
		t.Fatalf("got %+v", err)
	}
	ok(t, c.SendCode(ctx, "ana", password))
	in.SecondFactor = &account.SecondFactor{Method: account.MethodEmail, Code: h.mailed(t, "codes@ana.example")}
	_, err = c.SignIn(ctx, in)
	ok(t, err)
	_, err = c.SignIn(ctx, in)
	if account.CodeOf(err) != account.SecondFactorInvalid {
		t.Errorf("a code used twice: %v", err)
	}
	in.SecondFactor = nil
	_, err = c.SignIn(ctx, in)
	if !errors.As(err, &fault) || len(fault.Methods) == 0 || fault.Methods[0] != account.MethodEmail {
		t.Errorf("the last used is not asked first: %+v", err)
	}
	in.SecondFactor = &account.SecondFactor{Method: account.MethodRecovery, Code: recovery.Codes[0]}
	_, err = c.SignIn(ctx, in)
	ok(t, err)
	in.SecondFactor, in.TrustDevice = &account.SecondFactor{Method: account.MethodApp, Code: h.code(t, secret)}, true
	trusted, err := c.SignIn(ctx, in)
	ok(t, err)
	_, err = c.SignIn(ctx, account.SignIn{Login: "ana", Password: password, DeviceToken: trusted.DeviceToken})
	ok(t, err)

	mine := c.Account(h.maple, trusted.Token)
	devices, err := mine.MyTrustedDevices(ctx)
	ok(t, err)
	if len(devices) != 1 || devices[0].DeviceName != "Ana's desk" {
		t.Fatalf("trusted %+v", devices)
	}
	ok(t, mine.DistrustDevice(ctx, devices[0].ID, account.Act{}))
	_, err = c.SignIn(ctx, account.SignIn{Login: "ana", Password: password, DeviceToken: trusted.DeviceToken})
	if account.CodeOf(err) != account.SecondFactorRequired {
		t.Errorf("trusted no more: %v", err)
	}
	ok(t, mine.RemoveMethod(ctx, account.MethodEmail, password, account.Act{}))
	ok(t, mine.RemoveMethod(ctx, account.MethodApp, password, account.Act{}))
}

func TestOneSeesAndEndsWhereOneIsSignedIn(t *testing.T) {
	h := openHouse(t)
	c := h.client(t, client.Options{DeviceName: "Ana's desk"})
	desk, phone := h.signIn(t, c, "ana"), h.signIn(t, h.client(t, client.Options{DeviceName: "Ana's phone"}), "ana")
	ctx := t.Context()
	sessions, err := desk.MySessions(ctx)
	ok(t, err)
	i := slices.IndexFunc(sessions, func(d account.Device) bool { return !d.Current })
	if len(sessions) != 2 || i < 0 || sessions[i].DeviceName != "Ana's phone" {
		t.Fatalf("sessions %+v", sessions)
	}
	ok(t, desk.EndMySession(ctx, sessions[i].ID, account.Act{}))
	if _, err := phone.Me(ctx); account.CodeOf(err) != account.SessionEnded {
		t.Errorf("got %v", err)
	}
}

func TestAdministratorsActOnTheWaysInOfOthers(t *testing.T) {
	h := openHouse(t)
	c := h.client(t, client.Options{})
	ana := h.signIn(t, c, "ana")
	ctx := t.Context()
	acc, err := ana.Account(ctx)
	ok(t, err)
	name := "Maple & Co"
	acc, err = ana.UpdateAccount(ctx, account.AccountChange{Name: &name}, account.Act{Version: acc.Version})
	ok(t, err)
	if acc.Name != name || acc.RequireTwoFactor {
		t.Errorf("account %+v", acc)
	}
	made, err := ana.CreateAPIToken(ctx, account.NewAPIToken{Name: "nightly", ExpiresInDays: account.DefaultTokenDays}, account.Act{Key: "once"})
	ok(t, err)
	_, err = ana.CreateAPIToken(ctx, account.NewAPIToken{Name: "nightly", ExpiresInDays: account.DefaultTokenDays}, account.Act{Key: "once"})
	if account.CodeOf(err) != account.IdempotencyRunning {
		t.Errorf("a repeat: %v", err)
	}
	if _, err := c.Account(h.maple, made.Token).Users(ctx, account.ListQuery{}); err != nil {
		t.Errorf("the token does not work: %v", err)
	}
	tokens, err := ana.APITokens(ctx, account.ListQuery{})
	ok(t, err)
	if len(tokens.Items) != 1 || tokens.Items[0].Token != "" || tokens.Items[0].Name != "nightly" {
		t.Errorf("tokens %+v", len(tokens.Items))
	}
	me, err := ana.Me(ctx)
	ok(t, err)
	access, err := ana.UserAccess(ctx, me.ID)
	ok(t, err)
	if len(access.Sessions) != 1 || len(access.APITokens) != 1 || len(access.TrustedDevices) != 0 {
		t.Errorf("access %d, %d, %d", len(access.Sessions), len(access.APITokens), len(access.TrustedDevices))
	}
	ok(t, ana.RevokeAPIToken(ctx, made.ID, account.Act{}))
	if _, err := c.Account(h.maple, made.Token).Users(ctx, account.ListQuery{}); account.CodeOf(err) != account.Unauthenticated {
		t.Errorf("a revoked token: %v", err)
	}
}

func TestAPasswordIsReplacedByItsOwnerOrAnAdministrator(t *testing.T) {
	h := openHouse(t)
	c := h.client(t, client.Options{})
	ana, oda := h.signIn(t, c, "ana"), h.signIn(t, c, "oda")
	ctx := t.Context()
	ok(t, c.RequestPasswordLink(ctx, "ana"))
	ok(t, c.RequestPasswordLink(ctx, "nobody"))
	me, err := oda.Me(ctx)
	ok(t, err)
	odasHome := me.Memberships[0].AccountID
	theirs := c.Account(odasHome, "")
	if err := theirs.SendPasswordLink(ctx, me.ID, account.Act{}); account.CodeOf(err) != account.Unauthenticated {
		t.Errorf("nobody sends links: %v", err)
	}
	self, err := ana.Me(ctx)
	ok(t, err)
	ok(t, ana.SendPasswordLink(ctx, self.ID, account.Act{}))
	set := account.UserPassword{OwnPassword: "wrong", NewPassword: "another walnut harbour"}
	if err := ana.SetUserPassword(ctx, me.ID, set, account.Act{}); account.CodeOf(err) != account.NotFound {
		t.Errorf("somebody of another home: %v", err)
	}
	if err := ana.ResetTwoFactor(ctx, me.ID, account.Act{}); account.CodeOf(err) != account.NotFound {
		t.Errorf("somebody of another home: %v", err)
	}
	if err := ana.SignOutUser(ctx, me.ID, account.Act{}); account.CodeOf(err) != account.NotFound {
		t.Errorf("somebody of another home: %v", err)
	}
	ok(t, ana.SignOutUser(ctx, self.ID, account.Act{}))
}

func TestALinkWhoseAnswerIsLostIsSentOnce(t *testing.T) {
	h := openHouse(t)
	o := hurried()
	o.Transport = &lossy{RoundTripper: http.DefaultTransport, lost: map[string]int{}}
	c := h.client(t, o)
	ctx := t.Context()
	ok(t, c.RequestPasswordLink(ctx, "ana"))
	ana := h.signIn(t, c, "ana")
	var sent account.Page[account.Activity]
	for deadline := time.Now().Add(30 * time.Second); len(sent.Items) == 0 && time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		var err error // the service answers before it looks for the login
		sent, err = ana.Activity(ctx, account.ActivityQuery{Action: account.ActionPasswordLinkSent})
		ok(t, err)
	}
	if len(sent.Items) != 1 {
		t.Errorf("sent %d times", len(sent.Items))
	}
}
