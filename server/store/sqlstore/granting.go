package sqlstore

import (
	"context"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// Grant gives a person of another account access to this one (R12).
func (db *DB) Grant(ctx context.Context, in store.Grant) (out account.ExternalUser, err error) {
	err = db.write(ctx, in.Now, func(t *txn) error {
		out, err = t.grant(in)
		return err
	})
	return out, err
}

func (t *txn) grant(in store.Grant) (out account.ExternalUser, err error) {
	asked, err := t.requestToAnswer(in)
	if err != nil {
		return out, err
	}
	personID, err := one(t, scanText, "SELECT id FROM people WHERE email_fold = ?", fold(in.Email))
	if err != nil {
		return out, err
	}
	if in.ConfirmedOnly {
		if err := t.confirmed(personID); err != nil {
			return out, err
		}
	}
	out, err = t.letIn(entry{
		accountID: in.AccountID, personID: personID, userType: in.UserType, permissions: in.Permissions, until: in.Until,
		by: account.PersonRef{ID: operator, Name: operatorName}, askedBy: asked.CreatedBy.ID,
	})
	if err != nil {
		return out, err
	}
	if err := t.tellGranted(in.AccountID, personID, out, asked.CreatedBy.Name); err != nil {
		return out, err
	}
	more := details{"user_type": out.UserType, "permissions": out.Permissions}
	if asked.ID != "" {
		more["request_id"] = asked.ID
		if err := t.answerGranted(asked, out, in.Answer); err != nil {
			return out, err
		}
	}
	return out, t.note(in.AccountID, byOperator(), deed{account.ActionExternalGranted, externalTarget(out)}, account.OutcomeDone, more)
}

// requestToAnswer gives the request that a grant answers, which waits and is of
// its account; nothing when it answers none.
func (t *txn) requestToAnswer(in store.Grant) (asked store.AskedRequest, err error) {
	if in.RequestID == "" {
		return asked, nil
	}
	if asked, err = t.waitingRequest(in.RequestID); err == nil && asked.AccountID != in.AccountID {
		err = account.Fault(account.NotFound)
	}
	if err != nil {
		return asked, err
	}
	// Nobody is let in any more for somebody who has lost the say about it.
	asker, err := t.administrator(asked.AccountID, asked.CreatedBy.ID)
	if err == nil && asker == nil {
		err = store.ErrAskerGone
	}
	return asked, err
}

// confirmed refuses a login whose address nobody has confirmed: whoever made it
// may not be the person whom the operator means.
func (t *txn) confirmed(personID string) error {
	u, _, err := t.person(personID)
	if err == nil && !u.EmailVerified {
		err = store.ErrUnverified
	}
	return err
}

// entry is an access to be given.
type entry struct {
	accountID, personID string
	userType            account.UserType
	permissions         []account.Permission
	until               time.Time
	by                  account.PersonRef
	askedBy             string
}

// letIn gives a person of another account access; EmailTaken when they can enter
// already. Where somebody has asked, both sides are told of an end that is near
// along with the access: it counts as announced.
func (t *txn) letIn(in entry) (out account.ExternalUser, err error) {
	if err := t.outside(in.personID, in.accountID); err != nil {
		return out, err
	}
	id, err := t.db.keys.newID("ext")
	if err != nil {
		return out, err
	}
	permissions, err := permissionsFor(in.userType, nil, &in.permissions)
	if err != nil {
		return out, err
	}
	e := account.ExternalUser{
		ID: id, Version: 1, UserType: in.userType, Permissions: permissions, GrantedAt: t.now, GrantedBy: in.by, Until: in.until,
	}
	if err := t.endIfOver(in.personID, in.accountID); err != nil {
		return out, err
	}
	if err := t.exec(insertAccess, accessArgs(in.accountID, in.personID, e)...); err != nil {
		return out, err
	}
	err = t.exec("UPDATE accesses SET asked_by = ?, announced = CASE WHEN ? <> '' AND until <= ? THEN until ELSE 0 END WHERE id = ?",
		in.askedBy, in.askedBy, t.now.Add(store.EndAnnounced).Unix(), id)
	if err != nil {
		return out, err
	}
	if err := t.changed(in.accountID, account.KindExternalUser, id, account.Upsert); err != nil {
		return out, err
	}
	return t.external(in.accountID, id)
}

// outside refuses a person who can enter an account already.
func (t *txn) outside(personID, accountID string) error {
	has, err := t.membership(personID, accountID)
	if err == nil && has != nil {
		err = account.Fault(account.EmailTaken)
	}
	return err
}

const insertAccess = `INSERT INTO accesses (id, account_id, person_id, version, user_type, permissions, granted_at,
	granted_by_id, granted_by_name, until, last_active_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

func accessArgs(accountID, personID string, e account.ExternalUser) []any {
	return []any{
		e.ID, accountID, personID, e.Version, string(e.UserType), words(e.Permissions), seconds(e.GrantedAt),
		e.GrantedBy.ID, e.GrantedBy.Name, seconds(e.Until), seconds(e.LastActiveAt),
	}
}

// RevokeByOperator removes an external access.
func (db *DB) RevokeByOperator(ctx context.Context, accountID, id string, now time.Time) (out account.Receipt, err error) {
	err = db.write(ctx, now, func(t *txn) error {
		e, err := t.liveExternal(accountID, id)
		if err != nil {
			return err
		}
		if out, err = t.removeAccess(accountID, e); err != nil {
			return err
		}
		if err := t.tellRemoved(accountID, e, ""); err != nil {
			return err
		}
		d := deed{account.ActionExternalRemoved, externalTarget(e.item)}
		return t.note(accountID, byOperator(), d, account.OutcomeDone, ended(out))
	})
	return out, err
}
