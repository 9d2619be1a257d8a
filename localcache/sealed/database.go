package sealed

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path/filepath"

	_ "modernc.org/sqlite" // the file
)

// patience is how long opening waits for another process to let go, in
// milliseconds: the program that is just ending, not one at work.
const patience = 100

// pageSize suits records of some kilobytes up to some dozen: read twice as fast as
// in pages of 4 KiB, and written with fewer seeks.
const pageSize = 16 << 10

const table = "CREATE TABLE records (id INTEGER PRIMARY KEY, nonce BLOB, body BLOB)"

// database is the one connection to the file. Its statements cannot be
// cancelled: they are short, and one that is cut off may take its transaction
// along.
type database struct {
	pool *sql.DB
	conn *sql.Conn

	one, nonce, put, drop, dropAll *sql.Stmt
}

// pragmas are how the file is kept.
//
// The journal holds the pages as they were before a transaction, rather than a
// WAL what they become: a byte that is flipped in a WAL silently ends it there,
// and the file goes back to an older state that is whole in itself. A rollback
// from a journal that was damaged gives a mixture, which the checksums tell.
// TRUNCATE leaves no old pages in the journal, as DELETE does in a file that is
// never unlocked, where it only blots out the journal's header.
//
// NORMAL costs some milliseconds for each transaction, and keeps a loss of power
// from damaging what cannot be fetched again.
//
// An exclusive lock is held from the first look to the end: nobody else writes,
// and the state in memory stays that of the file.
func pragmas(o Options) []string {
	synchronous, full := "NORMAL", 0
	if o.Durable {
		synchronous, full = "FULL", 1 // on macOS, a sync alone stays in the drive's memory
	}
	return []string{
		fmt.Sprintf("page_size(%d)", pageSize), fmt.Sprintf("busy_timeout(%d)", patience), "locking_mode(EXCLUSIVE)", "journal_mode(TRUNCATE)",
		"synchronous(" + synchronous + ")", fmt.Sprintf("fullfsync(%d)", full), "cell_size_check(1)", "mmap_size(0)", "temp_store(MEMORY)",
		"trusted_schema(0)", "cache_size(-2000)",
	}
}

// dsn names the file and how to open it.
func dsn(o Options) string {
	q := url.Values{"mode": {"rw"}, "_pragma": pragmas(o)}
	path := (&url.URL{Path: filepath.ToSlash(o.Path)}).EscapedPath()
	return (&url.URL{Scheme: "file", Opaque: path, RawQuery: q.Encode()}).String()
}

// connect opens a file that exists, locks it, and runs what comes first. A
// transaction that was cut off is rolled back then.
func connect(ctx context.Context, o Options, first ...string) (*database, error) {
	pool, err := sql.Open("sqlite", dsn(o))
	if err != nil {
		return nil, err
	}
	db := &database{pool: pool}
	if db.conn, err = pool.Conn(ctx); err == nil {
		err = db.run(append([]string{"BEGIN EXCLUSIVE"}, first...)...)
	}
	if err == nil {
		err = db.prepare()
	}
	if err != nil {
		return nil, errors.Join(err, db.close())
	}
	return db, nil
}

// statement is a text and where it is kept once prepared.
type statement struct {
	to   **sql.Stmt
	text string
}

func (db *database) statements() []statement {
	return []statement{
		{&db.one, "SELECT nonce, body FROM records WHERE id = ?"},
		{&db.nonce, "SELECT nonce FROM records WHERE id = ?"},
		{&db.put, "INSERT INTO records (id, nonce, body) VALUES (?, ?, ?)" +
			" ON CONFLICT (id) DO UPDATE SET nonce = excluded.nonce, body = excluded.body"},
		{&db.drop, "DELETE FROM records WHERE id = ?"},
		{&db.dropAll, "DELETE FROM records WHERE id BETWEEN ? AND ?"},
	}
}

func (db *database) prepare() error {
	for _, s := range db.statements() {
		var err error
		if *s.to, err = db.conn.PrepareContext(context.Background(), s.text); err != nil {
			return err
		}
	}
	return nil
}

// lookOver finds out whether there is the one table, no trigger, no view, and
// the journal that was asked for.
func (db *database) lookOver() error {
	var mode, found string
	if err := db.conn.QueryRowContext(context.Background(), "PRAGMA journal_mode").Scan(&mode); err != nil {
		return err
	}
	if mode != "truncate" {
		return damaged("a journal of another kind")
	}
	const all = "SELECT group_concat(type || ' ' || name || ' ' || sql, ';') FROM sqlite_schema"
	if err := db.conn.QueryRowContext(context.Background(), all).Scan(&found); err != nil {
		return damaged("tables that cannot be read")
	}
	if found != "table records "+table {
		return damaged("other tables")
	}
	return nil
}

func (db *database) run(statements ...string) error {
	for _, s := range statements {
		if _, err := db.conn.ExecContext(context.Background(), s); err != nil {
			return err
		}
	}
	return nil
}

func (db *database) get(id int64) (record, error) {
	r := record{id: id}
	err := db.one.QueryRow(id).Scan(&r.nonce, &r.body)
	if errors.Is(err, sql.ErrNoRows) {
		return r, ErrNotFound
	}
	return r, err
}

// nonceOf gives the nonce of a record, nil when it is not there.
func (db *database) nonceOf(id int64) (nonce []byte, err error) {
	err = db.nonce.QueryRow(id).Scan(&nonce)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err == nil && len(nonce) != nonceSize {
		err = damaged("a record without its nonce")
	}
	return nonce, err
}

// between tells records in ascending order until tell wants no more. It asks the
// driver itself, which hands over memory of its own for each row, where package
// sql would copy it.
func (db *database) between(first, last int64, tell func(record) (more bool, err error)) error {
	const some = "SELECT id, nonce, body FROM records WHERE id BETWEEN ? AND ? ORDER BY id"
	bounds := []driver.NamedValue{{Ordinal: 1, Value: first}, {Ordinal: 2, Value: last}}
	return db.conn.Raw(func(conn any) error {
		rows, err := conn.(driver.QueryerContext).QueryContext(context.Background(), some, bounds)
		if err != nil {
			return err
		}
		defer rows.Close()
		row := make([]driver.Value, 3)
		for more := true; more; {
			if err := rows.Next(row); err != nil {
				return unlessEnd(err)
			}
			if more, err = tell(recordOf(row)); err != nil {
				return err
			}
		}
		return nil
	})
}

// recordOf leaves out what is not of the type that is written.
func recordOf(row []driver.Value) (r record) {
	r.id, _ = row[0].(int64)
	r.nonce, _ = row[1].([]byte)
	r.body, _ = row[2].([]byte)
	return r
}

func unlessEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

func (db *database) write(r record) error {
	_, err := db.put.Exec(r.id, r.nonce, r.body)
	return err
}

// undo ends a transaction without its changes. SQLite may have rolled back
// already, then there is nothing to undo, which is found out by beginning anew.
func (db *database) undo() error {
	if db.run("ROLLBACK") == nil {
		return nil
	}
	if err := db.run("BEGIN"); err != nil {
		return err
	}
	return db.run("ROLLBACK")
}

// close lets the lock go. A statement that were still prepared would hold it.
func (db *database) close() error {
	var errs []error
	for _, s := range db.statements() {
		if *s.to != nil {
			errs = append(errs, (*s.to).Close())
		}
	}
	if db.conn != nil {
		errs = append(errs, db.conn.Close())
	}
	return errors.Join(append(errs, db.pool.Close())...)
}
