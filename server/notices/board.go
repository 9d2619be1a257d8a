// Package notices is the board on which the operator's notices stand while the
// service runs: what is announced, and whether it is maintenance now (R17).
package notices

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"rollcall/server/store"
)

// Store is where the notices are kept.
type Store interface {
	Notices(ctx context.Context, now time.Time) ([]store.Notice, error)
	// Subscribe gives a channel that receives after something was written, also by
	// another process.
	Subscribe() (wake <-chan struct{}, cancel func())
}

// Board knows the notices without asking the store each time: it asks again once
// something was written. It is safe for concurrent use. A nil Board is empty.
type Board struct {
	store Store
	now   func() time.Time
	log   *slog.Logger
	wake  <-chan struct{}

	mu sync.Mutex
	// stale: something was written since the store was asked.
	stale   bool
	list    []store.Notice
	version int64
}

// New makes a board that follows the store until that is closed.
func New(s Store, now func() time.Time, log *slog.Logger) *Board {
	wake, _ := s.Subscribe()
	return &Board{store: s, now: now, log: log, wake: wake, stale: true}
}

// List gives what is not over yet, the next first, and a number that changes
// when anything was added or taken back.
func (b *Board) List(ctx context.Context) (list []store.Notice, version int64) {
	if b == nil {
		return nil, 0
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	b.refresh(ctx, now)
	// What is over needs no write to go.
	return slices.DeleteFunc(slices.Clone(b.list), func(n store.Notice) bool { return !n.EndsAt.After(now) }), b.version
}

// refresh asks the store when something was written. A store that does not answer
// leaves the board as it was, and is asked again the next time.
func (b *Board) refresh(ctx context.Context, now time.Time) {
	select {
	case <-b.wake:
		b.stale = true
	default:
	}
	if !b.stale {
		return
	}
	list, err := b.store.Notices(context.WithoutCancel(ctx), now)
	if err != nil {
		b.log.ErrorContext(ctx, "the notices cannot be read", "error", err)
		return
	}
	if b.stale = false; !slices.EqualFunc(list, b.list, same) {
		b.list = list
		b.version++
	}
}

func same(a, b store.Notice) bool {
	return a.ID == b.ID && a.StartsAt.Equal(b.StartsAt) && a.EndsAt.Equal(b.EndsAt) && maps.Equal(a.Text, b.Text)
}

// Until tells whether it is maintenance now, and until when: notices that follow
// one another without a gap are one.
func (b *Board) Until(ctx context.Context) (end time.Time, on bool) {
	list, _ := b.List(ctx)
	for end = b.clock(); len(list) > 0 && !list[0].StartsAt.After(end); list = list[1:] {
		on = true
		if list[0].EndsAt.After(end) {
			end = list[0].EndsAt
		}
	}
	return end, on
}

// Begins gives when the next maintenance begins; zero when none is announced.
func (b *Board) Begins(ctx context.Context) time.Time {
	list, _ := b.List(ctx)
	for now := b.clock(); len(list) > 0; list = list[1:] {
		if list[0].StartsAt.After(now) {
			return list[0].StartsAt
		}
	}
	return time.Time{}
}

func (b *Board) clock() time.Time {
	if b == nil {
		return time.Time{}
	}
	return b.now()
}
