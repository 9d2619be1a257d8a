package localcache

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"rollcall/account"
)

// outbox holds the acts that were decided and not answered yet, in the order of
// deciding. They are durable before they are sent, and go when the service has
// answered them: what happens in between, also the end of the program, leads to
// their being sent again with the same key, which the service does once.
//
// In order: while acts wait to be sent, what is decided later queues behind them.
// Only what the service asked to pause for, and what it refused, is overtaken, and
// only by acts on other rows.
type outbox struct {
	c     *Cache
	store actStore
	wake  chan struct{}

	// mu is held while the store writes. Who holds it may take the Cache's, never
	// the other way round.
	mu   sync.Mutex
	acts []*waiting
	// owed are the numbers of acts that stand otherwise in the file than here, since it
	// did not take what became of them.
	owed []int64
	// last is the highest number ever given.
	last int64
	// reached: the service has answered since the link was last lost. fresh: the
	// lists were brought up to date since.
	reached, fresh bool
	// pausedUntil is when it is sent on, after the service asked for patience.
	pausedUntil time.Time
	// limited counts the acts in a row that met a limit.
	limited int
	// hurried: somebody does not want to wait for the next attempt.
	hurried atomic.Bool
}

// waiting is an act in the outbox.
type waiting struct {
	numbered
	// sending: a request is under way; direct: for a caller who waits for the
	// answer, and is not shown it as waiting unless it did before (known).
	sending, direct, known bool
	// before is how it was kept before the request under way.
	before decided
	// fails counts the requests in a row without an answer.
	fails int
	// notBefore is when it is sent again; limited: because the service said so.
	notBefore time.Time
	limited   bool
	// shown is how the lists show it; nil after a change.
	shown *account.Waiting
}

// toSend tells whether it is still to be sent, or being sent.
func (w *waiting) toSend() bool {
	return w.State == account.WaitingUnsent || w.State == account.WaitingUncertain
}

// newOutbox takes over what a copy has kept.
func newOutbox(c *Cache, store actStore, kept []numbered) *outbox {
	o := &outbox{c: c, store: store, wake: make(chan struct{}, 1)}
	for _, n := range kept {
		o.acts = append(o.acts, &waiting{numbered: n})
		o.last = n.number
	}
	return o
}

// perform decides an act and, when nothing is in its way, sends it for the one
// who waits for the answer. Deferred: it is kept, and sent later.
func (o *outbox) perform(ctx context.Context, d decided) (any, error) {
	w, now, err := o.decide(ctx, d)
	switch {
	case errors.Is(err, errNotKept) && o.mayPass(d):
		return o.unkept(ctx, d)
	case errors.Is(err, errNotKept):
		return nil, account.Faultf(account.Unreachable, "and the act could not be kept")
	case err != nil:
		return nil, err
	case !now:
		o.stir()
		return nil, account.Fault(account.Deferred)
	}
	answer, err := o.send(ctx, w)
	return answer, err
}

// mayPass tells whether an act that could not be kept may be sent at once: it is
// worth trying, and no other act on its row waits.
func (o *outbox) mayPass(d decided) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.reachableNow() && !slices.ContainsFunc(o.acts, func(w *waiting) bool {
		return w.ID != d.ID && d.Target != "" && w.Target == d.Target && w.toSend()
	})
}

// unkept does an act now or not at all. One that waited under the same key is done
// with it.
func (o *outbox) unkept(ctx context.Context, d decided) (any, error) {
	answer, err := o.c.direct(ctx, d)
	if err != nil {
		return nil, err
	}
	o.mu.Lock()
	w := o.find(d.ID)
	o.mu.Unlock()
	if w != nil {
		o.done(ctx, w, answer)
	}
	return answer, nil
}

// decide takes an act in. Now tells to send it; it counts as being sent then.
func (o *outbox) decide(ctx context.Context, d decided) (w *waiting, now bool, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if w := o.find(d.ID); w != nil {
		return o.decideAgain(ctx, w, d)
	}
	d.DecidedAt = o.c.o.Now().Round(0)
	version := o.c.lookAt(&d)
	if before := o.lastOn(d); before != nil {
		d.After = before.ID
	}
	w = &waiting{numbered: numbered{number: o.last + 1}}
	now = d.After == "" && o.reachableNow() && !o.queued(nil)
	if !now && d.Version == 0 {
		d.Version = version // who decides offline has seen this one
	}
	if err := o.keep(ctx, w, o.ready(d, now)); err != nil {
		return nil, false, err
	}
	w.before, w.sending, w.direct = unsent(d), now, now
	o.last = w.number
	o.acts = append(o.acts, w)
	o.show(nil)
	return w, now, nil
}

// decideAgain meets an act that has the key of one that waits. The same one, asked
// for once more, stays one as it was first decided: it is sent now if it can be. One
// that was refused is tried again, at the version that the caller gives now and after
// what waits on its row.
func (o *outbox) decideAgain(ctx context.Context, w *waiting, d decided) (_ *waiting, now bool, err error) {
	same, err := canonical(d)
	switch {
	case err != nil:
		return nil, false, err
	case !sameContent(w.decided, same):
		return nil, false, account.Faultf(account.IdempotencyReused, "another act waits under this key")
	case w.sending:
		// Its outcome is shown from now on: nobody knows who still waits for it.
		w.known, w.direct = true, false
		o.show(nil)
		return nil, false, nil
	}
	again := w.decided
	if !w.toSend() {
		again = d
		again.DecidedAt = o.c.o.Now().Round(0)
		o.c.lookAt(&again)
		if before := o.lastOn(again); before != nil {
			again.After = before.ID
		}
	}
	now = again.After == "" && o.reachableNow() && !o.queued(w) && !o.tooOld(again)
	before := again
	if before.State == "" {
		before = unsent(again)
	}
	again = o.ready(before, now)
	if err := o.keep(ctx, w, again, o.freed(w)...); err != nil {
		return nil, false, err
	}
	w.before, w.sending, w.direct, w.known = before, now, now, true
	o.show(nil)
	return w, now, nil
}

// show publishes the acts as they are, together with what else has changed.
func (o *outbox) show(more func(moment uint64)) {
	var view []*account.Waiting
	for _, w := range o.acts {
		if w.direct && !w.known {
			continue
		}
		if w.shown == nil {
			shown := w.Waiting
			if w.sending {
				shown.State = account.WaitingSending
			}
			w.shown = &shown
		}
		view = append(view, w.shown)
	}
	o.c.change(func(moment uint64) {
		if !slices.Equal(o.c.waiting, view) {
			o.c.waiting = view
		}
		if more != nil {
			more(moment)
		}
	})
}

// find gives the act with a key, nil when there is none.
func (o *outbox) find(key string) *waiting {
	for _, w := range o.acts {
		if w.ID == key {
			return w
		}
	}
	return nil
}

func (o *outbox) numbered(number int64) *waiting {
	for _, w := range o.acts {
		if w.number == number {
			return w
		}
	}
	return nil
}

// lastOn gives the last act on the same row that is still to be sent.
func (o *outbox) lastOn(d decided) *waiting {
	for _, w := range slices.Backward(o.acts) {
		if d.Target != "" && w.Target == d.Target && w.toSend() {
			return w
		}
	}
	return nil
}

// queued tells whether an act other than w waits for its turn.
func (o *outbox) queued(w *waiting) bool {
	return slices.ContainsFunc(o.acts, func(other *waiting) bool {
		return other != w && other.toSend() && !other.direct && !o.pausing(other)
	})
}

// pausing tells whether an act waits because the service asked for a pause, or
// behind one that does.
func (o *outbox) pausing(w *waiting) bool {
	for w != nil && !w.limited {
		w = o.find(w.After)
	}
	return w != nil
}

// reachableNow tells whether it is worth trying: the service has answered lately,
// or it never has and there is no copy to go by.
func (o *outbox) reachableNow() bool { return o.reached || !o.c.lists.Load().Loaded }

// stir has the sender look what is to be sent.
func (o *outbox) stir() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}
