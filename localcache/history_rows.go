package localcache

import (
	"context"
	"maps"
	"slices"

	"rollcall/account"
)

// noted is how rows of one list are noted.
type noted[T any] struct {
	n       *notes
	kind    account.Kind
	codec   rowCodec[T]
	id      func(*T) string
	version func(*T) int64
}

func (n *notes) users() noted[account.User] {
	return noted[account.User]{
		n, account.KindUser, userCodec(),
		func(u *account.User) string { return u.ID }, func(u *account.User) int64 { return u.Version },
	}
}

func (n *notes) invitations() noted[account.Invitation] {
	return noted[account.Invitation]{
		n, account.KindInvitation, invitationCodec(),
		func(i *account.Invitation) string { return i.ID }, func(i *account.Invitation) int64 { return i.Version },
	}
}

func (n *notes) externals() noted[account.ExternalUser] {
	return noted[account.ExternalUser]{
		n, account.KindExternalUser, externalCodec(),
		func(e *account.ExternalUser) string { return e.ID }, func(e *account.ExternalUser) int64 { return e.Version },
	}
}

// noter notes what is written into the ledgers.
func (n *notes) noter() noter {
	return noter{user: n.users().change, invitation: n.invitations().change, external: n.externals().change}
}

// change notes a row that is no longer what it was.
func (r noted[T]) change(before, after *T) error {
	switch {
	case before == nil && after == nil:
		return nil
	case before == nil:
		return r.n.row(r.kind, r.id(after), nil)
	case after != nil && r.version(before) == r.version(after):
		return nil
	}
	return r.n.row(r.kind, r.id(before), r.codec.encode([]*T{before}))
}

// exchange notes in what the rows of a full fetch differ from those that were
// shown before.
func (n *notes) exchange(shown, fetched book) error {
	if err := n.users().exchange(shown.users, fetched.users); err != nil {
		return err
	}
	if err := n.invitations().exchange(shown.invitations, fetched.invitations); err != nil {
		return err
	}
	return n.externals().exchange(shown.externals, fetched.externals)
}

// exchange keeps no more than the versions in memory, and one leaf.
func (r noted[T]) exchange(shown, fetched *ledger[T]) error {
	versions := map[string]int64{}
	err := r.each(fetched, func(row *T) error {
		versions[r.id(row)] = r.version(row)
		return nil
	})
	if err != nil {
		return err
	}
	err = r.each(shown, func(before *T) error {
		version, there := versions[r.id(before)]
		delete(versions, r.id(before))
		if there && version == r.version(before) {
			return nil
		}
		return r.change(before, nil)
	})
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(versions)) {
		if err := r.n.row(r.kind, id, nil); err != nil {
			return err
		}
	}
	return nil
}

// each reads the rows of a ledger, leaf by leaf.
func (r noted[T]) each(l *ledger[T], tell func(*T) error) error {
	for _, leaf := range l.leaves {
		body, err := r.n.tx.Get(l.kind, int64(leaf.number))
		if err != nil {
			return missing(err)
		}
		rows, err := r.codec.decode(body)
		if err != nil {
			return err
		}
		for i := range rows {
			if err := tell(&rows[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// pastRows are rows as they were, by their identifiers; nil for one that was not
// there.
type pastRows struct {
	users       map[string]*account.User
	invitations map[string]*account.Invitation
	externals   map[string]*account.ExternalUser
}

// rowsBefore is undo with the rows read: what is to be put in place of those of
// now to see how a day ended.
func (h *history) rowsBefore(ctx context.Context, day date) (p pastRows, err error) {
	before, err := h.undo(ctx, day)
	if err != nil {
		return p, err
	}
	if p.users, err = readPast(before, account.KindUser, userCodec()); err != nil {
		return p, err
	}
	if p.invitations, err = readPast(before, account.KindInvitation, invitationCodec()); err != nil {
		return p, err
	}
	p.externals, err = readPast(before, account.KindExternalUser, externalCodec())
	return p, err
}

func readPast[T any](before map[rowKey][]byte, kind account.Kind, codec rowCodec[T]) (map[string]*T, error) {
	past := map[string]*T{}
	for key, body := range before {
		switch {
		case key.kind != kind:
		case body == nil:
			past[key.id] = nil
		default:
			rows, err := codec.decode(body)
			if err != nil || len(rows) != 1 {
				return nil, errLeaf
			}
			past[key.id] = &rows[0]
		}
	}
	return past, nil
}
