package view

import (
	"context"
	"time"

	"rollcall/account"
)

// InviteService is what the Invite dialog needs.
type InviteService interface {
	Lists() account.Lists
	Status() account.Status
	Watch(f func()) (stop func())
	TakeBack(ctx context.Context, id string) error
	Invite(ctx context.Context, n account.NewInvitation, act account.Act) (account.Invitation, error)
}

// Invite is the dialog that invites people (R4), or corrects one invitation (R8).
type Invite struct {
	OnState func(InviteState)

	env      Env
	service  InviteService
	toasts   *Toasts
	replaces *account.Invitation
	keys     *keys

	account string
	known   known
	// domains counts how often the domains of the account have changed; 0 before
	// they are known.
	domains int
	// kept are the addresses that are right although they look mistyped.
	kept   map[string]bool
	number int
	list   []*invitee
	// many tells that the addresses stand in rows.
	many     bool
	filter   string
	draft    string
	powers   powers
	language string
	message  string
	touched  bool
	busy     bool
	flight   *flight
	// waits are the addresses whose invitations wait to be sent, by the key of each.
	waits   map[string]*invitee
	reading int
	saving  bool
	saved   string
	failure string
	fault   string
	done    bool
	closed  bool
	// outdated tells that the lists changed while something was being sent.
	outdated bool
	// later draws what changed while much is being sent, now and then.
	later   func()
	unwatch func()
	look    latest
	eyes    latest
}

// NewInvite makes the dialog for new invitations, for users by default.
func NewInvite(e Env, service InviteService, toasts *Toasts) *Invite {
	v := &Invite{env: e, service: service, toasts: toasts, keys: newKeys(e), language: e.Words.Language(), waits: map[string]*invitee{}}
	l := service.Lists()
	v.account = l.Account.Name
	v.powers = newPowers(e.Words, l.Catalogue, account.RegularUser, nil)
	return v
}

// NewCorrection makes the dialog that replaces one invitation: its link dies in
// the same moment in which the new one is sent.
func NewCorrection(e Env, service InviteService, toasts *Toasts, wrong *account.Invitation) *Invite {
	v := NewInvite(e, service, toasts)
	v.replaces = wrong
	v.powers = newPowers(e.Words, v.powers.catalogue, wrong.UserType, wrong.Permissions)
	v.language, v.message, v.draft = wrong.Language, wrong.Message, wrong.Email
	v.list = v.invitees([]string{wrong.Email}) // it may be doubted at once
	return v
}

// Start publishes a first state, and follows the lists from then on.
func (v *Invite) Start() {
	v.unwatch = v.service.Watch(func() {
		v.env.Post(func() {
			v.followWaits()
			v.recheck()
		})
	})
	v.publish()
	v.recheck()
}

// Close stops following. What is being sent is finished and told in a toast,
// unless the service asked for a pause: nobody waits for its end.
func (v *Invite) Close() {
	v.closed = true
	v.look.stop()
	v.eyes.stop()
	if v.unwatch != nil {
		v.unwatch()
	}
	if v.flight != nil && v.flight.waiting() {
		v.Stop()
	}
}

// State is the dialog as it stands.
func (v *Invite) State() InviteState { return v.state() }

// SetType chooses the user type.
func (v *Invite) SetType(t account.UserType) { v.change(func() { v.powers.userType = t }) }

// Tick ticks a permission or takes the tick away.
func (v *Invite) Tick(id account.Permission, on bool) { v.change(func() { v.powers.tick(id, on) }) }

// SetLanguage chooses the language of the mail.
func (v *Invite) SetLanguage(l string) { v.change(func() { v.language = l }) }

// SetMessage takes the note.
func (v *Invite) SetMessage(text string) { v.change(func() { v.message = text }) }

// change applies what a person did; nothing is changed while sending.
func (v *Invite) change(f func()) {
	if v.busy {
		return
	}
	v.touched, v.failure, v.fault, v.saved = true, "", "", ""
	f()
	v.publish()
}

func (v *Invite) publish() {
	if v.later != nil {
		v.later()
		v.later = nil
	}
	if v.OnState != nil && !v.closed {
		v.OnState(v.state())
	}
}

// publishSoon is for what changes many times a second.
func (v *Invite) publishSoon() {
	if v.later == nil {
		v.later = v.env.After(drawEvery, func() {
			v.later = nil
			v.publish()
		})
	}
}

// drawEvery is how long a change waits to be drawn while many come.
const drawEvery = 250 * time.Millisecond
