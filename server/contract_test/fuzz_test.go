package contract_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"rollcall/account"
)

// FuzzCursor: a cursor that the service did not give is refused, and never a
// fault of the service.
func FuzzCursor(f *testing.F) {
	w := newWorld(f)
	admin := w.as(f, w.amelie)
	page := read[account.Page[identified]](f, admin.get(f, w.in("users?limit=1")))
	good := page.NextCursor
	for _, s := range []string{"", "x", good, good + "=", strings.ToLower(good), "💣", "\x00", "eyJpZCI6MX0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, cursor string) {
		a, err := admin.send(t.Context(), http.MethodGet, w.in("users?limit=1&cursor="+url.QueryEscape(cursor)), nil)
		if err != nil {
			t.Fatal(err)
		}
		if cursor == "" || cursor == good {
			a.want(t, 200)
			return
		}
		if _, err := a.problem(); err != nil || (a.status != 400 && a.status != 422) {
			t.Fatalf("the cursor %q got %d %s %v", cursor, a.status, a.body, err)
		}
	})
}

// FuzzIfMatch: only the version in quotes changes anything.
func FuzzIfMatch(f *testing.F) {
	w := newWorld(f)
	admin, u := w.as(f, w.amelie), w.user(f, w.aSpare())
	for _, s := range []string{"", "*", "1", `"2"`, `W/"1"`, `"1", "2"`, `"01"`, `""`, "\xff", `"1`, `"+1"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, match string) {
		if strings.ContainsFunc(match, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			return // the client refuses to send it
		}
		named := strings.Contains(match, fmt.Sprintf(`"%d"`, u.Version)) || strings.Contains(match, "*")
		a, err := admin.send(t.Context(), http.MethodPatch, w.in("users/"+u.ID), map[string]any{"job_title": "Fuzz"}, header("If-Match", match))
		if err != nil {
			t.Fatal(err)
		}
		if a.status == http.StatusOK && named {
			u = read[account.User](t, a)
			return
		}
		if _, err := a.problem(); err != nil || a.status/100 != 4 {
			t.Fatalf("If-Match: %q got %d %s %v", match, a.status, a.body, err)
		}
	})
}
