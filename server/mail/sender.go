package mail

import (
	"context"
	"crypto/rand"
	"log/slog"
	mathrand "math/rand/v2"
	"time"

	"rollcall/server/store"
)

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
	// free is how many lanes have nothing to do; busy counts the messages in hand
	// by the domain of their recipient.
	free int
	busy map[string]int
	// outcomes has what came of the messages of a lane, which is free again.
	outcomes chan []outcome
	// What became of messages and is not yet marked in the outbox.
	sent   []string
	failed []store.MailFailure
}

// outcome is what came of a message.
type outcome struct {
	mail store.QueuedMail
	err  error
}

const (
	// markWithin bounds the marking of what was handed over while stopping.
	markWithin = 10 * time.Second
	// share is the part of the lanes that messages to one domain take, about: where
	// it is slow, others are not held up.
	share = 4
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
	lanes := o.Transport.Lanes()
	return &Sender{
		Options: o, composer: composer, free: lanes, busy: map[string]int{}, outcomes: make(chan []outcome, lanes),
	}, nil
}

// Run sends until the context ends, beginning with what a sender that died had
// claimed. It gives the messages in hand a little time and then returns nil. Run
// it once.
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
	s.finish(ctx)
	return nil
}

// wait sleeps until something came of a message, this process queues mail, or it
// is time to look what is due again and what other processes queued.
func (s *Sender) wait(ctx context.Context) {
	timer := time.NewTimer(s.Poll)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-s.Store.MailQueued():
	case <-timer.C:
	case o := <-s.outcomes:
		s.collect(ctx, o)
	}
}

// finish waits for the messages in hand, which the end of the context hurries,
// and marks what became of them.
func (s *Sender) finish(ctx context.Context) {
	for s.free < s.Transport.Lanes() {
		s.collect(ctx, <-s.outcomes)
	}
	if err := s.settle(ctx); err != nil {
		s.Log.ErrorContext(ctx, "mail: what was sent last is not marked", "error", err)
	}
	s.Transport.Rest()
}

// round marks what became of messages, hands over what is due as far as lanes
// are free, and tells whether there may be more. Nothing new is claimed before
// everything handed over is marked.
func (s *Sender) round(ctx context.Context) (more bool, err error) {
	s.gather(ctx)
	if err := s.settle(ctx); err != nil {
		return false, err
	}
	if s.free == 0 {
		return false, nil
	}
	limit := s.limit()
	queued, err := s.Store.ClaimMail(ctx, s.Claimant, limit, s.now(), s.crowded()...)
	if err != nil {
		return false, err
	}
	if len(queued) == 0 && s.free == s.Transport.Lanes() {
		s.Transport.Rest()
	}
	s.handOver(ctx, queued)
	return len(queued) == limit, nil
}

// settle marks in the outbox what became of messages, also while the service
// stops. What it could not mark it keeps for the next time.
func (s *Sender) settle(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), markWithin)
	defer cancel()
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
