package contract_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"rollcall/account"
)

// identified is what every item of a list has.
type identified struct {
	ID string `json:"id"`
}

// TestEveryRowThatStaysIsSeenOnce: while rows come and go between the pages,
// each row that lives throughout appears exactly once.
func TestEveryRowThatStaysIsSeenOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	dice := rand.New(rand.NewPCG(2, 7)) // the same each time
	for range rounds(t, 20) {
		w.walkInvitations(t, dice)
	}
}

func (w *world) walkInvitations(t *testing.T, dice *rand.Rand) {
	t.Helper()
	admin := w.as(t, w.amelie)
	living := map[string]account.Invitation{}
	for range 12 {
		i := w.invite(t, unique(t))
		living[i.ID] = i
	}
	for _, i := range all[account.Invitation](t, admin, w.in("invitations?state=pending")) {
		living[i.ID] = i
	}
	seen := map[string]int{}
	for cursor := ""; ; {
		page := read[account.Page[identified]](t, admin.get(t, w.in(fmt.Sprintf("invitations?state=pending&limit=%d&cursor=%s", 1+dice.IntN(4), url.QueryEscape(cursor)))))
		for _, item := range page.Items {
			seen[item.ID]++
		}
		if cursor = page.NextCursor; cursor == "" {
			break
		}
		w.churn(t, dice, living)
	}
	for id := range living {
		if seen[id] != 1 {
			t.Fatalf("%s lived throughout and was seen %d times", id, seen[id])
		}
	}
	for id, n := range seen {
		if n > 1 {
			t.Fatalf("%s was seen %d times", id, n)
		}
	}
}

// churn cancels one of those living, resends another, or invites somebody, who
// may be seen or not.
func (w *world) churn(t *testing.T, dice *rand.Rand, living map[string]account.Invitation) {
	t.Helper()
	admin := w.as(t, w.amelie)
	ids := slices.Sorted(maps.Keys(living))
	one := ids[dice.IntN(len(ids))]
	switch dice.IntN(3) {
	case 0:
		admin.delete(t, w.in("invitations/"+one), ifMatch(living[one].Version)).want(t, 204)
		delete(living, one)
	case 1:
		living[one] = read[account.Invitation](t, admin.post(t, w.in("invitations/"+one+"/resend"), nil).want(t, 200))
	default:
		w.invite(t, unique(t))
	}
}

func TestPagesCoverEachListOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	for range 5 {
		w.invite(t, unique(t))
	}
	for range 9 {
		admin.post(t, w.in("external-access-requests"), w.asking(unique(t))).want(t, 201)
	}
	want := map[string]int{"users": spareCount + 4, "external-users": spareCount + 4, "invitations": 5, "external-access-requests": 9, "users?user_type=administrator": 2, "users?q=SPARE": spareCount}
	for list, total := range want {
		joint := "?"
		if strings.Contains(list, "?") {
			joint = "&"
		}
		seen := map[string]bool{}
		path := w.in(list + joint + "limit=7")
		for next := path; next != ""; {
			page := read[account.Page[identified]](t, admin.get(t, next))
			for _, item := range page.Items {
				seen[item.ID] = true
			}
			next = ""
			if page.NextCursor != "" {
				next = path + "&cursor=" + url.QueryEscape(page.NextCursor)
			}
		}
		if len(seen) != total {
			t.Errorf("%s: %d items, want %d", list, len(seen), total)
		}
	}
}

// TestACursorFromElsewhereIsRefused: of another list, another account, another
// filter, or made up.
func TestACursorFromElsewhereIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	for range 3 {
		w.invite(t, unique(t))
	}
	own := w.cursor(t, admin, w.in("users?limit=1"))
	foreign := w.cursor(t, w.as(t, w.oda), "/v1/accounts/"+w.lumen+"/users?limit=1")
	refused := map[string][]string{
		"users":                         {foreign, w.cursor(t, admin, w.in("invitations?limit=1")), w.cursor(t, admin, w.in("external-users?limit=1")), w.cursor(t, admin, w.in("activity?limit=1"))},
		"users?user_type=administrator": {own},
		"users?q=a":                     {own},
		"invitations":                   {own, foreign},
		"external-users":                {own},
		"activity":                      {own, foreign},
		"external-access-requests":      {own, foreign},
	}
	garbage := []string{"x", "0", "-1", "null", "AAAA", own + "A", own[1:], own[:len(own)-1], own + own, "\x00", "'; drop table users; --", strings.Repeat("A", 4000), "💣", "\xff\xfe"}
	for list, cursors := range refused {
		joint := "?cursor="
		if strings.Contains(list, "?") {
			joint = "&cursor="
		}
		for _, c := range append(cursors, garbage...) {
			a := admin.get(t, w.in(list+joint+url.QueryEscape(c)))
			p, err := a.problem()
			if err != nil || (p.Code != account.ValidationFailed && p.Code != account.MalformedRequest) {
				t.Errorf("%s took the cursor %.60q: %d %.200s %v", list, c, a.status, a.body, err)
			}
		}
	}
}

// cursor gives the cursor of the page after.
func (w *world) cursor(t *testing.T, c caller, path string) string {
	t.Helper()
	page := read[account.Page[identified]](t, c.get(t, path))
	if page.NextCursor == "" {
		t.Fatalf("%s has no second page", path)
	}
	return page.NextCursor
}

// TestUsersAreFoundWithoutRegardToCaseAndAccents in names, addresses and user names.
func TestUsersAreFoundWithoutRegardToCaseAndAccents(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	u := w.user(t, w.aSpare())
	admin.patch(t, w.in("users/"+u.ID), map[string]any{"first_name": "Zoé", "last_name": "Łukasz-Öberg 100%"}, ifMatch(u.Version)).want(t, 200)
	for _, q := range []string{"zoé", "ZOE", "oberg", "Öber", "zoe łuk", "100%", u.Username, strings.ToUpper(u.Email)} {
		found := all[account.User](t, admin, w.in("users?q="+url.QueryEscape(q)))
		if !slices.ContainsFunc(found, func(f account.User) bool { return f.ID == u.ID }) {
			t.Errorf("%q finds %d users, not the one", q, len(found))
		}
	}
	for _, q := range []string{"zo_", "z%g", "%", "_", "*"} {
		for _, f := range all[account.User](t, admin, w.in("users?q="+url.QueryEscape(q))) {
			if q != "%" || f.ID != u.ID {
				t.Errorf("%q is no pattern, yet finds %s", q, f.Username)
			}
		}
	}
}
