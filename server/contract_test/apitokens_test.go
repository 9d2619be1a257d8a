package contract_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/account"
)

// TestAnAPITokenActsAsItsMaker: in one account, shown once, under its own name.
func TestAnAPITokenActsAsItsMaker(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.ben)
	made, script := w.newToken(t, admin, w.maple, "Nightly export")
	if off := made.ExpiresAt.Sub(w.clock.now().Add(90 * 24 * time.Hour)).Abs(); off > time.Minute || made.CreatedBy.ID != w.ben.id || made.Name != "Nightly export" || !made.LastUsedAt.IsZero() {
		t.Errorf("made: by %v, expires %v, last used %v", made.CreatedBy, made.ExpiresAt, made.LastUsedAt)
	}
	listed := w.apiToken(t, made.ID)
	if listed.Token != "" || !listed.LastUsedAt.IsZero() || listed.Name != made.Name {
		t.Errorf("listed: %s, last used %v, secret shown: %v", listed.Name, listed.LastUsedAt, listed.Token != "")
	}
	u := w.user(t, w.aSpare())
	script.from = "203.0.113.88"
	changed := read[account.User](t, script.patch(t, w.in("users/"+u.ID), map[string]any{"job_title": "Imported"}, ifMatch(u.Version)).want(t, 200))
	if changed.JobTitle != "Imported" {
		t.Errorf("changed %+v", changed)
	}
	if used := w.apiToken(t, made.ID).LastUsedAt; used.IsZero() || w.clock.now().Sub(used).Abs() > time.Minute {
		t.Errorf("last used %v", used)
	}
	e := find(all[account.Activity](t, admin, w.in("activity?target="+u.ID)), entry(account.ActionUserModified, w.ben.id, u.ID, account.OutcomeDone))
	if e == nil || e.Device != "Nightly export" || e.Address != script.from {
		t.Errorf("the log says %+v", e)
	}
	if find(all[account.Activity](t, admin, w.in("activity?action="+account.ActionAPITokenCreated)), entry(account.ActionAPITokenCreated, w.ben.id, made.ID, account.OutcomeDone)) == nil {
		t.Error("the log does not say who made the token")
	}
}

func (w *world) apiToken(t testing.TB, id string) account.APIToken {
	t.Helper()
	tokens := all[account.APIToken](t, w.as(t, w.amelie), w.in("api-tokens"))
	i := slices.IndexFunc(tokens, func(a account.APIToken) bool { return a.ID == id })
	if i < 0 {
		t.Fatalf("%s is not among %d tokens", id, len(tokens))
	}
	return tokens[i]
}

// TestAnAPITokenExpires: after the days it was given, 1 to 365 (ASVS 13.3.4).
func TestAnAPITokenExpires(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	create := func(name string, days any) answer {
		return admin.post(t, w.in("api-tokens"), map[string]any{"name": name, "expires_in_days": days})
	}
	for _, days := range []any{0, -1, 366, 100_000, 1.5, "30", nil} {
		if a := create("No", days); a.status/100 != 4 {
			t.Errorf("%v days: %d", days, a.status)
		}
	}
	for _, name := range []string{"", "   ", strings.Repeat("x", account.MaxTokenName+1), "a\nb", "a\u202eb"} {
		if a := create(name, 30); a.status != 422 {
			t.Errorf("the name %.20q: %d", name, a.status)
		}
	}
	if n := len(all[account.APIToken](t, admin, w.in("api-tokens"))); n != 0 {
		t.Errorf("%d tokens came of it", n)
	}
	day, year := read[account.APIToken](t, create("A day", 1).want(t, 201)), read[account.APIToken](t, create("A year", 365).want(t, 201))
	script := func(token account.APIToken) caller { c := w.nobody(); c.token = token.Token; return c }
	w.clock.advance(23*time.Hour + 59*time.Minute)
	script(day).get(t, w.in("users?limit=1")).want(t, 200)
	w.clock.advance(2 * time.Minute)
	script(day).get(t, w.in("users?limit=1")).wantCode(t, 401, account.Unauthenticated)
	script(year).get(t, w.in("users?limit=1")).want(t, 200)
	w.apiToken(t, year.ID)
	if tokens := all[account.APIToken](t, admin, w.in("api-tokens")); len(tokens) != 1 {
		t.Errorf("%d tokens are listed", len(tokens))
	}
	w.clock.advance(364 * 24 * time.Hour)
	script(year).get(t, w.in("users?limit=1")).wantCode(t, 401, account.Unauthenticated)
}

// TestARevokedAPITokenIsRefusedAtOnce.
func TestARevokedAPITokenIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	made, script := w.newToken(t, w.as(t, w.ben), w.maple, "Short-lived")
	stream := script.listen(t, w.in("events"))
	w.as(t, w.amelie).delete(t, w.in("api-tokens/"+made.ID)).want(t, 204)
	script.get(t, w.in("users")).wantCode(t, 401, account.Unauthenticated)
	stream.ends(t, soon)
	w.as(t, w.amelie).delete(t, w.in("api-tokens/"+made.ID)).wantCode(t, 404, account.NotFound)
	if find(all[account.Activity](t, w.as(t, w.amelie), w.in("activity")), entry(account.ActionAPITokenRevoked, w.amelie.id, made.ID, account.OutcomeDone)) == nil {
		t.Error("the log does not say who revoked it")
	}
}

// TestAnAPITokenDiesWithItsMaker: deleted, removed, or given a new password by
// somebody else.
func TestAnAPITokenDiesWithItsMaker(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	ends := map[string]func(p *person){
		"deleted": func(p *person) {
			admin.delete(t, w.in("users/"+p.id), ifMatch(w.user(t, p.id).Version)).want(t, 200)
		},
		"password set": func(p *person) {
			admin.put(t, w.in("users/"+p.id+"/password"), map[string]any{"own_password": password, "new_password": another}).want(t, 204)
		},
		"two-factor reset": func(p *person) { admin.post(t, w.in("users/"+p.id+"/two-factor/reset"), nil).want(t, 204) },
		"password reset":   func(p *person) { w.wantPage(t, "POST", w.resetLink(t, p), newPassword(another), 200, 303) },
	}
	for name, end := range ends {
		p := w.sparePerson()
		w.promote(t, p)
		_, script := w.newToken(t, w.signIn(t, p), w.maple, name)
		script.get(t, w.in("users?limit=1")).want(t, 200)
		end(p)
		script.get(t, w.in("users?limit=1")).wantCode(t, 401, account.Unauthenticated)
	}
	_, script := w.newToken(t, w.as(t, w.xena), w.maple, "Guest's")
	x := w.external(t, w.xena.access)
	receipt := read[account.Receipt](t, admin.delete(t, w.in("external-users/"+x.ID), ifMatch(x.Version)).want(t, 200))
	if receipt.APITokensRevoked != 1 {
		t.Errorf("the receipt is %+v", receipt)
	}
	script.get(t, w.in("users?limit=1")).want(t, 401)
	if tokens := all[account.APIToken](t, admin, w.in("api-tokens")); len(tokens) != 0 {
		t.Errorf("%d tokens are left", len(tokens))
	}
	// A restored access does not bring its tokens back.
	admin.post(t, w.in("external-users/"+x.ID+"/restore"), nil).want(t, 200)
	script.get(t, w.in("users?limit=1")).want(t, 401)
}

// TestSigningOutLeavesAPITokens: a script is no session.
func TestSigningOutLeavesAPITokens(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ben := w.signIn(t, w.ben)
	_, script := w.newToken(t, ben, w.maple, "Nightly export")
	ben.delete(t, "/v1/sessions/current").want(t, 204)
	w.as(t, w.amelie).post(t, w.in("users/"+w.ben.id+"/sign-out"), nil).want(t, 204)
	script.get(t, w.in("users?limit=1")).want(t, 200)
	if a := w.nobody().enter(t, w.ugo, bringing(script.token)); a.status != 201 {
		t.Errorf("a strange device token: %d", a.status)
	}
}
