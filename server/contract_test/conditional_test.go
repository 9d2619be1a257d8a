package contract_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"rollcall/account"
)

// needsVersion lists the calls that the contract wants If-Match on, exactly.
func needsVersion() []string {
	return []string{
		"PATCH /v1/me", "PATCH" + inAccount, "PATCH" + inAccount + "/users/{id}", "DELETE" + inAccount + "/users/{id}",
		"DELETE" + inAccount + "/invitations/{id}", "PATCH" + inAccount + "/external-users/{id}", "DELETE" + inAccount + "/external-users/{id}",
	}
}

// honoursVersion lists the calls that check If-Match when it is sent.
func honoursVersion() []string {
	return []string{"POST" + inAccount + "/invitations/{id}/resend", "POST" + inAccount + "/invitations/{id}/restore", "PUT" + inAccount + "/users/{id}/password"}
}

// TestTheVersionIsAskedForWhereTheContractSays: 428 without it and 412 when it
// moved on, on exactly the listed calls; checked when sent on the acts on
// invitations; ignored elsewhere.
func TestTheVersionIsAskedForWhereTheContractSays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	for _, r := range contractRows() {
		t.Run(r.op, func(t *testing.T) {
			c := r.ready(t, w, admin, w.amelie)
			c.opts = nil
			stale := c
			stale.opts = []option{ifMatch(4711)}
			switch {
			case slices.Contains(needsVersion(), r.op):
				r.send(t, admin, c).wantCode(t, 428, account.PreconditionRequired)
				r.send(t, admin, stale).wantCode(t, 412, account.VersionMismatch)
			case slices.Contains(honoursVersion(), r.op):
				r.send(t, admin, stale).wantCode(t, 412, account.VersionMismatch)
				r.send(t, admin, c).want(t, r.status)
			case !r.ends:
				r.send(t, admin, stale).want(t, r.status)
			}
			c.done()
		})
	}
}

func TestTheVersionIsReadStrictly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, u := w.as(t, w.amelie), w.user(t, w.aSpare())
	path, body := w.in("users/"+u.ID), map[string]any{"job_title": "Binder"}
	for _, value := range []string{"1", `"one"`, `"1`, `W/"1"`, `"1", "x`, `"-1"`, `"01"`, `"1.0"`, `"9999999999999999999999"`, `"` + strings.Repeat("1", 9000) + `"`, "\"1\xff\"", "1\"", `""`} {
		a := admin.patch(t, path, body, header("If-Match", value))
		if _, err := a.problem(); err != nil || a.status == http.StatusOK {
			t.Errorf("If-Match: %.40s got %d %s %v", value, a.status, a.body, err)
		}
	}
	if now := w.user(t, u.ID); now.Version != u.Version {
		t.Fatalf("the version moved to %d", now.Version)
	}
	admin.patch(t, path, body, ifMatch(u.Version)).want(t, 200)
}

// TestTheVersionCountsChangesByPeople: not deliveries, sign-ins or time.
func TestTheVersionCountsChangesByPeople(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	u := w.user(t, w.ugo.id)
	w.signIn(t, w.ugo).get(t, "/v1/me").want(t, 200)
	if now := w.user(t, u.ID); now.Version != u.Version || now.LastActiveAt.IsZero() {
		t.Errorf("after a sign-in: version %d, was %d; last active %v", now.Version, u.Version, now.LastActiveAt)
	}
	changed := read[account.User](t, admin.patch(t, w.in("users/"+u.ID), map[string]any{"phone": "555-0134"}, ifMatch(u.Version)).want(t, 200))
	if changed.Version != u.Version+1 || changed.Phone != "555-0134" {
		t.Errorf("after a change: %+v", changed)
	}
	i := w.invite(t, unique(t))
	w.waitSent(t, i.ID)
	if now := w.invitation(t, i.ID); now.Version != i.Version {
		t.Errorf("the delivery moved the version from %d to %d", i.Version, now.Version)
	}
	resent := read[account.Invitation](t, admin.post(t, w.in("invitations/"+i.ID+"/resend"), nil, ifMatch(i.Version)).want(t, 200))
	if resent.Version <= i.Version {
		t.Errorf("a resend is an act of a person, yet the version is %d", resent.Version)
	}
}

// waitSent waits until the invitation's mail was taken.
func (w *world) waitSent(t *testing.T, id string) {
	t.Helper()
	eventually(t, patience, "mail sent", func() bool {
		return w.invitation(t, id).Delivery.State == account.DeliverySent
	})
}

// TestAnUnchangedItemIsNotSentAgain: ETag and If-None-Match (RFC 9110).
func TestAnUnchangedItemIsNotSentAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	i := w.invite(t, unique(t))
	w.waitSent(t, i.ID)
	u := w.user(t, w.aSpare())
	for _, path := range []string{"/v1/me", "/v1/accounts/" + w.maple, w.in("users/" + u.ID), w.in("invitations/" + i.ID), w.in("external-users/" + w.spareAccess())} {
		first := admin.get(t, path).want(t, 200)
		tag := first.header.Get("ETag")
		if tag == "" || !strings.HasSuffix(tag, `"`) {
			t.Errorf("%s has the ETag %q", path, tag)
			continue
		}
		same := admin.get(t, path, header("If-None-Match", tag)).want(t, 304)
		if len(same.body) != 0 {
			t.Errorf("%s: 304 with a body", path)
		}
		admin.get(t, path, header("If-None-Match", `"other", `+tag)).want(t, 304)
		admin.get(t, path, header("If-None-Match", "*")).want(t, 304)
		admin.get(t, path, header("If-None-Match", `"other"`)).want(t, 200)
	}
	tag := admin.get(t, w.in("users/"+u.ID)).header.Get("ETag")
	changed := admin.patch(t, w.in("users/"+u.ID), map[string]any{"job_title": "Editor"}, header("If-Match", tag)).want(t, 200)
	if changed.header.Get("ETag") == tag {
		t.Error("the tag did not change with the user")
	}
	admin.get(t, w.in("users/"+u.ID), header("If-None-Match", tag)).want(t, 200)
}

// TestTheOrderOfChecks takes one call that is wrong in every way and puts it
// right step by step: 401, account 404, 403, 400, item 404, idempotency, 422,
// 428, 412, 409, done.
func TestTheOrderOfChecks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	nobody, user, admin := w.nobody(), w.as(t, w.ugo), w.as(t, w.amelie)
	me := w.user(t, w.amelie.id)
	spare := w.user(t, w.aSpare())
	used := key("order")
	admin.patch(t, w.in("users/"+me.ID), map[string]any{"job_title": "Owner"}, used, ifMatch(me.Version)).want(t, 200)
	me = w.user(t, w.amelie.id)

	const broken, invalid, forbidden = raw(`{"user_type":`), raw(`{"user_type":"emperor"}`), raw(`{"user_type":"user"}`)
	elsewhere, unknown, mine := "/v1/accounts/none/users/none", w.in("users/none"), w.in("users/"+me.ID)
	steps := []struct {
		name   string
		c      caller
		path   string
		body   raw
		opts   []option
		status int
		code   account.Code
	}{
		{"no session", nobody, elsewhere, broken, nil, 401, account.Unauthenticated},
		{"no such account", user, elsewhere, broken, nil, 404, account.NotFound},
		{"not an administrator", user, unknown, broken, nil, 403, account.Forbidden},
		{"malformed", admin, unknown, broken, []option{used}, 400, account.MalformedRequest},
		{"not JSON", admin, unknown, invalid, []option{used, header("Content-Type", "text/plain")}, 415, account.UnsupportedMediaType},
		{"too large", admin, unknown, raw(`{"user_type":"` + strings.Repeat("x", 2<<20) + `"}`), []option{used}, 413, account.PayloadTooLarge},
		{"no such user", admin, unknown, invalid, []option{used}, 404, account.NotFound},
		{"a key used for something else", admin, mine, invalid, []option{used}, 422, account.IdempotencyReused},
		{"invalid", admin, mine, invalid, nil, 422, account.ValidationFailed},
		{"no version", admin, mine, forbidden, nil, 428, account.PreconditionRequired},
		{"an old version", admin, mine, forbidden, []option{ifMatch(me.Version - 1)}, 412, account.VersionMismatch},
		{"a rule", admin, mine, forbidden, []option{ifMatch(me.Version)}, 409, account.OwnUser},
	}
	for _, s := range steps {
		t.Run(s.name, func(t *testing.T) { s.c.patch(t, s.path, s.body, s.opts...).wantCode(t, s.status, s.code) })
	}
	admin.patch(t, w.in("users/"+spare.ID), forbidden, ifMatch(spare.Version)).want(t, 200)
	if now := w.user(t, me.ID); now.Version != me.Version {
		t.Errorf("a refused step changed the user")
	}
}
