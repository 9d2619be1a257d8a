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

// Credentials finds who a login belongs to. A user name never has an '@'.
func (db *DB) Credentials(ctx context.Context, login string) (store.Credentials, error) {
	column := "username_fold"
	if strings.Contains(login, "@") {
		column = "email_fold"
	}
	return reading(ctx, db, time.Time{}, func(t *txn) (store.Credentials, error) {
		return one(t, func(r row) (c store.Credentials, err error) {
			err = r.Scan(&c.PersonID, &c.PasswordHash, &c.HomeAccountID)
			return c, err
		}, "SELECT id, password_hash, account_id FROM people WHERE "+column+" = ?", fold(login))
	})
}

func personTarget(id, name string) account.ActivityTarget {
	return account.ActivityTarget{Kind: string(account.KindUser), ID: id, Name: name}
}

// StartSession signs a person in.
func (db *DB) StartSession(ctx context.Context, in store.StartSession) (out account.Session, err error) {
	err = db.write(ctx, in.Now, func(t *txn) error {
		out, err = t.startSession(in)
		return err
	})
	return out, err
}

func (t *txn) startSession(in store.StartSession) (out account.Session, err error) {
	unchanged, err := t.exists("SELECT 1 FROM people WHERE id = ? AND password_hash = ?", in.PersonID, in.PasswordHash)
	if err != nil {
		return out, err
	}
	if !unchanged {
		return out, account.Fault(account.InvalidCredentials)
	}
	u, home, err := t.person(in.PersonID)
	if err != nil {
		return out, err
	}
	id, err := t.db.keys.newID("ses")
	if err != nil {
		return out, err
	}
	err = t.exec(`INSERT INTO sessions (id, token_hash, person_id, device, address, created_at, last_active_at)
		VALUES (?, ?, ?, ?, ?, ?, ?)`, id, in.TokenHash, u.ID, in.Device, in.Address, t.now.Unix(), t.now.Unix())
	if err != nil {
		return out, err
	}
	if err := t.active(u, home); err != nil {
		return out, err
	}
	where := place{account.ActivityActor{ID: u.ID, Name: u.Name(), Kind: account.ActorUser}, in.Device, in.Address}
	d := deed{account.ActionSessionStarted, personTarget(u.ID, u.Name())}
	if err := t.note(home, where, d, account.OutcomeDone, nil); err != nil {
		return out, err
	}
	out.UserID, out.ExpiresAt = u.ID, t.now.Add(store.SessionAbsolute)
	out.Memberships, err = t.memberships(u.ID)
	return out, err
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
			return t.exec("INSERT INTO strangers (at, device, address) VALUES (?, ?, ?)", t.now.Unix(), device, address)
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

// Authenticate finds the session of a token and what its person is in the account.
func (db *DB) Authenticate(ctx context.Context, tokenHash []byte, accountID string, now time.Time) (store.Identity, error) {
	return reading(ctx, db, now, func(t *txn) (store.Identity, error) {
		return t.identify(tokenHash, accountID)
	})
}

func (t *txn) identify(tokenHash []byte, accountID string) (out store.Identity, err error) {
	s, err := scanSession(t.row("SELECT "+sessionCols+" FROM sessions s WHERE s.token_hash = ?", tokenHash))
	if errors.Is(err, sql.ErrNoRows) {
		return out, account.Fault(account.Unauthenticated)
	}
	if err != nil {
		return out, err
	}
	if reason := s.over(t.now); reason != "" {
		return out, &account.Error{Code: account.SessionEnded, Reason: reason}
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

// Touch notes that a session was used: for its idle limit, for the person's
// last activity, and for the account it was used in.
func (db *DB) Touch(ctx context.Context, sessionID, accountID string, now time.Time) error {
	return db.write(ctx, now, func(t *txn) error {
		s, err := t.session(sessionID)
		if err != nil || s.over(t.now) != "" {
			return ignoreCode(err, account.Unauthenticated)
		}
		if err := t.exec("UPDATE sessions SET last_active_at = ? WHERE id = ?", t.now.Unix(), sessionID); err != nil {
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
	})
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
	_, err := acting(ctx, db, a, deed{}, (*txn).admitPerson, func(t *txn) (struct{}, error) {
		u, home, err := t.person(a.Caller.PersonID)
		if err != nil {
			return struct{}{}, err
		}
		if err := t.endSession(a.Caller.SessionID, account.ReasonSignedOut); err != nil {
			return struct{}{}, err
		}
		c := a.Caller
		c.AccountID = home
		return struct{}{}, t.noteBy(c, deed{account.ActionSessionEnded, userTarget(u)}, details{"reason": account.ReasonSignedOut})
	})
	return err
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
