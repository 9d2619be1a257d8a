package localcache

import (
	"slices"
	"sort"

	"rollcall/localcache/sealed"
)

// leafRows is how many rows a full leaf has: few enough that a change is cheap,
// enough that reading all leaves is quick.
const leafRows = 64

// ledger knows in which leaf of the file each row of one list is. Leaves are read
// in the order of their numbers, and rows are added at the end: the order of the
// list stays that of the service.
type ledger[T any] struct {
	kind  sealed.Kind
	codec rowCodec[T]
	id    func(*T) string
	// at is the leaf of each row; nil until it is needed first.
	at map[string]uint32
	// leaves are those that there are, ascending.
	leaves []leafSize
	// unread is what at is to be made of: the rows of the leaves, as they were read.
	unread []*T
}

type leafSize struct {
	number uint32
	rows   int
}

// change is a row as it is now; no row when it is gone.
type change[T any] struct {
	id  string
	row *T
}

func newLedger[T any](kind sealed.Kind, codec rowCodec[T], id func(*T) string) *ledger[T] {
	return &ledger[T]{kind: kind, codec: codec, id: id, at: map[string]uint32{}}
}

// index makes the ledger of the rows that were read. That is put off until
// something is to be written: nobody who opens the program waits for it.
func (l *ledger[T]) index() {
	if l.at != nil {
		return
	}
	l.at = make(map[string]uint32, len(l.unread))
	from := 0
	for _, leaf := range l.leaves {
		for _, row := range l.unread[from : from+leaf.rows] {
			l.at[l.id(row)] = leaf.number
		}
		from += leaf.rows
	}
	l.unread = nil
}

// write changes rows in the file. The ledger learns of it by settle, which is to be
// called once the transaction is committed. Note, if any, is told of each change.
func (l *ledger[T]) write(tx *sealed.Tx, changes []change[T], note func(before, after *T) error) (settle func(), err error) {
	l.index()
	e := &edit[T]{l: l, tx: tx, open: map[uint32][]*T{}, moved: map[string]uint32{}, end: l.end(), note: note}
	for _, c := range changes {
		if err := e.take(c); err != nil {
			return nil, err
		}
	}
	if err := e.merge(); err != nil {
		return nil, err
	}
	return e.settle, e.flush()
}

// end is the number of the last leaf. The first is 1.
func (l *ledger[T]) end() uint32 {
	if n := len(l.leaves); n > 0 {
		return l.leaves[n-1].number
	}
	return 1
}

// place is where a leaf stands among the leaves, or would stand.
func (l *ledger[T]) place(number uint32) (i int, there bool) {
	i = sort.Search(len(l.leaves), func(i int) bool { return l.leaves[i].number >= number })
	return i, i < len(l.leaves) && l.leaves[i].number == number
}

// resize notes how many rows a leaf has now.
func (l *ledger[T]) resize(number uint32, rows int) {
	i, there := l.place(number)
	switch {
	case there && rows == 0:
		l.leaves = slices.Delete(l.leaves, i, i+1)
	case there:
		l.leaves[i].rows = rows
	case rows > 0:
		l.leaves = slices.Insert(l.leaves, i, leafSize{number, rows})
	}
}
