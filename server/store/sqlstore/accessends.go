package sqlstore

import (
	"rollcall/account"
	"rollcall/server/store"
)

// endAccesses ends external accesses whose last day has come; they had been
// refused from that moment on.
func (t *txn) endAccesses() error {
	over, err := query(t, scanPair, "SELECT account_id, id FROM accesses WHERE removed_at = 0 AND until > 0 AND until <= ?", t.now.Unix())
	if err != nil {
		return err
	}
	return t.endAll(over)
}

// endIfOver ends an access of a person to an account that housekeeping has not
// met yet: there is room for one open access each, and its API tokens must not
// live on in the next.
func (t *txn) endIfOver(personID, accountID string) error {
	over, err := query(t, scanPair, `SELECT account_id, id FROM accesses
		WHERE person_id = ? AND account_id = ? AND removed_at = 0 AND until > 0 AND until <= ?`, personID, accountID, t.now.Unix())
	if err != nil {
		return err
	}
	return t.endAll(over)
}

func (t *txn) endAll(over []pair) error {
	for _, p := range over {
		if err := t.endAccess(p); err != nil {
			return err
		}
	}
	return t.allChanged(over, account.KindExternalUser, account.Delete)
}

// endAccess ends one access that is over. The person and the account are told.
func (t *txn) endAccess(p pair) error {
	e, err := t.anyExternal(p.accountID, p.id)
	if err != nil {
		return err
	}
	if err := t.exec("UPDATE accesses SET removed_at = until, version = version + 1 WHERE id = ?", p.id); err != nil {
		return err
	}
	if _, err := t.endTokens(e.personID, p.accountID, account.ReasonAccessRemoved); err != nil {
		return err
	}
	if err := t.tellEnd(p.accountID, e, store.MailAccessEnded, store.MailGuestEnded); err != nil {
		return err
	}
	nobody := place{actor: account.ActivityActor{Kind: account.ActorNobody}}
	d := deed{account.ActionExternalEnded, externalTarget(e.item)}
	return t.note(p.accountID, nobody, d, account.OutcomeDone, details{"until": e.item.Until})
}

// announceEnds tells of accesses that end within EndAnnounced, once for each end:
// that it was told stands in the transaction that queues the messages.
func (t *txn) announceEnds() error {
	soon, err := query(t, scanPair, "SELECT account_id, id FROM accesses WHERE removed_at = 0 AND until > ? AND until <= ? AND announced <> until",
		t.now.Unix(), t.now.Add(store.EndAnnounced).Unix())
	if err != nil {
		return err
	}
	for _, p := range soon {
		e, err := t.anyExternal(p.accountID, p.id)
		if err != nil {
			return err
		}
		if err := t.exec("UPDATE accesses SET announced = until WHERE id = ?", p.id); err != nil {
			return err
		}
		if err := t.tellEnd(p.accountID, e, store.MailAccessEnding, store.MailGuestEnding); err != nil {
			return err
		}
	}
	return nil
}

// tellEnd tells both sides of the end of an access, now or soon.
func (t *txn) tellEnd(accountID string, e externalRow, guest, hosts store.MailKind) error {
	if _, err := t.tellGuest(accountID, e.personID, guest, store.MailPayload{Until: e.item.Until}); err != nil {
		return err
	}
	return t.tellHosts(accountID, e, hosts)
}
