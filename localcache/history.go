package localcache

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"rollcall/account"
	"rollcall/localcache/sealed"
)

const (
	// historyDays is how many days back the history reaches.
	historyDays = 90
	// daysAtOnce is how many days go at most when one begins.
	daysAtOnce = 2
)

// date is a day of the calendar, by the days since 1 January 1970.
type date int32

// The days that a history can hold.
const (
	firstDate date = 1
	lastDate  date = 1<<16 - 1
)

// dateOf is the day that it is somewhere.
func dateOf(t time.Time, where *time.Location) date {
	y, m, d := t.In(where).Date()
	days := time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60)
	return min(max(date(days), firstDate), lastDate)
}

func (d date) String() string { return time.Unix(int64(d)*24*60*60, 0).UTC().Format(time.DateOnly) }

// errNoSuchDay: the history does not reach back to that day.
var errNoSuchDay = errors.New("the history does not reach back to that day")

// rowKey names a row of any of the lists.
type rowKey struct {
	kind account.Kind
	id   string
}

// history tells how the rows were at the end of a day. It keeps, for each day on
// which something changed, the rows that changed as they were before. Their state
// at the end of a day is the one of now with all later days undone.
//
// Records are added and never rewritten, but for the one that lists the days: a
// change costs what it is large, however long the history is.
type history struct {
	file historyFile
	kind sealed.Kind

	mu sync.Mutex
	// log is as the file has it.
	log historyLog
	// today are the rows of the latest day that need not be noted again; nil before
	// they were read.
	today map[rowKey]bool
}

// historyFile is what is needed of a sealed.File.
type historyFile interface {
	Get(ctx context.Context, k sealed.Kind, number int64) ([]byte, error)
	Each(ctx context.Context, k sealed.Kind, tell func(number int64, body []byte) error) error
}

// historyLog is the record that lists the days.
type historyLog struct {
	// Since is the first day whose end can be told, 0 when there is no history.
	Since date `json:"since"`
	// Days are those after it on which something changed, ascending.
	Days []historyDay `json:"days"`
}

type historyDay struct {
	Day date `json:"day"`
	// Records is how many records there are of it, numbered from 0.
	Records uint32 `json:"records"`
}

// logNumber is the number of the record that lists the days.
const logNumber = 0

// numberOf is the number of a record of a day: by day, then in the order in which
// they were written.
func numberOf(d date, record uint32) int64 { return int64(d)<<32 | int64(record) }

func dateOfNumber(number int64) date { return date(number >> 32) }

// openHistory opens the history in a file. There is none until begin.
func openHistory(ctx context.Context, f historyFile, k sealed.Kind) (*history, error) {
	h := &history{file: f, kind: k}
	body, err := f.Get(ctx, k, logNumber)
	if errors.Is(err, sealed.ErrNotFound) {
		// Each knows whether there is none, or none any more.
		return h, f.Each(ctx, k, func(int64, []byte) error { return nil })
	}
	if err != nil {
		return nil, err
	}
	h.log, err = readHistoryLog(body)
	return h, err
}

func readHistoryLog(body []byte) (l historyLog, err error) {
	if err := json.Unmarshal(body, &l); err != nil {
		return l, fmt.Errorf("%w: %w", sealed.ErrDamaged, err)
	}
	before := l.Since
	for _, d := range l.Days {
		if d.Day <= before || d.Day > lastDate {
			return l, fmt.Errorf("%w: days out of order", sealed.ErrDamaged)
		}
		before = d.Day
	}
	return l, nil
}

// latest is the last day that is known of. The clock may be behind it.
func (l historyLog) latest() date {
	if n := len(l.Days); n > 0 {
		return l.Days[n-1].Day
	}
	return l.Since
}

// days are those at whose end the rows were in another state than at the end of
// the one before, ascending: the first that can be told of, and those on which
// something changed.
func (h *history) days() (days []date) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.log.Since == 0 {
		return nil
	}
	days = []date{h.log.Since}
	for _, d := range h.log.Days {
		days = append(days, d.Day)
	}
	return days
}

// undo gives what is to be put in place of rows as they are now, to see them as
// they were at the end of a day; nil for those that were not there. errNoSuchDay,
// sealed.ErrDamaged, or an error of the disk.
func (h *history) undo(ctx context.Context, day date) (map[rowKey][]byte, error) {
	if days := h.days(); len(days) == 0 || day < days[0] {
		return nil, errNoSuchDay
	}
	before := map[rowKey][]byte{}
	err := h.file.Each(ctx, h.kind, func(number int64, body []byte) error {
		if number == logNumber || dateOfNumber(number) <= day {
			return nil
		}
		return eachNote(body, func(key rowKey, was []byte) {
			// The first note after the day is how the row was at its end.
			if _, known := before[key]; !known {
				before[key] = slices.Clone(was)
			}
		})
	})
	if err != nil {
		return nil, err
	}
	return before, nil
}

// begin forgets what there was: from the end of this day on, the state can be
// told. It is called when all rows were fetched for the first time.
func (h *history) begin(tx *sealed.Tx, day date) (settle func(), err error) {
	l := historyLog{Since: min(max(day, firstDate), lastDate)}
	if err := tx.DeleteAll(h.kind); err != nil {
		return nil, err
	}
	return func() { h.settle(l, nil) }, h.write(tx, l)
}

// forget takes the history away: it is about rows that somebody may no longer see.
func (h *history) forget(tx *sealed.Tx) (settle func(), err error) {
	return func() { h.settle(historyLog{}, nil) }, tx.DeleteAll(h.kind)
}

func (h *history) write(tx *sealed.Tx, l historyLog) error {
	body, err := json.Marshal(l)
	if err != nil {
		return err
	}
	return tx.Put(h.kind, logNumber, body)
}

// settle takes what was committed.
func (h *history) settle(l historyLog, today map[rowKey]bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.log, h.today = l, today
}

// at is the log as it was last committed, for somebody to change.
func (h *history) at() historyLog {
	h.mu.Lock()
	defer h.mu.Unlock()
	return historyLog{h.log.Since, slices.Clone(h.log.Days)}
}
