package view

import (
	"context"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// sendPatience is how long Send now waits before it says that not everything is
// sent yet.
const sendPatience = time.Minute

// LeavingSource is what the question needs that is asked before signing out.
type LeavingSource interface {
	Lists() account.Lists
	Status() account.Status
	Watch(f func()) (stop func())
	Refresh()
	DiscardWaiting(ctx context.Context) error
}

// LeavingState is what the question shows: acts wait to be sent, and signing out
// would delete them.
type LeavingState struct {
	Title, Text string
	// Acts name what would be discarded.
	Acts []Fact
	// Send labels the act, Discard the other way out; Stay is the safe one.
	Send, Discard, Stay string
	// WhyNot says why nothing can be sent now; empty when it can.
	WhyNot string
	// Ready tells that Send can be pressed.
	Ready bool
	// Busy tells that it is being sent; Progress says how far it is.
	Busy     bool
	Progress string
	// Discarding tells that what waits is being given up.
	Discarding bool
	// Error is why sending stopped.
	Error string
	// Done is true once nothing waits any more.
	Done bool
}

// Leaving asks before signing out while acts wait to be sent. Nothing is lost
// without having been named.
type Leaving struct {
	OnState func(LeavingState)
	// OnLeave is told once that nothing waits any more, and one can go.
	OnLeave func()

	env     Env
	source  LeavingSource
	total   int
	sending bool
	gone    bool
	done    bool
	closed  bool
	failure string
	late    func()
	unwatch func()
}

// Unfinished are the acts that signing out would discard.
func Unfinished(l account.Lists) []*account.Waiting {
	var out []*account.Waiting
	for _, a := range l.Waiting {
		if a.State != account.WaitingLost {
			out = append(out, a)
		}
	}
	return out
}

// NewLeaving makes the question.
func NewLeaving(e Env, source LeavingSource) *Leaving { return &Leaving{env: e, source: source} }

// Start publishes a first state, and follows what waits.
func (v *Leaving) Start() {
	v.unwatch = v.source.Watch(func() { v.env.Post(v.heard) })
	v.heard()
}

// Close ends the question: one stays. What was being sent goes on by itself.
func (v *Leaving) Close() {
	v.closed = true
	v.stop()
	if v.unwatch != nil {
		v.unwatch()
	}
}

// State is the question as it stands.
func (v *Leaving) State() LeavingState { return v.state() }

// SendNow has everything sent, and leaves when nothing is left. What cannot be
// sent stays, with the reason.
func (v *Leaving) SendNow() {
	if !v.state().Ready {
		return
	}
	v.sending, v.failure, v.total = true, "", len(onTheirWay(v.source.Lists()))
	v.late = v.env.After(sendPatience, func() { v.fail(v.env.Words.T("ending.late")) })
	v.env.Go(v.source.Refresh)
	v.publish()
}

// Discard gives up everything that waits, and leaves. Where this computer does
// not take even that, signing out deletes it.
func (v *Leaving) Discard() {
	if v.sending || v.gone || v.done || v.closed {
		return
	}
	v.gone = true
	v.publish()
	act(v.env, actLimit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, v.source.DiscardWaiting(ctx)
	}, func(_ struct{}, err error) {
		if err != nil {
			v.env.Log.Warn("acts that wait not discarded", "error", err)
		}
		v.leave()
	})
}

// heard looks at what has become of what waits.
func (v *Leaving) heard() {
	lists, st, w := v.source.Lists(), v.source.Status(), v.env.Words
	left := Unfinished(lists)
	switch {
	case v.closed || v.done || v.gone:
		return
	case len(left) == 0:
		v.leave()
		return
	case v.sending && offline(st):
		v.fail(w.ForError(st.Err).Sentence())
	case v.sending && len(onTheirWay(lists)) == 0:
		v.fail(w.N("ending.refused", len(left)))
	}
	v.publish()
}

// onTheirWay are the acts that are going to be sent as far as is known.
func onTheirWay(l account.Lists) (out []*account.Waiting) {
	for _, a := range l.Waiting {
		if stands(a) {
			out = append(out, a)
		}
	}
	return out
}

// fail says why it is not all sent. One stays.
func (v *Leaving) fail(why string) {
	v.stop()
	v.failure = why
	v.publish()
}

func (v *Leaving) stop() {
	v.sending = false
	if v.late != nil {
		v.late()
		v.late = nil
	}
}

func (v *Leaving) leave() {
	stayed := v.closed // the dialog closes the view once it sees that it is done
	v.stop()
	v.done = true
	v.publish()
	if v.OnLeave != nil && !stayed {
		v.OnLeave()
	}
}

func (v *Leaving) publish() {
	if v.OnState != nil && !v.closed {
		v.OnState(v.state())
	}
}

func (v *Leaving) state() LeavingState {
	lists, st, w := v.source.Lists(), v.source.Status(), v.env.Words
	left, going := Unfinished(lists), onTheirWay(lists)
	s := LeavingState{
		Title: w.N("ending.title", len(left)), Text: w.T("ending.text"), Acts: actFacts(left, w),
		Send: w.T("ending.send"), Discard: w.T("ending.discard"), Stay: w.T("ending.stay"),
		Busy: v.sending, Discarding: v.gone, Error: v.failure, Done: v.done,
	}
	if len(going) < len(left) {
		s.Title = w.N("ending.title_mixed", len(left))
	}
	switch {
	case v.sending:
		done := max(v.total-len(going), 0)
		s.Progress = w.T("ending.progress", words.Args{"Done": w.Number(done), "Total": w.Number(v.total)})
	case len(going) == 0:
		s.Title, s.WhyNot = w.N("ending.title_refused", len(left)), w.T("ending.only_refused")
	case maintained(st):
		s.WhyNot = cannotAct(st, w)
	case offline(st):
		s.WhyNot = w.T("ending.away")
	}
	s.Ready = !v.sending && !v.gone && !v.done && !v.closed && s.WhyNot == ""
	return s
}
