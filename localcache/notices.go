package localcache

import (
	"context"
	"errors"
	"time"

	"rollcall/account"
)

const (
	// noticesEvery is how often the notices are read although the stream spoke of
	// none: not every service's does.
	noticesEvery = 10 * time.Minute
	// askEvery is how often it is asked during maintenance whether it is over:
	// operators are often done early.
	askEvery = 30 * time.Second
)

// readNotices reads what is announced (R17). An account is shown without, when
// that fails.
func (c *Cache) readNotices(ctx context.Context) {
	c.mu.Lock()
	language := c.language
	c.mu.Unlock()
	asked := c.o.Now()
	list, err := c.remote.Notices(ctx, language)
	if err != nil {
		if ctx.Err() == nil {
			c.o.Log.InfoContext(ctx, "the notices were not read", "error", err)
		}
		return
	}
	c.change(func(uint64) { c.head.Notices, c.noticed = list, asked })
}

// readNoticesInTime reads them when that was long ago.
func (c *Cache) readNoticesInTime(ctx context.Context) {
	c.mu.Lock()
	age := c.o.Now().Sub(c.noticed)
	c.mu.Unlock()
	if age >= noticesEvery {
		c.readNotices(ctx)
	}
}

func sameNotice(a, b account.Notice) bool {
	return a.ID == b.ID && a.Kind == b.Kind && a.Text == b.Text && a.StartsAt.Equal(b.StartsAt) && a.EndsAt.Equal(b.EndsAt)
}

// serviceNow is the time by the service's clock.
func (c *Cache) serviceNow() time.Time { return c.o.Now().Add(c.o.ClockOffset()) }

// maintenance is the fault of a service that is maintained until a moment.
func (c *Cache) maintenance(until time.Time) *account.Error {
	return &account.Error{Code: account.Maintenance, RetryAfter: max(0, until.Sub(c.serviceNow())), Until: until}
}

// explained is why the service is away: one that cannot be reached while its
// maintenance was announced is being maintained. It is tried as often as otherwise.
func (c *Cache) explained(err error) error {
	end, on := account.MaintenanceUntil(c.lists.Load().Notices, c.serviceNow())
	if !on || account.CodeOf(err) != account.Unreachable {
		return err
	}
	fault := c.maintenance(end)
	fault.Cause = err
	return fault
}

// askEarly begins to ask whether maintenance is over, where it was announced: who
// is asked to wait for another reason does so. It never fires otherwise.
func (c *Cache) askEarly(life context.Context, err error) <-chan time.Time {
	if account.CodeOf(err) != account.Maintenance || !c.closedStill(life) {
		return nil
	}
	return c.o.After(c.spread(askEvery))
}

// closedStill tells whether the notices say that it is maintenance now, and shows
// until when they do. Who cannot be asked has not said that it is over.
func (c *Cache) closedStill(life context.Context) bool {
	c.readNotices(life)
	end, on := account.MaintenanceUntil(c.lists.Load().Notices, c.serviceNow())
	if on {
		c.setStatus(func(s *account.Status) { s.Err = lasting(s.Err, end, c.serviceNow()) })
	}
	return on
}

// lasting is the fault of maintenance with another end.
func lasting(err error, end, now time.Time) error {
	var fault *account.Error
	if !errors.As(err, &fault) || fault.Until.Equal(end) {
		return err
	}
	told := *fault
	told.Until, told.RetryAfter = end, max(0, end.Sub(now))
	return &told
}
