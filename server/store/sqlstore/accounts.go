package sqlstore

import (
	"context"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

func scanAccount(r row) (a account.Account, err error) {
	err = r.Scan(&a.ID, &a.Version, &a.Name, &a.Number, &a.RequireTwoFactor)
	return a, err
}

const selectAccount = "SELECT id, version, name, number, require_two_factor FROM accounts WHERE "

// Account gives an account, with counts when asked for.
func (db *DB) Account(ctx context.Context, id string, counts bool, now time.Time) (account.Account, error) {
	return reading(ctx, db, now, func(t *txn) (account.Account, error) {
		return t.account(id, counts)
	})
}

func (t *txn) account(id string, counts bool) (account.Account, error) {
	a, err := one(t, scanAccount, selectAccount+"id = ?", id)
	if err != nil || !counts {
		return a, err
	}
	a.Counts = &account.Counts{}
	err = t.row(`SELECT (SELECT COUNT(*) FROM people WHERE account_id = ?),
		(SELECT COUNT(*) FROM invitations WHERE account_id = ? AND state = 'pending'),
		(SELECT COUNT(*) FROM accesses m WHERE m.account_id = ? AND `+liveAccess+`)`,
		id, id, id, t.now.Unix()).Scan(&a.Counts.Users, &a.Counts.Invitations, &a.Counts.ExternalUsers)
	return a, err
}

// UpdateAccount changes the account itself.
func (db *DB) UpdateAccount(ctx context.Context, a store.Act, c account.AccountChange) (account.Account, error) {
	id := a.Caller.AccountID
	d := deed{account.ActionAccountModified, account.ActivityTarget{Kind: string(account.KindAccount), ID: id}}
	return act(ctx, db, a, d, func(t *txn) (account.Account, error) {
		before, err := t.account(id, true)
		if err != nil {
			return before, err
		}
		if err := versioned(a.Match, before.Version); err != nil {
			return before, err
		}
		after := before
		setTo(&after.Name, c.Name)
		if after.Name == before.Name {
			return before, nil
		}
		if err := t.rename(id, after.Name); err != nil {
			return before, err
		}
		after.Version++
		d.target.Name = after.Name
		return after, t.noteBy(a.Caller, d, details{"changed": []string{"name"}, "name": map[string]string{"from": before.Name, "to": after.Name}})
	})
}

// rename also tells the accounts where people of this one are external users,
// since their rows name the home account.
func (t *txn) rename(id, name string) error {
	if err := t.exec("UPDATE accounts SET name = ?, version = version + 1 WHERE id = ?", name, id); err != nil {
		return err
	}
	shown, err := query(t, scanPair, `SELECT m.account_id, m.id FROM accesses m JOIN people p ON p.id = m.person_id
		WHERE p.account_id = ? AND `+liveAccess, id, t.now.Unix())
	if err != nil {
		return err
	}
	return t.allChanged(shown, account.KindExternalUser, account.Upsert)
}
