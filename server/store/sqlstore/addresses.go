package sqlstore

import (
	"rollcall/account"
	"rollcall/server/store"
)

// addressChange is what a change asks of somebody's address.
type addressChange int

const (
	addressStays addressChange = iota
	// addressAsked: another one is to be confirmed.
	addressAsked
	// addressTakenBack: the one that waits is given up.
	addressTakenBack
)

// readdress applies an address that was asked for: it waits to be confirmed.
// EmailTaken only for somebody seen in the home account; of others the asker
// gets no hint.
func (t *txn) readdress(home string, u *account.User, email *string) (addressChange, error) {
	switch {
	case email == nil:
		return addressStays, nil
	case *email == u.Email && u.PendingEmail == "":
		return addressStays, nil
	case *email == u.Email:
		u.PendingEmail = ""
		return addressTakenBack, nil
	}
	taken, err := t.exists(`SELECT 1 FROM people p WHERE p.email_fold = ? AND p.id <> ? AND (p.account_id = ? OR EXISTS (
		SELECT 1 FROM accesses m WHERE m.person_id = p.id AND m.account_id = ? AND `+liveAccess+`))`,
		fold(*email), u.ID, home, home, t.now.Unix())
	if err == nil && taken {
		err = account.Fault(account.EmailTaken)
	}
	u.PendingEmail = *email
	return addressAsked, err
}

// sendReaddress does what a change of address asks for: a link to the new one,
// word to the old one, an entry in the log.
func (t *txn) sendReaddress(c store.Caller, u account.User, change addressChange) error {
	switch change {
	case addressTakenBack:
		if err := t.cancelLinks(u.ID, linkEmail); err != nil {
			return err
		}
		return t.noteBy(c, deed{account.ActionEmailChangeAsked, userTarget(u)}, details{"taken_back": true})
	case addressAsked:
		if err := t.sendEmailLink(c, u); err != nil {
			return err
		}
		return t.noteBy(c, deed{account.ActionEmailChangeAsked, userTarget(u)}, nil)
	}
	return nil
}

// askProof asks a new user to show that the address is theirs, when they came
// through a link that was not mailed to it. There is one such message per
// invitation, and those are limited.
func (t *txn) askProof(u account.User) error {
	if u.EmailVerified {
		return nil
	}
	token, expires, err := t.openLink(u, linkEmail, u.Email, account.InvitationLifetime)
	if err != nil {
		return err
	}
	l := letter{kind: store.MailEmailProof, to: u.Email, language: u.Language}
	l.payload = store.MailPayload{Name: u.Name(), Token: token, NewEmail: u.Email, ExpiresAt: expires, At: t.now}
	mailID, err := t.queue(l)
	if err != nil {
		return err
	}
	return t.carriedBy(u.ID, linkEmail, mailID)
}

func (t *txn) sendEmailLink(c store.Caller, u account.User) error {
	if err := t.withinRecipientLimit(u.PendingEmail, askedKinds); err != nil {
		return err
	}
	by, err := t.otherName(c, u)
	if err != nil {
		return err
	}
	token, expires, err := t.openLink(u, linkEmail, u.PendingEmail, account.EmailChangeLifetime)
	if err != nil {
		return err
	}
	l := letter{kind: store.MailEmailConfirm, to: u.PendingEmail, language: u.Language}
	l.payload = store.MailPayload{Name: u.Name(), Token: token, NewEmail: u.PendingEmail, By: by, ExpiresAt: expires, At: t.now}
	mailID, err := t.queue(l)
	if err != nil {
		return err
	}
	if err := t.carriedBy(u.ID, linkEmail, mailID); err != nil {
		return err
	}
	if err := t.askedBy(c, u.ID); err != nil {
		return err
	}
	return t.tell(u, store.MailEmailAsked, store.MailPayload{NewEmail: u.PendingEmail, By: by, Device: c.Device, Address: c.Address})
}

// otherName is who did something to a person; empty for themselves.
func (t *txn) otherName(c store.Caller, u account.User) (string, error) {
	if c.PersonID == u.ID {
		return "", nil
	}
	by, _, err := t.person(c.PersonID)
	return by.Name(), err
}

// moveTo gives a person the address they have confirmed, which may be the one
// they have, and tells the old one. What was sent to the old address no longer
// works.
func (t *txn) moveTo(u account.User, home, email string) error {
	taken, err := t.exists("SELECT 1 FROM people WHERE email_fold = ? AND id <> ?", fold(email), u.ID)
	if err != nil {
		return err
	}
	if taken {
		return account.Fault(account.EmailTaken)
	}
	former := u.Email
	u.Email = email
	err = t.exec(`UPDATE people SET version = version + 1, email = ?, email_fold = ?, email_verified = 1, pending_email = '', search = ?
		WHERE id = ?`, u.Email, fold(u.Email), searchOf(u), u.ID)
	if err != nil {
		return err
	}
	if err := t.personChanged(u.ID, home); err != nil || former == email {
		return err
	}
	if err := t.cancelLinks(u.ID, linkPassword); err != nil {
		return err
	}
	return t.tellAt(former, u, store.MailEmailChanged, store.MailPayload{NewEmail: email})
}

// expiredAddresses gives up addresses that nobody confirmed in time.
func (t *txn) expiredAddresses() error {
	over, err := query(t, scanPair, `SELECT p.account_id, p.id FROM people p WHERE p.pending_email <> '' AND NOT EXISTS (
		SELECT 1 FROM personal_links l WHERE l.person_id = p.id AND l.kind = 'email' AND l.state = 'open' AND l.expires_at > ?)`, t.now.Unix())
	if err != nil {
		return err
	}
	for _, p := range over {
		if err := t.exec("UPDATE people SET pending_email = '' WHERE id = ?", p.id); err != nil {
			return err
		}
	}
	return t.allChanged(over, account.KindUser, account.Upsert)
}

// dropReaddress gives a waiting address up when its owner takes the login back
// from somebody else, who may be the one who asked for it.
func (t *txn) dropReaddress(u account.User, home string) error {
	if u.PendingEmail == "" {
		return nil
	}
	if err := t.cancelLinks(u.ID, linkEmail); err != nil {
		return err
	}
	if err := t.exec("UPDATE people SET version = version + 1, pending_email = '' WHERE id = ?", u.ID); err != nil {
		return err
	}
	return t.changed(home, account.KindUser, u.ID, account.Upsert)
}

// askedBy remembers of an open link to a new address that somebody else asked
// for it.
func (t *txn) askedBy(c store.Caller, personID string) error {
	if c.PersonID == personID {
		return nil
	}
	return t.exec("UPDATE personal_links SET asked_by = ? WHERE person_id = ? AND kind = ? AND state = 'open'",
		c.PersonID, personID, string(linkEmail))
}

// dropOwnReaddress gives a waiting address up when an administrator takes a login
// back for its owner: whoever had got hold of it may be the one who asked. What
// another administrator asked for stays.
func (t *txn) dropOwnReaddress(u account.User, home string) error {
	own, err := t.exists("SELECT 1 FROM personal_links WHERE person_id = ? AND kind = ? AND state = 'open' AND asked_by = ''",
		u.ID, string(linkEmail))
	if err != nil || !own {
		return err
	}
	return t.dropReaddress(u, home)
}
