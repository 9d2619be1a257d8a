package sqlstore

import (
	"context"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// closedKept is how long a completed or cancelled invitation is remembered, so
// that its link can say what became of it.
const closedKept = 90 * 24 * time.Hour

// Housekeep forgets what has had its time. Each duty is a transaction of its
// own, so that acts need not wait for all of them.
func (db *DB) Housekeep(ctx context.Context, now time.Time) error {
	for _, duty := range []func(*txn) error{
		(*txn).endAccesses, (*txn).announceEnds, (*txn).dropCancelled, (*txn).expiredCodes, (*txn).expiredAddresses,
		(*txn).forgetFeed, (*txn).forgetOld,
	} {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := db.write(ctx, now, duty); err != nil {
			return err
		}
	}
	return nil
}

// dropCancelled takes invitations out of the feed's sight that can no longer
// be restored (R7), and wipes their unsent mail.
func (t *txn) dropCancelled() error {
	gone, err := query(t, scanPair, `SELECT i.account_id, i.id FROM invitations i
		JOIN changes c ON c.account_id = i.account_id AND c.kind = 'invitation' AND c.item_id = i.id AND c.op = 'upsert'
		WHERE i.closed_at > 0 AND i.closed_at <= ? AND i.state = 'cancelled'`, t.restorableSince())
	if err != nil {
		return err
	}
	for _, p := range gone {
		if err := t.wipeMail(p.id); err != nil {
			return err
		}
	}
	return t.allChanged(gone, account.KindInvitation, account.Delete)
}

// forgetFeed shortens the feeds; who comes with an older number fetches anew.
func (t *txn) forgetFeed() error {
	before := t.now.Add(-store.FeedKept).Unix()
	err := t.exec(`UPDATE accounts SET feed_floor = o.seq FROM
		(SELECT account_id, MAX(seq) AS seq FROM changes WHERE at < ? GROUP BY account_id) AS o
		WHERE o.account_id = accounts.id AND o.seq > accounts.feed_floor`, before)
	if err != nil {
		return err
	}
	return t.exec("DELETE FROM changes WHERE at < ?", before)
}

// forgetOld removes answers, sessions, devices, tokens, links, invitations, mail,
// removed accesses and notices past their time, and blanks places in the activity
// log. Of where somebody signed in, the last place stays, to tell a new one.
func (t *txn) forgetOld() error {
	ago := func(d time.Duration) int64 { return t.now.Add(-d).Unix() }
	for _, f := range []struct {
		statement string
		before    int64
	}{
		{"DELETE FROM answers WHERE at <= ?", ago(store.AnswersKept)},
		{"DELETE FROM sessions WHERE created_at <= ?", ago(2 * store.SessionAbsolute)},
		{"DELETE FROM trusted_devices WHERE created_at <= ?", ago(account.TrustLifetime)},
		{"DELETE FROM api_tokens WHERE expires_at <= ?", ago(closedKept)},
		{"DELETE FROM api_tokens WHERE ended_at > 0 AND ended_at <= ?", ago(closedKept)},
		{"DELETE FROM personal_links WHERE expires_at <= ?", ago(closedKept)},
		{`DELETE FROM known_places WHERE last_at <= ? AND EXISTS (SELECT 1 FROM known_places k
			WHERE k.person_id = known_places.person_id AND k.last_at > known_places.last_at)`, ago(store.PlaceKept)},
		{"DELETE FROM invitations WHERE closed_at > 0 AND closed_at <= ?", ago(closedKept)},
		{"DELETE FROM accesses WHERE removed_at > 0 AND removed_at <= ?", ago(2 * account.RestoreWithin)},
		{"UPDATE mail SET state = 'pointless', sealed = NULL WHERE state = 'queued' AND created_at <= ?", ago(account.InvitationLifetime)},
		{"DELETE FROM mail WHERE state IN ('sent', 'returned', 'failed', 'pointless') AND created_at <= ?", ago(closedKept)},
		{"DELETE FROM notices WHERE ends_at <= ?", ago(store.NoticeKept)},
		{"DELETE FROM access_requests WHERE answered_at > 0 AND answered_at <= ?", ago(store.PlaceKept)},
		{"DELETE FROM strangers WHERE at <= ?", ago(store.PlaceKept)},
		{"UPDATE activity SET device = '', address = '' WHERE at <= ? AND (device <> '' OR address <> '')", ago(store.PlaceKept)},
	} {
		if err := t.exec(f.statement, f.before); err != nil {
			return err
		}
	}
	return nil
}
