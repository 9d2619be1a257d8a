package localcache

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"rollcall/account"
	"rollcall/localcache/sealed"
)

const (
	actsFile = "acts.db"
	// actsMark is an empty file that is there while acts wait: without being able to
	// read them, it tells whether there is something to mourn.
	actsMark = "acts.waiting"
	// actsAsideFolder, inside that of the copy, keeps acts that could not be read.
	actsAsideFolder = "aside-acts"
	// actsVersion stays while old acts can be read: what waits is not dropped for a
	// newer program.
	actsVersion = 1
	actKind     = sealed.Kind(1)
)

// sealedActs keeps acts in an encrypted file. Its calls come one after the other.
type sealedActs struct {
	file *sealed.File
	mark string
	// numbers are those of the acts it holds.
	numbers map[int64]bool
}

// openActs opens the acts beside the lists. Those that cannot be read are put
// aside; when some waited, they are said to be lost. ErrCopyBusy when another program
// has them open.
func (c *Copy) openActs(ctx context.Context) error {
	err := c.readActs(ctx)
	if !unreadableActs(err) {
		return err
	}
	c.o.Log.WarnContext(ctx, "the acts that waited cannot be read", "error", Nameless(err))
	mark := filepath.Join(c.o.Dir, actsMark)
	if _, err := os.Stat(mark); err == nil {
		c.state = account.CopyActsLost
	}
	if err := putAway(c.o.Dir, actsAsideFolder, actsFile); err != nil {
		return err
	}
	if err := os.Remove(mark); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return c.readActs(ctx)
}

// errActsGone: the file is not there, and it held acts.
var errActsGone = errors.New("the file of the acts is gone")

func unreadableActs(err error) bool {
	return errors.Is(err, sealed.ErrDamaged) || errors.Is(err, sealed.ErrKey) || errors.Is(err, sealed.ErrVersion) ||
		errors.Is(err, errActsGone)
}

func (c *Copy) readActs(ctx context.Context) error {
	label, err := json.Marshal(c.o.Owner)
	if err != nil {
		return err
	}
	path, mark := filepath.Join(c.o.Dir, actsFile), filepath.Join(c.o.Dir, actsMark)
	if !there(path) && there(mark) {
		return errActsGone
	}
	f, err := sealed.Open(ctx, sealed.Options{
		Path: path, Key: c.o.Key, Label: "acts of " + string(label), Version: actsVersion, Durable: true,
	})
	if errors.Is(err, sealed.ErrBusy) {
		return ErrCopyBusy
	}
	if err != nil {
		return err
	}
	acts := &sealedActs{file: f, mark: mark, numbers: map[int64]bool{}}
	if c.undone, err = acts.load(ctx); err != nil {
		return errors.Join(err, f.Close())
	}
	c.acts = acts
	return nil
}

func there(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// closeActs closes the file of the acts. They stay.
func (c *Copy) closeActs() error {
	if c.acts == nil {
		return nil
	}
	return c.acts.close()
}

func (s *sealedActs) load(ctx context.Context) (acts []numbered, err error) {
	err = s.file.Each(ctx, actKind, func(number int64, body []byte) error {
		n, err := decodeAct(number, body)
		if err != nil {
			return fmt.Errorf("%w: %w", sealed.ErrDamaged, err)
		}
		acts = append(acts, n)
		s.numbers[number] = true
		return nil
	})
	return acts, err
}

func (s *sealedActs) commit(ctx context.Context, put []numbered, remove []int64) error {
	if len(put) > 0 && len(s.numbers) == 0 {
		if err := os.WriteFile(s.mark, nil, 0o600); err != nil {
			return s.closedOr(err)
		}
	}
	err := s.file.Update(ctx, func(tx *sealed.Tx) error { return writeActs(tx, put, remove) })
	if err != nil {
		return s.closedOr(err)
	}
	for _, number := range remove {
		delete(s.numbers, number)
	}
	for _, n := range put {
		s.numbers[n.number] = true
	}
	if len(s.numbers) == 0 {
		_ = os.Remove(s.mark) // one too many is no harm while the acts can be read
	}
	return nil
}

// closedOr tells a copy that was closed, or is wiped, from one that fails.
func (s *sealedActs) closedOr(err error) error {
	if errors.Is(err, sealed.ErrClosed) || errors.Is(err, fs.ErrNotExist) {
		return errStoreClosed
	}
	return err
}

func writeActs(tx *sealed.Tx, put []numbered, remove []int64) error {
	for _, number := range remove {
		if err := tx.Delete(actKind, number); err != nil {
			return err
		}
	}
	for _, n := range put {
		body, err := encodeAct(n.decided)
		if err != nil {
			return err
		}
		if err := tx.Put(actKind, n.number, body); err != nil {
			return err
		}
	}
	return nil
}

func (s *sealedActs) close() error { return s.file.Close() }
