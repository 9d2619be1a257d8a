package view

import (
	"context"
	"maps"
	"strconv"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// InvitationActs is what a row of the list can have done at once.
type InvitationActs interface {
	ResendInvitation(ctx context.Context, id string, act account.Act) (account.Invitation, error)
	CancelInvitation(ctx context.Context, id string, act account.Act) error
	RestoreInvitation(ctx context.Context, id string, act account.Act) (account.Invitation, error)
}

// actOn names an act on an invitation as it was looked at. The service answers
// a repeated key without acting: an act on a newer version is another one, even
// when the answer to the one before was lost.
func actOn(verb string, i *account.Invitation) string {
	return verb + " " + i.ID + " " + strconv.FormatInt(i.Version, 10)
}

// resendPause is how long an invitation just resent cannot be resent again: a
// double click, or a key held down, is one wish.
const resendPause = 3 * time.Second

// doubleClick is how far apart the halves of a double click may be.
const doubleClick = 500 * time.Millisecond

// slipped tells the second half of a double click that met another row: the one
// that was meant has moved away, and its neighbour stands there by then.
func (v *People) slipped(key string) bool {
	now := v.env.Now()
	if v.pressed != key && now.Before(v.pressedAt.Add(doubleClick)) {
		return true
	}
	v.pressed, v.pressedAt = key, now
	return false
}

// Resend sends a new link; the old one stops working (R6).
func (v *People) Resend(i *account.Invitation) {
	key := invitationKey(i.ID)
	if v.slipped(key) || v.state.waits.renewed(i) || v.env.Now().Before(v.resent[key].Add(resendPause)) || !v.begin(key) {
		return
	}
	name := actOn("resend", i)
	idem := v.keys.of(name)
	act(v.env, actLimit, func(ctx context.Context) (account.Invitation, error) {
		return v.source.ResendInvitation(ctx, i.ID, account.Act{Key: idem, Version: i.Version})
	}, func(sent account.Invitation, err error) {
		v.end(key)
		if later(err) {
			v.keys.done(name)
			v.resent[key] = v.env.Now()
			v.putOff(v.env.Words.T("waiting.toast_resend", words.Args{"Email": i.Email}), []promise{{idem, account.DeedResend, i}})
			v.refresh()
			return
		}
		if v.failed("toast.resend_failed", i.Email, err) {
			return
		}
		v.keys.done(name)
		v.resent[key] = v.env.Now()
		v.toasts.Tell(v.env.Words.T("toast.resent", words.Args{"Email": i.Email}))
		v.refresh()
	})
}

// Cancel makes an invitation's link stop working at once (R7), and offers to
// undo that.
func (v *People) Cancel(i *account.Invitation) {
	key := invitationKey(i.ID)
	if v.slipped(key) || v.state.waits.ended(i) || !v.begin(key) {
		return
	}
	name := actOn("cancel", i)
	idem := v.keys.of(name)
	act(v.env, actLimit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, v.source.CancelInvitation(ctx, i.ID, account.Act{Key: idem, Version: i.Version})
	}, func(_ struct{}, err error) {
		v.end(key)
		if later(err) {
			v.keys.done(name)
			v.putOff(v.env.Words.T("waiting.toast_cancel", words.Args{"Email": i.Email}), []promise{{idem, account.DeedCancel, i}})
			v.refresh()
			return
		}
		if v.failed("toast.cancel_failed", i.Email, err) {
			return
		}
		v.keys.done(name)
		v.hideCancelled(i)
		w := v.env.Words
		v.offers[i.ID] = v.toasts.Offer(w.T("toast.cancelled", words.Args{"Email": i.Email}), w.T("act.undo"), func() { v.restore(i) })
		v.refresh()
	})
}

// later tells that an act was not done but is kept, to be sent as soon as the
// service can be reached.
func later(err error) bool { return account.CodeOf(err) == account.Deferred }

// hideCancelled takes the row away before the lists do.
func (v *People) hideCancelled(i *account.Invitation) {
	v.gone[invitationKey(i.ID)] = i.Version
	delete(v.gone, cancelledKey(i.ID))
}

// showRestored lets the row be seen again, and takes back the offer to restore
// it unless that stands for others too.
func (v *People) showRestored(i *account.Invitation) {
	delete(v.gone, invitationKey(i.ID))
	v.withdraw(i.ID)
}

// withdraw takes back an offer to undo something, unless its toast stands for
// others too.
func (v *People) withdraw(key string) {
	offer := v.offers[key]
	delete(v.offers, key)
	for _, other := range v.offers {
		if other == offer {
			return
		}
	}
	v.toasts.Dismiss(offer)
}

// Restore brings a cancelled invitation back, with the same link and the same
// expiry; the service can do so for 24 hours (R7).
func (v *People) Restore(i *account.Invitation) {
	if !v.slipped(cancelledKey(i.ID)) {
		v.restore(i)
	}
}

func (v *People) restore(i *account.Invitation) {
	if a := v.state.waits.first(invitationKey(i.ID), account.DeedCancel); a != nil {
		v.unsend([]promise{{a.ID, a.Deed, i}})
		return
	}
	key := cancelledKey(i.ID)
	if !v.begin(key) {
		return
	}
	name := actOn("restore", i)
	idem := v.keys.of(name)
	act(v.env, actLimit, func(ctx context.Context) (account.Invitation, error) {
		return v.source.RestoreInvitation(ctx, i.ID, account.Act{Key: idem})
	}, func(back account.Invitation, err error) {
		v.end(key)
		if v.failed("toast.restore_failed", i.Email, err) {
			return
		}
		v.keys.done(name)
		v.showRestored(i)
		v.gone[key] = back.Version
		v.toasts.Tell(v.env.Words.T("toast.restored", words.Args{"Email": i.Email}))
		v.refresh()
	})
}

// SendLink sends a user the link to choose a new password (R9). A double click
// is one wish.
func (v *People) SendLink(u *account.User) {
	key := Row{Kind: RowUser, User: u}.Key()
	if v.env.Now().Before(v.resent[key].Add(resendPause)) || !v.begin(key) {
		return
	}
	sendLink(v.env, v.source, v.toasts, v.keys, u, func(sent bool) {
		v.end(key)
		if sent {
			v.resent[key] = v.env.Now()
		}
	})
}

// linkSender is what sends a password link.
type linkSender interface {
	SendPasswordLink(ctx context.Context, id string, act account.Act) error
}

// sendLink sends a password link and tells in a toast what became of it. The
// mail may still wait then: nothing more is claimed.
func sendLink(e Env, service linkSender, toasts *Toasts, k *keys, u *account.User, done func(sent bool)) {
	name, w := "password link "+u.ID, e.Words
	key := k.of(name)
	act(e, actLimit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, service.SendPasswordLink(ctx, u.ID, account.Act{Key: key})
	}, func(_ struct{}, err error) {
		if err != nil {
			toasts.Fail(w.T("toast.link_failed", words.Args{"Name": u.Name()}) + " " + w.ForError(err).Sentence())
		} else {
			k.done(name)
			toasts.Tell(w.T("toast.link_sent", words.Args{"Name": u.Name(), "Email": u.Email}))
		}
		done(err == nil)
	})
}

// stopsAll tells an error that the next request would meet too.
func stopsAll(err error) bool {
	switch account.CodeOf(err) {
	case account.Unreachable, account.BadAnswer, account.InsecureServer, account.Unauthenticated,
		account.SessionEnded, account.Forbidden, account.Maintenance, account.RateLimited, account.Internal:
		return true
	}
	return false
}

// begin marks a row busy; false when it is already, so that a second press does
// nothing.
func (v *People) begin(key string) bool {
	if v.busy[key] || v.ended {
		return false
	}
	v.busy[key] = true
	v.showBusy()
	return true
}

func (v *People) end(key string) {
	delete(v.busy, key)
	v.showBusy()
}

func (v *People) showBusy() {
	v.state.busy = maps.Clone(v.busy)
	v.state.Sections[SectionPending].Progress = v.progress
	if !v.ended {
		v.publish()
	}
}

// failed tells in a toast why an act on an invitation was not done.
func (v *People) failed(key, email string, err error) bool {
	if err == nil {
		return false
	}
	w := v.env.Words
	v.toasts.Fail(w.T(key, words.Args{"Email": email}) + " " + w.ForError(err).Sentence())
	v.lookAgain(err)
	return true
}

// lookAgain asks for the lists anew after somebody else was quicker, so that the
// row is right also where no word of it came.
func (v *People) lookAgain(err error) {
	switch account.CodeOf(err) {
	case account.VersionMismatch, account.InvitationNotPending, account.NotFound, account.AlreadyInvited:
		v.TryAgain()
	}
}
