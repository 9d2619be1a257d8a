package localcache

import (
	"context"
	"reflect"

	"rollcall/account"
)

// call asks the service to do what was decided, and gives its answer: an
// account.Invitation, User, ExternalUser or Receipt; nil for the trash can.
func (c *Cache) call(ctx context.Context, d decided) (any, error) {
	act := account.Act{Key: d.ID, Version: d.Version}
	switch d.Deed {
	case account.DeedInvite, account.DeedCorrect:
		return c.remote.Invite(ctx, *d.Invitation, act)
	case account.DeedResend:
		return c.remote.ResendInvitation(ctx, d.Target, act)
	case account.DeedCancel:
		return nil, c.remote.CancelInvitation(ctx, d.Target, act)
	case account.DeedModify:
		return c.remote.UpdateUser(ctx, d.Target, *d.User, act)
	case account.DeedDelete:
		return c.remote.DeleteUser(ctx, d.Target, act)
	case account.DeedEditAccess:
		return c.remote.UpdateExternalUser(ctx, d.Target, *d.External, act)
	case account.DeedRemoveAccess:
		return c.remote.RemoveExternalUser(ctx, d.Target, act)
	}
	return nil, account.Faultf(account.MalformedRequest, "no such deed")
}

// showAnswer shows what came of an act. The one that a correction replaces goes,
// unless the feed was quicker than the answer, as it is when this is the repeat of
// an answer that was lost, and shows what became of it already: it will not say so
// again. The caller holds the lock.
func (c *Cache) showAnswer(d decided, answer any, moment uint64) {
	switch a := answer.(type) {
	case account.Invitation:
		if d.Deed == account.DeedCorrect && d.LookedInvitation != nil {
			c.rows.invitations.answerGone(d.Target, d.LookedInvitation.Version, moment, nil)
		}
		a.Link = "" // a secret for the one who asked, not for the lists
		c.rows.invitations.answerPut(&a, moment, false)
	case account.User:
		c.rows.users.answerPut(&a, moment, false)
		c.seeMyself()
	case account.ExternalUser:
		c.rows.externals.answerPut(&a, moment, false)
	default:
		c.showGone(d, moment)
	}
}

// showGone takes away the row that an act removed. The caller holds the lock.
func (c *Cache) showGone(d decided, moment uint64) {
	switch d.Deed {
	case account.DeedCancel:
		c.showCancelled(d.Target, d.Version, moment)
	case account.DeedDelete:
		c.rows.users.answerGone(d.Target, d.Version, moment, nil)
	case account.DeedRemoveAccess:
		c.rows.externals.answerGone(d.Target, d.Version, moment, nil)
	}
}

// noteRow notes the row as it is shown now with what is decided about it, and gives
// its version, 0 when none is shown. The caller holds the lock.
func (c *Cache) noteRow(d *decided) (version int64) {
	d.LookedUser, d.LookedExternal, d.LookedInvitation = nil, nil, nil
	switch d.Deed {
	case account.DeedInvite:
	case account.DeedModify, account.DeedDelete:
		d.LookedUser, version = c.rows.users.get(d.Target), c.rows.users.version(d.Target)
	case account.DeedEditAccess, account.DeedRemoveAccess:
		d.LookedExternal, version = c.rows.externals.get(d.Target), c.rows.externals.version(d.Target)
	default:
		d.LookedInvitation, version = c.rows.invitations.get(d.Target), c.rows.invitations.version(d.Target)
	}
	return version
}

// open tells whether the row that an act is about is one that can be acted on.
func (d *decided) open() bool {
	switch {
	case d.Deed == account.DeedInvite, d.LookedUser != nil, d.LookedExternal != nil:
		return true
	}
	return d.LookedInvitation != nil && d.LookedInvitation.State != account.InvitationCancelled
}

// upon makes an act that was decided upon the outcome of another one about that
// outcome: the row as the answer gives it. The trash can gives none; it takes the
// row one version up. What removed the row leaves nothing to follow, and the
// service will say so.
func (d decided) upon(done decided, answer any) decided {
	d.After = ""
	switch a := answer.(type) {
	case account.Invitation:
		a.Link = ""
		d = d.on(a.ID)
		d.Version, d.LookedInvitation = a.Version, &a
	case account.User:
		d.Version, d.LookedUser = a.Version, &a
	case account.ExternalUser:
		d.Version, d.LookedExternal = a.Version, &a
	default:
		if done.Deed == account.DeedCancel && done.LookedInvitation != nil {
			d.Version = max(done.Version, done.LookedInvitation.Version) + 1
		}
	}
	return d
}

// on is the act about another invitation.
func (d decided) on(id string) decided {
	d.Target = id
	if d.Deed == account.DeedCorrect {
		n := *d.Invitation
		n.Replaces = id
		d.Invitation = &n
	}
	return d
}

// sameContent tells whether two acts ask for the same of the same row.
func sameContent(a, b decided) bool {
	return a.Deed == b.Deed && a.Target == b.Target && reflect.DeepEqual(a.Invitation, b.Invitation) &&
		reflect.DeepEqual(a.User, b.User) && reflect.DeepEqual(a.External, b.External)
}
