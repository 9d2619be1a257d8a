package sqlstore

import (
	"time"

	"rollcall/account"
	"rollcall/server/secondfactor"
)

// setupKept is how long an app waits for its first code.
const setupKept = time.Hour

// factor is an active method of a person as stored.
type factor struct {
	account.ActiveMethod
	sealed   []byte
	lastStep int64
}

func scanFactor(r row) (f factor, err error) {
	var used int64
	err = r.Scan(&f.Method, &f.Address, &f.sealed, &f.lastStep, &used)
	f.LastUsedAt = moment(used)
	return f, err
}

// factors are the active methods of a person, the last used first (R14).
func (t *txn) factors(personID string) ([]factor, error) {
	return query(t, scanFactor, `SELECT method, address, sealed, last_step, last_used_at FROM factors
		WHERE person_id = ? ORDER BY last_used_at DESC, turn DESC, added_at DESC, method`, personID)
}

// factorOf finds one active method.
func factorOf(active []factor, m account.Method) (factor, bool) {
	for _, f := range active {
		if f.Method == m {
			return f, true
		}
	}
	return factor{}, false
}

func (t *txn) recoveryLeft(personID string) (n int, err error) {
	err = t.row("SELECT COUNT(*) FROM recovery_codes WHERE person_id = ?", personID).Scan(&n)
	return n, err
}

func (t *txn) twoFactor(personID string) (account.TwoFactor, error) {
	out := account.TwoFactor{Methods: []account.ActiveMethod{}}
	active, err := t.factors(personID)
	if err != nil {
		return out, err
	}
	for _, f := range active {
		out.Methods = append(out.Methods, f.ActiveMethod)
	}
	out.RecoveryCodesLeft, err = t.recoveryLeft(personID)
	return out, err
}

// methods are what a person can be asked for at a sign-in.
func (t *txn) methods(personID string, active []factor) ([]account.Method, error) {
	var out []account.Method
	for _, f := range active {
		out = append(out, f.Method)
	}
	left, err := t.recoveryLeft(personID)
	if left > 0 {
		out = append(out, account.MethodRecovery)
	}
	return out, err
}

// boundTo is what the secret of a person's app is sealed for.
func boundTo(personID string) []byte { return []byte("authenticator app of " + personID) }

func (t *txn) sealSecret(personID string, secret []byte) ([]byte, error) {
	return t.db.keys.factors.seal(secret, boundTo(personID))
}

// matchSecret tells whether a code is that of an app now, and of which step.
// An app without a secret, or with one sealed under a lost key, matches none.
func (t *txn) matchSecret(personID string, sealed []byte, code string) (step int64, ok bool) {
	secret, err := t.db.keys.factors.open(sealed, boundTo(personID))
	if err != nil {
		return 0, false
	}
	return secondfactor.Match(secret, code, t.now)
}

// setup is a method that waits for its first code.
type setup struct {
	address string
	sealed  []byte
}

func scanSetup(r row) (s setup, err error) {
	err = r.Scan(&s.address, &s.sealed)
	return s, err
}

func (t *txn) setup(personID string, m account.Method) (setup, error) {
	return one(t, scanSetup, "SELECT address, sealed FROM factor_setups WHERE person_id = ? AND method = ? AND begun_at > ?",
		personID, string(m), t.now.Add(-setupKept).Unix())
}

// beginSetup takes the place of one begun before.
func (t *txn) beginSetup(personID string, m account.Method, s setup) error {
	return t.exec(`INSERT INTO factor_setups (person_id, method, address, sealed, begun_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (person_id, method) DO UPDATE SET address = excluded.address, sealed = excluded.sealed, begun_at = excluded.begun_at`,
		personID, string(m), s.address, s.sealed, t.now.Unix())
}

// activate makes a method that was set up an active one, in place of one there
// was. The code that confirmed it counts as its first use.
func (t *txn) activate(personID string, m account.Method, s setup, step int64) error {
	if err := t.exec("DELETE FROM factor_setups WHERE person_id = ? AND method = ?", personID, string(m)); err != nil {
		return err
	}
	err := t.exec(`INSERT INTO factors (person_id, method, address, sealed, last_step, added_at, last_used_at) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (person_id, method) DO UPDATE SET address = excluded.address, sealed = excluded.sealed,
		last_step = excluded.last_step, added_at = excluded.added_at, last_used_at = excluded.last_used_at`,
		personID, string(m), s.address, s.sealed, step, t.now.Unix(), t.now.Unix())
	if err != nil {
		return err
	}
	return t.used(personID, m)
}

// showFactors makes the list that others see of a person what it now is, and
// puts the person into the feeds that show them.
func (t *txn) showFactors(personID, home string) error {
	active, err := query(t, func(r row) (m account.Method, err error) {
		err = r.Scan(&m)
		return m, err
	}, "SELECT method FROM factors WHERE person_id = ? ORDER BY method", personID)
	if err != nil {
		return err
	}
	res, err := t.result("UPDATE people SET two_factor = ?, version = version + 1 WHERE id = ? AND two_factor <> ?",
		words(active), personID, words(active))
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	return t.personChanged(personID, home)
}

// dropFactors takes every second factor away, with what hangs on them.
func (t *txn) dropFactors(personID, home string) error {
	for _, table := range []string{"factors", "factor_setups", "recovery_codes"} {
		if err := t.exec("DELETE FROM "+table+" WHERE person_id = ?", personID); err != nil {
			return err
		}
	}
	if err := t.forgetCodes(personID); err != nil {
		return err
	}
	return t.showFactors(personID, home)
}
