package view

import (
	"context"

	"rollcall/account"
	"rollcall/ui/words"
)

// LinkService is what the dialog that makes a link needs.
type LinkService interface {
	Lists() account.Lists
	Status() account.Status
	Watch(f func()) (stop func())
	ResendForLink(ctx context.Context, id string, act account.Act) (account.Invitation, error)
}

// InviteLinkState is what the dialog shows: first what making a link means, then
// the link, once. It holds a secret then and is never formatted.
type InviteLinkState struct {
	Title string
	// Text and Facts say what will happen.
	Text  string
	Facts []Fact
	Busy  bool
	Error string
	// Note says why no link can be made now; empty when it can.
	Note string
	// Ready tells that a link can be made.
	Ready bool
	// Link is the secret; not empty once it is made. Hint goes with it, Until says
	// how long it works.
	Link, Hint, Until string
	Copied            bool
}

// String keeps the link out of formatted text.
func (InviteLinkState) String() string { return "[redacted]" }

// GoString keeps the link out of formatted text.
func (InviteLinkState) GoString() string { return "[redacted]" }

// InviteLink is the dialog that makes a new link for a pending invitation and
// shows it, for when mail is blocked. Making one is resending: the mail is sent
// too, and the old link dies (R6).
type InviteLink struct {
	OnState func(InviteLinkState)

	env     Env
	service LinkService
	toasts  *Toasts
	keys    *keys
	of      *account.Invitation
	made    account.Invitation
	failure string
	gone    bool
	busy    bool
	copied  bool
	// unknown tells that an answer was lost: the link may exist.
	unknown bool
	closed  bool
	unwatch func()
}

// NewInviteLink makes the dialog for an invitation.
func NewInviteLink(e Env, service LinkService, toasts *Toasts, of *account.Invitation) *InviteLink {
	return &InviteLink{env: e, service: service, toasts: toasts, keys: newKeys(e), of: of}
}

// Start publishes a first state, and follows whether the service can be reached.
func (v *InviteLink) Start() {
	v.unwatch = v.service.Watch(func() { v.env.Post(v.publish) })
	v.publish()
}

// Close ends the dialog and forgets the link.
func (v *InviteLink) Close() {
	v.closed = true
	if v.unwatch != nil {
		v.unwatch()
	}
	v.made = account.Invitation{}
}

// State is the dialog as it stands.
func (v *InviteLink) State() InviteLinkState { return v.state() }

// Copied tells that the link was copied.
func (v *InviteLink) Copied() {
	v.copied = true
	v.publish()
}

// Make makes the link, once.
func (v *InviteLink) Make() {
	if v.busy || v.gone || v.closed || v.made.Link != "" || v.away() != "" {
		return
	}
	v.busy, v.failure = true, ""
	v.publish()
	key, id := v.keys.of("link"), v.of.ID
	act(v.env, actLimit, func(ctx context.Context) (account.Invitation, error) {
		return v.service.ResendForLink(ctx, id, account.Act{Key: key})
	}, v.answered)
}

func (v *InviteLink) answered(made account.Invitation, err error) {
	v.busy = false
	switch {
	case err != nil:
		v.failed(err)
	case v.closed:
		v.toasts.Fail(v.env.Words.T("link.unread", v.args()))
	default:
		v.keys.done("link")
		v.made = made
	}
	v.publish()
}

func (v *InviteLink) failed(err error) {
	w := v.env.Words
	switch account.CodeOf(err) {
	case account.IdempotencyRunning:
		if !v.unknown {
			v.failure = w.ForError(err).Sentence()
			break
		}
		// The request whose answer was lost made it, and its link went with the
		// answer: the service does not say it twice. The next act is a new one.
		v.failure, v.unknown = w.T("link.lost"), false
		v.keys.done("link")
	case account.NotFound, account.InvitationNotPending:
		v.failure, v.gone = w.T("link.gone"), true
	default:
		v.unknown = v.unknown || account.CodeOf(err) == account.Unreachable || account.CodeOf(err) == account.BadAnswer
		v.failure = w.ForError(err).Sentence()
	}
	if v.closed {
		v.toasts.Fail(w.T("link.failed", v.args()) + " " + v.failure)
	}
}

func (v *InviteLink) args() words.Args {
	return words.Args{"Email": v.of.Email, "Account": v.service.Lists().Account.Name}
}

// away says why no link can be made now; empty when it can.
func (v *InviteLink) away() string { return cannotAct(v.service.Status(), v.env.Words) }

func (v *InviteLink) publish() {
	if v.OnState != nil && !v.closed {
		v.OnState(v.state())
	}
}

func (v *InviteLink) state() InviteLinkState {
	w := v.env.Words
	s := InviteLinkState{
		Title: w.T("link.title", v.args()), Text: w.T("link.text"), Busy: v.busy, Error: v.failure,
		Ready: !v.busy && !v.gone && v.away() == "", Link: v.made.Link, Copied: v.copied,
		Facts: []Fact{
			{"mail", w.T("link.fact_mail")}, {"x", w.T("link.fact_old")}, {"circle-alert", w.T("link.fact_unverified")},
		},
	}
	if s.Link == "" {
		s.Note = v.away()
	}
	if s.Link != "" {
		s.Hint, s.Until = w.T("link.once", v.args()), w.T("link.until", words.Args{"Until": w.Exact(v.made.ExpiresAt)})
	}
	if s.Copied {
		s.Hint = w.T("link.copied")
	}
	return s
}
