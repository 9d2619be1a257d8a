package view

import (
	"context"
	"slices"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// FlightState is the sending of many invitations as the dialog shows it.
type FlightState struct {
	// Text is "Sending 312 of 996…", or why it waits and until when.
	Text string
	// Part is how much of it is done, from 0 to 1.
	Part float32
	// Waiting tells that the service asked for a pause.
	Waiting bool
	// Stopping tells that what is on its way is the last.
	Stopping bool
	// Left is how many are still to be sent, in words.
	Left string
}

// sendsAtOnce is how many of many are on their way at one time: enough that the
// way there costs nothing, and little for the service.
const sendsAtOnce = 4

// flight is the sending under way. All of it lives on the UI goroutine; only the
// calls themselves run elsewhere.
type flight struct {
	all, queue []*sending
	atOnce     int
	begun      int
	flying     int
	answered   int
	taken      []string
	stopping   bool
	err        error
	// aside are those that the service asked to send later: all of them have to
	// wait when several were refused in a row, one alone when others were taken
	// since, because its address has got too much mail (API, Limits).
	aside []putAside
	inRow int
	// until is when it goes on after a pause; tick counts down to it.
	until time.Time
	tick  func()
}

type putAside struct {
	*sending
	err   error
	begun int
}

func newFlight(list []*sending, many bool) *flight {
	f := &flight{all: list, queue: slices.Clone(list), atOnce: 1}
	if many {
		f.atOnce = sendsAtOnce
	}
	return f
}

func (f *flight) waiting() bool { return f.tick != nil }

// ended tells that nothing more is begun.
func (f *flight) ended() bool { return f.stopping || f.err != nil }

// words say how far it is.
func (f *flight) words(w *words.Words) string {
	n := max(f.answered+min(f.flying, 1), 1)
	return w.T("invite.progress", words.Args{"N": w.Number(min(n, len(f.all))), "Total": w.Number(len(f.all))})
}

// Stop begins no more; what is on its way is finished.
func (v *Invite) Stop() {
	f := v.flight
	if f == nil {
		return
	}
	f.stopping = true
	v.pump()
	v.publish()
}

// pump begins as many as may be on their way, and notices the end.
func (v *Invite) pump() {
	f := v.flight
	for !f.ended() && !f.waiting() && f.flying < f.atOnce && len(f.queue) > 0 {
		v.begin(f)
	}
	switch {
	case f.flying > 0, v.flight != f:
	case f.ended():
		v.wake(f)
		v.landed(f)
	case len(f.aside) > 0 && !f.waiting():
		v.pause(f)
	case len(f.queue) == 0 && !f.waiting():
		v.landed(f)
	}
}

func (v *Invite) begin(f *flight) {
	s := f.queue[0]
	f.queue = f.queue[1:]
	f.begun++
	f.flying++
	s.begun, s.invitee.fate, s.invitee.failure = f.begun, fateFlying, ""
	act(v.env, actLimit, func(ctx context.Context) (account.Invitation, error) {
		return v.service.Invite(ctx, s.what, account.Act{Key: s.key})
	}, func(_ account.Invitation, err error) { v.answered(f, s, err) })
}

// answered takes what the service said to one invitation.
func (v *Invite) answered(f *flight, s *sending, err error) {
	f.flying--
	f.answered++
	i, code := s.invitee, account.CodeOf(err)
	i.fate = fateNone
	switch {
	case err == nil:
		i.fate = fateSent
		f.taken = append(f.taken, s.what.Email)
		v.keys.done(contentOf(s.what))
		v.inTurn(f, s)
	case code == account.RateLimited && v.many:
		f.answered--
		f.inRow++
		f.aside = append(f.aside, putAside{s, err, f.begun})
	case stopsAll(err):
		f.answered--
		f.err = err
	case code == account.AlreadyInvited && v.many:
		i.fate = fateThere
	default:
		v.refuse(s, err)
	}
	if f.inRow > 1 && !f.ended() && !f.waiting() {
		v.pause(f)
	}
	v.pump()
	if v.flight == f && v.many {
		v.publishSoon()
	} else if v.flight == f {
		v.publish()
	}
}

func (v *Invite) refuse(s *sending, err error) {
	s.invitee.fate, s.invitee.failure = fateRefused, v.env.Words.ForError(err).Sentence()
}

// inTurn notes that the service takes invitations: what it put off before this
// one was begun, it put off for its address.
func (v *Invite) inTurn(f *flight, s *sending) {
	f.inRow = 0
	f.aside = slices.DeleteFunc(f.aside, func(a putAside) bool {
		own := s.begun > a.begun
		if own {
			f.answered++
			v.refuse(a.sending, a.err)
		}
		return own
	})
}

func (v *Invite) flightState() *FlightState {
	f := v.flight
	if f == nil {
		return nil
	}
	w := v.env.Words
	s := &FlightState{
		Text: f.words(w), Part: float32(f.answered) / float32(len(f.all)), Waiting: f.waiting(), Stopping: f.stopping,
		Left: w.N("invite.closing_left", len(f.all)-f.answered),
	}
	switch {
	case s.Stopping:
		s.Text = w.T("invite.stopping")
	case s.Waiting:
		s.Text = w.T("invite.waiting", words.Args{"Time": clock(f.until.Sub(v.env.Now())), "N": w.Number(f.answered), "Total": w.Number(len(f.all))})
	}
	return s
}
