package sqlstore

import (
	"context"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

const externalCols = `m.n, m.id, m.person_id, m.version, p.first_name, p.last_name, p.email, h.name, m.user_type, m.permissions,
	m.granted_at, m.granted_by_id, m.granted_by_name, m.until, p.two_factor, m.last_active_at, m.removed_at, m.asked_by, m.removal_mail`

const externalFrom = "accesses m JOIN people p ON p.id = m.person_id JOIN accounts h ON h.id = p.account_id"

// externalRow is an external access and what the API does not tell of it.
type externalRow struct {
	numbered[account.ExternalUser]
	personID  string
	removedAt time.Time
	// askedBy is the administrator who asked for it; empty for none.
	askedBy string
	// removalMail told the person of the removal.
	removalMail string
}

func scanExternalRow(r row) (out externalRow, err error) {
	e := &out.item
	var permissions, factors string
	var granted, until, active, removed int64
	err = r.Scan(&out.n, &e.ID, &out.personID, &e.Version, &e.FirstName, &e.LastName, &e.Email, &e.HomeAccountName, &e.UserType, &permissions,
		&granted, &e.GrantedBy.ID, &e.GrantedBy.Name, &until, &factors, &active, &removed, &out.askedBy, &out.removalMail)
	if err != nil {
		return out, err
	}
	e.GrantedAt, e.Until, e.LastActiveAt, out.removedAt = moment(granted), moment(until), moment(active), moment(removed)
	if err = setWords(&e.Permissions, permissions); err == nil {
		err = setWords(&e.TwoFactor, factors)
	}
	return out, err
}

func scanExternal(r row) (numbered[account.ExternalUser], error) {
	e, err := scanExternalRow(r)
	return e.numbered, err
}

// anyExternal finds an access, removed or not.
func (t *txn) anyExternal(accountID, id string) (externalRow, error) {
	return one(t, scanExternalRow, "SELECT "+externalCols+" FROM "+externalFrom+" WHERE m.account_id = ? AND m.id = ?", accountID, id)
}

// external finds an access that holds.
func (t *txn) external(accountID, id string) (account.ExternalUser, error) {
	e, err := t.liveExternal(accountID, id)
	return e.item, err
}

func (t *txn) liveExternal(accountID, id string) (externalRow, error) {
	return one(t, scanExternalRow, "SELECT "+externalCols+" FROM "+externalFrom+" WHERE m.account_id = ? AND m.id = ? AND "+liveAccess,
		accountID, id, t.now.Unix())
}

// ExternalUsers gives a page of those who may enter from other accounts.
func (db *DB) ExternalUsers(ctx context.Context, accountID string, q account.ListQuery, now time.Time) (account.Page[account.ExternalUser], error) {
	return reading(ctx, db, now, func(t *txn) (account.Page[account.ExternalUser], error) {
		l := list{cols: externalCols, from: externalFrom, cursor: q.Cursor, limit: q.Limit}
		l.where, l.args = "m.account_id = ? AND "+liveAccess, []any{accountID, t.now.Unix()}
		l.bound = []string{"external-users", accountID}
		return page(t, l, scanExternal)
	})
}

// ExternalUser gives one.
func (db *DB) ExternalUser(ctx context.Context, accountID, id string, now time.Time) (account.ExternalUser, error) {
	return reading(ctx, db, now, func(t *txn) (account.ExternalUser, error) {
		return t.external(accountID, id)
	})
}

// ExternalExists tells also of accesses that were removed.
func (db *DB) ExternalExists(ctx context.Context, accountID, id string) (bool, error) {
	return reading(ctx, db, time.Time{}, func(t *txn) (bool, error) {
		return t.exists("SELECT 1 FROM accesses WHERE account_id = ? AND id = ?", accountID, id)
	})
}

func externalTarget(e account.ExternalUser) account.ActivityTarget {
	return account.ActivityTarget{Kind: string(account.KindExternalUser), ID: e.ID, Name: e.Name()}
}

// UpdateExternal changes what a person of another account may do here (R11).
// They cannot change their own (ASVS 8.2).
func (db *DB) UpdateExternal(ctx context.Context, a store.Act, id string, c account.ExternalUserChange) (account.ExternalUser, error) {
	d := deed{account.ActionExternalModified, externalTarget(account.ExternalUser{ID: id})}
	return act(ctx, db, a, d, func(t *txn) (account.ExternalUser, error) {
		before, err := t.liveExternal(a.Caller.AccountID, id)
		if err != nil {
			return before.item, err
		}
		after, err := appliedExternal(before.item, c)
		if err != nil {
			return before.item, err
		}
		if err := versioned(a.Match, before.item.Version); err != nil {
			return before.item, err
		}
		more := externalDifference(before.item, after)
		if len(more) == 0 {
			return before.item, nil
		}
		if before.personID == a.Caller.PersonID {
			return before.item, account.Fault(account.OwnUser)
		}
		if err := t.saveExternal(a.Caller.AccountID, after); err != nil {
			return before.item, err
		}
		after.Version++
		return after, t.noteBy(a.Caller, deed{d.action, externalTarget(after)}, more)
	})
}

func appliedExternal(e account.ExternalUser, c account.ExternalUserChange) (account.ExternalUser, error) {
	setTo(&e.UserType, c.UserType)
	setTo(&e.Until, c.Until)
	var err error
	e.Permissions, err = permissionsFor(e.UserType, e.Permissions, c.Permissions)
	return e, err
}

func externalDifference(before, after account.ExternalUser) details {
	var changed []string
	if !before.Until.Equal(after.Until) {
		changed = append(changed, "until")
	}
	return accessDifference(changed, before.UserType, after.UserType, before.Permissions, after.Permissions)
}

func (t *txn) saveExternal(accountID string, e account.ExternalUser) error {
	err := t.exec("UPDATE accesses SET version = version + 1, user_type = ?, permissions = ?, until = ? WHERE id = ?",
		string(e.UserType), words(e.Permissions), seconds(e.Until), e.ID)
	if err != nil {
		return err
	}
	return t.changed(accountID, account.KindExternalUser, e.ID, account.Upsert)
}

// RemoveExternal ends an access (R11). The person's sessions live on for their
// other accounts; here every later call of theirs finds nothing. Nobody removes
// their own access, as nobody deletes themselves.
func (db *DB) RemoveExternal(ctx context.Context, a store.Act, id string) (account.Receipt, error) {
	d := deed{account.ActionExternalRemoved, externalTarget(account.ExternalUser{ID: id})}
	return act(ctx, db, a, d, func(t *txn) (account.Receipt, error) {
		e, err := t.liveExternal(a.Caller.AccountID, id)
		if err != nil {
			return account.Receipt{}, err
		}
		if err := versioned(a.Match, e.item.Version); err != nil {
			return account.Receipt{}, err
		}
		if e.personID == a.Caller.PersonID {
			return account.Receipt{}, account.Fault(account.OwnUser)
		}
		out, err := t.removeAccess(a.Caller.AccountID, e)
		if err != nil {
			return out, err
		}
		by, _, err := t.person(a.Caller.PersonID)
		if err != nil {
			return out, err
		}
		if err := t.tellRemoved(a.Caller.AccountID, e, by.Name()); err != nil {
			return out, err
		}
		return out, t.noteBy(a.Caller, deed{d.action, externalTarget(e.item)}, ended(out))
	})
}

// removeAccess counts the live sessions that had used the account and forgets
// that they did, so that a restored access starts anew. The person's API tokens
// of the account end for good.
func (t *txn) removeAccess(accountID string, e externalRow) (account.Receipt, error) {
	idle, absolute := t.liveSince()
	out := account.Receipt{RefusedSince: t.now}
	var err error
	if out.APITokensRevoked, err = t.endTokens(e.personID, accountID, account.ReasonAccessRemoved); err != nil {
		return out, err
	}
	err = t.row(`SELECT COUNT(*) FROM sessions WHERE person_id = ? AND `+liveSession+`
		AND id IN (SELECT session_id FROM session_accounts WHERE account_id = ?)`,
		e.personID, idle, absolute, accountID).Scan(&out.SessionsEnded)
	if err != nil {
		return out, err
	}
	err = t.exec(`DELETE FROM session_accounts WHERE account_id = ?
		AND session_id IN (SELECT id FROM sessions WHERE person_id = ?)`, accountID, e.personID)
	if err != nil {
		return out, err
	}
	err = t.exec("UPDATE accesses SET removed_at = ?, version = version + 1 WHERE id = ?", t.now.Unix(), e.item.ID)
	if err != nil {
		return out, err
	}
	return out, t.changed(accountID, account.KindExternalUser, e.item.ID, account.Delete)
}

// RestoreExternal undoes a removal within 24 hours. An access that holds is
// left as it is, so that Undo can be repeated.
func (db *DB) RestoreExternal(ctx context.Context, a store.Act, id string) (account.ExternalUser, error) {
	d := deed{account.ActionExternalRestored, externalTarget(account.ExternalUser{ID: id})}
	return act(ctx, db, a, d, func(t *txn) (account.ExternalUser, error) {
		e, err := t.anyExternal(a.Caller.AccountID, id)
		if err != nil {
			return e.item, err
		}
		if err := versioned(a.Match, e.item.Version); err != nil {
			return e.item, err
		}
		if e.removedAt.IsZero() {
			return t.external(a.Caller.AccountID, id)
		}
		if err := t.restorable(a.Caller.AccountID, e); err != nil {
			return e.item, err
		}
		if err := t.exec("UPDATE accesses SET removed_at = 0, version = version + 1 WHERE id = ?", id); err != nil {
			return e.item, err
		}
		if err := t.tellRestored(a.Caller, e); err != nil {
			return e.item, err
		}
		if err := t.changed(a.Caller.AccountID, account.KindExternalUser, id, account.Upsert); err != nil {
			return e.item, err
		}
		if err := t.noteBy(a.Caller, deed{d.action, externalTarget(e.item)}, nil); err != nil {
			return e.item, err
		}
		return t.external(a.Caller.AccountID, id)
	})
}

// restorable: removed less than 24 hours ago, not past its last day, and not
// granted anew meanwhile.
func (t *txn) restorable(accountID string, e externalRow) error {
	ended := !e.item.Until.IsZero() && !e.item.Until.After(t.now)
	if ended || e.removedAt.Unix() <= t.restorableSince() {
		return account.Fault(account.NotFound)
	}
	again, err := t.membership(e.personID, accountID)
	if err == nil && again != nil {
		err = account.Fault(account.EmailTaken)
	}
	return err
}
