package mail

import (
	"errors"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

const (
	firstRetry = time.Minute
	lastRetry  = 6 * time.Hour
	// spread is the part of a pause by which it is lengthened by chance, at most:
	// what failed together is not tried again together.
	spread = 0.25
	// giveUp is how long a message is tried (RFC 5321 4.5.4.1: 4 to 5 days).
	giveUp = 4 * 24 * time.Hour
)

// errExpired is a message whose link or code worked no longer when its turn
// came: it would only confuse.
var errExpired = errors.New("mail: the link or code has expired")

// verdict decides between another try and giving up: a refusal is final, and so
// is a message whose link no longer works or that was tried for days.
func verdict(q store.QueuedMail, cause error, now time.Time, pause time.Duration) store.MailFailure {
	f := store.MailFailure{ID: q.ID, Now: now, Reason: account.DetailNotSent}
	var refusal *Refusal
	var delay *Delay
	if errors.As(cause, &delay) {
		f.Reason = delay.Detail
	}
	switch retry := now.Add(pause); {
	case errors.As(cause, &refusal):
		f.Permanent, f.State, f.Reason = true, refusal.State, refusal.Detail
	case retry.Sub(q.CreatedAt) > giveUp || expired(q, retry):
		f.Permanent, f.State = true, account.DeliveryFailed
	default:
		f.Retry = retry
	}
	return f
}

// expired tells whether the link or the code of a message no longer works. Most
// notices have none.
func expired(q store.QueuedMail, at time.Time) bool {
	return !q.Payload.ExpiresAt.IsZero() && !at.Before(q.Payload.ExpiresAt)
}

// pause is how long to wait before the next attempt: backoff, spread by chance.
func (s *Sender) pause(attempts int) time.Duration {
	d := backoff(attempts)
	return d + time.Duration(float64(d)*spread*s.Chance()).Truncate(time.Second)
}

// backoff is how long to wait at least after one more attempt than attempts: a
// minute, doubled each time, up to 6 hours.
func backoff(attempts int) time.Duration {
	return min(firstRetry<<min(attempts, 16), lastRetry)
}
