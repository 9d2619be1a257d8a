package view

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// busyMany marks that many invitations are acted on.
const busyMany = "many"

// series is one act on many invitations, done one after the other.
type series struct {
	// verb names the act of each for its key, "resend".
	verb string
	list []*account.Invitation
	// row names the row of an invitation, which is busy until it was its turn.
	row func(id string) string
	// progress, done, later and failed are the keys of the words.
	progress, done, later, failed string
	// deed is what waits where it is sent later.
	deed account.Deed
	// run does one of them, off the UI goroutine; landed is told on it.
	run    func(ctx context.Context, i *account.Invitation, a account.Act) error
	landed func(i *account.Invitation)
	// undo takes back what was done; nil where there is no undo.
	undo func(done []*account.Invitation)

	idem    []string
	stopped atomic.Bool
}

// outcome is what became of it: what was done, what was not and the last reason.
type outcome struct {
	done, failed []*account.Invitation
	// later are those that are sent once the service can be reached.
	later []promise
	last  error
	// rest is how many were not tried.
	rest int
}

// ResendExpired resends every expired invitation that the list shows, one after
// the other.
func (v *People) ResendExpired() { v.resendAll(v.found.resendable) }

// ResendExpiring resends every invitation that expires within 24 hours.
func (v *People) ResendExpiring() { v.resendAll(v.found.expiring) }

func (v *People) resendAll(list []*account.Invitation) {
	if v.slipped("resend all") {
		return
	}
	v.each(&series{
		verb: "resend", list: list, row: invitationKey,
		progress: "many.resending", done: "toast.resent_many", later: "waiting.toast_resend_many", deed: account.DeedResend, failed: "toast.resent_failed",
		run: func(ctx context.Context, i *account.Invitation, a account.Act) error {
			a.Version = i.Version
			_, err := v.source.ResendInvitation(ctx, i.ID, a)
			return err
		},
		landed: func(i *account.Invitation) { v.resent[invitationKey(i.ID)] = v.env.Now() },
	})
}

// CancelExpired cancels every expired invitation that the list shows, and
// offers to undo all of that at once (R7).
func (v *People) CancelExpired() {
	if v.slipped("cancel all") {
		return
	}
	v.each(&series{
		verb: "cancel", list: v.found.expired, row: invitationKey,
		progress: "many.cancelling", done: "toast.cancelled_many", later: "waiting.toast_cancel_many", deed: account.DeedCancel, failed: "toast.cancelled_failed",
		run: func(ctx context.Context, i *account.Invitation, a account.Act) error {
			a.Version = i.Version
			return v.source.CancelInvitation(ctx, i.ID, a)
		},
		landed: v.hideCancelled,
		undo:   v.restoreAll,
	})
}

// restoreAll brings back what was cancelled together; what was restored by
// itself meanwhile is left alone.
func (v *People) restoreAll(list []*account.Invitation) {
	list = slices.DeleteFunc(slices.Clone(list), func(i *account.Invitation) bool { return v.offers[i.ID] == 0 })
	if v.many != nil { // another series goes on: what was offered is not dropped
		v.afterMany = func() { v.restoreAll(list) }
		return
	}
	ws := v.state.waits
	v.toasts.takings++ // of what was not sent yet
	v.each(&series{
		verb: "restore", list: list, row: cancelledKey,
		progress: "many.restoring", done: "toast.restored_many", failed: "toast.restored_failed",
		run: func(ctx context.Context, i *account.Invitation, a account.Act) error {
			if cancel := ws.first(invitationKey(i.ID), account.DeedCancel); cancel != nil && v.options.Outbox != nil {
				return v.options.Outbox.TakeBack(ctx, cancel.ID)
			}
			_, err := v.source.RestoreInvitation(ctx, i.ID, a)
			return err
		},
		landed: v.showRestored,
	})
}

// StopMany leaves the invitations alone whose turn has not come yet.
func (v *People) StopMany() {
	if v.many != nil && !v.slipped("stop") {
		v.many.stopped.Store(true)
	}
}

// UnderWay says how far an act on many invitations is; empty when none is under way.
func (v *People) UnderWay() string {
	if v.progress == "" {
		return ""
	}
	return v.progress + "."
}

// each does an act on all that are not busy with another one.
func (v *People) each(m *series) {
	m.list = slices.DeleteFunc(slices.Clone(m.list), func(i *account.Invitation) bool { return v.busy[m.row(i.ID)] })
	if len(m.list) == 0 || !v.begin(busyMany) {
		return
	}
	v.many = m
	for _, i := range m.list {
		m.idem = append(m.idem, v.keys.of(actOn(m.verb, i)))
		v.busy[m.row(i.ID)] = true
	}
	v.tellMany(0)
	v.refresh()
	act(v.env, actLimit+time.Duration(len(m.list))*actLimit/10, func(ctx context.Context) (outcome, error) {
		return v.oneByOne(ctx, m), nil
	}, func(o outcome, _ error) { v.finished(m, o) })
}

// oneByOne runs off the UI goroutine. It stops at the first failure that would
// meet the others too.
func (v *People) oneByOne(ctx context.Context, m *series) outcome {
	var o outcome
	var before error // of the one just before, nil when it was done
	for n, i := range m.list {
		if m.stopped.Load() {
			o.rest = len(m.list) - n
			break
		}
		err := m.run(ctx, i, account.Act{Key: m.idem[n]})
		v.env.Post(func() { v.landedOne(m, n, err) })
		switch {
		case err == nil:
			o.done, before = append(o.done, i), nil
			continue
		case later(err):
			o.later, before = append(o.later, promise{m.idem[n], m.deed, i}), nil
			continue
		}
		o.failed, o.last = append(o.failed, i), err
		if meetsTheRest(err, before) {
			o.rest = len(m.list) - n - 1
			break
		}
		before = err
	}
	return o
}

// meetsTheRest tells an error that the next request would meet too. A pause that
// the service asks for may concern one recipient alone; asked for twice, it
// concerns all.
func meetsTheRest(err, before error) bool {
	if account.CodeOf(err) == account.RateLimited {
		return account.CodeOf(before) == account.RateLimited
	}
	return stopsAll(err)
}

// landedOne shows what became of one of them.
func (v *People) landedOne(m *series, n int, err error) {
	i := m.list[n]
	delete(v.busy, m.row(i.ID))
	if err == nil || later(err) {
		v.keys.done(actOn(m.verb, i))
	}
	if err == nil {
		m.landed(i)
	}
	v.tellMany(n + 1)
}

// tellMany says in the heading how far it is.
func (v *People) tellMany(n int) {
	w := v.env.Words
	v.progress = w.T(v.many.progress, words.Args{"Done": w.Number(n), "Total": w.Number(len(v.many.list))})
	v.showBusy()
}

func (v *People) finished(m *series, o outcome) {
	for _, i := range m.list {
		delete(v.busy, m.row(i.ID))
	}
	v.many, v.progress = nil, ""
	v.end(busyMany)
	text := v.manyText(m, o)
	switch {
	case len(o.later) > 0:
		v.offered(v.toasts.Offer(text, v.undoLabel(m, o), func() { v.undoMany(m, o) }), o.later)
	case m.undo != nil && len(o.done) > 0:
		id := v.toasts.Offer(text, v.env.Words.T("act.undo"), func() { m.undo(o.done) })
		for _, i := range o.done {
			v.offers[i.ID] = id
		}
	case o.last != nil:
		v.toasts.Fail(text)
	default:
		v.toasts.Tell(text)
	}
	if o.last != nil {
		v.lookAgain(o.last)
	}
	v.refresh()
	if next := v.afterMany; next != nil {
		v.afterMany = nil
		next()
	}
}

// undoLabel names taking back, or undoing where some of them were done at once.
func (v *People) undoLabel(m *series, o outcome) string {
	if m.undo != nil && len(o.done) > 0 {
		return v.env.Words.T("act.undo")
	}
	return v.env.Words.T("waiting.take_back")
}

// undoMany takes back what was put off, and undoes what was done.
func (v *People) undoMany(m *series, o outcome) {
	v.unsend(o.later)
	if m.undo == nil {
		return
	}
	for _, i := range o.done {
		v.offers[i.ID] = -1
	}
	m.undo(o.done)
}

// manyText counts what was done and what was not, and says why not.
func (v *People) manyText(m *series, o outcome) string {
	w, text := v.env.Words, ""
	left := len(o.failed) + o.rest
	if len(o.done) > 0 || left+len(o.later) == 0 {
		text = w.N(m.done, len(o.done))
	}
	if len(o.later) > 0 {
		text = joinSentences(text, w.N(m.later, len(o.later)))
	}
	if left == 0 {
		return text
	}
	text = joinSentences(text, w.N(m.failed, left, words.Args{"These": v.these(o)}))
	if o.last == nil {
		return text + " " + w.T("many.stopped")
	}
	return text + " " + w.ForError(o.last).Sentence()
}

// joinSentences sets what is said after another thing; either may be empty.
func joinSentences(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}

// these names the invitations that failed, where they are not simply the rest.
func (v *People) these(o outcome) string {
	if o.rest > 0 || len(o.failed) > namesAtOnce {
		return ""
	}
	names := make([]string, 0, len(o.failed))
	for _, i := range o.failed {
		names = append(names, i.Email)
	}
	return v.env.Words.T("many.these", words.Args{"Names": v.env.Words.List(names)})
}
