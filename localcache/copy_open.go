package localcache

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"rollcall/account"
	"rollcall/localcache/sealed"
)

const (
	// listsFile holds the rows, and what can be fetched anew.
	listsFile = "lists.db"
	// listsMark is an empty file that is there once that one was found to be damaged.
	listsMark = "lists.damaged"
)

// found is what lists.db held when it was opened.
type found struct {
	lists account.Lists
	asOf  time.Time
	// whole tells lists from what somebody sees who has none (R2).
	whole bool
	// mark is a fetch that did not come to its end; nil: none.
	mark *stageMark
}

// openLists opens lists.db. What cannot be read, or not any more, is put away.
func (c *Copy) openLists(ctx context.Context) error {
	err := c.readUnmarked(ctx)
	if unreadableLists(err) {
		c.o.Log.WarnContext(ctx, "the lists kept on this computer cannot be read", "error", Nameless(err))
		c.state = account.CopyAside
		err = c.anewUnmarked(ctx)
	}
	if errors.Is(err, sealed.ErrBusy) {
		return ErrCopyBusy
	}
	if err != nil {
		return err
	}
	return c.judgeAge(ctx)
}

// unwritten gives up the file when it was found to be damaged, or too much waits for
// it. A damaged one is put away at the next start, also if it can be read then.
func (c *Copy) unwritten(err error) {
	damaged := unreadableLists(err)
	c.stall(damaged)
	if !damaged {
		return
	}
	if err := os.WriteFile(filepath.Join(c.o.Dir, listsMark), nil, 0o600); err != nil {
		c.o.Log.Warn("the damage to the copy could not be noted", "error", Nameless(err))
	}
}

// readUnmarked is readLists unless the file was found to be damaged before.
func (c *Copy) readUnmarked(ctx context.Context) error {
	if there(filepath.Join(c.o.Dir, listsMark)) {
		return fmt.Errorf("%w: it was found before", sealed.ErrDamaged)
	}
	return c.readLists(ctx)
}

// anewUnmarked puts the file aside, and the note that it is damaged is done with.
func (c *Copy) anewUnmarked(ctx context.Context) error {
	if err := c.anew(ctx, asideFolder); err != nil {
		return err
	}
	err := os.Remove(filepath.Join(c.o.Dir, listsMark))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func unreadableLists(err error) bool {
	return errors.Is(err, sealed.ErrDamaged) || errors.Is(err, sealed.ErrKey) || errors.Is(err, sealed.ErrVersion) ||
		errors.Is(err, errLeaf)
}

// anew puts the file into a folder beside it and begins another.
func (c *Copy) anew(ctx context.Context, folder string) error {
	if err := c.scribe.close(); err != nil && !unreadableLists(err) {
		return err
	}
	if err := putAway(c.o.Dir, folder, listsFile); err != nil {
		return err
	}
	return c.readLists(ctx)
}

// readLists opens the file and reads everything that is shown.
func (c *Copy) readLists(ctx context.Context) error {
	f, err := openSealed(ctx, c.o, c.o.Dir)
	if err != nil {
		return err
	}
	if err := c.read(ctx, f); err != nil {
		return errors.Join(err, f.Close())
	}
	return nil
}

// openSealed opens the lists in a folder. They open for their owner alone.
func openSealed(ctx context.Context, o CopyOptions, dir string) (*sealed.File, error) {
	label, err := json.Marshal(o.Owner)
	if err != nil {
		return nil, err
	}
	return sealed.Open(ctx, sealed.Options{
		Path: filepath.Join(dir, listsFile), Key: o.Key, Label: "lists of " + string(label), Version: listsVersion,
	})
}

// readHead reads what is no row.
func readHead(ctx context.Context, f recordFile) (h head, mark *stageMark, err error) {
	bodies := map[int64][]byte{}
	err = f.Each(ctx, kindBook, func(number int64, body []byte) error {
		bodies[number] = body
		return nil
	})
	if err != nil {
		return h, nil, err
	}
	m, staged, err := readRecord[stageMark](bodies, stageNumber)
	if err != nil {
		return h, nil, err
	}
	if staged {
		mark = &m
	}
	h, _, err = readRecord[head](bodies, headNumber)
	return h, mark, err
}

func (c *Copy) read(ctx context.Context, f recordFile) error {
	h, mark, err := readHead(ctx, f)
	if err != nil {
		return err
	}
	if h.Generation != 0 && h.Generation != 1 {
		return errLeaf
	}
	shown, rows, err := readBook(ctx, f, h.Generation)
	if err != nil {
		return err
	}
	days, err := openHistory(ctx, f, kindDays)
	if err != nil {
		return err
	}
	c.start(f, h, shown, mark != nil)
	c.days = days
	c.found = found{mark: mark}
	if h.shown() {
		c.found = found{lists: h.lists(rows), asOf: h.AsOf, whole: h.Whole, mark: mark}
	}
	return nil
}

// start lets the scribe go on from what the file holds.
func (s *scribe) start(f recordFile, h head, shown book, staged bool) {
	s.turn.Lock()
	defer s.turn.Unlock()
	s.file, s.kept, s.shown, s.staged = f, h, shown, newBook(1-h.Generation)
	s.written, _ = json.Marshal(h)
	s.clearing, s.clearingAll, s.unread = nil, h.Clearing, staged
	s.tell(func(p *post) {
		*p = post{facts: h.facts, asOf: h.AsOf, powerful: h.administers()}
	})
}

// lists puts together what is shown.
func (h *head) lists(rows opened) account.Lists {
	l := account.Lists{
		Account: h.Account, Catalogue: h.catalogue(h.Language), Me: h.Me, Notices: h.Notices, Loaded: true, Seq: h.Seq,
	}
	if h.Whole {
		pending, cancelled := split(account.ListOf(rows.invitations...))
		l.Invitations, l.Cancelled = account.ListOf(pending...), account.ListOf(cancelled...)
		l.Users, l.ExternalUsers = account.ListOf(rows.users...), account.ListOf(rows.externals...)
	}
	if l.Account.Counts != nil {
		l.Account.Counts = countsOf(&l)
	}
	return l
}
