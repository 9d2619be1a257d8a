package contract_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server"
)

func (c caller) withBase(base string) caller {
	c.base = base
	return c
}

func TestAnAddressIsInvitedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, i := w.as(t, w.amelie), w.invite(t, unique(t))
	for _, email := range []string{i.Email, strings.ToUpper(i.Email), "  " + i.Email} {
		p := admin.post(t, w.in("invitations"), map[string]any{"email": email, "user_type": "user"}).wantCode(t, 409, account.AlreadyInvited)
		if p.InvitationID != i.ID {
			t.Errorf("already invited as %q, want %q", p.InvitationID, i.ID)
		}
	}
	admin.delete(t, w.in("invitations/"+i.ID), ifMatch(i.Version)).want(t, 204)
	w.invite(t, i.Email)
}

// TestAnAddressIsTakenOnlyWhereItIsVisible: the inviter learns nothing of who
// has a login elsewhere (R12).
func TestAnAddressIsTakenOnlyWhereItIsVisible(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	for _, taken := range []*person{w.ugo, w.amelie, w.yann} {
		body := map[string]any{"email": strings.ToUpper(taken.email[:1]) + taken.email[1:], "user_type": "user"}
		admin.post(t, w.in("invitations"), body).wantCode(t, 409, account.EmailTaken)
	}
	hidden := admin.post(t, w.in("invitations"), map[string]any{"email": w.oda.email, "user_type": "user"}).want(t, 201)
	fresh := admin.post(t, w.in("invitations"), map[string]any{"email": unique(t), "user_type": "user"}).want(t, 201)
	a, b := read[map[string]any](t, hidden), read[map[string]any](t, fresh)
	for field := range b {
		if _, ok := a[field]; !ok {
			t.Errorf("the answers differ in %s", field)
		}
	}
	if bytes.Contains(hidden.body, []byte("Lumen")) {
		t.Error("the answer names the other account")
	}
	if len(a) != len(b) || len(hidden.header) != len(fresh.header) {
		t.Errorf("the answers can be told apart: %s, %s", hidden.body, fresh.body)
	}
}

func TestPermissionsBelongToCustomAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, u := w.as(t, w.amelie), w.user(t, w.aSpare())
	bad := []map[string]any{
		{"user_type": "user", "permissions": []string{"contacts.view"}},
		{"user_type": "administrator", "permissions": []string{"contacts.view"}},
		{"user_type": "custom", "permissions": []string{"rockets.launch"}},
		{"user_type": "custom", "permissions": []string{"contacts.view", ""}},
		{"user_type": "owner"},
		{"user_type": ""},
	}
	for _, body := range bad {
		admin.patch(t, w.in("users/"+u.ID), body, ifMatch(u.Version)).wantCode(t, 422, account.ValidationFailed)
		admin.patch(t, w.in("external-users/"+w.zoe.access), body, ifMatch(1)).wantCode(t, 422, account.ValidationFailed)
		body["email"] = unique(t)
		admin.post(t, w.in("invitations"), body).wantCode(t, 422, account.ValidationFailed)
	}
	admin.patch(t, w.in("users/"+u.ID), map[string]any{"permissions": []string{"contacts.view"}}, ifMatch(u.Version)).wantCode(t, 422, account.ValidationFailed)
	custom := read[account.User](t, admin.patch(t, w.in("users/"+u.ID), map[string]any{
		"user_type": "custom", "permissions": []string{"plan.change", "contacts.view", "plan.change"},
	}, ifMatch(u.Version)).want(t, 200))
	if len(custom.Permissions) != 2 {
		t.Errorf("permissions %v", custom.Permissions)
	}
	a := admin.patch(t, w.in("users/"+u.ID), map[string]any{"user_type": "user"}, ifMatch(custom.Version)).want(t, 200)
	if !bytes.Contains(a.body, []byte(`"permissions":[]`)) {
		t.Errorf("permissions are [] unless custom: %s", a.body)
	}
}

func TestMomentsAreWholeSecondsOfUTC(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	i := w.invite(t, unique(t))
	m := read[map[string]any](t, w.as(t, w.amelie).get(t, w.in("invitations/"+i.ID)))
	for _, field := range []string{"created_at", "last_sent_at", "expires_at"} {
		s, _ := m[field].(string)
		if _, err := time.Parse("2006-01-02T15:04:05Z", s); err != nil {
			t.Errorf("%s is %q", field, s)
		}
	}
	if _, shown := m["link"]; shown {
		t.Error("a link is shown to whoever did not ask")
	}
	if !strings.HasPrefix(i.Link, "http") {
		t.Errorf("the link asked for is %q", i.Link)
	}
}

func TestTheDateIsTheServices(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.clock.advance(40 * time.Minute)
	date, err := time.Parse(time.RFC1123, w.nobody().get(t, "/healthz").header.Get("Date"))
	if err != nil || date.Sub(w.clock.now()).Abs() > 5*time.Second {
		t.Errorf("Date is %v, %v; the service's time is %v", date, err, w.clock.now())
	}
}

// TestAChangeOfTypeBitesOnTheNextRequest.
func TestAChangeOfTypeBitesOnTheNextRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ben, u := w.as(t, w.ben), w.user(t, w.ben.id)
	ben.get(t, w.in("users")).want(t, 200)
	w.as(t, w.amelie).patch(t, w.in("users/"+u.ID), map[string]any{"user_type": "user"}, ifMatch(u.Version)).want(t, 200)
	ben.get(t, w.in("users")).wantCode(t, 403, account.Forbidden)
	ben.post(t, w.in("invitations"), map[string]any{"email": unique(t), "user_type": "user"}).wantCode(t, 403, account.Forbidden)
}

func TestInvitationsAreLimitedPerHour(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *server.Config) { c.InvitationsPerHour, c.MessagesPerHour = 6, 0 })
	admin := w.as(t, w.amelie)
	invite := func() answer {
		return admin.post(t, w.in("invitations"), map[string]any{"email": unique(t), "user_type": "user"})
	}
	for range 6 {
		invite().want(t, 201)
	}
	invite().wantCode(t, 429, account.RateLimited)
	w.clock.advance(61 * time.Minute)
	i := read[account.Invitation](t, invite().want(t, 201))
	for range 4 {
		admin.post(t, w.in("invitations/"+i.ID+"/resend"), nil).want(t, 200)
	}
	admin.post(t, w.in("invitations/"+i.ID+"/resend"), nil).wantCode(t, 429, account.RateLimited)
	if now := w.invitation(t, i.ID); now.SentCount != 5 {
		t.Errorf("sent %d times, want the 5 messages of an hour", now.SentCount)
	}
	w.clock.advance(61 * time.Minute)
	admin.post(t, w.in("invitations/"+i.ID+"/resend"), nil).want(t, 200)
}

// TestTheMessageOfAnInvitationIsText, whatever it looks like.
func TestTheMessageOfAnInvitationIsText(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	message := "Bonjour,\n\"<script>alert(1)</script>\" & <b>welcome</b>"
	i := read[account.Invitation](t, admin.post(t, w.in("invitations"), map[string]any{
		"email": unique(t), "user_type": "user", "message": message, "language": "fr", "return_link": true,
	}).want(t, 201))
	if i.Message != message || i.Language != "fr" {
		t.Errorf("the invitation says %q in %s", i.Message, i.Language)
	}
	a := w.nobody().get(t, "/invitation/"+i.Link[strings.LastIndexByte(i.Link, '/')+1:]).want(t, 200)
	if bytes.Contains(a.body, []byte("<script>alert")) || bytes.Contains(a.body, []byte("<b>welcome")) {
		t.Error("the page takes the message for HTML")
	}
	policy := a.header.Get("Content-Security-Policy")
	for _, part := range []string{"default-src", "frame-ancestors 'none'"} {
		if !strings.Contains(policy, part) {
			t.Errorf("the page's policy %q lacks %s", policy, part)
		}
	}
	if a.header.Get("Referrer-Policy") != "no-referrer" || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("the page's headers are %v", a.header)
	}
	w.wantLink(t, "https://x.example/invitation/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 404)
}
