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
		setTo(&after.RequireTwoFactor, c.RequireTwoFactor)
		more := accountDifference(before, after)
		if len(more) == 0 {
			return before, nil
		}
		if err := t.saveAccount(before, after); err != nil {
			return before, err
		}
		after.Version++
		d.target.Name = after.Name
		return after, t.noteBy(a.Caller, d, more)
	})
}

// accountDifference names what changed, with the values.
func accountDifference(before, after account.Account) details {
	var changed []string
	more := details{}
	if before.Name != after.Name {
		changed = append(changed, "name")
		more["name"] = map[string]string{"from": before.Name, "to": after.Name}
	}
	if before.RequireTwoFactor != after.RequireTwoFactor {
		changed = append(changed, "require_two_factor")
		more["require_two_factor"] = map[string]bool{"from": before.RequireTwoFactor, "to": after.RequireTwoFactor}
	}
	if len(changed) > 0 {
		more["changed"] = changed
	}
	return more
}

// saveAccount also tells the accounts where people of this one are external
// users, since their rows name the home account.
func (t *txn) saveAccount(before, after account.Account) error {
	err := t.exec("UPDATE accounts SET name = ?, require_two_factor = ?, version = version + 1 WHERE id = ?",
		after.Name, after.RequireTwoFactor, after.ID)
	if err != nil || before.Name == after.Name {
		return err
	}
	shown, err := query(t, scanPair, `SELECT m.account_id, m.id FROM accesses m JOIN people p ON p.id = m.person_id
		WHERE p.account_id = ? AND `+liveAccess, after.ID, t.now.Unix())
	if err != nil {
		return err
	}
	return t.allChanged(shown, account.KindExternalUser, account.Upsert)
}
