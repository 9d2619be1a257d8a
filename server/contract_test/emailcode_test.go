package contract_test

import (
	"slices"
	"testing"
	"time"

	"rollcall/account"
)

// TestACodeByEmailWorksOnceForTenMinutes.
func TestACodeByEmailWorksOnceForTenMinutes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ugo := w.signIn(t, w.ugo)
	w.enrolEmail(t, ugo, password, "ugo.codes@elsewhere.example")
	w.ugo.email = "ugo.codes@elsewhere.example"
	if got := w.nobody().asks(t, w.ugo); !slices.Equal(got, []account.Method{account.MethodEmail}) {
		t.Errorf("the methods are %v", got)
	}
	code := w.codeByMail(t, w.ugo)
	w.clock.advance(account.CodeLifetime - 30*time.Second)
	w.nobody().enter(t, w.ugo, with("email", code)).want(t, 201)
	w.nobody().enter(t, w.ugo, with("email", code)).wantCode(t, 401, account.SecondFactorInvalid)

	late := w.codeByMail(t, w.ugo)
	w.clock.advance(account.CodeLifetime + time.Second)
	w.nobody().enter(t, w.ugo, with("email", late)).wantCode(t, 401, account.SecondFactorInvalid)

	older, newer := w.codeByMail(t, w.ugo), w.codeByMail(t, w.ugo)
	if older != newer {
		w.nobody().enter(t, w.ugo, with("email", older)).wantCode(t, 401, account.SecondFactorInvalid)
	}
	w.nobody().enter(t, w.ugo, with("email", newer)).want(t, 201)
}

// codeByMail asks for a code and reads it in the letter.
func (w *world) codeByMail(t testing.TB, p *person) string {
	t.Helper()
	return w.letterAfter(t, p.email, letter.hasCode, func() {
		w.nobody().post(t, "/v1/sessions/email-code", map[string]any{"login": p.username, "password": p.password}).want(t, 202)
	}).code(t)
}

// TestFiveWrongTriesEndACodeByEmail, from wherever they come.
func TestFiveWrongTriesEndACodeByEmail(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.enrolEmail(t, w.signIn(t, w.ugo), password, w.ugo.email)
	code := w.codeByMail(t, w.ugo)
	thief := w.nobody()
	for n := range account.CodeTries {
		thief.from = "203.0.113." + string(rune('1'+n))
		thief.enter(t, w.ugo, with("email", otherCode(code, n))).wantCode(t, 401, account.SecondFactorInvalid)
	}
	w.nobody().enter(t, w.ugo, with("email", code)).wantCode(t, 401, account.SecondFactorInvalid)
	w.nobody().enter(t, w.ugo, with("email", w.codeByMail(t, w.ugo))).want(t, 201)
}

// TestNobodyIsSentACodeForTheAsking: the password comes first, the method must
// be active, and who asks for an unknown login learns nothing.
func TestNobodyIsSentACodeForTheAsking(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ask := func(login, pass string) answer {
		return w.nobody().post(t, "/v1/sessions/email-code", map[string]any{"login": login, "password": pass})
	}
	wrong, unknown := ask("ugo", "wrong"), ask("nobody-at-all", password)
	wrong.wantCode(t, 401, account.InvalidCredentials)
	unknown.wantCode(t, 401, account.InvalidCredentials)
	if string(wrong.body) != string(unknown.body) {
		t.Errorf("they can be told apart: %s, %s", wrong.body, unknown.body)
	}
	ask("ugo", password).wantCode(t, 422, account.ValidationFailed)
	w.enrolEmail(t, w.signIn(t, w.ugo), password, w.ugo.email)
	ask("ugo", "wrong").wantCode(t, 401, account.InvalidCredentials)
	for range 10 {
		ask("ugo", "wrong")
	}
	ask("ugo", password).wantCode(t, 429, account.RateLimited)
	w.nobody().try(t, "ugo", password).wantCode(t, 429, account.RateLimited) // they are failures of one kind
}
