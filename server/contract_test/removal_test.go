package contract_test

import (
	"testing"
	"time"

	"rollcall/account"
)

// TestDeletionEndsEverySessionAtOnce: R10, with a receipt.
func TestDeletionEndsEverySessionAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	sessions := []caller{w.signIn(t, w.ugo), w.signIn(t, w.ugo), w.signIn(t, w.ugo)}
	u := w.user(t, w.ugo.id)
	receipt := read[account.Receipt](t, admin.delete(t, w.in("users/"+u.ID), ifMatch(u.Version)).want(t, 200))
	if receipt.SessionsEnded != 3 || receipt.DevicesRevoked != 0 || receipt.APITokensRevoked != 0 {
		t.Errorf("receipt %+v", receipt)
	}
	if off := receipt.RefusedSince.Sub(w.clock.now()).Abs(); off > 10*time.Second {
		t.Errorf("refused since %v", receipt.RefusedSince)
	}
	for _, c := range sessions {
		for _, path := range []string{"/v1/me", "/v1/accounts/" + w.maple, w.in("events")} {
			if p := c.get(t, path).wantCode(t, 401, account.SessionEnded); p.Reason != account.ReasonUserDeleted {
				t.Errorf("%s: reason %q", path, p.Reason)
			}
		}
	}
	w.nobody().post(t, "/v1/sessions", map[string]any{"login": w.ugo.email, "password": password, "device_name": "Desk"}).wantCode(t, 401, account.InvalidCredentials)
	admin.get(t, w.in("users/"+u.ID)).wantCode(t, 404, account.NotFound)
	w.invite(t, w.ugo.email) // the address is free
}

// TestARemovedAccessCanBeRestoredForADay: R11.
func TestARemovedAccessCanBeRestoredForADay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, yann := w.as(t, w.amelie), w.as(t, w.yann)
	x := w.external(t, w.yann.access)
	admin.delete(t, w.in("external-users/"+x.ID), ifMatch(x.Version)).want(t, 200)
	yann.get(t, "/v1/accounts/"+w.maple).wantCode(t, 404, account.NotFound)
	admin.get(t, w.in("external-users/"+x.ID)).wantCode(t, 404, account.NotFound)

	w.clock.advance(23 * time.Hour)
	back := read[account.ExternalUser](t, admin.post(t, w.in("external-users/"+x.ID+"/restore"), nil).want(t, 200))
	if back.ID != x.ID || back.UserType != x.UserType || back.HomeAccountName != "Agence Lumen" || !back.GrantedAt.Equal(x.GrantedAt) {
		t.Errorf("restored %+v, was %+v", back, x)
	}
	yann.get(t, "/v1/accounts/"+w.maple).want(t, 200)

	admin.delete(t, w.in("external-users/"+x.ID), ifMatch(back.Version)).want(t, 200)
	w.clock.advance(24*time.Hour + time.Second)
	if a := admin.post(t, w.in("external-users/"+x.ID+"/restore"), nil); a.status/100 != 4 {
		t.Errorf("restored after a day: %d", a.status)
	}
	yann.get(t, "/v1/accounts/"+w.maple).wantCode(t, 404, account.NotFound)
}

// TestEditPermissionsIsForThisAccountAlone: R11.
func TestEditPermissionsIsForThisAccountAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	yann, x := w.as(t, w.yann), w.external(t, w.yann.access)
	changed := read[account.ExternalUser](t, w.as(t, w.amelie).patch(t, w.in("external-users/"+x.ID),
		map[string]any{"user_type": "custom", "permissions": []string{"mailings.manage"}}, ifMatch(x.Version)).want(t, 200))
	if changed.UserType != account.Custom || changed.Version != x.Version+1 {
		t.Errorf("changed %+v", changed)
	}
	me := read[account.Profile](t, yann.get(t, "/v1/me"))
	if me.UserType != account.Administrator || len(me.Memberships) != 2 || me.Memberships[0].External || !me.Memberships[1].External ||
		me.Memberships[1].UserType != account.Custom || me.Memberships[0].AccountID != w.lumen {
		t.Errorf("the person is %+v", me)
	}
	yann.get(t, "/v1/accounts/"+w.lumen+"/users").want(t, 200)
}

// TestAnExternalAdministratorKeepsTheirOwnAccess: own_user, as at home.
func TestAnExternalAdministratorKeepsTheirOwnAccess(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	xena, x := w.as(t, w.xena), w.external(t, w.xena.access)
	path := w.in("external-users/" + x.ID)
	xena.delete(t, path, ifMatch(x.Version)).wantCode(t, 409, account.OwnUser)
	xena.patch(t, path, map[string]any{"user_type": "user"}, ifMatch(x.Version)).wantCode(t, 409, account.OwnUser)
	if now := w.external(t, x.ID); now.Version != x.Version {
		t.Errorf("a refused act changed the access: %+v", now)
	}
}

// TestAnAccessEndsOnItsLastDay, without anybody doing anything.
func TestAnAccessEndsOnItsLastDay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, yann, x := w.as(t, w.amelie), w.as(t, w.yann), w.external(t, w.yann.access)
	until := w.clock.now().UTC().Truncate(time.Second).Add(48 * time.Hour)
	changed := read[account.ExternalUser](t, admin.patch(t, w.in("external-users/"+x.ID), map[string]any{"until": until}, ifMatch(x.Version)).want(t, 200))
	if !changed.Until.Equal(until) {
		t.Errorf("until %v, want %v", changed.Until, until)
	}
	w.clock.advance(47 * time.Hour)
	yann.get(t, "/v1/accounts/"+w.maple).want(t, 200)
	w.clock.advance(61 * time.Minute)
	yann.get(t, "/v1/accounts/"+w.maple).wantCode(t, 404, account.NotFound)
	admin.get(t, w.in("external-users/"+x.ID)).wantCode(t, 404, account.NotFound)
	a := admin.patch(t, w.in("external-users/"+w.zoe.access), map[string]any{"until": until}, ifMatch(1))
	a.wantCode(t, 422, account.ValidationFailed) // the moment has passed
}

// TestTheLogSaysWhoDidWhatToWhom: R18, refused attempts too.
func TestTheLogSaysWhoDidWhatToWhom(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	admin.from = "203.0.113.7"
	u := w.user(t, w.aSpare())
	path := w.in("users/" + u.ID)
	admin.patch(t, path, map[string]any{"user_type": "administrator"}, ifMatch(u.Version)).want(t, 200)
	w.as(t, w.ugo).delete(t, path, ifMatch(u.Version)).wantCode(t, 403, account.Forbidden)
	admin.delete(t, w.in("users/"+w.amelie.id), ifMatch(w.user(t, w.amelie.id).Version)).wantCode(t, 409, account.OwnUser)
	admin.delete(t, path, ifMatch(u.Version+1)).want(t, 200)
	i := w.invite(t, unique(t))
	w.nobody().post(t, "/v1/sessions", map[string]any{"login": "ugo", "password": "wrong", "device_name": "Elsewhere"}).wantCode(t, 401, account.InvalidCredentials)

	entries := all[account.Activity](t, admin, w.in("activity"))
	for n := 1; n < len(entries); n++ {
		if entries[n].At.After(entries[n-1].At) {
			t.Fatal("newest comes first")
		}
	}
	wants := []account.Activity{
		entry(account.ActionUserModified, w.amelie.id, u.ID, "done"),
		entry(account.ActionUserDeleted, w.ugo.id, u.ID, "refused"),
		entry(account.ActionUserDeleted, w.amelie.id, w.amelie.id, "refused"),
		entry(account.ActionUserDeleted, w.amelie.id, u.ID, "done"),
		entry(account.ActionInvitationSent, w.amelie.id, i.ID, "done"),
		entry(account.ActionSessionRefused, "", "", "refused"),
	}
	for _, want := range wants {
		got := find(entries, want)
		if got == nil {
			t.Errorf("the log lacks %s by %q, %s", want.Action, want.Actor.ID, want.Outcome)
			continue
		}
		if want.Actor.ID == w.amelie.id && (got.Device != "Test desk" || got.Actor.Name == "" || got.Actor.Kind != account.ActorUser || got.ID == "") {
			t.Errorf("the entry is %+v", got)
		}
	}
	if got := find(entries, wants[0]); got != nil && got.Address != admin.from {
		t.Errorf("the address is %q, want %q", got.Address, admin.from)
	}
}

func entry(action, actor, target, outcome string) account.Activity {
	return account.Activity{Action: action, Actor: account.ActivityActor{ID: actor}, Target: &account.ActivityTarget{ID: target}, Outcome: outcome}
}

// find looks for an entry of that action and outcome, by and about those named.
func find(entries []account.Activity, want account.Activity) *account.Activity {
	for _, e := range entries {
		about := want.Target.ID == "" || (e.Target != nil && e.Target.ID == want.Target.ID)
		if e.Action == want.Action && e.Outcome == want.Outcome && about && (want.Actor.ID == "" || e.Actor.ID == want.Actor.ID) {
			return &e
		}
	}
	return nil
}

func TestTheLogCanBeFiltered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	i := w.invite(t, unique(t))
	w.clock.advance(2 * time.Hour)
	middle := w.clock.now().UTC().Truncate(time.Second).Add(-time.Hour).Format(time.RFC3339)
	other := read[account.Invitation](t, w.as(t, w.ben).post(t, w.in("invitations"), map[string]any{"email": unique(t), "user_type": "user"}).want(t, 201))
	filters := map[string][2]bool{ // whether Amélie's and Ben's invitation are found
		"actor=" + w.ben.id:         {false, true},
		"target=" + i.ID:            {true, false},
		"action=invitation.sent":    {true, true},
		"action=user.deleted":       {false, false},
		"from=" + middle:            {false, true},
		"to=" + middle:              {true, false},
		"actor=none&target=" + i.ID: {false, false},
	}
	for filter, want := range filters {
		entries := all[account.Activity](t, admin, w.in("activity?"+filter))
		for n, id := range []string{i.ID, other.ID} {
			by := []string{w.amelie.id, w.ben.id}[n]
			if got := find(entries, entry(account.ActionInvitationSent, by, id, "done")) != nil; got != want[n] {
				t.Errorf("%s: invitation %d found: %v", filter, n, got)
			}
		}
	}
}

func TestProfilesAreEditedByTheirOwners(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ugo := w.as(t, w.ugo)
	me := read[account.Profile](t, ugo.get(t, "/v1/me"))
	ugo.patch(t, "/v1/me", map[string]any{"username": "ugo.two"}, ifMatch(me.Version)).wantCode(t, 422, account.ValidationFailed)
	ugo.patch(t, "/v1/me", map[string]any{"username": "ugo.two", "current_password": "wrong"}, ifMatch(me.Version)).wantCode(t, 403, account.OwnPasswordWrong)
	ugo.patch(t, "/v1/me", map[string]any{"username": "BEN", "current_password": password}, ifMatch(me.Version)).wantCode(t, 409, account.UsernameTaken)
	ugo.patch(t, "/v1/me", map[string]any{"username": "oda", "current_password": password}, ifMatch(me.Version)).wantCode(t, 409, account.UsernameTaken)
	changed := read[account.Profile](t, ugo.patch(t, "/v1/me", map[string]any{
		"username": "ugo.two", "current_password": password, "first_name": "Ugo", "last_name": "Blanc", "language": "fr", "phone": "555-0101", "job_title": "Printer",
	}, ifMatch(me.Version)).want(t, 200))
	if changed.Username != "ugo.two" || changed.Language != "fr" || changed.Version != me.Version+1 || len(changed.Memberships) != 1 {
		t.Errorf("changed %+v", changed)
	}
	seen := w.user(t, w.ugo.id)
	if seen.Username != "ugo.two" || seen.Version != changed.Version || seen.JobTitle != "Printer" {
		t.Errorf("the administrator sees %+v", seen)
	}
	w.as(t, w.amelie).patch(t, w.in("users/"+seen.ID), map[string]any{"username": "Ben"}, ifMatch(seen.Version)).wantCode(t, 409, account.UsernameTaken)
	ugo.patch(t, "/v1/me", map[string]any{"username": "Ugo.Two", "current_password": password}, ifMatch(seen.Version)).want(t, 200)
}
