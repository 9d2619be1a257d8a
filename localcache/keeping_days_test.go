package localcache_test

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rollcall/account"
	"rollcall/localcache"
)

// TestTheListsOfADayThatHasPassed are those with which it ended, whatever came
// since: changes, another start of the program, a full fetch.
func TestTheListsOfADayThatHasPassed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := newBox(t), newService(200)
		var days []time.Time
		var ended []account.Lists
		for day := range 5 {
			if day == 2 {
				s.rename("u3", "Anne")
				s.set(func() { s.floor = s.seq })
			}
			w := b.sit(t, s)
			switch day {
			case 1:
				s.rename("u3", "Ana")
				s.rename("u3", "Anna")
				s.remove("u4")
			case 4:
				s.remove("u3")
			}
			synctest.Wait()
			days, ended = append(days, time.Now()), append(ended, w.Lists())
			w.leave()
			time.Sleep(24 * time.Hour)
		}
		w := b.sit(t, s)
		for i, day := range days {
			got, err := w.ListsOn(t.Context(), day)
			if err != nil {
				t.Fatal(err)
			}
			ended[i].Seq = 0
			byID := cmpopts.SortSlices(func(a, b *account.User) bool { return a.ID < b.ID })
			if diff := cmp.Diff(ended[i], got, byRows, byID, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("day %d:\n%s", i, diff)
			}
		}
		if _, err := w.ListsOn(t.Context(), days[0].Add(-24*time.Hour)); !errors.Is(err, localcache.ErrNoSuchDay) {
			t.Errorf("before all days: %v", err)
		}
		first := days[0].Truncate(24 * time.Hour)
		want := []time.Time{first, first.AddDate(0, 0, 1), first.AddDate(0, 0, 2), first.AddDate(0, 0, 4)}
		if got := w.HistoryDays(); !slices.EqualFunc(got, want, time.Time.Equal) {
			t.Errorf("days %v, want %v", got, want)
		}
		w.leave()
	})
}

// TestWithoutACopyThereIsNoPast.
func TestWithoutACopyThereIsNoPast(t *testing.T) {
	c := localcache.New(newService(1), localcache.Options{})
	if _, err := c.ListsOn(t.Context(), time.Now()); !errors.Is(err, localcache.ErrNoSuchDay) || c.HistoryDays() != nil {
		t.Errorf("%v, %v", c.HistoryDays(), err)
	}
}

// TestTheHistoryGoesByTheClockOfTheService: one of this computer that is wrong for a
// while costs no day.
func TestTheHistoryGoesByTheClockOfTheService(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := newBox(t), newService(5)
		var passed, wrong time.Duration
		b.Now = func() time.Time { return time.Now().Add(passed + wrong) }
		w := followWith(t, s, localcache.Options{Now: b.Now, ClockOffset: func() time.Duration { return -wrong }, Copy: b.open(t)})
		rename := func() {
			s.rename("u1", b.Now().String())
			w.Refresh()
			synctest.Wait()
		}
		for range 3 {
			passed += 24 * time.Hour
			rename()
		}
		before := w.HistoryDays()
		wrong = 200 * 24 * time.Hour
		rename()
		wrong = 0
		if got := w.HistoryDays(); !slices.Equal(got, before) || len(before) != 4 {
			t.Errorf("days %v, before %v", got, before)
		}
		yesterday := w.Lists()
		passed += 24 * time.Hour
		rename()
		if l, err := w.ListsOn(t.Context(), b.Now().Add(-24*time.Hour)); err != nil || user(l, "u1").FirstName != user(yesterday, "u1").FirstName {
			t.Errorf("yesterday: %v", err)
		}
		w.leave()
	})
}

// TestADamagedHistoryBeginsAnew: it is no reason to keep nothing of what comes.
func TestADamagedHistoryBeginsAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := newBox(t), newService(5)
		b.sit(t, s).leave()
		time.Sleep(24 * time.Hour)
		w := b.sit(t, s)
		s.rename("u1", "Ana")
		synctest.Wait()
		w.leave()
		b.meddle(t, "UPDATE records SET body = zeroblob(length(body)) WHERE id > 8 << 48")
		for _, name := range []string{"Anne", "Anna"} {
			w = b.sit(t, s)
			s.rename("u1", name)
			synctest.Wait()
			if got := w.Cache.Status().Copy; got != account.CopyKept {
				t.Errorf("the copy is said to be %q", got)
			}
			w.leave()
			l, _, _ := b.holds(t)
			sameAsService(t, s, l)
			time.Sleep(24 * time.Hour)
		}
		w = b.sit(t, s)
		if l, err := w.ListsOn(t.Context(), time.Now().Add(-48*time.Hour)); err != nil || user(l, "u1").FirstName != "Anne" {
			t.Errorf("the day before yesterday: %v", err)
		}
		w.leave()
	})
}

// meddle runs SQL on the lists while nobody has them open.
func (b *box) meddle(t *testing.T, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(b.Dir, "lists.db"))
	if err == nil {
		_, err = db.Exec(statement)
	}
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestTheHistoryOutlivesAMonthAway: what was put out of sight gives its days to the
// lists that came after it.
func TestTheHistoryOutlivesAMonthAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := newBox(t), newService(5)
		var passed time.Duration
		b.Now = func() time.Time { return time.Now().Add(passed) }
		begun := b.Now()
		visit := func(after int, act func()) {
			passed += time.Duration(after) * 24 * time.Hour
			w := b.sit(t, s)
			act()
			synctest.Wait()
			w.leave()
		}
		visit(0, func() {})
		visit(1, func() { s.rename("u1", "Ana") })
		s.rename("u2", "Ben")
		s.remove("u3")
		visit(31, func() {})
		visit(1, func() { s.rename("u1", "Zoe") })
		visit(1, func() { s.rename("u1", "Zara") })
		w := b.sit(t, s)
		for after, want := range map[int]string{0: "Person Person true", 1: "Ana Person true", 31: "Ana Person true", 32: "Ana Ben false", 33: "Zoe Ben false", 34: "Zara Ben false"} {
			l, err := w.ListsOn(t.Context(), begun.AddDate(0, 0, after))
			if err != nil {
				t.Errorf("after %d days: %v", after, err)
				continue
			}
			if got := fmt.Sprint(user(l, "u1").FirstName, " ", user(l, "u2").FirstName, " ", user(l, "u3") != nil); got != want {
				t.Errorf("after %d days: %s, want %s", after, got, want)
			}
		}
		w.leave()
	})
}
