package localcache

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"rollcall/localcache/sealed"
)

// smallLeaf is how many rows a leaf must have left to stand alone. Smaller ones
// join the next, so that years of coming and going do not leave a leaf a row.
const smallLeaf = leafRows / 4

// edit is what one transaction does to the rows of one list. The ledger itself
// stays as it is until the transaction is committed.
type edit[T any] struct {
	l  *ledger[T]
	tx *sealed.Tx
	// open are the leaves that change, as they will be.
	open map[uint32][]*T
	// moved is the leaf of rows that came, went or moved; 0 for those that went.
	moved map[string]uint32
	// end is the last leaf.
	end  uint32
	note func(before, after *T) error
}

func (e *edit[T]) take(c change[T]) error {
	leaf, moved := e.moved[c.id]
	if !moved {
		leaf = e.l.at[c.id]
	}
	if leaf == 0 {
		return e.add(c)
	}
	rows, err := e.read(leaf)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(rows, func(row *T) bool { return e.l.id(row) == c.id })
	if i < 0 {
		return fmt.Errorf("%w: a row is not in its leaf", sealed.ErrDamaged)
	}
	if err := e.tell(rows[i], c.row); err != nil {
		return err
	}
	if c.row != nil {
		rows[i] = c.row
		return nil
	}
	e.open[leaf], e.moved[c.id] = slices.Delete(rows, i, i+1), 0
	return nil
}

func (e *edit[T]) tell(before, after *T) error {
	if e.note == nil {
		return nil
	}
	return e.note(before, after)
}

// add puts a new row at the end.
func (e *edit[T]) add(c change[T]) error {
	if c.row == nil {
		return nil
	}
	if err := e.tell(nil, c.row); err != nil {
		return err
	}
	rows, err := e.read(e.end)
	if err != nil {
		return err
	}
	if len(rows) >= leafRows {
		e.end, rows = e.end+1, make([]*T, 0, leafRows)
	}
	e.open[e.end], e.moved[c.id] = append(rows, c.row), e.end
	return nil
}

// missing makes damage of a leaf that is not where the ledger has it.
func missing(err error) error {
	if errors.Is(err, sealed.ErrNotFound) {
		return fmt.Errorf("%w: %w", sealed.ErrDamaged, err)
	}
	return err
}

// read gives a leaf as it will be.
func (e *edit[T]) read(number uint32) ([]*T, error) {
	if rows, ok := e.open[number]; ok {
		return rows, nil
	}
	if _, there := e.l.place(number); !there {
		return nil, nil
	}
	body, err := e.tx.Get(e.l.kind, int64(number))
	if err != nil {
		return nil, missing(err)
	}
	decoded, err := e.l.codec.decode(body)
	if err != nil {
		return nil, err
	}
	rows := make([]*T, len(decoded), leafRows)
	for i := range decoded {
		rows[i] = &decoded[i]
	}
	e.open[number] = rows
	return rows, nil
}

// merge joins leaves that have become small to the ones that follow.
func (e *edit[T]) merge() error {
	for _, number := range slices.Sorted(maps.Keys(e.open)) {
		rows := e.open[number]
		next := e.after(number)
		if len(rows) == 0 || len(rows) >= smallLeaf || next == 0 {
			continue
		}
		there, err := e.read(next)
		if err != nil {
			return err
		}
		if len(rows)+len(there) > leafRows {
			continue
		}
		for _, row := range rows {
			e.moved[e.l.id(row)] = next
		}
		e.open[next], e.open[number] = append(rows, there...), nil
	}
	return nil
}

// after is the next leaf with rows, 0 when there is none.
func (e *edit[T]) after(number uint32) uint32 {
	i, there := e.l.place(number)
	if there {
		i++
	}
	for ; i < len(e.l.leaves); i++ {
		n := e.l.leaves[i].number
		if rows, ok := e.open[n]; !ok || len(rows) > 0 {
			return n
		}
	}
	return 0
}

// flush writes the leaves.
func (e *edit[T]) flush() error {
	for _, number := range slices.Sorted(maps.Keys(e.open)) {
		rows, err := e.open[number], error(nil)
		if len(rows) == 0 {
			err = e.tx.Delete(e.l.kind, int64(number))
		} else {
			err = e.tx.Put(e.l.kind, int64(number), e.l.codec.encode(rows))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// settle brings the ledger up to what was committed.
func (e *edit[T]) settle() {
	for id, leaf := range e.moved {
		if leaf == 0 {
			delete(e.l.at, id)
		} else {
			e.l.at[id] = leaf
		}
	}
	for number, rows := range e.open {
		e.l.resize(number, len(rows))
	}
}
