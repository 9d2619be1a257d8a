package sqlstore

import (
	"context"

	"rollcall/account"
	"rollcall/server/store"
)

// CompleteElsewhere lets an invited person in with the login they have in
// another account (R12).
func (db *DB) CompleteElsewhere(ctx context.Context, tokenHash []byte, in store.StartSession) (out account.ExternalUser, err error) {
	err = db.write(ctx, in.Now, func(t *txn) error {
		out, err = t.completeElsewhere(tokenHash, in)
		return err
	})
	return out, err
}

func (t *txn) completeElsewhere(tokenHash []byte, in store.StartSession) (out account.ExternalUser, err error) {
	l, err := t.link(tokenHash)
	if err != nil {
		return out, err
	}
	if err := l.alive(t.now); err != nil {
		return out, err
	}
	u, home, err := t.rightPassword(in)
	if err != nil {
		return out, err
	}
	if err := t.mayAccept(l, u); err != nil {
		return out, err
	}
	if _, err := t.enter(in, u, home); err != nil {
		return out, err
	}
	return t.accept(l, u, in.Address)
}

// mayAccept checks, before a code is used up, that the invitation is for the
// person who signs in. A link that was shown may be in anybody's hands, and an
// address that nobody has confirmed in anybody's login: one of the two must
// prove whose the address is.
func (t *txn) mayAccept(l link, u account.User) error {
	switch {
	case fold(u.Email) != fold(l.item.Email):
		return store.ErrOtherLogin
	case l.shown && !u.EmailVerified:
		return store.ErrUnverified
	}
	return t.outside(u.ID, l.accountID)
}

// accept makes the invited person an external user and the invitation a
// completed one.
func (t *txn) accept(l link, u account.User, address string) (out account.ExternalUser, err error) {
	i := l.item
	if err := t.close(l.accountID, i.ID, stateCompleted, ""); err != nil {
		return out, err
	}
	out, err = t.letIn(entry{
		accountID: l.accountID, personID: u.ID, userType: i.UserType, permissions: i.Permissions, by: i.InvitedBy, askedBy: i.InvitedBy.ID,
	})
	if err != nil {
		return out, err
	}
	_, err = t.tellGuest(l.accountID, u.ID, store.MailAccessAccepted, store.MailPayload{
		By: i.InvitedBy.Name, UserType: out.UserType, Permissions: out.Permissions, Address: address,
	})
	if err != nil {
		return out, err
	}
	where := place{actor: account.ActivityActor{ID: u.ID, Name: u.Name(), Kind: account.ActorInvited}, address: address}
	d := deed{account.ActionInvitationCompleted, externalTarget(out)}
	return out, t.note(l.accountID, where, d, account.OutcomeDone, details{"invitation_id": i.ID, "external": true})
}
