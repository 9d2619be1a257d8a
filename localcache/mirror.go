package localcache

import (
	"encoding/json"
	"time"

	"rollcall/account"
)

// mirror is the rows of the three lists. Pending and cancelled invitations
// share a shelf: one becomes the other.
type mirror struct {
	users       *shelf[account.User]
	invitations *shelf[account.Invitation]
	externals   *shelf[account.ExternalUser]
}

func newMirror() mirror {
	return mirror{
		users:       newShelf(func(u *account.User) (string, int64) { return u.ID, u.Version }),
		invitations: newShelf(func(i *account.Invitation) (string, int64) { return i.ID, i.Version }),
		externals:   newShelf(func(e *account.ExternalUser) (string, int64) { return e.ID, e.Version }),
	}
}

func (m mirror) settle(began uint64, now time.Time) {
	m.users.settle(began, now)
	m.invitations.settle(began, now)
	m.externals.settle(began, now)
}

func (m mirror) adopt(fresh mirror, began uint64) {
	m.users.adopt(fresh.users, began)
	m.invitations.adopt(fresh.invitations, began)
	m.externals.adopt(fresh.externals, began)
}

// entry is one change of the feed, decoded.
type entry struct {
	kind       account.Kind
	id         string
	gone       bool
	user       *account.User
	invitation *account.Invitation
	external   *account.ExternalUser
}

// decodeChanges checks a page of the feed as a whole: one that makes no sense
// anywhere is not applied at all. Kinds and operations of a later version are
// left out.
func decodeChanges(p account.Changes, since int64) ([]entry, error) {
	if p.Next < since || (p.More && p.Next == since) {
		return nil, account.Faultf(account.BadAnswer, "the feed does not go on")
	}
	entries, last := make([]entry, 0, len(p.Changes)), since
	for _, c := range p.Changes {
		if c.ID == "" || c.Seq <= last || c.Seq > p.Next {
			return nil, account.Faultf(account.BadAnswer, "the feed is out of order")
		}
		last = c.Seq
		e, known, err := decodeChange(c)
		if err != nil {
			return nil, err
		}
		if known {
			entries = append(entries, e)
		}
	}
	return entries, nil
}

func decodeChange(c account.Change) (e entry, known bool, err error) {
	e = entry{kind: c.Kind, id: c.ID, gone: c.Op == account.Delete}
	if !e.gone && c.Op != account.Upsert {
		return e, false, nil
	}
	var id string
	switch c.Kind {
	case account.KindUser:
		e.user, id, err = decodeItem(c, e.gone, func(u *account.User) string { return u.ID })
	case account.KindInvitation:
		e.invitation, id, err = decodeItem(c, e.gone, func(i *account.Invitation) string { return i.ID })
	case account.KindExternalUser:
		e.external, id, err = decodeItem(c, e.gone, func(x *account.ExternalUser) string { return x.ID })
	default:
		return e, false, nil
	}
	if err != nil || id != c.ID {
		return e, false, account.Faultf(account.BadAnswer, "an item of the feed cannot be read")
	}
	return e, true, nil
}

func decodeItem[T any](c account.Change, gone bool, id func(*T) string) (*T, string, error) {
	if gone {
		return nil, c.ID, nil
	}
	item := new(T)
	if err := json.Unmarshal(c.Item, item); err != nil {
		return nil, "", err
	}
	return item, id(item), nil
}

func (m mirror) applyAll(p feedPage, now time.Time) {
	for _, e := range p.entries {
		m.apply(e, p.began, now)
	}
}

// apply takes one change from a request that began at a moment.
func (m mirror) apply(e entry, began uint64, now time.Time) {
	switch e.kind {
	case account.KindUser:
		applyTo(m.users, e.id, e.user, began, now)
	case account.KindInvitation:
		applyTo(m.invitations, e.id, e.invitation, began, now)
	case account.KindExternalUser:
		applyTo(m.externals, e.id, e.external, began, now)
	}
}

func applyTo[T any](s *shelf[T], id string, row *T, began uint64, now time.Time) {
	if row == nil {
		s.feedDelete(id, began, now)
		return
	}
	s.feedPut(row, began)
}

// split parts the invitations that can still be completed or resent from those
// that were cancelled.
func split(all account.List[account.Invitation]) (pending, cancelled []*account.Invitation) {
	pending = make([]*account.Invitation, 0, all.Len())
	for i := range all.All() {
		if i.State == account.InvitationCancelled {
			cancelled = append(cancelled, i)
		} else {
			pending = append(pending, i)
		}
	}
	return pending, cancelled
}
