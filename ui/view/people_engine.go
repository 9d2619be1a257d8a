package view

import (
	"cmp"
	"slices"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// pendingAtFirst is how many invitations are shown before Show all.
const pendingAtFirst = 5

// engine turns lists and a query into rows. It remembers what it made of each
// item; one goroutine at a time uses it.
type engine struct {
	words     *words.Words
	users     *index[account.User]
	externals *index[account.ExternalUser]
	pending   *index[account.Invitation]
	cancelled *index[account.Invitation]
	// fresh are the invitations that wait to be sent, unsent what they are made of.
	fresh  *index[account.Invitation]
	unsent map[*account.Waiting]*account.Invitation
}

func newEngine(w *words.Words) *engine {
	return &engine{
		words:     w,
		users:     newIndex(describeUser),
		externals: newIndex(describeExternal),
		pending:   newIndex(describeInvitation),
		cancelled: newIndex(describeInvitation),
		fresh:     newIndex(describeInvitation),
	}
}

func describeUser(u *account.User) (string, string) {
	name := u.Name()
	return name + "\n" + u.Email + "\n" + u.Username, name
}

func describeExternal(e *account.ExternalUser) (string, string) {
	name := e.Name()
	return name + "\n" + e.Email + "\n" + e.HomeAccountName, name
}

func describeInvitation(i *account.Invitation) (string, string) { return i.Email, i.Email }

// found is what the engine found: the rows, and how many there are of what.
type found struct {
	rows Rows
	// chips counts by filter, whatever is searched.
	chips [filterCount]int
	// sections counts what answers the query.
	sections [sectionCount]int
	// hidden is how many invitations stand behind Show all, invitations how many
	// there are with those that wait to be sent.
	hidden, invitations int
	// long tells that there are more invitations than stand there at first.
	long bool
	// waits are the acts that wait, by row.
	waits waits
	// expired invitations that answer the search, resendable those of them whose
	// mail did not come back, and all that expire within 24 hours and may still be
	// followed; the most urgent first.
	expired, resendable, expiring []*account.Invitation
	// buried tells that the first that expires is not among the rows on top.
	buried bool
}

// find answers a query. gone lists the invitations that the service has
// cancelled or restored but that the lists still hold as they were, by key.
func (e *engine) find(l account.Lists, q query, gone map[string]int64, now time.Time) found {
	e.users.update(l.Users, e.words.Collator)
	e.externals.update(l.ExternalUsers, e.words.Collator)
	e.pending.update(l.Invitations, e.words.Collator)
	e.cancelled.update(l.Cancelled, e.words.Collator)

	f := found{waits: waitsOf(l)}
	fresh := e.updateFresh(l.Waiting)
	f.addPending(e, q, gone, fresh, now)
	f.addCancelled(e, q, gone)
	f.addUsers(e, q)
	f.addExternals(e, q)
	f.chips[FilterAll] = l.Users.Len() + f.chips[FilterPending] + f.chips[FilterExternal]
	return f
}

// updateFresh takes over the invitations that wait to be sent, and gives the act
// behind each.
func (e *engine) updateFresh(list []*account.Waiting) map[*account.Invitation]*account.Waiting {
	kept := map[*account.Waiting]*account.Invitation{}
	acts := map[*account.Invitation]*account.Waiting{}
	var items []*account.Invitation
	for _, a := range list {
		if a.Deed != account.DeedInvite || a.Invitation == nil || a.State == account.WaitingLost {
			continue
		}
		i := e.unsent[a]
		if i == nil {
			i = &account.Invitation{Email: a.Invitation.Email, UserType: a.Invitation.UserType, Permissions: a.Invitation.Permissions}
		}
		kept[a], acts[i] = i, a
		items = append(items, i)
	}
	e.unsent = kept
	e.fresh.update(account.ListOf(items...), e.words.Collator)
	return acts
}

// heading begins a section that has rows and tells whether they are to follow.
func (f *found) heading(q query, s Section, count int) bool { return f.headed(q, s, count, count) }

// headed is heading for a section with more rows than count: what the service does
// not know of yet is not counted.
func (f *found) headed(q query, s Section, count, rows int) bool {
	f.sections[s] = count
	if rows == 0 || !q.filter.shows(s) {
		return false
	}
	f.rows.add(run{kind: RowHeading, section: s, count: 1})
	return !q.hides(s)
}

func (f *found) addPending(e *engine, q query, gone map[string]int64, fresh map[*account.Invitation]*account.Waiting, now time.Time) {
	list := selectEntries(e.pending.byName, nil, notGone(gone, invitationOf))
	f.chips[FilterPending] = len(list)
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b *entry[account.Invitation]) int { return byUrgency(a.item, b.item, now) })
	f.expiring = itemsWhere(list, func(i *account.Invitation) bool { return i.Expiring(now) && !bounced(i) && !f.waits.renewed(i) })
	f.buried = q.folded[SectionPending] || !slices.ContainsFunc(list[:min(len(list), pendingAtFirst)], func(e *entry[account.Invitation]) bool {
		return len(f.expiring) > 0 && e.item == f.expiring[0]
	})
	list = f.answering(list, q.terms)
	f.findExpired(list, now)
	waiting := selectEntries(e.fresh.inOrder(), q.terms, nil)
	f.invitations = len(list) + len(waiting)
	if !f.headed(q, SectionPending, len(list), f.invitations) {
		return
	}
	shown := f.arrange(list, waiting, q)
	f.rows.add(run{kind: RowInvitation, section: SectionPending, count: len(shown), invitations: shown, fresh: fresh})
	if f.long && !q.searching() && q.filter == FilterAll {
		f.rows.add(run{kind: RowShowAll, section: SectionPending, count: 1})
	}
}

// answering keeps the invitations that answer a search, also by the address that a
// waiting correction gives them.
func (f *found) answering(list []*entry[account.Invitation], terms []string) []*entry[account.Invitation] {
	if len(terms) == 0 {
		return list
	}
	return slices.DeleteFunc(list, func(e *entry[account.Invitation]) bool {
		if e.matches(terms) {
			return false
		}
		to := f.waits.first(invitationKey(e.item.ID), account.DeedCorrect)
		if to == nil || to.Invitation == nil {
			return true
		}
		corrected := entry[account.Invitation]{fold: words.Fold(to.Invitation.Email)}
		return !corrected.matches(terms)
	})
}

// findExpired finds what can be acted on at once. What is going to be sent again,
// or to end, is left alone.
func (f *found) findExpired(list []*entry[account.Invitation], now time.Time) {
	f.expired = itemsWhere(list, func(i *account.Invitation) bool {
		return i.StateAt(now) == account.InvitationExpired && !f.waits.ended(i)
	})
	f.resendable = slices.DeleteFunc(slices.Clone(f.expired), func(i *account.Invitation) bool { return bounced(i) || f.waits.renewed(i) })
}

// arrange puts invitations that wait to be sent after those of the service, or
// among them where a column sorts both.
func (f *found) arrange(list, waiting []*entry[account.Invitation], q query) []*entry[account.Invitation] {
	if q.orders[SectionPending].Column == ColumnUrgency {
		return slices.Concat(f.limit(list, q), f.limit(waiting, q))
	}
	list = append(list, waiting...)
	reorder(list, q.orders[SectionPending])
	return f.limit(list, q)
}

// bounced tells that a new mail would come back as the last one did.
func bounced(i *account.Invitation) bool { return i.Delivery.State == account.DeliveryBounced }

func itemsWhere(list []*entry[account.Invitation], keep func(*account.Invitation) bool) []*account.Invitation {
	var out []*account.Invitation
	for _, e := range list {
		if keep(e.item) {
			out = append(out, e.item)
		}
	}
	return out
}

// limit leaves the most urgent invitations, unless all are asked for.
func (f *found) limit(list []*entry[account.Invitation], q query) []*entry[account.Invitation] {
	f.long = f.long || len(list) > pendingAtFirst
	if q.allPending || q.searching() || q.filter == FilterPending || len(list) <= pendingAtFirst {
		return list
	}
	f.hidden += len(list) - pendingAtFirst
	return list[:pendingAtFirst]
}

func (f *found) addCancelled(e *engine, q query, gone map[string]int64) {
	list := selectEntries(e.cancelled.byName, q.terms, notGone(gone, cancelledOf))
	// What was corrected cannot be restored: it is not offered.
	list = slices.DeleteFunc(slices.Clone(list), func(e *entry[account.Invitation]) bool { return e.item.ReplacedBy != "" })
	slices.SortStableFunc(list, func(a, b *entry[account.Invitation]) int {
		return b.item.Delivery.At.Compare(a.item.Delivery.At)
	})
	if f.heading(q, SectionCancelled, len(list)) {
		f.rows.add(run{kind: RowCancelled, section: SectionCancelled, count: len(list), invitations: list})
	}
}

func (f *found) addUsers(e *engine, q query) {
	for u := range e.users.list.All() {
		for filter := FilterAdministrators; filter < filterCount; filter++ {
			if filter.shows(SectionUsers) && filter.keeps(u) {
				f.chips[filter]++
			}
		}
	}
	var keep func(*account.User) bool
	if q.filter != FilterAll {
		keep = q.filter.keeps
	}
	order := q.orders[SectionUsers]
	list := selectEntries(e.users.in(order, userValue(order.Column)), q.terms, keep)
	if f.heading(q, SectionUsers, len(list)) {
		f.rows.add(run{kind: RowUser, section: SectionUsers, count: len(list), users: list})
	}
}

func (f *found) addExternals(e *engine, q query) {
	order := q.orders[SectionExternal]
	f.chips[FilterExternal] = e.externals.list.Len()
	list := selectEntries(e.externals.in(order, externalValue(order.Column)), q.terms, nil)
	if f.heading(q, SectionExternal, len(list)) {
		f.rows.add(run{kind: RowExternal, section: SectionExternal, count: len(list), externals: list})
	}
}

// byUrgency sorts what needs an act first: not delivered, then expired, then
// what expires soonest.
func byUrgency(a, b *account.Invitation, now time.Time) int {
	return cmp.Or(cmp.Compare(urgency(a, now), urgency(b, now)), a.ExpiresAt.Compare(b.ExpiresAt))
}

func urgency(i *account.Invitation, now time.Time) int {
	switch {
	case i.Undelivered():
		return 0
	case i.StateAt(now) == account.InvitationExpired:
		return 1
	}
	return 2
}

// reorder sorts invitations by a column, when it is not urgency.
func reorder(list []*entry[account.Invitation], order Order) {
	compare := compareKeys[account.Invitation]
	switch order.Column {
	case ColumnUrgency:
		return
	case ColumnType:
		compare = func(a, b *entry[account.Invitation]) int {
			return cmp.Compare(rank(a.item.UserType), rank(b.item.UserType))
		}
	}
	slices.SortStableFunc(list, func(a, b *entry[account.Invitation]) int {
		if order.Descending {
			a, b = b, a
		}
		return compare(a, b)
	})
}

// userValue gives the number that a column sorts users by.
func userValue(c Column) func(*account.User) int64 {
	return func(u *account.User) int64 { return value(c, u.UserType, u.TwoFactor, u.LastActiveAt) }
}

// externalValue gives the number that a column sorts external users by.
func externalValue(c Column) func(*account.ExternalUser) int64 {
	return func(x *account.ExternalUser) int64 { return value(c, x.UserType, x.TwoFactor, x.LastActiveAt) }
}

// value sorts the most powerful type first; those without two-factor, since
// they are who one looks for; and those never active before all others.
func value(c Column, t account.UserType, factors []string, active time.Time) int64 {
	switch c {
	case ColumnType:
		return rank(t)
	case ColumnTwoFactor:
		return int64(min(len(factors), 1))
	}
	return active.Unix()
}

// rank counts the user types from the most powerful one.
func rank(t account.UserType) int64 {
	switch t {
	case account.Administrator:
		return 0
	case account.RegularUser:
		return 1
	}
	return 2
}

// notGone keeps what the service has not ended; nil when there is nothing gone.
func notGone[T any](gone map[string]int64, of func(*T) (string, int64)) func(*T) bool {
	if len(gone) == 0 {
		return nil
	}
	return func(item *T) bool {
		key, version := of(item)
		until, ended := gone[key]
		return !ended || version > until
	}
}

func invitationOf(i *account.Invitation) (string, int64) { return invitationKey(i.ID), i.Version }

func cancelledOf(i *account.Invitation) (string, int64) { return cancelledKey(i.ID), i.Version }

// cancelledKey names an invitation among the cancelled ones, where it is gone
// once restored.
func cancelledKey(id string) string { return "cancelled:" + id }
