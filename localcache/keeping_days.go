package localcache

import (
	"context"
	"maps"
	"slices"
	"time"

	"rollcall/account"
)

// ErrNoSuchDay: the copy does not reach back to that day, or there is no copy.
var ErrNoSuchDay = errNoSuchDay

// HistoryDays are the days whose end ListsOn can tell of as different from the day
// before, ascending: the first one, and those on which somebody changed something.
// Of a day in between, it tells the end of the one before it. Days are those of this
// computer's calendar, given as their beginning in UTC. There are none without a
// copy.
func (c *Cache) HistoryDays() []time.Time {
	if c.o.Copy == nil {
		return nil
	}
	var days []time.Time
	for _, d := range c.o.Copy.pastDays() {
		days = append(days, d.begin())
	}
	return days
}

// ListsOn is what the lists were at the end of a day, as far as people have changed
// them; Waiting, Notices and Seq are left out. ErrNoSuchDay, or an error of the copy.
func (c *Cache) ListsOn(ctx context.Context, day time.Time) (account.Lists, error) {
	if c.o.Copy == nil {
		return account.Lists{}, ErrNoSuchDay
	}
	return c.o.Copy.listsOn(ctx, dateOf(day, day.Location()))
}

// begin is the beginning of the day in UTC.
func (d date) begin() time.Time { return time.Unix(int64(d)*24*60*60, 0).UTC() }

func (s *scribe) pastDays() []date {
	s.turn.Lock()
	defer s.turn.Unlock()
	if s.file == nil {
		return nil
	}
	return s.days.days()
}

// listsOn takes the rows as the file has them, and undoes what came after the day.
func (s *scribe) listsOn(ctx context.Context, day date) (account.Lists, error) {
	s.turn.Lock()
	defer s.turn.Unlock()
	if s.file == nil || !s.kept.Whole {
		return account.Lists{}, ErrNoSuchDay
	}
	past, err := s.days.rowsBefore(ctx, day)
	if err != nil {
		return account.Lists{}, err
	}
	_, rows, err := readBook(ctx, s.file, s.kept.Generation)
	if err != nil {
		return account.Lists{}, err
	}
	rows.users = as(rows.users, past.users, s.shown.users.id)
	rows.invitations = as(rows.invitations, past.invitations, s.shown.invitations.id)
	rows.externals = as(rows.externals, past.externals, s.shown.externals.id)
	lists := s.kept.lists(rows)
	lists.Notices, lists.Seq = nil, 0
	return lists, nil
}

// as puts rows as they were in the place of rows as they are. Those that have gone
// since stand at the end.
func as[T any](rows []*T, past map[string]*T, id func(*T) string) []*T {
	out := make([]*T, 0, len(rows))
	for _, row := range rows {
		was, changed := past[id(row)]
		delete(past, id(row))
		if !changed {
			was = row
		}
		if was != nil {
			out = append(out, was)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(past)) {
		if past[id] != nil {
			out = append(out, past[id])
		}
	}
	return out
}
