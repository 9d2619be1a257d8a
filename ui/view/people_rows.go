package view

import "rollcall/account"

// RowKind is what a row of the list of people shows.
type RowKind uint8

// The kinds of rows.
const (
	RowHeading RowKind = iota
	RowInvitation
	RowShowAll
	RowCancelled
	RowUser
	RowExternal
	RowSkeleton
	// RowWaiting is an invitation that waits to be sent: the service does not know
	// of it yet.
	RowWaiting
)

// Row is one row: its kind, its section, and the one item it shows, if any.
type Row struct {
	Kind       RowKind
	Section    Section
	Invitation *account.Invitation
	User       *account.User
	External   *account.ExternalUser
	Waiting    *account.Waiting
}

// Key names the row for as long as its item is listed, "user:…": by it the list
// keeps its place, its selection and the focus.
func (r Row) Key() string {
	switch r.Kind {
	case RowInvitation:
		return invitationKey(r.Invitation.ID)
	case RowCancelled:
		return cancelledKey(r.Invitation.ID)
	case RowWaiting:
		return waitingKey(r.Waiting.ID)
	case RowUser:
		return "user:" + r.User.ID
	case RowExternal:
		return externalKey(r.External.ID)
	case RowHeading:
		return "heading:" + string('0'+rune(r.Section))
	case RowShowAll:
		return "all"
	}
	return ""
}

func invitationKey(id string) string { return "invitation:" + id }

func externalKey(id string) string { return "external:" + id }

// Span is a run of rows of one kind, for a list to know their heights.
type Span struct {
	Kind  RowKind
	Count int
}

// Rows is the list of people, row by row. It holds no row ready: At makes it.
type Rows struct {
	runs []run
	n    int
}

// run is a span with its items; only the slice of its kind is set.
type run struct {
	first, count int
	kind         RowKind
	section      Section
	users        []*entry[account.User]
	invitations  []*entry[account.Invitation]
	externals    []*entry[account.ExternalUser]
	// fresh are the acts behind invitations that the service does not know of yet.
	fresh map[*account.Invitation]*account.Waiting
}

// Len is the number of rows.
func (r Rows) Len() int { return r.n }

// At makes the row at i, from 0 to Len()-1.
func (r Rows) At(i int) Row {
	for _, run := range r.runs {
		if i < run.first+run.count {
			return run.at(i - run.first)
		}
	}
	return Row{Kind: RowSkeleton}
}

func (r run) at(i int) Row {
	row := Row{Kind: r.kind, Section: r.section}
	switch r.kind {
	case RowInvitation, RowCancelled:
		row.Invitation = r.invitations[i].item
		if a := r.fresh[row.Invitation]; a != nil {
			row.Kind, row.Waiting = RowWaiting, a
		}
	case RowUser:
		row.User = r.users[i].item
	case RowExternal:
		row.External = r.externals[i].item
	}
	return row
}

// Spans lists the runs of rows, in order.
func (r Rows) Spans() []Span {
	out := make([]Span, 0, len(r.runs))
	for _, run := range r.runs {
		out = append(out, Span{run.kind, run.count})
	}
	return out
}

// Find gives the place of the row with a key, or -1.
func (r Rows) Find(key string) int {
	for i := range r.n {
		if r.At(i).Key() == key {
			return i
		}
	}
	return -1
}

// Heading gives the place of a section's heading, or -1 when it has no room.
func (r Rows) Heading(s Section) int {
	for _, run := range r.runs {
		if run.kind == RowHeading && run.section == s {
			return run.first
		}
	}
	return -1
}

// add appends a run; an empty one takes no room.
func (r *Rows) add(next run) {
	if next.count == 0 {
		return
	}
	next.first = r.n
	r.n += next.count
	r.runs = append(r.runs, next)
}

// skeleton is what stands in the list until the first one is loaded.
func skeleton() Rows {
	var r Rows
	r.add(run{kind: RowSkeleton, count: 9})
	return r
}
