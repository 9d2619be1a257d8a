package view

import (
	"context"
	"slices"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// WaitingSource is what the dialog of acts that wait needs.
type WaitingSource interface {
	Lists() account.Lists
	Status() account.Status
	Watch(f func()) (stop func())
	account.Outbox
}

// WaitingState is what the dialog shows.
type WaitingState struct {
	// Title counts what waits; Line says when it is sent.
	Title, Line string
	Rows        []WaitingRow
	// TakeAll labels the button that takes back all that can be; empty when that is
	// not more than one.
	TakeAll string
	// Busy tells that all are being taken back.
	Busy bool
	// Error is why the last press came to nothing.
	Error string
	// None says that nothing waits any more; NoneLine what that means.
	None, NoneLine string
}

// WaitingRow is one act that waits.
type WaitingRow struct {
	// Key is the act's identifier.
	Key string
	// Title says what was decided about whom, Detail what exactly.
	Title, Detail string
	// Since says when it was decided, Exact the moment.
	Since, Exact string
	State        Badge
	Icon         string
	// Why says what happened meanwhile, or what it waits for; empty when it simply
	// waits.
	Why string
	// TakeBack labels the button that gives it up; Refusal says why that cannot be,
	// and greys it.
	TakeBack, Refusal string
	// Anew labels doing it anyway; empty where that makes no sense. Danger tells that
	// it ends something.
	Anew   string
	Danger bool
	Busy   bool
}

// Waiting is the dialog of the acts that wait to be sent. It follows the lists.
type Waiting struct {
	OnState func(WaitingState)

	env    Env
	source WaitingSource
	toasts *Toasts
	state  WaitingState
	busy   map[string]bool
	all    bool

	unwatch  func()
	stopTick func()
	closed   bool
}

// NewWaiting makes the dialog; Start brings it to life.
func NewWaiting(e Env, source WaitingSource, toasts *Toasts) *Waiting {
	return &Waiting{env: e, source: source, toasts: toasts, busy: map[string]bool{}}
}

// Start publishes a first state, and follows the lists from then on.
func (v *Waiting) Start() {
	v.unwatch = v.source.Watch(func() { v.env.Post(v.refresh) })
	v.tick()
	v.refresh()
}

// Close stops following. What is under way is finished.
func (v *Waiting) Close() {
	v.closed = true
	if v.unwatch != nil {
		v.unwatch()
	}
	if v.stopTick != nil {
		v.stopTick()
	}
}

// tick renews the ages.
func (v *Waiting) tick() {
	v.stopTick = v.env.After(toNextMinute(v.env.Now()), func() {
		v.tick()
		v.refresh()
	})
}

// State is the dialog as it stands.
func (v *Waiting) State() WaitingState { return v.state }

// refresh looks at once: what waits is never more than a person has decided.
func (v *Waiting) refresh() {
	if v.closed {
		return
	}
	failure := v.state.Error
	v.state = v.build(v.source.Lists(), v.source.Status())
	v.state.Error = failure
	v.publish()
}

func (v *Waiting) publish() {
	if v.OnState != nil && !v.closed {
		v.OnState(v.state)
	}
}

func (v *Waiting) build(l account.Lists, st account.Status) WaitingState {
	w, s := v.env.Words, WaitingState{Busy: v.all}
	takeable, rows := 0, &lookup{lists: l}
	for at, a := range l.Waiting {
		if a.State == account.WaitingLost {
			continue
		}
		s.Rows = append(s.Rows, v.row(a, rows, at))
		if a.State == account.WaitingUnsent {
			takeable++
		}
	}
	waiting, _, notDone := standing(l)
	s.Title, s.Line = v.headline(waiting, notDone), v.line(waiting, st)
	if waiting > 0 && notDone > 0 {
		s.Line = w.N("waiting.banner", notDone) + " " + s.Line
	}
	if takeable > 1 {
		s.TakeAll = w.T("waiting.take_all")
	}
	if len(s.Rows) == 0 {
		s.Line, s.None, s.NoneLine = "", w.T("waiting.none"), w.T("waiting.none_line")
	}
	return s
}

func (v *Waiting) headline(waiting, notDone int) string {
	w := v.env.Words
	switch {
	case waiting == 0 && notDone > 0:
		return w.N("waiting.title_refused", notDone)
	case waiting == 0:
		return w.T("waiting.title")
	}
	return w.N("waiting.title_count", waiting)
}

// line says when what waits is sent, or why it is not.
func (v *Waiting) line(waiting int, st account.Status) string {
	w := v.env.Words
	switch {
	case waiting == 0:
		return ""
	case st.Link == account.LinkEnded:
		return w.T("waiting.line_ended")
	case maintained(st):
		return w.ForError(st.Err).Title + " " + w.T("waiting.line_then")
	case offline(st):
		return w.T("waiting.line_offline")
	}
	return w.T("waiting.line_online")
}

func (v *Waiting) row(a *account.Waiting, rows *lookup, at int) WaitingRow {
	w, l, now := v.env.Words, rows.lists, v.env.Now()
	r := WaitingRow{
		Key: a.ID, Title: deedTitle(a, w), Detail: deedDetail(a, l.Catalogue, w), Busy: v.all || v.busy[a.ID],
		Since: w.T("waiting.since", words.Args{"Moment": w.Moment(a.DecidedAt, now)}), Exact: w.Exact(a.DecidedAt),
		TakeBack: w.T("waiting.take_back"),
	}
	r.Icon, r.State.Role = stateLook(a.State)
	switch a.State {
	case account.WaitingSending:
		r.State.Text, r.Refusal = w.T("waiting.state_sending"), w.T("waiting.not_sending")
	case account.WaitingUncertain:
		r.State.Text, r.Refusal = w.T("waiting.state_uncertain"), w.T("waiting.not_uncertain")
		r.Why = w.T("waiting.why_uncertain")
	case account.WaitingBehind:
		r.State.Text, r.Why = w.T("waiting.state_behind"), v.behind(l, at)
	case account.WaitingRefused:
		v.refusedRow(&r, a, rows)
	default:
		r.State.Text = w.T("waiting.state_unsent")
	}
	return r
}

func (v *Waiting) refusedRow(r *WaitingRow, a *account.Waiting, rows *lookup) {
	w := v.env.Words
	why := refused(a, rows, v.env.Now().Add(v.source.Status().ClockOffset), w)
	r.State.Text, r.Why, r.TakeBack = w.T("waiting.state_refused"), why.why, w.T("waiting.discard")
	if why.anew {
		r.Anew = anyway(a.Deed, why.again, w)
		r.Danger = a.Deed == account.DeedDelete || a.Deed == account.DeedCancel || a.Deed == account.DeedRemoveAccess
	}
}

// behind says which act it waits for.
func (v *Waiting) behind(l account.Lists, at int) string {
	w := v.env.Words
	if n := before(l, at); n >= 0 && n < at-1 {
		return w.T("waiting.behind", words.Args{"Act": deedTitle(l.Waiting[n], w)})
	}
	return w.T("waiting.behind_above")
}

// TakeBack gives an act up, with those that were decided upon its outcome.
func (v *Waiting) TakeBack(id string) {
	list := with(v.source.Lists(), id)
	if len(list) == 0 || !v.begin(id) {
		return
	}
	takeBack(v.env, v.source, v.toasts, list, func(error) { v.end(id, "") })
}

// Anew decides a refused act again, upon the row as it is now.
func (v *Waiting) Anew(id string) {
	if !v.begin(id) {
		return
	}
	act(v.env, actLimit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, v.source.SendAnew(ctx, id)
	}, func(_ struct{}, err error) {
		switch account.CodeOf(err) {
		case "", account.Deferred:
			v.end(id, "")
		case account.NotFound:
			v.end(id, v.env.Words.T("waiting.anew_gone"))
		default:
			v.end(id, v.env.Words.ForError(err).Sentence())
		}
	})
}

func (v *Waiting) begin(id string) bool {
	if v.all || v.busy[id] || v.closed {
		return false
	}
	v.busy[id] = true
	v.state.Error = ""
	v.refresh()
	return true
}

func (v *Waiting) end(id, failure string) {
	delete(v.busy, id)
	v.state.Error = failure
	v.refresh()
}

// TakeAllBack gives up all that was not tried yet, the newest first.
func (v *Waiting) TakeAllBack() {
	if v.all || v.closed {
		return
	}
	var list []*account.Waiting
	for _, a := range slices.Backward(v.source.Lists().Waiting) {
		if a.State == account.WaitingUnsent {
			list = append(list, a)
		}
	}
	v.all, v.state.Error = true, ""
	v.toasts.takings++
	v.refresh()
	act(v.env, actLimit, func(ctx context.Context) (int, error) { return takeEach(ctx, v.source, list) }, func(taken int, err error) {
		v.tookAll(taken, len(list)-taken, err)
	})
}

// takeEach gives acts up one after the other and counts those that were; one that
// is on its way meanwhile is left. Any other reason why one is left comes first.
func takeEach(ctx context.Context, outbox account.Outbox, list []*account.Waiting) (taken int, why error) {
	for _, a := range list {
		switch err := outbox.TakeBack(ctx, a.ID); {
		case err == nil:
			taken++
		case why == nil || onItsWay(why):
			why = err
		}
	}
	return taken, why
}

// onItsWay tells that an act was not taken back because it is sent, or may be.
func onItsWay(err error) bool {
	return account.CodeOf(err) == account.NotFound || account.CodeOf(err) == account.IdempotencyRunning
}

// notAll says why acts that were taken back together are left.
func notAll(w *words.Words, left int, err error) string {
	if onItsWay(err) {
		return w.T("waiting.not_all")
	}
	return w.N("deferred.not_taken", left) + " " + w.ForError(err).Sentence()
}

func (v *Waiting) tookAll(taken, left int, err error) {
	v.all = false
	w := v.env.Words
	if taken > 0 {
		v.toasts.Tell(w.N("waiting.taken_back_many", taken))
	}
	if err != nil {
		v.state.Error = notAll(w, left, err)
	}
	v.refresh()
}

// takeBack gives up the first of some acts, with which the others go, and tells in
// a toast what became of it.
func takeBack(e Env, outbox account.Outbox, toasts *Toasts, list []*account.Waiting, done func(error)) {
	if outbox == nil {
		done(account.Fault(account.NotFound))
		return
	}
	args := words.Args{"What": deedWords(list, e.Words), "Name": list[0].Name()}
	toasts.takings++
	act(e, actLimit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, outbox.TakeBack(ctx, list[0].ID)
	}, func(_ struct{}, err error) {
		tellTakenBack(e.Words, toasts, args, err)
		done(err)
	})
}

func tellTakenBack(w *words.Words, toasts *Toasts, args words.Args, err error) {
	switch account.CodeOf(err) {
	case "":
		toasts.Tell(w.T("waiting.taken_back", args))
	case account.NotFound:
		toasts.Fail(w.T("waiting.too_late", args))
	case account.IdempotencyRunning:
		toasts.Fail(w.T("waiting.on_its_way", args))
	default:
		toasts.Fail(w.T("waiting.take_back_failed", args) + " " + w.ForError(err).Sentence())
	}
}

// toNextMinute is how long what is said of minutes and days stays true.
func toNextMinute(now time.Time) time.Duration {
	return time.Minute - now.Sub(now.Truncate(time.Minute))
}
