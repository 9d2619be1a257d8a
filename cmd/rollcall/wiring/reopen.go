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
// a copy that holds whole lists, or when it shows more than somebody of a certain
// type may see; without a type, the copy's own counts.
func (d *Door) reopen(ctx context.Context, p pass, folder string, as account.UserType) (ui.Visit, bool) {
	if folder == "" || p.where != d.o.Keyring {
		return nil, false
	}
	kept, whole := d.copies.reopen(ctx, p.server, folder)
	if !whole {
		return nil, false
	}
	lists, _ := kept.Lists()
	c, err := d.client(p.server)
	if err != nil || as != "" && as != account.Administrator && view.Administers(lists) {
		_ = kept.Close()
		return nil, false
	}
	p.person = kept.owner.PersonID
	d.noteOpen(p, folder)
	v := d.visit(c, p, kept.owner.AccountID, kept)
	v.facts.AccountID, v.facts.HomeID = kept.owner.AccountID, home(lists.Me.Memberships).AccountID
	v.run()
	return v, true
}

// copyFor opens the copy of an account that the service lets one into. Nothing is
// kept of the sample account, nor where the keyring does not hold the session.
// Copies of accounts that one may enter, or administer, no longer are wiped; what
// waited in them is lost.
func (d *Door) copyFor(ctx context.Context, p pass, id string, ms []account.Membership) (kept opened, lost []view.Elsewhere) {
	if p.where == nil || p.person == "" {
		return opened{}, nil
	}
	owner := localcache.Owner{Server: p.server, AccountID: id, PersonID: p.person}
	if p.where != d.o.Keyring {
		return d.copies.unopened(owner), nil
	}
	lost = d.dismiss(ctx, p, id, ms)
	kept = d.copies.open(ctx, owner)
	if kept.Copy != nil {
		d.noteOpen(p, kept.folder)
	}
	return kept, lost
}

// noteOpen remembers for the next start which copy is open.
func (d *Door) noteOpen(p pass, folder string) {
	if err := d.copies.recent.note(p.server, folder, p.token()); err != nil {
		d.o.Log.Warn("not noted which copy is open", "error", localcache.Nameless(err))
	}
}
