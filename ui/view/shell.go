package view

import (
	"context"
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
}

// ShellOptions is how the frame begins and ends.
type ShellOptions struct {
	// AccountID is the account entered.
	AccountID string
	// Forget removes the sign-in from this computer.
	Forget func(context.Context) error
}

// ShellState is what the left column shows: where one is, and as whom.
type ShellState struct {
	AccountName     string
	AccountNumber   string
	AccountInitials string
	// Memberships are the accounts one may enter, when there is more than one.
	Memberships []MembershipState

	PersonID, PersonName, PersonInitials, PersonType string

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

	env     Env
	source  ShellSource
	options ShellOptions
	state   ShellState
	unwatch func()
	fetch   latest
}

// NewShell makes the frame; Start brings it to life.
func NewShell(e Env, source ShellSource, o ShellOptions) *Shell {
	return &Shell{env: e, source: source, options: o}
}

// Start publishes a first state and follows the lists from then on.
func (v *Shell) Start() {
	v.unwatch = v.source.Watch(func() { v.env.Post(v.refresh) })
	v.publish()
	v.refresh()
}

// Close stops following.
func (v *Shell) Close() {
	if v.unwatch != nil {
		v.unwatch()
	}
	v.fetch.stop()
}

// State is the last state published.
func (v *Shell) State() ShellState { return v.state }

func (v *Shell) refresh() {
	ask(v.env, &v.fetch, func(context.Context) (ShellState, error) {
		return shellState(v.source.Lists(), v.source.Status(), v.options.AccountID, v.env.Words), nil
	}, func(s ShellState, _ error) {
		s.SigningOut = v.state.SigningOut
		v.state = s
		v.publish()
	})
}

func shellState(l account.Lists, st account.Status, id string, w *words.Words) ShellState {
	s := ShellState{
		AccountName: l.Account.Name, AccountInitials: words.Initials(l.Account.Name),
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
func (v *Shell) SignOut() {
	if v.state.SigningOut {
		return
	}
	v.state.SigningOut = true
	v.publish()
	act(v.env, 2*signOutLimit, v.leave, func(out SignedOut, _ error) {
		v.state.SigningOut = false
		v.publish()
		if v.OnSignedOut != nil {
			v.OnSignedOut(out)
		}
	})
}

// leave tells the service while the session is still known here, then forgets it.
func (v *Shell) leave(ctx context.Context) (SignedOut, error) {
	telling, cancel := context.WithTimeout(ctx, signOutLimit)
	defer cancel()
	err := v.source.SignOut(telling)
	out := SignedOut{Told: err == nil || over(err)}
	out.Forgotten = v.options.Forget(ctx) == nil
	w := v.env.Words
	switch {
	case !out.Forgotten:
		out.Text = w.T("signout.kept")
	case !out.Told:
		out.Text = w.T("signout.untold")
	}
	return out, nil
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
