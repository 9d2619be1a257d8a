package contract_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// duel is two administrators of one account, each about to remove the other.
type duel struct {
	path string
	a, b *contender
}

type contender struct {
	id string
	caller
}

// administrators gives who is administrator, as the account's list says.
func (d duel) administrators(t *testing.T, c caller) []string {
	t.Helper()
	var ids []string
	for _, u := range all[account.User](t, c, d.path+"/users?user_type=administrator") {
		ids = append(ids, u.ID)
	}
	return ids
}

func (d duel) version(t *testing.T, c caller, id string) int64 {
	t.Helper()
	return read[account.User](t, c.get(t, d.path+"/users/"+id)).Version
}

// TestTheLastAdministratorSurvivesDemotionsAtOneMoment: R10, by two
// administrators who demote each other, and by an external one who demotes both.
func TestTheLastAdministratorSurvivesDemotionsAtOneMoment(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := duel{
		path: "/v1/accounts/" + w.maple,
		a:    &contender{w.amelie.id, w.as(t, w.amelie)}, b: &contender{w.ben.id, w.as(t, w.ben)},
	}
	outside := w.as(t, w.xena)
	for i := range rounds(t, 1000) {
		by := [2]caller{d.b.caller, d.a.caller} // who demotes a, and who demotes b
		if i%2 == 1 {
			by = [2]caller{outside, outside}
		}
		d.demoteBoth(t, by)
		d.reinstate(t, outside)
	}
}

func (d duel) demoteBoth(t *testing.T, by [2]caller) {
	t.Helper()
	whom := [2]*contender{d.a, d.b}
	versions := [2]int64{d.version(t, by[0], d.a.id), d.version(t, by[1], d.b.id)}
	answers := together(2, func(i int) answer {
		a, err := by[i].send(t.Context(), http.MethodPatch, d.path+"/users/"+whom[i].id, map[string]any{"user_type": "user"}, ifMatch(versions[i]))
		if err != nil {
			t.Error(err)
		}
		return a
	})
	checkOneWon(t, answers, 403)
}

// checkOneWon: one act is done; the other meets the last administrator, or
// comes from somebody who is no longer entitled.
func checkOneWon(t *testing.T, answers []answer, orElse ...int) {
	t.Helper()
	won := 0
	for _, a := range answers {
		p, err := a.problem()
		switch {
		case a.status == http.StatusOK:
			won++
		case err != nil:
			t.Fatalf("%d %s: %v", a.status, a.body, err)
		case p.Code == account.LastAdministrator || slices.Contains(orElse, a.status):
		default:
			t.Fatalf("the loser got %d %s", a.status, a.body)
		}
	}
	if won != 1 {
		t.Fatalf("%d of two acts were done: %s | %s", won, answers[0].body, answers[1].body)
	}
}

// reinstate finds exactly one administrator and makes the other one again.
func (d duel) reinstate(t *testing.T, c caller) {
	t.Helper()
	left := d.administrators(t, c)
	if len(left) != 1 {
		t.Fatalf("%d administrators are left: %v", len(left), left)
	}
	lost := d.a.id
	if left[0] == d.a.id {
		lost = d.b.id
	}
	c.patch(t, d.path+"/users/"+lost, map[string]any{"user_type": "administrator"}, ifMatch(d.version(t, c, lost))).want(t, 200)
}

// TestTheLastAdministratorSurvivesDeletionsAtOneMoment: R10, each round in an
// account of its own; every other round one of the two demotes instead.
func TestTheLastAdministratorSurvivesDeletionsAtOneMoment(t *testing.T) {
	t.Parallel()
	w := &world{service: newService(t), sessions: map[*person]caller{}}
	n := rounds(t, 20)
	duels := importDuels(t, w, n)
	for i, pair := range duels {
		d := duel{
			path: fmt.Sprintf("/v1/accounts/acc-%d", i),
			a:    &contender{pair[0].id, w.as(t, pair[0])}, b: &contender{pair[1].id, w.as(t, pair[1])},
		}
		d.removeEachOther(t, i%2 == 1)
	}
}

func (d duel) removeEachOther(t *testing.T, demote bool) {
	t.Helper()
	versions := [2]int64{d.version(t, d.b.caller, d.a.id), d.version(t, d.a.caller, d.b.id)}
	answers := together(2, func(i int) answer {
		by, whom, method, body := d.b, d.a, http.MethodDelete, any(nil)
		if i == 1 {
			by, whom = d.a, d.b
		}
		if i == 1 && demote {
			method, body = http.MethodPatch, map[string]any{"user_type": "user"}
		}
		a, err := by.send(t.Context(), method, d.path+"/users/"+whom.id, body, ifMatch(versions[i]))
		if err != nil {
			t.Error(err)
		}
		return a
	})
	checkOneWon(t, answers, 401, 403)
	winner := d.b // who deleted a
	if answers[1].status == http.StatusOK {
		winner = d.a
	}
	if left := d.administrators(t, winner.caller); !slices.Equal(left, []string{winner.id}) {
		t.Fatalf("left are %v, want %s", left, winner.id)
	}
}

// importDuels makes n accounts of two administrators and starts the service.
func importDuels(t *testing.T, w *world, n int) [][2]*person {
	t.Helper()
	hash, since := cheapHash(), w.clock.now().UTC().Truncate(time.Second).Add(-24*time.Hour)
	var accounts []store.ImportedAccount
	var pairs [][2]*person
	for i := range n {
		a := store.ImportedAccount{ID: fmt.Sprintf("acc-%d", i), Name: "Duel", Number: fmt.Sprint(30000 + i), CreatedAt: since}
		var pair [2]*person
		for j := range pair {
			name := fmt.Sprintf("duellist%d-%d", i, j)
			pair[j] = &person{id: "p-" + name, email: name + "@duel.example", username: name, password: password}
			a.Users = append(a.Users, importedUser(pair[j], account.Administrator, since, hash))
		}
		accounts, pairs = append(accounts, a), append(pairs, pair)
	}
	if err := importInto(w.dir, accounts, since); err != nil {
		t.Fatal(err)
	}
	w.start(t)
	return pairs
}

// TestTheLastAdministratorIsCountedAtHome: external administrators and pending
// invitations do not count (R10).
func TestTheLastAdministratorIsCountedAtHome(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, outside := w.as(t, w.amelie), w.as(t, w.xena)
	ben := w.user(t, w.ben.id)
	admin.post(t, w.in("invitations"), map[string]any{"email": unique(t), "user_type": "administrator"}).want(t, 201)
	admin.patch(t, w.in("users/"+ben.ID), map[string]any{"user_type": "user"}, ifMatch(ben.Version)).want(t, 200)

	me := w.user(t, w.amelie.id)
	outside.delete(t, w.in("users/"+me.ID), ifMatch(me.Version)).wantCode(t, 409, account.LastAdministrator)
	outside.patch(t, w.in("users/"+me.ID), map[string]any{"user_type": "user"}, ifMatch(me.Version)).wantCode(t, 409, account.LastAdministrator)
	admin.patch(t, w.in("users/"+me.ID), map[string]any{"user_type": "user"}, ifMatch(me.Version)).wantCode(t, 409, account.LastAdministrator)
	admin.delete(t, w.in("users/"+me.ID), ifMatch(me.Version)).wantCode(t, 409, account.OwnUser)
	if now := w.user(t, w.amelie.id); now.Version != me.Version || now.UserType != account.Administrator {
		t.Errorf("a refused act changed the user: %+v", now)
	}
}

// TestNobodyChangesTheirOwnTypeOrDeletesThemselves: R10 and own_user.
func TestNobodyChangesTheirOwnTypeOrDeletesThemselves(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, me := w.as(t, w.amelie), w.user(t, w.amelie.id)
	admin.delete(t, w.in("users/"+me.ID), ifMatch(me.Version)).wantCode(t, 409, account.OwnUser)
	for _, body := range []map[string]any{
		{"user_type": "user"},
		{"user_type": "custom", "permissions": []string{"contacts.view"}},
	} {
		admin.patch(t, w.in("users/"+me.ID), body, ifMatch(me.Version)).wantCode(t, 409, account.OwnUser)
	}
	admin.patch(t, w.in("users/"+me.ID), map[string]any{"job_title": "Head"}, ifMatch(me.Version)).want(t, 200)
	if a := admin.patch(t, "/v1/me", map[string]any{"user_type": "user"}, ifMatch(me.Version+1)); a.status/100 != 4 {
		t.Errorf("one's own type was writable through the profile: %d", a.status)
	}
}
