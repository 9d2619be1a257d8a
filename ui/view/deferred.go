package view

import (
	"context"
	"slices"

	"rollcall/account"
	"rollcall/ui/words"
)

// takesBack is what gives up acts that wait to be sent.
type takesBack interface {
	Lists() account.Lists
	Watch(f func()) (stop func())
	TakeBack(ctx context.Context, id string) error
}

// wouldWait tells whether an act that is decided now would wait for the service.
func wouldWait(st account.Status) bool { return st.Link == account.LinkOffline && canWait(st) }

// waitNote says before an act that it will wait; empty when it is sent at once,
// or nothing can be kept here.
func waitNote(st account.Status, w *words.Words) string {
	switch {
	case !wouldWait(st):
		return ""
	case maintained(st):
		return w.T("deferred.note_maintenance")
	}
	return w.T("deferred.note")
}

// uncertain tells whether one of these acts was sent without an answer: the
// service may have done it.
func uncertain(l account.Lists, ids ...string) bool {
	return slices.ContainsFunc(l.Waiting, func(a *account.Waiting) bool {
		return a.State == account.WaitingUncertain && slices.Contains(ids, a.ID)
	})
}

// tellWaits says in a toast that acts wait to be sent, and offers to take them
// back. One that may have arrived cannot be taken back.
func tellWaits(e Env, of takesBack, toasts *Toasts, text string, ids ...string) {
	w := e.Words
	if uncertain(of.Lists(), ids...) {
		toasts.Tell(text + " " + w.T("deferred.uncertain"))
		return
	}
	offer, stop := 0, func() {}
	offer = toasts.OfferWhile(text, w.T("waiting.take_back"), func() {
		toasts.takings++
		giveUp(e, of, ids, func(taken int, err error) { tellTaken(e, toasts, taken, len(ids)-taken, err) })
	}, func() { stop() })
	stop = of.Watch(func() {
		e.Post(func() {
			if !anyOffered(of.Lists(), ids) {
				toasts.Dismiss(offer)
			}
		})
	})
}

// anyOffered tells whether one of these acts can still be taken back, without
// anything that was decided after it.
func anyOffered(l account.Lists, ids []string) bool {
	overtaken := overtaken(l)
	return slices.ContainsFunc(l.Waiting, func(a *account.Waiting) bool {
		return a.State == account.WaitingUnsent && slices.Contains(ids, a.ID) && !overtaken[a.ID]
	})
}

// giveUp takes acts back, each by itself; done is told how many were, and the last
// reason why one was not.
func giveUp(e Env, of takesBack, ids []string, done func(taken int, err error)) {
	act(e, actLimit, func(ctx context.Context) (taken int, last error) {
		for _, id := range ids {
			if err := of.TakeBack(ctx, id); err != nil {
				last = err
			} else {
				taken++
			}
		}
		return taken, last
	}, done)
}

// tellTaken says in a toast what is not sent any more, and what is all the same.
func tellTaken(e Env, toasts *Toasts, taken, left int, err error) {
	w := e.Words
	switch {
	case left == 0:
		toasts.Tell(w.N("deferred.taken", taken))
	case taken == 0:
		toasts.Fail(w.N("deferred.not_taken", left) + " " + notTaken(w, err))
	default:
		toasts.Fail(w.N("deferred.taken", taken) + " " + w.N("deferred.not_taken", left) + " " + notTaken(w, err))
	}
}

// notTaken says why an act was not taken back.
func notTaken(w *words.Words, err error) string {
	switch account.CodeOf(err) {
	case account.NotFound:
		return w.T("deferred.sent")
	case account.IdempotencyRunning:
		return w.T("deferred.may_be_sent")
	}
	return w.ForError(err).Sentence()
}
