package account

import (
	"context"
	"time"
)

// Deed is what somebody decided to do with a row, of the acts that can wait for
// the service.
type Deed string

// The acts that can be decided while the service cannot be reached.
const (
	DeedInvite       Deed = "invite"
	DeedResend       Deed = "resend"
	DeedCancel       Deed = "cancel"
	DeedCorrect      Deed = "correct"
	DeedModify       Deed = "modify"
	DeedDelete       Deed = "delete"
	DeedEditAccess   Deed = "edit_access"
	DeedRemoveAccess Deed = "remove_access"
)

// WaitingState is how far an act has come that is not done yet.
type WaitingState string

// The states of an act that waits.
const (
	// WaitingUnsent: it was never tried, and can be taken back.
	WaitingUnsent WaitingState = "unsent"
	// WaitingSending: it is on its way now.
	WaitingSending WaitingState = "sending"
	// WaitingUncertain: it was sent and no answer came. Whether the service did it
	// shows when it is sent again with the same key; until then it cannot be
	// taken back.
	WaitingUncertain WaitingState = "uncertain"
	// WaitingRefused: the service refused it, Fault says why. It is sent no more
	// unless decided anew.
	WaitingRefused WaitingState = "refused"
	// WaitingBehind: it was decided upon the outcome of one that was refused.
	WaitingBehind WaitingState = "behind"
	// WaitingLost: one's powers ended before it was answered. It never will be sent,
	// or not again: Fault says OutcomeUnknown of one that may have been done, and why
	// one was refused before.
	WaitingLost WaitingState = "lost"
)

// Waiting is an act that was decided and is not done yet. It is never changed,
// only replaced.
type Waiting struct {
	// ID is the idempotency key with which it is sent.
	ID   string
	Deed Deed
	// Target is the identifier of the row it is about: an invitation, a user or an
	// access; empty for a new invitation.
	Target string
	// DecidedAt is by this computer's clock.
	DecidedAt time.Time
	State     WaitingState
	// Fault accompanies WaitingRefused, and some that are WaitingLost.
	Fault *Error

	// What was decided: Invitation for DeedInvite and DeedCorrect, User for
	// DeedModify, External for DeedEditAccess; nil otherwise.
	Invitation *NewInvitation
	User       *UserChange
	External   *ExternalUserChange

	// The row as it was looked at, to tell what has happened meanwhile; nil for a
	// new invitation.
	LookedInvitation *Invitation
	LookedUser       *User
	LookedExternal   *ExternalUser
}

// Name is how the row was called when the act was decided: a person's name, or
// the address of an invitation.
func (w Waiting) Name() string {
	switch {
	case w.LookedUser != nil:
		return w.LookedUser.Name()
	case w.LookedExternal != nil:
		return w.LookedExternal.Name()
	case w.Deed == DeedInvite && w.Invitation != nil:
		return w.Invitation.Email
	case w.LookedInvitation != nil:
		return w.LookedInvitation.Email
	}
	return ""
}

// TakeableBack tells whether it can be taken back as if it had never been
// decided.
func (w Waiting) TakeableBack() bool {
	return w.State == WaitingUnsent || w.State == WaitingRefused || w.State == WaitingBehind
}

// Outbox is what a person can do about acts that wait.
type Outbox interface {
	// TakeBack gives up an act, as do those that were decided upon its outcome.
	// NotFound when it is done meanwhile, IdempotencyRunning when it may be.
	TakeBack(ctx context.Context, id string) error
	// SendAnew decides a refused act again, upon the row as the lists show it
	// now, with a new key. NotFound when the act or its row is no longer there.
	SendAnew(ctx context.Context, id string) error
	// DiscardWaiting gives up all acts, also those that may have been done.
	DiscardWaiting(ctx context.Context) error
}

// CopyState is how the copy on this computer stands.
type CopyState string

// The states of the copy.
const (
	// CopyNone: nothing is kept on this computer: there is no keyring to hold the
	// key, or it is the sample account.
	CopyNone CopyState = ""
	// CopyKept: what is shown is kept here too.
	CopyKept CopyState = "kept"
	// CopyAside: it could not be read; it was put aside and is fetched anew.
	CopyAside CopyState = "aside"
	// CopyActsLost: the acts that waited in it could not be read.
	CopyActsLost CopyState = "acts_lost"
	// CopyOutdated: it had no contact with the service for thirty days, and was
	// deleted (ASVS 14.3.3).
	CopyOutdated CopyState = "outdated"
	// CopyBusy: another window of the program has it open; here nothing is kept.
	CopyBusy CopyState = "busy"
	// CopyLocked: there is one, and the keyring did not give the key to it: what waits
	// in it is not shown, and nothing is kept.
	CopyLocked CopyState = "locked"
	// CopyFailing: this computer does not take what is to be kept, as when its disk is
	// full, or the copy was found to be damaged while it is open. What is shown is not
	// in the copy.
	CopyFailing CopyState = "failing"
)
