package contract_test

import (
	"testing"

	"rollcall/account"
)

// powerRows are what administrators do about the ways in of others.
func powerRows() []row {
	user := inAccount + "/users/{id}"
	return []row{
		{op: "GET" + user + "/access", who: administrator, status: 200, ready: onSpare("/access", nil)},
		{op: "PUT" + user + "/password", who: administrator, people: true, status: 204, ready: func(t *testing.T, w *world, c caller, p *person) call {
			return onSpare("/password", map[string]any{"own_password": p.password, "new_password": "copper-meadow-nineteen"})(t, w, c, p)
		}},
		{op: "POST" + user + "/password-reset", who: administrator, people: true, status: 202, ready: onSpare("/password-reset", nil)},
		{op: "POST" + user + "/two-factor/reset", who: administrator, people: true, status: 204, ready: func(t *testing.T, w *world, _ caller, _ *person) call {
			p := w.sparePerson()
			w.arm(t, p)
			return call{path: w.in("users/" + p.id + "/two-factor/reset")}
		}},
		{op: "POST" + user + "/sign-out", who: administrator, status: 204, ready: onSpare("/sign-out", nil)},
	}
}

// onSpare acts on a user of Maple whom nobody else uses.
func onSpare(act string, body any) readier {
	return func(t *testing.T, w *world, _ caller, _ *person) call {
		return call{path: w.in("users/" + w.aSpare() + act), body: body}
	}
}

// tokenRows are an account's API tokens.
func tokenRows() []row {
	tokens := inAccount + "/api-tokens"
	return []row{
		{op: "GET" + tokens, who: administrator, people: true, status: 200, ready: inMaple("/api-tokens")},
		{op: "POST" + tokens, who: administrator, people: true, secret: true, status: 201, ready: func(_ *testing.T, w *world, _ caller, _ *person) call {
			return call{path: w.in("api-tokens"), body: map[string]any{"name": "Payroll export", "expires_in_days": 90}}
		}},
		{op: "DELETE" + tokens + "/{id}", who: administrator, people: true, status: 204, ready: func(t *testing.T, w *world, _ caller, _ *person) call {
			made, _ := w.newToken(t, w.as(t, w.amelie), w.maple, "Short-lived")
			return call{path: w.in("api-tokens/" + made.ID)}
		}},
	}
}

// newToken makes an API token of an account and a caller that carries it.
func (w *world) newToken(t testing.TB, c caller, accountID, name string) (account.APIToken, caller) {
	t.Helper()
	made := read[account.APIToken](t, c.post(t, "/v1/accounts/"+accountID+"/api-tokens", map[string]any{"name": name, "expires_in_days": 90}).want(t, 201))
	if len(made.Token) < 22 || made.ID == "" {
		t.Fatalf("a token of %d characters", len(made.Token))
	}
	script := w.nobody()
	script.token = made.Token
	return made, script
}

// scripts gives every kind of API token, as callers of Maple.
func (w *world) scripts(t *testing.T) []actor {
	t.Helper()
	of := func(name string, p *person, accountID string, in account.UserType) actor {
		_, script := w.newToken(t, w.as(t, p), accountID, name)
		return actor{name: name, person: p, caller: script, in: in, token: true}
	}
	cast := []actor{
		of("token of an administrator", w.amelie, w.maple, account.Administrator),
		of("token of an external administrator", w.xena, w.maple, account.Administrator),
		of("token of another account's administrator", w.oda, w.lumen, ""),
		of("token of another account, whose maker is external here", w.yann, w.lumen, ""),
	}
	for _, to := range []map[string]any{
		{"user_type": "user"},
		{"user_type": "custom", "permissions": []string{}},
		{"user_type": "custom", "permissions": []string{"account.settings", "contacts.manage"}},
	} {
		p := w.sparePerson()
		w.promote(t, p)
		a := of("token of somebody who is now "+to["user_type"].(string), p, w.maple, account.RegularUser)
		w.retype(t, p, to)
		cast = append(cast, a)
	}
	revoked, script := w.newToken(t, w.as(t, w.amelie), w.maple, "revoked")
	w.as(t, w.amelie).delete(t, w.in("api-tokens/"+revoked.ID)).want(t, 204)
	return append(cast, actor{name: "a revoked token", caller: script, refused: account.Unauthenticated})
}

// promote makes a user of Maple an administrator.
func (w *world) promote(t testing.TB, p *person) {
	t.Helper()
	w.retype(t, p, map[string]any{"user_type": "administrator"})
}

func (w *world) retype(t testing.TB, p *person, to map[string]any) {
	t.Helper()
	w.as(t, w.amelie).patch(t, w.in("users/"+p.id), to, ifMatch(w.user(t, p.id).Version)).want(t, 200)
}

// demandTwoFactor switches the demand for a second factor on or off.
func (w *world) demandTwoFactor(t testing.TB, by *person, accountID string, on bool) {
	t.Helper()
	path, c := "/v1/accounts/"+accountID, w.as(t, by)
	a := read[account.Account](t, c.get(t, path))
	changed := read[account.Account](t, c.patch(t, path, map[string]any{"require_two_factor": on}, ifMatch(a.Version)).want(t, 200))
	if changed.RequireTwoFactor != on || changed.Version != a.Version+1 {
		t.Errorf("require_two_factor: %+v", changed)
	}
}

// trust signs in with a code on a device that is to be trusted, and gives the
// session and the device's token.
func (w *world) trust(t testing.TB, p *person) (caller, string) {
	t.Helper()
	s := read[session](t, w.nobody().post(t, "/v1/sessions", map[string]any{
		"login": p.username, "password": p.password, "device_name": "Trusted desk", "trust_device": true,
		"second_factor": map[string]any{"method": "app", "code": p.app.next(w.clock)},
	}).want(t, 201))
	if len(s.DeviceToken) < 22 {
		t.Fatalf("a device token of %d characters", len(s.DeviceToken))
	}
	c := w.nobody()
	c.token = s.Token
	return c, s.DeviceToken
}
