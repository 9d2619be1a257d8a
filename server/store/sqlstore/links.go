package sqlstore

import (
	"context"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// Reason that accompanies LinkExpired when a newer link was sent.
const reasonResent = "resent"

// send makes the link, the mail that carries it and the feed entry. A link to
// show is another one: who uses it has not proved to own the address.
func (t *txn) send(c store.Caller, i account.Invitation, returnLink bool) (out store.Invited, err error) {
	token, err := t.newLink(i.ID, false)
	if err != nil {
		return out, err
	}
	if err := t.queueInvitation(c, i, token); err != nil {
		return out, err
	}
	out.Invitation = i
	if returnLink {
		if out.Token, err = t.newLink(i.ID, true); err != nil {
			return out, err
		}
	}
	return out, t.changed(c.AccountID, account.KindInvitation, i.ID, account.Upsert)
}

func (t *txn) newLink(invitationID string, shown bool) (string, error) {
	token, hash, err := t.db.keys.newToken()
	if err != nil {
		return "", err
	}
	return token, t.insertLink(invitationID, hash, shown)
}

func (t *txn) insertLink(invitationID string, hash []byte, shown bool) error {
	return t.exec("INSERT INTO links (token_hash, invitation_id, shown) VALUES (?, ?, ?)", hash, invitationID, shown)
}

// replaceLinks kills the links sent before, and the mail that still waits.
func (t *txn) replaceLinks(invitationID string) error {
	if err := t.exec("UPDATE links SET resent = 1 WHERE invitation_id = ?", invitationID); err != nil {
		return err
	}
	return t.wipeMail(invitationID)
}

// link is what a token leads to.
type link struct {
	invitationRow
	shown, resent bool
}

func (t *txn) link(hash []byte) (l link, err error) {
	var invitationID string
	_, err = one(t, func(r row) (struct{}, error) {
		return struct{}{}, r.Scan(&invitationID, &l.shown, &l.resent)
	}, "SELECT invitation_id, shown, resent FROM links WHERE token_hash = ?", hash)
	if err != nil {
		return l, err
	}
	l.invitationRow, err = one(t, scanInvitationRow, "SELECT "+invitationCols+" FROM invitations WHERE id = ?", invitationID)
	return l, err
}

// alive says why a link no longer works.
func (l link) alive(now time.Time) error {
	switch {
	case l.item.State == stateCompleted:
		return account.Fault(account.LinkUsed)
	case l.item.State == account.InvitationCancelled:
		return account.Fault(account.LinkCancelled)
	case l.resent:
		return &account.Error{Code: account.LinkExpired, Reason: reasonResent}
	case l.item.StateAt(now) == account.InvitationExpired:
		return account.Fault(account.LinkExpired)
	}
	return nil
}

// InvitationByToken looks a link up without using it.
func (db *DB) InvitationByToken(ctx context.Context, tokenHash []byte, now time.Time) (store.InvitationPage, error) {
	return reading(ctx, db, now, func(t *txn) (out store.InvitationPage, err error) {
		l, err := t.link(tokenHash)
		if err != nil {
			return out, err
		}
		i := l.item
		out = store.InvitationPage{
			InvitationID: i.ID, AccountID: l.accountID, InvitedBy: i.InvitedBy, Email: i.Email, UserType: i.UserType,
			Permissions: i.Permissions, Language: i.Language, Message: i.Message, ExpiresAt: i.ExpiresAt, Shown: l.shown,
		}
		if err := l.alive(t.now); err != nil {
			return store.InvitationPage{Language: i.Language}, err
		}
		if out.HasLogin, err = t.exists("SELECT 1 FROM people WHERE email_fold = ?", fold(i.Email)); err != nil {
			return out, err
		}
		if out.Inside, err = t.seenHere(l.accountID, i.Email); err != nil {
			return out, err
		}
		err = t.row("SELECT name, require_two_factor FROM accounts WHERE id = ?", l.accountID).Scan(&out.AccountName, &out.RequireTwoFactor)
		return out, err
	})
}

// UsernameTaken tells whether somebody has a user name, whatever its case.
func (db *DB) UsernameTaken(ctx context.Context, username string) (bool, error) {
	return reading(ctx, db, time.Time{}, func(t *txn) (bool, error) {
		err := t.usernameFree(username, "")
		if account.CodeOf(err) == account.UsernameTaken {
			return true, nil
		}
		return false, err
	})
}

// CompleteInvitation makes the invited person a user.
func (db *DB) CompleteInvitation(ctx context.Context, tokenHash []byte, in store.Completion) (out account.User, err error) {
	err = db.write(ctx, in.Now, func(t *txn) error {
		out, err = t.complete(tokenHash, in)
		return err
	})
	return out, err
}

func (t *txn) complete(tokenHash []byte, in store.Completion) (u account.User, err error) {
	l, err := t.link(tokenHash)
	if err != nil {
		return u, err
	}
	if err := l.alive(t.now); err != nil {
		return u, err
	}
	if u, err = t.newUser(l, in); err != nil {
		return u, err
	}
	if err := t.addUser(l.accountID, u, in.PasswordHash); err != nil {
		return u, err
	}
	if err := t.close(l.accountID, l.item.ID, stateCompleted, ""); err != nil {
		return u, err
	}
	if err := t.askProof(u); err != nil {
		return u, err
	}
	where := place{actor: account.ActivityActor{ID: u.ID, Name: u.Name(), Kind: account.ActorInvited}, address: in.Address}
	d := deed{account.ActionInvitationCompleted, userTarget(u)}
	return u, t.note(l.accountID, where, d, account.OutcomeDone, details{"invitation_id": l.item.ID})
}

// newUser looks at the user name before the address: a form that cannot be
// completed tells nobody whether the address has a login elsewhere (R12).
func (t *txn) newUser(l link, in store.Completion) (account.User, error) {
	if err := t.usernameFree(in.Username, ""); err != nil {
		return account.User{}, err
	}
	known, err := t.exists("SELECT 1 FROM people WHERE email_fold = ?", fold(l.item.Email))
	if err != nil {
		return account.User{}, err
	}
	if known {
		return account.User{}, account.Fault(account.EmailTaken)
	}
	id, err := t.db.keys.newID("usr")
	by := l.item.InvitedBy
	return account.User{
		ID: id, Version: 1, FirstName: in.FirstName, LastName: in.LastName, Email: l.item.Email, EmailVerified: !l.shown,
		Username: in.Username, UserType: l.item.UserType, Permissions: l.item.Permissions, Language: in.Language,
		TwoFactor: []string{}, CreatedAt: t.now, InvitedBy: &by,
	}, err
}

func (t *txn) addUser(accountID string, u account.User, passwordHash string) error {
	if err := t.exec(insertPerson, personArgs(accountID, u, passwordHash)...); err != nil {
		return err
	}
	return t.changed(accountID, account.KindUser, u.ID, account.Upsert)
}
