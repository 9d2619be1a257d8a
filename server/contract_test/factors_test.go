package contract_test

import (
	"slices"
	"testing"
	"time"

	"rollcall/account"
)

// TestAnAppCountsOnceItsFirstCodeWasRight: nothing is asked for before, and
// beginning anew gives another secret.
func TestAnAppCountsOnceItsFirstCodeWasRight(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ugo := w.signIn(t, w.ugo)
	confirm := func(code string) answer {
		return ugo.post(t, "/v1/me/two-factor/app/confirm", map[string]any{"code": code})
	}
	confirm("123456").wantCode(t, 401, account.SecondFactorInvalid)
	first, second := w.beginApp(t, ugo, password), w.beginApp(t, ugo, password)
	if string(first.key) == string(second.key) {
		t.Fatal("one secret was given twice")
	}
	w.nobody().try(t, "ugo", password).want(t, 201)
	w.clock.settle()
	confirm(first.next(w.clock)).wantCode(t, 401, account.SecondFactorInvalid)
	version := w.user(t, w.ugo.id).Version
	w.letterAfter(t, w.ugo.email, isNotice(), func() { confirm(second.next(w.clock)).want(t, 204) })
	if now := w.user(t, w.ugo.id); !slices.Equal(now.TwoFactor, []string{"app"}) || now.Version != version+1 {
		t.Errorf("the administrator sees %v at version %d, was %d", now.TwoFactor, now.Version, version)
	}
	w.nobody().asks(t, w.ugo)
	ugo.get(t, "/v1/me").want(t, 200)
}

// TestSettingUpTakesTheCurrentPassword, and five tries at the first code.
func TestSettingUpTakesTheCurrentPassword(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ugo := w.signIn(t, w.ugo)
	w.enrolEmail(t, ugo, password, w.ugo.email)
	for _, path := range []string{"app", "email", "app/remove", "email/remove", "recovery-codes"} {
		body := map[string]any{"current_password": "wrong"}
		if path == "email" {
			body["address"] = w.ugo.email
		}
		ugo.post(t, "/v1/me/two-factor/"+path, body).wantCode(t, 403, account.OwnPasswordWrong)
		delete(body, "current_password")
		if a := ugo.post(t, "/v1/me/two-factor/"+path, body); a.status != 422 && a.status != 403 {
			t.Errorf("%s without a password: %d %s", path, a.status, a.body)
		}
	}
	app := w.beginApp(t, ugo, password)
	w.clock.settle()
	right := app.next(w.clock)
	for n := range account.CodeTries {
		ugo.post(t, "/v1/me/two-factor/app/confirm", map[string]any{"code": otherCode(right, n)}).wantCode(t, 401, account.SecondFactorInvalid)
	}
	ugo.post(t, "/v1/me/two-factor/app/confirm", map[string]any{"code": right}).wantCode(t, 429, account.RateLimited)
	ugo.get(t, "/v1/me").want(t, 200) // the session lives
}

// TestASetUpCodeByEmailGoesToTheAddressThatIsToGetThem.
func TestASetUpCodeByEmailGoesToTheAddressThatIsToGetThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ugo := w.signIn(t, w.ugo)
	code := w.beginEmail(t, ugo, password, "ugo.private@elsewhere.example")
	if read[account.TwoFactor](t, ugo.get(t, "/v1/me/two-factor")).Has(account.MethodEmail) {
		t.Error("it counts before its first code")
	}
	ugo.post(t, "/v1/me/two-factor/email/confirm", map[string]any{"code": otherCode(code, 1)}).wantCode(t, 401, account.SecondFactorInvalid)
	w.confirmEmail(t, ugo, code)
	ugo.post(t, "/v1/me/two-factor/email/confirm", map[string]any{"code": code}).wantCode(t, 401, account.SecondFactorInvalid)
	two := read[account.TwoFactor](t, ugo.get(t, "/v1/me/two-factor"))
	if len(two.Methods) != 1 || two.Methods[0].Address != "ugo.private@elsewhere.example" {
		t.Errorf("two-factor: %+v", two)
	}
	late := w.beginEmail(t, w.as(t, w.ben), password, w.ben.email)
	w.clock.advance(account.CodeLifetime + time.Second)
	w.as(t, w.ben).post(t, "/v1/me/two-factor/email/confirm", map[string]any{"code": late}).wantCode(t, 401, account.SecondFactorInvalid)
	// A code of one person is of no use to another.
	mine := w.beginEmail(t, w.as(t, w.ben), password, w.ben.email)
	w.beginEmail(t, w.as(t, w.cleo), password, w.cleo.email)
	if a := w.as(t, w.cleo).post(t, "/v1/me/two-factor/email/confirm", map[string]any{"code": mine}); a.status == 204 {
		t.Error("a code of another person was taken")
	}
}

// TestWithoutASecondFactorThePasswordStandsAlone: a short one cannot, so the
// last second factor stays until the password is longer (ASVS 2.3.4).
func TestWithoutASecondFactorThePasswordStandsAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ugo := w.signIn(t, w.ugo)
	w.enrol(t, ugo, password)
	w.enrolEmail(t, ugo, password, w.ugo.email)
	w.recoveryCodes(t, ugo, password)
	const short = "zqk vtw7"
	w.changePassword(t, ugo, password, short)
	w.drop(t, ugo, account.MethodEmail, short)
	ugo.post(t, "/v1/me/two-factor/email/remove", map[string]any{"current_password": short}).wantCode(t, 404, account.NotFound)
	p := ugo.post(t, "/v1/me/two-factor/app/remove", map[string]any{"current_password": short}).wantCode(t, 422, account.PasswordUnacceptable)
	if p.Reason != account.PasswordTooShort {
		t.Errorf("the reason is %q", p.Reason)
	}
	w.changePassword(t, ugo, short, "copper-meadow-nineteen")
	w.drop(t, ugo, account.MethodApp, "copper-meadow-nineteen")
	two := read[account.TwoFactor](t, ugo.get(t, "/v1/me/two-factor"))
	if len(two.Methods) != 0 || two.Methods == nil || two.RecoveryCodesLeft != 0 {
		t.Errorf("two-factor: %+v", two)
	}
	w.nobody().try(t, "ugo", "copper-meadow-nineteen").want(t, 201)
	if got := w.user(t, w.ugo.id).TwoFactor; len(got) != 0 {
		t.Errorf("the administrator sees %v", got)
	}
}

func (w *world) changePassword(t testing.TB, c caller, from, to string) {
	t.Helper()
	c.put(t, "/v1/me/password", map[string]any{"current_password": from, "new_password": to, "end_other_sessions": false}).want(t, 204)
}

// TestAResetTakesEverySecondFactor: R14; sessions and devices end, the person
// is told, and the password is enough until another is set up.
func TestAResetTakesEverySecondFactor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	w.arm(t, w.ugo)
	session, device := w.trust(t, w.ugo)
	w.recoveryCodes(t, session, password)
	w.letterAfter(t, w.ugo.email, isNotice(), func() { admin.post(t, w.in("users/"+w.ugo.id+"/two-factor/reset"), nil).want(t, 204) })
	if p := session.get(t, "/v1/me").wantCode(t, 401, account.SessionEnded); p.Reason != account.ReasonTwoFactorReset {
		t.Errorf("the reason is %q", p.Reason)
	}
	w.ugo.app = nil
	again := w.signIn(t, w.ugo)
	if two := read[account.TwoFactor](t, again.get(t, "/v1/me/two-factor")); len(two.Methods) != 0 || two.RecoveryCodesLeft != 0 {
		t.Errorf("two-factor after the reset: %+v", two)
	}
	w.enrol(t, again, password)
	w.nobody().enter(t, w.ugo, map[string]any{"device_token": device}).wantCode(t, 401, account.SecondFactorRequired)
	if p := admin.post(t, w.in("users/"+w.amelie.id+"/two-factor/reset"), nil).wantCode(t, 409, account.OwnUser); p.Detail == "" && p.Title == "" {
		t.Error("the refusal says nothing")
	}
	entries := all[account.Activity](t, admin, w.in("activity?target="+w.ugo.id))
	for _, want := range []account.Activity{
		entry(account.ActionTwoFactorReset, w.amelie.id, w.ugo.id, account.OutcomeDone), entry(account.ActionTwoFactorAdded, w.ugo.id, "", account.OutcomeDone),
	} {
		if find(entries, want) == nil && find(all[account.Activity](t, admin, w.in("activity")), want) == nil {
			t.Errorf("the log does not say %s", want.Action)
		}
	}
}
