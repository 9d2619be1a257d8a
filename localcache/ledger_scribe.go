package localcache

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"time"

	"rollcall/localcache/sealed"
)

// ageEvery is how often the age of the lists is written when nothing else is.
const ageEvery = time.Minute

// recordFile is what is needed of a sealed.File.
type recordFile interface {
	Get(ctx context.Context, k sealed.Kind, number int64) ([]byte, error)
	Each(ctx context.Context, k sealed.Kind, tell func(number int64, body []byte) error) error
	Update(ctx context.Context, act func(*sealed.Tx) error) error
	Close() error
}

// scribe writes what the service said into lists.db, behind the back of whoever
// fetches, acts or looks. What it is told goes into a queue; whoever serves works
// it off.
type scribe struct {
	wake chan struct{}
	log  *slog.Logger
	// now is this computer's clock, and offset what is to be added for that of the
	// service.
	now    func() time.Time
	offset func() time.Duration

	mu   sync.Mutex
	post post

	// turn is held by whoever works with the file and with what follows.
	turn sync.Mutex
	// file is nil once it is closed.
	file recordFile
	// kept is the head as the file has it, written how its record reads.
	kept    head
	written []byte
	shown   book
	staged  book
	// days is how the rows were before.
	days *history
	// unread: the file holds a fetch that was interrupted, of which staged knows
	// nothing yet.
	unread bool
	// clearing are leaves that nobody needs; clearingAll: it is not known which.
	clearing    []leaf
	clearingAll bool
}

// tell puts something in the queue.
func (s *scribe) tell(f func(*post)) {
	s.mu.Lock()
	if !s.post.doomed {
		f(&s.post)
	}
	if s.post.stalled {
		s.post.queue = nil
	}
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *scribe) send(p parcel) {
	s.tell(func(w *post) { w.queue = append(w.queue, p) })
}

// doomed tells whether the owner's powers have ended.
func (s *scribe) doomed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.post.doomed
}

// stalled tells whether nothing more is written.
func (s *scribe) stalled() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.post.stalled
}

// stall writes nothing more when it must be, or too much waits. The file stays as it
// is: what it misses comes with the feed after the next start.
func (s *scribe) stall(must bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if must || s.post.rows() > queueLimit {
		s.post.queue, s.post.stalled = nil, true
	}
}

// work writes all that waits. At last, the age is written too, and what can be done
// another time is left.
func (s *scribe) work(ctx context.Context, last bool) error {
	for {
		more, err := s.step(ctx, last)
		if err != nil || !more {
			return err
		}
	}
}

// step does one transaction.
func (s *scribe) step(ctx context.Context, last bool) (more bool, err error) {
	s.turn.Lock()
	defer s.turn.Unlock()
	if s.file == nil || s.doomed() {
		return false, nil
	}
	batch, n, h := s.next(last)
	if s.toClear() && (batch.do == takePage || (batch.do == nothingToDo && !last)) {
		return true, s.clear(ctx)
	}
	if batch.do == nothingToDo && !s.worthWriting(h) {
		return false, nil
	}
	if err := s.write(ctx, batch, h); err != nil {
		return false, err
	}
	s.done(n)
	return true, nil
}

// next is what to write, and the head that goes with it. The age of the lists
// moves with the last of the queue alone.
func (s *scribe) next(last bool) (batch parcel, n int, h head) {
	s.mu.Lock()
	defer s.mu.Unlock()
	batch, n = s.post.first()
	h = s.kept
	if s.post.facts.Me.ID != "" {
		h.facts = s.post.facts
	}
	age := s.post.asOf.Sub(h.AsOf)
	if n == len(s.post.queue) && !s.post.asOf.IsZero() && (n > 0 || last || age >= ageEvery || age < 0) {
		h.AsOf = s.post.asOf
	}
	return batch, n, h
}

// done takes what was written from the queue.
func (s *scribe) done(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.post.doomed {
		s.post.queue = append([]parcel(nil), s.post.queue[n:]...)
	}
}

func (s *scribe) worthWriting(h head) bool {
	body, err := json.Marshal(h)
	return err == nil && !bytes.Equal(body, s.written)
}

// write does what was asked and writes the head, in one transaction.
func (s *scribe) write(ctx context.Context, batch parcel, h head) error {
	var after func()
	err := s.file.Update(ctx, func(tx *sealed.Tx) (err error) {
		if after, err = s.perform(tx, batch, &h); err != nil {
			return err
		}
		if s.worthWriting(h) {
			return writeRecord(tx, headNumber, h)
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.kept = h
	s.written, _ = json.Marshal(h)
	after()
	return nil
}

// close lets the file go. What waits is not written any more.
func (s *scribe) close() error {
	s.turn.Lock()
	defer s.turn.Unlock()
	if s.file == nil {
		return nil
	}
	f := s.file
	s.file = nil
	return f.Close()
}
