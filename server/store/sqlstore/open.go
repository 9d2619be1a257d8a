// Package sqlstore is store.Store in SQL. All of the service's SQL is here and
// stays within what SQLite and PostgreSQL both understand, apart from the
// opening of the database.
package sqlstore

import (
	"context"
	"crypto/rand"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the database

	"rollcall/server/store"
)

// FileName is the name of the database in the data folder.
const FileName = "rollcall.db"

// busyTimeout is how long a write waits for another process.
const busyTimeout = 15 * time.Second

//go:embed migrations/*.sql
var migrations embed.FS

// Options says where the data is and what its limits are.
type Options struct {
	// Dir is the data folder; it is made when missing, for its owner only.
	Dir string
	// MailHost ends the Message-ID of mails; "localhost" when empty.
	MailHost string
	// InvitationsPerHour limits an account, MessagesPerHour a recipient; 0
	// stands for the defaults of the account API, 5,000 and 5.
	InvitationsPerHour, MessagesPerHour int
	// Random gives the secrets and identifiers; nil is the system's.
	Random io.Reader
}

// DB is a store in one SQLite file: one connection that writes, several that
// read, and the key in a file beside it.
type DB struct {
	opts    Options
	writers *lines
	readers *lines
	keys    keys
	wakes   *wakes
}

var _ store.Store = (*DB)(nil)

// Open opens the store in a folder, making and migrating it as needed.
func Open(ctx context.Context, o Options) (*DB, error) {
	o.fill()
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, err
	}
	ks, err := loadKeys(o.Dir, o.Random)
	if err != nil {
		return nil, err
	}
	db := &DB{opts: o, keys: ks}
	if err := db.connect(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func (o *Options) fill() {
	if o.MailHost == "" {
		o.MailHost = "localhost"
	}
	if o.InvitationsPerHour == 0 {
		o.InvitationsPerHour = 5000
	}
	if o.MessagesPerHour == 0 {
		o.MessagesPerHour = 5
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
}

func (db *DB) connect(ctx context.Context) error {
	path := filepath.Join(db.opts.Dir, FileName)
	if err := makePrivate(path); err != nil {
		return err
	}
	writer, err := sql.Open("sqlite", dsn(path, "immediate", "synchronous(FULL)", "journal_mode(WAL)"))
	if err != nil {
		return err
	}
	writer.SetMaxOpenConns(1)
	db.writers = newLines(writer, 1)
	if err := migrate(ctx, writer); err != nil {
		return fmt.Errorf("prepare %s: %w", FileName, err)
	}
	reader, err := sql.Open("sqlite", dsn(path, "deferred", "query_only(1)"))
	if err != nil {
		return err
	}
	db.readers = newLines(reader, max(4, 2*runtime.NumCPU()))
	db.wakes = newWakes(dataVersion, reader.Conn)
	return nil
}

// makePrivate makes the file before SQLite does, readable by its owner only;
// the files that SQLite puts beside it take over its mode.
func makePrivate(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(0o600), f.Close())
}

// dsn names the file and how to open it.
func dsn(path, lock string, pragmas ...string) string {
	q := url.Values{"_txlock": {lock}, "_pragma": {
		fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()), "foreign_keys(1)", "cache_size(-16000)",
	}}
	for _, p := range pragmas {
		q.Add("_pragma", p)
	}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), RawQuery: q.Encode()}
	return u.String()
}

// migrate brings the tables up to date. Two processes may try at once on a new
// folder: the one that comes second fails once and then finds nothing to do.
func migrate(ctx context.Context, w *sql.DB) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	for attempt := 1; ; attempt++ {
		if err = up(ctx, w, files); err == nil || attempt == 5 || ctx.Err() != nil {
			return err
		}
	}
}

func up(ctx context.Context, w *sql.DB, files fs.FS) error {
	p, err := goose.NewProvider(goose.DialectSQLite3, w, files)
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

// Ready tells whether the store can be read and written.
func (db *DB) Ready(ctx context.Context) error {
	look := func(l *line) error { return l.exec(ctx, "SELECT 1") }
	if err := db.readers.within(ctx, "BEGIN", "ROLLBACK", look); err != nil {
		return err
	}
	return db.writers.within(ctx, "BEGIN IMMEDIATE", "ROLLBACK", look)
}

// Close waits for what is running and releases the files.
func (db *DB) Close() error {
	var errs []error
	if db.wakes != nil {
		db.wakes.close()
	}
	for _, ls := range []*lines{db.readers, db.writers} {
		if ls != nil {
			errs = append(errs, ls.close())
		}
	}
	return errors.Join(errs...)
}
