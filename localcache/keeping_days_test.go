package localcache_test

import (
	"errors"
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
			if diff := cmp.Diff(ended[i], got, byID, cmpopts.EquateEmpty()); diff != "" {
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
