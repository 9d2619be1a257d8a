package localcache

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"rollcall/account"
	"rollcall/localcache/sealed"
)

// The folders, inside that of the copy, for what was put away. Each keeps one file.
const (
	// asideFolder: it could not be read.
	asideFolder = "aside"
	// outdatedFolder: it seems to be too old to be shown.
	outdatedFolder = "outdated"
)

const (
	// contactWithin is how long lists may be shown without contact with the
	// service (ASVS 14.3.3).
	contactWithin = 30 * 24 * time.Hour
	// secondLook is how long after the first look the age of lists is believed
	// when the service did not confirm it.
	secondLook = 24 * time.Hour
)

// putAway moves a file with its journal into a folder. What was there before
// goes.
func putAway(dir, folder, file string) error {
	to := filepath.Join(dir, folder)
	if err := os.RemoveAll(to); err != nil {
		return err
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	return moveFile(dir, to, file)
}

// moveFile moves a file and its journal, if they are there.
func moveFile(from, to, file string) error {
	for _, name := range []string{file, file + "-journal"} {
		if err := os.Rename(filepath.Join(from, name), filepath.Join(to, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// judgeAge puts lists out of sight that had no contact with the service for
// thirty days. They are deleted only when that is sure, since the clock of this
// computer may be wrong: when whole lists have come from the service meanwhile, or
// when a second look, a day later, finds the same. A clock that was put right
// brings them back. One that was set back is no reason for anything.
func (c *Copy) judgeAge(ctx context.Context) error {
	now := c.o.Now()
	if c.found.lists.Loaded && outdated(c.found.asOf, now) {
		if err := c.anew(ctx, outdatedFolder); err != nil {
			return err
		}
		c.state = account.CopyOutdated
		return os.Chtimes(filepath.Join(c.o.Dir, outdatedFolder), now, now)
	}
	return c.judgeAgain(ctx, now)
}

func outdated(asOf, now time.Time) bool { return now.Sub(asOf) > contactWithin }

// judgeAgain looks a second time at what was put out of sight.
func (c *Copy) judgeAgain(ctx context.Context, now time.Time) error {
	folder := filepath.Join(c.o.Dir, outdatedFolder)
	info, err := os.Stat(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if !c.found.lists.Loaded && !c.stillOutdated(ctx, folder, now) {
		return c.bringBack(ctx, folder)
	}
	if c.found.lists.Loaded {
		if err := c.carryHistory(ctx, folder); err != nil {
			c.o.Log.WarnContext(ctx, "the history of outdated lists is lost", "error", Nameless(err))
		}
	}
	if c.found.lists.Loaded || now.Sub(info.ModTime()) > secondLook {
		return os.RemoveAll(folder)
	}
	c.state = account.CopyOutdated
	return nil
}

// stillOutdated tells whether there is nothing to be brought back.
func (c *Copy) stillOutdated(ctx context.Context, folder string, now time.Time) bool {
	if _, err := os.Stat(filepath.Join(folder, listsFile)); err != nil {
		return true
	}
	f, err := openSealed(ctx, c.o, folder)
	if err != nil {
		return true
	}
	h, _, err := readHead(ctx, f)
	return errors.Join(err, f.Close()) != nil || outdated(h.AsOf, now)
}

// bringBack shows lists again that were put out of sight by a wrong clock.
func (c *Copy) bringBack(ctx context.Context, folder string) error {
	if err := c.scribe.close(); err != nil {
		return err
	}
	if err := moveFile(folder, c.o.Dir, listsFile); err != nil {
		return err
	}
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	err := c.readLists(ctx)
	if unreadableLists(err) {
		c.state = account.CopyAside
		return c.anew(ctx, asideFolder)
	}
	if errors.Is(err, sealed.ErrBusy) {
		return ErrCopyBusy
	}
	return err
}
