package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// Profile gives a person and the accounts they may enter.
func (db *DB) Profile(ctx context.Context, personID string, now time.Time) (account.Profile, error) {
	return reading(ctx, db, now, func(t *txn) (account.Profile, error) {
		return t.profile(personID)
	})
}

func (t *txn) profile(personID string) (out account.Profile, err error) {
	if out.User, _, err = t.person(personID); err != nil {
		return out, err
	}
	out.Memberships, err = t.memberships(personID)
	return out, err
}

// PasswordHash gives the hash to check a password against.
func (db *DB) PasswordHash(ctx context.Context, personID string) (string, error) {
	return reading(ctx, db, time.Time{}, func(t *txn) (hash string, err error) {
		err = t.row("SELECT password_hash FROM people WHERE id = ?", personID).Scan(&hash)
		if errors.Is(err, sql.ErrNoRows) {
			err = account.Fault(account.NotFound)
		}
		return hash, err
	})
}

// stillHash refuses when the password has changed since it was checked.
func (t *txn) stillHash(personID, hash string) error {
	same, err := t.exists("SELECT 1 FROM people WHERE id = ? AND password_hash = ?", personID, hash)
	if err == nil && !same {
		err = account.Fault(account.OwnPasswordWrong)
	}
	return err
}

// UpdateProfile changes one's own profile; never one's own type (ASVS 8.2).
func (db *DB) UpdateProfile(ctx context.Context, a store.Act, c account.ProfileChange, ifHash string) (account.Profile, error) {
	d := deed{account.ActionProfileModified, userTarget(account.User{ID: a.Caller.PersonID})}
	return acting(ctx, db, a, d, (*txn).admitPerson, func(t *txn) (out account.Profile, err error) {
		before, home, err := t.person(a.Caller.PersonID)
		if err != nil {
			return out, err
		}
		if err := versioned(a.Match, before.Version); err != nil {
			return out, err
		}
		if ifHash != "" {
			if err := t.stillHash(before.ID, ifHash); err != nil {
				return out, err
			}
		}
		if err := t.saveProfile(a.Caller, home, before, c); err != nil {
			return out, err
		}
		return t.profile(before.ID)
	})
}

func (t *txn) saveProfile(c store.Caller, home string, before account.User, change account.ProfileChange) error {
	after, err := applied(before, account.UserChange{
		FirstName: change.FirstName, LastName: change.LastName, Language: change.Language,
		Phone: change.Phone, JobTitle: change.JobTitle, Username: change.Username,
	})
	if err != nil {
		return err
	}
	if after.Username != before.Username {
		if err := t.usernameFree(after.Username, before.ID); err != nil {
			return err
		}
	}
	c.AccountID = home
	_, err = t.saveUser(c, account.ActionProfileModified, before, after, change.Email)
	return err
}

// ChangePassword replaces one's own password and, when asked, ends the other
// sessions, the trust in the other devices, and an address that waits to be
// confirmed. Links to choose a password die.
func (db *DB) ChangePassword(ctx context.Context, a store.Act, oldHash string, chosen store.NewPassword, endOthers bool) error {
	_, err := oneself(ctx, db, a, account.ActionPasswordChanged, func(t *txn, u account.User, c store.Caller) (none nothing, err error) {
		if err := t.stillHash(u.ID, oldHash); err != nil {
			return none, err
		}
		if err := t.savePassword(u.ID, chosen); err != nil {
			return none, err
		}
		if err := t.cancelLinks(u.ID, linkPassword); err != nil {
			return none, err
		}
		var gone account.Receipt
		if endOthers {
			if err := t.dropReaddress(u, c.AccountID); err != nil {
				return none, err
			}
			if gone, err = t.endOthers(u.ID, c.SessionID); err != nil {
				return none, err
			}
		}
		if err := t.noteBy(c, deed{account.ActionPasswordChanged, userTarget(u)}, ended(gone)); err != nil {
			return none, err
		}
		return none, t.tell(u, store.MailPasswordChanged, store.MailPayload{Device: c.Device, Address: c.Address})
	})
	return err
}

// endOthers ends what is open elsewhere than in one session.
func (t *txn) endOthers(personID, sessionID string) (out account.Receipt, err error) {
	s, err := t.session(sessionID)
	if err != nil {
		return out, err
	}
	if out.SessionsEnded, err = t.endSessions(personID, account.ReasonPasswordChanged, sessionID); err != nil {
		return out, err
	}
	out.DevicesRevoked, err = t.distrust(personID, s.trustID)
	return out, err
}
