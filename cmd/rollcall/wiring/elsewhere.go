package wiring

import (
	"context"

	"rollcall/account"
	"rollcall/localcache"
	"rollcall/ui/view"
)

// WaitingElsewhere names what waits to be sent in the copies that the person has
// of other accounts of this service, and tells of each copy that could not be looked
// into, of this account too. A copy that is open elsewhere is not looked
// into: its window shows what waits.
func (v *visit) WaitingElsewhere(ctx context.Context) []view.Elsewhere {
	if v.pass.where == nil {
		return nil
	}
	return v.door.copies.waiting(ctx, v.pass, func(folder string) bool { return folder != v.kept.folder })
}

// LostElsewhere names, once, what waited in copies of other accounts and never will
// be sent, because they had to be wiped.
func (v *visit) LostElsewhere() []view.Elsewhere {
	if v.Status().Link == account.LinkEnded && v.stop != nil {
		<-v.done
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	lost := v.lost
	v.lost = nil
	return lost
}

// WatchLostElsewhere has f told, on any goroutine, when LostElsewhere has something
// new while the visit goes on. There is one such f at a time.
func (v *visit) WatchLostElsewhere(f func()) (stop func()) {
	v.setOnLost(f)
	return func() { v.setOnLost(nil) }
}

func (v *visit) setOnLost(f func()) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.onLost = f
}

// lose remembers what was lost, as far as it is known.
func (v *visit) lose(list []view.Elsewhere) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, e := range list {
		if len(e.Waiting) > 0 {
			v.lost = append(v.lost, e)
		}
	}
}

// waiting looks into copies of a person for acts that wait.
func (c *copies) waiting(ctx context.Context, p pass, which func(folder string) bool) (found []view.Elsewhere) {
	if p.person == "" {
		return nil
	}
	for _, folder := range c.folders(personPart(p.server, p.person)) {
		if !which(folder) {
			continue
		}
		if e := c.look(ctx, p.server, folder); len(e.Waiting) > 0 || e.Unread {
			found = append(found, e)
		}
	}
	return found
}

// look names what waits in a copy.
func (c *copies) look(ctx context.Context, server, folder string) (e view.Elsewhere) {
	state := c.peek(ctx, server, folder, func(found opened) {
		lists, _ := found.Lists()
		e = view.Elsewhere{AccountID: found.owner.AccountID, AccountName: lists.Account.Name, Waiting: found.Waiting()}
	})
	e.Unread = state == account.CopyLocked || state == account.CopyFailing
	return e
}

// peek opens a copy for a moment, if it can be, and tells how it stands.
func (c *copies) peek(ctx context.Context, server, folder string, see func(opened)) account.CopyState {
	c.await(ctx, folder)
	c.turn.Lock()
	defer c.turn.Unlock()
	secret, o, err := c.secret(ctx, server, folder)
	if err != nil {
		return account.CopyLocked
	}
	found := c.unlock(ctx, o, folder, secret)
	if found.Copy == nil {
		return found.state
	}
	c.remember(folder, found.state)
	see(found)
	if err := found.Close(); err != nil {
		c.log.WarnContext(ctx, "a copy was not closed well", "error", localcache.Nameless(err))
	}
	return found.state
}
