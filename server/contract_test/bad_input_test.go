package contract_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/account"
)

// TestBadInputChangesNothing: for every field of every operation's body in the
// published document, what it cannot take gets a problem of the contract.
func TestBadInputChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.openAPI(t)
	for _, r := range contractRows() {
		o := d.operation(r.op)
		if o.RequestBody == nil {
			continue
		}
		t.Run(r.op, func(t *testing.T) {
			made := r.ready(t, w, w.as(t, w.amelie), w.amelie)
			before := w.dump(t)
			for _, field := range d.bodyFields(o) {
				w.tryField(t, r, made, field)
			}
			w.tryBodies(t, r, made)
			w.wantUnchanged(t, before)
			if r.tries { // codes typed wrong count, for a while
				w.clock.advance(16 * time.Minute)
				made = r.ready(t, w, w.as(t, w.amelie), w.amelie)
			}
			r.send(t, w.as(t, w.amelie), made).want(t, r.status)
			made.done()
		})
	}
}

// intruder is Amélie's session from an address of its own, so that refused
// sign-ins lock nobody out.
func (w *world) intruder(t *testing.T, n int) caller {
	c := w.as(t, w.amelie)
	c.from = fmt.Sprintf("203.0.%d.%d", 100+n/250, n%250)
	return c
}

func (w *world) tryField(t *testing.T, r row, made call, field string) {
	t.Helper()
	n, known := natureOf(r.op, field)
	if !known {
		t.Errorf("the field %s is new: say what is bad for it", field)
		return
	}
	base, _ := made.body.(map[string]any)
	for i, value := range badValues(n) {
		bad := made
		bad.body = withField(t, base, field, value)
		a := r.send(t, w.intruder(t, i), bad)
		if p, err := a.problem(); err != nil || a.status/100 != 4 {
			t.Errorf("%s: %.60q got %d %.300s %v", field, value, a.status, a.body, err)
		} else if a.status == 422 && p.Code == account.ValidationFailed && len(p.Errors) == 0 {
			t.Errorf("%s: %.60q is a fault of no field: %s", field, value, a.body)
		}
	}
	for _, again := range []string{field, strings.ToUpper(field)} {
		twice := made
		twice.body = duplicated(t, base, field, again)
		if a := r.send(t, w.intruder(t, 99), twice); a.status/100 != 4 {
			t.Errorf("%s and %s got %d %.300s", field, again, a.status, a.body)
		}
	}
}

// withField writes the body with one field's text replaced.
func withField(t *testing.T, base map[string]any, field, value string) raw {
	t.Helper()
	parts := []string{fmt.Sprintf("%q:%s", field, value)}
	for _, name := range slices.Sorted(maps.Keys(base)) {
		if name == field {
			continue
		}
		text, err := json.Marshal(base[name])
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, fmt.Sprintf("%q:%s", name, text))
	}
	return raw("{" + strings.Join(parts, ",") + "}")
}

// duplicated writes the good body with one field a second time, named again.
func duplicated(t *testing.T, base map[string]any, field, again string) raw {
	t.Helper()
	value, found := base[field]
	if !found {
		value = nil
	}
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	body := withField(t, base, field, string(text))
	return body[:len(body)-1] + raw(fmt.Sprintf(",%q:%s}", again, text))
}

func (w *world) tryBodies(t *testing.T, r row, made call) {
	t.Helper()
	for name, body := range badBodies() {
		bad := made
		bad.body = body
		a := r.send(t, w.intruder(t, 200), bad)
		if _, err := a.problem(); err != nil || a.status/100 != 4 {
			t.Errorf("%s: got %d %.300s %v", name, a.status, a.body, err)
		}
		if name == "ten megabytes" && a.status != 413 {
			t.Errorf("%s: got %d", name, a.status)
		}
	}
	for _, kind := range []string{"text/plain", "application/xml", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "application/jsonx", "json", "\xff"} {
		bad := made
		bad.opts = append(slices.Clone(made.opts), header("Content-Type", kind))
		if made.body == nil {
			bad.body = map[string]any{}
		}
		r.send(t, w.intruder(t, 201), bad).wantCode(t, 415, account.UnsupportedMediaType)
	}
}

// dump is everything of both accounts that a change would show in, as text.
func (w *world) dump(t *testing.T) map[string]string {
	t.Helper()
	admin, out := w.as(t, w.amelie), map[string]string{}
	eventually(t, patience, "all mail sent", func() bool {
		return !slices.ContainsFunc(all[account.Invitation](t, admin, w.in("invitations")), func(i account.Invitation) bool {
			return i.Delivery.State == account.DeliveryQueued
		})
	})
	for _, path := range []string{"users", "external-users", "invitations?state=pending", "invitations?state=cancelled", "external-access-requests"} {
		for _, item := range all[json.RawMessage](t, admin, w.in(path)) {
			var i identified
			if err := json.Unmarshal(item, &i); err != nil {
				t.Fatal(err)
			}
			out[path+" "+i.ID] = normal(t, item)
		}
	}
	out["account"] = string(admin.get(t, "/v1/accounts/"+w.maple).body)
	out["me"] = string(admin.get(t, "/v1/me").body)
	out["feed"] = string(admin.get(t, w.in("changes?since=now")).body)
	out["lumen"] = string(w.as(t, w.oda).get(t, "/v1/accounts/"+w.lumen+"/changes?since=now").body)
	return out
}

func (w *world) wantUnchanged(t *testing.T, before map[string]string) {
	t.Helper()
	after := w.dump(t)
	for k, v := range before {
		if after[k] != v {
			t.Errorf("%s changed from %s to %s", k, v, after[k])
		}
	}
	for k := range after {
		if _, was := before[k]; !was {
			t.Errorf("%s came into being", k)
		}
	}
}

// TestBadQueriesAreRefused: for every query parameter of every operation.
func TestBadQueriesAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.openAPI(t)
	bad := map[string][]string{
		"limit":     {"0", "-1", "501", "x", "1.5", "1e2", "99999999999999999999", "\x00", "0x10", " 1"},
		"cursor":    {"x", "\x00", "AAAA", "💣", strings.Repeat("A", 5000)},
		"since":     {"-5", "x", "1.5", "99999999999999999999", "Now", "\x00"},
		"state":     {"x", "PENDING", "pending,cancelled", "\x00"},
		"user_type": {"x", "Administrator", "\x00"},
		"from":      {"yesterday", "17", "2026-02-30T00:00:00Z", "\x00"},
		"to":        {"tomorrow", "17", "2026-02-30T00:00:00Z", "\x00"},
	}
	lenient := []string{"q", "actor", "target", "action"} // anything may be looked for
	for _, r := range contractRows() {
		for _, name := range d.operation(r.op).queryParameters() {
			values, known := bad[name]
			if !known && !slices.Contains(lenient, name) {
				t.Errorf("%s: the parameter %s is new: say what is bad for it", r.op, name)
			}
			for _, value := range values {
				a := w.query(t, r, name, value)
				if _, err := a.problem(); err != nil || a.status/100 != 4 {
					t.Errorf("%s: %s=%.40q got %d %.200s %v", r.op, name, value, a.status, a.body, err)
				}
			}
			for _, value := range []string{"\x00", "\xff\xfe", "💣", "a\r\nb", "%", "'", strings.Repeat("x", 20_000)} {
				if a := w.query(t, r, name, value); a.status/100 == 5 {
					t.Errorf("%s: %s=%.40q got %d", r.op, name, value, a.status)
				}
			}
		}
	}
}

func (w *world) query(t *testing.T, r row, name, value string) answer {
	t.Helper()
	admin := w.as(t, w.amelie)
	made := r.ready(t, w, admin, w.amelie)
	defer made.done()
	path, _, _ := strings.Cut(made.path, "?")
	return r.send(t, admin, call{path: path + "?" + url.Values{name: {value}}.Encode()})
}

// TestBadHeadersAreRefused.
func TestBadHeadersAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	for _, value := range []string{"", "Bearer", "Bearer ", "bearer", "Basic YTpi", "Bearer x y", "Bearer " + strings.Repeat("A", 20_000), "Bearer \xff", admin.token, "Bearer " + admin.token + "x"} {
		w.nobody().get(t, "/v1/me", header("Authorization", value)).wantCode(t, 401, account.Unauthenticated)
	}
	for _, value := range []string{strings.Repeat("k", 10_000), "\xff\xfe"} {
		body := map[string]any{"email": unique(t), "user_type": "user"}
		if a := admin.post(t, w.in("invitations"), body, key(value)); a.status/100 != 4 {
			t.Errorf("the key %.20q got %d", value, a.status)
		}
	}
	admin.get(t, w.in("permissions"), header("Accept-Language", strings.Repeat("fr;q=x,\xff", 1000))).want(t, 200)
	fr := admin.get(t, w.in("permissions"), header("Accept-Language", "de, fr-CA;q=0.8, en;q=0.5")).want(t, 200)
	en := admin.get(t, w.in("permissions"), header("Accept-Language", "en-GB")).want(t, 200)
	if string(fr.body) == string(en.body) || fr.header.Get("Content-Language") == en.header.Get("Content-Language") {
		t.Error("the catalogue is the same in both languages")
	}
}
