package contract_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"rollcall/account"
	"rollcall/server/store"
)

// person is somebody with a login.
type person struct {
	id, email, username, password string
	// access is the external access to Maple of a person of Lumen.
	access string
}

// world is a running service with two accounts: Maple, where the tests happen,
// and Lumen, some of whose people may enter Maple.
type world struct {
	*service
	maple, lumen string

	amelie, ben *person // Maple's administrators
	ugo         *person // a user of Maple
	cleo        *person // custom, with no permission ticked
	oda         *person // an administrator of Lumen only
	xena        *person // of Lumen, administrator in Maple
	yann        *person // of Lumen, user in Maple
	zoe         *person // of Lumen, custom in Maple

	mu       sync.Mutex
	sessions map[*person]caller
	spares   []string // users of Maple that a test may use up
	accesses []string // external users of Maple that a test may use up
}

// spareCount is how many users, and external users, a test may use up.
const spareCount = 40

// password of everybody who can sign in; long enough to stand alone.
const password = "walnut-harbour-sixteen"

// cheapHash hashes as the service does, for less: the parameters stand in the
// hash. Trials sign in often, and what they try is not the hashing.
func cheapHash(t testing.TB) string {
	t.Helper()
	hash, err := argon2id.CreateHash(password, &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

// newWorld starts a service on which Maple and Lumen have long existed.
func newWorld(t testing.TB, settings ...setting) *world {
	t.Helper()
	w := &world{service: newService(t, settings...), maple: "acc-maple", lumen: "acc-lumen", sessions: map[*person]caller{}}
	w.importAccounts(t)
	w.start(t)
	return w
}

func (w *world) importAccounts(t testing.TB) {
	t.Helper()
	hash := cheapHash(t)
	since := w.clock.now().UTC().Truncate(time.Second).Add(-100 * 24 * time.Hour)
	maple := store.ImportedAccount{ID: w.maple, Name: "Maple Press", Number: "20417", CreatedAt: since}
	lumen := store.ImportedAccount{ID: w.lumen, Name: "Agence Lumen", Number: "20418", CreatedAt: since}
	home := func(a *store.ImportedAccount, name string, as account.UserType) *person {
		p := &person{id: "p-" + name, email: name + "@" + a.ID + ".example", username: name, password: password}
		a.Users = append(a.Users, importedUser(p, as, since, hash))
		return p
	}
	guest := func(p *person, as account.UserType) *person {
		p.access = "x-" + p.username
		maple.ExternalUsers = append(maple.ExternalUsers, importedAccess(p, as, since))
		return p
	}
	w.amelie, w.ben = home(&maple, "amelie", account.Administrator), home(&maple, "ben", account.Administrator)
	w.ugo, w.cleo = home(&maple, "ugo", account.RegularUser), home(&maple, "cleo", account.Custom)
	w.oda = home(&lumen, "oda", account.Administrator)
	w.xena = guest(home(&lumen, "xena", account.RegularUser), account.Administrator)
	w.yann = guest(home(&lumen, "yann", account.Administrator), account.RegularUser)
	w.zoe = guest(home(&lumen, "zoe", account.RegularUser), account.Custom)
	for i := range spareCount {
		w.spares = append(w.spares, home(&maple, fmt.Sprintf("spare%02d", i), account.RegularUser).id)
		g := guest(home(&lumen, fmt.Sprintf("guest%02d", i), account.RegularUser), account.RegularUser)
		w.accesses = append(w.accesses, g.access)
	}
	importInto(t, w.dir, []store.ImportedAccount{lumen, maple}, since)
}

func importedUser(p *person, as account.UserType, since time.Time, hash string) store.ImportedUser {
	return store.ImportedUser{
		User: account.User{
			ID: p.id, Version: 1, FirstName: p.username, LastName: "Example", Email: p.email, EmailVerified: true, Username: p.username,
			UserType: as, Permissions: []account.Permission{}, Language: "en", TwoFactor: []string{}, CreatedAt: since,
		},
		PasswordHash: hash,
	}
}

func importedAccess(p *person, as account.UserType, since time.Time) store.ImportedExternal {
	return store.ImportedExternal{
		ExternalUser: account.ExternalUser{
			ID: p.access, Version: 1, UserType: as, Permissions: []account.Permission{}, TwoFactor: []string{},
			GrantedAt: since, GrantedBy: account.PersonRef{ID: "operator", Name: "Operator"},
		},
		PersonID: p.id,
	}
}

// session is what a sign-in answers.
type session = account.Session

// signIn starts a new session.
func (w *world) signIn(t testing.TB, p *person) caller {
	t.Helper()
	s := read[session](t, w.nobody().post(t, "/v1/sessions", map[string]any{
		"login": p.username, "password": p.password, "device_name": "Test desk",
	}).want(t, 201))
	c := w.nobody()
	c.token = s.Token
	return c
}

// as gives a session of the person that lasts for the whole test.
func (w *world) as(t testing.TB, p *person) caller {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	c, ok := w.sessions[p]
	if !ok {
		c = w.signIn(t, p)
		w.sessions[p] = c
	}
	c.base = w.url // which a restart changes
	return c
}

// in gives a path inside Maple.
func (w *world) in(path string) string { return "/v1/accounts/" + w.maple + "/" + path }

// spare gives a user of Maple that nobody else uses.
func (w *world) spare() string { return take(w, &w.spares) }

// spareAccess gives an external user of Maple that nobody else uses.
func (w *world) spareAccess() string { return take(w, &w.accesses) }

func take(w *world, from *[]string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	last := len(*from) - 1
	id := (*from)[last]
	*from = (*from)[:last]
	return id
}

// invite invites an address as Amélie, as a user, and fails the test otherwise.
func (w *world) invite(t testing.TB, email string) account.Invitation {
	t.Helper()
	body := map[string]any{"email": email, "user_type": "user", "return_link": true}
	return read[account.Invitation](t, w.as(t, w.amelie).post(t, w.in("invitations"), body).want(t, 201))
}

// user reads a user of Maple.
func (w *world) user(t testing.TB, id string) account.User {
	t.Helper()
	return read[account.User](t, w.as(t, w.amelie).get(t, w.in("users/"+id)))
}

// invitation reads an invitation of Maple.
func (w *world) invitation(t testing.TB, id string) account.Invitation {
	t.Helper()
	return read[account.Invitation](t, w.as(t, w.amelie).get(t, w.in("invitations/"+id)))
}

// external reads an external user of Maple.
func (w *world) external(t testing.TB, id string) account.ExternalUser {
	t.Helper()
	return read[account.ExternalUser](t, w.as(t, w.amelie).get(t, w.in("external-users/"+id)))
}
