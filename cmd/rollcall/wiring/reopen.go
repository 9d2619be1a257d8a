package wiring

import (
	"context"

	"rollcall/account"
	"rollcall/localcache"
	"rollcall/ui"
	"rollcall/ui/view"
)

// reopen enters an account by its copy alone: the service is asked afterwards, by
// the visit, whether the session lives. False without a session in the keyring or
// a copy that holds whole lists.
func (d *Door) reopen(ctx context.Context, p pass, folder string) (ui.Visit, bool) {
	if folder == "" || p.where != d.o.Keyring {
		return nil, false
	}
	kept, whole := d.copies.reopen(ctx, p.server, folder)
	if !whole {
		return nil, false
	}
	c, err := d.client(p.server)
	if err != nil {
		_ = kept.Close()
		return nil, false
	}
	p.person = kept.owner.PersonID
	d.noteOpen(p, folder)
	lists, _ := kept.Lists()
	v := d.visit(c, p, kept.owner.AccountID, kept)
	v.facts.AccountID, v.facts.HomeID = kept.owner.AccountID, home(lists.Me.Memberships).AccountID
	v.run()
	return v, true
}

// copyFor opens the copy of an account that the service lets one into. Nothing is
// kept of the sample account, nor where the keyring does not hold the session.
// Copies of accounts that one may enter no longer are wiped; what waited in them
// is lost.
func (d *Door) copyFor(ctx context.Context, p pass, id string, ms []account.Membership) (kept opened, lost []view.Elsewhere) {
	if p.where == nil || p.where != d.o.Keyring || p.person == "" {
		return opened{}, nil
	}
	lost = d.copies.waiting(ctx, p, closed(p, ms))
	if err := d.copies.wipeOf(ctx, p, "", closed(p, ms)); err != nil {
		d.o.Log.InfoContext(ctx, "the key of a wiped copy is not deleted yet", "error", err)
	}
	kept = d.copies.open(ctx, localcache.Owner{Server: p.server, AccountID: id, PersonID: p.person})
	if kept.Copy != nil {
		d.noteOpen(p, kept.folder)
	}
	return kept, lost
}

// noteOpen remembers for the next start which copy is open.
func (d *Door) noteOpen(p pass, folder string) {
	if err := d.copies.recent.note(p.server, folder, p.token()); err != nil {
		d.o.Log.Warn("not noted which copy is open", "error", nameless(err))
	}
}
