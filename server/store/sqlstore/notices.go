package sqlstore

import (
	"context"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// Notices lists what is not over yet.
func (db *DB) Notices(ctx context.Context, now time.Time) ([]store.Notice, error) {
	return reading(ctx, db, now, func(t *txn) ([]store.Notice, error) {
		return query(t, scanNotice, `SELECT id, starts_at, ends_at, text_en, text_fr FROM notices
			WHERE ends_at > ? ORDER BY starts_at, ends_at, id`, t.now.Unix())
	})
}

func scanNotice(r row) (n store.Notice, err error) {
	var starts, ends int64
	var en, fr string
	err = r.Scan(&n.ID, &starts, &ends, &en, &fr)
	n.StartsAt, n.EndsAt, n.Text = moment(starts), moment(ends), map[string]string{"en": en, "fr": fr}
	return n, err
}

// Announce adds a notice.
func (db *DB) Announce(ctx context.Context, n store.Notice, now time.Time) (store.Notice, error) {
	var err error
	if n.ID, err = db.keys.newID("ntc"); err != nil {
		return store.Notice{}, err
	}
	n.StartsAt, n.EndsAt = n.StartsAt.UTC().Truncate(time.Second), n.EndsAt.UTC().Truncate(time.Second)
	err = db.write(ctx, now, func(t *txn) error {
		return t.exec("INSERT INTO notices (id, starts_at, ends_at, text_en, text_fr, created_at) VALUES (?, ?, ?, ?, ?, ?)",
			n.ID, n.StartsAt.Unix(), n.EndsAt.Unix(), n.Text["en"], n.Text["fr"], t.now.Unix())
	})
	return n, err
}

// Withdraw takes a notice back.
func (db *DB) Withdraw(ctx context.Context, id string, now time.Time) error {
	return db.write(ctx, now, func(t *txn) error {
		res, err := t.result("DELETE FROM notices WHERE id = ?", id)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n > 0 {
			return err
		}
		return account.Fault(account.NotFound)
	})
}
