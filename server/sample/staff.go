package sample

import (
	"time"

	"rollcall/account"
)

// member is a person of Maple Press as we thought them up.
type member struct {
	first, last, username, language string
	job, phone                      string
	userType                        account.UserType
	permissions                     []account.Permission
	twoFactor                       []string
	// joined, in days ago; seen, ago; zero: never signed in.
	joined int
	seen   time.Duration
}

const (
	hour = time.Hour
	day  = 24 * time.Hour
)

// members of Maple Press, by first name. The first is who signs in; she has no
// second factor, so that a password is all it takes.
func members() []member {
	const (
		admin, user, custom = account.Administrator, account.RegularUser, account.Custom
		en, fr              = "en", "fr"
	)
	var (
		none  []string
		app   = []string{"app"}
		email = []string{"email"}
		both  = []string{"app", "email"}
	)
	may := func(p ...account.Permission) []account.Permission { return account.SortPermissions(p) }
	return []member{
		{"Amélie", "Roy", "amelie.roy", fr, "Directrice générale", "+1 514 555-0101", admin, nil, none, 4 * 365, 35 * time.Minute},
		{"Benjamin", "Okafor", "ben.okafor", en, "Operations manager", "+1 514 555-0102", admin, nil, app, 1431, 2 * hour},
		{"Chloé", "Tremblay", "chloe.tremblay", fr, "Éditrice", "+1 514 555-0117", user, nil, app, 1377, 26 * hour},
		{"Daniel", "Royce", "daniel.royce", en, "Newsletter editor", "+1 514 555-0133", custom, may("contacts.view", "mailings.manage"), none, 412, 3*day + hour},
		{"Fatima", "El Amrani", "fatima", fr, "Relations de presse", "+1 438 555-0126", user, nil, app, 902, 12*day + 4*hour},
		{"Gustavo", "Pereira-Lindqvist", "gustavo.pereira-lindqvist", en, "Translator from Portuguese and Swedish", "", custom, may("contacts.view"), none, 640, 94*day + 6*hour},
		{"Hannah", "Whitfield", "hannah.whitfield", en, "Copy editor", "+1 416 555-0148", user, nil, email, 1106, 5 * hour},
		{"Isabelle", "Lévesque", "isabelle.levesque", fr, "Adjointe administrative", "+1 514 555-0103", admin, nil, app, 1198, 50 * time.Minute},
		{"Jean-Philippe", "Côté", "jp.cote", fr, "Directeur artistique", "+1 514 555-0121", user, nil, app, 1287, 22 * hour},
		{"Kwame", "Mensah", "kwame.mensah", en, "Sales representative, Ontario", "+1 647 555-0164", user, nil, both, 533, 4 * hour},
		{"Léa", "Bouchard", "lea.bouchard", fr, "Graphiste", "", user, nil, app, 288, 7 * hour},
		{"Marcus", "Lindholm", "marcus.lindholm", en, "Accountant", "+1 514 555-0109", custom, may("billing.manage", "plan.change"), app, 1019, 6*day + 2*hour},
		{"Nadia", "Benkirane", "nadia.benkirane", fr, "Traductrice", "", user, nil, email, 455, 19*day + 3*hour},
		{"Oliver", "Grant", "oliver.grant", en, "Production editor", "+1 514 555-0138", user, nil, app, 731, 3 * hour},
		{"Pauline", "Gagné-Morin", "pauline.gagne-morin", fr, "Responsable des droits étrangers", "+1 514 555-0119", user, nil, app, 866, 2*day + 5*hour},
		{"Quentin", "Marchand", "quentin.marchand", fr, "Salons et librairies", "+1 418 555-0172", user, nil, none, 377, 8*day + 7*hour},
		{"Rosalind", "Achebe", "rosalind.achebe", en, "Acquisitions editor", "+1 416 555-0155", user, nil, app, 1240, 29 * hour},
		{"Simon", "Thériault", "simon.theriault", fr, "Webmestre", "+1 514 555-0140", custom, may("mailings.manage", "templates.share"), app, 594, 9 * hour},
		{"Tamara", "Novak", "tamara.novak", en, "Proofreader", "", user, nil, app, 203, 4*day + 2*hour},
		{"Ulysse", "Fortin", "ulysse.fortin", fr, "Commis à l’expédition", "+1 450 555-0181", user, nil, email, 149, 33*day + 5*hour},
		{"Valérie", "Desrosiers", "valerie.desrosiers", fr, "Service à la clientèle", "+1 514 555-0111", custom, may("contacts.manage", "contacts.view"), app, 948, hour},
		{"William", "Ashdown", "william.ashdown", en, "Series editor, history", "+1 613 555-0190", user, nil, app, 1330, 47*day + 3*hour},
		{"Xavier", "Pelletier", "xavier.pelletier", fr, "Responsable du numérique", "+1 514 555-0145", user, nil, app, 320, 10 * hour},
		{"Yasmine", "Haddad", "yasmine.haddad", fr, "Éditrice jeunesse", "+1 514 555-0129", user, nil, app, 96, 28 * hour},
		{"Zachary", "O’Brien", "zach.obrien", en, "Audiobook producer", "+1 902 555-0177", user, nil, none, 58, 15*day + 2*hour},
		{"Élodie", "Saint-Amand", "elodie.saint-amand", fr, "Réviseure", "", user, nil, app, 481, 6 * hour},
		{"Margaret", "Whitlock", "margaret.whitlock", en, "Founding editor", "+1 514 555-0100", user, nil, none, 1451, 211*day + hour},
		{"Étienne", "Larocque", "etienne.larocque", fr, "Stagiaire", "", custom, nil, none, 1, 0},
	}
}

// staff is the first People of the members.
func (w *world) staff() []account.User {
	var people []account.User
	list := members()
	for _, m := range list[:min(w.People, len(list))] {
		u := m.user(w.id("usr"), "maplepress.example", w.joiningOf(m))
		if m.seen > 0 {
			u.LastActiveAt = w.Now.Add(-m.seen)
		}
		w.taken[m.username]++
		people = append(people, u)
	}
	return people
}

func (w *world) joiningOf(m member) time.Time {
	if m.joined == 4*365 {
		return w.founded()
	}
	return later(w.day(m.joined, 8+m.joined%9, m.joined*7%60), w.founded().Add(2*day))
}

func (m member) user(id, domain string, joined time.Time) account.User {
	return account.User{
		ID: id, Version: 1, FirstName: m.first, LastName: m.last, Username: m.username,
		Email: m.username + "@" + domain, EmailVerified: true,
		UserType: m.userType, Permissions: account.SortPermissions(m.permissions),
		Language: m.language, Phone: m.phone, JobTitle: m.job,
		TwoFactor: append([]string{}, m.twoFactor...), CreatedAt: joined,
	}
}
