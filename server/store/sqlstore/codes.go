package sqlstore

import (
	"crypto/hmac"
	"time"

	"rollcall/account"
	"rollcall/server/secondfactor"
	"rollcall/server/store"
)

// sentCode is a code that was sent by e-mail and can still be given.
type sentCode struct {
	hash  []byte
	wrong int
}

func scanCode(r row) (c sentCode, err error) {
	err = r.Scan(&c.hash, &c.wrong)
	return c, err
}

func (t *txn) codeHash(personID string, p purpose, code string) []byte {
	return mac(t.db.keys.codes, string(p), personID, code)
}

// sendCode mails a person a fresh code, which takes the place of one sent before
// for the same purpose.
func (t *txn) sendCode(u account.User, p purpose, l letter) error {
	code, err := secondfactor.NewCode(t.db.keys.random)
	if err != nil {
		return err
	}
	if err := t.dropCode(u.ID, p); err != nil {
		return err
	}
	expires := t.now.Add(account.CodeLifetime)
	l.language = u.Language
	l.payload.Name, l.payload.Code, l.payload.ExpiresAt = u.Name(), code, expires
	mailID, err := t.queue(l)
	if err != nil {
		return err
	}
	return t.exec("INSERT INTO codes (person_id, purpose, hash, mail_id, expires_at) VALUES (?, ?, ?, ?, ?)",
		u.ID, string(p), t.codeHash(u.ID, p, code), mailID, expires.Unix())
}

// dropCode ends a code and the mail that still waits to carry it.
func (t *txn) dropCode(personID string, p purpose) error {
	err := t.exec(wipe+`id IN (SELECT mail_id FROM codes WHERE person_id = ? AND purpose = ?)`, t.now.Unix(), personID, string(p))
	if err != nil {
		return err
	}
	return t.exec("DELETE FROM codes WHERE person_id = ? AND purpose = ?", personID, string(p))
}

func (t *txn) forgetCodes(personID string) error {
	for _, p := range []purpose{forSignIn, forSetup} {
		if err := t.dropCode(personID, p); err != nil {
			return err
		}
	}
	return nil
}

// takeCode uses up a code sent by e-mail. A wrong one is a try: the last allowed
// ends the code.
func (t *txn) takeCode(personID string, p purpose, typed string) (right bool, err error) {
	c, err := one(t, scanCode, "SELECT hash, wrong FROM codes WHERE person_id = ? AND purpose = ? AND expires_at > ?",
		personID, string(p), t.now.Unix())
	if err != nil {
		return false, ignoreMissing(err)
	}
	right = hmac.Equal(c.hash, t.codeHash(personID, p, secondfactor.Digits(typed)))
	if right || c.wrong+1 >= account.CodeTries {
		return right, t.dropCode(personID, p)
	}
	return false, t.exec("UPDATE codes SET wrong = wrong + 1 WHERE person_id = ? AND purpose = ?", personID, string(p))
}

func (t *txn) recoveryHash(personID, code string) []byte {
	return mac(t.db.keys.codes, string(forRecovery), personID, secondfactor.Recovery(code))
}

// takeRecovery uses up a recovery code.
func (t *txn) takeRecovery(personID, typed string) (right bool, err error) {
	res, err := t.result("DELETE FROM recovery_codes WHERE person_id = ? AND hash = ?", personID, t.recoveryHash(personID, typed))
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// replaceRecovery gives a person a fresh set of recovery codes.
func (t *txn) replaceRecovery(personID string) ([]string, error) {
	codes, err := secondfactor.NewRecoveryCodes(t.db.keys.random)
	if err != nil {
		return nil, err
	}
	if err := t.exec("DELETE FROM recovery_codes WHERE person_id = ?", personID); err != nil {
		return nil, err
	}
	for _, c := range codes {
		if err := t.exec("INSERT INTO recovery_codes (person_id, hash) VALUES (?, ?)", personID, t.recoveryHash(personID, c)); err != nil {
			return nil, err
		}
	}
	return codes, nil
}

// takeApp uses up a code of an authenticator app: none of its step or before
// counts from now on (RFC 6238, 5.2).
func (t *txn) takeApp(personID string, f factor, typed string) (right bool, err error) {
	step, ok := t.matchSecret(personID, f.sealed, typed)
	if !ok || step <= f.lastStep {
		return false, nil
	}
	return true, t.exec("UPDATE factors SET last_step = ? WHERE person_id = ? AND method = ?",
		step, personID, string(account.MethodApp))
}

// used notes the last use of a method, so that it is asked for first.
func (t *txn) used(personID string, m account.Method) error {
	return t.exec(`UPDATE factors SET last_used_at = ?, turn = 1 + (SELECT MAX(turn) FROM factors WHERE person_id = ?)
		WHERE person_id = ? AND method = ?`, t.now.Unix(), personID, personID, string(m))
}

// expiredCodes forgets codes and set-ups that nobody came for, wrong codes that
// no longer count, and mail that would bring a code or link too late.
func (t *txn) expiredCodes() error {
	now := t.now.Unix()
	for _, f := range []struct {
		statement string
		args      []any
	}{
		{"DELETE FROM codes WHERE expires_at <= ?", []any{now}},
		{"DELETE FROM factor_setups WHERE begun_at <= ?", []any{t.now.Add(-setupKept).Unix()}},
		{"DELETE FROM wrong_codes WHERE at <= ?", []any{t.now.Add(-time.Hour).Unix()}},
		{wipe + `kind IN ('sign_in_code', 'setup_code') AND NOT EXISTS (SELECT 1 FROM codes c WHERE c.mail_id = mail.id)`, []any{now}},
		{wipe + `kind IN ('password_link', 'email_confirm', 'email_proof') AND NOT EXISTS (SELECT 1 FROM personal_links l
			WHERE l.mail_id = mail.id AND l.state = 'open' AND l.expires_at > ?)`, []any{now, now}},
	} {
		if err := t.exec(f.statement, f.args...); err != nil {
			return err
		}
	}
	return nil
}

// tell queues a notice to a person about themselves: never limited, never
// pointless.
func (t *txn) tell(u account.User, kind store.MailKind, p store.MailPayload) error {
	return t.tellAt(u.Email, u, kind, p)
}

func (t *txn) tellAt(address string, u account.User, kind store.MailKind, p store.MailPayload) error {
	p.Name, p.At = u.Name(), t.now
	_, err := t.queue(letter{kind: kind, to: address, language: u.Language, payload: p})
	return err
}
