package wiring

import (
	"context"
	"slices"

	"rollcall/account"
	"rollcall/localcache"
	"rollcall/ui/view"
)

// heedPowers wipes, until the context ends, the copies of other accounts that show
// more than the person may see by now. Only what the service has just said counts: a
// copy may know less than the others do.
func (v *visit) heedPowers(ctx context.Context) {
	rung := make(chan struct{}, 1)
	defer v.Watch(func() {
		select {
		case rung <- struct{}{}:
		default: // it looks again in any case
		}
	})()
	var heeded map[string]account.UserType
	for ctx.Err() == nil {
		online := v.Status().Link == account.LinkOnline
		if may := v.Lists().Me.Memberships; online && len(may) > 0 && !sameTypes(heeded, may) {
			heeded = typesIn(may)
			v.dismissOthers(ctx, may)
		}
		select {
		case <-rung:
		case <-ctx.Done():
		}
	}
}

func typesIn(may []account.Membership) map[string]account.UserType {
	types := map[string]account.UserType{}
	for _, m := range may {
		types[m.AccountID] = m.UserType
	}
	return types
}

func sameTypes(types map[string]account.UserType, may []account.Membership) bool {
	return len(types) == len(may) && !slices.ContainsFunc(may, func(m account.Membership) bool { return types[m.AccountID] != m.UserType })
}

// dismissOthers wipes what the person may see no longer in other accounts, and tells
// of what waited there. The account of the visit is looked after by its Cache.
func (v *visit) dismissOthers(ctx context.Context, may []account.Membership) {
	lost := v.door.dismiss(ctx, v.pass, v.facts.AccountID, may)
	if len(lost) == 0 {
		return
	}
	v.lose(lost)
	v.mu.Lock()
	told := v.onLost
	v.mu.Unlock()
	if told != nil {
		told()
	}
}

// dismiss wipes the copies that show more than a person may see by now, but for that
// of one account, and names what waited in them. When the context ends before all was
// looked at, nothing is wiped: whoever asks next does it.
func (d *Door) dismiss(ctx context.Context, p pass, except string, may []account.Membership) (lost []view.Elsewhere) {
	if p.where == nil || p.person == "" {
		return nil
	}
	var gone []string
	for _, folder := range d.copies.folders(personPart(p.server, p.person)) {
		if d.copies.outlived(ctx, p, folder, except, may) {
			gone = append(gone, folder)
		}
	}
	which := func(folder string) bool { return slices.Contains(gone, folder) }
	lost = d.copies.waiting(ctx, p, which)
	if ctx.Err() != nil {
		return nil
	}
	if err := d.copies.wipeOf(ctx, p, "", which); err != nil {
		d.o.Log.InfoContext(ctx, "the key of a wiped copy is not deleted yet", "error", err)
	}
	return lost
}

// outlived tells whether a copy is of an account that the person may enter no longer,
// or shows what only its administrators may see and they are none of them any more.
func (c *copies) outlived(ctx context.Context, p pass, folder, except string, may []account.Membership) bool {
	of := func(accountID string) bool {
		return folder == folderOf(localcache.Owner{Server: p.server, AccountID: accountID, PersonID: p.person})
	}
	if of(except) {
		return false
	}
	i := slices.IndexFunc(may, func(m account.Membership) bool { return of(m.AccountID) })
	if i < 0 || may[i].UserType == account.Administrator {
		return i < 0
	}
	administers := false
	c.peek(ctx, p.server, folder, func(found opened) {
		lists, _ := found.Lists()
		administers = view.Administers(lists)
	})
	return administers
}
