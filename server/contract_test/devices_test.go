package contract_test

import (
	"slices"
	"testing"
	"time"

	"rollcall/account"
)

func bringing(device string) map[string]any { return map[string]any{"device_token": device} }

// TestATrustedDeviceIsNotAskedForThirtyDays: R14, and the same after each use.
func TestATrustedDeviceIsNotAskedForThirtyDays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.arm(t, w.ugo)
	_, device := w.trust(t, w.ugo)
	s := read[session](t, w.nobody().enter(t, w.ugo, bringing(device)).want(t, 201))
	if s.DeviceToken != "" && s.DeviceToken != device {
		t.Log("a used device token is renewed")
	}
	w.nobody().enter(t, &person{username: "ugo", password: "wrong"}, bringing(device)).wantCode(t, 401, account.InvalidCredentials)
	w.clock.advance(account.TrustLifetime - time.Minute)
	w.nobody().enter(t, w.ugo, bringing(device)).want(t, 201)
	w.clock.advance(2 * time.Minute)
	w.nobody().enter(t, w.ugo, bringing(device)).wantCode(t, 401, account.SecondFactorRequired)
}

// TestTheTrustOfOnePersonIsNoneForAnother: an unknown token is as good as none.
func TestTheTrustOfOnePersonIsNoneForAnother(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.arm(t, w.ugo)
	w.arm(t, w.ben)
	session, device := w.trust(t, w.ugo)
	for _, token := range []string{device, "no-such-device", session.token, ""} {
		p := w.nobody().enter(t, w.ben, bringing(token)).wantCode(t, 401, account.SecondFactorRequired)
		if !slices.Equal(p.Methods, []account.Method{account.MethodApp}) {
			t.Errorf("the methods are %v", p.Methods)
		}
	}
	w.nobody().enter(t, w.ugo, bringing(device)).want(t, 201)
	thief := w.nobody()
	thief.token = device
	thief.get(t, "/v1/me").wantCode(t, 401, account.Unauthenticated)
}

// TestNothingIsTrustedWithoutACode: not with the password alone, nor with a
// wrong code.
func TestNothingIsTrustedWithoutACode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	alone := read[session](t, w.nobody().enter(t, w.ben, trusting(map[string]any{})).want(t, 201))
	if alone.DeviceToken != "" {
		t.Error("a password alone is trusted")
	}
	app := w.arm(t, w.ugo)
	w.nobody().enter(t, w.ugo, trusting(with("app", otherCode(app.next(w.clock), 3)))).wantCode(t, 401, account.SecondFactorInvalid)
	c := w.signIn(t, w.ugo)
	if d := c.devices(t, "/v1/me/trusted-devices"); len(d) != 0 {
		t.Errorf("trusted are %+v", d)
	}
}

// TestOneSeesAndEndsOnesOwnWaysIn: sessions and devices, each by itself.
func TestOneSeesAndEndsOnesOwnWaysIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.arm(t, w.ugo)
	here, device := w.trust(t, w.ugo)
	there := w.signIn(t, w.ugo)
	there.get(t, "/v1/me").want(t, 200)
	sessions := here.devices(t, "/v1/me/sessions")
	current := slices.DeleteFunc(slices.Clone(sessions), func(d account.Device) bool { return !d.Current })
	if len(sessions) != 3 || len(current) != 1 || current[0].DeviceName != "Trusted desk" || current[0].CreatedAt.IsZero() || current[0].LastActiveAt.IsZero() {
		t.Fatalf("the sessions are %+v", sessions)
	}
	if !slices.IsSortedFunc(sessions, func(a, b account.Device) int { return b.LastActiveAt.Compare(a.LastActiveAt) }) {
		t.Errorf("not the latest first: %+v", sessions)
	}
	other := currentSession(t, there)
	w.as(t, w.ben).delete(t, "/v1/me/sessions/"+other).wantCode(t, 404, account.NotFound)
	here.delete(t, "/v1/me/sessions/"+other).want(t, 204)
	here.delete(t, "/v1/me/sessions/"+other).wantCode(t, 404, account.NotFound)
	if p := there.get(t, "/v1/me").wantCode(t, 401, account.SessionEnded); p.Reason != account.ReasonSignedOut {
		t.Errorf("the reason is %q", p.Reason)
	}
	trusted := here.devices(t, "/v1/me/trusted-devices")
	if len(trusted) != 1 || trusted[0].DeviceName != "Trusted desk" || !trusted[0].Current {
		t.Fatalf("trusted are %+v", trusted)
	}
	w.as(t, w.ben).delete(t, "/v1/me/trusted-devices/"+trusted[0].ID).wantCode(t, 404, account.NotFound)
	here.delete(t, "/v1/me/trusted-devices/"+trusted[0].ID).want(t, 204)
	w.nobody().enter(t, w.ugo, bringing(device)).wantCode(t, 401, account.SecondFactorRequired)
	here.get(t, "/v1/me").want(t, 200)
	here.delete(t, "/v1/me/trusted-devices/"+trusted[0].ID).wantCode(t, 404, account.NotFound)
}

// TestAChangedPasswordEndsOtherTrustsWhenAsked, with the other sessions.
func TestAChangedPasswordEndsOtherTrustsWhenAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.arm(t, w.ugo)
	here, mine := w.trust(t, w.ugo)
	there, others := w.trust(t, w.ugo)
	here.put(t, "/v1/me/password", map[string]any{"current_password": password, "new_password": "copper-meadow-nineteen", "end_other_sessions": true}).want(t, 204)
	w.ugo.password = "copper-meadow-nineteen"
	there.get(t, "/v1/me").wantCode(t, 401, account.SessionEnded)
	w.nobody().enter(t, w.ugo, bringing(mine)).want(t, 201)
	w.nobody().enter(t, w.ugo, bringing(others)).wantCode(t, 401, account.SecondFactorRequired)
}

// TestANewDeviceIsToldByMail: ASVS 6.3.7; a known one is not, nor is the very
// first.
func TestANewDeviceIsToldByMail(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	enter := func(device, from string) {
		c := w.nobody()
		c.from = from
		c.enter(t, w.ugo, map[string]any{"device_name": device}).want(t, 201)
	}
	enter("Home desk", "198.51.100.7")
	enter("Home desk", "198.51.100.7")
	told := w.letterAfter(t, w.ugo.email, isNotice("Strange laptop", "203.0.113.77"), func() { enter("Strange laptop", "203.0.113.77") })
	if told.subject == "" {
		t.Error("the letter has no subject")
	}
	enter("Strange laptop", "203.0.113.77")
	w.letterAfter(t, w.ugo.email, isNotice("Home desk", "203.0.113.77"), func() { enter("Home desk", "203.0.113.77") })
	if n := len(w.mailsTo(t, w.ugo.email)); n != 2 {
		t.Errorf("%d letters for two new devices", n)
	}
}

// TestAnAdministratorSignsSomebodyOut: all sessions, at once; devices stay.
func TestAnAdministratorSignsSomebodyOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.arm(t, w.ugo)
	a, device := w.trust(t, w.ugo)
	b := w.signIn(t, w.ugo)
	w.as(t, w.amelie).post(t, w.in("users/"+w.ugo.id+"/sign-out"), nil).want(t, 204)
	for _, c := range []caller{a, b} {
		if p := c.get(t, "/v1/me").wantCode(t, 401, account.SessionEnded); p.Reason != account.ReasonSignedOut {
			t.Errorf("the reason is %q", p.Reason)
		}
	}
	w.nobody().enter(t, w.ugo, bringing(device)).want(t, 201)
}

// TestTheConfirmationOfADeletionListsWhatWillEnd, and the receipt counts it.
func TestTheConfirmationOfADeletionListsWhatWillEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	p := w.sparePerson()
	w.promote(t, p)
	w.arm(t, p)
	session, _ := w.trust(t, p)
	made, script := w.newToken(t, session, w.maple, "Nightly export")
	script.get(t, w.in("users?limit=1")).want(t, 200)
	access := read[account.Access](t, admin.get(t, w.in("users/"+p.id+"/access")).want(t, 200))
	if len(access.Sessions) != 2 || len(access.TrustedDevices) != 1 || len(access.APITokens) != 1 {
		t.Fatalf("access: %+v", access)
	}
	token := access.APITokens[0]
	if token.ID != made.ID || token.Name != "Nightly export" || token.Token != "" || token.CreatedBy.ID != p.id || token.LastUsedAt.IsZero() {
		t.Errorf("the token is shown as %s by %v, last used %v", token.Name, token.CreatedBy, token.LastUsedAt)
	}
	for _, d := range slices.Concat(access.Sessions, access.TrustedDevices) {
		if d.Current || d.ID == "" || d.DeviceName == "" {
			t.Errorf("a device of somebody else is shown as %+v", d)
		}
	}
	receipt := read[account.Receipt](t, admin.delete(t, w.in("users/"+p.id), ifMatch(w.user(t, p.id).Version)).want(t, 200))
	if receipt.SessionsEnded != 2 || receipt.DevicesRevoked != 1 || receipt.APITokensRevoked != 1 {
		t.Errorf("the receipt is %+v", receipt)
	}
	script.get(t, w.in("users?limit=1")).want(t, 401)
	admin.get(t, w.in("users/"+p.id+"/access")).wantCode(t, 404, account.NotFound)
	empty := read[map[string][]any](t, admin.get(t, w.in("users/"+w.aSpare()+"/access")).want(t, 200))
	for _, list := range []string{"sessions", "trusted_devices", "api_tokens"} {
		if got, there := empty[list]; !there || got == nil || len(got) != 0 {
			t.Errorf("%s of somebody who never came: %v", list, got)
		}
	}
}
