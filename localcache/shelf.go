package localcache

import (
	"reflect"
	"slices"
	"time"

	"rollcall/account"
)

// tombLifetime is how long a deleted identifier is remembered: longer than any
// answer to an act can still be on its way.
const tombLifetime = 15 * time.Minute

// shelf holds the rows of one kind in the service's order. Rows are never
// changed, only replaced. A removed row leaves a hole until the next
// compaction, so that a change costs no more than itself, however many rows there
// are.
type shelf[T any] struct {
	identity func(*T) (id string, version int64)
	slots    slots[T]
	at       map[string]int
	marks    map[string]mark[T]
	tombs    map[string]tomb
	// dirty tells that a list taken before is no longer true.
	dirty bool
}

// mark is what the answer to an act said of a row, until the feed has had the
// chance to say the same.
type mark[T any] struct {
	// moment is when the answer came, on the copy's own clock.
	moment  uint64
	version int64
	// row is what was shown; nil when the act removed it.
	row *T
	// guess: the answer carried no row, and this one was made up.
	guess bool
	// revived: the act brought back what had been removed.
	revived bool
	// unconfirmed: the row was not there before, and the feed has not spoken
	// of it yet.
	unconfirmed bool
}

// tomb remembers a row that the feed deleted.
type tomb struct {
	version int64
	buried  time.Time
}

func newShelf[T any](identity func(*T) (string, int64)) *shelf[T] {
	return &shelf[T]{
		identity: identity, at: map[string]int{}, marks: map[string]mark[T]{}, tombs: map[string]tomb{},
	}
}

func (s *shelf[T]) get(id string) *T {
	if i, ok := s.at[id]; ok {
		return s.slots.at(i)
	}
	return nil
}

// version of the row that is there, 0 when there is none.
func (s *shelf[T]) version(id string) int64 {
	if row := s.get(id); row != nil {
		_, v := s.identity(row)
		return v
	}
	return 0
}

// place puts a row where its predecessor was, or at the end. A row equal to
// the one that is there leaves that one in place.
func (s *shelf[T]) place(id string, row *T) {
	i, ok := s.at[id]
	switch {
	case !ok:
		s.push(id, row)
	case reflect.DeepEqual(s.slots.at(i), row):
		return
	default:
		s.slots.put(i, row)
	}
	s.dirty = true
}

func (s *shelf[T]) push(id string, row *T) {
	s.at[id] = s.slots.length
	s.slots.push(row)
}

func (s *shelf[T]) drop(id string) {
	i, ok := s.at[id]
	if !ok {
		return
	}
	s.slots.put(i, nil)
	delete(s.at, id)
	s.dirty = true
	if holes := s.slots.length - len(s.at); holes > 64 && holes > s.slots.length/2 {
		s.compact()
	}
}

func (s *shelf[T]) compact() {
	var tight slots[T]
	for _, row := range s.slots.rows() {
		id, _ := s.identity(row)
		s.at[id] = tight.length
		tight.push(row)
	}
	s.slots = tight
}

// list gives the rows as they are now.
func (s *shelf[T]) list() account.List[T] { return s.slots.list(len(s.at)) }

// feedPut takes a row from the feed or from a page. The request that brought
// it began at a moment: a mark made later may know better.
func (s *shelf[T]) feedPut(row *T, began uint64) {
	id, version := s.identity(row)
	if m, ok := s.marks[id]; ok && m.moment > began && m.knowsBetter(version) {
		return
	}
	delete(s.marks, id)
	delete(s.tombs, id)
	s.place(id, row)
}

// knowsBetter tells whether a row of a version, read before the mark was made,
// is older than what the act left behind.
func (m mark[T]) knowsBetter(version int64) bool {
	return version < m.version || (version == m.version && (m.row == nil || m.guess))
}

// feedDelete takes a deletion from the feed.
func (s *shelf[T]) feedDelete(id string, began uint64, now time.Time) {
	if m, ok := s.marks[id]; ok && m.moment > began && m.revived {
		// The deletion is older than the restoration: the feed will go on.
		return
	}
	s.tombs[id] = tomb{version: s.version(id), buried: now}
	delete(s.marks, id)
	s.drop(id)
}

// answerPut takes a row from the answer to a call. Only an act that brings
// back what was removed (revives) may do so.
func (s *shelf[T]) answerPut(row *T, moment uint64, revives bool) {
	id, version := s.identity(row)
	present := s.get(id) != nil
	if !s.newer(id, version, present, revives) {
		return
	}
	s.marks[id] = mark[T]{moment: moment, version: version, row: row, revived: revives, unconfirmed: !present}
	s.place(id, row)
}

func (s *shelf[T]) newer(id string, version int64, present, revives bool) bool {
	if present {
		return version > s.version(id) || (s.marks[id].guess && revives)
	}
	if t, ok := s.tombs[id]; ok {
		return revives && version > t.version
	}
	if m, ok := s.marks[id]; ok && m.row == nil {
		return revives
	}
	return true
}

// answerGone takes the success of an act that removed the row in the version
// that was looked at. The row is newer when the feed was quicker: then the
// feed knows. Instead, if any, is shown in its place.
func (s *shelf[T]) answerGone(id string, looked int64, moment uint64, instead *T) {
	row := s.get(id)
	if row == nil {
		return
	}
	version := s.version(id)
	if looked > 0 && version > looked {
		return
	}
	s.marks[id] = mark[T]{moment: moment, version: version, row: instead, guess: instead != nil}
	if instead == nil {
		s.drop(id)
		return
	}
	s.place(id, instead)
}

// settle forgets the marks made before a request that has brought everything
// up to its moment. A row that the feed never spoke of is not there any more:
// its deletion was read before the answer that showed it came.
func (s *shelf[T]) settle(began uint64, now time.Time) {
	for id, m := range s.marks {
		if m.moment >= began {
			continue
		}
		if m.unconfirmed && m.row != nil && s.get(id) == m.row {
			s.drop(id)
		}
		delete(s.marks, id)
	}
	for id, t := range s.tombs {
		if now.Sub(t.buried) > tombLifetime {
			delete(s.tombs, id)
		}
	}
}

// adopt makes a freshly read shelf the successor of this one: rows that are
// equal stay the same rows, and what was learnt from answers since the last
// request of the reading stays visible.
func (s *shelf[T]) adopt(fresh *shelf[T], began uint64) {
	for i, row := range fresh.slots.rows() {
		id, _ := s.identity(row)
		if old := s.get(id); old != nil && reflect.DeepEqual(old, row) {
			fresh.slots.put(i, old)
		}
	}
	if !slices.Equal(s.list().Slice(), fresh.list().Slice()) {
		s.slots, s.at, s.dirty = fresh.slots, fresh.at, true
	}
	for id, t := range fresh.tombs {
		s.tombs[id] = t
	}
	for id, m := range s.marks {
		if m.moment > began {
			s.overlay(id, m)
		} else {
			delete(s.marks, id)
		}
	}
}

// overlay shows again what an answer said after the lists were read.
func (s *shelf[T]) overlay(id string, m mark[T]) {
	version, present := s.version(id), s.get(id) != nil
	switch {
	case m.row == nil:
		if version <= m.version {
			s.drop(id)
		}
	case !present:
		m.unconfirmed = true
		s.marks[id] = m
		s.place(id, m.row)
	case version < m.version || (m.guess && version == m.version):
		s.place(id, m.row)
	}
}
