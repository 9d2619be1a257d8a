package sqlstore

import (
	"context"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

const invitationCols = `n, id, account_id, version, email, user_type, permissions, language, message, state, closed_at, replaced_by,
	delivery_state, delivery_detail, delivery_at, invited_by_id, invited_by_name, created_at, last_sent_at, expires_at, sent_count, ` + nextTry + ` AS next_try`

// nextTry is when the mail of an invitation is tried again that was tried in vain.
const nextTry = `CASE WHEN delivery_state = 'queued' AND delivery_detail <> '' THEN
	COALESCE((SELECT m.due_at FROM mail m WHERE m.id = invitations.mail_id AND m.state = 'queued'), 0) ELSE 0 END`

// stateCompleted is an invitation that has become a user; nobody sees it.
const stateCompleted = "completed"

// invitationRow is an invitation and what the API does not tell of it.
type invitationRow struct {
	numbered[account.Invitation]
	accountID  string
	closedAt   time.Time
	replacedBy string
}

func scanInvitationRow(r row) (out invitationRow, err error) {
	i := &out.item
	var permissions string
	var closed, delivered, created, sent, expires, next int64
	err = r.Scan(&out.n, &i.ID, &out.accountID, &i.Version, &i.Email, &i.UserType, &permissions, &i.Language, &i.Message, &i.State,
		&closed, &out.replacedBy, &i.Delivery.State, &i.Delivery.Detail, &delivered, &i.InvitedBy.ID, &i.InvitedBy.Name,
		&created, &sent, &expires, &i.SentCount, &next)
	if err != nil {
		return out, err
	}
	out.closedAt, i.Delivery.At, i.CreatedAt = moment(closed), moment(delivered), moment(created)
	i.Delivery.NextTryAt = moment(next)
	i.LastSentAt, i.ExpiresAt, i.ReplacedBy = moment(sent), moment(expires), out.replacedBy
	return out, setWords(&i.Permissions, permissions)
}

// scanListed gives what the API tells at this moment.
func (t *txn) scanListed(r row) (numbered[account.Invitation], error) {
	i, err := scanInvitationRow(r)
	i.item.State = i.item.StateAt(t.now)
	return i.numbered, err
}

// anyInvitation finds an invitation in whatever state it is.
func (t *txn) anyInvitation(accountID, id string) (invitationRow, error) {
	return one(t, scanInvitationRow, "SELECT "+invitationCols+" FROM invitations WHERE account_id = ? AND id = ?", accountID, id)
}

// visibleInvitation takes the moment before which a cancelled one is gone (R7).
const visibleInvitation = "(state = 'pending' OR (state = 'cancelled' AND closed_at > ?))"

func (t *txn) restorableSince() int64 { return t.now.Add(-account.RestoreWithin).Unix() }

// invitation finds one that the API tells of.
func (t *txn) invitation(accountID, id string) (account.Invitation, error) {
	i, err := one(t, t.scanListed, "SELECT "+invitationCols+" FROM invitations WHERE account_id = ? AND id = ? AND "+visibleInvitation,
		accountID, id, t.restorableSince())
	return i.item, err
}

// Invitations gives a page of those that wait (expired ones included), or of
// those cancelled in the last 24 hours.
func (db *DB) Invitations(ctx context.Context, accountID string, q account.ListQuery, now time.Time) (account.Page[account.Invitation], error) {
	state := q.State
	if state == "" {
		state = account.InvitationPending
	}
	return reading(ctx, db, now, func(t *txn) (account.Page[account.Invitation], error) {
		l := list{cols: invitationCols, from: "invitations", cursor: q.Cursor, limit: q.Limit}
		l.where, l.args = "account_id = ? AND state = ? AND "+visibleInvitation, []any{accountID, string(state), t.restorableSince()}
		l.bound = []string{"invitations", accountID, string(state)}
		return page(t, l, t.scanListed)
	})
}

// Invitation gives one.
func (db *DB) Invitation(ctx context.Context, accountID, id string, now time.Time) (account.Invitation, error) {
	return reading(ctx, db, now, func(t *txn) (account.Invitation, error) {
		return t.invitation(accountID, id)
	})
}

// InvitationExists tells also of those too long cancelled to be seen.
func (db *DB) InvitationExists(ctx context.Context, accountID, id string) (bool, error) {
	return reading(ctx, db, time.Time{}, func(t *txn) (bool, error) {
		return t.exists("SELECT 1 FROM invitations WHERE account_id = ? AND id = ? AND state <> ?", accountID, id, stateCompleted)
	})
}

func invitationTarget(i account.Invitation) account.ActivityTarget {
	return account.ActivityTarget{Kind: string(account.KindInvitation), ID: i.ID, Name: i.Email}
}

// Invite invites somebody (R4) or corrects an invitation (R8).
func (db *DB) Invite(ctx context.Context, a store.Act, n account.NewInvitation) (store.Invited, error) {
	d := deed{account.ActionInvitationSent, account.ActivityTarget{Kind: string(account.KindInvitation)}}
	return act(ctx, db, a, d, func(t *txn) (out store.Invited, err error) {
		if err := t.mayInvite(a, n); err != nil {
			return out, err
		}
		i, err := t.newInvitation(a.Caller, n)
		if err != nil {
			return out, err
		}
		action, more := account.ActionInvitationSent, details{"user_type": i.UserType, "link_shown": n.ReturnLink}
		if n.Replaces != "" {
			action = account.ActionInvitationCorrected
			more["replaces"] = n.Replaces
			if err := t.close(a.Caller.AccountID, n.Replaces, string(account.InvitationCancelled), i.ID); err != nil {
				return out, err
			}
		}
		if err := t.insertInvitation(a.Caller.AccountID, i); err != nil {
			return out, err
		}
		if out, err = t.send(a.Caller, i, n.ReturnLink); err != nil {
			return out, err
		}
		return out, t.noteBy(a.Caller, deed{action, invitationTarget(i)}, more)
	})
}

// mayInvite applies the limits and what an address may not be: somebody seen
// in this account already, or invited. An address known elsewhere gives no hint.
func (t *txn) mayInvite(a store.Act, n account.NewInvitation) error {
	accountID := a.Caller.AccountID
	if n.Replaces != "" {
		replaced, err := t.anyInvitation(accountID, n.Replaces)
		if err != nil {
			return err
		}
		if err := versioned(a.Match, replaced.item.Version); err != nil {
			return err
		}
		if replaced.item.State != account.InvitationPending {
			return account.Fault(account.InvitationNotPending)
		}
	}
	if err := t.addressFree(accountID, n.Email, n.Replaces); err != nil {
		return err
	}
	if err := t.withinAccountLimit(accountID); err != nil {
		return err
	}
	return t.withinRecipientLimit(n.Email, askedKinds)
}

func (t *txn) addressFree(accountID, email, except string) error {
	if err := t.notSeenHere(accountID, email); err != nil {
		return err
	}
	same, err := query(t, scanPair, `SELECT account_id, id FROM invitations
		WHERE account_id = ? AND email_fold = ? AND state = 'pending' AND id <> ?`, accountID, fold(email), except)
	if err == nil && len(same) > 0 {
		err = &account.Error{Code: account.AlreadyInvited, InvitationID: same[0].id}
	}
	return err
}

// seenHere tells whether the address is that of a user or an external user of
// the account.
func (t *txn) seenHere(accountID, email string) (bool, error) {
	return t.exists(`SELECT 1 FROM people p WHERE p.email_fold = ? AND (p.account_id = ? OR EXISTS (
		SELECT 1 FROM accesses m WHERE m.person_id = p.id AND m.account_id = ? AND `+liveAccess+`))`,
		fold(email), accountID, accountID, t.now.Unix())
}

func (t *txn) notSeenHere(accountID, email string) error {
	seen, err := t.seenHere(accountID, email)
	if err == nil && seen {
		err = account.Fault(account.EmailTaken)
	}
	return err
}

func (t *txn) newInvitation(c store.Caller, n account.NewInvitation) (account.Invitation, error) {
	inviter, _, err := t.person(c.PersonID)
	if err != nil {
		return account.Invitation{}, err
	}
	id, err := t.db.keys.newID("inv")
	if err != nil {
		return account.Invitation{}, err
	}
	permissions, err := permissionsFor(n.UserType, nil, &n.Permissions)
	if err != nil {
		return account.Invitation{}, err
	}
	i := account.Invitation{
		ID: id, Version: 1, Email: n.Email, UserType: n.UserType, Permissions: permissions,
		Language: n.Language, Message: n.Message, State: account.InvitationPending,
		InvitedBy: account.PersonRef{ID: inviter.ID, Name: inviter.Name()}, CreatedAt: t.now,
	}
	if i.Language == "" {
		i.Language = inviter.Language
	}
	return sentNow(i, t.now), nil
}

// sentNow starts the 7 days and the delivery anew (R5, R6).
func sentNow(i account.Invitation, now time.Time) account.Invitation {
	i.LastSentAt, i.ExpiresAt = now, now.Add(account.InvitationLifetime)
	i.Delivery = account.Delivery{State: account.DeliveryQueued, At: now}
	i.SentCount++
	return i
}

func (t *txn) insertInvitation(accountID string, i account.Invitation) error {
	return t.exec(insertInvitation, invitationArgs(accountID, i)...)
}

const insertInvitation = `INSERT INTO invitations (id, account_id, version, email, email_fold, user_type, permissions, language, message,
	state, delivery_state, delivery_detail, delivery_at, invited_by_id, invited_by_name, created_at, last_sent_at, expires_at, sent_count)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

func invitationArgs(accountID string, i account.Invitation) []any {
	return []any{
		i.ID, accountID, i.Version, i.Email, fold(i.Email), string(i.UserType), words(i.Permissions), i.Language, i.Message,
		string(i.State), string(i.Delivery.State), i.Delivery.Detail, seconds(i.Delivery.At), i.InvitedBy.ID, i.InvitedBy.Name,
		seconds(i.CreatedAt), seconds(i.LastSentAt), seconds(i.ExpiresAt), i.SentCount,
	}
}

// Resend sends a new link, restarts the 7 days and kills the old link (R6).
func (db *DB) Resend(ctx context.Context, a store.Act, id string, returnLink bool) (store.Invited, error) {
	d := deed{account.ActionInvitationResent, invitationTarget(account.Invitation{ID: id})}
	return act(ctx, db, a, d, func(t *txn) (out store.Invited, err error) {
		before, err := t.openInvitation(a, id)
		if err != nil {
			return out, err
		}
		if err := t.withinRecipientLimit(before.Email, askedKinds); err != nil {
			return out, err
		}
		if err := t.replaceLinks(id); err != nil {
			return out, err
		}
		i := sentNow(before, t.now)
		i.Version++
		err = t.exec(`UPDATE invitations SET version = ?, last_sent_at = ?, expires_at = ?, sent_count = ?,
			delivery_state = ?, delivery_detail = '', delivery_at = ? WHERE id = ?`,
			i.Version, seconds(i.LastSentAt), seconds(i.ExpiresAt), i.SentCount, string(i.Delivery.State), seconds(i.Delivery.At), id)
		if err != nil {
			return out, err
		}
		if out, err = t.send(a.Caller, i, returnLink); err != nil {
			return out, err
		}
		return out, t.noteBy(a.Caller, deed{d.action, invitationTarget(i)}, details{"link_shown": returnLink})
	})
}

// openInvitation finds one that waits, at the version the caller saw.
func (t *txn) openInvitation(a store.Act, id string) (account.Invitation, error) {
	r, err := t.anyInvitation(a.Caller.AccountID, id)
	if err != nil {
		return r.item, err
	}
	if err := versioned(a.Match, r.item.Version); err != nil {
		return r.item, err
	}
	if r.item.State != account.InvitationPending {
		return r.item, account.Fault(account.InvitationNotPending)
	}
	return r.item, nil
}
