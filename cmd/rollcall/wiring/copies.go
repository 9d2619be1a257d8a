package wiring

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"rollcall/account"
	"rollcall/client/credentials"
	"rollcall/localcache"
)

// copies are the encrypted copies of accounts on this computer: one for each
// account and person, in a folder of its own, with its key in the keyring.
type copies struct {
	dir     string
	keyring credentials.Store
	now     func() time.Time
	log     *slog.Logger
	recent  recent

	// turn is held while a copy is opened or wiped.
	turn sync.Mutex
	// swept: what an earlier run of the program left was looked for.
	swept sync.Once

	mu sync.Mutex
	// stays are the visits of this program that have a copy open, by folder.
	stays map[string]copyStay
	// met is what was met at opening copies that nobody has been told of yet.
	met map[string]account.CopyState
}

// copyStay is the time during which a visit has a copy open.
type copyStay struct {
	// ending is closed when the visit begins to end, over when the copy is closed.
	ending, over <-chan struct{}
}

func newCopies(o Options) *copies {
	dir := filepath.Join(o.DataDir, "copies")
	return &copies{
		dir: dir, keyring: o.Keyring, now: o.Now, log: o.Log, recent: recent{dir: dir},
		stays: map[string]copyStay{}, met: map[string]account.CopyState{},
	}
}

// opened is a copy that is open, and what there is to say of it. Without a copy,
// nothing is kept and state says why.
type opened struct {
	*localcache.Copy
	folder string
	owner  localcache.Owner
	state  account.CopyState
}

// open opens the copy of an owner, or begins one. Where the keyring does not keep
// its key there is none: nothing stands on the disk that could not be read again. One
// that is there and whose key the keyring does not give now stays as it is.
func (c *copies) open(ctx context.Context, o localcache.Owner) opened {
	folder := folderOf(o)
	c.await(ctx, folder)
	c.turn.Lock()
	defer c.turn.Unlock()
	secret, fresh, err := c.secretFor(ctx, o, folder)
	if err != nil {
		c.log.InfoContext(ctx, "no copy is kept: no key", "error", err)
		return opened{state: account.CopyLocked}
	}
	found := c.unlock(ctx, o, folder, secret)
	if found.Copy == nil {
		return found
	}
	if fresh {
		// Only who has the folder open writes its key: another program that is just
		// beginning the same copy has found it busy.
		err = c.keepSecret(ctx, o.Server, folder, secret)
	}
	if err != nil {
		c.log.InfoContext(ctx, "no copy is kept: its key was not taken", "error", err)
		_ = found.Wipe()
		c.leaveNothing()
		return opened{}
	}
	c.unmark(folder)
	return found
}

// unopened is how the copy of an owner stands where the keyring gives no keys.
func (c *copies) unopened(o localcache.Owner) opened {
	if c.exists(folderOf(o)) {
		return opened{state: account.CopyLocked}
	}
	return opened{}
}

// reopen opens a copy that is there already, and says whether it holds whole
// lists. One that does not is closed again: the service is to be asked.
func (c *copies) reopen(ctx context.Context, server, folder string) (found opened, whole bool) {
	c.await(ctx, folder)
	c.turn.Lock()
	defer c.turn.Unlock()
	if !c.exists(folder) {
		return opened{}, false
	}
	secret, o, err := c.secret(ctx, server, folder)
	if err != nil {
		c.log.InfoContext(ctx, "the copy is not opened: no key", "error", err)
		return opened{}, false
	}
	found = c.unlock(ctx, o, folder, secret)
	if found.Copy == nil {
		return opened{}, false
	}
	if lists, _ := found.Lists(); lists.Loaded {
		return found, true
	}
	c.remember(folder, found.state)
	_ = found.Close()
	return opened{}, false
}

// secretFor finds the key of a copy, or draws one for a copy that is not there or
// that nobody can read any more.
func (c *copies) secretFor(ctx context.Context, o localcache.Owner, folder string) (s copySecret, fresh bool, err error) {
	if !c.exists(folder) {
		return newSecret(o), true, nil
	}
	s, _, err = c.secret(ctx, o.Server, folder)
	if errors.Is(err, credentials.ErrNotFound) || errors.Is(err, errNoSecret) {
		return newSecret(o), true, nil
	}
	return s, false, err
}

// unlock opens a folder with a key.
func (c *copies) unlock(ctx context.Context, o localcache.Owner, folder string, s copySecret) opened {
	opening, err := localcache.OpenCopy(ctx, localcache.CopyOptions{
		Dir: filepath.Join(c.dir, folder), Key: s.Key, Owner: o, Now: c.now, Log: c.log,
	})
	switch {
	case errors.Is(err, localcache.ErrCopyBusy):
		return opened{state: account.CopyBusy}
	case err != nil:
		c.log.WarnContext(ctx, "the copy is not opened", "error", localcache.Nameless(err))
		return opened{state: account.CopyFailing}
	}
	return opened{Copy: opening, folder: folder, owner: o, state: c.said(folder, opening.State())}
}

// remember keeps what was met at opening a copy for whoever opens it next: it is
// met only once.
func (c *copies) remember(folder string, state account.CopyState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if state != account.CopyKept {
		c.met[folder] = state
	}
}

// said is what there is to say of a copy that was just opened.
func (c *copies) said(folder string, state account.CopyState) account.CopyState {
	c.mu.Lock()
	defer c.mu.Unlock()
	if state == account.CopyKept {
		state = cmp.Or(c.met[folder], state)
	}
	delete(c.met, folder)
	return state
}

// stay notes that a visit has a copy open; the result is called once it has not.
func (c *copies) stay(folder string, s copyStay) (left func()) {
	if folder == "" {
		return func() {}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stays[folder] = s
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.stays[folder] == s {
			delete(c.stays, folder)
		}
	}
}

// await waits until a visit that is ending has closed a copy: whoever goes to and
// fro between two accounts is not told that another window has them open.
func (c *copies) await(ctx context.Context, folder string) {
	c.mu.Lock()
	s, held := c.stays[folder]
	c.mu.Unlock()
	if !held {
		return
	}
	select {
	case <-s.ending:
	default:
		return
	}
	select {
	case <-s.over:
	case <-ctx.Done():
	}
}

func (c *copies) exists(folder string) bool {
	_, err := os.Lstat(filepath.Join(c.dir, folder))
	return err == nil
}
