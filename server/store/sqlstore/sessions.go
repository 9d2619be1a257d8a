package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// Credentials finds who a login belongs to.
func (db *DB) Credentials(ctx context.Context, login string) (store.Credentials, error) {
	return reading(ctx, db, time.Time{}, func(t *txn) (store.Credentials, error) {
		return t.credentials(login)
	})
}

// credentials looks for an address or a user name, which never has an '@'.
func (t *txn) credentials(login string) (store.Credentials, error) {
	column := "username_fold"
	if strings.Contains(login, "@") {
		column = "email_fold"
	}
	return one(t, func(r row) (c store.Credentials, err error) {
		err = r.Scan(&c.PersonID, &c.PasswordHash, &c.HomeAccountID)
		return c, err
	}, "SELECT id, password_hash, account_id FROM people WHERE "+column+" = ?", fold(login))
}

func personTarget(id, name string) account.ActivityTarget {
	return account.ActivityTarget{Kind: string(account.KindUser), ID: id, Name: name}
}

// active notes that a person was seen, at most hourly.
func (t *txn) active(u account.User, home string) error {
	if t.now.Sub(u.LastActiveAt) < store.TouchEvery {
		return nil
	}
	if err := t.exec("UPDATE people SET last_active_at = ? WHERE id = ?", t.now.Unix(), u.ID); err != nil {
		return err
	}
	return t.changed(home, account.KindUser, u.ID, account.Upsert)
}

// RefuseSignIn notes a wrong password in the person's home account, and an
// unknown login by itself. Who typed it is not known to be that person.
func (db *DB) RefuseSignIn(ctx context.Context, personID, device, address string, now time.Time) error {
	return db.write(ctx, now, func(t *txn) error {
		if personID == "" {
			return t.stranger(device, address)
		}
		u, home, err := t.person(personID)
		if err != nil {
			return ignoreMissing(err)
		}
		where := place{account.ActivityActor{Kind: account.ActorNobody}, device, address}
		d := deed{account.ActionSessionRefused, userTarget(u)}
		return t.note(home, where, d, account.OutcomeRefused, details{"code": account.InvalidCredentials})
	})
}

// Authenticate finds whom a token belongs to and what they are in the account.
func (db *DB) Authenticate(ctx context.Context, tokenHash []byte, accountID string, now time.Time) (store.Identity, error) {
	return reading(ctx, db, now, func(t *txn) (out store.Identity, err error) {
		s, err := scanSession(t.row("SELECT "+sessionCols+" FROM sessions s WHERE s.token_hash = ?", tokenHash))
		switch {
		case errors.Is(err, sql.ErrNoRows):
			out, err = t.identifyToken(tokenHash, accountID)
		case err == nil:
			out, err = t.identifySession(s, accountID)
		}
		if err == nil {
			out.SetupDue, err = t.setupDue(out, accountID)
		}
		return out, err
	})
}

func (t *txn) identifySession(s sessionRow, accountID string) (out store.Identity, err error) {
	if err := s.refused(t.now); err != nil {
		return out, err
	}
	out = store.Identity{SessionID: s.id, PersonID: s.personID, Device: s.device}
	out.TouchDue = t.now.Sub(moment(s.active)) >= store.TouchEvery
	if accountID == "" {
		return out, nil
	}
	if out.Membership, err = t.membership(s.personID, accountID); err != nil || out.Membership == nil {
		return out, err
	}
	used, err := t.exists("SELECT 1 FROM session_accounts WHERE session_id = ? AND account_id = ?", s.id, accountID)
	out.TouchDue = out.TouchDue || !used
	return out, err
}

// setupDue tells whether the home account, or the one asked for, requires a
// second factor that the person does not have (R14).
func (t *txn) setupDue(id store.Identity, accountID string) (due bool, err error) {
	if id.Membership == nil {
		accountID = ""
	}
	return t.exists(`SELECT 1 FROM people p JOIN accounts a ON a.id IN (p.account_id, ?)
		WHERE p.id = ? AND p.two_factor = '[]' AND a.require_two_factor = 1`, accountID, id.PersonID)
}

// Touch notes that a session was used: for its idle limit, for the person's
// last activity, for the device it is on, and for the account it was used in.
func (db *DB) Touch(ctx context.Context, id store.Identity, accountID string, now time.Time) error {
	return db.write(ctx, now, func(t *txn) error {
		if id.TokenID != "" {
			return t.touchToken(id.TokenID)
		}
		return t.touchSession(id.SessionID, accountID)
	})
}

func (t *txn) touchSession(id, accountID string) error {
	s, err := t.session(id)
	if err != nil || s.over(t.now) != "" {
		return ignoreCode(err, account.Unauthenticated)
	}
	if err := t.exec("UPDATE sessions SET last_active_at = ? WHERE id = ?", t.now.Unix(), id); err != nil {
		return err
	}
	if err := t.exec("UPDATE trusted_devices SET last_used_at = ? WHERE id = ?", t.now.Unix(), s.trustID); err != nil {
		return err
	}
	u, home, err := t.person(s.personID)
	if err != nil {
		return ignoreMissing(err)
	}
	if err := t.active(u, home); err != nil {
		return err
	}
	return t.usedIn(s, accountID)
}

// stranger notes an attempt under a login that nobody has.
func (t *txn) stranger(device, address string) error {
	return t.exec("INSERT INTO strangers (at, device, address) VALUES (?, ?, ?)", t.now.Unix(), device, address)
}

func ignoreCode(err error, code account.Code) error {
	if account.CodeOf(err) == code {
		return nil
	}
	return err
}

// usedIn remembers that a session was used in an account, and when a person of
// another account last worked there.
func (t *txn) usedIn(s sessionRow, accountID string) error {
	m, err := t.membership(s.personID, accountID)
	if err != nil || m == nil {
		return err
	}
	err = t.exec("INSERT INTO session_accounts (session_id, account_id) VALUES (?, ?) ON CONFLICT DO NOTHING", s.id, accountID)
	if err != nil || !m.External {
		return err
	}
	seen, err := query(t, scanPair, `UPDATE accesses SET last_active_at = ? WHERE person_id = ? AND account_id = ? AND removed_at = 0
		AND last_active_at <= ? RETURNING account_id, id`, t.now.Unix(), s.personID, accountID, t.now.Add(-store.TouchEvery).Unix())
	if err != nil {
		return err
	}
	return t.allChanged(seen, account.KindExternalUser, account.Upsert)
}

// EndSession signs out the session of the caller.
func (db *DB) EndSession(ctx context.Context, a store.Act) error {
	return db.EndOneSession(ctx, a, a.Caller.SessionID)
}

func (t *txn) endSession(id, reason string) error {
	return t.exec("UPDATE sessions SET ended_at = ?, ended_reason = ? WHERE id = ? AND ended_at = 0", t.now.Unix(), reason, id)
}

// liveSession takes the moments before which a session is idle, and too old.
const liveSession = "ended_at = 0 AND last_active_at > ? AND created_at > ?"

func (t *txn) liveSince() (idle, absolute int64) {
	return t.now.Add(-store.SessionIdle).Unix(), t.now.Add(-store.SessionAbsolute).Unix()
}

// endSessions ends all live sessions of a person but one, and counts them.
func (t *txn) endSessions(personID, reason, except string) (int, error) {
	idle, absolute := t.liveSince()
	res, err := t.result(`UPDATE sessions SET ended_at = ?, ended_reason = ?
		WHERE person_id = ? AND id <> ? AND `+liveSession, t.now.Unix(), reason, personID, except, idle, absolute)
	if err != nil {
		return 0, err
	}
	n, err := res.RowsAffected()
	return int(n), err
}
