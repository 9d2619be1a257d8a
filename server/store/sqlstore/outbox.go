package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// queueInvitation writes the mail of an invitation, sealed, and makes it the
// one whose delivery the invitation tells of.
func (t *txn) queueInvitation(c store.Caller, i account.Invitation, token string) error {
	payload, err := t.invitationPayload(c, i, token)
	if err != nil {
		return err
	}
	id, err := t.db.keys.newID("msg")
	if err != nil {
		return err
	}
	random, err := t.db.keys.newID("m")
	if err != nil {
		return err
	}
	sealed, err := t.db.keys.seal(payload, []byte(id))
	if err != nil {
		return err
	}
	err = t.exec(`INSERT INTO mail (id, message_id, kind, recipient, recipient_fold, language, invitation_id, sealed, state, due_at, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?)`, id, random+"@"+t.db.opts.MailHost, string(store.MailInvitation),
		i.Email, fold(i.Email), i.Language, i.ID, sealed, t.now.Unix(), t.now.Unix())
	if err != nil {
		return err
	}
	t.mail = true
	return t.exec("UPDATE invitations SET mail_id = ? WHERE id = ?", id, i.ID)
}

func (t *txn) invitationPayload(c store.Caller, i account.Invitation, token string) ([]byte, error) {
	inviter, _, err := t.person(c.PersonID)
	if err != nil {
		return nil, err
	}
	p := store.MailPayload{
		Token: token, InviterName: inviter.Name(), InviterEmail: inviter.Email,
		UserType: i.UserType, Permissions: i.Permissions, Message: i.Message, ExpiresAt: i.ExpiresAt,
	}
	if err := t.row("SELECT name FROM accounts WHERE id = ?", c.AccountID).Scan(&p.AccountName); err != nil {
		return nil, err
	}
	return json.Marshal(p)
}

// wipeMail gives up the mail of an invitation that has not left yet.
func (t *txn) wipeMail(invitationID string) error {
	return t.exec("UPDATE mail SET state = 'pointless', sealed = NULL, closed_at = ? WHERE invitation_id = ? AND state = 'queued'",
		t.now.Unix(), invitationID)
}

// withinAccountLimit refuses the 5,001st invitation of an account in an hour.
func (t *txn) withinAccountLimit(accountID string) error {
	limit := t.db.opts.InvitationsPerHour
	return t.within(limit, `SELECT created_at FROM invitations WHERE account_id = ? AND created_at > ?
		ORDER BY created_at DESC LIMIT 1 OFFSET ?`, accountID)
}

// withinRecipientLimit refuses the sixth message to one person in an hour.
func (t *txn) withinRecipientLimit(email string) error {
	return t.within(t.db.opts.MessagesPerHour, `SELECT created_at FROM mail WHERE recipient_fold = ? AND created_at > ?
		ORDER BY created_at DESC LIMIT 1 OFFSET ?`, fold(email))
}

// within runs a query for the moment of the limit-th event, counted back from
// now, within the last hour: until an hour after it, one more is too many.
func (t *txn) within(limit int, q, about string) error {
	if limit < 0 {
		return nil
	}
	var at int64
	err := t.row(q, about, t.now.Add(-time.Hour).Unix(), max(limit-1, 0)).Scan(&at)
	switch {
	case err == sql.ErrNoRows:
		return nil
	case err != nil:
		return err
	}
	return &account.Error{Code: account.RateLimited, RetryAfter: moment(at).Add(time.Hour).Sub(t.now)}
}

// sendable is a waiting message that still makes sense: the latest of an
// invitation that waits and has not expired. It takes the moment.
const sendable = `state = 'queued' AND EXISTS (SELECT 1 FROM invitations i
	WHERE i.id = mail.invitation_id AND i.mail_id = mail.id AND i.state = 'pending' AND i.expires_at > ?)`

// ClaimMail takes messages that are due, oldest first.
func (db *DB) ClaimMail(ctx context.Context, claimant string, limit int, now time.Time) (out []store.QueuedMail, err error) {
	due, err := reading(ctx, db, now, func(t *txn) (bool, error) {
		return t.exists("SELECT 1 FROM mail WHERE due_at <= ? AND "+sendable, t.now.Unix(), t.now.Unix())
	})
	if err != nil || !due {
		return nil, err
	}
	err = db.write(ctx, now, func(t *txn) error {
		out, err = t.claim(claimant, limit)
		return err
	})
	return out, err
}

func (t *txn) claim(claimant string, limit int) ([]store.QueuedMail, error) {
	claimed, err := query(t, scanMail, `UPDATE mail SET state = 'claimed', claimant = ? WHERE n IN (
		SELECT n FROM mail WHERE due_at <= ? AND `+sendable+` ORDER BY n LIMIT ?)
		RETURNING n, id, message_id, kind, recipient, language, invitation_id, attempts, created_at, sealed`,
		claimant, t.now.Unix(), t.now.Unix(), limit)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(claimed, func(a, b mailRow) int { return cmp.Compare(a.n, b.n) })
	var out []store.QueuedMail
	for _, m := range claimed {
		plain, err := t.db.keys.open(m.sealed, []byte(m.item.ID))
		if err == nil {
			err = json.Unmarshal(plain, &m.item.Payload)
		}
		if err != nil { // sealed under a key that is no longer there
			if err := t.failMail(store.MailFailure{ID: m.item.ID, Permanent: true, State: account.DeliveryFailed, Reason: "the message could not be read"}); err != nil {
				return nil, err
			}
			continue
		}
		out = append(out, m.item)
	}
	return out, nil
}

type mailRow struct {
	numbered[store.QueuedMail]
	sealed []byte
}

func scanMail(r row) (m mailRow, err error) {
	var created int64
	q := &m.item
	err = r.Scan(&m.n, &q.ID, &q.MessageID, &q.Kind, &q.To, &q.Language, &q.InvitationID, &q.Attempts, &created, &m.sealed)
	q.CreatedAt = moment(created)
	return m, err
}

// MailSent notes that the recipients' mail servers took messages.
func (db *DB) MailSent(ctx context.Context, ids []string, now time.Time) error {
	return db.write(ctx, now, func(t *txn) error {
		for _, id := range ids {
			err := t.exec("UPDATE mail SET state = 'sent', sealed = NULL, closed_at = ? WHERE id = ? AND state = 'claimed'", t.now.Unix(), id)
			if err != nil {
				return err
			}
			if err := t.delivered(id, account.Delivery{State: account.DeliverySent, At: t.now}); err != nil {
				return err
			}
		}
		return nil
	})
}

// delivered tells the invitation what became of its latest mail; an older one
// no longer matters. The version stays: nobody changed anything.
func (t *txn) delivered(mailID string, d account.Delivery) error {
	about, err := query(t, scanPair, `UPDATE invitations SET delivery_state = ?, delivery_detail = ?, delivery_at = ?
		WHERE mail_id = ? AND state <> 'completed' RETURNING account_id, id`, string(d.State), d.Detail, seconds(d.At), mailID)
	if err != nil {
		return err
	}
	return t.allChanged(about, account.KindInvitation, account.Upsert)
}

// MailFailed notes that a message could not be sent.
func (db *DB) MailFailed(ctx context.Context, f store.MailFailure) error {
	return db.write(ctx, f.Now, func(t *txn) error { return t.failMail(f) })
}

func (t *txn) failMail(f store.MailFailure) error {
	if !f.Permanent {
		err := t.exec("UPDATE mail SET state = 'queued', claimant = '', attempts = attempts + 1, due_at = ? WHERE id = ? AND state = 'claimed'",
			seconds(f.Retry), f.ID)
		if err != nil {
			return err
		}
		return t.delivered(f.ID, account.Delivery{State: account.DeliveryQueued, Detail: f.Reason, At: t.now})
	}
	err := t.exec("UPDATE mail SET state = 'failed', sealed = NULL, attempts = attempts + 1, closed_at = ? WHERE id = ? AND state = 'claimed'",
		t.now.Unix(), f.ID)
	if err != nil {
		return err
	}
	return t.delivered(f.ID, account.Delivery{State: f.State, Detail: f.Reason, At: t.now})
}

// ReleaseMail makes due again what others than claimant had claimed.
func (db *DB) ReleaseMail(ctx context.Context, claimant string) error {
	return db.write(ctx, time.Time{}, func(t *txn) error {
		return t.exec("UPDATE mail SET state = 'queued', claimant = '' WHERE state = 'claimed' AND claimant <> ?", claimant)
	})
}
