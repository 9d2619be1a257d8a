package view

import (
	"context"
	"maps"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// PeopleSource is what the Users screen needs: the lists as they stand, how old
// they are, and the acts of a row.
type PeopleSource interface {
	// Lists and Status give the newest; they may be called from any goroutine.
	Lists() account.Lists
	Status() account.Status
	// Watch calls f, from any goroutine, after lists or status changed.
	Watch(f func()) (stop func())
	// Refresh tries again at once. It does not wait.
	Refresh()
	InvitationActs
	// SendPasswordLink sends a user the link to choose a new password (R9).
	SendPasswordLink(ctx context.Context, id string, act account.Act) error
}

// PeopleOptions is how a window shows the Users screen.
type PeopleOptions struct {
	// Sample tells the account carried inside the program.
	Sample bool
	// NoKeyring tells that the sign-in is kept for this session only.
	NoKeyring bool
	// Folded lists the sections that were folded last time.
	Folded []Section
	// OnFolded is told when a section is folded or unfolded, to remember it.
	OnFolded func(folded []Section)
	// OnSignIn is told that the person wants to sign in again.
	OnSignIn func()
	// OnRequestAccess is told that access for somebody from another account is
	// asked for (R12).
	OnRequestAccess func()
	// Outbox is what can be done about acts that wait; nil where nothing ever waits.
	Outbox account.Outbox
	// OnWaiting is told that the person wants to see what waits to be sent, and
	// which act first; empty for any.
	OnWaiting func(id string)
	// Beginning is what the screen begins with; nil where it begins without rows.
	Beginning *Beginning
}

// People is the Users screen: pending invitations, users and external users in
// one list.
type People struct {
	// OnState is told each new state.
	OnState func(PeopleState)

	env     Env
	source  PeopleSource
	toasts  *Toasts
	options PeopleOptions
	keys    *keys

	query  query
	gone   map[string]int64
	closed map[BannerKind]closedBanner
	busy   map[string]bool
	// resent is when an invitation was last resent from here.
	resent map[string]time.Time
	// pressed is the row whose button was pressed last, and when.
	pressed   string
	pressedAt time.Time
	// offers are the toasts that offer to undo something: to restore an invitation,
	// by its identifier, or to take back an act that waits, by its row.
	offers map[string]int
	// listed are the acts that were put off from here and that the lists have shown.
	listed map[string]bool
	// sending tells that what waited is being sent, takings how much had been taken
	// back before.
	sending bool
	takings int
	// many is the act on many invitations under way, or nil; progress says how far
	// it is.
	many *series
	// afterMany waits for the series under way to end; nil when nothing does.
	afterMany func()
	progress  string
	state     PeopleState
	found     found

	engine  *engine
	asked   int
	running bool
	ended   bool

	unwatch  func()
	stopTick func()
}

// NewPeople makes the Users screen; Start brings it to life.
func NewPeople(e Env, source PeopleSource, toasts *Toasts, o PeopleOptions) *People {
	v := &People{
		env: e, source: source, toasts: toasts, options: o, keys: newKeys(e),
		query: newQuery(o.Folded), gone: map[string]int64{}, closed: map[BannerKind]closedBanner{}, busy: map[string]bool{},
		resent: map[string]time.Time{}, offers: map[string]int{}, listed: map[string]bool{},
		engine: newEngine(e.Words), state: PeopleState{
			Loading: true, Rows: skeleton(), words: e.Words,
			Status: StatusLine{Mark: MarkUpdating, Text: e.Words.T("status.connecting"), Progress: -1},
		},
	}
	if o.Beginning != nil {
		v.engine = o.Beginning.engine
	}
	return v
}

// Start publishes a first state at once, and follows the lists from then on.
func (v *People) Start() {
	if b := v.options.Beginning; b != nil {
		v.options.Beginning = nil
		v.made(v.asked, b.picture, b.state, b.found)
	} else {
		v.publish()
	}
	v.unwatch = v.source.Watch(func() { v.env.Post(v.refresh) })
	v.refresh()
}

// Close stops following. Acts under way are finished.
func (v *People) Close() {
	v.ended = true
	if v.unwatch != nil {
		v.unwatch()
	}
	v.SetVisible(false)
}

// SetVisible lets ages be renewed every minute while the screen can be seen.
func (v *People) SetVisible(on bool) {
	if v.stopTick != nil {
		v.stopTick()
		v.stopTick = nil
	}
	if on && !v.ended {
		v.tick()
		v.refresh()
	}
}

func (v *People) tick() {
	v.stopTick = v.env.After(toNextMinute(v.env.Now()), func() {
		v.tick()
		v.refresh()
	})
}

// State is the last state published.
func (v *People) State() PeopleState { return v.state }

// Search looks for a text in names, addresses, user names and home accounts,
// without regard to case and accents; every word has to be found. Empty ends
// the search.
func (v *People) Search(text string) {
	if text == v.query.search {
		return
	}
	v.query.search, v.query.terms = text, words.Terms(text)
	v.refresh()
}

// SetFilter chooses a chip.
func (v *People) SetFilter(f Filter) {
	v.query.filter = f
	v.refresh()
}

// SortBy sorts a section by a column; the same column again turns it around.
// Activity begins with the most recent.
func (v *People) SortBy(s Section, c Column) {
	order := &v.query.orders[s]
	if order.Column == c {
		order.Descending = !order.Descending
	} else {
		*order = Order{Column: c, Descending: c == ColumnLastActive}
	}
	v.refresh()
}

// Fold folds a section away, or unfolds it.
func (v *People) Fold(s Section, folded bool) {
	v.query.folded[s] = folded
	if v.options.OnFolded != nil {
		v.options.OnFolded(v.foldedSections())
	}
	v.refresh()
}

func (v *People) foldedSections() []Section {
	out := []Section{}
	for s := range sectionCount {
		if v.query.folded[s] {
			out = append(out, s)
		}
	}
	return out
}

// ToggleAllPending shows all invitations, or the most urgent ones again.
func (v *People) ToggleAllPending() {
	v.query.allPending = !v.query.allPending
	v.refresh()
}

// Reveal makes sure that a section can be seen: it is unfolded, and the filter
// and the search let it through.
func (v *People) Reveal(s Section) {
	v.query.folded[s] = false
	if !v.query.filter.shows(s) {
		v.query.filter = FilterAll
	}
	v.query.search, v.query.terms = "", nil
	v.refresh()
}

// RequestAccess asks the window for the dialog of R12.
func (v *People) RequestAccess() {
	if v.options.OnRequestAccess != nil {
		v.options.OnRequestAccess()
	}
}

// EmptyAct does what the button of an empty list says.
func (v *People) EmptyAct() {
	if v.state.Empty == nil {
		return
	}
	switch v.state.Empty.Do {
	case EmptyClearSearch:
		v.Search("")
	case EmptyShowAll:
		v.SetFilter(FilterAll)
	case EmptyTryAgain:
		v.TryAgain()
	case EmptyRequestAccess:
		v.RequestAccess()
	case EmptySignIn:
		v.BannerAct(BannerEnded)
	}
}

// TryAgain asks the service again at once.
func (v *People) TryAgain() { v.env.Go(v.source.Refresh) }

// BannerAct does what a banner's link says.
func (v *People) BannerAct(k BannerKind) {
	switch k {
	case BannerOffline, BannerMaintenance:
		v.TryAgain()
	case BannerRefused:
		v.showRefused()
	case BannerExpiring:
		v.ResendExpiring()
	case BannerEnded:
		if v.options.OnSignIn != nil {
			v.options.OnSignIn()
		}
	}
}

// CloseBanner closes a banner until it has something else to say.
func (v *People) CloseBanner(k BannerKind) {
	for _, b := range v.state.Banners {
		if b.Kind == k && b.Closable {
			v.closed[k] = closedBanner{b.Text, b.about}
		}
	}
	v.refresh()
}

// refresh makes a new state off the UI goroutine, one at a time: what is asked
// while one is made is answered right after. A state made for an older query is
// dropped, one made from older lists is not, so that a flood of changes cannot
// keep the screen from changing.
func (v *People) refresh() {
	v.asked++
	if v.running || v.ended {
		return
	}
	v.running = true
	asked, p := v.asked, v.picture()
	v.env.Go(func() {
		p.look(v.source)
		state, f := p.build(v.engine)
		v.env.Post(func() { v.made(asked, p, state, f) })
	})
}

// picture copies what the UI goroutine knows, for the other one to work on.
func (v *People) picture() picture {
	return picture{
		query: v.query, gone: maps.Clone(v.gone), closed: maps.Clone(v.closed), busy: maps.Clone(v.busy),
		sample: v.options.Sample, noKeyring: v.options.NoKeyring, here: v.env.Now(), words: v.env.Words,
	}
}

func (v *People) made(asked int, p picture, s PeopleState, f found) {
	v.running = false
	if v.ended {
		return
	}
	v.withdrawDone(p.lists)
	v.tellSent(p)
	if sameQuery(p.query, v.query) {
		s.busy = maps.Clone(v.busy)
		s.Sections[SectionPending].Progress = v.progress
		v.state, v.found = s, f
		v.forget(p)
		v.publish()
	}
	if asked != v.asked {
		v.refresh()
	}
}

// forget drops the marks of what the lists no longer hold, so that the same
// invitation, restored, is seen again.
func (v *People) forget(p picture) {
	if len(p.gone) == 0 {
		return
	}
	listed := map[string]bool{}
	for i := range p.lists.Invitations.All() {
		listed[invitationKey(i.ID)] = true
	}
	for i := range p.lists.Cancelled.All() {
		listed[cancelledKey(i.ID)] = true
	}
	for key := range p.gone {
		if !listed[key] {
			delete(v.gone, key)
		}
	}
}

func (v *People) publish() {
	if v.OnState != nil {
		v.OnState(v.state)
	}
}

// sameQuery compares what was asked; the terms follow from the search.
func sameQuery(a, b query) bool {
	return a.search == b.search && a.filter == b.filter && a.orders == b.orders &&
		a.folded == b.folded && a.allPending == b.allPending
}
