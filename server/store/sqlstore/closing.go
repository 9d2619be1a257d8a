package sqlstore

import (
	"context"

	"rollcall/account"
	"rollcall/server/store"
)

// CancelInvitation is the trash can: the link stops working at once (R7).
func (db *DB) CancelInvitation(ctx context.Context, a store.Act, id string) error {
	d := deed{account.ActionInvitationCancelled, invitationTarget(account.Invitation{ID: id})}
	_, err := act(ctx, db, a, d, func(t *txn) (struct{}, error) {
		i, err := t.openInvitation(a, id)
		if err != nil {
			return struct{}{}, err
		}
		if err := t.close(a.Caller.AccountID, id, string(account.InvitationCancelled), ""); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, t.noteBy(a.Caller, deed{d.action, invitationTarget(i)}, nil)
	})
	return err
}

// close ends an invitation: cancelled, replaced or completed. Its links are
// dead by its state. Mail that still waits stays, unsent, while the invitation
// can be restored.
func (t *txn) close(accountID, id, state, replacedBy string) error {
	err := t.exec("UPDATE invitations SET state = ?, version = version + 1, closed_at = ?, replaced_by = ? WHERE id = ?",
		state, t.now.Unix(), replacedBy, id)
	if err != nil {
		return err
	}
	op := account.Upsert
	if state == stateCompleted {
		op = account.Delete
	}
	if op == account.Delete || replacedBy != "" {
		if err := t.wipeMail(id); err != nil {
			return err
		}
	}
	return t.changed(accountID, account.KindInvitation, id, op)
}

// RestoreInvitation undoes the trash can within 24 hours: the same link, the
// same expiry. One that waits is left as it is, so that Undo can be repeated.
func (db *DB) RestoreInvitation(ctx context.Context, a store.Act, id string) (account.Invitation, error) {
	d := deed{account.ActionInvitationRestored, invitationTarget(account.Invitation{ID: id})}
	return act(ctx, db, a, d, func(t *txn) (account.Invitation, error) {
		r, err := t.anyInvitation(a.Caller.AccountID, id)
		if err != nil {
			return r.item, err
		}
		if err := versioned(a.Match, r.item.Version); err != nil {
			return r.item, err
		}
		if r.item.State == account.InvitationPending {
			return t.invitation(a.Caller.AccountID, id)
		}
		if r.item.State != account.InvitationCancelled || r.replacedBy != "" || r.closedAt.Unix() <= t.restorableSince() {
			return r.item, account.Fault(account.InvitationNotPending)
		}
		if err := t.addressFree(a.Caller.AccountID, r.item.Email, id); err != nil {
			return r.item, err
		}
		if err := t.reopen(a.Caller, r.item); err != nil {
			return r.item, err
		}
		if err := t.noteBy(a.Caller, deed{d.action, invitationTarget(r.item)}, nil); err != nil {
			return r.item, err
		}
		return t.invitation(a.Caller.AccountID, id)
	})
}

// reopen lets a cancelled invitation wait again. Its mail is sent now when the
// trash can came before the sender did.
func (t *txn) reopen(c store.Caller, i account.Invitation) error {
	if err := t.exec("UPDATE invitations SET state = 'pending', version = version + 1, closed_at = 0 WHERE id = ?", i.ID); err != nil {
		return err
	}
	t.mail = true
	return t.changed(c.AccountID, account.KindInvitation, i.ID, account.Upsert)
}
