package account

import (
	"iter"
	"slices"
)

// listPart is how many rows a part of a List holds.
const listPart = 512

// List is the rows of one kind at one moment, in the service's order. It is never
// changed. Rows lie in parts, which one moment shares with the next, so that a
// change of a long list costs no more than the parts that it touches.
type List[T any] struct {
	parts [][]*T
	count int
}

// ListOf makes a list of rows. The slice is the list's from then on.
func ListOf[T any](rows ...*T) List[T] {
	return ListOfParts(slices.Collect(slices.Chunk(rows, listPart)), len(rows))
}

// ListOfParts makes a list of parts that nobody changes any more, which hold count
// rows and nil where there is none.
func ListOfParts[T any](parts [][]*T, count int) List[T] { return List[T]{parts, count} }

// Len is the number of rows.
func (l List[T]) Len() int { return l.count }

// All gives the rows in order.
func (l List[T]) All() iter.Seq[*T] {
	return func(yield func(*T) bool) {
		for _, part := range l.parts {
			for _, row := range part {
				if row != nil && !yield(row) {
					return
				}
			}
		}
	}
}

// Slice gives the rows in a slice of their own.
func (l List[T]) Slice() []*T {
	return slices.AppendSeq(make([]*T, 0, l.count), l.All())
}

// First gives the first row that is meant, or nil.
func (l List[T]) First(meant func(*T) bool) *T {
	for row := range l.All() {
		if meant(row) {
			return row
		}
	}
	return nil
}

// Same tells without looking at rows that two lists are the same. Two that were
// made apart may hold the same rows and be told apart.
func (l List[T]) Same(other List[T]) bool {
	return l.count == other.count && slices.EqualFunc(l.parts, other.parts, func(a, b []*T) bool {
		return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
	})
}
