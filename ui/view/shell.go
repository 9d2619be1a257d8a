package view

import (
	"cmp"
	"context"
	"slices"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// signOutLimit is how long the service is given to hear of a sign-out.
const signOutLimit = 5 * time.Second

// ShellSource is what the window's frame needs.
type ShellSource interface {
	Lists() account.Lists
	Status() account.Status
	Watch(f func()) (stop func())
	// SignOut ends the session on the service.
	SignOut(ctx context.Context) error
	MyTrustedDevices(ctx context.Context) ([]account.Device, error)
	DistrustDevice(ctx context.Context, id string, act account.Act) error
}

// Page is one of the screens of an account.
type Page uint8

// The screens. PageProfile is everybody's; the others are for administrators (R2).
const (
	PageUsers Page = iota
	PageActivity
	PageTokens
	PageAccount
	PageProfile
)

// ShellOptions is how the frame begins and ends.
type ShellOptions struct {
	// AccountID is the account entered.
	AccountID string
	// Page is shown first, where one may see it.
	Page Page
	// Notice says why one has come here; empty for none.
	Notice string
	// Closed are the identifiers of the announcements that were closed; OnClosed is
	// told of one more.
	Closed   []string
	OnClosed func(id string)
	// Forget removes the sign-in from this computer, ForgetComputer also the
	// trust in it.
	Forget, ForgetComputer func(context.Context) error
}

// ShellState is what the left column shows: where one is, and as whom.
type ShellState struct {
	AccountName     string
	AccountNumber   string
	AccountInitials string
	// Memberships are the accounts one may enter, when there is more than one.
	Memberships []MembershipState
	// Switching names the account that is being entered; empty otherwise.
	Switching string

	PersonID, PersonName, PersonInitials, PersonType string
	// Language is the profile's; empty until known.
	Language string

	// Pages are the screens one may see, in the order of the left column; Page is
	// the one that is shown.
	Pages []Page
	Page  Page
	// Administers tells whether one is an administrator of the account.
	Administers bool
	// Notice says why one has come here; it can be closed.
	Notice string
	// Announced is maintenance that everybody should know of; it can be closed.
	Announced Announcement

	// SigningOut tells that one is leaving, or that it is looked up what waits before.
	SigningOut bool
	// Ended says why the session is over; empty while it is not.
	Ended string
}

// MembershipState is one account of the switcher.
type MembershipState struct {
	ID, Name, Line string
	Current        bool
}

// SignedOut says how a sign-out went.
type SignedOut struct {
	// Told is true when the service knows; otherwise Text says what that means.
	Told bool
	// Forgotten is true when nothing is kept on this computer any more.
	Forgotten bool
	// Text is empty when all went well.
	Text string
}

// Shell is the frame around the screens: the account, the person, sign-out.
type Shell struct {
	OnState func(ShellState)
	// OnSignedOut is told once the session is left, whether or not the service heard of it.
	OnSignedOut func(SignedOut)
	// OnEnded is told once that the session, or the access to this account, is
	// over, and why.
	OnEnded func(error)
	// OnRefused is told when somebody who could see the lists may no longer.
	OnRefused func()
	// OnLanguage is told when the profile has another language than the words.
	OnLanguage func(string)
	// OnLost is told of acts that never will be sent, each once, before OnEnded and
	// OnRefused.
	OnLost func([]*account.Waiting)

	env     Env
	source  ShellSource
	options ShellOptions
	state   ShellState
	// known tells that it was learnt what one may see.
	known bool
	over  bool
	// departing tells that one is signing out.
	departing bool
	// waiting is how many acts waited when that was last known, lost those that
	// were told of.
	waiting int
	lost    map[string]bool
	unwatch func()
	// unplan gives up the next look at what is announced.
	unplan func()
}

// NewShell makes the frame; Start brings it to life.
func NewShell(e Env, source ShellSource, o ShellOptions) *Shell {
	v := &Shell{env: e, source: source, options: o, lost: map[string]bool{}}
	v.state = ShellState{Page: o.Page, Pages: everyPage(), Notice: o.Notice}
	return v
}

func everyPage() []Page { return []Page{PageUsers, PageActivity, PageTokens, PageAccount} }

// pagesFor are the screens that somebody may see (R2). My profile of an
// administrator stands in the menu of the person.
func pagesFor(administers bool) []Page {
	if administers {
		return everyPage()
	}
	return []Page{PageProfile}
}

// Start publishes a first state and follows the lists from then on.
func (v *Shell) Start() {
	v.unwatch = v.source.Watch(func() { v.env.Post(v.refresh) })
	v.publish()
	v.refresh()
}

// Close stops following.
func (v *Shell) Close() {
	v.over = true
	if v.unwatch != nil {
		v.unwatch()
	}
	if v.unplan != nil {
		v.unplan()
	}
}

// State is the last state published.
func (v *Shell) State() ShellState { return v.state }

// Show shows a screen; one that the person may not see stays away.
func (v *Shell) Show(p Page) {
	if p == v.state.Page || (p != PageProfile && !slices.Contains(v.state.Pages, p)) {
		return
	}
	v.state.Page = p
	v.publish()
}

// Tell shows a notice above the screen, until it is closed.
func (v *Shell) Tell(text string) {
	v.state.Notice = text
	v.publish()
}

// CloseNotice takes the notice away.
func (v *Shell) CloseNotice() {
	v.state.Notice = ""
	v.publish()
}

// CloseAnnouncement takes away what is announced, for good: the next one shows.
func (v *Shell) CloseAnnouncement() {
	id := v.state.Announced.ID
	v.options.Closed = append(slices.Clip(v.options.Closed), id)
	if v.options.OnClosed != nil {
		v.options.OnClosed(id)
	}
	v.refresh()
}

// SetSwitching says which account is being entered; empty for none.
func (v *Shell) SetSwitching(name string) {
	v.state.Switching = name
	v.publish()
}

// shellFacts is what a look at the lists gives.
type shellFacts struct {
	state ShellState
	known bool
	over  error
}

// refresh looks at once: it costs nothing, and an answer that a newer question
// overtakes would wait until the last of many changes.
func (v *Shell) refresh() {
	if v.over {
		return
	}
	lists, status := v.source.Lists(), v.source.Status()
	now := v.env.Now().Add(status.ClockOffset)
	f := lookAround(lists, status, v.options.AccountID, v.env.Words)
	f.state.Announced = announcement(lists, status, now, v.options.Closed, v.env.Words)
	v.plan(nextLook(lists.Notices, now))
	v.heed(lists, status)
	v.learn(f)
}

// Waiting is how many acts wait on this computer to be sent. It outlasts the end
// of the session, at which the lists go.
func (v *Shell) Waiting() int { return v.waiting }

// heed notices acts that wait, and those that never will be sent.
func (v *Shell) heed(l account.Lists, st account.Status) {
	var lost []*account.Waiting
	for _, a := range l.Waiting {
		if a.State == account.WaitingLost && !v.lost[a.ID] {
			v.lost[a.ID] = true
			lost = append(lost, a)
		}
	}
	if n := len(Unfinished(l)); n > 0 || len(lost) > 0 || st.Link != account.LinkEnded && l.Me.ID != "" {
		v.waiting = n
	}
	if len(lost) > 0 && v.OnLost != nil {
		v.OnLost(lost)
	}
}

// plan looks again when what is announced begins or is over.
func (v *Shell) plan(in time.Duration) {
	if v.unplan != nil {
		v.unplan()
		v.unplan = nil
	}
	if in > 0 {
		v.unplan = v.env.After(in, v.refresh)
	}
}

// learn takes what the lists say and keeps what only the window knows.
func (v *Shell) learn(f shellFacts) {
	before, s := v.state, f.state
	s.SigningOut, s.Switching, s.Notice, s.Page = before.SigningOut, before.Switching, before.Notice, before.Page
	if s.AccountName == "" { // the lists are not there yet, or no longer
		s.AccountName, s.AccountNumber, s.AccountInitials = before.AccountName, before.AccountNumber, before.AccountInitials
	}
	if !f.known {
		s.Pages, s.Administers = before.Pages, before.Administers
	} else if s.Page != PageProfile && !slices.Contains(s.Pages, s.Page) {
		s.Page = PageProfile
	}
	refused := v.known && before.Administers && !s.Administers
	v.known = v.known || f.known
	v.state = s
	v.publish()
	switch {
	case f.over != nil:
		v.end(f.over)
	case refused && v.OnRefused != nil:
		v.OnRefused()
	}
	if !v.over && s.Language != "" && s.Language != v.env.Words.Language() && v.OnLanguage != nil {
		v.OnLanguage(s.Language)
	}
}

// end tells once that it is over. While signing out, that is no news.
func (v *Shell) end(why error) {
	if v.departing {
		return
	}
	v.over = true
	if v.OnEnded != nil {
		v.OnEnded(why)
	}
}

func lookAround(l account.Lists, st account.Status, id string, w *words.Words) shellFacts {
	f := shellFacts{state: shellState(l, st, id, w), known: l.Me.ID != ""}
	if f.known {
		f.state.Administers = Administers(l)
		f.state.Pages = pagesFor(f.state.Administers)
	}
	if st.Link == account.LinkEnded {
		f.over = st.Err
	}
	return f
}

func shellState(l account.Lists, st account.Status, id string, w *words.Words) ShellState {
	s := ShellState{
		AccountName: l.Account.Name, AccountInitials: words.Initials(l.Account.Name),
		Language: l.Me.Language,
		PersonID: l.Me.ID, PersonName: l.Me.Name(), PersonInitials: words.Initials(l.Me.Name()),
	}
	if l.Account.Number != "" {
		s.AccountNumber = w.T("shell.account_number", words.Args{"Number": l.Account.Number})
	}
	if l.Me.ID != "" {
		s.PersonType = w.UserType(typeIn(l))
	}
	if len(l.Me.Memberships) > 1 {
		s.Memberships = memberships(l.Me.Memberships, id, w)
	}
	if st.Link == account.LinkEnded {
		s.Ended = w.ForError(st.Err).Sentence()
	}
	return s
}

func memberships(list []account.Membership, current string, w *words.Words) []MembershipState {
	out := make([]MembershipState, 0, len(list))
	for _, m := range list {
		line := w.UserType(m.UserType)
		if m.External {
			line = w.T("shell.external_as", words.Args{"Type": line})
		}
		out = append(out, MembershipState{m.AccountID, m.AccountName, line, m.AccountID == current})
	}
	return out
}

// SignOut forgets the sign-in on this computer and ends it on the service,
// which may not be reached: the person is told then.
func (v *Shell) SignOut() { v.depart(v.options.Forget, v.source.SignOut) }

// ForgetComputer signs out and ends the trust in this computer: the next
// sign-in here asks for a code again.
func (v *Shell) ForgetComputer() {
	v.depart(v.options.ForgetComputer, func(ctx context.Context) error {
		return cmp.Or(v.distrust(ctx), v.source.SignOut(ctx))
	})
}

// distrust ends the trust in this computer on the service.
func (v *Shell) distrust(ctx context.Context) error {
	trusted, err := v.source.MyTrustedDevices(ctx)
	for _, d := range trusted {
		if d.Current {
			err = cmp.Or(err, v.source.DistrustDevice(ctx, d.ID, account.Act{Key: v.env.NewKey()}))
		}
	}
	return err
}

// SetLeaving shows that one is about to sign out, while it is looked up what waits.
func (v *Shell) SetLeaving(on bool) {
	v.state.SigningOut = on || v.departing
	v.publish()
}

func (v *Shell) depart(forget, tell func(context.Context) error) {
	if v.departing {
		return
	}
	v.departing, v.state.SigningOut = true, true
	v.publish()
	act(v.env, 2*signOutLimit, func(ctx context.Context) (SignedOut, error) {
		return v.leave(ctx, forget, tell), nil
	}, func(out SignedOut, _ error) {
		v.departing, v.state.SigningOut = false, false
		v.publish()
		if v.OnSignedOut != nil {
			v.OnSignedOut(out)
		}
	})
}

// leave tells the service while the session is still known here, then forgets it.
func (v *Shell) leave(ctx context.Context, forget, tell func(context.Context) error) SignedOut {
	telling, cancel := context.WithTimeout(ctx, signOutLimit)
	defer cancel()
	err := tell(telling)
	out := SignedOut{Told: err == nil || over(err)}
	out.Forgotten = forget(ctx) == nil
	w := v.env.Words
	switch {
	case !out.Forgotten:
		out.Text = w.T("signout.kept")
	case !out.Told:
		out.Text = w.T("signout.untold")
	}
	return out
}

// over tells that the service says the session has ended already.
func over(err error) bool {
	code := account.CodeOf(err)
	return code == account.SessionEnded || code == account.Unauthenticated
}

func (v *Shell) publish() {
	if v.OnState != nil {
		v.OnState(v.state)
	}
}
