package sqlstore

import (
	"rollcall/account"
)

// endEverything ends every way in that a person has: sessions, trusted devices
// and API tokens, and the links and codes that are still out (ASVS 7.4.2).
func (t *txn) endEverything(personID, reason string) (out account.Receipt, err error) {
	out.RefusedSince = t.now
	if out.SessionsEnded, err = t.endSessions(personID, reason, ""); err != nil {
		return out, err
	}
	if out.DevicesRevoked, err = t.distrust(personID, ""); err != nil {
		return out, err
	}
	if out.APITokensRevoked, err = t.endTokens(personID, "", reason); err != nil {
		return out, err
	}
	if err := t.cancelLinks(personID, linkPassword); err != nil {
		return out, err
	}
	return out, t.forgetCodes(personID)
}

// ended says in an entry of the log what an act has ended.
func ended(r account.Receipt) details {
	return details{
		"sessions_ended": r.SessionsEnded, "devices_revoked": r.DevicesRevoked, "api_tokens_revoked": r.APITokensRevoked,
	}
}

// distrust revokes the trusted devices of a person but one, and counts those
// that were still trusted.
func (t *txn) distrust(personID, except string) (n int, err error) {
	err = t.row("SELECT COUNT(*) FROM trusted_devices WHERE person_id = ? AND id <> ? AND created_at > ?",
		personID, except, t.trustedSince()).Scan(&n)
	if err != nil {
		return 0, err
	}
	return n, t.exec("DELETE FROM trusted_devices WHERE person_id = ? AND id <> ?", personID, except)
}

// trustedSince is the moment before which a code was given too long ago.
func (t *txn) trustedSince() int64 { return t.now.Add(-account.TrustLifetime).Unix() }
