package contract_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server"
)

// fewMessages keeps to the five an hour that are the default.
func fewMessages(c *server.Config) { c.MessagesPerHour = 0 }

// askEmail asks for a new address and gives the link that confirms it.
func (w *world) askEmail(t testing.TB, c caller, email string) string {
	t.Helper()
	me := read[account.Profile](t, c.get(t, "/v1/me"))
	return w.letterAfter(t, email, hasLink("email-change"), func() {
		changed := read[account.Profile](t, c.patch(t, "/v1/me", map[string]any{"email": email, "current_password": password}, ifMatch(me.Version)).want(t, 200))
		if changed.Email != me.Email || changed.PendingEmail != email || changed.Version != me.Version+1 {
			t.Errorf("after asking: %s, pending %s, version %d (was %d)", changed.Email, changed.PendingEmail, changed.Version, me.Version)
		}
	}).link(t, "email-change")
}

// TestANewAddressWaitsUntilItsOwnerConfirms: and the old one is told of it.
func TestANewAddressWaitsUntilItsOwnerConfirms(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ugo, f := w.as(t, w.ugo), w.follow(t)
	var link string
	told := w.letterAfter(t, w.ugo.email, isNotice("ugo.new@fresh.example"), func() { link = w.askEmail(t, ugo, "ugo.new@fresh.example") })
	if strings.Contains(told.text, link[strings.LastIndexByte(link, '/')+1:]) {
		t.Error("the old address was sent the link")
	}
	if seen := w.user(t, w.ugo.id); seen.PendingEmail != "ugo.new@fresh.example" || seen.Email != w.ugo.email {
		t.Errorf("the administrator sees %s, pending %s", seen.Email, seen.PendingEmail)
	}
	for range 2 {
		w.wantPage(t, http.MethodGet, link, nil, 200)
		w.wantPage(t, http.MethodHead, link, nil, 200)
	}
	w.nobody().try(t, "ugo.new@fresh.example", password).wantCode(t, 401, account.InvalidCredentials)
	w.letterAfter(t, w.ugo.email, isNotice("ugo.new@fresh.example"), func() { w.wantPage(t, http.MethodPost, link, url.Values{}, 200, 303) })
	w.nobody().try(t, "ugo.new@fresh.example", password).want(t, 201)
	w.nobody().try(t, w.ugo.email, password).wantCode(t, 401, account.InvalidCredentials)
	if me := read[account.Profile](t, ugo.get(t, "/v1/me")); me.Email != "ugo.new@fresh.example" || me.PendingEmail != "" || !me.EmailVerified {
		t.Errorf("the profile says %s, pending %q", me.Email, me.PendingEmail)
	}
	w.wantPage(t, http.MethodPost, link, url.Values{}, 410)
	w.wantPage(t, http.MethodGet, link, nil, 410)
	w.wantPage(t, http.MethodGet, link[:strings.LastIndexByte(link, '/')+1]+"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", nil, 404)
	f.expect(t, "user upsert "+w.ugo.id)
}

// TestANewAddressTakesTheCurrentPassword, and one that can be written to.
func TestANewAddressTakesTheCurrentPassword(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ugo := w.as(t, w.ugo)
	version := read[account.Profile](t, ugo.get(t, "/v1/me")).Version
	change := func(body map[string]any) answer { return ugo.patch(t, "/v1/me", body, ifMatch(version)) }
	change(map[string]any{"email": "ugo.new@fresh.example"}).wantCode(t, 422, account.ValidationFailed)
	change(map[string]any{"email": "ugo.new@fresh.example", "current_password": "wrong"}).wantCode(t, 403, account.OwnPasswordWrong)
	for _, bad := range []string{"", "x", "a b@c.example", "ugo@", "a@b\r\nBcc: c@d.example"} {
		change(map[string]any{"email": bad, "current_password": password}).wantCode(t, 422, account.ValidationFailed)
	}
	if n := len(w.mailsTo(t, "ugo.new@fresh.example")); n != 0 || read[account.Profile](t, ugo.get(t, "/v1/me")).PendingEmail != "" {
		t.Errorf("a refused change has an effect: %d letters", n)
	}
}

// TestOnlyVisibleAddressesAreTaken: those of the account's users and external
// users; of others nobody learns that they have a login.
func TestOnlyVisibleAddressesAreTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ugo := w.as(t, w.ugo)
	version := read[account.Profile](t, ugo.get(t, "/v1/me")).Version
	for _, taken := range []string{w.ben.email, strings.ToUpper(w.ben.email), w.yann.email} {
		ugo.patch(t, "/v1/me", map[string]any{"email": taken, "current_password": password}, ifMatch(version)).wantCode(t, 409, account.EmailTaken)
		w.as(t, w.amelie).patch(t, w.in("users/"+w.ugo.id), map[string]any{"email": taken}, ifMatch(version)).wantCode(t, 409, account.EmailTaken)
	}
	// Oda has a login, in another account that Maple does not see.
	hidden := ugo.patch(t, "/v1/me", map[string]any{"email": w.oda.email, "current_password": password}, ifMatch(version)).want(t, 200)
	if p := read[account.Profile](t, hidden); p.PendingEmail != w.oda.email || p.Email != w.ugo.email {
		t.Errorf("the profile says %s, pending %s", p.Email, p.PendingEmail)
	}
	w.clock.advance(time.Second)
	for _, l := range w.mailsTo(t, w.oda.email) {
		if hasLink("email-change")(l) {
			w.wantPage(t, http.MethodPost, l.link(t, "email-change"), url.Values{}, 409, 410, 422)
		}
	}
	w.nobody().try(t, w.oda.email, password).want(t, 201)
	if me := read[account.Profile](t, ugo.get(t, "/v1/me")); me.Email != w.ugo.email {
		t.Errorf("Ugo took the address of somebody else: %s", me.Email)
	}
}

// TestOnlyTheNewestAddressWaits: another one asked for, or the present one,
// ends the link before; so does a day.
func TestOnlyTheNewestAddressWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ugo := w.as(t, w.ugo)
	first := w.askEmail(t, ugo, "ugo.one@fresh.example")
	second := w.askEmail(t, ugo, "ugo.two@fresh.example")
	w.wantPage(t, http.MethodPost, first, url.Values{}, 410)
	me := read[account.Profile](t, ugo.get(t, "/v1/me"))
	back := read[account.Profile](t, ugo.patch(t, "/v1/me", map[string]any{"email": me.Email, "current_password": password}, ifMatch(me.Version)).want(t, 200))
	if back.PendingEmail != "" {
		t.Errorf("pending is %s", back.PendingEmail)
	}
	w.wantPage(t, http.MethodPost, second, url.Values{}, 410)
	third := w.askEmail(t, ugo, "ugo.three@fresh.example")
	w.clock.advance(account.EmailChangeLifetime + time.Minute)
	w.wantPage(t, http.MethodGet, third, nil, 410)
	w.wantPage(t, http.MethodPost, third, url.Values{}, 410)
	if now := read[account.Profile](t, ugo.get(t, "/v1/me")); now.Email != w.ugo.email {
		t.Errorf("the address is %s", now.Email)
	}
}

// TestAnAdministratorAsksForANewAddress of a user: it waits as well.
func TestAnAdministratorAsksForANewAddress(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, u := w.as(t, w.amelie), w.user(t, w.ugo.id)
	link := w.letterAfter(t, "ugo.new@fresh.example", hasLink("email-change"), func() {
		changed := read[account.User](t, admin.patch(t, w.in("users/"+u.ID), map[string]any{"email": "ugo.new@fresh.example"}, ifMatch(u.Version)).want(t, 200))
		if changed.Email != u.Email || changed.PendingEmail != "ugo.new@fresh.example" {
			t.Errorf("after asking: %s, pending %s", changed.Email, changed.PendingEmail)
		}
	}).link(t, "email-change")
	eventually(t, patience, "the old address told", func() bool {
		for _, l := range w.mailsTo(t, w.ugo.email) {
			if isNotice("ugo.new@fresh.example")(l) {
				return true
			}
		}
		return false
	})
	w.wantPage(t, http.MethodPost, link, url.Values{}, 200, 303)
	if now := w.user(t, u.ID); now.Email != "ugo.new@fresh.example" || now.PendingEmail != "" {
		t.Errorf("the user has %s, pending %q", now.Email, now.PendingEmail)
	}
	entries := all[account.Activity](t, admin, w.in("activity"))
	for _, want := range []account.Activity{
		entry(account.ActionEmailChangeAsked, w.amelie.id, w.ugo.id, account.OutcomeDone), entry(account.ActionEmailChanged, "", w.ugo.id, account.OutcomeDone),
	} {
		if find(entries, want) == nil {
			t.Errorf("the log does not say %s", want.Action)
		}
	}
}

// TestAnAdministratorsOwnLoginTakesThePassword also by way of the list of users:
// a session or an API token that somebody has got hold of moves it nowhere.
func TestAnAdministratorsOwnLoginTakesThePassword(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	me := w.user(t, w.amelie.id)
	for _, body := range []map[string]any{{"email": "thief@elsewhere.example"}, {"username": "thief"}} {
		admin.patch(t, w.in("users/"+me.ID), body, ifMatch(me.Version)).wantCode(t, 409, account.OwnUser)
	}
	if now := w.user(t, me.ID); now.PendingEmail != "" || now.Username != me.Username || now.Version != me.Version {
		t.Errorf("pending %q, user name %s", now.PendingEmail, now.Username)
	}
	admin.patch(t, w.in("users/"+me.ID), map[string]any{"phone": "+1 514 555-0101", "email": me.Email, "username": me.Username}, ifMatch(me.Version)).want(t, 200)
}
