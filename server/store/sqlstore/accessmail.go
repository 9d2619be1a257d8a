package sqlstore

import (
	"rollcall/account"
	"rollcall/server/store"
)

// tellGuest tells a person of their access to another account, and gives the
// message.
func (t *txn) tellGuest(accountID, personID string, kind store.MailKind, p store.MailPayload) (mailID string, err error) {
	u, _, err := t.person(personID)
	if err != nil {
		return "", err
	}
	if p.AccountName, err = t.accountName(accountID); err != nil {
		return "", err
	}
	p.Name, p.At = u.Name(), t.now
	return t.queue(letter{kind: kind, to: u.Email, language: u.Language, payload: p})
}

// tellGranted tells who was let in, and at whose request; by is empty when the
// operator did it unasked.
func (t *txn) tellGranted(accountID, personID string, e account.ExternalUser, by string) error {
	_, err := t.tellGuest(accountID, personID, store.MailAccessGranted, store.MailPayload{
		By: by, UserType: e.UserType, Permissions: e.Permissions, Until: e.Until,
	})
	return err
}

// tellRemoved tells who may no longer enter; by is empty for the operator.
func (t *txn) tellRemoved(accountID string, e externalRow, by string) error {
	mailID, err := t.tellGuest(accountID, e.personID, store.MailAccessRemoved, store.MailPayload{By: by})
	if err != nil {
		return err
	}
	return t.exec("UPDATE accesses SET removal_mail = ? WHERE id = ?", mailID, e.item.ID)
}

// tellRestored tells who was told of the removal that it was undone. Word of a
// removal that has not left yet is given up instead: then nothing has happened.
func (t *txn) tellRestored(c store.Caller, e externalRow) error {
	res, err := t.result(wipe+"id = ?", t.now.Unix(), e.removalMail)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n > 0 {
		return err
	}
	by, _, err := t.person(c.PersonID)
	if err != nil {
		return err
	}
	_, err = t.tellGuest(c.AccountID, e.personID, store.MailAccessRestored, store.MailPayload{
		By: by.Name(), UserType: e.item.UserType, Permissions: e.item.Permissions, Until: e.item.Until,
	})
	return err
}

// tellAsker tells the administrator who asked for an access of the answer, as
// long as they are one.
func (t *txn) tellAsker(q store.AskedRequest, kind store.MailKind, p store.MailPayload) error {
	asker, err := t.administrator(q.AccountID, q.CreatedBy.ID)
	if err != nil || asker == nil {
		return err
	}
	p.AccountName, p.Message = q.AccountName, q.Answer
	return t.tell(*asker, kind, p)
}

// tellHosts tells the account of the end of an access, now or soon.
func (t *txn) tellHosts(accountID string, e externalRow, kind store.MailKind) error {
	hosts, err := t.hosts(accountID, e)
	if err != nil {
		return err
	}
	name, err := t.accountName(accountID)
	if err != nil {
		return err
	}
	for _, u := range hosts {
		p := store.MailPayload{AccountName: name, About: e.item.Name(), AboutEmail: e.item.Email, Until: e.item.Until}
		if err := t.tell(u, kind, p); err != nil {
			return err
		}
	}
	return nil
}

// hosts are the administrators to whom the end of an access matters. Whoever
// asked for it, or invited the person, knows whether it is still needed, so they
// are told alone; where they are gone or no longer an administrator, or the
// operator gave it unasked, every administrator whose home the account is.
func (t *txn) hosts(accountID string, e externalRow) ([]account.User, error) {
	asker, err := t.administrator(accountID, e.askedBy)
	if err != nil {
		return nil, err
	}
	if asker != nil && asker.ID != e.personID {
		return []account.User{*asker}, nil
	}
	all, err := query(t, scanUser, "SELECT "+userCols+" FROM people WHERE account_id = ? AND user_type = ? ORDER BY n",
		accountID, string(account.Administrator))
	hosts := make([]account.User, 0, len(all))
	for _, u := range all {
		hosts = append(hosts, u.item)
	}
	return hosts, err
}

// administrator gives a person who administers an account, from wherever; nil
// when they do not.
func (t *txn) administrator(accountID, personID string) (*account.User, error) {
	m, err := t.membership(personID, accountID)
	if err != nil || m == nil || m.UserType != account.Administrator {
		return nil, err
	}
	u, _, err := t.person(personID)
	return &u, err
}
