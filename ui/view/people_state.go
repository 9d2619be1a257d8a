package view

import (
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// PeopleState is everything the Users screen shows.
type PeopleState struct {
	// Loading: nothing was loaded yet, Rows is a skeleton.
	Loading bool
	// Refused says why nothing is listed to somebody who is no administrator
	// (R2); empty for administrators.
	Refused string

	Quiet    []Count
	Chips    []Chip
	Search   string
	Filter   Filter
	Rows     Rows
	Sections [sectionCount]SectionState
	// ShowAll labels the row that shows all invitations or the first ones again.
	ShowAll string
	// Empty is set when there is no row to show.
	Empty   *Empty
	Banners []Banner
	Status  StatusLine
	// Now is the service's time that ages are counted to.
	Now time.Time
	// MayInvite tells whether + Invite is offered.
	MayInvite bool

	me, myEmail string
	// offline says why nothing that needs an answer can be done now; empty when
	// it can.
	offline string
	// mustWait is the same for what could wait on this computer.
	mustWait string
	// waits are the acts that wait, by row.
	waits waits
	terms []string
	rules rules
	busy  map[string]bool
	words *words.Words
}

// rules is what the rules of an account need to know of its lists.
type rules struct{ users, administrators int }

// Count is one part of the quiet line; a click jumps to its section.
type Count struct {
	Text    string
	Section Section
}

// Chip filters the list.
type Chip struct {
	Filter   Filter
	Label    string
	Count    string
	Selected bool
}

// SectionState is the heading of a section.
type SectionState struct {
	Title string
	Count string
	// Foldable is false while something is searched: folds then hide nothing.
	Foldable bool
	Folded   bool
	Columns  []ColumnState
	// Acts are offered at the right, "Resend all expired", "Authorised contacts…".
	Acts []SectionAct
	// Progress says how far an act on many rows is, in the place of the acts;
	// empty when none is under way.
	Progress string
}

// SectionAct is an act that the heading of a section offers.
type SectionAct struct {
	Act   MenuAct
	Label string
}

// ColumnState is the heading of a column.
type ColumnState struct {
	Column     Column
	Title      string
	Sorted     bool
	Descending bool
}

// Empty says why there is nothing to see and what to do about it.
type Empty struct {
	Title, Line string
	// Action labels the button, Do is what it does.
	Action string
	Do     EmptyAct
}

// EmptyAct is what the button of an empty list does.
type EmptyAct uint8

// The acts of an empty list.
const (
	EmptyNothing EmptyAct = iota
	EmptyClearSearch
	EmptyShowAll
	EmptyTryAgain
	EmptySignIn
	EmptyRequestAccess
)

// BannerKind is what a banner is about.
type BannerKind uint8

// The banners, most pressing first.
const (
	BannerEnded BannerKind = iota
	BannerRefused
	BannerOffline
	BannerMaintenance
	BannerNoKeyring
	BannerCopy
	BannerExpiring
	BannerSample
)

// Banner is one line above the list.
type Banner struct {
	Kind BannerKind
	Role Role
	Text string
	// Action labels the link, "Try again"; empty for none.
	Action   string
	Closable bool
	// about names what it tells of, for a banner that was closed to come back
	// only for something else; without it the text decides.
	about []string
}

// Mark is the sign before the status line; the words say the same.
type Mark uint8

// The marks ●, ○ and ↻.
const (
	MarkOnline Mark = iota
	MarkOffline
	MarkUpdating
)

// StatusLine says how old the list is.
type StatusLine struct {
	Mark Mark
	Text string
	// Progress is the part of a long fetch that is done, 0 to 1; negative when unknown.
	Progress float64
	// Waiting labels the link to what waits to be sent, "2 changes waiting to be
	// sent"; empty for none.
	Waiting string
}

// Busy tells whether an act on the row is under way.
func (s PeopleState) Busy(row Row) bool { return s.busy[row.Key()] }

// IsMe tells whether a user is the signed-in person.
func (s PeopleState) IsMe(u *account.User) bool { return u.ID == s.me }
