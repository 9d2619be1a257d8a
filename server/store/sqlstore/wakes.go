package sqlstore

import (
	"context"
	"database/sql"
	"sync"
	"time"
)

// pollEvery is how often the file is asked whether another process wrote.
const pollEvery = 250 * time.Millisecond

// wakes tells subscribers that something was written. While there are any, it
// also watches for writes of other processes.
type wakes struct {
	version func(context.Context, *sql.Conn) (int64, error)
	conn    func(context.Context) (*sql.Conn, error)
	mail    chan struct{}

	mu   sync.Mutex
	subs map[chan struct{}]struct{}
	stop context.CancelFunc
	done sync.WaitGroup
}

func newWakes(version func(context.Context, *sql.Conn) (int64, error), conn func(context.Context) (*sql.Conn, error)) *wakes {
	return &wakes{version: version, conn: conn, mail: make(chan struct{}, 1), subs: map[chan struct{}]struct{}{}}
}

// Subscribe gives a channel that receives after something was written.
func (db *DB) Subscribe() (<-chan struct{}, func()) {
	return db.wakes.subscribe()
}

// MailQueued receives when this process has queued mail.
func (db *DB) MailQueued() <-chan struct{} { return db.wakes.mail }

func (w *wakes) subscribe() (<-chan struct{}, func()) {
	ch := make(chan struct{}, 1)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.subs[ch] = struct{}{}
	if w.stop == nil {
		ctx, stop := context.WithCancel(context.Background())
		w.stop = stop
		w.done.Go(func() { w.watch(ctx) })
	}
	return ch, sync.OnceFunc(func() { w.unsubscribe(ch) })
}

func (w *wakes) unsubscribe(ch chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.subs, ch)
	if len(w.subs) == 0 && w.stop != nil {
		w.stop()
		w.stop = nil
	}
}

// all wakes every subscriber; one that has not looked yet needs no second call.
func (w *wakes) all() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for ch := range w.subs {
		nudge(ch)
	}
}

func (w *wakes) close() {
	w.mu.Lock()
	if w.stop != nil {
		w.stop()
		w.stop = nil
	}
	w.mu.Unlock()
	w.done.Wait()
}

// watch keeps one connection, since SQLite's data_version tells of changes by
// others than the connection that asks. This process's own writes count too:
// a wake too many is harmless.
func (w *wakes) watch(ctx context.Context) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	var last int64
	for {
		last = w.watchOnce(ctx, last, tick.C)
		if ctx.Err() != nil {
			return
		}
	}
}

// watchOnce watches until the context ends or the connection fails.
func (w *wakes) watchOnce(ctx context.Context, last int64, tick <-chan time.Time) int64 {
	conn, err := w.conn(ctx)
	if err == nil {
		defer conn.Close()
	}
	for {
		select {
		case <-ctx.Done():
			return last
		case <-tick:
		}
		if err != nil {
			return last
		}
		v, err := w.version(ctx, conn)
		if err != nil {
			return last
		}
		if v != last {
			last = v
			w.all()
		}
	}
}

func nudge(ch chan struct{}) {
	select {
	case ch <- struct{}{}:
	default:
	}
}

func dataVersion(ctx context.Context, c *sql.Conn) (v int64, err error) {
	err = c.QueryRowContext(ctx, "PRAGMA data_version").Scan(&v)
	return v, err
}
