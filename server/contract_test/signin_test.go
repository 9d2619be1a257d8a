package contract_test

import (
	"bytes"
	"fmt"
	"strconv"
	"testing"
	"time"

	"rollcall/account"
)

// try signs in without a test failing.
func (c caller) try(t *testing.T, login, pass string) answer {
	t.Helper()
	return c.post(t, "/v1/sessions", map[string]any{"login": login, "password": pass, "device_name": "Desk"})
}

func TestASignInSaysWhereOneMayGo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, login := range []string{"yann", "YANN", w.yann.email, "Yann@ACC-lumen.example"} {
		s := read[session](t, w.nobody().try(t, login, password).want(t, 201))
		if s.UserID != w.yann.id || len(s.Token) < 22 || len(s.Memberships) != 2 {
			t.Fatalf("%s: user %s with %+v", login, s.UserID, s.Memberships)
		}
		home, away := s.Memberships[0], s.Memberships[1]
		if home.AccountID != w.lumen || home.External || home.UserType != account.Administrator ||
			away.AccountID != w.maple || !away.External || away.UserType != account.RegularUser || away.Permissions == nil {
			t.Errorf("%s: memberships %+v", login, s.Memberships)
		}
		if left := s.ExpiresAt.Sub(w.clock.now()); left < 29*24*time.Hour || left > 91*24*time.Hour {
			t.Errorf("expires in %v", left)
		}
	}
}

// TestAWrongPasswordAndAnUnknownLoginAnswerTheSame.
func TestAWrongPasswordAndAnUnknownLoginAnswerTheSame(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	wrong, unknown := w.nobody().try(t, "ugo", password+"x"), w.nobody().try(t, "nobody-at-all", password)
	wrong.wantCode(t, 401, account.InvalidCredentials)
	unknown.wantCode(t, 401, account.InvalidCredentials)
	if !bytes.Equal(wrong.body, unknown.body) {
		t.Errorf("they can be told apart: %s, %s", wrong.body, unknown.body)
	}
	for _, h := range []string{"Content-Type", "WWW-Authenticate"} {
		if wrong.header.Get(h) != unknown.header.Get(h) {
			t.Errorf("%s tells them apart", h)
		}
	}
	for _, pass := range []string{"", " " + password, password + " ", "WALNUT-HARBOUR-SIXTEEN"} {
		if a := w.nobody().try(t, "ugo", pass); a.status != 401 && a.status != 422 {
			t.Errorf("the password %q signs in: %d", pass, a.status)
		}
	}
}

// TestTenWrongPasswordsAreEnough: per login and address, for 15 minutes; the
// rightful owner comes in from another address.
func TestTenWrongPasswordsAreEnough(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	thief, owner := w.nobody(), w.nobody()
	thief.from, owner.from = "203.0.113.9", "198.51.100.4"
	for range 10 {
		thief.try(t, "ugo", "wrong").wantCode(t, 401, account.InvalidCredentials)
	}
	for _, login := range []string{"ugo", "UGO"} {
		a := thief.try(t, login, password)
		a.wantCode(t, 429, account.RateLimited)
		if wait, err := strconv.Atoi(a.header.Get("Retry-After")); err != nil || wait < 1 || wait > 900 {
			t.Errorf("Retry-After: %q", a.header.Get("Retry-After"))
		}
	}
	thief.try(t, "ben", password).want(t, 201)
	owner.try(t, "ugo", password).want(t, 201)
	w.clock.advance(15*time.Minute + time.Second)
	thief.try(t, "ugo", password).want(t, 201)
}

// TestOnlyFailuresCount: signing in often is no offence.
func TestOnlyFailuresCount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 15 {
		w.nobody().try(t, "ugo", password).want(t, 201)
	}
}

// TestAHundredFailuresFromOneAddressAreEnough, whatever the logins.
func TestAHundredFailuresFromOneAddressAreEnough(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	thief := w.nobody()
	thief.from = "203.0.113.10"
	for n := range 100 {
		thief.try(t, w.spares[n/9], "wrong").wantCode(t, 401, account.InvalidCredentials)
	}
	thief.try(t, "ugo", password).wantCode(t, 429, account.RateLimited)
	w.nobody().try(t, "ugo", password).want(t, 201)
}

func TestSigningOutEndsThatSessionAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	here, there := w.signIn(t, w.ugo), w.signIn(t, w.ugo)
	here.delete(t, "/v1/sessions/current").want(t, 204)
	for range 2 {
		if p := here.get(t, "/v1/me").wantCode(t, 401, account.SessionEnded); p.Reason != account.ReasonSignedOut {
			t.Errorf("reason %q", p.Reason)
		}
	}
	here.delete(t, "/v1/sessions/current").wantCode(t, 401, account.SessionEnded)
	there.get(t, "/v1/me").want(t, 200)
}

// TestASessionEndsAfterThirtyIdleDaysOrNinety.
func TestASessionEndsAfterThirtyIdleDaysOrNinety(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	idle, busy := w.signIn(t, w.ugo), w.signIn(t, w.ben)
	for day := 0; day < 87; day += 29 {
		w.clock.advance(29 * 24 * time.Hour)
		busy.get(t, "/v1/me").want(t, 200)
	}
	if p := idle.get(t, "/v1/me").wantCode(t, 401, account.SessionEnded); p.Reason != account.ReasonExpired {
		t.Errorf("reason %q", p.Reason)
	}
	w.clock.advance(4 * 24 * time.Hour)
	if p := busy.get(t, "/v1/me").wantCode(t, 401, account.SessionEnded); p.Reason != account.ReasonExpired {
		t.Errorf("reason %q", p.Reason)
	}
}

func TestAPasswordIsChangedWithTheCurrentOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	here, there := w.signIn(t, w.ugo), w.signIn(t, w.ugo)
	change := func(current, next string, end bool) answer {
		return here.put(t, "/v1/me/password", map[string]any{"current_password": current, "new_password": next, "end_other_sessions": end})
	}
	change("wrong", "ferry-lantern-seventeen", true).wantCode(t, 403, account.OwnPasswordWrong)
	refused := map[string]string{
		"fourteen-chars":         account.PasswordTooShort,
		"passwordpassword":       account.PasswordCommon,
		"ugo@acc-maple.example":  account.PasswordPersonal,
		"rollcallrollcall":       account.PasswordPersonal,
		fmt.Sprintf("%0257d", 7): account.PasswordTooLong,
	}
	for next, reason := range refused {
		if p := change(password, next, true).wantCode(t, 422, account.PasswordUnacceptable); p.Reason != reason {
			t.Errorf("%.30s: reason %q, want %q", next, p.Reason, reason)
		}
	}
	there.get(t, "/v1/me").want(t, 200)
	next := "  zażółć gęślą jaźń 🌲  "
	change(password, next, true).want(t, 204)
	here.get(t, "/v1/me").want(t, 200)
	if p := there.get(t, "/v1/me").wantCode(t, 401, account.SessionEnded); p.Reason != account.ReasonPasswordChanged {
		t.Errorf("reason %q", p.Reason)
	}
	w.nobody().try(t, "ugo", password).wantCode(t, 401, account.InvalidCredentials)
	w.nobody().try(t, "ugo", "zażółć gęślą jaźń 🌲").wantCode(t, 401, account.InvalidCredentials)
	w.nobody().try(t, "ugo", next).want(t, 201)
	// The same text in its other Unicode form (NFC and NFD) is the same password.
	w.nobody().try(t, "ugo", "  za\u017co\u0301\u0142c\u0301 ge\u0328s\u0301la\u0328 jaz\u0301n\u0301 🌲  ").want(t, 201)
}

func TestOtherSessionsLiveOnUnlessAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	here, there := w.signIn(t, w.ugo), w.signIn(t, w.ugo)
	here.put(t, "/v1/me/password", map[string]any{"current_password": password, "new_password": "ferry-lantern-seventeen", "end_other_sessions": false}).want(t, 204)
	there.get(t, "/v1/me").want(t, 200)
}
