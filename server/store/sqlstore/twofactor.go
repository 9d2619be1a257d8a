package sqlstore

import (
	"context"
	"time"

	"rollcall/account"
	"rollcall/server/secondfactor"
	"rollcall/server/store"
)

// TwoFactor gives how a person proves who they are besides the password.
func (db *DB) TwoFactor(ctx context.Context, personID string) (account.TwoFactor, error) {
	return reading(ctx, db, time.Time{}, func(t *txn) (account.TwoFactor, error) {
		return t.twoFactor(personID)
	})
}

// oneself runs a change that people make of their own ways in: fn is given the
// person, and the caller as seen from their home account.
func oneself[T any](ctx context.Context, db *DB, a store.Act, action string, fn func(*txn, account.User, store.Caller) (T, error)) (T, error) {
	d := deed{action, userTarget(account.User{ID: a.Caller.PersonID})}
	return acting(ctx, db, a, d, (*txn).admitPerson, func(t *txn) (out T, err error) {
		u, home, err := t.person(a.Caller.PersonID)
		if err != nil {
			return out, err
		}
		c := a.Caller
		c.AccountID = home
		return fn(t, u, c)
	})
}

// nothing is what an act gives that gives nothing.
type nothing = struct{}

// BeginApp makes a secret that waits for its first code.
func (db *DB) BeginApp(ctx context.Context, a store.Act, ifHash string) (account.AppSecret, error) {
	return oneself(ctx, db, a, account.ActionTwoFactorAdded, func(t *txn, u account.User, c store.Caller) (out account.AppSecret, err error) {
		if err := t.stillHash(u.ID, ifHash); err != nil {
			return out, err
		}
		secret, err := secondfactor.NewSecret(t.db.keys.random)
		if err != nil {
			return out, err
		}
		sealed, err := t.sealSecret(u.ID, secret)
		if err != nil {
			return out, err
		}
		home, err := t.accountName(c.AccountID)
		if err != nil {
			return out, err
		}
		out = account.AppSecret{Secret: secondfactor.Text(secret), OTPAuthURI: secondfactor.URI(secret, u.Username, home)}
		return out, t.beginSetup(u.ID, account.MethodApp, setup{sealed: sealed})
	})
}

// ConfirmApp activates the app that was given its first right code. That code
// is used up: it does not sign in.
func (db *DB) ConfirmApp(ctx context.Context, a store.Act, code string) error {
	_, err := oneself(ctx, db, a, account.ActionTwoFactorAdded, func(t *txn, u account.User, c store.Caller) (none nothing, err error) {
		if err := t.withinTries(u.ID, forAppSetup, ""); err != nil {
			return none, err
		}
		s, err := t.setup(u.ID, account.MethodApp)
		if err != nil {
			return none, ignoreCodeAs(err, account.NotFound, account.SecondFactorInvalid)
		}
		step, right := t.matchSecret(u.ID, s.sealed, code)
		if !right {
			return none, t.wrongSetup(u.ID, forAppSetup)
		}
		return none, t.added(u, c, account.MethodApp, s, step)
	})
	return err
}

// wrongSetup counts a wrong code of a set-up.
func (t *txn) wrongSetup(personID string, p purpose) error {
	if err := t.wrongCode(personID, p, ""); err != nil {
		return err
	}
	return verdict{account.Fault(account.SecondFactorInvalid)}
}

// added activates a method, shows it, notes it and tells the person by mail.
func (t *txn) added(u account.User, c store.Caller, m account.Method, s setup, step int64) error {
	p := forAppSetup
	what := store.TwoFactorAppAdded
	if m == account.MethodEmail {
		p, what = forSetup, store.TwoFactorEmailAdded
	}
	if err := t.rightCode(u.ID, p, ""); err != nil {
		return err
	}
	if err := t.activate(u.ID, m, s, step); err != nil {
		return err
	}
	if err := t.showFactors(u.ID, c.AccountID); err != nil {
		return err
	}
	if err := t.noteBy(c, deed{account.ActionTwoFactorAdded, userTarget(u)}, details{"method": m}); err != nil {
		return err
	}
	return t.tell(u, store.MailTwoFactor, store.MailPayload{What: what, Device: c.Device, Address: c.Address})
}

// BeginEmailCodes mails a first code to an address.
func (db *DB) BeginEmailCodes(ctx context.Context, a store.Act, ifHash, address string) error {
	_, err := oneself(ctx, db, a, account.ActionTwoFactorAdded, func(t *txn, u account.User, c store.Caller) (none nothing, err error) {
		if err := t.stillHash(u.ID, ifHash); err != nil {
			return none, err
		}
		if err := t.withinRecipientLimit(address, askedKinds); err != nil {
			return none, err
		}
		if err := t.beginSetup(u.ID, account.MethodEmail, setup{address: address}); err != nil {
			return none, err
		}
		l := letter{kind: store.MailSetupCode, to: address}
		l.payload.Device, l.payload.Address, l.payload.At = c.Device, c.Address, t.now
		return none, t.sendCode(u, forSetup, l)
	})
	return err
}

// ConfirmEmailCodes activates codes by e-mail.
func (db *DB) ConfirmEmailCodes(ctx context.Context, a store.Act, code string) error {
	_, err := oneself(ctx, db, a, account.ActionTwoFactorAdded, func(t *txn, u account.User, c store.Caller) (none nothing, err error) {
		if err := t.withinTries(u.ID, forSetup, ""); err != nil {
			return none, err
		}
		s, err := t.setup(u.ID, account.MethodEmail)
		if err != nil {
			return none, ignoreCodeAs(err, account.NotFound, account.SecondFactorInvalid)
		}
		right, err := t.takeCode(u.ID, forSetup, code)
		if err != nil {
			return none, err
		}
		if !right {
			return none, t.wrongSetup(u.ID, forSetup)
		}
		return none, t.added(u, c, account.MethodEmail, s, 0)
	})
	return err
}

// RemoveMethod ends an active method. The last takes with it what stood in for
// it, and needs a password that can stand alone (ASVS 2.3.4).
func (db *DB) RemoveMethod(ctx context.Context, a store.Act, m account.Method, ifHash string, standsAlone bool) error {
	_, err := oneself(ctx, db, a, account.ActionTwoFactorRemoved, func(t *txn, u account.User, c store.Caller) (none nothing, err error) {
		if err := t.stillHash(u.ID, ifHash); err != nil {
			return none, err
		}
		active, err := t.factors(u.ID)
		if err != nil {
			return none, err
		}
		if _, found := factorOf(active, m); !found {
			return none, account.Fault(account.NotFound)
		}
		last := len(active) == 1
		if last && !standsAlone {
			return none, &account.Error{Code: account.PasswordUnacceptable, Reason: account.PasswordTooShort}
		}
		return none, t.removeMethod(u, c, m, last)
	})
	return err
}

func (t *txn) removeMethod(u account.User, c store.Caller, m account.Method, last bool) error {
	more := details{"method": m}
	if last {
		revoked, err := t.distrust(u.ID, "")
		if err != nil {
			return err
		}
		more["devices_revoked"] = revoked
		if err := t.dropFactors(u.ID, c.AccountID); err != nil {
			return err
		}
	} else if err := t.dropFactor(u.ID, c.AccountID, m); err != nil {
		return err
	}
	if err := t.noteBy(c, deed{account.ActionTwoFactorRemoved, userTarget(u)}, more); err != nil {
		return err
	}
	what := store.TwoFactorAppRemoved
	if m == account.MethodEmail {
		what = store.TwoFactorEmailRemoved
	}
	return t.tell(u, store.MailTwoFactor, store.MailPayload{What: what, Device: c.Device, Address: c.Address})
}

// dropFactor takes one of several methods away.
func (t *txn) dropFactor(personID, home string, m account.Method) error {
	if err := t.exec("DELETE FROM factors WHERE person_id = ? AND method = ?", personID, string(m)); err != nil {
		return err
	}
	if m == account.MethodEmail {
		if err := t.dropCode(personID, forSignIn); err != nil {
			return err
		}
	}
	return t.showFactors(personID, home)
}

// NewRecoveryCodes replaces the recovery codes.
func (db *DB) NewRecoveryCodes(ctx context.Context, a store.Act, ifHash string) (account.RecoverySet, error) {
	return oneself(ctx, db, a, account.ActionRecoveryCodes, func(t *txn, u account.User, c store.Caller) (out account.RecoverySet, err error) {
		if err := t.stillHash(u.ID, ifHash); err != nil {
			return out, err
		}
		if out.Codes, err = t.replaceRecovery(u.ID); err != nil {
			return out, err
		}
		if err := t.noteBy(c, deed{account.ActionRecoveryCodes, userTarget(u)}, nil); err != nil {
			return out, err
		}
		return out, t.tell(u, store.MailTwoFactor, store.MailPayload{What: store.TwoFactorRecoveryNew, Device: c.Device, Address: c.Address})
	})
}

// ResetTwoFactor takes away every second factor of a user (R14); every way in
// that they have ends.
func (db *DB) ResetTwoFactor(ctx context.Context, a store.Act, id string) error {
	_, err := overUser(ctx, db, a, id, account.ActionTwoFactorReset, func(t *txn, u account.User, by account.User) (account.Receipt, error) {
		return t.takeFactors(u, a.Caller.AccountID, store.MailPayload{By: by.Name()})
	})
	return err
}

// takeFactors ends the second factors of somebody else and every way in that
// hung on them.
func (t *txn) takeFactors(u account.User, home string, p store.MailPayload) (account.Receipt, error) {
	out, err := t.endEverything(u.ID, account.ReasonTwoFactorReset)
	if err != nil {
		return out, err
	}
	if err := t.dropFactors(u.ID, home); err != nil {
		return out, err
	}
	if err := t.dropOwnReaddress(u, home); err != nil {
		return out, err
	}
	p.What = store.TwoFactorReset
	return out, t.tell(u, store.MailTwoFactor, p)
}

// overUser runs what an administrator, in person, does to the ways in of
// another user of the account, and notes what it ended. For oneself there are
// other ways.
func overUser(ctx context.Context, db *DB, a store.Act, id, action string, fn func(t *txn, u, by account.User) (account.Receipt, error)) (account.Receipt, error) {
	d := deed{action, userTarget(account.User{ID: id})}
	return acting(ctx, db, a, d, (*txn).admitInPerson, func(t *txn) (out account.Receipt, err error) {
		u, err := t.user(a.Caller.AccountID, id)
		if err != nil {
			return out, err
		}
		if err := versioned(a.Match, u.Version); err != nil {
			return out, err
		}
		if a.Caller.PersonID == id {
			return out, account.Fault(account.OwnUser)
		}
		by, _, err := t.person(a.Caller.PersonID)
		if err != nil {
			return out, err
		}
		if out, err = fn(t, u, by); err != nil {
			return out, err
		}
		return out, t.noteBy(a.Caller, deed{action, userTarget(u)}, ended(out))
	})
}
