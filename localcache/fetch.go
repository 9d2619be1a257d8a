package localcache

import (
	"context"
	"time"

	"rollcall/account"
)

// pageLimit is the largest page that the service gives.
const pageLimit = 500

// updating says that a fetch is under way.
func (c *Cache) updating() {
	c.setStatus(func(s *account.Status) {
		s.Link = account.LinkUpdating
		if s.AsOf.IsZero() {
			s.Link = account.LinkConnecting
		}
	})
}

// knocking says that an attempt begins. After a failed one the copy goes on
// saying that it is offline, and since when, until the service has answered:
// that may take half a minute, or never happen.
func (c *Cache) knocking() {
	c.setStatus(func(s *account.Status) { s.NextTry = time.Time{} })
	if c.Status().Link != account.LinkOffline {
		c.updating()
	}
}

// answered says that the service is there again.
func (c *Cache) answered() {
	if c.out != nil {
		c.out.reach()
	}
	if c.Status().Link == account.LinkOffline {
		c.updating()
	}
}

// synchronise is the first fetch of a connection.
func (c *Cache) synchronise(ctx context.Context) error {
	c.knocking()
	if !c.lists.Load().Loaded {
		return c.full(ctx)
	}
	if err := c.fetchHead(ctx); err != nil {
		return err
	}
	return c.catchUp(ctx)
}

// fetchHead reads what is no row: the account, one's own profile, the catalogue,
// the notices.
func (c *Cache) fetchHead(ctx context.Context) error {
	if err := c.fetchSelf(ctx); err != nil {
		return err
	}
	c.mu.Lock()
	language := c.language
	c.mu.Unlock()
	catalogue, err := c.remote.Permissions(ctx, language)
	if err != nil {
		return err
	}
	c.change(func(uint64) { c.head.Catalogue, c.spoken = catalogue, language })
	c.readNotices(ctx)
	return nil
}

// fetchSelf reads the account and one's own profile with the accounts one may
// enter. Neither is in the feed.
func (c *Cache) fetchSelf(ctx context.Context) error {
	began := c.moment()
	a, err := c.remote.Account(ctx)
	if err != nil {
		return err
	}
	c.answered()
	me, err := c.remote.Me(ctx)
	if err != nil {
		return err
	}
	c.change(func(uint64) {
		c.placeAccount(a)
		if me.ID != c.head.Me.ID || me.Version >= c.head.Me.Version {
			c.placeMe(me, began)
		}
	})
	return nil
}

// administers tells whether the person may read the lists (R2).
func administers(l *account.Lists) bool {
	for _, m := range l.Me.Memberships {
		if m.AccountID == l.Account.ID {
			return m.UserType == account.Administrator
		}
	}
	return false
}

// look is what is done now and then although nothing was announced: besides the
// feed, it finds what the feed does not speak of.
func (c *Cache) look(ctx context.Context) error {
	c.readNoticesInTime(ctx)
	if administers(c.lists.Load()) {
		if err := c.fetchSelf(ctx); err != nil {
			return err
		}
	}
	return c.catchUp(ctx)
}

// catchUp reads the feed on from where the copy is, or everything when the
// feed no longer reaches back so far or was never followed. Somebody who may not
// see the lists has no feed either; they read themselves anew.
func (c *Cache) catchUp(ctx context.Context) error {
	lists := c.lists.Load()
	if !administers(lists) {
		asked := c.o.Now()
		if err := c.fetchSelf(ctx); err != nil || !administers(c.lists.Load()) {
			return c.known(asked, err)
		}
		return c.full(ctx)
	}
	if !lists.Loaded {
		return c.full(ctx)
	}
	asked, err := c.readFeed(ctx, lists.Seq, c.take)
	switch account.CodeOf(err) {
	case account.ChangesExpired, account.Forbidden:
		return c.full(ctx)
	}
	if err == nil {
		c.giveUpStage()
	}
	return c.known(asked, err)
}

// known moves the age of the lists after a successful fetch that began at asked.
func (c *Cache) known(asked time.Time, err error) error {
	if err != nil {
		return err
	}
	c.setStatus(func(s *account.Status) { s.AsOf, s.Fetched, s.Total = asked, 0, 0 })
	c.o.Copy.knownAt(asked)
	return nil
}

// feedPage is a page of the feed that was found to make sense.
type feedPage struct {
	entries []entry
	next    int64
	last    bool
	// began is the moment of the request.
	began uint64
}

// readFeed hands over the feed page by page until there is no more, and gives
// the time at which all of it was true.
func (c *Cache) readFeed(ctx context.Context, since int64, take func(feedPage)) (asked time.Time, err error) {
	for {
		asked = c.o.Now()
		began := c.moment()
		raw, err := c.remote.Changes(ctx, since, pageLimit)
		if err != nil {
			return asked, err
		}
		if raw.Next < since {
			// The service has gone back in time, as after restoring a backup.
			return asked, account.Fault(account.ChangesExpired)
		}
		entries, err := decodeChanges(raw, since)
		if err != nil {
			return asked, err
		}
		take(feedPage{entries: entries, next: raw.Next, last: !raw.More, began: began})
		if !raw.More {
			return asked, nil
		}
		since = raw.Next
	}
}

// take makes a page of the feed visible.
func (c *Cache) take(p feedPage) {
	c.change(func(uint64) {
		now := c.o.Now()
		c.rows.applyAll(p, now)
		if p.last {
			c.rows.settle(p.began, now)
		}
		if p.next != c.head.Seq {
			c.o.Copy.takeFeed(p.entries, p.next)
		}
		c.head.Seq = p.next
		c.seeMyself()
	})
}

// seeMyself carries what the list says of the signed-in person over to their
// profile, when it is newer.
func (c *Cache) seeMyself() {
	if me := c.rows.users.get(c.head.Me.ID); me != nil && me.Version > c.head.Me.Version {
		c.head.Me.User = *me
	}
}

// full reads everything anew while the old lists stay visible, and then puts
// the new ones in their place in one step.
func (c *Cache) full(ctx context.Context) error {
	if err := c.fetchHead(ctx); err != nil {
		return err
	}
	asked := c.o.Now()
	if !administers(c.lists.Load()) {
		return c.known(asked, nil)
	}
	asked, err := c.readEverything(ctx)
	if account.CodeOf(err) == account.Forbidden {
		return c.refused(ctx, err)
	}
	return c.known(asked, err)
}

// refused forgets the rows that the service no longer gives, and finds out what
// one is now. A service that goes on calling an administrator somebody to whom it
// refuses the lists is asked again later.
func (c *Cache) refused(ctx context.Context, err error) error {
	c.giveUpStage()
	c.change(func(uint64) {
		c.forgetRows()
		c.o.Copy.forgetRows()
	})
	asked := c.o.Now()
	if err := c.fetchSelf(ctx); err != nil {
		return err
	}
	if administers(c.lists.Load()) {
		return err
	}
	return c.known(asked, nil)
}
