package localcache

import (
	"iter"

	"rollcall/account"
)

// slotPart is how many slots a part holds: few enough to be copied for one change,
// so many that there are not many parts.
const slotPart = 512

// slots are places for rows, some of them empty. They lie in parts. A list of the
// rows shares the parts, and a part that is shared is copied before it changes: a
// list and a change cost no more than the parts that changed.
type slots[T any] struct {
	parts [][]*T
	// shared tells which parts are in a list.
	shared []bool
	length int
}

func (s *slots[T]) at(i int) *T { return s.parts[i/slotPart][i%slotPart] }

func (s *slots[T]) put(i int, row *T) {
	p := i / slotPart
	if s.shared[p] {
		part := make([]*T, len(s.parts[p]), slotPart)
		copy(part, s.parts[p])
		s.parts[p], s.shared[p] = part, false
	}
	s.parts[p][i%slotPart] = row
}

// push adds a slot. In a part that is shared it lies behind what the list sees.
func (s *slots[T]) push(row *T) {
	if s.length%slotPart == 0 {
		s.parts, s.shared = append(s.parts, make([]*T, 0, slotPart)), append(s.shared, false)
	}
	last := len(s.parts) - 1
	s.parts[last] = append(s.parts[last], row)
	s.length++
}

// rows gives the slots that are not empty, with their numbers.
func (s *slots[T]) rows() iter.Seq2[int, *T] {
	return func(yield func(int, *T) bool) {
		for i := range s.length {
			if row := s.at(i); row != nil && !yield(i, row) {
				return
			}
		}
	}
}

// list shares the rows, of which there are count.
func (s *slots[T]) list(count int) account.List[T] {
	for p := range s.shared {
		s.shared[p] = true
	}
	return account.ListOfParts(append([][]*T(nil), s.parts...), count)
}
