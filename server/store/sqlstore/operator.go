package sqlstore

import (
	"context"
	"crypto/rand"
	"errors"
	"math/big"
	"strconv"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// operator is who the activity log and the rows name for what was done by
// command; the words for it are the app's.
const (
	operator     = account.ActorOperator
	operatorName = "Operator"
)

func byOperator() place {
	return place{actor: account.ActivityActor{ID: operator, Name: operatorName, Kind: account.ActorOperator}}
}

// CreateAccount makes an account with its first administrator.
func (db *DB) CreateAccount(ctx context.Context, in store.NewAccount) (accountID, userID string, err error) {
	err = db.write(ctx, in.Now, func(t *txn) error {
		accountID, userID, err = t.createAccount(in)
		return err
	})
	return accountID, userID, err
}

func (t *txn) createAccount(in store.NewAccount) (accountID, userID string, err error) {
	known, err := t.exists("SELECT 1 FROM people WHERE email_fold = ?", fold(in.AdminEmail))
	if err != nil {
		return "", "", err
	}
	if known {
		return "", "", account.Fault(account.EmailTaken)
	}
	if err := t.usernameFree(in.AdminUsername, ""); err != nil {
		return "", "", err
	}
	if accountID, err = t.insertAccount(in.Name); err != nil {
		return "", "", err
	}
	if userID, err = t.db.keys.newID("usr"); err != nil {
		return "", "", err
	}
	u := account.User{
		ID: userID, Version: 1, Email: in.AdminEmail, EmailVerified: true, Username: in.AdminUsername,
		UserType: account.Administrator, Language: in.Language, CreatedAt: t.now,
	}
	if err := t.addUser(accountID, u, in.PasswordHash); err != nil {
		return "", "", err
	}
	d := deed{account.ActionAccountCreated, account.ActivityTarget{Kind: string(account.KindAccount), ID: accountID, Name: in.Name}}
	return accountID, userID, t.note(accountID, byOperator(), d, account.OutcomeDone, nil)
}

func (t *txn) insertAccount(name string) (string, error) {
	id, err := t.db.keys.newID("acc")
	if err != nil {
		return "", err
	}
	number, err := t.freeNumber()
	if err != nil {
		return "", err
	}
	return id, t.exec("INSERT INTO accounts (id, name, number, created_at) VALUES (?, ?, ?, ?)", id, name, number, t.now.Unix())
}

// freeNumber draws a number that is short enough to be read out on the
// telephone: five digits, more only when those run out.
func (t *txn) freeNumber() (string, error) {
	for span := int64(10_000); span < 1e15; span *= 10 {
		for range 20 {
			n, err := rand.Int(t.db.keys.random, big.NewInt(9*span))
			if err != nil {
				return "", err
			}
			number := strconv.FormatInt(span+n.Int64(), 10)
			taken, err := t.exists("SELECT 1 FROM accounts WHERE number = ?", number)
			if err != nil || !taken {
				return number, err
			}
		}
	}
	return "", errors.New("no account number is left")
}

// FindAccount gives the account of an identifier or a number.
func (db *DB) FindAccount(ctx context.Context, idOrNumber string) (account.Account, error) {
	return reading(ctx, db, time.Time{}, func(t *txn) (account.Account, error) {
		return one(t, scanAccount, selectAccount+"id = ? OR number = ?", idOrNumber, idOrNumber)
	})
}

// Grant gives a person of another account access to this one (R12).
func (db *DB) Grant(ctx context.Context, in store.Grant) (out account.ExternalUser, err error) {
	err = db.write(ctx, in.Now, func(t *txn) error {
		out, err = t.grant(in)
		return err
	})
	return out, err
}

func (t *txn) grant(in store.Grant) (out account.ExternalUser, err error) {
	personID, err := one(t, func(r row) (id string, err error) {
		err = r.Scan(&id)
		return id, err
	}, "SELECT id FROM people WHERE email_fold = ?", fold(in.Email))
	if err != nil {
		return out, err
	}
	has, err := t.membership(personID, in.AccountID)
	if err != nil {
		return out, err
	}
	if has != nil {
		return out, account.Fault(account.EmailTaken)
	}
	id, err := t.db.keys.newID("ext")
	if err != nil {
		return out, err
	}
	permissions, err := permissionsFor(in.UserType, nil, &in.Permissions)
	if err != nil {
		return out, err
	}
	e := account.ExternalUser{
		ID: id, Version: 1, UserType: in.UserType, Permissions: permissions, GrantedAt: t.now,
		GrantedBy: account.PersonRef{ID: operator, Name: operatorName}, Until: in.Until,
	}
	if err := t.endIfOver(personID, in.AccountID); err != nil {
		return out, err
	}
	if err := t.exec(insertAccess, accessArgs(in.AccountID, personID, e)...); err != nil {
		return out, err
	}
	if err := t.changed(in.AccountID, account.KindExternalUser, id, account.Upsert); err != nil {
		return out, err
	}
	if out, err = t.external(in.AccountID, id); err != nil {
		return out, err
	}
	return out, t.note(in.AccountID, byOperator(), deed{account.ActionExternalGranted, externalTarget(out)},
		account.OutcomeDone, details{"user_type": e.UserType, "permissions": e.Permissions})
}

// endIfOver closes an access whose last day has come but which housekeeping
// has not met yet: there is room for one open access each, and its API tokens
// must not live on in the next.
func (t *txn) endIfOver(personID, accountID string) error {
	res, err := t.result("UPDATE accesses SET removed_at = until WHERE person_id = ? AND account_id = ? AND removed_at = 0 AND until > 0 AND until <= ?",
		personID, accountID, t.now.Unix())
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	_, err = t.endTokens(personID, accountID, account.ReasonAccessRemoved)
	return err
}

const insertAccess = `INSERT INTO accesses (id, account_id, person_id, version, user_type, permissions, granted_at,
	granted_by_id, granted_by_name, until, last_active_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

func accessArgs(accountID, personID string, e account.ExternalUser) []any {
	return []any{
		e.ID, accountID, personID, e.Version, string(e.UserType), words(e.Permissions), seconds(e.GrantedAt),
		e.GrantedBy.ID, e.GrantedBy.Name, seconds(e.Until), seconds(e.LastActiveAt),
	}
}

// RevokeByOperator removes an external access.
func (db *DB) RevokeByOperator(ctx context.Context, accountID, id string, now time.Time) (out account.Receipt, err error) {
	err = db.write(ctx, now, func(t *txn) error {
		e, err := t.liveExternal(accountID, id)
		if err != nil {
			return err
		}
		if out, err = t.removeAccess(accountID, e); err != nil {
			return err
		}
		d := deed{account.ActionExternalRemoved, externalTarget(e.item)}
		return t.note(accountID, byOperator(), d, account.OutcomeDone, ended(out))
	})
	return out, err
}
