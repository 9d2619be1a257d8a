package view

import (
	"slices"

	"rollcall/account"
	"rollcall/ui/words"
)

// PowersState is a choice of user type and permissions as a dialog shows it.
type PowersState struct {
	Type account.UserType
	// Cards are the three user types, one line each (R1).
	Cards []TypeCard
	// Groups are the permissions to tick; empty unless the type is custom.
	Groups []PermissionGroup
	// Locked says why the choice cannot be changed; empty when it can.
	Locked string
}

// TypeCard is one user type to choose.
type TypeCard struct {
	Type        account.UserType
	Title, Line string
	Selected    bool
}

// PermissionGroup is a heading with the permissions under it (R19).
type PermissionGroup struct {
	Title       string
	Permissions []PermissionCheck
}

// PermissionCheck is one permission to tick.
type PermissionCheck struct {
	ID                account.Permission
	Name, Description string
	Ticked            bool
}

// powers is a choice under way. What is ticked is kept while another type is
// looked at.
type powers struct {
	words     *words.Words
	catalogue account.Catalogue
	userType  account.UserType
	ticked    []account.Permission
}

func newPowers(w *words.Words, c account.Catalogue, t account.UserType, held []account.Permission) powers {
	return powers{words: w, catalogue: c, userType: t, ticked: account.SortPermissions(held)}
}

// tick ticks a permission, or takes the tick away.
func (p *powers) tick(id account.Permission, on bool) {
	rest := slices.DeleteFunc(slices.Clone(p.ticked), func(t account.Permission) bool { return t == id })
	if on {
		rest = append(rest, id)
	}
	p.ticked = account.SortPermissions(rest)
}

// permissions is what is sent: empty unless the type is custom.
func (p *powers) permissions() []account.Permission {
	if p.userType != account.Custom {
		return []account.Permission{}
	}
	return account.SortPermissions(p.ticked)
}

func (p *powers) state() PowersState {
	s := PowersState{Type: p.userType}
	for _, t := range account.UserTypes() {
		s.Cards = append(s.Cards, TypeCard{t, p.words.UserType(t), p.words.UserTypeLine(t), t == p.userType})
	}
	if p.userType == account.Custom {
		s.Groups = p.groups()
	}
	return s
}

// groups gathers the catalogue's permissions under their headings, in its order.
func (p *powers) groups() []PermissionGroup {
	var out []PermissionGroup
	for _, e := range p.catalogue.Custom {
		i := slices.IndexFunc(out, func(g PermissionGroup) bool { return g.Title == e.Group })
		if i < 0 {
			i, out = len(out), append(out, PermissionGroup{Title: e.Group})
		}
		out[i].Permissions = append(out[i].Permissions, PermissionCheck{
			e.ID, e.Name, words.Capital(e.Description), slices.Contains(p.ticked, e.ID),
		})
	}
	return out
}

// can says in a phrase what the choice lets people do, for "… will be able to …".
func (p *powers) can() string {
	switch p.userType {
	case account.Administrator:
		return p.words.T("can.administrator")
	case account.RegularUser:
		return p.words.T("can.user")
	}
	items := []string{p.words.T("can.base")}
	for _, e := range p.catalogue.PowersOf(account.Custom, p.ticked).Custom {
		items = append(items, e.Description)
	}
	return p.words.Series(items)
}

// Changes says what a change of type or permissions means for a person.
type Changes struct {
	// Title is "What changes for Daniel"; empty when nothing changes.
	Title string
	// Gains, Keeps and Loses are sentences; empty when there is nothing to say.
	Gains, Keeps, Loses string
	// Harmless tells that Loses says that nothing is lost.
	Harmless bool
	// When says when it takes effect.
	When string
}

// changes compares the choice with what a person may do now.
func (p *powers) changes(t account.UserType, held []account.Permission, firstName string) Changes {
	d := account.DifferenceBetween(p.catalogue.PowersOf(t, held), p.catalogue.PowersOf(p.userType, p.permissions()))
	if !d.Changes() {
		return Changes{}
	}
	w := p.words
	management := w.T("can.manage_users")
	return Changes{
		Title: w.T("changes.title", words.Args{"Name": firstName}),
		Gains: p.sentence("changes.gains", d.Gains, management, d.ManagesUsers > 0),
		Keeps: p.sentence("changes.keeps", d.Keeps, management, d.KeepsManagementOfAll),
		Loses: p.losses(d, management), Harmless: d.ManagesUsers >= 0 && len(d.Loses) == 0,
		When: w.T("changes.when", words.Args{"Name": firstName}),
	}
}

func (p *powers) losses(d account.Difference, management string) string {
	if s := p.sentence("changes.loses", d.Loses, management, d.ManagesUsers < 0); s != "" {
		return s
	}
	return p.words.T("changes.loses_nothing")
}

func (p *powers) sentence(key string, entries []account.CatalogueEntry, management string, managing bool) string {
	var items []string
	if managing {
		items = append(items, management)
	}
	for _, e := range entries {
		items = append(items, e.Description)
	}
	if len(items) == 0 {
		return ""
	}
	return p.words.T(key, words.Args{"What": p.words.Series(items)})
}
