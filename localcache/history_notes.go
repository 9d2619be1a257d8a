package localcache

import (
	"fmt"
	"maps"
	"slices"

	"rollcall/account"
	"rollcall/localcache/sealed"
)

// noteBytes is how much of a transaction's notes goes into one record.
const noteBytes = 16 << 10

// notes are what one transaction adds to the history. The history itself stays as
// it is until the transaction is committed, see close.
type notes struct {
	h   *history
	tx  *sealed.Tx
	day date
	log historyLog
	// known are the rows that were noted on this day before, added those that are now.
	known, added map[rowKey]bool
	// body is the record that is being filled.
	body []byte
}

// note begins to note what changes in a transaction, on a day. A day before the
// latest that was noted counts as that one: clocks are set back, time is not.
// Without a history nothing is noted.
func (h *history) note(tx *sealed.Tx, day date) (*notes, error) {
	n := &notes{h: h, tx: tx, log: h.at(), added: map[rowKey]bool{}}
	n.day = min(max(day, n.log.latest()), lastDate)
	if n.day > n.log.latest() {
		return n, nil
	}
	known, err := h.readToday(tx, n.log)
	n.known = known
	return n, err
}

// readToday gives the rows that were noted on the latest day. After the start of
// the program they are in the file alone.
func (h *history) readToday(tx *sealed.Tx, log historyLog) (map[rowKey]bool, error) {
	if h.today != nil || len(log.Days) == 0 {
		return h.today, nil
	}
	today, d := map[rowKey]bool{}, log.Days[len(log.Days)-1]
	for i := range d.Records {
		body, err := tx.Get(h.kind, numberOf(d.Day, i))
		if err == nil {
			err = eachNote(body, func(key rowKey, _ []byte) { today[key] = true })
		}
		if err != nil {
			return nil, missing(err)
		}
	}
	h.settle(log, today)
	return today, nil
}

// row notes a row as it was before it changed, nil when it was not there. The
// first time on a day counts. What happens on the day on which the history begins
// is no part of it.
func (n *notes) row(kind account.Kind, id string, before []byte) error {
	if !slices.Contains(noteKinds(), kind) {
		return fmt.Errorf("the history has no rows of kind %q", kind)
	}
	key := rowKey{kind, id}
	if n.day == n.log.Since || n.log.Since == 0 || n.known[key] || n.added[key] {
		return nil
	}
	n.added[key] = true
	n.body = appendNote(n.body, key, before)
	if len(n.body) < noteBytes {
		return nil
	}
	return n.put()
}

// put writes the record that was being filled.
func (n *notes) put() error {
	if len(n.body) == 0 {
		return nil
	}
	if n.log.latest() != n.day {
		n.log.Days = append(n.log.Days, historyDay{Day: n.day})
	}
	d := &n.log.Days[len(n.log.Days)-1]
	number, body := numberOf(d.Day, d.Records), n.body
	d.Records++
	n.body = nil
	return n.tx.Put(n.h.kind, number, body)
}

// close writes what is left. The history learns of it by settle, which is to be
// called once the transaction is committed.
func (n *notes) close() (settle func(), err error) {
	if len(n.added) == 0 {
		return func() {}, nil
	}
	if err := n.put(); err != nil {
		return nil, err
	}
	if n.known == nil { // the day begins
		if err := n.dropOld(); err != nil {
			return nil, err
		}
	}
	return n.settle, n.h.write(n.tx, n.log)
}

func (n *notes) settle() {
	if n.known != nil {
		maps.Copy(n.known, n.added)
		n.added = n.known
	}
	n.h.settle(n.log, n.added)
}

// dropOld takes away days that are too long ago, a few with each day that begins:
// more than come, and not all when a clock goes wrong. Nothing is lost but they: each
// day is undone from later ones.
func (n *notes) dropOld() error {
	oldest := n.day - historyDays
	for range daysAtOnce {
		if len(n.log.Days) == 0 || n.log.Days[0].Day > oldest {
			n.log.Since = max(n.log.Since, oldest)
			return nil
		}
		d := n.log.Days[0]
		for i := range d.Records {
			if err := n.tx.Delete(n.h.kind, numberOf(d.Day, i)); err != nil {
				return err
			}
		}
		n.log.Since, n.log.Days = d.Day, n.log.Days[1:]
	}
	return nil
}
