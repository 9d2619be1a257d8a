package localcache

import (
	"context"
	"time"

	"rollcall/account"
)

// connection is one attempt to be online: a stream, and fetches beside it.
type connection struct {
	c *Cache
	// broken gives why the stream ended, once.
	broken chan error
	opened bool
	// closed is the maintenance that the service announced before it ended the
	// stream; nil: none. It is read once the stream has ended.
	closed *account.Error
	// announced is the latest sequence number heard of.
	announced int64
	// onlineSince is when everything was first known to be true; zero before.
	onlineSince time.Time
}

// connect is online until something fails, and says how long it lasted.
func (c *Cache) connect(life context.Context) (lasted time.Duration, err error) {
	ctx, cancel := context.WithCancel(life)
	k := &connection{c: c, broken: make(chan error, 1)}
	c.inbox.put(func(n *news) { n.opened, n.announced = false, 0 })
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		k.broken <- c.remote.Events(ctx, k.hear)
	}()
	defer func() {
		cancel()
		<-gone
		if c.out != nil {
			c.out.shut()
		}
	}()
	err = k.follow(ctx)
	if !k.onlineSince.IsZero() {
		lasted = c.o.Now().Sub(k.onlineSince)
	}
	return lasted, err
}

// hear takes an event from the stream. It must not wait.
func (k *connection) hear(e account.Event) {
	switch e.Kind {
	case account.EventOpened:
		k.c.inbox.put(func(n *news) { n.opened = true })
	case account.EventChanged:
		k.c.inbox.put(func(n *news) { n.announced = max(n.announced, e.Seq) })
	case account.EventAccessChanged:
		k.c.empower(e)
		k.c.inbox.put(func(n *news) { n.access = true })
	case account.EventNotices:
		k.c.inbox.put(func(n *news) { n.notices = true })
	case account.EventMaintenance:
		k.closed = k.c.maintenance(e.Until)
	case account.EventSessionEnded:
		k.c.end(&account.Error{Code: account.SessionEnded, Reason: e.Reason})
	}
}

// follow fetches what is missing, then whatever is announced.
func (k *connection) follow(ctx context.Context) error {
	if err := k.c.synchronise(ctx); err != nil {
		return err
	}
	if k.c.out != nil {
		k.c.out.open()
	}
	for {
		k.settle()
		if err := k.await(ctx, k.c.o.After(k.pollEvery())); err != nil {
			return err
		}
	}
}

// await deals with what comes next, at the latest when it is time to read the
// feed although nothing was announced: an announcement may have been lost.
func (k *connection) await(ctx context.Context, poll <-chan time.Time) error {
	for {
		looked := k.wallClock()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-k.broken:
			return k.streamEnd(err)
		case <-k.c.inbox.wake:
			return k.attend(ctx, k.c.inbox.take())
		case <-poll:
			return k.c.look(ctx)
		case <-k.c.o.After(lookEvery):
			if k.wallClock().Sub(looked) > lookEvery+slept {
				return errRetryNow
			}
		}
	}
}

// wallClock is the time without the monotonic reading, which stands still while
// the computer sleeps. After a sleep the stream only looks open: to wait until
// it is found silent would be to show old lists as true ones.
func (k *connection) wallClock() time.Time { return k.c.o.Now().Round(0) }

// streamEnd gives a reason to a stream that ended without one.
func (k *connection) streamEnd(err error) error {
	switch {
	case k.closed != nil:
		return k.closed
	case err == nil:
		return account.Faultf(account.Unreachable, "the stream ended")
	}
	return err
}

func (k *connection) pollEvery() time.Duration {
	if k.opened {
		return k.c.o.PollEvery
	}
	return min(unopenedPoll, k.c.o.PollEvery)
}

// settle says online if, and only if, the stream is open and all that it
// announced was fetched.
func (k *connection) settle() {
	lists := k.c.lists.Load()
	if !k.opened || (k.announced > lists.Seq && administers(lists)) {
		return
	}
	if k.onlineSince.IsZero() {
		k.onlineSince = k.c.o.Now()
	}
	k.c.setStatus(func(s *account.Status) {
		s.Link, s.Err, s.NextTry = account.LinkOnline, nil, time.Time{}
	})
}

// attend deals with the news, the widest fetch first.
func (k *connection) attend(ctx context.Context, n news) error {
	opening := n.opened && !k.opened
	k.opened = k.opened || n.opened
	k.announced = max(k.announced, n.announced)
	if n.refresh && !k.opened {
		return errRetryNow
	}
	if n.notices {
		k.c.readNotices(ctx)
	}
	if n.access {
		k.c.updating()
		return k.c.full(ctx)
	}
	if n.language || n.refresh || n.doubt {
		if err := k.c.fetchHead(ctx); err != nil {
			return err
		}
	}
	lists := k.c.lists.Load()
	if !opening && !n.refresh && lists.Loaded && k.announced <= lists.Seq {
		return nil
	}
	k.c.updating()
	return k.c.catchUp(ctx)
}
