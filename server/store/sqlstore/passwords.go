package sqlstore

import (
	"context"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// SetPassword replaces the password of another user (R9). Every way in that
// they had ends.
func (db *DB) SetPassword(ctx context.Context, a store.Act, id, ownHash string, chosen store.NewPassword) error {
	_, err := overUser(ctx, db, a, id, account.ActionPasswordChanged, func(t *txn, u, by account.User) (out account.Receipt, err error) {
		if err := t.stillHash(by.ID, ownHash); err != nil {
			return out, err
		}
		if err := t.dropOwnReaddress(u, a.Caller.AccountID); err != nil {
			return out, err
		}
		return t.newPassword(u, chosen, store.MailPayload{By: by.Name()})
	})
	return err
}

// newPassword replaces a password whose owner did not give the old one: nothing
// that was open stays open. They are told by mail.
func (t *txn) newPassword(u account.User, chosen store.NewPassword, p store.MailPayload) (account.Receipt, error) {
	if err := t.savePassword(u.ID, chosen); err != nil {
		return account.Receipt{}, err
	}
	out, err := t.endEverything(u.ID, account.ReasonPasswordChanged)
	if err != nil {
		return out, err
	}
	return out, t.tell(u, store.MailPasswordChanged, p)
}

// savePassword replaces a password. One that was judged beside a second factor
// is judged again: the factor may have gone meanwhile (ASVS 2.3.4).
func (t *txn) savePassword(personID string, chosen store.NewPassword) error {
	if !chosen.StandsAlone {
		active, err := t.factors(personID)
		if err != nil {
			return err
		}
		if len(active) == 0 {
			return &account.Error{Code: account.PasswordUnacceptable, Reason: account.PasswordTooShort}
		}
	}
	return t.exec("UPDATE people SET password_hash = ? WHERE id = ?", chosen.Hash, personID)
}

// SendPasswordLink mails a user the link to choose a password (R9).
func (db *DB) SendPasswordLink(ctx context.Context, a store.Act, id string) error {
	d := deed{account.ActionPasswordLinkSent, userTarget(account.User{ID: id})}
	_, err := acting(ctx, db, a, d, (*txn).admitInPerson, func(t *txn) (none nothing, err error) {
		u, err := t.user(a.Caller.AccountID, id)
		if err != nil {
			return none, err
		}
		by, err := t.otherName(a.Caller, u)
		if err != nil {
			return none, err
		}
		if err := t.mailPasswordLink(u, a.Caller.AccountID, store.MailPayload{By: by}); err != nil {
			return none, err
		}
		return none, t.noteBy(a.Caller, deed{d.action, userTarget(u)}, nil)
	})
	return err
}

func (t *txn) mailPasswordLink(u account.User, home string, p store.MailPayload) (err error) {
	if err := t.withinRecipientLimit(u.Email, askedKinds); err != nil {
		return err
	}
	if p.AccountName, err = t.accountName(home); err != nil {
		return err
	}
	if p.Token, p.ExpiresAt, err = t.openLink(u, linkPassword, "", account.ResetLifetime); err != nil {
		return err
	}
	p.Name, p.At = u.Name(), t.now
	mailID, err := t.queue(letter{kind: store.MailPasswordLink, to: u.Email, language: u.Language, payload: p})
	if err != nil {
		return err
	}
	return t.carriedBy(u.ID, linkPassword, mailID)
}

// RequestReset mails the person with this login the link to choose a password
// (R15). Nothing tells the asker whether there is such a person.
func (db *DB) RequestReset(ctx context.Context, a store.Act, login string) error {
	return db.write(ctx, a.Now, func(t *txn) error {
		if err := t.requestReset(a.Caller, login); err != nil {
			return err
		}
		return t.keepAnswer(a.Once, nil)
	})
}

func (t *txn) requestReset(c store.Caller, login string) error {
	who, err := t.credentials(login)
	if account.CodeOf(err) == account.NotFound {
		return t.decoyReset(c)
	}
	if err != nil {
		return err
	}
	u, home, err := t.person(who.PersonID)
	if err != nil {
		return err
	}
	err = t.mailPasswordLink(u, home, store.MailPayload{Device: c.Device, Address: c.Address})
	if account.CodeOf(err) == account.RateLimited {
		return t.decoyReset(c)
	}
	if err != nil {
		return err
	}
	where := place{account.ActivityActor{Kind: account.ActorNobody}, c.Device, c.Address}
	return t.note(home, where, deed{account.ActionPasswordLinkSent, userTarget(u)}, account.OutcomeDone, nil)
}

// decoyReset does the work of a request for which nothing is sent, so that its
// time tells nothing (ASVS 6.3.8): a link that leads nowhere, mail that is never
// claimed, a line in the log that belongs to no account.
func (t *txn) decoyReset(c store.Caller) error {
	id, err := t.db.keys.newID("usr")
	if err != nil {
		return err
	}
	nobody := account.User{ID: id, Language: "en"}
	token, expires, err := t.openLink(nobody, linkPassword, "", account.ResetLifetime)
	if err != nil {
		return err
	}
	l := letter{kind: store.MailPasswordLink, language: nobody.Language}
	l.payload = store.MailPayload{Token: token, ExpiresAt: expires, Device: c.Device, Address: c.Address, At: t.now}
	mailID, err := t.queue(l)
	if err != nil {
		return err
	}
	if err := t.carriedBy(nobody.ID, linkPassword, mailID); err != nil {
		return err
	}
	if err := t.cancelLinks(nobody.ID, linkPassword); err != nil {
		return err
	}
	return t.stranger(c.Device, c.Address)
}

// Recover makes the link by which a locked-out administrator of an account
// chooses a new password. It is handed over by the operator, not mailed.
func (db *DB) Recover(ctx context.Context, accountID, email string, resetTwoFactor bool, now time.Time) (token string, err error) {
	err = db.write(ctx, now, func(t *txn) error {
		u, err := one(t, scanUser, "SELECT "+userCols+" FROM people WHERE account_id = ? AND email_fold = ? AND user_type = ?",
			accountID, fold(email), string(account.Administrator))
		if err != nil {
			return err
		}
		if resetTwoFactor {
			if err := t.resetByOperator(accountID, u.item); err != nil {
				return err
			}
		}
		if token, _, err = t.openLink(u.item, linkPassword, "", account.ResetLifetime); err != nil {
			return err
		}
		return t.note(accountID, byOperator(), deed{account.ActionPasswordLinkSent, userTarget(u.item)}, account.OutcomeDone, nil)
	})
	return token, err
}

// resetByOperator takes the second factors of an administrator away, who is told
// by mail.
func (t *txn) resetByOperator(accountID string, u account.User) error {
	gone, err := t.takeFactors(u, accountID, store.MailPayload{})
	if err != nil {
		return err
	}
	return t.note(accountID, byOperator(), deed{account.ActionTwoFactorReset, userTarget(u)}, account.OutcomeDone, ended(gone))
}
