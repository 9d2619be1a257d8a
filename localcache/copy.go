package localcache

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"rollcall/account"
)

// KeySize is the length of the key of a copy, in bytes.
const KeySize = 32

// ErrCopyBusy: another program has the copy open.
var ErrCopyBusy = errors.New("the copy is open in another program")

// Owner is whose view of which account a copy holds. A copy opens for its owner
// alone.
type Owner struct{ Server, AccountID, PersonID string }

// CopyOptions are where a copy is, and how it is read.
type CopyOptions struct {
	// Dir is a folder of its own; it is made when it is not there.
	Dir string
	// Key is what it is encrypted under, KeySize bytes.
	Key   []byte
	Owner Owner
	// Now is this computer's clock.
	Now func() time.Time
	Log *slog.Logger
}

// Copy is the encrypted copy of an account, as one person sees it, in a folder
// of its own. It is given to New, and belongs to that Cache from then on: when Run
// ends, what is still to be written is, and the files are closed.
type Copy struct {
	o     CopyOptions
	state account.CopyState
	scribe
	// found is what the file held at opening, until a Cache has taken it over.
	found found

	// acts are those that wait, and undone what they were at opening.
	acts   actStore
	undone []numbered
}

// OpenCopy opens the copy in a folder, or begins one. One that cannot be read,
// whatever the reason, is put aside and begun anew: State says so. ErrCopyBusy
// when another program has it open; any other error is that of the disk.
func OpenCopy(ctx context.Context, o CopyOptions) (*Copy, error) {
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, err
	}
	c := &Copy{o: o.withDefaults(), state: account.CopyKept, scribe: scribe{wake: make(chan struct{}, 1)}}
	c.log = c.o.Log
	c.now, c.offset = c.o.Now, func() time.Duration { return 0 }
	if err := c.openLists(ctx); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	if err := c.openActs(ctx); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	c.suspectPowers()
	return c, nil
}

// suspectPowers takes the owner for somebody who was an administrator also where
// the lists do not say so, when there is what only one of those has: acts, or a file
// that was put away.
func (c *Copy) suspectPowers() {
	suspect := len(c.undone) > 0
	for _, folder := range []string{asideFolder, outdatedFolder, actsAsideFolder} {
		suspect = suspect || there(filepath.Join(c.o.Dir, folder))
	}
	if suspect {
		c.tell(func(p *post) { p.powerful = true })
	}
}

func (o CopyOptions) withDefaults() CopyOptions {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// State tells what was met at opening.
func (c *Copy) State() account.CopyState { return c.state }

// Lists is what the copy held when it was opened, and AsOf when that was last known
// to equal the service's; Loaded is false when it held no whole lists.
func (c *Copy) Lists() (lists account.Lists, asOf time.Time) {
	return c.found.lists, c.found.asOf
}

// Waiting is what had been decided and was not done yet when the copy was opened,
// in the order of deciding.
func (c *Copy) Waiting() []*account.Waiting {
	var list []*account.Waiting
	for _, act := range c.undone {
		list = append(list, &act.Waiting)
	}
	return list
}

// Close closes the files. The copy stays.
func (c *Copy) Close() error { return errors.Join(c.scribe.close(), c.closeActs()) }

// Wipe closes the files and takes the folder away, with whatever was put aside.
func (c *Copy) Wipe() error { return errors.Join(c.Close(), os.RemoveAll(c.o.Dir)) }
