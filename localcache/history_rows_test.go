package localcache

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"rollcall/account"
	"rollcall/localcache/sealed"
)

// archive is the ledgers of two generations with their history.
type archive struct {
	*diary
	shown, staged book
	generation    int
	// now are the users that are shown, ends those at the end of each day.
	now  map[string]account.User
	past map[date]map[string]account.User
}

func newArchive(t testing.TB) *archive {
	a := &archive{diary: newDiary(t), shown: newBook(0), staged: newBook(1), now: map[string]account.User{}}
	a.begin(1)
	a.past = map[date]map[string]account.User{1: {}}
	return a
}

// feed changes what is shown, as the service's feed does.
func (a *archive) feed(day date, users ...change[account.User]) {
	a.Helper()
	a.commit(func(tx *sealed.Tx) (func(), error) {
		n, err := a.h.note(tx, day)
		if err != nil {
			return nil, err
		}
		wrote, err := a.shown.write(tx, changes{users: users}, n.noter())
		if err != nil {
			return nil, err
		}
		noted, err := n.close()
		return func() { wrote(); noted() }, err
	})
	for _, c := range users {
		if delete(a.now, c.id); c.row != nil {
			a.now[c.id] = *c.row
		}
	}
	a.ended(day)
}

// fetch puts other rows in place of all that are shown.
func (a *archive) fetch(day date, users ...account.User) {
	a.Helper()
	var all changes
	for i := range users {
		all.users = append(all.users, change[account.User]{users[i].ID, &users[i]})
	}
	a.commit(func(tx *sealed.Tx) (func(), error) { return a.staged.write(tx, all, noter{}) })
	a.commit(func(tx *sealed.Tx) (func(), error) {
		n, err := a.h.note(tx, day)
		if err != nil {
			return nil, err
		}
		if err := n.exchange(a.shown, a.staged); err != nil {
			return nil, err
		}
		if err := forgetLeaves(tx, a.generation); err != nil {
			return nil, err
		}
		return n.close()
	})
	a.shown, a.staged, a.generation = a.staged, newBook(a.generation), 1-a.generation
	a.now = map[string]account.User{}
	for _, u := range users {
		a.now[u.ID] = u
	}
	a.ended(day)
}

func (a *archive) ended(day date) {
	a.past[day] = maps.Clone(a.now)
}

func (a *archive) agree(t *testing.T) {
	a.Helper()
	for day, want := range a.past {
		p, err := a.h.rowsBefore(t.Context(), day)
		if err != nil {
			a.Fatal(err)
		}
		got := maps.Clone(a.now)
		for id, u := range p.users {
			if delete(got, id); u != nil {
				got[id] = *u
			}
		}
		if !reflect.DeepEqual(got, want) {
			a.Fatalf("day %d has %v, want %v", day, got, want)
		}
	}
}

func person(id string, version int64) account.User {
	return account.User{ID: id, Version: version, FirstName: "Ana", LastName: fmt.Sprint("Ruiz ", version), UserType: account.RegularUser}
}

// Rows come by the feed and by full fetches; each day's end is told as it was.
func TestTheHistoryIsThatOfTheRows(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		a := newArchive(t)
		a.referee = rt
		defer a.file.Close()
		days, version := date(rapid.IntRange(1, 10).Draw(rt, "days")), int64(0)
		draw := func(what string) *account.User {
			version++
			u := person(fmt.Sprint("user ", rapid.IntRange(0, 150).Draw(rt, what)), version)
			return &u
		}
		for day := date(2); day < 2+days; day++ {
			if rapid.IntRange(0, 3).Draw(rt, "full") == 0 {
				a.fetch(day, a.others(rt, draw)...)
				continue
			}
			came, went := draw("comes"), draw("goes")
			a.feed(day, change[account.User]{came.ID, came}, change[account.User]{went.ID, nil})
		}
		a.agree(t)
	})
}

// others are the rows of a full fetch: most of those that there are, and new ones.
func (a *archive) others(rt *rapid.T, draw func(string) *account.User) []account.User {
	fetched := map[string]account.User{}
	for _, id := range slices.Sorted(maps.Keys(a.now)) {
		if rapid.IntRange(0, 4).Draw(rt, "stays") > 0 {
			fetched[id] = a.now[id]
		}
	}
	for range rapid.IntRange(0, 100).Draw(rt, "fetched") {
		u := draw("is fetched")
		fetched[u.ID] = *u
	}
	return slices.Collect(maps.Values(fetched))
}

// What has the same version has not changed, and a row is noted once a day.
func TestARowIsNotedOnceADay(t *testing.T) {
	a := newArchive(t)
	ana, ben := person("ana", 1), person("ben", 1)
	a.feed(2, change[account.User]{"ana", &ana}, change[account.User]{"ben", &ben})
	before := a.records()
	a.feed(3, change[account.User]{"ana", &ana})
	a.fetch(3, ana, ben)
	if n := a.records(); n != before {
		t.Errorf("%d records more of what did not change", n-before)
	}
	for version := range int64(20) {
		ana := person("ana", version+2)
		a.feed(3, change[account.User]{"ana", &ana})
		a.reopen()
	}
	if n := a.records(); n != before+1 {
		t.Errorf("%d records of one row on one day", n-before)
	}
	a.agree(t)
}

// A hundred thousand rows that were fetched anew are compared with those of before.
func BenchmarkExchange(b *testing.B) {
	const people = 100_000
	a := newArchive(b)
	rows := crowd(people)
	for i := range rows {
		rows[i].Version++
	}
	a.fetch(1, crowd(people)...)
	var all changes
	for i := range rows {
		if i%100 > 0 {
			rows[i].Version--
		}
		all.users = append(all.users, change[account.User]{rows[i].ID, &rows[i]})
	}
	a.commit(func(tx *sealed.Tx) (func(), error) { return a.staged.write(tx, all, noter{}) })
	for b.Loop() {
		err := a.file.Update(b.Context(), func(tx *sealed.Tx) error {
			n, err := a.h.note(tx, 2)
			if err == nil {
				err = n.exchange(a.shown, a.staged)
			}
			if err == nil {
				_, err = n.close()
			}
			if len(n.added) != people/100 {
				b.Fatalf("%d changes", len(n.added))
			}
			return cmp.Or(err, errTakenBack)
		})
		if !errors.Is(err, errTakenBack) {
			b.Fatal(err)
		}
	}
}
