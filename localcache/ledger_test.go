package localcache

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rollcall/account"
)

var errDisk = errors.New("the disk is full")

// shelfModel is what a list should be: rows in their order.
type shelfModel []account.User

func (m shelfModel) after(c change[account.User]) shelfModel {
	i := slices.IndexFunc(m, func(u account.User) bool { return u.ID == c.id })
	switch {
	case c.row == nil && i >= 0:
		return slices.Delete(slices.Clone(m), i, i+1)
	case c.row == nil:
		return m
	case i >= 0:
		out := slices.Clone(m)
		out[i] = *c.row
		return out
	}
	return append(slices.Clip(m), *c.row)
}

// copyModel is a copy as it should be, beside one as it is.
type copyModel struct {
	o             CopyOptions
	c             *Copy
	shown, staged shelfModel
	whole         bool
	seq           int64
	failing       bool
	made          int
}

// TestTheFileIsWhatTheServiceSaid tells a copy of changes, pages and whole
// fetches at random, over a disk that fails at random, and starts anew at random:
// what it opens on is what was last said.
func TestTheFileIsWhatTheServiceSaid(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "copy")
		if err != nil {
			rt.Fatal(err)
		}
		m := &copyModel{o: CopyOptions{Dir: dir, Key: bytes.Repeat([]byte{1}, KeySize)}}
		m.open(rt)
		for range rapid.IntRange(5, 40).Draw(rt, "steps") {
			m.step(rt)
		}
		m.reopen(rt)
		m.close(rt)
	})
}

func (m *copyModel) open(t *rapid.T) {
	c, err := OpenCopy(context.Background(), m.o)
	if err != nil {
		t.Fatal(err)
	}
	m.c = c
	c.SpoilDisk(func() error {
		if m.failing {
			return errDisk
		}
		return nil
	})
	c.learnFacts(crowdFacts(), "en")
}

func (m *copyModel) close(t *rapid.T) {
	m.failing = false
	if err := m.c.work(context.Background(), true); err != nil {
		t.Fatal(err)
	}
	if err := m.c.Close(); err != nil {
		t.Fatal(err)
	}
}

// reopen ends the program and looks at what it opens on.
func (m *copyModel) reopen(t *rapid.T) {
	m.close(t)
	m.open(t)
	lists, _ := m.c.Lists()
	if m.c.State() != account.CopyKept || lists.Loaded != m.whole {
		t.Fatalf("%s, loaded is %t", m.c.State(), lists.Loaded)
	}
	if m.whole && (!reflect.DeepEqual(rowsOf(lists.Users.Slice()), append(shelfModel{}, m.shown...)) || lists.Seq != m.seq) {
		t.Fatalf("opens on %v, seq %d; it should be %v, seq %d", ids(rowsOf(lists.Users.Slice())), lists.Seq, ids(m.shown), m.seq)
	}
	m.resume(t)
}

// resume reads what was fetched before.
func (m *copyModel) resume(t *rapid.T) {
	s := m.c.resumeFetch(context.Background())
	if (s != nil) != (m.staged != nil) {
		t.Fatalf("a fetch is there: %t, and should be: %t", s != nil, m.staged != nil)
	}
	if s != nil && !reflect.DeepEqual(rowsOf(s.fresh.users.list().Slice()), append(shelfModel{}, m.staged...)) {
		t.Fatalf("goes on with %v; it should be %v", ids(rowsOf(s.fresh.users.list().Slice())), ids(m.staged))
	}
}

func rowsOf(rows []*account.User) shelfModel {
	out := shelfModel{}
	for _, row := range rows {
		out = append(out, *row)
	}
	return out
}

func ids(m shelfModel) (out []string) {
	for _, u := range m {
		out = append(out, fmt.Sprintf("%s.%d", u.ID, u.Version))
	}
	return out
}

func (m *copyModel) step(t *rapid.T) {
	switch rapid.SampledFrom([]string{
		"feed", "feed", "feed", "page", "page", "finish", "give up", "forget", "write", "write", "fail", "mend", "reopen",
	}).Draw(t, "do") {
	case "feed":
		m.seq++
		rows := m.draw(t, m.shown, rapid.IntRange(0, 150).Draw(t, "changes"))
		m.shown = m.apply(m.shown, rows)
		m.c.takeFeed(entriesOf(rows), m.seq)
	case "page":
		rows := m.draw(t, m.staged, rapid.IntRange(0, 500).Draw(t, "rows"))
		m.staged = m.apply(append(shelfModel{}, m.staged...), rows)
		m.c.takePage(changes{users: rows}, stageMark{Fetched: len(m.staged)})
	case "finish":
		if m.staged != nil {
			m.shown, m.staged, m.whole = m.staged, nil, true
			m.c.finishFetch(m.seq, time.Now())
		}
	case "give up":
		m.staged = nil
		m.c.giveUpFetch()
	case "forget":
		m.shown, m.staged, m.whole = nil, nil, false
		m.c.forgetRows()
	case "write":
		if err := m.c.work(context.Background(), false); (err != nil) && !m.failing {
			t.Fatal(err)
		}
	case "fail":
		m.failing = true
	case "mend":
		m.failing = false
	case "reopen":
		m.reopen(t)
	}
}

func (m *copyModel) apply(s shelfModel, rows []change[account.User]) shelfModel {
	for _, c := range rows {
		s = s.after(c)
	}
	return s
}

// draw makes changes of rows that are there, and some of others.
func (m *copyModel) draw(t *rapid.T, there shelfModel, n int) (out []change[account.User]) {
	leave := rapid.IntRange(0, 3).Draw(t, "how many leave")
	dice := rapid.Int64Range(0, 1<<40).Draw(t, "which")
	for i := range n {
		m.made++
		u := crowd(1)[0]
		u.ID, u.Version = fmt.Sprint("new", m.made), int64(m.made)
		if len(there) > 0 && i%2 == 0 {
			u.ID = there[(int(dice)+i*7919)%len(there)].ID
		}
		c := change[account.User]{u.ID, &u}
		if i%4 < leave {
			c.row = nil
		}
		out = append(out, c)
	}
	return out
}

func entriesOf(rows []change[account.User]) (out []entry) {
	for _, c := range rows {
		out = append(out, entry{kind: account.KindUser, id: c.id, gone: c.row == nil, user: c.row})
	}
	return out
}

// TestYearsOfComingAndGoingLeaveNoEmptyLeaves keeps the file as large as what is
// in it.
func TestYearsOfComingAndGoingLeaveNoEmptyLeaves(t *testing.T) {
	c, err := OpenCopy(t.Context(), CopyOptions{Dir: t.TempDir(), Key: bytes.Repeat([]byte{1}, KeySize)})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	made, alive := 0, []string{}
	for day := range 400 {
		var entries []entry
		for range 10 {
			made++
			id := fmt.Sprint("p", made)
			alive = append(alive, id)
			entries = append(entries, entry{kind: account.KindUser, id: id, user: &account.User{ID: id}})
		}
		for i := 0; len(alive) > 100; i = (i + 17) % len(alive) {
			entries = append(entries, entry{kind: account.KindUser, id: alive[i], gone: true})
			alive = slices.Delete(alive, i, i+1)
		}
		c.takeFeed(entries, int64(day))
		if err := c.work(t.Context(), false); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(c.shown.users.leaves); n > 100/smallLeaf+1 {
		t.Errorf("%d leaves for %d rows", n, len(alive))
	}
}
