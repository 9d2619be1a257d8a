package sealed

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// beginIfMissing makes the file when there is none. It is made elsewhere and
// comes to its place whole: a file that is there was written, and one that is
// empty has lost what it held.
func beginIfMissing(ctx context.Context, o Options) error {
	info, err := os.Stat(o.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return begin(ctx, o)
	case err != nil:
		return err
	case info.Size() == 0:
		return damaged("it is empty")
	}
	return checkJournal(o.Path, info.Size())
}

// checkJournal looks at the length that a journal gives back to the file. A
// transaction makes files longer, never shorter; from a damaged journal the file
// would grow to whatever stands there. The file itself is not touched: closing
// it would end the locks that this process may have on it (POSIX).
func checkJournal(path string, size int64) error {
	f, err := os.Open(path + journal)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	// See "The Rollback Journal" in the description of SQLite's file format.
	header := make([]byte, 28)
	if _, err := io.ReadFull(f, header); err != nil {
		return nil // too short for a journal: SQLite takes it for none
	}
	if pages := binary.BigEndian.Uint32(header[16:]); int64(pages)*pageSize > size {
		return damaged("a journal of a longer file")
	}
	return nil
}

func begin(ctx context.Context, o Options) error {
	place := o.Path
	draft, err := os.CreateTemp(filepath.Dir(place), filepath.Base(place)+drafts+"*")
	if err != nil {
		return err
	}
	defer os.Remove(draft.Name())
	o.Path, o.Durable = draft.Name(), true
	if err := errors.Join(draft.Close(), fill(ctx, o)); err != nil {
		return err
	}
	// A journal that was left behind belongs to no file, and least to this one.
	if err := os.Remove(place + journal); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Link(o.Path, place); err != nil && !errors.Is(err, fs.ErrExist) {
		if err = os.Rename(o.Path, place); err != nil {
			return err
		}
	}
	return syncFolder(filepath.Dir(place))
}

const (
	// journal ends the name of the file's journal.
	journal = "-journal"
	// drafts comes after the name in those of files that are being made.
	drafts = ".new-"
)

// sweep takes away drafts of those that died over them. The file is there and
// locked: nobody makes one now.
func sweep(path string) {
	entries, _ := os.ReadDir(filepath.Dir(path))
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), filepath.Base(path)+drafts) {
			_ = os.Remove(filepath.Join(filepath.Dir(path), e.Name()))
		}
	}
}

// fill writes what every file has.
func fill(ctx context.Context, o Options) error {
	h, err := newHeader(o)
	if err != nil {
		return err
	}
	k, err := deriveKeys(o.Key, h, o.Label)
	if err != nil {
		return err
	}
	db, err := connect(ctx, o, table)
	if err != nil {
		return err
	}
	defer os.Remove(o.Path + journal)
	return errors.Join(
		db.write(record{id: headerID, body: h.bytes()}), db.write(k.seal(rootID, root{}.bytes())), db.run("COMMIT"), db.close(),
	)
}

// syncFolder makes the name of a new file survive a loss of power, where folders
// can be asked to.
func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	_ = d.Sync()
	return d.Close()
}
