package mail

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	mathrand "math/rand/v2"
	"time"

	gomail "github.com/wneessen/go-mail"

	"rollcall/account"
	"rollcall/server/store"
)

// errExpired is a message whose link or code worked no longer when its turn
// came: it would only confuse.
var errExpired = errors.New("mail: the link or code has expired")

// Options say what a sender works with. Store and Transport are required.
type Options struct {
	Store     store.Outbox
	Transport Transport
	// From is the sender, as "Rollcall <no-reply@example.org>"; empty, it is
	// made from PublicURL.
	From string
	// PublicURL is the address of the service as people reach it.
	PublicURL string
	// Now is the clock; time.Now when nil.
	Now func() time.Time
	Log *slog.Logger
	// Claimant names this sender in the outbox; random when empty. Two senders
	// at one moment never share one.
	Claimant string
	// Poll is how often the outbox is asked for what another process queued;
	// a second when zero.
	Poll time.Duration
	// Chance gives numbers from 0 to 1; random when nil.
	Chance func() float64
}

// Sender empties the outbox.
type Sender struct {
	Options
	composer *Composer
	// What became of messages and is not yet marked in the outbox.
	sent    []string
	failed  []store.MailFailure
	settled time.Time
}

const (
	firstRetry = time.Minute
	lastRetry  = 6 * time.Hour
	// spread is the part of a pause by which it is lengthened by chance, at most:
	// what failed together is not tried again together.
	spread = 0.25
	// giveUp is how long a message is tried (RFC 5321 4.5.4.1: 4 to 5 days).
	giveUp = 4 * 24 * time.Hour
	// markWithin bounds the marking of what was handed over while stopping.
	markWithin = 10 * time.Second
	// markEvery is how long a message handed over waits to be marked together
	// with others.
	markEvery = 250 * time.Millisecond
)

// NewSender makes a sender; Run sets it to work. It fails when From or
// PublicURL cannot be used.
func NewSender(o Options) (*Sender, error) {
	composer, err := NewComposer(o.From, o.PublicURL)
	if err != nil {
		return nil, err
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Claimant == "" {
		o.Claimant = rand.Text()
	}
	if o.Chance == nil {
		o.Chance = mathrand.Float64
	}
	if o.Poll <= 0 {
		o.Poll = time.Second
	}
	return &Sender{Options: o, composer: composer}, nil
}

// Run sends until the context ends, beginning with what a sender that died had
// claimed. It finishes the message in hand and then returns nil. Run it once.
func (s *Sender) Run(ctx context.Context) error {
	if err := s.Store.ReleaseMail(ctx, s.Claimant); err != nil {
		s.Log.ErrorContext(ctx, "mail: claims of a former sender stay", "error", err)
	}
	for ctx.Err() == nil {
		more, err := s.round(ctx)
		if err != nil && ctx.Err() == nil {
			s.Log.ErrorContext(ctx, "mail: the outbox cannot be used", "error", err)
		}
		if !more || err != nil {
			s.wait(ctx)
		}
	}
	return nil
}

// wait sleeps until this process queues mail, or it is time to look what is due
// again and what other processes queued.
func (s *Sender) wait(ctx context.Context) {
	timer := time.NewTimer(s.Poll)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-s.Store.MailQueued():
	case <-timer.C:
	}
}

// round sends what is due, up to one batch, and tells whether there may be more.
// Nothing new is claimed before everything handed over is marked.
func (s *Sender) round(ctx context.Context) (more bool, err error) {
	if err := s.settle(ctx); err != nil {
		return false, err
	}
	limit := s.Transport.Batch()
	queued, err := s.Store.ClaimMail(ctx, s.Claimant, limit, s.now())
	if err != nil || len(queued) == 0 {
		return false, err
	}
	ready, messages := s.compose(ctx, queued)
	for i, err := range s.Transport.Deliver(ctx, messages) {
		s.note(ctx, ready[i], err)
	}
	return len(queued) == limit, s.settle(ctx)
}

// compose writes the messages out; those that never can be are given up.
func (s *Sender) compose(ctx context.Context, queued []store.QueuedMail) ([]store.QueuedMail, []Message) {
	var ready []store.QueuedMail
	var messages []Message
	for _, q := range queued {
		m, err := s.write(q)
		if err != nil {
			s.note(ctx, q, &Refusal{State: account.DeliveryFailed, Detail: account.DetailNotSent, Cause: err})
			continue
		}
		ready = append(ready, q)
		messages = append(messages, Message{ID: q.MessageID, Msg: m})
	}
	return ready, messages
}

// write composes a message that is still of use.
func (s *Sender) write(q store.QueuedMail) (*gomail.Msg, error) {
	if expired(q, s.now()) {
		return nil, errExpired
	}
	return s.composer.Compose(q)
}

// note remembers what became of a message, to be marked with others.
func (s *Sender) note(ctx context.Context, q store.QueuedMail, err error) {
	switch {
	case err == nil:
		s.sent = append(s.sent, q.ID)
	case errors.Is(err, context.Canceled):
		// Not tried, because the service stops: the claim ends with this sender.
		return
	default:
		f := verdict(q, err, s.now(), s.pause(q.Attempts))
		s.Log.WarnContext(ctx, "mail: not sent", "message", q.MessageID, "attempt", q.Attempts+1, "permanent", f.Permanent, "error", err)
		s.failed = append(s.failed, f)
	}
	if s.Now().Sub(s.settled) >= markEvery {
		// What cannot be marked now is marked at the end of the round.
		_ = s.settle(ctx)
	}
}

// settle marks in the outbox what became of messages, also while the service
// stops. What it could not mark it keeps for the next time.
func (s *Sender) settle(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), markWithin)
	defer cancel()
	s.settled = s.Now()
	if len(s.sent) > 0 {
		if err := s.Store.MailSent(ctx, s.sent, s.now()); err != nil {
			return err
		}
		s.Log.InfoContext(ctx, "mail: sent", "count", len(s.sent))
		s.sent = nil
	}
	for len(s.failed) > 0 {
		if err := s.Store.MailFailed(ctx, s.failed[0]); err != nil {
			return err
		}
		s.failed = s.failed[1:]
	}
	return nil
}

// now is the moment as the store keeps it.
func (s *Sender) now() time.Time { return s.Now().UTC().Truncate(time.Second) }

// verdict decides between another try and giving up: a refusal is final, and so
// is a message whose link no longer works or that was tried for days.
func verdict(q store.QueuedMail, cause error, now time.Time, pause time.Duration) store.MailFailure {
	f := store.MailFailure{ID: q.ID, Now: now}
	var refusal *Refusal
	switch retry := now.Add(pause); {
	case errors.As(cause, &refusal):
		f.Permanent, f.State, f.Reason = true, refusal.State, refusal.Detail
	case retry.Sub(q.CreatedAt) > giveUp || expired(q, retry):
		f.Permanent, f.State, f.Reason = true, account.DeliveryFailed, account.DetailUnreachable
	default:
		f.Reason, f.Retry = account.DetailUnreachable, retry
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
