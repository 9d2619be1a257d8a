package view

import (
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// picture is everything a state of the Users screen is made from.
type picture struct {
	lists     account.Lists
	status    account.Status
	query     query
	gone      map[string]int64
	closed    map[BannerKind]closedBanner
	busy      map[string]bool
	sample    bool
	noKeyring bool
	// now is the service's time, here that of this computer.
	now, here time.Time
	words     *words.Words
}

// look takes in the lists as they stand.
func (p *picture) look(source PeopleSource) {
	p.lists, p.status = source.Lists(), source.Status()
	p.now = p.here.Add(p.status.ClockOffset)
}

// build makes the state, and gives what was found on the way.
func (p picture) build(e *engine) (PeopleState, found) {
	s := PeopleState{
		Search: p.query.search, Filter: p.query.filter, Now: p.now, Status: p.statusLine(),
		me: p.lists.Me.ID, myEmail: account.Fold(p.lists.Me.Email), terms: p.query.terms, busy: p.busy, words: p.words,
	}
	s.offline, s.mustWait = cannotAct(p.status, p.words), mustWait(p.status, p.words)
	if !p.lists.Loaded {
		s.Loading, s.Rows = true, skeleton()
		s.Banners, s.Empty = p.banners(found{}), p.unloaded()
		if s.Empty != nil {
			s.Loading, s.Rows = false, Rows{}
		}
		return s, found{}
	}
	if typeIn(p.lists) != account.Administrator {
		s.Refused, s.Banners = p.words.T("people.refused"), p.banners(found{})
		return s, found{}
	}
	f := e.find(p.lists, p.query, p.gone, p.now)
	s.MayInvite, s.waits = true, f.waits
	s.Status.Waiting = p.waitingText()
	s.rules = rules{users: p.lists.Users.Len(), administrators: f.chips[FilterAdministrators]}
	s.Rows, s.Quiet, s.Chips, s.Sections = f.rows, p.quiet(f), p.chips(f), p.sections(f)
	s.ShowAll, s.Banners, s.Empty = p.showAll(f), p.banners(f), p.empty(f)
	return s, f
}

// typeIn gives the signed-in person's user type in the account of the lists.
func typeIn(l account.Lists) account.UserType {
	for _, m := range l.Me.Memberships {
		if m.AccountID == l.Account.ID {
			return m.UserType
		}
	}
	return l.Me.UserType
}

// Administers tells whether one is an administrator of the account whose lists
// these are (R2).
func Administers(l account.Lists) bool { return typeIn(l) == account.Administrator }

func (p picture) quiet(f found) []Count {
	out := []Count{{p.words.N("people.count.users", p.lists.Users.Len()), SectionUsers}}
	if n := f.chips[FilterPending]; n > 0 {
		out = append(out, Count{p.words.N("people.count.pending", n), SectionPending})
	}
	if n := f.chips[FilterExternal]; n > 0 {
		out = append(out, Count{p.words.N("people.count.external", n), SectionExternal})
	}
	return out
}

func (p picture) chips(f found) []Chip {
	keys := [filterCount]string{
		"filter.all", "filter.administrators", "filter.users", "filter.custom",
		"filter.pending", "filter.external", "filter.no_two_factor",
	}
	out := make([]Chip, filterCount)
	for i, key := range keys {
		filter := Filter(i)
		out[i] = Chip{filter, p.words.T(key), p.words.Number(f.chips[i]), filter == p.query.filter}
	}
	return out
}

func (p picture) sections(f found) [sectionCount]SectionState {
	titles := [sectionCount]string{"section.pending", "section.cancelled", "section.users", "section.external"}
	var out [sectionCount]SectionState
	for i, key := range titles {
		out[i] = SectionState{
			Title: p.words.T(key), Count: p.words.Number(f.sections[i]),
			Foldable: !p.query.searching(), Folded: p.query.hides(Section(i)),
		}
	}
	out[SectionUsers].Columns = p.columns(SectionUsers)
	out[SectionExternal].Columns = p.columns(SectionExternal)
	out[SectionPending].Acts = p.pendingActs(f)
	if !p.query.searching() {
		out[SectionUsers].Acts = []SectionAct{{MenuContacts, p.words.T("contacts.open")}}
	}
	out[SectionExternal].Acts = []SectionAct{{MenuRequestAccess, p.words.T("request.open")}}
	return out
}

// pendingActs are what can be done about all expired invitations at once. What
// came back is not sent there again: it wants correcting. A single one has its
// own trash can.
func (p picture) pendingActs(f found) []SectionAct {
	var out []SectionAct
	if len(f.resendable) > 0 {
		out = append(out, SectionAct{MenuResendExpired, p.words.T("people.resend_expired")})
	}
	if len(f.expired) > 1 {
		out = append(out, SectionAct{MenuCancelExpired, p.words.T("people.cancel_expired")})
	}
	return out
}

func (p picture) columns(s Section) []ColumnState {
	keys := []string{"column.name", "column.type", "column.two_factor", "column.last_active"}
	order := p.query.orders[s]
	out := make([]ColumnState, len(keys))
	for i, key := range keys {
		sorted := order.Column == Column(i)
		out[i] = ColumnState{Column(i), p.words.T(key), sorted, sorted && order.Descending}
	}
	return out
}

func (p picture) showAll(f found) string {
	if f.hidden > 0 {
		return p.words.N("people.show_all", f.invitations)
	}
	return p.words.N("people.show_first", pendingAtFirst)
}

// empty says why no row is left, and the way back.
func (p picture) empty(f found) *Empty {
	if f.rows.Len() > 0 {
		return nil
	}
	w := p.words
	switch {
	case p.query.searching() && p.query.filter != FilterAll:
		return &Empty{
			w.T("empty.search", words.Args{"Search": p.query.search}), w.T("empty.search.filtered"),
			w.T("empty.search.everybody"), EmptyShowAll,
		}
	case p.query.searching():
		return &Empty{
			w.T("empty.search", words.Args{"Search": p.query.search}), w.T("empty.search.line"),
			w.T("empty.search.clear"), EmptyClearSearch,
		}
	}
	return p.emptyFilter()
}

func (p picture) emptyFilter() *Empty {
	w := p.words
	if p.query.filter == FilterExternal {
		return &Empty{w.T("empty.external"), w.T("empty.external.line"), w.T("request.open"), EmptyRequestAccess}
	}
	title, line := "empty.filter", "empty.filter.line"
	switch p.query.filter {
	case FilterPending:
		title, line = "empty.pending", "empty.pending.line"
	case FilterNoTwoFactor:
		title, line = "empty.no_two_factor", "empty.no_two_factor.line"
	}
	return &Empty{w.T(title), w.T(line), w.T("empty.show_all"), EmptyShowAll}
}

// unloaded says why there is nothing yet, once an attempt has failed, or no
// longer, for somebody who was removed.
func (p picture) unloaded() *Empty {
	m := p.words.ForError(p.status.Err)
	switch p.status.Link {
	case account.LinkOffline:
		return &Empty{m.Title, m.Next, p.words.T("act.try_again"), EmptyTryAgain}
	case account.LinkEnded:
		return &Empty{m.Title, m.Next, p.words.T("act.sign_in"), EmptySignIn}
	}
	return nil
}
