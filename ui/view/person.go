package view

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// historyAtOnce is how many entries of a person's history are shown.
const historyAtOnce = 20

// PersonSource is what a person's panel needs.
type PersonSource interface {
	Lists() account.Lists
	Status() account.Status
	Watch(f func()) (stop func())
	Activity(ctx context.Context, q account.ActivityQuery) (account.Page[account.Activity], error)
	// UserAccess lists where a user is signed in and what they trust.
	UserAccess(ctx context.Context, id string) (account.Access, error)
}

// PersonState is what a person's panel shows.
type PersonState struct {
	Title, Subtitle string
	ID, Initials    string
	// IsInvitation shows an envelope in the place of an avatar.
	IsInvitation bool
	Type         Badge
	Lines        []PersonLine
	// Row and Menu are those of the person's row, for the Actions.
	Row  Row
	Menu []MenuEntry
	// Mark says what waits on the row; AnswerLabel labels what can be done about it,
	// Answer: take it back, or see why it was not done. Empty for nothing.
	Mark        WaitingMark
	Answer      MenuAct
	AnswerLabel string

	// Ways is where a user is signed in and what they trust; nobody else has any.
	Ways WaysState

	History        []HistoryLine
	HistoryLoading bool
	// HistoryError is why there is no history; empty when there is.
	HistoryError string
	// HistoryMore tells that there is older history than shown.
	HistoryMore bool
	// Gone says that the person is no longer listed.
	Gone string
}

// PersonLine is one field.
type PersonLine struct {
	Label, Value string
	// Copy tells that the value is worth copying.
	Copy bool
}

// HistoryLine is one thing that happened to the person.
type HistoryLine struct {
	Text, When, Exact string
	// Refused tells that it was tried and not allowed.
	Refused bool
}

// Person is the panel of a person: every field, the history, the Actions.
type Person struct {
	OnState func(PersonState)

	env     Env
	source  PersonSource
	row     Row
	state   PersonState
	unwatch func()
	look    latest
	history latest
	access  latest
	cursor  string
	entries []account.Activity
	seen    string
}

// NewPerson makes the panel of a row's person.
func NewPerson(e Env, source PersonSource, row Row) *Person {
	return &Person{env: e, source: source, row: row, state: PersonState{HistoryLoading: true}}
}

// Start shows the person as the row has them, then follows the lists and asks
// for the history.
func (v *Person) Start() {
	v.unwatch = v.source.Watch(func() { v.env.Post(v.refresh) })
	v.refresh()
	v.loadWays()
	v.loadHistory()
}

// Close stops following.
func (v *Person) Close() {
	if v.unwatch != nil {
		v.unwatch()
	}
	v.look.stop()
	v.history.stop()
	v.access.stop()
}

// State is the panel as it stands.
func (v *Person) State() PersonState { return v.state }

// MoreHistory shows older history, or tries again after a failure.
func (v *Person) MoreHistory() {
	if !v.state.HistoryLoading {
		v.loadHistory()
	}
}

// looked is what the lists say of the person now.
type looked struct {
	state  PersonState
	row    Row
	now    time.Time
	listed bool
}

func (v *Person) refresh() {
	row, now := v.row, v.env.Now()
	ask(v.env, &v.look, func(context.Context) (looked, error) {
		l := v.source.Lists()
		status := v.source.Status()
		now := now.Add(status.ClockOffset)
		found, listed := findRow(l, row)
		return looked{personState(found, l, status, now, v.env.Words), found, now, listed}, nil
	}, func(found looked, _ error) { v.show(found) })
}

func (v *Person) show(found looked) {
	changed := v.seen != "" && v.seen != versionOf(found.row)
	v.row, v.seen = found.row, versionOf(found.row)
	s := found.state
	s.History, s.HistoryLoading = v.historyLines(found.now), v.state.HistoryLoading
	s.HistoryError, s.HistoryMore = v.state.HistoryError, v.state.HistoryMore
	s.Ways = v.state.Ways
	if !found.listed {
		s.Mark, s.AnswerLabel = WaitingMark{}, ""
		s.Gone, s.Menu = v.env.Words.T("person.gone", words.Args{"Name": s.Title}), nil
	}
	v.state = s
	v.publish()
	if changed {
		v.cursor, v.entries = "", nil
		v.loadWays()
		v.loadHistory()
	}
}

// loadHistory asks for the next page of what was done to this person (R18).
func (v *Person) loadHistory() {
	v.state.HistoryLoading, v.state.HistoryError = true, ""
	v.publish()
	q := account.ActivityQuery{Target: idOf(v.row), Cursor: v.cursor, Limit: historyAtOnce}
	ask(v.env, &v.history, func(ctx context.Context) (account.Page[account.Activity], error) {
		ctx, cancel := context.WithTimeout(ctx, actLimit)
		defer cancel()
		return v.source.Activity(ctx, q)
	}, func(page account.Page[account.Activity], err error) {
		v.state.HistoryLoading = false
		if err != nil {
			v.state.HistoryError = v.env.Words.ForError(err).Sentence()
		} else {
			v.entries, v.cursor = append(v.entries, page.Items...), page.NextCursor
			v.state.HistoryMore = page.NextCursor != ""
		}
		v.state.History = v.historyLines(v.env.Now().Add(v.source.Status().ClockOffset))
		v.publish()
	})
}

func (v *Person) historyLines(now time.Time) []HistoryLine {
	out := make([]HistoryLine, 0, len(v.entries))
	for _, a := range v.entries {
		out = append(out, historyLine(a, now, v.env.Words))
	}
	return out
}

// historyLine puts an entry of the activity log into words, with the reason of
// a refusal.
func historyLine(a account.Activity, now time.Time, w *words.Words) HistoryLine {
	t := tell(a, w)
	text := t.Sentence
	if t.Refused {
		text = strings.Join(slices.DeleteFunc([]string{w.T("activity.badge_refused"), text, t.Why}, func(s string) bool { return s == "" }), " · ")
	}
	return HistoryLine{Text: text, When: w.Ago(a.At, now), Exact: w.Exact(a.At), Refused: t.Refused}
}

// granterName names who let a person in.
func granterName(by account.PersonRef, w *words.Words) string {
	if by.ID == account.ActorOperator {
		return w.T("actor.operator")
	}
	return by.Name
}

func (v *Person) publish() {
	if v.OnState != nil {
		v.OnState(v.state)
	}
}

// findRow finds the row's item in newer lists; what is gone stays as it was.
func findRow(l account.Lists, row Row) (Row, bool) {
	id := idOf(row)
	switch row.Kind {
	case RowUser:
		if u := l.Users.First(func(u *account.User) bool { return u.ID == id }); u != nil {
			row.User = u
			return row, true
		}
		return row, false
	case RowExternal:
		if x := l.ExternalUsers.First(func(x *account.ExternalUser) bool { return x.ID == id }); x != nil {
			row.External = x
			return row, true
		}
		return row, false
	}
	return findInvitation(l, row, id)
}

func findInvitation(l account.Lists, row Row, id string) (Row, bool) {
	same := func(i *account.Invitation) bool { return i.ID == id }
	if i := l.Invitations.First(same); i != nil {
		row.Kind, row.Section, row.Invitation = RowInvitation, SectionPending, i
		return row, true
	}
	if i := l.Cancelled.First(same); i != nil {
		row.Kind, row.Section, row.Invitation = RowCancelled, SectionCancelled, i
		return row, true
	}
	return row, false
}

func idOf(row Row) string {
	_, id, _ := strings.Cut(row.Key(), ":")
	return id
}

// versionOf tells one version of a row's item from another.
func versionOf(row Row) string {
	switch row.Kind {
	case RowUser:
		return strconv.FormatInt(row.User.Version, 10)
	case RowExternal:
		return strconv.FormatInt(row.External.Version, 10)
	}
	return string(row.Invitation.State) + strconv.FormatInt(row.Invitation.Version, 10)
}
