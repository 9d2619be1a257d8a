package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"sync"
)

// maxPrepared is how many statements a line keeps. The texts are fixed but for
// the number of words searched for.
const maxPrepared = 300

// line is one connection, the statements prepared on it, and one user at a
// time. SQLite spends as much on understanding a statement as on running it;
// database/sql keeps no statement across transactions.
type line struct {
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
}

// statement prepares a statement, or finds it prepared.
func (l *line) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := l.prepared[query]; ok {
		return s, nil
	}
	if len(l.prepared) >= maxPrepared {
		if err := l.forget(); err != nil {
			return nil, err
		}
	}
	s, err := l.conn.PrepareContext(ctx, query)
	if err == nil {
		l.prepared[query] = s
	}
	return s, err
}

func (l *line) forget() error {
	var errs []error
	for _, s := range l.prepared {
		errs = append(errs, s.Close())
	}
	clear(l.prepared)
	return errors.Join(errs...)
}

func (l *line) exec(ctx context.Context, query string) error {
	s, err := l.statement(ctx, query)
	if err != nil {
		return err
	}
	_, err = s.ExecContext(ctx)
	return err
}

// discard closes the connection itself, which sql.Conn would only give back to
// its pool, transaction and all; the next user opens another.
func (l *line) discard() {
	if l.conn == nil {
		return
	}
	_ = l.forget() // it is given up
	_ = l.conn.Raw(func(any) error { return driver.ErrBadConn })
	l.conn = nil
}

// close gives back the connection of a line that is in order.
func (l *line) close() error {
	if l.conn == nil {
		return nil
	}
	err := errors.Join(l.forget(), l.conn.Close())
	l.conn = nil
	return err
}

// lines are the connections of a pool, each free or in use.
type lines struct {
	pool   *sql.DB
	free   chan *line
	closed chan struct{}
	once   sync.Once
}

// errClosed is the answer of a store that was closed.
var errClosed = errors.New("sqlstore: the store is closed")

func newLines(pool *sql.DB, n int) *lines {
	ls := &lines{pool: pool, free: make(chan *line, n), closed: make(chan struct{})}
	for range n {
		ls.free <- &line{prepared: map[string]*sql.Stmt{}}
	}
	return ls
}

// take waits for a free line until the context ends.
func (ls *lines) take(ctx context.Context) (*line, error) {
	select {
	case l := <-ls.free:
		if l.conn != nil {
			return l, nil
		}
		conn, err := ls.pool.Conn(ctx)
		if err != nil {
			ls.free <- l
			return nil, err
		}
		l.conn = conn
		return l, nil
	case <-ls.closed:
		return nil, errClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (ls *lines) give(l *line) { ls.free <- l }

// within runs fn between begin and commit. What fails or breaks in between is
// undone; a connection on which that is impossible is not used again.
func (ls *lines) within(ctx context.Context, begin, end string, fn func(*line) error) error {
	l, err := ls.take(ctx)
	if err != nil {
		return err
	}
	defer ls.give(l)
	if err := l.exec(ctx, begin); err != nil {
		// It may have begun all the same, when the context ended meanwhile: a
		// connection left inside a transaction would fail for ever, and on the
		// writer keep everybody else from writing.
		l.discard()
		return err
	}
	ended := false
	defer func() {
		if ended {
			return
		}
		if err := l.exec(context.WithoutCancel(ctx), "ROLLBACK"); err != nil {
			l.discard()
		}
	}()
	if err := fn(l); err != nil {
		return err
	}
	if err := l.exec(ctx, end); err != nil {
		return err
	}
	ended = true
	return nil
}

// close lets nobody in any more and waits for every line to be given back.
// Closing again changes nothing.
func (ls *lines) close() (err error) {
	ls.once.Do(func() {
		close(ls.closed)
		for range cap(ls.free) {
			err = errors.Join(err, (<-ls.free).close())
		}
		err = errors.Join(err, ls.pool.Close())
	})
	return err
}
