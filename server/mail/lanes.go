package mail

import (
	"context"
	"errors"
	"slices"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"rollcall/account"
	"rollcall/server/store"
)

// limit is how many messages are claimed at once.
func (s *Sender) limit() int {
	return s.Transport.Batch() * min(s.free, max(1, s.Transport.Lanes()/share))
}

// crowded are the domains that have their share of the lanes.
func (s *Sender) crowded() (domains []string) {
	if s.Transport.Lanes() == 1 {
		return nil
	}
	for domain, n := range s.busy {
		if n >= max(1, s.Transport.Lanes()/share) {
			domains = append(domains, domain)
		}
	}
	return domains
}

// handOver gives messages to free lanes.
func (s *Sender) handOver(ctx context.Context, queued []store.QueuedMail) {
	for lot := range slices.Chunk(queued, s.Transport.Batch()) {
		s.free--
		for _, q := range lot {
			s.busy[domainOf(q.To)]++
		}
		go func() { s.outcomes <- s.deliver(ctx, lot) }()
	}
}

// deliver is the work of a lane.
func (s *Sender) deliver(ctx context.Context, lot []store.QueuedMail) (out []outcome) {
	var ready []store.QueuedMail
	var messages []Message
	for _, q := range lot {
		m, err := s.write(q)
		if err != nil {
			out = append(out, outcome{q, &Refusal{State: account.DeliveryFailed, Detail: account.DetailNotSent, Cause: err}})
			continue
		}
		ready = append(ready, q)
		messages = append(messages, Message{ID: q.MessageID, Msg: m})
	}
	for i, err := range s.Transport.Deliver(ctx, messages) {
		out = append(out, outcome{ready[i], err})
	}
	return out
}

// gather collects what has come of messages so far.
func (s *Sender) gather(ctx context.Context) {
	for {
		select {
		case o := <-s.outcomes:
			s.collect(ctx, o)
		default:
			return
		}
	}
}

// collect notes what came of the messages of a lane, which is free again.
func (s *Sender) collect(ctx context.Context, out []outcome) {
	s.free++
	for _, o := range out {
		domain := domainOf(o.mail.To)
		if s.busy[domain]--; s.busy[domain] == 0 {
			delete(s.busy, domain)
		}
		s.note(ctx, o.mail, o.err)
	}
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
	var refusal *Refusal
	switch {
	case err == nil:
		s.sent = append(s.sent, q.ID)
	case ctx.Err() != nil && !errors.As(err, &refusal):
		// Broken off because the service stops: the claim ends with this sender, and
		// the next one begins with it.
	default:
		f := verdict(q, err, s.now(), s.pause(q.Attempts))
		s.Log.WarnContext(ctx, "mail: not sent", "message", q.MessageID, "attempt", q.Attempts+1, "permanent", f.Permanent, "error", err)
		s.failed = append(s.failed, f)
	}
}

// domainOf is what stands after the @, as the outbox compares it.
func domainOf(address string) string {
	return account.Fold(address[strings.LastIndexByte(address, '@')+1:])
}
