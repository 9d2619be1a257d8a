package localcache

import (
	"context"
	"time"

	"rollcall/account"
)

// retryKeeping is how long after a failure it is tried again to write the copy.
const retryKeeping = 30 * time.Second

// openCopy shows at once what the copy holds, as old as it is.
func (c *Cache) openCopy() {
	if c.o.Copy == nil {
		return
	}
	c.o.Copy.goBy(c.o.ClockOffset)
	found := c.o.Copy.found
	c.o.Copy.found = found.withoutLists()
	if c.o.Copy.hasStage() {
		c.o.Copy.dropOldStage(c.o.Now())
	}
	if !found.lists.Loaded {
		return
	}
	c.head, c.whole = found.lists, found.whole
	c.head.Catalogue, c.spoken = c.o.Copy.catalogue(c.language)
	c.rows.load(&c.head)
	shown := c.head
	c.lists.Store(&shown)
	c.setStatus(func(s *account.Status) { s.AsOf = found.asOf })
}

// goBy has the days of the history counted by another clock than this computer's.
func (s *scribe) goBy(offset func() time.Duration) {
	s.turn.Lock()
	defer s.turn.Unlock()
	s.offset = offset
}

// withoutLists lets go of what belongs to the Cache now.
func (f found) withoutLists() found {
	f.lists = account.Lists{}
	return f
}

// catalogue in a language, or else in the one that there is.
func (s *scribe) catalogue(language string) (catalogue account.Catalogue, spoken string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := &s.post.facts
	if _, there := f.Catalogues[language]; !there {
		language = f.Language
	}
	return f.Catalogues[language], language
}

// load takes rows over that are known to be whole.
func (m mirror) load(l *account.Lists) {
	m.users.load(l.Users)
	m.invitations.load(l.Invitations, l.Cancelled)
	m.externals.load(l.ExternalUsers)
}

func (s *shelf[T]) load(lists ...account.List[T]) {
	n := 0
	for _, l := range lists {
		n += l.Len()
	}
	s.slots, s.at = slots[T]{}, make(map[string]int, n)
	for _, l := range lists {
		for row := range l.All() {
			id, _ := s.identity(row)
			s.push(id, row)
		}
	}
}

// serveCopy writes what comes into the copy until stop, which writes the rest and
// closes it.
func (c *Cache) serveCopy() (stop func()) {
	if c.o.Copy == nil {
		return func() {}
	}
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		c.keep(done)
	}()
	return func() {
		close(done)
		<-ended
		if err := c.o.Copy.Close(); err != nil {
			c.o.Log.Warn("the copy was not closed", "error", Nameless(err))
		}
	}
}

// keep writes whenever there is something to write, and again after a failure.
func (c *Cache) keep(done <-chan struct{}) {
	var again <-chan time.Time
	for {
		select {
		case <-c.o.Copy.wake:
			if again != nil && !c.o.Copy.doomed() {
				continue // it has just failed
			}
		case <-again:
		case <-done:
			c.keepNow(true)
			return
		}
		again = nil
		if !c.keepNow(false) {
			again = c.o.After(retryKeeping)
		}
	}
}

// keepNow writes what waits, and says when this computer does not take it.
func (c *Cache) keepNow(last bool) (kept bool) {
	if c.o.Copy.doomed() {
		c.wipeCopy()
		return true
	}
	if c.o.Copy.stalled() {
		return true // it was said
	}
	err := c.o.Copy.work(context.Background(), last)
	if err != nil {
		c.o.Log.Warn("the copy could not be written", "error", Nameless(err))
		c.o.Copy.unwritten(err)
	}
	c.copyStands(&c.failing.lists, err != nil)
	return err == nil
}

// failing tells which parts of the copy this computer does not take.
type failing struct{ lists, acts bool }

// copyStands notes whether a part of the copy fails, and says so while any does.
func (c *Cache) copyStands(part *bool, fails bool) {
	c.setStatus(func(s *account.Status) { // with the lock
		*part = fails
		switch {
		case c.failing != failing{}:
			s.Copy = account.CopyFailing
		case s.Copy == account.CopyFailing:
			s.Copy = c.o.copyState()
		}
	})
}

// wipeCopy deletes the copy, and has its key deleted. It waits for the disk, and is
// not called with the lock.
func (c *Cache) wipeCopy() {
	if c.o.Copy == nil {
		return
	}
	c.wiping.Do(func() {
		if err := c.o.Copy.Wipe(); err != nil {
			// Without its key, which goes next, nobody can read what is left.
			c.o.Log.Warn("the copy was not deleted", "error", Nameless(err))
		}
		c.setStatus(func(s *account.Status) { s.Copy = account.CopyNone })
		if c.o.OnWiped != nil {
			c.o.OnWiped()
		}
	})
}

// wipesCopy tells whether a session ended in a way after which its owner may not
// see the lists again: also when it was ended from afar, as that of a lost computer
// is. After any other end the copy stays, locked, for the same person.
func wipesCopy(over *account.Error) bool {
	if over == nil || over.Code != account.SessionEnded {
		return false
	}
	switch over.Reason {
	case account.ReasonUserDeleted, account.ReasonAccessRemoved, account.ReasonSignedOut:
		return true
	}
	return false
}

// Close writes the rest into the copy and closes it, as the end of Run does. It is
// for a Cache whose Run was never called.
func (c *Cache) Close() error {
	if c.o.Copy == nil {
		return nil
	}
	c.keepNow(true)
	return c.o.Copy.Close()
}
