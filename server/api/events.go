package api

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"rollcall/account"
	"rollcall/server/store"
)

const (
	// heartbeat is how often a comment is sent, so that both sides notice when
	// the other has gone.
	heartbeat = 15 * time.Second
	// writeWithin is how long a reader may take; a slower one is let go and
	// comes back for the latest.
	writeWithin = 10 * time.Second
	// pace is the shortest time between two looks at the store, for each stream.
	pace = 100 * time.Millisecond
	// streamsAtOnce is how many streams one session may hold open, more than any
	// number of windows: each costs a look at the store for every act.
	streamsAtOnce = 20
)

type eventsOutput struct {
	Body func(huma.Context)
}

// events opens a stream. Nothing is queued for it: each time something was
// written, or time has passed, the stream compares how its person stands with
// what it told before, and tells the difference. However slow a reader, it
// costs others nothing and the latest state is what it gets.
func (s *service) events(c *call, _ *InAccount) (*eventsOutput, error) {
	leave, ok := s.streams.enter(cmp.Or(c.identity.SessionID, c.identity.TokenID))
	if !ok {
		return nil, &account.Error{Code: account.RateLimited, RetryAfter: heartbeat}
	}
	context.AfterFunc(c, leave) // when the request ends, however
	return &eventsOutput{Body: func(hc huma.Context) {
		_, w := humago.Unwrap(hc)
		st := &stream{service: s, call: c, w: w, control: http.NewResponseController(w)}
		st.told.Membership = c.identity.Membership
		st.run()
	}}, nil
}

// stream is one open stream of events.
type stream struct {
	*service
	call    *call
	w       http.ResponseWriter
	control *http.ResponseController
	told    store.Standing
	// board is which notices the reader was told of.
	board int64
}

func (st *stream) run() {
	wake, cancel := st.Store.Subscribe()
	defer cancel()
	h := st.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	_, st.board = st.Notices.List(st.call)
	_ = st.control.SetReadDeadline(time.Time{}) // the request has been read; the stream may last
	st.w.WriteHeader(http.StatusOK)
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for open := st.comment("open") && st.tell(); open; {
		select {
		case <-st.call.Done():
			return
		case <-st.Stopping:
			return
		case <-st.maintenance():
			open = st.tell()
		case <-beat.C:
			open = st.comment("still here") && st.tell()
		case <-wake:
			open = st.tell() && st.rest()
		}
	}
}

// maintenance fires when the next one that is announced begins, and never while
// none is.
func (st *stream) maintenance() <-chan time.Time {
	begins := st.Notices.Begins(st.call)
	if begins.IsZero() {
		return nil
	}
	return time.After(begins.Sub(st.Now()))
}

// rest keeps a busy account from costing a query per change and stream.
func (st *stream) rest() bool {
	select {
	case <-st.call.Done():
		return false
	case <-st.Stopping:
		return false
	case <-time.After(pace):
		return true
	}
}

// tell sends what has changed since it was last told; false ends the stream.
func (st *stream) tell() bool { return st.tellNotices() && st.tellStanding() }

// tellNotices says that something else is announced, and that maintenance has
// begun, until when, which ends the stream (R17).
func (st *stream) tellNotices() bool {
	before := st.board
	if _, st.board = st.Notices.List(st.call); st.board != before && !st.send(account.EventNotices, map[string]any{}) {
		return false
	}
	end, on := st.Notices.Until(st.call)
	if on {
		st.send(account.EventMaintenance, map[string]any{"until": end.UTC()})
	}
	return !on
}

func (st *stream) tellStanding() bool {
	now, err := st.Store.Standing(st.call, st.call.identity, st.call.caller.AccountID, st.now())
	switch {
	case err != nil:
		st.fail(st.call, err)
		return false
	case now.Ended != "":
		st.send(account.EventSessionEnded, map[string]any{"reason": now.Ended})
		return false
	case now.Membership == nil:
		st.send(account.EventSessionEnded, map[string]any{"reason": account.ReasonAccessRemoved})
		return false
	case now.SetupDue:
		return false // whoever comes back is told by the gate
	}
	before := st.told
	st.told = now
	m := now.Membership
	if m.UserType != before.Membership.UserType || !slices.Equal(m.Permissions, before.Membership.Permissions) {
		if !st.send(account.EventAccessChanged, map[string]any{"user_type": m.UserType, "permissions": m.Permissions}) {
			return false
		}
	}
	if m.UserType == account.Administrator && (now.Seq != before.Seq || before.Membership.UserType != account.Administrator) {
		return st.send(account.EventChanged, map[string]any{"seq": now.Seq})
	}
	return true
}

func (st *stream) send(kind account.EventKind, data any) bool {
	text, err := json.Marshal(data)
	return err == nil && st.write(fmt.Sprintf("event: %s\ndata: %s\n\n", kind, text))
}

func (st *stream) comment(text string) bool { return st.write(": " + text + "\n\n") }

// write sends within the limit. Afterwards there is none until the next time:
// over HTTP/2 a limit that passes ends the stream even when nothing waits to be
// sent.
func (st *stream) write(text string) bool {
	if err := st.control.SetWriteDeadline(time.Now().Add(writeWithin)); err != nil {
		return false
	}
	if _, err := st.w.Write([]byte(text)); err != nil {
		return false
	}
	return st.control.Flush() == nil && st.control.SetWriteDeadline(time.Time{}) == nil
}
