package wiring

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rollcall/localcache"
)

// markSuffix ends the name of the file that says, beside the folder of a copy, that
// it is being wiped. It holds the address of the service.
const markSuffix = ".wiped"

// wipe deletes the key of a copy, without which nobody can read it, and then its
// files. A crash in between, or a keyring that does not let go of the key, leaves
// the mark, and the next start goes on. The files go in any case; the error is
// the keyring's.
func (c *copies) wipe(ctx context.Context, server, folder string) error {
	c.turn.Lock()
	defer c.turn.Unlock()
	return c.wipeNow(ctx, server, folder)
}

func (c *copies) wipeNow(ctx context.Context, server, folder string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepLimit)
	defer cancel()
	_ = c.recent.dropFolder(folder)
	c.mark(folder, server)
	kept := c.keyring.Delete(ctx, copyKey(server, folder))
	if absent(kept) {
		kept = nil
	}
	left := os.RemoveAll(filepath.Join(c.dir, folder))
	if left != nil {
		c.log.WarnContext(ctx, "a copy is not deleted yet", "error", localcache.Nameless(left))
	}
	if kept == nil && left == nil {
		c.unmark(folder)
	}
	c.leaveNothing()
	return kept
}

// wipeOf wipes copies that a person has at a service; and the one in a certain
// folder, of which there may be no more than the key.
func (c *copies) wipeOf(ctx context.Context, p pass, also string, which func(folder string) bool) error {
	var folders []string
	if p.person != "" {
		folders = slices.DeleteFunc(c.folders(personPart(p.server, p.person)), func(f string) bool { return !which(f) })
	}
	if also != "" && !slices.Contains(folders, also) {
		folders = append(folders, also)
	}
	var errs []error
	for _, folder := range folders {
		errs = append(errs, c.wipe(ctx, p.server, folder))
	}
	return errors.Join(errs...)
}

// every is each copy of a person.
func every(string) bool { return true }

// folders are the folders of copies whose names begin in a certain way.
func (c *copies) folders(prefix string) []string {
	entries, _ := os.ReadDir(c.dir)
	var found []string
	for _, e := range entries {
		if e.IsDir() && isFolder(e.Name()) && strings.HasPrefix(e.Name(), prefix) {
			found = append(found, e.Name())
		}
	}
	return found
}

// sweep finishes, once in a run of the program, what an earlier one did not wipe
// to the end. The keyring is asked only if there is something.
func (c *copies) sweep(ctx context.Context) {
	c.swept.Do(func() {
		entries, _ := os.ReadDir(c.dir)
		removeDrafts(c.dir, entries)
		for _, e := range entries {
			if folder, marked := strings.CutSuffix(e.Name(), markSuffix); marked && isFolder(folder) {
				c.finish(ctx, folder)
			}
		}
	})
}

// finish wipes a copy whose mark still stands. One that was begun anew has none.
func (c *copies) finish(ctx context.Context, folder string) {
	c.turn.Lock()
	defer c.turn.Unlock()
	server, err := os.ReadFile(c.markOf(folder))
	if err != nil {
		return
	}
	if err := c.wipeNow(ctx, string(server), folder); err != nil {
		c.log.WarnContext(ctx, "the key of a wiped copy is not deleted yet", "error", err)
	}
}

func (c *copies) markOf(folder string) string { return filepath.Join(c.dir, folder+markSuffix) }

// mark is written first. Where the disk does not take it, the wiping goes on.
func (c *copies) mark(folder, server string) {
	if !c.exists("") {
		return
	}
	if err := replaceFile(c.dir, folder+markSuffix, []byte(server)); err != nil {
		c.log.Warn("the wiping of a copy is not noted", "error", localcache.Nameless(err))
	}
}

func (c *copies) unmark(folder string) { _ = os.Remove(c.markOf(folder)) }

// leaveNothing takes the folder of all copies away when it is empty.
func (c *copies) leaveNothing() { _ = os.Remove(c.dir) }
