package contract_test

import (
	"fmt"
	"slices"
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
	// app is what shows the person's codes; nil without one.
	app *authenticator
}

// people is who there is in the two accounts: Maple, where the tests happen,
// and Lumen, some of whose people may enter Maple; Strict is a firm of one.
type people struct {
	maple, lumen, strict string

	amelie, ben *person // Maple's administrators
	ugo         *person // a user of Maple
	cleo        *person // custom, with no permission ticked
	oda         *person // an administrator of Lumen only
	xena        *person // of Lumen, administrator in Maple
	yann        *person // of Lumen, user in Maple
	zoe         *person // of Lumen, custom in Maple
	sol         *person // Strict's administrator, administrator in Maple

	// spare are users of Maple, and guests external users, that a test may use up.
	spare, guests []*person
}

// world is a running service for people.
type world struct {
	*service
	people

	mu       sync.Mutex
	sessions map[*person]caller
	spares   []string // users of Maple that nothing has used yet
	accesses []string // external users of Maple that nothing has used yet
	byPost   *person  // gets codes by e-mail; see posted
}

// spareCount is how many users, and external users, a test may use up.
const spareCount = 120

// password of everybody who can sign in; long enough to stand alone.
const password = "walnut-harbour-sixteen"

// cheapHash hashes as the service does, for less: the parameters stand in the
// hash. Trials sign in often, and what they try is not the hashing.
func cheapHash() string {
	hash, err := argon2id.CreateHash(password, &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	if err != nil {
		panic(err) // no randomness
	}
	return hash
}

func newPeople() people {
	at := func(home, name string) *person {
		return &person{id: "p-" + name, email: name + "@" + home + ".example", username: name, password: password, access: "x-" + name}
	}
	const maple, lumen, strict = "acc-maple", "acc-lumen", "acc-strict"
	p := people{
		maple: maple, lumen: lumen, strict: strict,
		amelie: at(maple, "amelie"), ben: at(maple, "ben"), ugo: at(maple, "ugo"), cleo: at(maple, "cleo"),
		oda: at(lumen, "oda"), xena: at(lumen, "xena"), yann: at(lumen, "yann"), zoe: at(lumen, "zoe"),
		sol: at(strict, "sol"),
	}
	for i := range spareCount {
		p.spare = append(p.spare, at(maple, fmt.Sprintf("spare%03d", i)))
		p.guests = append(p.guests, at(lumen, fmt.Sprintf("guest%03d", i)))
	}
	return p
}

// accounts is the same as the service stores it, since some day.
func (p people) accounts(since time.Time) []store.ImportedAccount {
	hash := cheapHash()
	maple := store.ImportedAccount{ID: p.maple, Name: "Maple Press", Number: "20417", CreatedAt: since}
	lumen := store.ImportedAccount{ID: p.lumen, Name: "Agence Lumen", Number: "20418", CreatedAt: since}
	strict := store.ImportedAccount{ID: p.strict, Name: "Strict & Son", Number: "20419", CreatedAt: since}
	home := func(a *store.ImportedAccount, as account.UserType, all ...*person) {
		for _, q := range all {
			a.Users = append(a.Users, importedUser(q, as, since, hash))
		}
	}
	guest := func(as account.UserType, all ...*person) {
		for _, q := range all {
			maple.ExternalUsers = append(maple.ExternalUsers, importedAccess(q, as, since))
		}
	}
	home(&maple, account.Administrator, p.amelie, p.ben)
	home(&maple, account.Custom, p.cleo)
	home(&maple, account.RegularUser, append(p.spare, p.ugo)...)
	home(&lumen, account.Administrator, p.oda, p.yann)
	home(&lumen, account.RegularUser, append(p.guests, p.xena, p.zoe)...)
	home(&strict, account.Administrator, p.sol)
	guest(account.Administrator, p.xena, p.sol)
	guest(account.Custom, p.zoe)
	guest(account.RegularUser, append(p.guests, p.yann)...)
	return []store.ImportedAccount{strict, lumen, maple}
}

// newWorld starts a service on which Maple and Lumen have long existed.
func newWorld(t testing.TB, settings ...setting) *world {
	t.Helper()
	w := restingWorld(t, settings...)
	w.start(t)
	return w
}

// restingWorld is a world whose service does not run yet.
func restingWorld(t testing.TB, settings ...setting) *world {
	t.Helper()
	w := &world{service: newService(t, settings...), people: newPeople(), sessions: map[*person]caller{}}
	copyWorld(t, w.dir)
	for i := range spareCount {
		w.spares, w.accesses = append(w.spares, w.spare[i].id), append(w.accesses, w.guests[i].access)
	}
	return w
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
	body := map[string]any{"login": p.username, "password": p.password, "device_name": "Test desk"}
	if p.app != nil {
		body["second_factor"] = map[string]any{"method": "app", "code": p.app.next(w.clock)}
	}
	s := read[session](t, w.nobody().post(t, "/v1/sessions", body).want(t, 201))
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

// aSpare gives a user of Maple that nobody else uses.
func (w *world) aSpare() string { return take(w, &w.spares) }

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

// sparePerson gives a user of Maple, with a login, that nobody else uses.
func (w *world) sparePerson() *person { return byID(w.spare, w.aSpare()) }

// guestPerson gives a person who is an external user of Maple and whom nobody
// else uses.
func (w *world) guestPerson() *person {
	access := w.spareAccess()
	return w.guests[slices.IndexFunc(w.guests, func(p *person) bool { return p.access == access })]
}

func byID(all []*person, id string) *person {
	return all[slices.IndexFunc(all, func(p *person) bool { return p.id == id })]
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
