package localcache

import (
	"context"
	"errors"
	"sync"
	"time"

	"rollcall/account"
)

const (
	firstBackoff = time.Second
	maxBackoff   = time.Minute
	// maxPatience bounds what the service may ask for with Retry-After.
	maxPatience = 10 * time.Minute
	// comeBackWithin is the time over which those come back who were asked to wait
	// for the same moment.
	comeBackWithin = 4 * time.Second
	// steady is how long a link must have been online for its loss to be the
	// first of a series.
	steady = 5 * time.Second
	// lookEvery is how often an idle connection looks whether the computer was
	// asleep meanwhile: when slept more has passed than was waited for.
	lookEvery = 5 * time.Second
	slept     = 10 * time.Second
	// unopenedPoll is how often the feed is read while the stream hangs.
	unopenedPoll = 5 * time.Second
)

// errRetryNow: the person asked to try again; there is nothing to wait for.
var errRetryNow = errors.New("try again now")

// Run keeps the copy true until the context ends, whose error it gives, or the
// session does, which gives an *account.Error: SessionEnded with its reason
// (AccessRemoved when only this account is closed to one), or TwoFactorSetup
// when nothing else works before a second factor is set up (R14). At the end of the
// session everything is wiped from memory, and from this computer too when the
// person may not come back to it. At the end of Run the copy is complete and
// closed. It is called once.
func (c *Cache) Run(ctx context.Context) error {
	life, cut := context.WithCancelCause(ctx)
	defer cut(nil)
	if over := c.live(cut); over != nil {
		cut(over)
	}
	defer c.serveCopy()()
	defer c.serveWatchers()()
	if c.out != nil {
		defer c.out.serve(life)()
	}
	for attempt := 0; ; attempt++ {
		lasted, err := c.connect(life)
		if over := c.sessionOver(life, err); over != nil {
			return c.finish(over)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if lasted >= steady || errors.Is(err, errRetryNow) {
			attempt = 0
		}
		if c.rest(life, attempt, err) {
			attempt = -1
		}
	}
}

// live lets acts that learn of the session's end cut short what Run does; it
// gives the end that is known already.
func (c *Cache) live(cut context.CancelCauseFunc) *account.Error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut = cut
	return c.over
}

// serveWatchers starts telling the watchers; the result stops it after the
// last change was told.
func (c *Cache) serveWatchers() (stop func()) {
	var group sync.WaitGroup
	done := make(chan struct{})
	group.Go(func() { c.bell.serve(done) })
	return func() {
		close(done)
		group.Wait()
	}
}

// rest waits for the next attempt and tells whether it was asked for.
func (c *Cache) rest(life context.Context, attempt int, err error) (asked bool) {
	if errors.Is(err, errRetryNow) {
		return true
	}
	delay := c.backoff(attempt, err)
	c.o.Log.InfoContext(life, "offline", "error", err, "next", delay)
	next, shown := c.o.Now().Add(delay), c.explained(err)
	c.setStatus(func(s *account.Status) {
		s.Link, s.Err, s.NextTry, s.Fetched, s.Total = account.LinkOffline, shown, next, 0, 0
	})
	timer := c.o.After(delay)
	ask := c.askEarly(life, err)
	for {
		select {
		case <-timer:
			return false
		case <-ask:
			if !c.closedStill(life) {
				return true
			}
			ask = c.o.After(c.spread(askEvery))
		case <-life.Done():
			return false
		case <-c.inbox.wake:
			if c.inbox.take().refresh {
				return true
			}
		}
	}
}

// backoff is how long to wait after a failed attempt: doubling from a second
// to a minute, spread by a quarter, and never less than the service asks for.
func (c *Cache) backoff(attempt int, err error) time.Duration {
	d := c.spread(min(firstBackoff<<min(attempt, 10), maxBackoff))
	var fault *account.Error
	if errors.As(err, &fault) && fault.RetryAfter > 0 {
		d = max(d, min(fault.RetryAfter, maxPatience)+time.Duration(c.o.Jitter()*float64(comeBackWithin)))
	}
	return d
}

// spread gives a time by chance, a quarter more or less.
func (c *Cache) spread(d time.Duration) time.Duration {
	return d*3/4 + time.Duration(c.o.Jitter()*float64(d)/2)
}

// sessionOver finds the end of the session in what was said by anyone: an act,
// an event or a fetch. A fetch that finds no account has lost the access to it.
func (c *Cache) sessionOver(life context.Context, err error) *account.Error {
	var over *account.Error
	if errors.As(context.Cause(life), &over) {
		return over
	}
	if account.CodeOf(err) == account.NotFound {
		return &account.Error{Code: account.SessionEnded, Reason: account.ReasonAccessRemoved}
	}
	return endOf(err)
}

// endOf tells whether an error of any call means that the session is over.
func endOf(err error) *account.Error {
	var fault *account.Error
	if !errors.As(err, &fault) {
		return nil
	}
	switch fault.Code {
	case account.SessionEnded, account.Unauthenticated:
		return &account.Error{Code: account.SessionEnded, Detail: fault.Detail, Reason: fault.Reason}
	case account.TwoFactorSetup:
		return &account.Error{Code: account.TwoFactorSetup, Detail: fault.Detail}
	}
	return nil
}

// end notes that the session is over and stops Run, whoever learnt of it. While
// Run does not run, the end is shown here.
func (c *Cache) end(over *account.Error) {
	if !c.noteEnd(over) {
		_ = c.showEnd()
	}
}

// noteEnd keeps the first reason, and tells whether there was a Run to stop.
func (c *Cache) noteEnd(over *account.Error) (stopped bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over == nil {
		c.over = over
	}
	if c.cut == nil {
		return false
	}
	c.cut(c.over)
	return true
}

// finish is the end of Run; it gives the reason that was known first.
func (c *Cache) finish(over *account.Error) error {
	c.noteEnd(over)
	return c.showEnd()
}

// showEnd takes everything away and says why: nobody goes on seeing the lists
// without a session.
func (c *Cache) showEnd() error {
	over := c.wipe()
	if wipesCopy(over) {
		c.wipeCopy()
	}
	c.setStatus(func(s *account.Status) { *s = account.Status{Link: account.LinkEnded, Err: over, Copy: s.Copy} })
	return over
}
