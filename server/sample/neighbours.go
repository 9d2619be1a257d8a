package sample

import (
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// neighbour is a person of another account who may enter Maple Press.
type neighbour struct {
	member
	access      account.UserType
	permissions []account.Permission
	granted     int
}

// neighbours makes the two firms that work with Maple Press and lets three of
// their people in.
func (w *world) neighbours() {
	admin, user := account.Administrator, account.RegularUser
	w.neighbour("Agence Lumen", "31180", "agence-lumen.example", []neighbour{
		{member: member{first: "Claire", last: "Dubreuil", username: "claire", language: "fr", job: "Associée", userType: admin, twoFactor: []string{"app"}, joined: 1100, seen: 4 * day}},
		{
			member: member{first: "Karim", last: "Benali", username: "karim", language: "fr", job: "Chargé de compte", userType: user, twoFactor: []string{"app"}, joined: 760, seen: 4 * hour},
			access: account.Custom, permissions: []account.Permission{"contacts.view", "mailings.manage"}, granted: 341,
		},
		{
			member: member{first: "Inès", last: "Fabre", username: "ines", language: "fr", job: "Graphiste", userType: user, joined: 214, seen: 31 * hour},
			access: account.Custom, permissions: []account.Permission{"templates.share"}, granted: 77,
		},
	})
	w.neighbour("Studio Mare", "28845", "studiomare.example", []neighbour{
		{member: member{first: "Paolo", last: "Ferrero", username: "paolo", language: "en", job: "Owner", userType: admin, twoFactor: []string{"app"}, joined: 980, seen: 2 * day}},
		{
			member: member{first: "Sofia", last: "Marchetti", username: "sofia", language: "en", job: "Illustrator", userType: user, twoFactor: []string{"email"}, joined: 702, seen: 6*day + 2*hour},
			access: user, granted: 188,
		},
	})
}

func (w *world) neighbour(name, number, domain string, people []neighbour) {
	home := store.ImportedAccount{ID: w.id("acc"), Name: name, Number: number, CreatedAt: w.day(people[0].joined, 9, 0)}
	for _, g := range people {
		u := g.user(w.id("usr"), domain, w.day(g.joined, 9, 0))
		// User names are unique across the service, first names are not.
		u.Username += "." + plain(g.last)
		u.LastActiveAt = w.Now.Add(-g.seen)
		home.Users = append(home.Users, store.ImportedUser{User: u})
		if g.access != "" {
			w.letIn(u, g, name)
		}
	}
	w.homes = append(w.homes, home)
}

func (w *world) letIn(u account.User, g neighbour, home string) {
	e := account.ExternalUser{
		ID: w.id("ext"), Version: 1, FirstName: u.FirstName, LastName: u.LastName, Email: u.Email, HomeAccountName: home,
		UserType: g.access, Permissions: account.SortPermissions(g.permissions),
		GrantedAt: w.day(g.granted, 14, 20), GrantedBy: operator(), TwoFactor: u.TwoFactor,
		LastActiveAt: u.LastActiveAt.Add(-10 * time.Minute),
	}
	w.made.ExternalUsers = append(w.made.ExternalUsers, store.ImportedExternal{ExternalUser: e, PersonID: u.ID})
	w.tellOfAccess(e)
}

// operator is who grants access to people of other accounts (R12), named as the
// store names it.
func operator() account.PersonRef { return account.PersonRef{ID: "operator", Name: "Operator"} }
