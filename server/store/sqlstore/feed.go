package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// changed puts an item into the feed of its account, at the next sequence
// number. The one writer makes numbers visible in their order; an engine with
// several must lock the account's row, as this UPDATE does.
func (t *txn) changed(accountID string, kind account.Kind, id string, op account.Op) error {
	var seq int64
	if err := t.row("UPDATE accounts SET seq = seq + 1 WHERE id = ? RETURNING seq", accountID).Scan(&seq); err != nil {
		return err
	}
	return t.exec(`INSERT INTO changes (account_id, kind, item_id, seq, op, at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (account_id, kind, item_id) DO UPDATE SET seq = excluded.seq, op = excluded.op, at = excluded.at`,
		accountID, kind, id, seq, op, t.now.Unix())
}

// personChanged puts a person into the feeds of all accounts that show them.
func (t *txn) personChanged(personID, home string) error {
	if err := t.changed(home, account.KindUser, personID, account.Upsert); err != nil {
		return err
	}
	shown, err := query(t, scanPair, "SELECT m.account_id, m.id FROM accesses m WHERE m.person_id = ? AND "+liveAccess, personID, t.now.Unix())
	if err != nil {
		return err
	}
	return t.allChanged(shown, account.KindExternalUser, account.Upsert)
}

// pair is an account and the identifier of something in it.
type pair struct{ accountID, id string }

func scanPair(r row) (p pair, err error) {
	err = r.Scan(&p.accountID, &p.id)
	return p, err
}

func (t *txn) allChanged(items []pair, kind account.Kind, op account.Op) error {
	for _, p := range items {
		if err := t.changed(p.accountID, kind, p.id, op); err != nil {
			return err
		}
	}
	return nil
}

func scanChange(r row) (c account.Change, err error) {
	err = r.Scan(&c.Seq, &c.Kind, &c.Op, &c.ID)
	return c, err
}

// Changes gives what happened after a sequence number.
func (db *DB) Changes(ctx context.Context, accountID string, since int64, limit int, now time.Time) (account.Changes, error) {
	return reading(ctx, db, now, func(t *txn) (account.Changes, error) {
		return t.changes(accountID, since, list{limit: limit}.size())
	})
}

func (t *txn) changes(accountID string, since int64, limit int) (account.Changes, error) {
	out := account.Changes{Changes: []account.Change{}}
	var seq, floor int64
	err := t.row("SELECT seq, feed_floor FROM accounts WHERE id = ?", accountID).Scan(&seq, &floor)
	if err != nil {
		return out, err
	}
	out.Next = seq
	switch {
	case since == account.SinceNow:
		return out, nil
	case since < floor, since > seq: // ahead of us: from before a restored backup
		return out, account.Fault(account.ChangesExpired)
	}
	out.Changes, err = query(t, scanChange, `SELECT seq, kind, op, item_id FROM changes
		WHERE account_id = ? AND seq > ? ORDER BY seq LIMIT ?`, accountID, since, limit+1)
	if err != nil {
		return out, err
	}
	if len(out.Changes) > limit {
		out.Changes, out.More = out.Changes[:limit], true
		out.Next = out.Changes[limit-1].Seq
	}
	for i := range out.Changes {
		if err := t.render(accountID, &out.Changes[i]); err != nil {
			return out, err
		}
	}
	return out, nil
}

// render adds the item as it is now; one that is gone has become a delete.
func (t *txn) render(accountID string, c *account.Change) error {
	if c.Op != account.Upsert {
		return nil
	}
	var item any
	var err error
	switch c.Kind {
	case account.KindUser:
		item, err = t.user(accountID, c.ID)
	case account.KindInvitation:
		item, err = t.invitation(accountID, c.ID)
	case account.KindExternalUser:
		item, err = t.external(accountID, c.ID)
	}
	if account.CodeOf(err) == account.NotFound {
		c.Op = account.Delete
		return nil
	}
	if err == nil {
		c.Item, err = json.Marshal(item)
	}
	return err
}

// Standing says how a session, or an API token, stands towards an account.
func (db *DB) Standing(ctx context.Context, id store.Identity, accountID string, now time.Time) (store.Standing, error) {
	return reading(ctx, db, now, func(t *txn) (out store.Standing, err error) {
		if out, err = t.standing(id, accountID); err != nil {
			return out, err
		}
		if out.SetupDue, err = t.setupDue(store.Identity{PersonID: id.PersonID, Membership: out.Membership}, accountID); err != nil {
			return out, err
		}
		err = t.row("SELECT seq FROM accounts WHERE id = ?", accountID).Scan(&out.Seq)
		if errors.Is(err, sql.ErrNoRows) {
			err = nil
		}
		return out, err
	})
}

func (t *txn) standing(id store.Identity, accountID string) (out store.Standing, err error) {
	var personID, reach string
	if id.TokenID != "" {
		personID, reach, out.Ended, err = t.standingOfToken(id.TokenID)
	} else {
		var s sessionRow
		s, err = t.session(id.SessionID)
		personID, reach, out.Ended = s.personID, accountID, s.over(t.now)
	}
	if err == nil && reach == accountID {
		out.Membership, err = t.membership(personID, accountID)
	}
	return out, err
}
