package sqlstore

import (
	"database/sql"
	"errors"
	"net/netip"
	"time"

	"rollcall/account"
)

// withinAccountLimit refuses the 5,001st invitation of an account in an hour.
func (t *txn) withinAccountLimit(accountID string) error {
	return t.within(t.db.opts.InvitationsPerHour, `SELECT created_at FROM invitations WHERE account_id = ? AND created_at > ?
		ORDER BY created_at DESC LIMIT 1 OFFSET ?`, accountID)
}

// withinRequestLimit is withinAccountLimit for requests for access, which count
// by themselves.
func (t *txn) withinRequestLimit(accountID string) error {
	return t.within(t.db.opts.InvitationsPerHour, `SELECT created_at FROM access_requests WHERE account_id = ? AND created_at > ?
		ORDER BY created_at DESC LIMIT 1 OFFSET ?`, accountID)
}

// Messages that count together. What somebody else can ask for must not keep a
// person from signing in, so codes to sign in, which take the password, count
// by themselves; and no flood of requests hides that a new device was used.
const (
	askedKinds  = `'invitation', 'password_link', 'setup_code', 'email_confirm'`
	signInKinds = `'sign_in_code'`
	deviceKinds = `'new_device'`
)

// withinRecipientLimit refuses the sixth message of some kinds to one address
// in an hour.
func (t *txn) withinRecipientLimit(email, kinds string) error {
	return t.within(t.db.opts.MessagesPerHour, `SELECT created_at FROM mail WHERE recipient_fold = ? AND created_at > ?
		AND kind IN (`+kinds+`) ORDER BY created_at DESC LIMIT 1 OFFSET ?`, fold(email))
}

// within runs a query for the moment of the limit-th event, counted back from
// now, within the last hour: until an hour after it, one more is too many.
func (t *txn) within(limit int, q, about string) error {
	if limit < 0 {
		return nil
	}
	return t.tooMany(time.Hour, q, about, t.now.Add(-time.Hour).Unix(), max(limit-1, 0))
}

// tooMany runs a query for the moment of the event that makes one more too many
// until a while has passed after it.
func (t *txn) tooMany(while time.Duration, q string, args ...any) error {
	var at int64
	err := t.row(q, args...).Scan(&at)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return err
	}
	return &account.Error{Code: account.RateLimited, RetryAfter: moment(at).Add(while).Sub(t.now)}
}

// purpose is what a code is for.
type purpose string

const (
	forSignIn   purpose = "sign_in"
	forSetup    purpose = "setup"
	forAppSetup purpose = "app_setup"
	forApp      purpose = "app"
	forEmail    purpose = "email"
	forRecovery purpose = "recovery"
)

// allowance is how many codes may be wrong within what time. Those of a sign-in
// count by the network they come from, so that the rightful owner is not locked
// out elsewhere (ASVS 6.3.1). A code by e-mail dies of its own wrong tries, and
// only so many are sent: their sum is allowed.
func (p purpose) allowance() (tries int, while time.Duration) {
	switch p {
	case forApp, forRecovery:
		return account.CodeTries, 15 * time.Minute
	case forEmail:
		return account.CodeTries * account.CodeTries, 15 * time.Minute
	}
	return account.CodeTries, account.CodeLifetime
}

// withinTries refuses one more code after too many wrong ones.
func (t *txn) withinTries(personID string, p purpose, address string) error {
	tries, while := p.allowance()
	return t.tooMany(while, `SELECT at FROM wrong_codes WHERE person_id = ? AND purpose = ? AND place = ? AND at > ?
		ORDER BY at DESC LIMIT 1 OFFSET ?`, personID, string(p), t.networkHash(personID, address), t.now.Add(-while).Unix(), tries-1)
}

func (t *txn) wrongCode(personID string, p purpose, address string) error {
	return t.exec("INSERT INTO wrong_codes (person_id, purpose, place, at) VALUES (?, ?, ?, ?)",
		personID, string(p), t.networkHash(personID, address), t.now.Unix())
}

// rightCode forgets the wrong ones before it.
func (t *txn) rightCode(personID string, p purpose, address string) error {
	return t.exec("DELETE FROM wrong_codes WHERE person_id = ? AND purpose = ? AND place = ?",
		personID, string(p), t.networkHash(personID, address))
}

func (t *txn) networkHash(personID, address string) []byte {
	return mac(t.db.keys.places, "network", personID, network(address))
}

// network is what one subscriber usually has: an IPv4 address, or the 64 bits
// of an IPv6 address before the interface (RFC 4291, 2.5.4).
func network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if a = a.Unmap().WithZone(""); a.Is4() {
		return a.String()
	}
	p, _ := a.Prefix(64) // an IPv6 address has that many bits
	return p.String()
}
