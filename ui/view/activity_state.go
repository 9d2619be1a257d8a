package view

import (
	"slices"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// ActivityState is what the Activity screen shows. Rows are put into words one
// by one, as they come into sight.
type ActivityState struct {
	// Loading: nothing was loaded yet; a skeleton stands for the rows.
	Loading bool
	// Count is how many entries were loaded.
	Count int
	// MoreLoading tells that older entries are on their way, MoreError that they
	// could not be had: it labels the way to try again.
	MoreLoading bool
	MoreError   string
	// New labels the way to what happened since; empty when nothing did.
	New string
	// Empty is set when there is no row to show.
	Empty  *Empty
	Filter ActivityFilterState
	Export ExportState
	// Notice says how old the entries are while the service cannot be reached.
	Notice string
	Status StatusLine

	entries []account.Activity
	now     time.Time
	words   *words.Words
}

// ActivityRow is one entry of the log.
type ActivityRow struct {
	ID, Sentence string
	// ActorID and Initials are those of an avatar; no initials for nobody.
	ActorID, Initials string
	// Where is the device and the network address, after the reason when refused.
	Where string
	// When is the age in words, Exact the moment.
	When, Exact string
	// Refused labels what was tried and not allowed; empty for what was done.
	Refused string
}

// Row puts an entry into words.
func (s ActivityState) Row(i int) ActivityRow {
	a := s.entries[i]
	t := tell(a, s.words)
	row := ActivityRow{
		ID: a.ID, Sentence: t.Sentence, When: s.words.Ago(a.At, s.now), Exact: s.words.Exact(a.At),
		Where: joined(t.Why, a.Device, a.Address),
	}
	if a.Actor.Name != "" && a.Actor.Kind != account.ActorOperator {
		row.ActorID, row.Initials = a.Actor.ID, words.Initials(a.Actor.Name)
	}
	if t.Refused {
		row.Refused = s.words.T("activity.badge_refused")
	}
	return row
}

// Key is what row i is about.
func (s ActivityState) Key(i int) string {
	if i < len(s.entries) {
		return s.entries[i].ID
	}
	return rowMore
}

// rowMore is the key of the row after the last entry, which asks for more.
const rowMore = "more"

// Find gives the row of a key, -1 for none.
func (s ActivityState) Find(key string) int {
	if key == rowMore {
		return len(s.entries)
	}
	return slices.IndexFunc(s.entries, func(a account.Activity) bool { return a.ID == key })
}

// joined joins what is not empty by dots.
func joined(parts ...string) string {
	out := ""
	for _, p := range parts {
		switch {
		case p == "":
		case out == "":
			out = p
		default:
			out += " · " + p
		}
	}
	return out
}

// empty says why there is no row, and the way on.
func (v *Activity) empty() *Empty {
	w := v.env.Words
	switch {
	case v.state.Loading || v.state.Count > 0:
		return nil
	case account.CodeOf(v.failed) == account.Unreachable:
		m := w.ForError(v.failed)
		return &Empty{m.Title, w.T("activity.offline", words.Args{"Why": m.Next}), w.T("act.try_again"), EmptyTryAgain}
	case v.failed != nil:
		m := w.ForError(v.failed)
		return &Empty{m.Title, m.Next, w.T("act.try_again"), EmptyTryAgain}
	case v.state.Filter.Filtered:
		return &Empty{w.T("activity.none"), w.T("activity.none.line"), w.T("activity.clear"), EmptyShowAll}
	}
	return &Empty{w.T("activity.empty"), w.T("activity.empty.line"), "", EmptyNothing}
}
