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

// flight is the sending under way, as the dialog knows it. The lanes do the work
// elsewhere, and wait for no window to be drawn.
type flight struct {
	*lanes
	all      []*sending
	atOnce   int
	flying   int
	answered int
	taken    []string
	// waits are those that are kept on this computer until the service can be asked.
	waits []*sending
	// until is when it goes on after a pause; tick counts down to it.
	until time.Time
	tick  func()
}

func newFlight(list []*sending, many bool) *flight {
	f := &flight{lanes: &lanes{queue: slices.Clone(list), many: many}, all: list, atOnce: 1}
	if many {
		f.atOnce = sendsAtOnce
	}
	return f
}

func (f *flight) waiting() bool { return f.tick != nil }

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
	if f.stop(); f.flying == 0 {
		v.wake(f)
		v.landed(f)
		return
	}
	v.publish()
}

// launch opens the lanes.
func (v *Invite) launch(f *flight) {
	for range f.atOnce {
		s := f.open()
		if s == nil {
			return
		}
		f.flies(s)
		v.env.Go(func() { v.send(f, s) })
	}
}

// flies notes that an invitation is on its way.
func (f *flight) flies(s *sending) {
	f.flying++
	s.invitee.fate, s.invitee.failure = fateFlying, ""
}

// send runs elsewhere: it sends one invitation, and opens the way for the next
// one of its lane.
func (v *Invite) send(f *flight, s *sending) {
	ctx, cancel := context.WithTimeout(context.Background(), actLimit)
	defer cancel()
	_, err := v.service.Invite(ctx, s.what, account.Act{Key: s.key})
	turn := f.turn(s, err)
	v.env.Post(func() { v.answered(f, turn) })
	if turn.next != nil {
		v.env.Go(func() { v.send(f, turn.next) })
	}
}

// answered takes what the service said to one invitation, and notices the end.
func (v *Invite) answered(f *flight, t turn) {
	f.flying--
	f.answered++
	t.invitee.fate = fateNone
	switch {
	case t.err == nil:
		t.invitee.fate = fateSent
		f.taken = append(f.taken, t.what.Email)
		v.keys.done(contentOf(t.what))
	case later(t.err):
		t.invitee.fate = fateWaits
		f.waits = append(f.waits, t.sending)
		v.waits[t.key] = t.invitee
		v.keys.done(contentOf(t.what))
	case t.later:
		f.answered--
	case account.CodeOf(t.err) == account.AlreadyInvited && v.many:
		t.invitee.fate = fateThere
	default:
		v.refuse(t.sending, t.err)
	}
	for _, own := range t.own {
		f.answered++
		v.refuse(own.sending, own.err)
	}
	if t.next != nil {
		f.flies(t.next)
	}
	switch {
	case t.last && f.paused() && !v.closed: // nobody waits for the end of a pause unseen
		v.pause(f)
	case t.last:
		v.landed(f)
	case v.many:
		v.publishSoon()
	default:
		v.publish()
	}
}

func (v *Invite) refuse(s *sending, err error) {
	s.invitee.fate, s.invitee.failure = fateRefused, v.env.Words.ForError(err).Sentence()
}

// UnderWay says how many of a long list are still to be sent; empty when none is
// being sent. It outlasts the dialog.
func (v *Invite) UnderWay() string {
	if v.flight == nil || !v.many {
		return ""
	}
	return v.env.Words.N("invite.closing_left", len(v.flight.all)-v.flight.answered)
}

func (v *Invite) flightState() *FlightState {
	f := v.flight
	if f == nil {
		return nil
	}
	w := v.env.Words
	s := &FlightState{
		Text: f.words(w), Part: float32(f.answered) / float32(len(f.all)), Waiting: f.waiting(), Stopping: f.stopped(),
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
