package sqlstore

import (
	"context"
	"database/sql"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// Import writes whole accounts as they are, all of them or none.
func (db *DB) Import(ctx context.Context, accounts []store.ImportedAccount, now time.Time) error {
	return db.write(ctx, now, func(t *txn) error {
		for _, a := range accounts {
			if err := t.importUsers(a); err != nil {
				return err
			}
		}
		for _, a := range accounts { // people of one account may be external users of an earlier one
			if err := t.importRest(a); err != nil {
				return err
			}
		}
		return nil
	})
}

// bulk is a statement prepared once for many rows, and the feed entries that
// go with them. Sequence numbers are counted here and written back at the end.
type bulk struct {
	t         *txn
	accountID string
	seq       int64
	change    *sql.Stmt
}

func (t *txn) bulk(accountID string) (*bulk, error) {
	b := &bulk{t: t, accountID: accountID}
	if err := t.row("SELECT seq FROM accounts WHERE id = ?", accountID).Scan(&b.seq); err != nil {
		return nil, err
	}
	var err error
	b.change, err = t.statement(t.ctx, "INSERT INTO changes (account_id, kind, item_id, seq, op, at) VALUES (?, ?, ?, ?, ?, ?)")
	return b, err
}

func (b *bulk) changed(kind account.Kind, id string) error {
	b.seq++
	_, err := b.change.ExecContext(b.t.ctx, b.accountID, string(kind), id, b.seq, string(account.Upsert), b.t.now.Unix())
	return err
}

func (b *bulk) close() error {
	return b.t.exec("UPDATE accounts SET seq = ? WHERE id = ?", b.seq, b.accountID)
}

// each inserts items one by one with a prepared statement.
func each[T any](b *bulk, insert string, items []T, args func(T) []any, kind account.Kind, id func(T) string) error {
	stmt, err := b.t.statement(b.t.ctx, insert)
	if err != nil {
		return err
	}
	for _, it := range items {
		if _, err := stmt.ExecContext(b.t.ctx, args(it)...); err != nil {
			return err
		}
		if err := b.changed(kind, id(it)); err != nil {
			return err
		}
	}
	return nil
}

func (t *txn) importUsers(a store.ImportedAccount) error {
	err := t.exec("INSERT INTO accounts (id, name, number, created_at) VALUES (?, ?, ?, ?)", a.ID, a.Name, a.Number, seconds(a.CreatedAt))
	if err != nil {
		return err
	}
	b, err := t.bulk(a.ID)
	if err != nil {
		return err
	}
	err = each(b, insertPerson, a.Users, func(u store.ImportedUser) []any {
		u.Version = max(u.Version, 1)
		return personArgs(a.ID, u.User, u.PasswordHash)
	}, account.KindUser, func(u store.ImportedUser) string { return u.ID })
	if err != nil {
		return err
	}
	if err := t.importFactors(a.Users); err != nil {
		return err
	}
	return b.close()
}

// importFactors gives people the second factors that they show.
func (t *txn) importFactors(users []store.ImportedUser) error {
	for _, u := range users {
		for _, m := range u.TwoFactor {
			address := ""
			if m == string(account.MethodEmail) {
				address = u.Email
			}
			err := t.exec("INSERT INTO factors (person_id, method, address, added_at, last_used_at) VALUES (?, ?, ?, ?, ?)",
				u.ID, m, address, seconds(u.CreatedAt), seconds(u.LastActiveAt))
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *txn) importTokens(a store.ImportedAccount) error {
	for _, k := range a.APITokens {
		if err := t.exec(insertToken, tokenArgs(a.ID, k.APIToken, k.TokenHash)...); err != nil {
			return err
		}
	}
	return nil
}

func (t *txn) importRest(a store.ImportedAccount) error {
	b, err := t.bulk(a.ID)
	if err != nil {
		return err
	}
	err = each(b, insertInvitation, a.Invitations, func(i store.ImportedInvitation) []any {
		i.Version = max(i.Version, 1)
		return invitationArgs(a.ID, i.Invitation)
	}, account.KindInvitation, func(i store.ImportedInvitation) string { return i.ID })
	if err != nil {
		return err
	}
	err = each(b, insertAccess, a.ExternalUsers, func(e store.ImportedExternal) []any {
		e.Version = max(e.Version, 1)
		return accessArgs(a.ID, e.PersonID, e.ExternalUser)
	}, account.KindExternalUser, func(e store.ImportedExternal) string { return e.ID })
	if err != nil {
		return err
	}
	for _, i := range a.Invitations {
		if i.TokenHash == nil {
			continue
		}
		if err := t.insertLink(i.ID, i.TokenHash, false); err != nil {
			return err
		}
	}
	for _, q := range a.AccessRequests {
		if err := t.exec(insertRequest, requestArgs(a.ID, q)...); err != nil {
			return err
		}
	}
	if err := t.importTokens(a); err != nil {
		return err
	}
	if err := t.importActivity(a); err != nil {
		return err
	}
	return b.close()
}

func (t *txn) importActivity(a store.ImportedAccount) error {
	stmt, err := t.statement(t.ctx, insertActivity)
	if err != nil {
		return err
	}
	for _, e := range a.Activity {
		if e.ID == "" {
			if e.ID, err = t.db.keys.newID("act"); err != nil {
				return err
			}
		}
		if len(e.Details) == 0 {
			e.Details = []byte("{}")
		}
		var target account.ActivityTarget
		if e.Target != nil {
			target = *e.Target
		}
		_, err := stmt.ExecContext(t.ctx, e.ID, a.ID, e.At.Unix(), e.Actor.ID, e.Actor.Name, e.Actor.Kind, e.Action,
			target.Kind, target.ID, target.Name, string(e.Details), e.Device, e.Address, e.Outcome)
		if err != nil {
			return err
		}
	}
	return nil
}
