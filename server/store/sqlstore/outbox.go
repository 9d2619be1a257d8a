package sqlstore

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// letter is a message to be queued.
type letter struct {
	kind         store.MailKind
	to, language string
	invitationID string
	payload      store.MailPayload
}

// queue writes a message, sealed, into the outbox.
func (t *txn) queue(l letter) (id string, err error) {
	plain, err := json.Marshal(l.payload)
	if err != nil {
		return "", err
	}
	if id, err = t.db.keys.newID("msg"); err != nil {
		return "", err
	}
	random, err := t.db.keys.newID("m")
	if err != nil {
		return "", err
	}
	sealed, err := t.db.keys.mail.seal(plain, []byte(id))
	if err != nil {
		return "", err
	}
	t.mail = true
	return id, t.exec(`INSERT INTO mail (id, message_id, kind, recipient, recipient_fold, language, invitation_id, sealed, state, due_at, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?)`, id, random+"@"+t.db.opts.MailHost, string(l.kind),
		l.to, fold(l.to), l.language, l.invitationID, sealed, t.now.Unix(), t.now.Unix())
}

// queueInvitation writes the mail of an invitation and makes it the one whose
// delivery the invitation tells of.
func (t *txn) queueInvitation(c store.Caller, i account.Invitation, token string) error {
	inviter, _, err := t.person(c.PersonID)
	if err != nil {
		return err
	}
	l := letter{kind: store.MailInvitation, to: i.Email, language: i.Language, invitationID: i.ID}
	l.payload = store.MailPayload{
		Token: token, InviterName: inviter.Name(), InviterEmail: inviter.Email,
		UserType: i.UserType, Permissions: i.Permissions, Message: i.Message, ExpiresAt: i.ExpiresAt,
	}
	if l.payload.AccountName, err = t.accountName(c.AccountID); err != nil {
		return err
	}
	id, err := t.queue(l)
	if err != nil {
		return err
	}
	return t.exec("UPDATE invitations SET mail_id = ? WHERE id = ?", id, i.ID)
}

func (t *txn) accountName(id string) (name string, err error) {
	err = t.row("SELECT name FROM accounts WHERE id = ?", id).Scan(&name)
	return name, err
}

// wipeMail gives up the mail of an invitation that has not left yet.
func (t *txn) wipeMail(invitationID string) error {
	return t.exec(wipe+"invitation_id = ?", t.now.Unix(), invitationID)
}

// wipe gives waiting mail up that has become pointless. It takes the moment, and
// which mail.
const wipe = "UPDATE mail SET state = 'pointless', sealed = NULL, closed_at = ? WHERE state = 'queued' AND "

// sendable is a waiting message that still makes sense. An invitation's is the
// latest of one that waits and has not expired; a link's or a code's is that of
// one that still works; word of a removal is that of one that was not undone; any
// other notice always does. It takes the moment three times.
const sendable = `state = 'queued' AND CASE
	WHEN kind = 'invitation' THEN EXISTS (SELECT 1 FROM invitations i
		WHERE i.id = mail.invitation_id AND i.mail_id = mail.id AND i.state = 'pending' AND i.expires_at > ?)
	WHEN kind IN ('password_link', 'email_confirm', 'email_proof') THEN EXISTS (SELECT 1 FROM personal_links l
		WHERE l.mail_id = mail.id AND l.state = 'open' AND l.expires_at > ?)
	WHEN kind IN ('sign_in_code', 'setup_code') THEN EXISTS (SELECT 1 FROM codes c
		WHERE c.mail_id = mail.id AND c.expires_at > ?)
	WHEN kind = 'access_removed' THEN NOT EXISTS (SELECT 1 FROM accesses a
		WHERE a.removal_mail = mail.id AND a.removal_mail <> '' AND a.removed_at = 0)
	ELSE TRUE END`

// elsewhere is mail to none of the domains of a JSON array.
const elsewhere = `substr(recipient_fold, instr(recipient_fold, '@') + 1) NOT IN (SELECT value FROM json_each(?))`

// longestDue are the messages to claim next.
const longestDue = "SELECT n FROM mail WHERE due_at <= ? AND " + elsewhere + " AND " + sendable + " ORDER BY due_at, n LIMIT ?"

// ClaimMail takes messages that are due, the longest due first: in the order of
// their index, so that a long queue is not looked through for each.
func (db *DB) ClaimMail(ctx context.Context, claimant string, limit int, now time.Time, except ...string) (out []store.QueuedMail, err error) {
	but, err := json.Marshal(append([]string{}, except...))
	if err != nil {
		return nil, err
	}
	due, err := reading(ctx, db, now, func(t *txn) (bool, error) {
		now := t.now.Unix()
		return t.exists("SELECT 1 FROM mail WHERE due_at <= ? AND "+elsewhere+" AND "+sendable, now, string(but), now, now, now)
	})
	if err != nil || !due {
		return nil, err
	}
	err = db.write(ctx, now, func(t *txn) error {
		out, err = t.claim(claimant, limit, string(but))
		return err
	})
	return out, err
}

func (t *txn) claim(claimant string, limit int, but string) ([]store.QueuedMail, error) {
	now := t.now.Unix()
	claimed, err := query(t, scanMail, `UPDATE mail SET state = 'claimed', claimant = ? WHERE n IN (`+longestDue+`)
		RETURNING n, id, message_id, kind, recipient, language, invitation_id, attempts, created_at, sealed`,
		claimant, now, but, now, now, now, limit)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(claimed, func(a, b mailRow) int { return cmp.Compare(a.n, b.n) })
	var out []store.QueuedMail
	for _, m := range claimed {
		plain, err := t.db.keys.mail.open(m.sealed, []byte(m.item.ID))
		if err == nil {
			err = json.Unmarshal(plain, &m.item.Payload)
		}
		if err != nil { // sealed under a key that is no longer there
			if err := t.failMail(store.MailFailure{ID: m.item.ID, Permanent: true, State: account.DeliveryFailed, Reason: account.DetailNotSent}); err != nil {
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
			marked, err := t.mark("UPDATE mail SET state = 'sent', sealed = NULL, closed_at = ? WHERE id = ? AND state = 'claimed'", t.now.Unix(), id)
			if err != nil {
				return err
			}
			if !marked { // it has come back already
				continue
			}
			if err := t.delivered(id, account.Delivery{State: account.DeliverySent, At: t.now}); err != nil {
				return err
			}
		}
		return nil
	})
}

// mark changes the state of a message, and tells whether it was in the state that
// it is changed from.
func (t *txn) mark(statement string, args ...any) (bool, error) {
	res, err := t.result(statement, args...)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
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
		marked, err := t.mark("UPDATE mail SET state = 'queued', claimant = '', attempts = attempts + 1, due_at = ? WHERE id = ? AND state = 'claimed'",
			seconds(f.Retry), f.ID)
		if err != nil || !marked {
			return err
		}
		return t.delivered(f.ID, account.Delivery{State: account.DeliveryQueued, Detail: f.Reason, At: t.now})
	}
	marked, err := t.mark("UPDATE mail SET state = 'failed', sealed = NULL, attempts = attempts + 1, closed_at = ? WHERE id = ? AND state = 'claimed'",
		t.now.Unix(), f.ID)
	if err != nil || !marked {
		return err
	}
	return t.delivered(f.ID, account.Delivery{State: f.State, Detail: f.Reason, At: t.now})
}

// MailReturned notes that a message came back after it was taken. A report may be
// quicker than the sender, which has yet to write down that the message was taken:
// nobody but those who got it knows its Message-ID, so that the report alone tells
// that it left. What the sender says then no longer counts, and it is not sent again.
func (db *DB) MailReturned(ctx context.Context, messageID, detail string, now time.Time) error {
	return db.write(ctx, now, func(t *txn) error {
		var id, state string
		_, err := one(t, func(r row) (struct{}, error) { return struct{}{}, r.Scan(&id, &state) },
			"SELECT id, state FROM mail WHERE message_id = ? AND state IN ('queued', 'claimed', 'sent', 'returned')", messageID)
		if err != nil || state == "returned" {
			return err
		}
		if err := t.exec("UPDATE mail SET state = 'returned', sealed = NULL, closed_at = ? WHERE id = ?", t.now.Unix(), id); err != nil {
			return err
		}
		return t.delivered(id, account.Delivery{State: account.DeliveryBounced, Detail: detail, At: t.now})
	})
}

// ReleaseMail makes due again what others than claimant had claimed.
func (db *DB) ReleaseMail(ctx context.Context, claimant string) error {
	return db.write(ctx, time.Time{}, func(t *txn) error {
		return t.exec("UPDATE mail SET state = 'queued', claimant = '' WHERE state = 'claimed' AND claimant <> ?", claimant)
	})
}
