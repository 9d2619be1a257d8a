// Package view holds the state of each screen, free of any window. A view is
// told what a person does by methods, does the work off the UI goroutine, and
// publishes one state at a time that the screen draws.
//
// All methods of a view are called on the UI goroutine, and all its callbacks
// come on it. A state and everything it points to is never changed after it
// was published.
package view

import (
	"context"
	"encoding/json"
	"log/slog"
	"strconv"
	"time"

	"rollcall/ui/words"
)

// Env is the world as a view meets it. Threads, time and randomness are
// parameters, so that tests run a view synchronously.
type Env struct {
	// Go runs work off the UI goroutine.
	Go func(func())
	// Post runs what follows on the UI goroutine, in the order posted.
	Post func(func())
	// Now is this computer's clock.
	Now func() time.Time
	// After runs f once on the UI goroutine when d has passed, unless stopped before.
	After func(d time.Duration, f func()) (stop func())
	// NewKey makes a random key for an act that must happen at most once.
	NewKey func() string
	// Words are what the view speaks.
	Words *words.Words
	// Log hears of what a person is not told; never of their data.
	Log *slog.Logger
}

// latest lets only the newest of several requests answer.
type latest struct {
	number int
	cancel context.CancelFunc
}

// stop drops the request under way.
func (l *latest) stop() {
	l.number++
	if l.cancel != nil {
		l.cancel()
		l.cancel = nil
	}
}

// running tells whether a request is under way.
func (l *latest) running() bool { return l.cancel != nil }

// ask does work off the UI goroutine and gives its answer to done on it, unless
// a newer request has started or it was stopped meanwhile. The context of an
// older request ends.
func ask[T any](e Env, l *latest, work func(context.Context) (T, error), done func(T, error)) {
	l.stop()
	ctx, cancel := context.WithCancel(context.Background())
	l.cancel = cancel
	number := l.number
	e.Go(func() {
		answer, err := work(ctx)
		e.Post(func() {
			if number != l.number {
				return
			}
			l.stop()
			done(answer, err)
		})
	})
}

// act does work that is not to be dropped: what the service did has to be told,
// whatever a person did meanwhile.
func act[T any](e Env, limit time.Duration, work func(context.Context) (T, error), done func(T, error)) {
	e.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), limit)
		defer cancel()
		answer, err := work(ctx)
		e.Post(func() { done(answer, err) })
	})
}

// actLimit is how long an act may take, retries of the client included.
const actLimit = 60 * time.Second

// keys remembers the idempotency key of each act until it succeeds, so that a
// repeat after a lost answer does not do it twice.
type keys struct {
	make func() string
	kept map[string]string
}

func newKeys(e Env) *keys { return &keys{make: e.NewKey, kept: map[string]string{}} }

// of gives the key of an act; the same act has the same one until done.
func (k *keys) of(act string) string {
	if k.kept[act] == "" {
		k.kept[act] = k.make()
	}
	return k.kept[act]
}

// ofContent gives the key of a change to a version: saved again unchanged, after
// a lost answer, it is the same act.
func (k *keys) ofContent(change any, version int64) string {
	content, _ := json.Marshal(change)
	return k.of(strconv.FormatInt(version, 10) + string(content))
}

// done forgets the key: the act, asked for again, is a new one.
func (k *keys) done(act string) { delete(k.kept, act) }
