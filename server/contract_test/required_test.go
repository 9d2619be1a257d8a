package contract_test

import (
	"testing"
	"time"

	"rollcall/account"
)

// TestASecondFactorThatIsRequiredIsSetUpFirst, from the demand to the first
// ordinary call: nothing else works before, by whatever way in (R14).
func TestASecondFactorThatIsRequiredIsSetUpFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	w.arm(t, w.amelie)
	before := w.signIn(t, w.ugo)
	window := before.listen(t, w.in("events"))
	_, script := w.newToken(t, w.as(t, w.ben), w.maple, "Nightly export")
	w.demandTwoFactor(t, w.amelie, w.maple, true)

	window.ends(t, soon)
	before.get(t, w.in("permissions")).wantCode(t, 403, account.TwoFactorSetup)
	script.get(t, w.in("users")).wantCode(t, 403, account.TwoFactorSetup)
	admin.get(t, w.in("users?limit=1")).want(t, 200) // who has one goes on

	fresh := w.signIn(t, w.ugo)
	w.wantOnlySetUp(t, fresh)
	fresh.get(t, "/v1/me/two-factor").want(t, 200)
	app := w.beginApp(t, fresh, password)
	fresh.get(t, "/v1/me").wantCode(t, 403, account.TwoFactorSetup)
	fresh.post(t, "/v1/me/two-factor/app/confirm", map[string]any{"code": app.next(w.clock)}).want(t, 204)
	for _, c := range []caller{fresh, before} {
		c.get(t, "/v1/me").want(t, 200)
		c.get(t, w.in("permissions")).want(t, 200)
	}
	w.nobody().asks(t, w.ugo)

	// Taking it away again leads back to the beginning.
	w.drop(t, fresh, account.MethodApp, password)
	w.wantOnlySetUp(t, fresh)
	fresh.delete(t, "/v1/sessions/current").want(t, 204)

	w.demandTwoFactor(t, w.amelie, w.maple, false)
	w.signIn(t, w.ugo).get(t, "/v1/me").want(t, 200)
	script.get(t, w.in("users?limit=1")).want(t, 200)
}

// wantOnlySetUp tries what a person might get around the demand with.
func (w *world) wantOnlySetUp(t *testing.T, c caller) {
	t.Helper()
	for _, path := range []string{"/v1/me", "/v1/me/sessions", "/v1/me/trusted-devices", "/v1/accounts/" + w.maple, w.in("permissions"), w.in("events"), w.in("users")} {
		c.get(t, path).wantCode(t, 403, account.TwoFactorSetup)
	}
	c.put(t, "/v1/me/password", map[string]any{"current_password": password, "new_password": "copper-meadow-nineteen", "end_other_sessions": true}).wantCode(t, 403, account.TwoFactorSetup)
	c.patch(t, "/v1/me", map[string]any{"phone": "555-0101"}, ifMatch(1)).wantCode(t, 403, account.TwoFactorSetup)
}

// TestTheDemandOfAnAccountHoldsForItsGuests: there, and nowhere else.
func TestTheDemandOfAnAccountHoldsForItsGuests(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.arm(t, w.amelie)
	w.demandTwoFactor(t, w.amelie, w.maple, true)
	yann := w.as(t, w.yann)
	yann.get(t, "/v1/accounts/"+w.maple).wantCode(t, 403, account.TwoFactorSetup)
	yann.get(t, "/v1/accounts/"+w.lumen).want(t, 200)
	yann.get(t, "/v1/me").want(t, 200)
	w.enrolEmail(t, yann, password, w.yann.email)
	yann.get(t, "/v1/accounts/"+w.maple).want(t, 200)

	// The demand of one's home holds wherever one goes.
	sol := w.as(t, w.sol)
	w.enrol(t, sol, password)
	w.demandTwoFactor(t, w.sol, w.strict, true)
	sol.get(t, "/v1/accounts/"+w.maple).want(t, 200)
	w.drop(t, sol, account.MethodApp, password)
	sol.get(t, "/v1/accounts/"+w.maple).wantCode(t, 403, account.TwoFactorSetup)
	sol.get(t, "/v1/accounts/"+w.strict).wantCode(t, 403, account.TwoFactorSetup)
}

// TestAResetUnderTheDemandLeadsToSettingUpAgain.
func TestAResetUnderTheDemandLeadsToSettingUpAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.arm(t, w.amelie)
	w.arm(t, w.ugo)
	w.demandTwoFactor(t, w.amelie, w.maple, true)
	ugo := w.signIn(t, w.ugo)
	ugo.get(t, "/v1/me").want(t, 200)
	w.as(t, w.amelie).post(t, w.in("users/"+w.ugo.id+"/two-factor/reset"), nil).want(t, 204)
	ugo.get(t, "/v1/me").wantCode(t, 401, account.SessionEnded)
	w.ugo.app = nil
	w.wantOnlySetUp(t, w.signIn(t, w.ugo))
}

// TestTheDemandIsInTheLog, with who made it.
func TestTheDemandIsInTheLog(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.arm(t, w.amelie)
	w.demandTwoFactor(t, w.amelie, w.maple, true)
	w.clock.advance(time.Second)
	entries := all[account.Activity](t, w.as(t, w.amelie), w.in("activity?action="+account.ActionAccountModified))
	if len(entries) != 1 || entries[0].Actor.ID != w.amelie.id || entries[0].Outcome != account.OutcomeDone {
		t.Errorf("the log says %+v", entries)
	}
	w.as(t, w.yann).patch(t, "/v1/accounts/"+w.maple, map[string]any{"require_two_factor": false}, ifMatch(1)).want(t, 403)
}
