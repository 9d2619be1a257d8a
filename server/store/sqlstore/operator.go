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
