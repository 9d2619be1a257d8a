package account

import "slices"

// Permission is the identifier of one thing a custom user may do, as the
// service's catalogue names it, "contacts.view" (R19).
type Permission string

// CatalogueEntry describes one permission in the reader's language.
type CatalogueEntry struct {
	ID          Permission `json:"id"`
	Name        string     `json:"name"`
	Description string     `json:"description"`
	// Group gathers custom permissions under one heading; empty for base ones.
	Group string `json:"group,omitempty"`
}

// Catalogue is what the service lets people do: base permissions that
// everybody has, and custom ones that are ticked one by one (R19).
type Catalogue struct {
	Base   []CatalogueEntry `json:"base"`
	Custom []CatalogueEntry `json:"custom"`
}

// Entry finds a custom permission.
func (c Catalogue) Entry(id Permission) (CatalogueEntry, bool) {
	for _, e := range c.Custom {
		if e.ID == id {
			return e, true
		}
	}
	return CatalogueEntry{}, false
}

// Powers is what a user type and its permissions amount to (R1).
type Powers struct {
	// ManagesUsers covers users, other people's authentication methods and
	// API tokens: what only administrators do (R1, R2).
	ManagesUsers bool
	// Custom lists the custom permissions held, in the catalogue's order.
	Custom []CatalogueEntry
}

// PowersOf says what a person of that type, with those permissions, may do.
// Permissions that the catalogue does not know are left out.
func (c Catalogue) PowersOf(t UserType, held []Permission) Powers {
	p := Powers{ManagesUsers: t == Administrator}
	for _, e := range c.Custom {
		if t != Custom || slices.Contains(held, e.ID) {
			p.Custom = append(p.Custom, e)
		}
	}
	return p
}

// Difference says in catalogue entries what changes for a person whose powers
// go from one to the other.
type Difference struct {
	// ManagesUsers is +1 when management of users is gained, -1 when lost.
	ManagesUsers         int
	Gains, Loses, Keeps  []CatalogueEntry
	KeepsManagementOfAll bool
}

// Changes tells whether anything is gained or lost.
func (d Difference) Changes() bool {
	return d.ManagesUsers != 0 || len(d.Gains) > 0 || len(d.Loses) > 0
}

// DifferenceBetween compares two sets of powers.
func DifferenceBetween(before, after Powers) Difference {
	d := Difference{KeepsManagementOfAll: before.ManagesUsers && after.ManagesUsers}
	switch {
	case after.ManagesUsers && !before.ManagesUsers:
		d.ManagesUsers = 1
	case before.ManagesUsers && !after.ManagesUsers:
		d.ManagesUsers = -1
	}
	for _, e := range after.Custom {
		if slices.Contains(before.Custom, e) {
			d.Keeps = append(d.Keeps, e)
		} else {
			d.Gains = append(d.Gains, e)
		}
	}
	for _, e := range before.Custom {
		if !slices.Contains(after.Custom, e) {
			d.Loses = append(d.Loses, e)
		}
	}
	return d
}

// SortPermissions returns the permissions without repeats, in byte order, and
// never nil: the form in which they are stored and compared.
func SortPermissions(ps []Permission) []Permission {
	out := append([]Permission{}, ps...)
	slices.Sort(out)
	return slices.Compact(out)
}
