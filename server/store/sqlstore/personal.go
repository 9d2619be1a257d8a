package sqlstore

import (
	"context"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// linkKind is what a personal link is for.
type linkKind string

const (
	linkPassword linkKind = "password"
	linkEmail    linkKind = "email"
)

// personalLink is a link that a person was sent about themselves.
type personalLink struct {
	personID, email, language, state string
	expires                          int64
}

func scanPersonalLink(r row) (l personalLink, err error) {
	err = r.Scan(&l.personID, &l.email, &l.language, &l.state, &l.expires)
	return l, err
}

func (t *txn) personalLink(hash []byte, k linkKind) (personalLink, error) {
	return one(t, scanPersonalLink, "SELECT person_id, email, language, state, expires_at FROM personal_links WHERE token_hash = ? AND kind = ?",
		hash, string(k))
}

// alive says why a link no longer works.
func (l personalLink) alive(now time.Time) error {
	switch {
	case l.state == "used":
		return account.Fault(account.LinkUsed)
	case l.state == "cancelled":
		return account.Fault(account.LinkCancelled)
	case l.expires <= now.Unix():
		return account.Fault(account.LinkExpired)
	}
	return nil
}

// openLink makes a link of a person's, in place of those of its kind made
// before, and its token.
func (t *txn) openLink(u account.User, k linkKind, email string, lifetime time.Duration) (token string, expires time.Time, err error) {
	if err := t.cancelLinks(u.ID, k); err != nil {
		return "", expires, err
	}
	token, hash, err := t.db.keys.newToken()
	if err != nil {
		return "", expires, err
	}
	expires = t.now.Add(lifetime)
	return token, expires, t.exec("INSERT INTO personal_links (token_hash, kind, person_id, email, language, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
		hash, string(k), u.ID, email, u.Language, expires.Unix())
}

// carriedBy ties the open link of a person to the mail that carries it.
func (t *txn) carriedBy(personID string, k linkKind, mailID string) error {
	return t.exec("UPDATE personal_links SET mail_id = ? WHERE person_id = ? AND kind = ? AND state = 'open'", mailID, personID, string(k))
}

// cancelLinks ends the open links of a kind and the mail that still waits to
// carry them.
func (t *txn) cancelLinks(personID string, k linkKind) error {
	err := t.exec(wipe+"id IN (SELECT mail_id FROM personal_links WHERE person_id = ? AND kind = ? AND state = 'open')",
		t.now.Unix(), personID, string(k))
	if err != nil {
		return err
	}
	return t.exec("UPDATE personal_links SET state = 'cancelled' WHERE person_id = ? AND kind = ? AND state = 'open'", personID, string(k))
}

func (t *txn) useLink(hash []byte) error {
	return t.exec("UPDATE personal_links SET state = 'used' WHERE token_hash = ?", hash)
}

// ResetByToken looks the link of a lost password up without using it.
func (db *DB) ResetByToken(ctx context.Context, tokenHash []byte, now time.Time) (store.ResetPage, error) {
	return reading(ctx, db, now, func(t *txn) (out store.ResetPage, err error) {
		l, err := t.personalLink(tokenHash, linkPassword)
		if err != nil {
			return out, err
		}
		if err := l.alive(t.now); err != nil {
			return store.ResetPage{Language: l.language}, err
		}
		p, err := t.profile(l.personID)
		if err != nil {
			return out, err
		}
		out = store.ResetPage{
			Name: p.Name(), Username: p.Username, Language: p.Language,
			Personal:     []string{p.FirstName, p.LastName, p.Username, p.Email, p.PendingEmail},
			SecondFactor: len(p.TwoFactor) > 0, ExpiresAt: moment(l.expires),
		}
		for _, m := range p.Memberships {
			out.Personal = append(out.Personal, m.AccountName)
		}
		return out, nil
	})
}

// CompleteReset replaces the password and uses the link up. Every way in ends;
// the second factor stays (ASVS 6.4.3).
func (db *DB) CompleteReset(ctx context.Context, tokenHash []byte, chosen store.NewPassword, address string, now time.Time) error {
	return db.write(ctx, now, func(t *txn) error {
		_, u, home, err := t.follow(tokenHash, linkPassword)
		if err != nil {
			return err
		}
		if err := t.dropReaddress(u, home); err != nil {
			return err
		}
		receipt, err := t.newPassword(u, chosen, store.MailPayload{Address: address})
		if err != nil {
			return err
		}
		return t.note(home, byLink(u, address), deed{account.ActionPasswordReset, userTarget(u)}, account.OutcomeDone, ended(receipt))
	})
}

// EmailChangeByToken looks the link that confirms a new address up.
func (db *DB) EmailChangeByToken(ctx context.Context, tokenHash []byte, now time.Time) (store.EmailChangePage, error) {
	return reading(ctx, db, now, func(t *txn) (out store.EmailChangePage, err error) {
		l, err := t.personalLink(tokenHash, linkEmail)
		if err != nil {
			return out, err
		}
		if err := l.alive(t.now); err != nil {
			return store.EmailChangePage{Language: l.language}, err
		}
		u, _, err := t.person(l.personID)
		return store.EmailChangePage{Name: u.Name(), Language: u.Language, NewEmail: l.email, ExpiresAt: moment(l.expires)}, err
	})
}

// ConfirmEmailChange makes the waiting address the person's.
func (db *DB) ConfirmEmailChange(ctx context.Context, tokenHash []byte, address string, now time.Time) error {
	return db.write(ctx, now, func(t *txn) error {
		l, u, home, err := t.follow(tokenHash, linkEmail)
		if err != nil {
			return err
		}
		if err := t.moveTo(u, home, l.email); err != nil {
			return err
		}
		return t.note(home, byLink(u, address), deed{account.ActionEmailChanged, userTarget(u)}, account.OutcomeDone, nil)
	})
}

// follow uses a link up and gives whose it is, and the account that is their home.
func (t *txn) follow(tokenHash []byte, k linkKind) (l personalLink, u account.User, home string, err error) {
	if l, err = t.personalLink(tokenHash, k); err != nil {
		return l, u, "", err
	}
	if err := l.alive(t.now); err != nil {
		return l, u, "", err
	}
	if u, home, err = t.person(l.personID); err != nil {
		return l, u, "", err
	}
	return l, u, home, t.useLink(tokenHash)
}

// byLink is who did what a link was sent for: its person, from somewhere.
func byLink(u account.User, address string) place {
	return place{account.ActivityActor{ID: u.ID, Name: u.Name(), Kind: account.ActorUser}, "", address}
}
