package localcache

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"rollcall/account"
)

const (
	// outcomeKept is how long after the first attempt an act is sent again: a day
	// less than the service remembers what it answered.
	outcomeKept = 29 * 24 * time.Hour
	// patient is how often in a row an act comes back without an answer before
	// those on other rows overtake it.
	patient = 3
	// givenUp is how often in a row the service may fail to deal with an act before
	// that counts as a refusal.
	givenUp = 5
	// longestPause bounds what the service may ask for one act.
	longestPause = 24 * time.Hour
)

// reach notes that the service answers, after a while without.
func (o *outbox) reach() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.reached = true
}

// open begins to send: the lists are fresh, and what is refused is refused for what
// they show.
func (o *outbox) open() {
	o.mu.Lock()
	o.reached, o.fresh = true, true
	if o.limited == 0 {
		o.pausedUntil = time.Time{} // maintenance is over
	}
	o.forgive()
	o.mu.Unlock()
	o.stir()
}

// shut stops sending after the link was lost. What is on its way goes on.
func (o *outbox) shut() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.reached, o.fresh = false, false
}

// hurry sends again what came back without an answer, without waiting. Limits of
// the service are kept.
func (o *outbox) hurry() {
	o.hurried.Store(true)
	o.stir()
}

func (o *outbox) forgive() {
	for _, w := range o.acts {
		if !w.limited {
			w.fails, w.notBefore = 0, time.Time{}
		}
	}
}

// serve begins to send, one act at a time, what can be sent; the result stops it.
func (o *outbox) serve(life context.Context) (stop func()) {
	var group sync.WaitGroup
	ctx, cancel := context.WithCancel(life)
	group.Go(func() {
		for ctx.Err() == nil {
			o.rest(ctx, o.round(ctx))
		}
	})
	return func() {
		cancel()
		group.Wait()
	}
}

// rest waits for a time, or, when it is zero, until there is something to do.
func (o *outbox) rest(ctx context.Context, d time.Duration) {
	var timer <-chan time.Time
	if d > 0 {
		timer = o.c.o.After(d)
	}
	select {
	case <-timer:
	case <-o.wake:
	case <-ctx.Done():
	}
}

// round sends what can be sent, and tells when to look again; zero: when stirred.
func (o *outbox) round(ctx context.Context) (again time.Duration) {
	for ctx.Err() == nil {
		w, again := o.claim(ctx)
		if w == nil {
			return again
		}
		_, _ = o.send(ctx, w) // what came of it stands in the outbox
	}
	return 0
}

// claim takes the next act to be sent; nil when none can be, and for how long.
func (o *outbox) claim(ctx context.Context) (w *waiting, again time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.fresh || !o.c.mayAct() {
		return nil, 0
	}
	if o.hurried.Swap(false) {
		o.forgive()
	}
	if len(o.owed) > 0 {
		_ = o.commit(ctx, nil, nil) // it stays owed
	}
	for {
		w, again := o.nextUp()
		if w == nil {
			return nil, again
		}
		if o.tooOld(w.decided) {
			if o.refuse(ctx, w, account.Fault(account.OutcomeUnknown)) != nil {
				return nil, maxBackoff
			}
			o.show(nil)
			continue
		}
		before := w.decided
		if o.keep(ctx, w, o.ready(before, true)) != nil {
			return nil, maxBackoff
		}
		w.before, w.sending = before, true
		o.show(nil)
		return w, 0
	}
}

// nextUp finds the first act whose turn it is. One that came back without an
// answer holds up those behind it, for a while.
func (o *outbox) nextUp() (w *waiting, again time.Duration) {
	now := o.c.o.Now()
	if wait := o.pausedUntil.Sub(now); wait > 0 {
		return nil, wait
	}
	for _, w := range o.acts {
		if !w.toSend() || w.sending || w.After != "" {
			continue
		}
		wait := w.notBefore.Sub(now)
		if wait <= 0 {
			w.limited = false
			return w, 0
		}
		if again == 0 || wait < again {
			again = wait
		}
		if !w.limited && w.fails < patient {
			return nil, again
		}
	}
	return nil, again
}

// tooOld tells of an act that may have been done, whether the service still knows.
func (o *outbox) tooOld(d decided) bool {
	return !d.TriedAt.IsZero() && o.c.serviceNow().Sub(d.TriedAt) >= outcomeKept
}

// send sends an act that was claimed, and takes the answer in. Deferred: it
// stays.
func (o *outbox) send(ctx context.Context, w *waiting) (any, error) {
	d := w.decided // nobody changes it while it is on its way
	answer, err := o.c.call(ctx, d)
	if err == nil {
		o.done(ctx, w, answer)
		return answer, nil
	}
	stays := o.undone(ctx, w, err)
	_ = o.c.heed(err)
	o.stir()
	if stays {
		err = account.Fault(account.Deferred)
	}
	return nil, err
}

// done takes an act out that the service has done, in one transaction with what it
// means for those decided upon its outcome, and shows what came of it.
func (o *outbox) done(ctx context.Context, w *waiting, answer any) {
	o.mu.Lock()
	defer o.mu.Unlock()
	next := o.continued(w, answer)
	w.sending, o.limited = false, 0
	// If it cannot be written, not with a later change either, it is sent again when
	// the program has been started anew. For outcomeKept, the answer is the same;
	// after that it is not sent, and said to be uncertain.
	if o.commit(ctx, next, []int64{w.number}) != nil {
		o.owe(next, w.number)
	}
	o.adopt(next)
	o.drop(w)
	d := w.decided
	o.show(func(moment uint64) { o.c.showAnswer(d, answer, moment) })
	o.stir()
}

// continued are the followers of an act that was done, about what came of it: the
// next ones upon its outcome, those behind them about the same row, so that what is
// decided on that row from now on comes after all of them.
func (o *outbox) continued(w *waiting, answer any) (out []numbered) {
	row, corrected := answer.(account.Invitation)
	corrected = corrected && w.Target != "" && row.ID != w.Target
	for _, f := range o.followers(w) {
		switch {
		case f.After == w.ID:
			out = append(out, numbered{f.number, f.upon(w.decided, answer)})
		case corrected:
			out = append(out, numbered{f.number, f.on(row.ID)})
		}
	}
	return out
}

func (o *outbox) drop(gone ...*waiting) {
	o.acts = slices.DeleteFunc(o.acts, func(w *waiting) bool { return slices.Contains(gone, w) })
}

// undone takes in that an act was not answered, or refused, and tells whether it
// stays for that it may be sent again. The one who waits for the answer is told
// of a refusal, and nothing stays.
func (o *outbox) undone(ctx context.Context, w *waiting, err error) (stays bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	defer o.show(nil)
	direct := w.direct
	w.sending, w.direct, w.shown = false, false, nil
	if o.find(w.ID) != w {
		return false // given up meanwhile
	}
	if code := account.CodeOf(err); code != account.RateLimited {
		o.limited = 0
	}
	switch v := judge(err); {
	case v == over, v == noAnswer:
		o.unanswered(ctx, w, err)
		return v == noAnswer
	case direct:
		o.refused(ctx, w, err)
		return false
	case v == limit:
		o.unanswered(ctx, w, err)
		o.limit(w, err)
	case v == broken && w.fails < givenUp:
		o.unanswered(ctx, w, err)
	default:
		_ = o.refuse(ctx, w, err)
		if account.CodeOf(err) == account.Forbidden {
			o.pause(firstBackoff) // one's powers are looked into
		}
	}
	return true
}

// verdict is what an error says of an act.
type verdict int

const (
	refusal verdict = iota
	// noAnswer: it may be sent again, and has to be when it may have been done.
	noAnswer
	// limit: the service asks for a pause for this act.
	limit
	// broken: the service could not deal with it.
	broken
	// over: the session is.
	over
)

func judge(err error) verdict {
	var fault *account.Error
	if !asFault(err, &fault) {
		return noAnswer // cut short
	}
	switch fault.Code {
	case account.Unreachable, account.BadAnswer, account.InsecureServer, account.Maintenance, account.IdempotencyRunning:
		return noAnswer
	case account.RateLimited:
		return limit
	case account.Internal:
		return broken
	}
	if endOf(err) != nil {
		return over
	}
	return refusal
}

func asFault(err error, fault **account.Error) bool { return errors.As(err, fault) }

// unanswered keeps an act as what it is now: unsent when it surely did not get
// there, this time or before.
func (o *outbox) unanswered(ctx context.Context, w *waiting, err error) {
	if errors.Is(err, account.ErrNotDone) && w.before.TriedAt.IsZero() {
		_ = o.keep(ctx, w, unsent(w.decided))
	}
	w.fails++
	w.notBefore = o.c.o.Now().Add(o.c.backoff(w.fails-1, nil))
	if account.CodeOf(err) == account.Maintenance {
		o.pause(o.c.backoff(0, err))
	}
}

// limit has an act wait as long as the service asks for. When two in a row are
// asked to, it concerns all.
func (o *outbox) limit(w *waiting, err error) {
	wait := o.c.backoff(w.fails-1, nil)
	var fault *account.Error
	if asFault(err, &fault) {
		wait = max(wait, min(fault.RetryAfter, longestPause)+o.c.spread(comeBackWithin))
	}
	w.limited, w.notBefore = true, o.c.o.Now().Add(wait)
	if o.limited++; o.limited > 1 {
		o.pause(wait)
	}
}

func (o *outbox) pause(d time.Duration) {
	if until := o.c.o.Now().Add(d); until.After(o.pausedUntil) {
		o.pausedUntil = until
	}
}

// refuse keeps an act as refused, and those decided upon its outcome as behind
// it.
func (o *outbox) refuse(ctx context.Context, w *waiting, err error) error {
	return o.keep(ctx, w, refusedAs(w.decided, err), o.stranded(w)...)
}

// refused takes an act out whose refusal is told to the one who waits for it. If
// that cannot be written, it stays as refused: it must not be sent again as one that
// was not answered.
func (o *outbox) refused(ctx context.Context, w *waiting, err error) {
	behind := o.stranded(w)
	if o.commit(ctx, behind, []int64{w.number}) == nil {
		o.adopt(behind)
		o.drop(w)
		return
	}
	o.adopt(append(behind, numbered{w.number, refusedAs(w.decided, err)}))
	o.owe(behind, w.number)
}

// refusedAs is an act after its refusal.
func refusedAs(d decided, err error) decided {
	d.State, d.Fault = account.WaitingRefused, recorded(err)
	return d
}

// followers are the acts decided upon the outcome of another, directly or not, in
// order.
func (o *outbox) followers(w *waiting) (out []*waiting) {
	keys := map[string]bool{w.ID: true}
	for _, other := range o.acts {
		if keys[other.After] {
			keys[other.ID] = true
			out = append(out, other)
		}
	}
	return out
}

// stranded are the followers of an act that will not be done.
func (o *outbox) stranded(w *waiting) []numbered {
	return o.restated(w, account.WaitingBehind)
}

// freed are the followers of an act that is tried again after all.
func (o *outbox) freed(w *waiting) []numbered {
	return o.restated(w, account.WaitingUnsent)
}

func (o *outbox) restated(w *waiting, s account.WaitingState) (out []numbered) {
	for _, f := range o.followers(w) {
		if f.State != s {
			n := f.numbered
			n.State = s
			out = append(out, n)
		}
	}
	return out
}
