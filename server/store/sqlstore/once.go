package sqlstore

import (
	"context"
	"crypto/hmac"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// Answered finds the answer kept for a repeat.
func (db *DB) Answered(ctx context.Context, once *store.Once, now time.Time) (*store.Answer, error) {
	return reading(ctx, db, now, func(t *txn) (*store.Answer, error) {
		return t.answered(once)
	})
}

func (t *txn) answered(once *store.Once) (*store.Answer, error) {
	var payload []byte
	var header string
	var a store.Answer
	err := t.row("SELECT payload, status, header, body, secret FROM answers WHERE scope = ? AND at > ?",
		t.db.scopeOf(once), t.now.Add(-store.AnswersKept).Unix()).Scan(&payload, &a.Status, &header, &a.Body, &a.Secret)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, err
	case !hmac.Equal(payload, t.db.payloadOf(once)):
		return nil, account.Fault(account.IdempotencyReused)
	case a.Secret:
		return nil, account.Faultf(account.IdempotencyRunning, "the answer held a secret and was not kept")
	}
	return &a, json.Unmarshal([]byte(header), &a.Header)
}

// keepAnswer stores the answer of the act in the act's own transaction. Who
// comes second with the same key fails, and with them their act.
func (t *txn) keepAnswer(once *store.Once, result any) error {
	if once == nil {
		return nil
	}
	a, err := once.Render(result)
	if err != nil {
		return err
	}
	if a.Secret {
		a = store.Answer{Status: a.Status, Secret: true}
	}
	header, err := json.Marshal(a.Header)
	if err != nil {
		return err
	}
	res, err := t.result(`INSERT INTO answers (scope, payload, status, header, body, secret, at)
		VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (scope) DO UPDATE SET payload = excluded.payload, status = excluded.status,
		header = excluded.header, body = excluded.body, secret = excluded.secret, at = excluded.at WHERE answers.at <= ?`,
		t.db.scopeOf(once), t.db.payloadOf(once), a.Status, string(header), nonNil(a.Body), a.Secret, t.now.Unix(),
		t.now.Add(-store.AnswersKept).Unix())
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, account.Fault(account.IdempotencyRunning))
	}
	return nil
}

func nonNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

func (db *DB) scopeOf(o *store.Once) []byte { return mac(db.keys.answers, "scope", o.Scope, o.Key) }

// payloadOf is keyed, since a payload may hold a password.
func (db *DB) payloadOf(o *store.Once) []byte {
	return mac(db.keys.answers, "payload", o.Scope, string(o.Payload))
}
