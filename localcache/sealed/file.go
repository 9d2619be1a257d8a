package sealed

import (
	"context"
	"errors"
	"fmt"
)

// Kind tells records of one purpose from those of another. 0 belongs to the
// file itself.
type Kind uint8

// numberBits is how many bits the number of a record has in its identity.
const numberBits = 48

// MaxNumber is the highest number of a record; the lowest is 0.
const MaxNumber = 1<<numberBits - 1

// The two records of kind 0: the header, in the clear, and the sealed root.
const (
	headerID int64 = iota
	rootID
)

// Options say which file, and how it is kept.
type Options struct {
	// Path of the file. Its folder exists.
	Path string
	// Key under which it is sealed, KeySize bytes.
	Key []byte
	// Label says whose file it is. It opens under the same label alone.
	Label string
	// Version is that of what the caller writes, from 0 to 2^32-1. It opens for the
	// same version alone.
	Version int
	// Durable makes what was committed survive a loss of power. Without it, such a
	// loss may damage the file, which is noticed.
	Durable bool
}

// Format keeps the key out of whatever is formatted.
func (o Options) Format(s fmt.State, _ rune) { fmt.Fprint(s, "options of a sealed file") }

// File is an open file. It is safe for concurrent use; calls take turns.
type File struct {
	db   *database
	keys *keys
	root root
	// turn holds one token, which whoever works with the file takes away.
	turn chan struct{}
	// broken is why nothing works any more.
	broken error
}

// Open opens the file, or begins a new one when there is none. ErrKey,
// ErrDamaged, ErrVersion, ErrBusy, or an error of the disk. That a record was
// damaged, dropped or exchanged shows only when it is read: see Each.
func Open(ctx context.Context, o Options) (*File, error) {
	if len(o.Key) != KeySize {
		return nil, errors.New("a key has another length")
	}
	if err := beginIfMissing(ctx, o); err != nil {
		return nil, explain(err)
	}
	// What deletes nothing finds out whether the file can be written.
	db, err := connect(ctx, o, "DELETE FROM records WHERE id < 0", "COMMIT")
	if err != nil {
		return nil, o.explainOpening(err)
	}
	f := &File{db: db, turn: make(chan struct{}, 1)}
	if err := f.read(o); err != nil {
		return nil, errors.Join(explain(err), db.close())
	}
	sweep(o.Path)
	f.turn <- struct{}{}
	return f, nil
}

// read reads what vouches for the rest.
func (f *File) read(o Options) error {
	if err := f.db.lookOver(); err != nil {
		return err
	}
	r, err := f.db.get(headerID)
	if err != nil {
		return absentIsDamage(err)
	}
	h, err := readHeader(r.body, o)
	if err != nil {
		return err
	}
	if f.keys, err = deriveKeys(o.Key, h, o.Label); err != nil {
		return err
	}
	return f.readRoot()
}

func (f *File) readRoot() error {
	r, err := f.db.get(rootID)
	if err != nil {
		return absentIsDamage(err)
	}
	b, err := f.keys.open(r)
	if err != nil {
		return err
	}
	f.root, err = parseRoot(b)
	return err
}

func absentIsDamage(err error) error {
	if errors.Is(err, ErrNotFound) {
		return damaged("a record of the file itself is missing")
	}
	return err
}

// Close waits for whoever works with the file, and closes it.
func (f *File) Close() error {
	if _, open := <-f.turn; !open {
		return nil
	}
	close(f.turn)
	f.broken = ErrClosed
	return f.db.close()
}

// take waits for one's turn; give ends it.
func (f *File) take(ctx context.Context) (give func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case _, open := <-f.turn:
		if !open {
			return nil, ErrClosed
		}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	give = func() { f.turn <- struct{}{} }
	if f.broken != nil {
		give()
		return nil, f.broken
	}
	return give, nil
}

// Get reads one record, or gives ErrNotFound. It proves that the record was
// written in this place by this package, but not that it is the newest there: who
// put an older state of this one record back, or took it away, is found out by
// Each alone. The body is the caller's to keep.
func (f *File) Get(ctx context.Context, k Kind, number int64) ([]byte, error) {
	id, err := idOf(k, number)
	if err != nil {
		return nil, err
	}
	give, err := f.take(ctx)
	if err != nil {
		return nil, err
	}
	defer give()
	body, err := f.get(id)
	return body, explain(err)
}

func (f *File) get(id int64) ([]byte, error) {
	r, err := f.db.get(id)
	if err != nil {
		return nil, err
	}
	return f.keys.open(r)
}

// idOf is the identity of a record in the file.
func idOf(k Kind, number int64) (int64, error) {
	if k == 0 || number < 0 || number > MaxNumber {
		return 0, fmt.Errorf("record %d of kind %d cannot be", number, k)
	}
	return int64(k)<<numberBits | number, nil
}
