package sqlstore_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

func TestWhatNobodyMayDoToTheAdministrators(t *testing.T) {
	demote := account.UserChange{UserType: ptr(account.RegularUser)}
	for _, c := range []struct {
		name string
		act  func(w *world, other account.User) error
		want account.Code
	}{
		{"demote oneself", func(w *world, _ account.User) error {
			_, err := w.db.UpdateUser(t.Context(), w.act(), w.admin.PersonID, demote)
			return err
		}, account.OwnUser},
		{"move one's own login elsewhere", func(w *world, _ account.User) error {
			_, err := w.db.UpdateUser(t.Context(), w.act(), w.admin.PersonID, account.UserChange{Email: ptr("thief@elsewhere.example")})
			return err
		}, account.OwnUser},
		{"rename one's own login", func(w *world, _ account.User) error {
			_, err := w.db.UpdateUser(t.Context(), w.act(), w.admin.PersonID, account.UserChange{Username: ptr("thief")})
			return err
		}, account.OwnUser},
		{"move the login of an API token's maker", func(w *world, _ account.User) error {
			_, script := w.token(w.admin, "script")
			_, err := w.db.UpdateUser(t.Context(), w.by(script), w.admin.PersonID, account.UserChange{Email: ptr("thief@elsewhere.example")})
			return err
		}, account.OwnUser},
		{"rename oneself", func(w *world, _ account.User) error {
			me := w.user(w.admin.PersonID)
			_, err := w.db.UpdateUser(t.Context(), w.act(), me.ID, account.UserChange{FirstName: ptr("Amélie"), Email: &me.Email, Username: &me.Username})
			return err
		}, ""},
		{"move the login of another", func(w *world, other account.User) error {
			_, err := w.db.UpdateUser(t.Context(), w.act(), other.ID, account.UserChange{Email: ptr("new@elsewhere.example"), Username: ptr("newer")})
			return err
		}, ""},
		{"delete oneself", func(w *world, _ account.User) error {
			_, err := w.db.DeleteUser(t.Context(), w.act(), w.admin.PersonID)
			return err
		}, account.OwnUser},
		{"demote oneself as the last", func(w *world, other account.User) error {
			_, err := w.db.DeleteUser(t.Context(), w.act(), other.ID)
			w.must(err)
			_, err = w.db.UpdateUser(t.Context(), w.act(), w.admin.PersonID, demote)
			return err
		}, account.LastAdministrator},
		{"an external administrator demotes the last", func(w *world, other account.User) error {
			_, err := w.db.DeleteUser(t.Context(), w.act(), other.ID)
			w.must(err)
			_, personID, _ := w.guest("lumen", account.Administrator)
			_, err = w.db.UpdateUser(t.Context(), w.by(w.signIn(personID, w.accountID)), w.admin.PersonID, demote)
			return err
		}, account.LastAdministrator},
		{"demote another", func(w *world, other account.User) error {
			_, err := w.db.UpdateUser(t.Context(), w.act(), other.ID, demote)
			return err
		}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			other := w.join("omar", account.Administrator)
			w.want(c.act(w, other), c.want)
			if a := w.lastActivity(w.accountID); c.want != "" && a.Outcome != account.OutcomeRefused {
				t.Errorf("the attempt was noted as %s %s", a.Action, a.Outcome)
			}
		})
	}
}

func TestTwoAdministratorsDemotingEachOtherAtOneMoment(t *testing.T) {
	w := newWorld(t)
	other := w.join("omar", account.Administrator)
	callers := map[string]store.Caller{w.admin.PersonID: w.admin, other.ID: w.signIn(other.ID, w.accountID)}
	for round := range 50 {
		var wg sync.WaitGroup
		var done [2]error
		for i, pair := range [][2]string{{w.admin.PersonID, other.ID}, {other.ID, w.admin.PersonID}} {
			wg.Go(func() {
				_, done[i] = w.db.UpdateUser(background(), w.by(callers[pair[0]]), pair[1], account.UserChange{UserType: ptr(account.RegularUser)})
			})
		}
		wg.Wait()
		p, err := w.db.Users(t.Context(), w.accountID, account.ListQuery{UserType: account.Administrator})
		w.must(err)
		if len(p.Items) != 1 {
			t.Fatalf("round %d leaves %d administrators: %v, %v", round, len(p.Items), done[0], done[1])
		}
		left := p.Items[0].ID
		for id := range callers {
			if id != left {
				_, err = w.db.UpdateUser(t.Context(), w.by(callers[left]), id, account.UserChange{UserType: ptr(account.Administrator)})
				w.must(err)
			}
		}
	}
}

func TestDeletingAPersonEndsEverythingOfTheirs(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	session := w.signIn(ana.ID, w.accountID)
	away, _ := w.account("lumen")
	access, err := w.db.Grant(t.Context(), store.Grant{AccountID: away, Email: ana.Email, UserType: account.Administrator, Now: w.now})
	w.must(err)

	receipt, err := w.db.DeleteUser(t.Context(), w.act(ana.Version), ana.ID)
	w.must(err)
	if receipt.SessionsEnded != 1 || !receipt.RefusedSince.Equal(w.now) {
		t.Errorf("receipt %+v", receipt)
	}
	st, err := w.db.Standing(t.Context(), store.Identity{SessionID: session.SessionID, PersonID: session.PersonID}, w.accountID, w.now)
	w.must(err)
	if st.Ended != account.ReasonUserDeleted {
		t.Errorf("the session ended as %q", st.Ended)
	}
	if c := w.lastChange(away); c.Kind != account.KindExternalUser || c.Op != account.Delete || c.ID != access.ID {
		t.Errorf("the other account is told %+v", c)
	}
	if a := w.lastActivity(away); a.Actor.ID != "" || a.Action != account.ActionExternalEnded {
		t.Errorf("the other account notes %+v", a)
	}
	w.join("ana", account.RegularUser) // name and address are free again
}

func TestAStaleVersionIsRefused(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	change := account.UserChange{JobTitle: ptr("Editor")}
	u, err := w.db.UpdateUser(t.Context(), w.act(ana.Version), ana.ID, change)
	w.must(err)
	_, err = w.db.UpdateUser(t.Context(), w.act(ana.Version), ana.ID, account.UserChange{JobTitle: ptr("Author")})
	w.want(err, account.VersionMismatch)
	same, err := w.db.UpdateUser(t.Context(), w.act(u.Version), ana.ID, change)
	w.must(err)
	if same.Version != u.Version {
		t.Errorf("saving the same made version %d of %d", same.Version, u.Version)
	}
}

func TestPermissionsBelongToCustomUsers(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.Custom)
	view := []account.Permission{"contacts.view"}
	for _, c := range []struct {
		name   string
		change account.UserChange
		want   account.Code
		held   int
	}{
		{"to a custom user", account.UserChange{Permissions: &view}, "", 1},
		{"with another type", account.UserChange{UserType: ptr(account.RegularUser), Permissions: &view}, account.ValidationFailed, 1},
		{"lost with the type", account.UserChange{UserType: ptr(account.RegularUser)}, "", 0},
		{"to a user", account.UserChange{Permissions: &view}, account.ValidationFailed, 0},
		{"not given back with the type", account.UserChange{UserType: ptr(account.Custom)}, "", 0},
	} {
		_, err := w.db.UpdateUser(t.Context(), w.act(), ana.ID, c.change)
		w.want(err, c.want)
		u, err := w.db.User(t.Context(), w.accountID, ana.ID)
		w.must(err)
		if u.Permissions == nil || len(u.Permissions) != c.held {
			t.Errorf("%s: holds %v", c.name, u.Permissions)
		}
	}
}

func TestWhoIsNoLongerEntitledIsRefusedInTheTransaction(t *testing.T) {
	for _, c := range []struct {
		name   string
		happen func(w *world, omar account.User)
		want   account.Code
	}{
		{"demoted", func(w *world, omar account.User) {
			_, err := w.db.UpdateUser(t.Context(), w.act(), omar.ID, account.UserChange{UserType: ptr(account.RegularUser)})
			w.must(err)
		}, account.Forbidden},
		{"deleted", func(w *world, omar account.User) {
			_, err := w.db.DeleteUser(t.Context(), w.act(), omar.ID)
			w.must(err)
		}, account.SessionEnded},
		{"idle for 30 days", func(w *world, _ account.User) { w.now = w.now.Add(store.SessionIdle) }, account.SessionEnded},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			omar := w.join("omar", account.Administrator)
			session := w.signIn(omar.ID, w.accountID)
			c.happen(w, omar)
			_, err := w.db.Invite(t.Context(), w.by(session), account.NewInvitation{Email: "x@northlight.example", UserType: account.RegularUser})
			w.want(err, c.want)
		})
	}
}

func TestSearchLooksPastCaseAndAccents(t *testing.T) {
	w := newWorld(t)
	u := w.join("amelie", account.RegularUser)
	_, err := w.db.UpdateUser(t.Context(), w.act(), u.ID, account.UserChange{FirstName: ptr("Amélie"), LastName: ptr("Bélanger-Straße")})
	w.must(err)
	for q, want := range map[string]int{
		"AMELIE": 1, "bélanger amé": 1, "Northlight.EXAMPLE": 1, "belanger-stra": 1, "nobody": 0, "%": 0, "_": 0, "": 2,
	} {
		p, err := w.db.Users(t.Context(), w.accountID, account.ListQuery{Search: q})
		w.must(err)
		if len(p.Items) != want {
			t.Errorf("%q finds %d, want %d", q, len(p.Items), want)
		}
	}
}

func TestLastActivityIsNotedHourlyAndChangesNoVersion(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	session := w.signIn(ana.ID, w.accountID)
	seen := func() (time.Time, int64, int64) {
		u, err := w.db.User(t.Context(), w.accountID, ana.ID)
		w.must(err)
		return u.LastActiveAt, u.Version, w.changes(w.accountID, account.SinceNow).Next
	}
	began := w.now
	for _, c := range []struct {
		after time.Duration
		want  time.Time
	}{{time.Minute, began}, {59 * time.Minute, began.Add(time.Hour)}, {59 * time.Minute, began.Add(time.Hour)}} {
		_, _, before := seen()
		w.now = w.now.Add(c.after)
		w.must(w.db.Touch(t.Context(), store.Identity{SessionID: session.SessionID}, w.accountID, w.now))
		at, version, seq := seen()
		if !at.Equal(c.want) || version != ana.Version {
			t.Errorf("at %v: last active %v, version %d", w.now, at, version)
		}
		if moved := seq != before; moved != w.now.Equal(c.want) {
			t.Errorf("at %v: the feed went from %d to %d", w.now, before, seq)
		}
	}
}

func TestCursorsStayStableWhileRowsComeAndGo(t *testing.T) {
	w := newWorld(t)
	stay := map[string]bool{}
	for i := range 30 {
		u := w.join(fmt.Sprintf("user%d", i), account.RegularUser)
		stay[u.ID] = i%3 != 0
	}
	seen := map[string]int{}
	q := account.ListQuery{Limit: 7}
	for {
		p, err := w.db.Users(t.Context(), w.accountID, q)
		w.must(err)
		for _, u := range p.Items {
			seen[u.ID]++
		}
		for id, keeps := range stay {
			if !keeps {
				_, err := w.db.DeleteUser(t.Context(), w.act(), id)
				w.must(err)
				delete(stay, id)
				break
			}
		}
		if q.Cursor = p.NextCursor; q.Cursor == "" {
			break
		}
	}
	for id, keeps := range stay {
		if keeps && seen[id] != 1 {
			t.Errorf("%s was seen %d times", id, seen[id])
		}
	}
}

func TestACursorFromElsewhereIsRefused(t *testing.T) {
	w := newWorld(t)
	for i := range 3 {
		w.join(fmt.Sprintf("user%d", i), account.RegularUser)
	}
	other, _ := w.account("lumen")
	p, err := w.db.Users(t.Context(), w.accountID, account.ListQuery{Limit: 1})
	w.must(err)
	users := func(accountID string, q account.ListQuery) error {
		_, err := w.db.Users(t.Context(), accountID, q)
		return err
	}
	w.must(users(w.accountID, account.ListQuery{Cursor: p.NextCursor}))
	for name, err := range map[string]error{
		"another account": users(other, account.ListQuery{Cursor: p.NextCursor}),
		"another filter":  users(w.accountID, account.ListQuery{Cursor: p.NextCursor, UserType: account.RegularUser}),
		"nonsense":        users(w.accountID, account.ListQuery{Cursor: "AAAAAAAAAAAAAAAAAAAAAAAA"}),
		"cut short":       users(w.accountID, account.ListQuery{Cursor: p.NextCursor[:8]}),
		"another list": func() error {
			_, err := w.db.Invitations(t.Context(), w.accountID, account.ListQuery{Cursor: p.NextCursor}, w.now)
			return err
		}(),
	} {
		if account.CodeOf(err) != account.ValidationFailed {
			t.Errorf("a cursor of %s gives %v", name, err)
		}
	}
}

func TestAUserNameIsTakenWhateverItsCase(t *testing.T) {
	w := newWorld(t)
	for username, want := range map[string]bool{"MAPLE": true, "maple": true, "maple2": false, "": false} {
		if taken, err := w.db.UsernameTaken(t.Context(), username); err != nil || taken != want {
			t.Errorf("%q: %v, %v", username, taken, err)
		}
	}
}
