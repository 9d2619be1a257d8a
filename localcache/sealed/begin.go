package sealed

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
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
	return nil
}

func begin(ctx context.Context, o Options) error {
	place := o.Path
	draft, err := os.CreateTemp(filepath.Dir(place), filepath.Base(place)+".new-*")
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

// journal ends the name of the file's journal.
const journal = "-journal"

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
