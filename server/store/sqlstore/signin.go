package sqlstore

import (
	"context"

	"rollcall/account"
	"rollcall/server/store"
)

// StartSession signs a person in.
func (db *DB) StartSession(ctx context.Context, in store.StartSession) (out store.StartedSession, err error) {
	err = db.write(ctx, in.Now, func(t *txn) error {
		out, err = t.startSession(in)
		return err
	})
	return out, err
}

// entrance is how somebody proved who they are, besides the password.
type entrance struct {
	// method is the second factor that was given; empty when none was.
	method account.Method
	// trustID is the trusted device that stood for it.
	trustID string
}

func (t *txn) startSession(in store.StartSession) (out store.StartedSession, err error) {
	u, home, err := t.rightPassword(in)
	if err != nil {
		return out, err
	}
	e, err := t.enter(in, u, home)
	if err != nil {
		return out, err
	}
	if err := t.noticeDevice(in, u, e); err != nil {
		return out, err
	}
	where := place{account.ActivityActor{ID: u.ID, Name: u.Name(), Kind: account.ActorUser}, in.Device, in.Address}
	if e.trustID, err = t.trust(in, home, where, e); err != nil {
		return out, err
	}
	out.Trusted = in.TrustHash != nil && e.trustID != ""
	if err := t.insertSession(in, e.trustID); err != nil {
		return out, err
	}
	if err := t.active(u, home); err != nil {
		return out, err
	}
	d := deed{account.ActionSessionStarted, personTarget(u.ID, u.Name())}
	if err := t.note(home, where, d, account.OutcomeDone, e.details()); err != nil {
		return out, err
	}
	out.UserID, out.ExpiresAt = u.ID, t.now.Add(store.SessionAbsolute)
	out.Memberships, err = t.memberships(u.ID)
	return out, err
}

func (e entrance) details() details {
	switch {
	case e.method != "":
		return details{"method": e.method}
	case e.trustID != "":
		return details{"trusted_device": true}
	}
	return nil
}

// rightPassword gives the person, unless the password has changed since it was
// checked.
func (t *txn) rightPassword(in store.StartSession) (u account.User, home string, err error) {
	unchanged, err := t.exists("SELECT 1 FROM people WHERE id = ? AND password_hash = ?", in.PersonID, in.PasswordHash)
	if err == nil && !unchanged {
		err = account.Fault(account.InvalidCredentials)
	}
	if err != nil {
		return u, "", err
	}
	return t.person(in.PersonID)
}

func (t *txn) insertSession(in store.StartSession, trustID string) error {
	id, err := t.db.keys.newID("ses")
	if err != nil {
		return err
	}
	return t.exec(`INSERT INTO sessions (id, token_hash, person_id, device, address, created_at, last_active_at, trusted_device_id)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, id, in.TokenHash, in.PersonID, in.Device, in.Address, t.now.Unix(), t.now.Unix(), trustID)
}

// enter asks for the second factor of whoever has one (R14). A trusted device
// stands for it.
func (t *txn) enter(in store.StartSession, u account.User, home string) (e entrance, err error) {
	active, err := t.factors(u.ID)
	if err != nil || len(active) == 0 {
		return e, err
	}
	if e.trustID, err = t.trusted(in, u.ID); err != nil || e.trustID != "" {
		return e, err
	}
	if in.SecondFactor == nil {
		required := account.Fault(account.SecondFactorRequired)
		if required.Methods, err = t.methods(u.ID, active); err == nil {
			err = required
		}
		return e, err
	}
	e.method = in.SecondFactor.Method
	return e, t.secondFactor(in, u, home, active)
}

// secondFactor checks a code. A wrong one is a try, which stays counted and
// noted although the sign-in is refused.
func (t *txn) secondFactor(in store.StartSession, u account.User, home string, active []factor) error {
	p := purpose(in.SecondFactor.Method)
	if err := t.withinTries(u.ID, p, in.Address); err != nil {
		return err
	}
	right, err := t.take(u, active, *in.SecondFactor)
	if err != nil {
		return err
	}
	if right {
		if err := t.used(u.ID, in.SecondFactor.Method); err != nil {
			return err
		}
		return t.rightCode(u.ID, p, in.Address)
	}
	if err := t.wrongCode(u.ID, p, in.Address); err != nil {
		return err
	}
	where := place{account.ActivityActor{Kind: account.ActorNobody}, in.Device, in.Address}
	more := details{"code": account.SecondFactorInvalid, "method": in.SecondFactor.Method}
	if err := t.note(home, where, deed{account.ActionSessionRefused, userTarget(u)}, account.OutcomeRefused, more); err != nil {
		return err
	}
	return verdict{account.Fault(account.SecondFactorInvalid)}
}

// take uses a code up, if it is right.
func (t *txn) take(u account.User, active []factor, given account.SecondFactor) (right bool, err error) {
	f, found := factorOf(active, given.Method)
	switch {
	case given.Method == account.MethodRecovery:
		if right, err = t.takeRecovery(u.ID, given.Code); !right || err != nil {
			return right, err
		}
		return true, t.tell(u, store.MailTwoFactor, store.MailPayload{What: store.TwoFactorRecoverySpent})
	case !found:
		return false, nil
	case given.Method == account.MethodApp:
		return t.takeApp(u.ID, f, given.Code)
	}
	return t.takeCode(u.ID, forSignIn, given.Code)
}

// trusted finds the trusted device of a sign-in, empty when there is none.
func (t *txn) trusted(in store.StartSession, personID string) (id string, err error) {
	if in.DeviceHash == nil {
		return "", nil
	}
	id, err = one(t, scanText, "SELECT id FROM trusted_devices WHERE token_hash = ? AND person_id = ? AND created_at > ?",
		in.DeviceHash, personID, t.trustedSince())
	if err != nil {
		return "", ignoreMissing(err)
	}
	return id, t.exec("UPDATE trusted_devices SET last_used_at = ? WHERE id = ?", t.now.Unix(), id)
}

func scanText(r row) (s string, err error) {
	err = r.Scan(&s)
	return s, err
}

// trust makes the device a trusted one, when that was asked for and a second
// factor was given. A device that is trusted gets another token; its time runs
// on from the code that was given on it.
func (t *txn) trust(in store.StartSession, home string, where place, e entrance) (id string, err error) {
	switch {
	case in.TrustHash == nil || (e.method == "" && e.trustID == ""):
		return e.trustID, nil
	case e.trustID != "":
		return e.trustID, t.exec("UPDATE trusted_devices SET token_hash = ? WHERE id = ?", in.TrustHash, e.trustID)
	}
	if in.DeviceHash != nil { // what it was trusted by before has run out
		if err := t.exec("DELETE FROM trusted_devices WHERE token_hash = ? AND person_id = ?", in.DeviceHash, in.PersonID); err != nil {
			return "", err
		}
	}
	if id, err = t.db.keys.newID("dev"); err != nil {
		return "", err
	}
	err = t.exec(`INSERT INTO trusted_devices (id, token_hash, person_id, device, created_at, last_used_at) VALUES (?, ?, ?, ?, ?, ?)`,
		id, in.TrustHash, in.PersonID, in.Device, t.now.Unix(), t.now.Unix())
	if err != nil {
		return "", err
	}
	d := deed{account.ActionDeviceTrusted, personTarget(where.actor.ID, where.actor.Name)}
	return id, t.note(home, where, d, account.OutcomeDone, nil)
}

// noticeDevice tells a person of a sign-in on a device, or from a network, that
// they were not seen on before (ASVS 6.3.7). Of their very first they need not
// be told.
func (t *txn) noticeDevice(in store.StartSession, u account.User, e entrance) error {
	here := mac(t.db.keys.places, "place", u.ID, in.Device, network(in.Address))
	known, err := t.exists("SELECT 1 FROM known_places WHERE person_id = ? AND place = ?", u.ID, here)
	if err != nil {
		return err
	}
	before, err := t.exists(`SELECT 1 FROM known_places WHERE person_id = ? UNION ALL SELECT 1 FROM sessions WHERE person_id = ?`, u.ID, u.ID)
	if err != nil {
		return err
	}
	err = t.exec(`INSERT INTO known_places (person_id, place, last_at) VALUES (?, ?, ?)
		ON CONFLICT (person_id, place) DO UPDATE SET last_at = excluded.last_at`, u.ID, here, t.now.Unix())
	if err != nil || known || !before || e.trustID != "" {
		return err
	}
	if err := t.withinRecipientLimit(u.Email, deviceKinds); err != nil {
		return ignoreCode(err, account.RateLimited)
	}
	return t.tell(u, store.MailNewDevice, store.MailPayload{Device: in.Device, Address: in.Address})
}

// SendSignInCode mails a code to a person whose password was right.
func (db *DB) SendSignInCode(ctx context.Context, in store.StartSession) error {
	return db.write(ctx, in.Now, func(t *txn) error {
		u, _, err := t.rightPassword(in)
		if err != nil {
			return err
		}
		active, err := t.factors(u.ID)
		if err != nil {
			return err
		}
		f, found := factorOf(active, account.MethodEmail)
		if !found {
			return account.Faultf(account.ValidationFailed, "codes by e-mail are not switched on")
		}
		if err := t.withinRecipientLimit(f.Address, signInKinds); err != nil {
			return err
		}
		l := letter{kind: store.MailSignInCode, to: f.Address}
		l.payload.Device, l.payload.Address, l.payload.At = in.Device, in.Address, t.now
		return t.sendCode(u, forSignIn, l)
	})
}
