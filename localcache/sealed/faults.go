package sealed

import (
	"errors"
	"fmt"
	"os"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// What can be wrong with a file. Any other error is that of the disk, or of the
// context.
var (
	// ErrKey: it was sealed under another key, or another label.
	ErrKey = errors.New("the file belongs to another key")
	// ErrDamaged: it, or a part of it, is not as it was written.
	ErrDamaged = errors.New("the file is damaged")
	// ErrVersion: it was written by another version of the program.
	ErrVersion = errors.New("the file is of another version")
	// ErrBusy: somebody else has it open.
	ErrBusy = errors.New("the file is open elsewhere")
	// ErrNotFound: there is no such record.
	ErrNotFound = errors.New("no such record")
	// ErrClosed: the file was closed, or the transaction is over.
	ErrClosed = errors.New("the file is closed")
)

// damaged says what was found.
func damaged(what string) error { return fmt.Errorf("%w: %s", ErrDamaged, what) }

// explain tells damage and a lock from the troubles of a disk.
func explain(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch code := e.Code(); {
	case code&0xff == lib.SQLITE_BUSY || code&0xff == lib.SQLITE_LOCKED:
		return fmt.Errorf("%w: %w", ErrBusy, err)
	case means(code&0xff, damage()) || code == lib.SQLITE_IOERR_SHORT_READ:
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}

// explainOpening knows besides that a file which its owner may write, and SQLite
// will not, has the header of a format to come.
func (o Options) explainOpening(err error) error {
	var e *sqlite.Error
	if errors.As(err, &e) && e.Code() == lib.SQLITE_READONLY {
		if info, errStat := os.Stat(o.Path); errStat == nil && info.Mode().Perm()&0o200 != 0 {
			return fmt.Errorf("%w: %w", ErrDamaged, err)
		}
	}
	return explain(err)
}

// damage is what SQLite answers when it met bytes that it has not written. It
// gives SQLITE_ERROR for tables that are missing, TOOBIG and NOMEM for lengths
// that cannot be.
func damage() []int {
	return []int{
		lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB, lib.SQLITE_FORMAT, lib.SQLITE_ERROR, lib.SQLITE_SCHEMA,
		lib.SQLITE_TOOBIG, lib.SQLITE_NOMEM, lib.SQLITE_MISMATCH, lib.SQLITE_CONSTRAINT,
	}
}

func means(code int, codes []int) bool {
	for _, c := range codes {
		if c == code {
			return true
		}
	}
	return false
}
