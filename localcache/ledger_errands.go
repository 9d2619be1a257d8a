package localcache

import (
	"context"
	"encoding/json"
	"errors"

	"rollcall/localcache/sealed"
)

// perform does one errand within a transaction. After is what the books learn
// of it once it is committed.
func (s *scribe) perform(tx *sealed.Tx, batch parcel, h *head) (after func(), err error) {
	switch batch.do {
	case takeFeed:
		h.Seq = batch.seq
		return s.takeFeed(tx, batch.changes)
	case takePage:
		if after, err = s.staged.write(tx, batch.changes, noter{}); err != nil {
			return nil, err
		}
		return after, writeRecord(tx, stageNumber, batch.mark)
	case finishFetch:
		return s.finish(tx, batch, h)
	case giveUpFetch:
		h.Clearing = true
		return s.discard, tx.Delete(kindBook, stageNumber)
	case forgetAllRows:
		h.Whole, h.Clearing = false, false
		return s.forget(tx)
	}
	return func() {}, nil
}

// today is the day it is for the person, by the clock of the service: that of this
// computer may be wrong, and a day that is noted once does not come again.
func (s *scribe) today() date {
	now := s.now()
	return dateOf(now.Add(s.offset()), now.Location())
}

// takeFeed changes rows that are shown, and notes how they were.
func (s *scribe) takeFeed(tx *sealed.Tx, c changes) (after func(), err error) {
	note, closing, err := s.noteDay(tx)
	if err != nil {
		return nil, err
	}
	rows, err := s.shown.write(tx, c, note)
	if err != nil {
		return nil, err
	}
	days, err := closing()
	return func() { rows(); days() }, err
}

// noteDay begins to note what changes. A history that is damaged begins anew: the
// rows do not wait for it.
func (s *scribe) noteDay(tx *sealed.Tx) (note noter, closing func() (settle func(), err error), err error) {
	n, err := s.days.note(tx, s.today())
	if errors.Is(err, sealed.ErrDamaged) {
		return noter{}, func() (func(), error) { return s.noteAnew(tx, err) }, nil
	}
	if err != nil {
		return noter{}, nil, err
	}
	return n.noter(), n.close, nil
}

func (s *scribe) noteAnew(tx *sealed.Tx, err error) (settle func(), _ error) {
	s.log.Warn("the history cannot be read and begins anew", "error", Nameless(err))
	return s.days.begin(tx, s.today())
}

// finish makes the generation that was fetched the one that is shown, and notes in
// what it differs from what was shown before, if anything was.
func (s *scribe) finish(tx *sealed.Tx, batch parcel, h *head) (after func(), err error) {
	days, err := s.noteExchange(tx, h.Whole)
	if err != nil {
		return nil, err
	}
	h.Generation, h.Whole, h.Seq, h.Clearing = 1-h.Generation, true, batch.seq, true
	return func() { s.exchange(); days() }, tx.Delete(kindBook, stageNumber)
}

func (s *scribe) noteExchange(tx *sealed.Tx, whole bool) (settle func(), err error) {
	if !whole {
		return s.days.begin(tx, s.today())
	}
	n, err := s.days.note(tx, s.today())
	if errors.Is(err, sealed.ErrDamaged) {
		return s.noteAnew(tx, err)
	}
	if err != nil {
		return nil, err
	}
	if err := n.exchange(s.shown, s.staged); err != nil {
		return nil, err
	}
	return n.close()
}

// forget takes all rows out of the file.
func (s *scribe) forget(tx *sealed.Tx) (after func(), err error) {
	days, err := s.days.forget(tx)
	if err != nil {
		return nil, err
	}
	return func() { s.begin(); days() }, forgetLeaves(tx, 0, 1)
}

func (s *scribe) exchange() {
	s.clearing = append(s.clearing, s.shown.all()...)
	s.shown, s.staged = s.staged, newBook(1-s.kept.Generation)
}

func (s *scribe) discard() {
	s.clearing = append(s.clearing, s.staged.all()...)
	s.clearingAll = s.clearingAll || s.unread
	s.staged, s.unread = newBook(1-s.kept.Generation), false
}

// begin empties the books.
func (s *scribe) begin() {
	s.clearing, s.clearingAll, s.unread = nil, false, false
	s.shown, s.staged = newBook(s.kept.Generation), newBook(1-s.kept.Generation)
}

func forgetLeaves(tx *sealed.Tx, generations ...int) error {
	for _, g := range generations {
		for _, kind := range kindsOf(g) {
			if err := tx.DeleteAll(kind); err != nil {
				return err
			}
		}
	}
	return tx.Delete(kindBook, stageNumber)
}

func (s *scribe) toClear() bool { return s.kept.Clearing }

// clear deletes some of the leaves that nobody needs, or all when it is not known
// which there are: the program ended before it was through.
func (s *scribe) clear(ctx context.Context) error {
	h, some := s.kept, s.clearing[:min(clearStep, len(s.clearing))]
	h.Clearing = len(some) < len(s.clearing)
	err := s.file.Update(ctx, func(tx *sealed.Tx) error {
		if s.clearingAll {
			return forgetOthers(tx, h)
		}
		for _, l := range some {
			if err := tx.Delete(l.kind, l.number); err != nil {
				return err
			}
		}
		return writeRecord(tx, headNumber, h)
	})
	if err != nil {
		return err
	}
	s.kept, s.clearing, s.clearingAll = h, s.clearing[len(some):], false
	s.written, _ = json.Marshal(h)
	return nil
}

func forgetOthers(tx *sealed.Tx, h head) error {
	if err := forgetLeaves(tx, 1-h.Generation); err != nil {
		return err
	}
	return writeRecord(tx, headNumber, h)
}
