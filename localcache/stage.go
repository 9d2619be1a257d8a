package localcache

import (
	"context"
	"time"

	"rollcall/account"
)

// stageLifetime is how long a full fetch may be interrupted: well within the thirty
// days over which the feed reaches back.
const stageLifetime = 7 * 24 * time.Hour

// stage is a full fetch under way. One that was interrupted, be it by the end of
// the program, goes on where it stood.
type stage struct {
	mark  stageMark
	fresh mirror
}

// fits tells whether a fetch can be gone on with: it is for the same person, and
// what changed since it began can still be learnt. After a clock was set back
// nobody knows.
func (m stageMark) fits(l *account.Lists, now time.Time) bool {
	age := now.Sub(m.Begun)
	return m.AccountID == l.Account.ID && m.PersonID == l.Me.ID && age >= 0 && age < stageLifetime
}

// readEverything reads all pages into a mirror of its own, then the feed from
// where it stood before, and makes the whole visible. A fetch that was gone on
// with, and that the service does not know how to go on with, is begun anew.
func (c *Cache) readEverything(ctx context.Context) (asked time.Time, err error) {
	asked = c.o.Now()
	s, resumed, err := c.openStage(ctx)
	if err != nil {
		return asked, err
	}
	asked, err = c.readStage(ctx, s)
	if err == nil || interrupted(err) {
		return asked, err
	}
	c.giveUpStage()
	if resumed && account.CodeOf(err) != account.Forbidden {
		return c.readEverything(ctx)
	}
	return asked, err
}

// interrupted tells whether a fetch that failed can be gone on with later.
func interrupted(err error) bool {
	switch account.CodeOf(err) {
	case account.MalformedRequest, account.ValidationFailed, account.ChangesExpired, account.NotFound, account.Forbidden:
		return false
	}
	return true
}

// openStage goes on with the fetch that was interrupted, or begins one.
func (c *Cache) openStage(ctx context.Context) (s *stage, resumed bool, err error) {
	lists := c.lists.Load()
	if c.stage == nil {
		c.stage = c.o.Copy.resumeFetch(ctx)
	}
	if c.stage != nil && c.stage.mark.fits(lists, c.o.Now()) {
		return c.stage, true, nil
	}
	c.giveUpStage()
	start, err := c.remote.Changes(ctx, account.SinceNow, 1)
	if err != nil {
		return nil, false, err
	}
	c.stage = &stage{fresh: newMirror(), mark: stageMark{
		AccountID: lists.Account.ID, PersonID: lists.Me.ID, Begun: c.o.Now().Round(0).UTC(), Seq: start.Next,
	}}
	return c.stage, false, nil
}

// giveUpStage drops a fetch that nobody will go on with.
func (c *Cache) giveUpStage() {
	if c.stage != nil || c.o.Copy.hasStage() {
		c.stage = nil
		c.o.Copy.giveUpFetch()
	}
}

// readStage takes a fetch to its end.
func (c *Cache) readStage(ctx context.Context, s *stage) (asked time.Time, err error) {
	asked = c.o.Now()
	if err := c.readLists(ctx, s); err != nil {
		return asked, err
	}
	began := c.moment()
	asked, err = c.readFeed(ctx, s.mark.Seq, func(p feedPage) {
		s.fresh.applyAll(p, c.o.Now())
		s.mark.Seq = p.next
		c.o.Copy.takePage(changesOf(p.entries), s.mark)
	})
	if err != nil {
		return asked, err
	}
	c.change(func(uint64) {
		c.rows.adopt(s.fresh, began)
		c.whole, c.head.Seq = true, s.mark.Seq
		c.seeMyself()
		c.o.Copy.finishFetch(s.mark.Seq, asked)
	})
	c.stage = nil
	return asked, nil
}
