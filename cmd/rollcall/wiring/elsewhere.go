package wiring

import (
	"context"
	"slices"

	"rollcall/account"
	"rollcall/localcache"
	"rollcall/ui/view"
)

// WaitingElsewhere names what waits to be sent in the copies that the person has
// of other accounts of this service. A copy that is open elsewhere is not looked
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

// lose remembers what was lost.
func (v *visit) lose(list []view.Elsewhere) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.lost = append(v.lost, list...)
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
		if e := c.look(ctx, p.server, folder); len(e.Waiting) > 0 {
			found = append(found, e)
		}
	}
	return found
}

// look opens a copy for a moment.
func (c *copies) look(ctx context.Context, server, folder string) (e view.Elsewhere) {
	c.await(ctx, folder)
	c.turn.Lock()
	defer c.turn.Unlock()
	secret, o, err := c.secret(ctx, server, folder)
	if err != nil {
		return e
	}
	found := c.unlock(ctx, o, folder, secret)
	if found.Copy == nil {
		return e
	}
	c.remember(folder, found.state)
	lists, _ := found.Lists()
	e = view.Elsewhere{AccountID: o.AccountID, AccountName: lists.Account.Name, Waiting: found.Waiting()}
	if err := found.Close(); err != nil {
		c.log.WarnContext(ctx, "a copy was not closed well", "error", nameless(err))
	}
	return e
}

// closed tells which copies of a person are of accounts that they may enter no
// longer.
func closed(p pass, may []account.Membership) func(folder string) bool {
	return func(folder string) bool {
		return !slices.ContainsFunc(may, func(m account.Membership) bool {
			return folder == folderOf(localcache.Owner{Server: p.server, AccountID: m.AccountID, PersonID: p.person})
		})
	}
}
