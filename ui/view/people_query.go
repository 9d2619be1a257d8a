package view

import "rollcall/account"

// Section is a part of the list of people.
type Section uint8

// The sections, in the order they stand in.
const (
	SectionPending Section = iota
	SectionCancelled
	SectionUsers
	SectionExternal
	sectionCount
)

// Filter is a chip above the list.
type Filter uint8

// The filters. Those of a user type keep users of the account, not external ones.
const (
	FilterAll Filter = iota
	FilterAdministrators
	FilterUsers
	FilterCustom
	FilterPending
	FilterExternal
	FilterNoTwoFactor
	filterCount
)

// shows tells whether a filter leaves anything of a section.
func (f Filter) shows(s Section) bool {
	switch f {
	case FilterAll:
		return true
	case FilterPending:
		return s == SectionPending || s == SectionCancelled
	case FilterExternal:
		return s == SectionExternal
	}
	return s == SectionUsers
}

// keeps tells whether a filter leaves a user in the list.
func (f Filter) keeps(u *account.User) bool {
	switch f {
	case FilterAdministrators:
		return u.UserType == account.Administrator
	case FilterUsers:
		return u.UserType == account.RegularUser
	case FilterCustom:
		return u.UserType == account.Custom
	case FilterNoTwoFactor:
		return len(u.TwoFactor) == 0
	}
	return true
}

// Column is what a section is sorted by.
type Column uint8

// The columns. ColumnUrgency is the order of pending invitations: those that
// did not arrive, the expired ones, then the ones that expire soonest.
const (
	ColumnName Column = iota
	ColumnType
	ColumnTwoFactor
	ColumnLastActive
	ColumnUrgency
)

// Order is a column and a direction.
type Order struct {
	Column     Column
	Descending bool
}

// query is what a person asked to see. It is copied, never shared.
type query struct {
	search     string
	terms      []string
	filter     Filter
	orders     [sectionCount]Order
	folded     [sectionCount]bool
	allPending bool
}

func newQuery(folded []Section) query {
	q := query{}
	q.orders[SectionPending].Column = ColumnUrgency
	q.orders[SectionCancelled].Column = ColumnUrgency
	q.folded[SectionCancelled] = true
	for _, s := range folded {
		if s < sectionCount {
			q.folded[s] = true
		}
	}
	return q
}

// searching tells whether something is looked for; folds then hide nothing.
func (q *query) searching() bool { return len(q.terms) > 0 }

// hides tells whether the rows of a section are folded away.
func (q *query) hides(s Section) bool { return q.folded[s] && !q.searching() }
