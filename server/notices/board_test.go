package notices

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"rollcall/server/store"
	"rollcall/server/store/sqlstore"
)

// hall is a board over a real store, and a clock to move.
type hall struct {
	*testing.T
	db    *sqlstore.DB
	board *Board
	now   time.Time
	asked int
	fault error
}

func newHall(t *testing.T) *hall {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), sqlstore.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	h := &hall{T: t, db: db, now: time.Date(2026, 11, 27, 21, 0, 0, 0, time.UTC)}
	h.board = New(h, func() time.Time { return h.now }, slog.New(slog.DiscardHandler))
	return h
}

// Notices counts how often the store is asked.
func (h *hall) Notices(ctx context.Context, now time.Time) ([]store.Notice, error) {
	h.asked++
	if h.fault != nil {
		return nil, h.fault
	}
	return h.db.Notices(ctx, now)
}

func (h *hall) Subscribe() (<-chan struct{}, func()) { return h.db.Subscribe() }

// announce adds maintenance, in minutes from 21:00.
func (h *hall) announce(from, to int) store.Notice {
	h.Helper()
	start := time.Date(2026, 11, 27, 21, 0, 0, 0, time.UTC)
	at := func(minutes int) time.Time { return start.Add(time.Duration(minutes) * time.Minute) }
	n, err := h.db.Announce(h.Context(), store.Notice{StartsAt: at(from), EndsAt: at(to), Text: map[string]string{"en": "Disks.", "fr": "Disques."}}, h.now)
	if err != nil {
		h.Fatal(err)
	}
	return n
}

// at moves the clock to minutes after 21:00 and gives the minute at which
// maintenance ends; -1 while there is none.
func (h *hall) until(minute int) int {
	h.Helper()
	start := time.Date(2026, 11, 27, 21, 0, 0, 0, time.UTC)
	h.now = start.Add(time.Duration(minute) * time.Minute)
	end, on := h.board.Until(h.Context())
	if !on {
		return -1
	}
	return int(end.Sub(start) / time.Minute)
}

func TestMaintenanceIsFromItsStartToBeforeItsEnd(t *testing.T) {
	h := newHall(t)
	h.announce(60, 90)
	h.announce(90, 120)  // right after
	h.announce(100, 110) // within
	h.announce(130, 140) // after a gap
	h.now = time.Date(2026, 11, 27, 22, 0, 0, 0, time.UTC)
	if next := h.board.Begins(t.Context()); !next.Equal(h.now.Add(30 * time.Minute)) {
		t.Errorf("the next begins at %v", next)
	}
	for _, at := range []struct{ minute, want int }{
		{0, -1}, {59, -1}, {60, 120}, {89, 120}, {90, 120}, {105, 120}, {119, 120}, {120, -1}, {130, 140}, {140, -1},
	} {
		if got := h.until(at.minute); got != at.want {
			t.Errorf("at minute %d it lasts until %d, want %d", at.minute, got, at.want)
		}
	}
}

func TestTheStoreIsAskedOnlyAfterSomethingWasWritten(t *testing.T) {
	h := newHall(t)
	h.until(0)
	asked := h.asked
	for range 1000 {
		h.until(0)
	}
	// The store's own look at the file may come between.
	if h.asked > asked+3 {
		t.Errorf("the store was asked %d times", h.asked)
	}
	_, before := h.board.List(t.Context())
	n := h.announce(0, 10)
	if got := h.until(0); got != 10 {
		t.Errorf("what was written is not seen: %d", got)
	}
	list, after := h.board.List(t.Context())
	if after == before || len(list) != 1 {
		t.Errorf("version %d after %d, %d notices", after, before, len(list))
	}
	if err := h.db.Withdraw(t.Context(), n.ID, h.now); err != nil {
		t.Fatal(err)
	}
	if got := h.until(0); got != -1 {
		t.Errorf("what was taken back stays: %d", got)
	}
}

// TestAStoreThatDoesNotAnswerOpensNothing: the board stays as it was.
func TestAStoreThatDoesNotAnswerOpensNothing(t *testing.T) {
	h := newHall(t)
	h.announce(0, 10)
	h.until(0)
	var log strings.Builder
	h.board.log = slog.New(slog.NewTextHandler(&log, nil))
	h.fault = errors.New("no disk")
	h.announce(20, 30)
	if got := h.until(1); got != 10 {
		t.Errorf("until %d", got)
	}
	if !strings.Contains(log.String(), "the notices cannot be read") {
		t.Errorf("the log says %q", log.String())
	}
	h.fault = nil
	if got := h.until(25); got != 30 {
		t.Errorf("afterwards until %d", got)
	}
	var none *Board
	if _, on := none.Until(t.Context()); on || !none.Begins(t.Context()).IsZero() {
		t.Error("no board announces something")
	}
}
