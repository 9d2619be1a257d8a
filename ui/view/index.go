package view

import (
	"cmp"
	"slices"
	"strings"

	"rollcall/account"
	"rollcall/ui/words"
)

// entry is an item with what makes finding and sorting it quick. Lists never
// change an item, so an entry is good for as long as its pointer is listed.
type entry[T any] struct {
	item *T
	// fold is what a search looks at, key what names sort by.
	fold, key string
	round     int
}

// index keeps the entries of one list. Making them is the costly part of
// showing a list: a change of the list makes only the new ones.
type index[T any] struct {
	// describe gives what a search looks at and the name to sort by.
	describe func(*T) (haystack, name string)

	list    account.List[T]
	round   int
	entries map[*T]*entry[T]
	byName  []*entry[T]

	ordered struct {
		order Order
		round int
		list  []*entry[T]
	}
}

func newIndex[T any](describe func(*T) (string, string)) *index[T] {
	return &index[T]{describe: describe, entries: map[*T]*entry[T]{}}
}

// update takes a list over: the entries of items that are new are made, and
// merged into the order of names. Several collators may be at work at once.
func (x *index[T]) update(list account.List[T], collator func() *words.Collator) {
	if x.list.Same(list) && x.round > 0 {
		return
	}
	x.list = list
	x.round++
	fresh := settle(x.make(x.mark(list), collator))
	if len(x.entries) == 0 {
		x.entries = make(map[*T]*entry[T], len(fresh))
	}
	for _, e := range fresh {
		x.entries[e.item] = e
	}
	x.byName = mergeEntries(x.current(), fresh)
}

// mark notes which entries the list still holds, and gives the items without one.
func (x *index[T]) mark(list account.List[T]) []*T {
	if len(x.entries) == 0 {
		return list.Slice()
	}
	var missing []*T
	for item := range list.All() {
		if e := x.entries[item]; e != nil {
			e.round = x.round
		} else {
			missing = append(missing, item)
		}
	}
	return missing
}

// make makes entries, on all processors when there are many.
func (x *index[T]) make(items []*T, collator func() *words.Collator) []entry[T] {
	fresh := make([]entry[T], len(items))
	inParts(len(items), func(from, to int) {
		c := collator()
		for i, item := range items[from:to] {
			haystack, name := x.describe(item)
			fresh[from+i] = entry[T]{item, words.Fold(haystack), c.Key(name), x.round}
		}
	})
	return fresh
}

// current gives the older entries that are still listed, in order, and forgets
// the others.
func (x *index[T]) current() []*entry[T] {
	kept := make([]*entry[T], 0, x.list.Len())
	for _, e := range x.byName {
		if e.round == x.round {
			kept = append(kept, e)
		} else {
			delete(x.entries, e.item)
		}
	}
	return kept
}

// inOrder gives the entries in the order of the list they were taken from.
func (x *index[T]) inOrder() []*entry[T] {
	out := make([]*entry[T], 0, x.list.Len())
	for item := range x.list.All() {
		out = append(out, x.entries[item])
	}
	return out
}

// in gives the entries in an order; by gives the number that a column sorts by,
// and names decide between equals. The slice is shared: it is not to be changed.
func (x *index[T]) in(order Order, by func(*T) int64) []*entry[T] {
	if order == (Order{Column: ColumnName}) {
		return x.byName
	}
	if x.ordered.order == order && x.ordered.round == x.round {
		return x.ordered.list
	}
	list := x.reordered(order, by)
	x.ordered.order, x.ordered.round, x.ordered.list = order, x.round, list
	return list
}

func (x *index[T]) reordered(order Order, by func(*T) int64) []*entry[T] {
	list := slices.Clone(x.byName)
	if order.Column == ColumnName {
		slices.Reverse(list)
		return list
	}
	type place struct{ value, rank int64 }
	places := make([]place, len(list))
	for i, e := range list {
		places[i] = place{by(e.item), int64(i)}
		if order.Descending {
			places[i].value = -places[i].value
		}
	}
	slices.SortFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.value, b.value), cmp.Compare(a.rank, b.rank))
	})
	for i, p := range places {
		list[i] = x.byName[p.rank]
	}
	return list
}

// matches tells whether every term of a search is found.
func (e *entry[T]) matches(terms []string) bool {
	for _, t := range terms {
		if !strings.Contains(e.fold, t) {
			return false
		}
	}
	return true
}

// selectEntries keeps the entries that answer a search and pass keep; nil
// passes all. Without either it gives the list itself.
func selectEntries[T any](list []*entry[T], terms []string, keep func(*T) bool) []*entry[T] {
	if len(terms) == 0 && keep == nil {
		return list
	}
	var out []*entry[T]
	for _, e := range list {
		if e.matches(terms) && (keep == nil || keep(e.item)) {
			out = append(out, e)
		}
	}
	return out
}

// settle sorts new entries by name and lays them, and what a search looks at,
// side by side in that order: going through a long list is then a walk, not a
// hunt through memory.
func settle[T any](fresh []entry[T]) []*entry[T] {
	var text strings.Builder
	size := 0
	for i := range fresh {
		size += len(fresh[i].fold)
	}
	text.Grow(size)
	settled, out := make([]entry[T], len(fresh)), make([]*entry[T], len(fresh))
	for i, from := range sortedByName(fresh) {
		settled[i], out[i] = fresh[from], &settled[i]
		text.WriteString(settled[i].fold)
	}
	whole, at := text.String(), 0
	for i := range settled {
		end := at + len(settled[i].fold)
		settled[i].fold, at = whole[at:end], end
	}
	return out
}

func mergeEntries[T any](a, b []*entry[T]) []*entry[T] {
	if len(a) == 0 || len(b) == 0 {
		return append(a, b...)
	}
	out := make([]*entry[T], 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if compareKeys(a[0], b[0]) <= 0 {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}

func compareKeys[T any](a, b *entry[T]) int {
	return cmp.Or(strings.Compare(a.key, b.key), strings.Compare(a.fold, b.fold))
}
