package localcache

import (
	"context"
	"time"

	"rollcall/account"
)

// hasStage tells whether the file holds a fetch that was interrupted in an earlier
// run of the program.
func (c *Copy) hasStage() bool { return c != nil && c.found.mark != nil }

// resumeFetch reads the pages that an earlier run of the program has fetched; nil
// when there are none, or they cannot be read.
func (c *Copy) resumeFetch(ctx context.Context) *stage {
	if !c.hasStage() {
		return nil
	}
	mark := *c.found.mark
	c.turn.Lock()
	defer c.turn.Unlock()
	if c.file == nil {
		return nil
	}
	staged, rows, err := readBook(ctx, c.file, 1-c.kept.Generation)
	if err != nil {
		c.o.Log.WarnContext(ctx, "what was fetched before cannot be read", "error", Nameless(err))
		return nil
	}
	c.staged, c.unread, c.found.mark = staged, false, nil
	s := &stage{mark: mark, fresh: newMirror()}
	s.fresh.users.load(account.ListOf(rows.users...))
	s.fresh.invitations.load(account.ListOf(rows.invitations...))
	s.fresh.externals.load(account.ListOf(rows.externals...))
	return s
}

// dropOldStage drops a fetch that was interrupted so long ago that nobody will go
// on with it: what was fetched is not kept without use.
func (c *Copy) dropOldStage(now time.Time) {
	if age := now.Sub(c.found.mark.Begun); age < 0 || age >= stageLifetime {
		c.giveUpFetch()
	}
}
