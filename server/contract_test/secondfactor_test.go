package contract_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/account"
)

// enter is a sign-in with whatever else is given.
func (c caller) enter(t testing.TB, p *person, more map[string]any) answer {
	t.Helper()
	body := map[string]any{"login": p.username, "password": p.password, "device_name": "Desk"}
	for k, v := range more {
		body[k] = v
	}
	return c.post(t, "/v1/sessions", body)
}

// with is a second factor as a sign-in takes it.
func with(m account.Method, code string) map[string]any {
	return map[string]any{"second_factor": map[string]any{"method": m, "code": code}}
}

// trusting adds the wish that the device be trusted.
func trusting(more map[string]any) map[string]any {
	more["trust_device"] = true
	return more
}

// asks gives the methods that a sign-in is asked for.
func (c caller) asks(t testing.TB, p *person) []account.Method {
	t.Helper()
	return c.enter(t, p, nil).wantCode(t, 401, account.SecondFactorRequired).Methods
}

// otherCode is six digits that are not the ones given.
func otherCode(code string, n int) string {
	digits := []byte(code)
	digits[n%6] = '0' + (digits[n%6]-'0'+1+byte(n/6))%10
	return string(digits)
}

// TestTheSecondFactorIsAskedFor: R14; a password alone opens nothing, and a
// wrong one learns nothing of it.
func TestTheSecondFactorIsAskedFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	app := w.arm(t, w.ugo)
	if got := w.nobody().asks(t, w.ugo); !slices.Equal(got, []account.Method{account.MethodApp}) {
		t.Errorf("the methods are %v", got)
	}
	if p := w.nobody().try(t, "ugo", "wrong").wantCode(t, 401, account.InvalidCredentials); p.Methods != nil {
		t.Errorf("a wrong password is told of %v", p.Methods)
	}
	w.nobody().enter(t, &person{username: "ugo", password: "wrong"}, with("app", app.next(w.clock))).wantCode(t, 401, account.InvalidCredentials)
	for _, code := range []string{"", "12345", "1234567", "abcdef", "000000000000", "١٢٣٤٥٦"} {
		a := w.nobody().enter(t, w.ugo, with("app", code))
		if p, err := a.problem(); err != nil || p.Code != account.SecondFactorInvalid && p.Code != account.ValidationFailed && p.Code != account.RateLimited {
			t.Errorf("the code %q got %d %s", code, a.status, a.body)
		}
	}
	w.clock.advance(time.Hour)
	s := read[session](t, w.nobody().enter(t, w.ugo, with("app", app.next(w.clock))).want(t, 201))
	if s.Token == "" || s.DeviceToken != "" || s.UserID != w.ugo.id || len(s.Memberships) != 1 {
		t.Errorf("the session has the wrong shape: a device token: %v; memberships %v", s.DeviceToken != "", s.Memberships)
	}
	if got := w.user(t, w.ugo.id).TwoFactor; !slices.Equal(got, []string{"app"}) {
		t.Errorf("the administrator sees %v", got)
	}
}

// TestACodeIsTakenOnce: RFC 6238, 5.2; ASVS 6.5.1.
func TestACodeIsTakenOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	app := w.arm(t, w.ugo)
	w.nobody().enter(t, w.ugo, with("app", app.code(app.last))).wantCode(t, 401, account.SecondFactorInvalid) // it confirmed the app
	code := app.next(w.clock)
	w.nobody().enter(t, w.ugo, with("app", code)).want(t, 201)
	w.nobody().enter(t, w.ugo, with("app", code)).wantCode(t, 401, account.SecondFactorInvalid)
	earlier := app.code(app.last - 1)
	w.nobody().enter(t, w.ugo, with("app", earlier)).wantCode(t, 401, account.SecondFactorInvalid)
	spaced := app.next(w.clock)
	w.nobody().enter(t, w.ugo, with("app", spaced[:3]+" "+spaced[3:])).want(t, 201)
}

// TestAtOneMomentACodeIsTakenOnce, however many send it.
func TestAtOneMomentACodeIsTakenOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	app := w.arm(t, w.ugo)
	for range rounds(t, 30) {
		more := with("app", app.next(w.clock))
		done := 0
		for _, a := range together(4, func(int) answer { return w.nobody().enter(t, w.ugo, more) }) {
			if a.status == 201 {
				done++
			} else if p, err := a.problem(); err != nil || p.Code != account.SecondFactorInvalid {
				t.Errorf("the loser got %d %s", a.status, a.body)
			}
		}
		if done != 1 {
			t.Fatalf("%d of four came in with one code", done)
		}
		w.clock.advance(16 * time.Minute)
	}
}

// TestOneStepOfDriftIsAcceptedTwoAreNot: a clock that is half a minute off is a
// clock of real life, one that is a minute off is not (yardsticks, RFC 6238).
func TestOneStepOfDriftIsAcceptedTwoAreNot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	app := w.arm(t, w.ugo)
	for drift, status := range map[int64]int{-1: 201, 0: 201, 1: 201, -2: 401, 2: 401, -3: 401, 3: 401, 60: 401} {
		w.clock.advance(20 * time.Minute)
		now := w.clock.settle()
		a := w.nobody().enter(t, w.ugo, with("app", app.code(now+drift)))
		if a.status != status {
			t.Errorf("%d steps of drift: %d, want %d: %s", drift, a.status, status, a.body)
		}
	}
}

// TestFiveWrongCodesAreEnough: then even the right one is refused, for a while
// and from there; the rightful owner comes in from elsewhere.
func TestFiveWrongCodesAreEnough(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	app := w.arm(t, w.ugo)
	thief, owner := w.nobody(), w.nobody()
	thief.from, owner.from = "203.0.113.20", "198.51.100.20"
	w.clock.settle()
	right := app.next(w.clock)
	for n := range account.CodeTries {
		thief.enter(t, w.ugo, with("app", otherCode(right, n))).wantCode(t, 401, account.SecondFactorInvalid)
	}
	thief.enter(t, w.ugo, with("app", right)).wantCode(t, 429, account.RateLimited)
	owner.enter(t, w.ugo, with("app", right)).want(t, 201)
	w.clock.advance(16 * time.Minute)
	thief.enter(t, w.ugo, with("app", app.next(w.clock))).want(t, 201)
	entries := all[account.Activity](t, w.as(t, w.amelie), w.in("activity?action=session.refused"))
	if find(entries, entry(account.ActionSessionRefused, "", w.ugo.id, account.OutcomeRefused)) == nil &&
		find(entries, entry(account.ActionSessionRefused, w.ugo.id, "", account.OutcomeRefused)) == nil {
		t.Error("the log says nothing of the wrong codes (R18)")
	}
}

// TestWrongCodesCountAsFailedSignIns, and a missing one does not.
func TestWrongCodesCountAsFailedSignIns(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	app := w.arm(t, w.ugo)
	for range 15 {
		w.nobody().asks(t, w.ugo)
	}
	w.nobody().enter(t, w.ugo, with("app", app.next(w.clock))).want(t, 201)
	limited := 0
	for n := range 12 {
		a := w.nobody().enter(t, w.ugo, with("app", otherCode("000000", n)))
		if a.status == 429 {
			limited++
		}
	}
	if limited < 2 {
		t.Errorf("of 12 wrong codes %d were refused unseen", limited)
	}
	w.nobody().try(t, "ben", password).want(t, 201)
}

// TestTheLastUsedMethodIsAskedFirst: R14; recovery codes come last.
func TestTheLastUsedMethodIsAskedFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ugo := w.signIn(t, w.ugo)
	app := w.enrol(t, ugo, password)
	w.clock.advance(time.Minute)
	w.enrolEmail(t, ugo, password, w.ugo.email)
	codes := w.recoveryCodes(t, ugo, password)
	w.clock.advance(time.Minute)
	use := func(m account.Method, code string, want ...account.Method) {
		t.Helper()
		w.nobody().enter(t, w.ugo, with(m, code)).want(t, 201)
		w.clock.advance(time.Minute)
		if got := w.nobody().asks(t, w.ugo); !slices.Equal(got, append(want, account.MethodRecovery)) {
			t.Errorf("after %s the methods are %v", m, got)
		}
	}
	use("app", app.next(w.clock), "app", "email")
	use("email", w.codeByMail(t, w.ugo), "email", "app")
	use("recovery", codes[0], "email", "app")
	use("app", app.next(w.clock), "app", "email")
	two := read[account.TwoFactor](t, ugo.get(t, "/v1/me/two-factor"))
	if len(two.Methods) != 2 || two.Methods[0].Method != "app" || two.Methods[1].Address != w.ugo.email ||
		two.Methods[0].Address != "" || two.Methods[0].LastUsedAt.IsZero() || two.RecoveryCodesLeft != account.RecoveryCodes-1 {
		t.Errorf("two-factor: %+v", two)
	}
}

func (w *world) recoveryCodes(t testing.TB, c caller, pass string) []string {
	t.Helper()
	set := read[account.RecoverySet](t, c.post(t, "/v1/me/two-factor/recovery-codes", map[string]any{"current_password": pass}).want(t, 200))
	if len(set.Codes) != account.RecoveryCodes || len(slices.Compact(slices.Sorted(slices.Values(set.Codes)))) != account.RecoveryCodes {
		t.Fatalf("%d recovery codes", len(set.Codes))
	}
	return set.Codes
}

// TestARecoveryCodeWorksOnce, however it is typed; a fresh set ends the old one.
func TestARecoveryCodeWorksOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ugo := w.signIn(t, w.ugo)
	w.enrol(t, ugo, password)
	codes := w.recoveryCodes(t, ugo, password)
	typed := []string{codes[0], strings.ToUpper(codes[1]), strings.ReplaceAll(codes[2], "-", ""), " " + codes[3] + " "}
	for n, code := range typed {
		w.letterAfter(t, w.ugo.email, isNotice(), func() { w.nobody().enter(t, w.ugo, with("recovery", code)).want(t, 201) })
		w.nobody().enter(t, w.ugo, with("recovery", codes[n])).wantCode(t, 401, account.SecondFactorInvalid)
		w.clock.advance(20 * time.Minute)
	}
	if left := read[account.TwoFactor](t, ugo.get(t, "/v1/me/two-factor")).RecoveryCodesLeft; left != account.RecoveryCodes-len(typed) {
		t.Errorf("%d codes are left", left)
	}
	fresh := w.recoveryCodes(t, ugo, password)
	w.nobody().enter(t, w.ugo, with("recovery", codes[9])).wantCode(t, 401, account.SecondFactorInvalid)
	w.nobody().enter(t, w.ugo, with("recovery", fresh[0])).want(t, 201)
	w.nobody().enter(t, w.ugo, with("app", fresh[1])).want(t, 401)
}
