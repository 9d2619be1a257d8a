package localcache

import (
	"slices"

	"rollcall/account"
	"rollcall/localcache/sealed"
)

// What the records of lists.db are. The leaves of the three lists are there twice:
// those that are shown, and those of a fetch under way. Which is which says the
// head.
const (
	kindBook   sealed.Kind = 1
	kindLeaves sealed.Kind = 2 // to 7
	kindDays   sealed.Kind = 8
)

// The records of kindBook.
const (
	headNumber  = 0
	stageNumber = 1
)

// listsVersion is that of everything in lists.db. One that is written otherwise
// gets another number, and is fetched anew.
const listsVersion = 1

// clearStep is how many leaves that nobody needs any more are deleted at a time.
const clearStep = 256

// book is the ledgers of the three lists, of one generation.
type book struct {
	users       *ledger[account.User]
	invitations *ledger[account.Invitation]
	externals   *ledger[account.ExternalUser]
}

// kindsOf gives the kinds of the leaves of a generation, 0 or 1.
func kindsOf(generation int) [3]sealed.Kind {
	k := kindLeaves + 3*sealed.Kind(generation)
	return [3]sealed.Kind{k, k + 1, k + 2}
}

func newBook(generation int) book {
	k := kindsOf(generation)
	return book{
		users:       newLedger(k[0], userCodec(), func(u *account.User) string { return u.ID }),
		invitations: newLedger(k[1], invitationCodec(), func(i *account.Invitation) string { return i.ID }),
		externals:   newLedger(k[2], externalCodec(), func(e *account.ExternalUser) string { return e.ID }),
	}
}

// changes of rows, in the order in which they came.
type changes struct {
	users       []change[account.User]
	invitations []change[account.Invitation]
	externals   []change[account.ExternalUser]
}

func (c *changes) add(more changes) {
	c.users = append(c.users, more.users...)
	c.invitations = append(c.invitations, more.invitations...)
	c.externals = append(c.externals, more.externals...)
}

func (c changes) size() int { return len(c.users) + len(c.invitations) + len(c.externals) }

func changesOf(entries []entry) (c changes) {
	for _, e := range entries {
		switch e.kind {
		case account.KindUser:
			c.users = append(c.users, change[account.User]{e.id, e.user})
		case account.KindInvitation:
			c.invitations = append(c.invitations, change[account.Invitation]{e.id, e.invitation})
		case account.KindExternalUser:
			c.externals = append(c.externals, change[account.ExternalUser]{e.id, e.external})
		}
	}
	return c
}

// noter is told of each change of a row; nil functions are not.
type noter struct {
	user       func(before, after *account.User) error
	invitation func(before, after *account.Invitation) error
	external   func(before, after *account.ExternalUser) error
}

// write changes rows of all lists in one transaction.
func (b book) write(tx *sealed.Tx, c changes, n noter) (settle func(), err error) {
	users, err := b.users.write(tx, c.users, n.user)
	if err != nil {
		return nil, err
	}
	invitations, err := b.invitations.write(tx, c.invitations, n.invitation)
	if err != nil {
		return nil, err
	}
	externals, err := b.externals.write(tx, c.externals, n.external)
	return func() { users(); invitations(); externals() }, err
}

// leaf names one leaf.
type leaf struct {
	kind   sealed.Kind
	number int64
}

// all lists the leaves that there are.
func (b book) all() []leaf {
	return slices.Concat(b.users.all(), b.invitations.all(), b.externals.all())
}

func (l *ledger[T]) all() []leaf {
	out := make([]leaf, len(l.leaves))
	for i, size := range l.leaves {
		out[i] = leaf{l.kind, int64(size.number)}
	}
	return out
}
