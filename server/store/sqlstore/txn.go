package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"rollcall/account"
	"rollcall/server/store"
)

// txn is one transaction under way and the moment it speaks of.
type txn struct {
	*line
	ctx  context.Context
	db   *DB
	now  time.Time
	mail bool // mail was queued
}

// row is what a query gives, one line of it.
type row interface{ Scan(dest ...any) error }

// broken is the row of a statement that could not be prepared.
type broken struct{ err error }

func (b broken) Scan(...any) error { return b.err }

func (t *txn) exec(query string, args ...any) error {
	_, err := t.result(query, args...)
	return err
}

func (t *txn) result(query string, args ...any) (sql.Result, error) {
	s, err := t.statement(t.ctx, query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(t.ctx, args...)
}

func (t *txn) row(query string, args ...any) row {
	s, err := t.statement(t.ctx, query)
	if err != nil {
		return broken{err}
	}
	return s.QueryRowContext(t.ctx, args...)
}

// verdict is an answer that is an error although what was written holds: a
// wrong code is refused, and counts.
type verdict struct{ error }

func (v verdict) Unwrap() error { return v.error }

// write runs fn in the one writing transaction and, once it is on the disk,
// tells those who wait for news. A caller who hangs up does not stop it. An
// error undoes everything, unless it is a verdict.
func (db *DB) write(ctx context.Context, now time.Time, fn func(*txn) error) error {
	ctx = context.WithoutCancel(ctx)
	t := &txn{ctx: ctx, db: db, now: now.UTC().Truncate(time.Second)}
	var said error
	// A write begins as such: one that reads first and writes later could find
	// that another process wrote in between.
	err := db.writers.within(ctx, "BEGIN IMMEDIATE", "COMMIT", func(l *line) error {
		t.line = l
		err := fn(t)
		if v, ok := errors.AsType[verdict](err); ok {
			said, err = v.error, nil
		}
		return err
	})
	if err != nil {
		return err
	}
	if t.mail {
		nudge(db.wakes.mail)
	}
	db.wakes.all()
	return said
}

// read runs fn on one snapshot.
func (db *DB) read(ctx context.Context, now time.Time, fn func(*txn) error) error {
	return db.readers.within(ctx, "BEGIN", "ROLLBACK", func(l *line) error {
		return fn(&txn{line: l, ctx: ctx, db: db, now: now.UTC().Truncate(time.Second)})
	})
}

// with adds an error that came on top, if one did.
func with(err, more error) error {
	if more == nil {
		return err
	}
	return errors.Join(err, more)
}

// reading is read for something that gives a value.
func reading[T any](ctx context.Context, db *DB, now time.Time, fn func(*txn) (T, error)) (out T, err error) {
	err = db.read(ctx, now, func(t *txn) error {
		out, err = fn(t)
		return err
	})
	return out, err
}

// query collects all rows of a query.
func query[T any](t *txn, scan func(row) (T, error), q string, args ...any) ([]T, error) {
	s, err := t.statement(t.ctx, q)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(t.ctx, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := []T{}
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// one collects one row; no row is NotFound.
func one[T any](t *txn, scan func(row) (T, error), q string, args ...any) (T, error) {
	v, err := scan(t.row(q, args...))
	if errors.Is(err, sql.ErrNoRows) {
		return v, account.Fault(account.NotFound)
	}
	return v, err
}

// exists tells whether a query finds anything.
func (t *txn) exists(q string, args ...any) (bool, error) {
	var found bool
	err := t.row("SELECT EXISTS ("+q+")", args...).Scan(&found)
	return found, err
}

// seconds is how a time is stored; zero stays zero.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

func moment(s int64) time.Time {
	if s == 0 {
		return time.Time{}
	}
	return time.Unix(s, 0).UTC()
}

// words stores a list of strings as JSON, never null.
func words[S ~string](list []S) string {
	if len(list) == 0 {
		return "[]"
	}
	b, _ := json.Marshal(list) // strings always marshal
	return string(b)
}

// setWords reads what words wrote.
func setWords[S ~string](into *[]S, stored string) error {
	*into = []S{}
	if stored == "[]" {
		return nil
	}
	return json.Unmarshal([]byte(stored), into)
}

// fold is the form in which addresses and user names are unique.
func fold(s string) string { return account.Fold(norm.NFC.String(s)) }

// searchable is the form in which names are searched: without case or accents.
func searchable(parts ...string) string {
	s := norm.NFKD.String(strings.Join(parts, "\n"))
	return account.Fold(strings.Map(dropMark, s))
}

// versioned refuses a caller who looked at another version (RFC 9110, 13.1.1).
func versioned(match []int64, version int64) error {
	if match == nil {
		return nil
	}
	for _, m := range match {
		if m == version {
			return nil
		}
	}
	return account.Fault(account.VersionMismatch)
}

// deed is what an act is called in the activity log.
type deed struct {
	action string
	target account.ActivityTarget
}

// refusals are the answers that the activity log notes as refused attempts.
func refusal(code account.Code) bool {
	switch code {
	case account.LastAdministrator, account.OwnUser, account.Forbidden, account.OwnPasswordWrong, account.SecondFactorInvalid:
		return true
	}
	return false
}

// act runs one change of an account by one of its administrators.
func act[T any](ctx context.Context, db *DB, a store.Act, d deed, fn func(*txn) (T, error)) (T, error) {
	return acting(ctx, db, a, d, (*txn).admitAdministrator, fn)
}

// acting runs one change: admission, the change, and the answer kept for a
// repeat are one transaction; an attempt that a rule refuses is noted in
// another.
func acting[T any](ctx context.Context, db *DB, a store.Act, d deed, admit func(*txn, store.Caller) error, fn func(*txn) (T, error)) (T, error) {
	var out T
	err := db.write(ctx, a.Now, func(t *txn) (err error) {
		if err = admit(t, a.Caller); err != nil {
			return err
		}
		if out, err = fn(t); err != nil {
			return err
		}
		return t.keepAnswer(a.Once, out)
	})
	if code := account.CodeOf(err); refusal(code) {
		note := store.Refused{Caller: a.Caller, Action: d.action, Target: d.target, Code: code, Now: a.Now}
		err = with(err, db.Refused(ctx, note))
	}
	if err != nil {
		var none T
		return none, err
	}
	return out, nil
}
