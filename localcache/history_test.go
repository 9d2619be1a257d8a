package localcache

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rollcall/account"
	"rollcall/localcache/sealed"
)

// diary is a file with rows in memory, their history in the file, and a model of
// it: the rows at the end of each day.
type diary struct {
	referee
	path string
	file *sealed.File
	h    *history

	rows map[rowKey]string
	// ends are the rows at the end of each day since the history began; the last is
	// that of now.
	ends map[date]map[rowKey]string
	// latest is the day that it is, for who does not believe in clocks set back.
	latest date
}

// referee is a test, or one of the tries of a property.
type referee interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

func newDiary(t testing.TB) *diary {
	d := openDiary(filepath.Join(t.TempDir(), "lists.db"), t)
	t.Cleanup(func() { _ = d.file.Close() })
	return d
}

func openDiary(path string, j referee) *diary {
	d := &diary{referee: j, path: path, rows: map[rowKey]string{}}
	d.open()
	return d
}

func (d *diary) open() {
	d.Helper()
	if err := d.tryOpen(); err != nil {
		d.Fatal(err)
	}
}

func (d *diary) tryOpen() (err error) {
	d.file, err = sealed.Open(context.Background(), sealed.Options{Path: d.path, Key: bytes.Repeat([]byte{1}, sealed.KeySize)})
	if err == nil {
		d.h, err = openHistory(context.Background(), d.file, kindDays)
	}
	return err
}

func (d *diary) close() {
	d.Helper()
	if err := d.file.Close(); err != nil {
		d.Fatal(err)
	}
}

func (d *diary) reopen() {
	d.Helper()
	d.close()
	d.open()
}

// begin lets the history begin with the rows as they are.
func (d *diary) begin(day date) {
	d.Helper()
	d.commit(func(tx *sealed.Tx) (func(), error) { return d.h.begin(tx, day) })
	d.latest, d.ends = day, map[date]map[rowKey]string{day: maps.Clone(d.rows)}
}

func (d *diary) commit(act func(tx *sealed.Tx) (settle func(), err error)) {
	d.Helper()
	var settle func()
	err := d.file.Update(context.Background(), func(tx *sealed.Tx) (err error) {
		settle, err = act(tx)
		return err
	})
	if err != nil {
		d.Fatal(err)
	}
	settle()
}

// change is what becomes of a row; an empty one goes.
type rowChange struct {
	key rowKey
	row string
}

// on changes rows in one transaction.
func (d *diary) on(day date, changes ...rowChange) {
	d.Helper()
	d.commit(func(tx *sealed.Tx) (func(), error) { return d.note(tx, day, d.rows, changes) })
	if len(changes) > 0 {
		d.latest = max(d.latest, day)
	}
	if d.ends != nil {
		d.ends[d.latest] = maps.Clone(d.rows)
	}
}

var errTakenBack = errors.New("taken back")

// takenBack does the same in a transaction that fails at its end.
func (d *diary) takenBack(day date, changes ...rowChange) {
	d.Helper()
	err := d.file.Update(context.Background(), func(tx *sealed.Tx) error {
		_, err := d.note(tx, day, maps.Clone(d.rows), changes)
		return errors.Join(err, errTakenBack)
	})
	if !errors.Is(err, errTakenBack) || errors.Is(err, sealed.ErrDamaged) {
		d.Fatal(err)
	}
}

func (d *diary) note(tx *sealed.Tx, day date, rows map[rowKey]string, changes []rowChange) (settle func(), err error) {
	n, err := d.h.note(tx, day)
	if err != nil {
		return nil, err
	}
	for _, c := range changes {
		before := []byte(nil)
		if row, there := rows[c.key]; there {
			before = []byte(row)
		}
		if err := n.row(c.key.kind, c.key.id, before); err != nil {
			return nil, err
		}
		if c.row == "" {
			delete(rows, c.key)
		} else {
			rows[c.key] = c.row
		}
	}
	return n.close()
}

// at gives the rows as the history has them at the end of a day.
func (d *diary) at(day date) map[rowKey]string {
	d.Helper()
	before, err := d.h.undo(context.Background(), day)
	if err != nil {
		d.Fatalf("%s: %v", day, err)
	}
	rows := maps.Clone(d.rows)
	for key, row := range before {
		if row == nil {
			delete(rows, key)
		} else {
			rows[key] = string(row)
		}
	}
	return rows
}

// agree compares the end of each day on which something happened, of the next, and
// of the first that can be told.
func (d *diary) agree() {
	d.Helper()
	first := max(d.h.days()[0], d.latest-historyDays)
	told := []date{first, d.latest}
	for day := range d.ends {
		told = append(told, day, day+1)
	}
	for _, day := range told {
		if want := d.end(day); day >= first && want != nil && !maps.Equal(d.at(day), want) {
			d.Fatalf("the end of %s is not as it was", day)
		}
	}
}

// end is how the rows were at the end of a day, by the model.
func (d *diary) end(day date) map[rowKey]string {
	last := date(0)
	for noted := range d.ends {
		if noted <= day {
			last = max(last, noted)
		}
	}
	return d.ends[last]
}

func user(id string) rowKey { return rowKey{account.KindUser, id} }

func day(text string) date {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return dateOf(t, time.UTC)
}

func TestTheHistoryTellsHowADayEnded(t *testing.T) {
	d := newDiary(t)
	d.rows[user("ana")] = "administrator"
	d.begin(day("2026-03-02"))
	d.on(day("2026-03-02"), rowChange{user("ben"), "user"})
	d.on(day("2026-03-04"), rowChange{user("ben"), "custom"}, rowChange{user("carla"), "user"})
	d.on(day("2026-03-04"), rowChange{user("ben"), "administrator"}, rowChange{user("ana"), ""})
	d.on(day("2026-03-09"), rowChange{user("carla"), ""}, rowChange{user("dora"), "user"}, rowChange{user("dora"), ""})
	if got, want := fmt.Sprint(d.h.days()), "[2026-03-02 2026-03-04 2026-03-09]"; got != want {
		t.Errorf("days %s, want %s", got, want)
	}
	for when, want := range map[string]map[rowKey]string{
		"2026-03-02": {user("ana"): "administrator"},
		"2026-03-03": {user("ana"): "administrator"},
		"2026-03-04": {user("ben"): "administrator", user("carla"): "user"},
		"2026-03-08": {user("ben"): "administrator", user("carla"): "user"},
		"2026-03-09": {user("ben"): "administrator"},
	} {
		if when < "2026-03-04" {
			want[user("ben")] = "user"
		}
		if got := d.at(day(when)); !maps.Equal(got, want) {
			t.Errorf("the end of %s: %v, want %v", when, got, want)
		}
	}
	if _, err := d.h.undo(t.Context(), day("2026-03-01")); !errors.Is(err, errNoSuchDay) {
		t.Errorf("before it began: %v", err)
	}
}

// TestTheHistoryIsThatOfAModel changes rows at random, on days at random, with
// clocks set back, transactions taken back and the program started anew.
func TestTheHistoryIsThatOfAModel(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lists.db")
	rapid.Check(t, func(rt *rapid.T) {
		_ = os.RemoveAll(path)
		d := openDiary(path, rt)
		defer d.file.Close()
		today := day("2026-01-01")
		d.begin(today)
		for range rapid.IntRange(1, 40).Draw(rt, "transactions") {
			today += rapid.SampledFrom([]date{0, 0, 1, 1, 2, 20, 100}).Draw(rt, "days later")
			noted := today - rapid.SampledFrom([]date{0, 0, 0, 1, 50}).Draw(rt, "set back")
			changes := drawChanges(rt)
			switch rapid.IntRange(0, 9).Draw(rt, "fate") {
			case 0:
				d.takenBack(noted, changes...)
			case 1:
				d.reopen()
			default:
				d.on(noted, changes...)
			}
		}
		d.agree()
		d.reopen()
		d.agree()
	})
}

func drawChanges(rt *rapid.T) (changes []rowChange) {
	for range rapid.IntRange(0, 6).Draw(rt, "changes") {
		key := rowKey{rapid.SampledFrom(noteKinds()).Draw(rt, "kind"), rapid.SampledFrom([]string{"a", "b", "c", ""}).Draw(rt, "id")}
		row := strings.Repeat(rapid.SampledFrom([]string{"", "x", "y", "z"}).Draw(rt, "row"), rapid.SampledFrom([]int{1, 9000}).Draw(rt, "size"))
		changes = append(changes, rowChange{key, row})
	}
	return changes
}

func TestTheHistoryReachesBackNinetyDays(t *testing.T) {
	d := newDiary(t)
	first := day("2026-01-01")
	d.begin(first)
	for i := range date(200) {
		d.on(first+i, rowChange{user("ana"), fmt.Sprint("row ", i)})
	}
	days := d.h.days()
	if len(days) != historyDays+1 || days[0] != first+199-historyDays || days[historyDays] != first+199 {
		t.Errorf("%d days from %s", len(days), days[0])
	}
	d.agree()
	if n := d.records(); n != historyDays+1 {
		t.Errorf("%d records", n)
	}
}

// records counts the history's.
func (d *diary) records() (n int) {
	d.Helper()
	err := d.file.Each(context.Background(), kindDays, func(int64, []byte) error { n++; return nil })
	if err != nil {
		d.Fatal(err)
	}
	return n
}

func TestWithoutABeginningNothingIsNoted(t *testing.T) {
	d := newDiary(t)
	d.on(day("2026-03-02"), rowChange{user("ana"), "user"})
	if n := d.records(); n != 0 || d.h.days() != nil {
		t.Errorf("%d records, days %v", n, d.h.days())
	}
}

func TestTheHistoryCanBeForgotten(t *testing.T) {
	d := newDiary(t)
	d.begin(day("2026-03-02"))
	d.on(day("2026-03-03"), rowChange{user("ana"), "user"})
	d.commit(d.h.forget)
	if n := d.records(); n != 0 || d.h.days() != nil {
		t.Errorf("%d records, days %v", n, d.h.days())
	}
	d.begin(day("2026-03-01"))
	d.on(day("2026-03-04"), rowChange{user("ana"), ""})
	d.agree()
}

// A history that lost something, or all, does not pass for a shorter one.
func TestAHistoryThatLostSomethingSaysSo(t *testing.T) {
	for name, lost := range map[string]string{
		"all":          "id >> 48 = 8",
		"a day":        "id = (8 << 48) | (3 << 32)",
		"all its days": "id > 8 << 48",
	} {
		d := newDiary(t)
		d.begin(2)
		d.on(3, rowChange{user("ana"), "user"})
		d.on(4, rowChange{user("ana"), ""})
		d.close()
		meddled(t, d.path, "DELETE FROM records WHERE "+lost)
		err := d.tryOpen()
		if err == nil {
			_, err = d.h.undo(t.Context(), 2)
		}
		if !errors.Is(err, sealed.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// meddled runs SQL on a closed file.
func meddled(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err == nil {
		_, err = db.Exec(statement)
	}
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// A change costs what it is large, however many went before it on that day.
func TestAChangeCostsWhatItIsLarge(t *testing.T) {
	d := newDiary(t)
	d.begin(day("2026-03-02"))
	for _, many := range []int{10, 1000, 10_000} {
		changes := make([]rowChange, many)
		for i := range changes {
			changes[i] = rowChange{user(fmt.Sprint(many, " ", i)), strings.Repeat("x", 200)}
		}
		d.on(day("2026-03-03"), changes...)
		d.on(day("2026-03-03"), rowChange{user("0"), fmt.Sprint(many)})
		before := d.record(t)
		d.on(day("2026-03-03"), rowChange{user(fmt.Sprint("one more ", many)), "x"})
		written := 0
		for number, body := range d.record(t) {
			if before[number] != body {
				written += len(body)
			}
		}
		if written > 200 {
			t.Errorf("after %d changes, one more writes %d bytes", many, written)
		}
	}
}

// record gives the records of the history as they are.
func (d *diary) record(t *testing.T) map[int64]string {
	t.Helper()
	all := map[int64]string{}
	err := d.file.Each(t.Context(), kindDays, func(number int64, body []byte) error {
		all[number] = string(body)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestADayIsThatOfThePlace(t *testing.T) {
	at := time.Date(2026, 3, 2, 23, 30, 0, 0, time.UTC)
	for offset, want := range map[int]string{0: "2026-03-02", 3600: "2026-03-03", -12 * 3600: "2026-03-02", 14 * 3600: "2026-03-03"} {
		if got := dateOf(at, time.FixedZone("", offset)).String(); got != want {
			t.Errorf("%d: %s, want %s", offset, got, want)
		}
	}
	for _, never := range []time.Time{{}, time.Unix(-1e9, 0), time.Unix(1e12, 0)} {
		if d := dateOf(never, time.UTC); d < firstDate || d > lastDate {
			t.Errorf("%v: %d", never, d)
		}
	}
}

// A jump of the clock takes few days away, however far it goes; as time goes on,
// those that are too long ago go all the same.
func TestAJumpOfTheClockTakesFewDays(t *testing.T) {
	d := newDiary(t)
	first := day("2026-01-01")
	d.begin(first)
	for i := range date(60) {
		d.on(first+i, rowChange{user("ana"), fmt.Sprint("row ", i)})
	}
	for i := range 10 {
		d.on(first+1000, rowChange{user(fmt.Sprint("other ", i)), "row"})
	}
	if days := d.h.days(); len(days) != 61-2 || days[0] != first+2 {
		t.Errorf("%d days from %s", len(days), days[0])
	}
	d.agree()
	for i := range date(60) {
		d.on(first+1001+i, rowChange{user("ana"), fmt.Sprint("row ", i)})
	}
	if days := d.h.days(); days[0] < first+1000-historyDays {
		t.Errorf("there are days from %s", days[0])
	}
	d.agree()
}

// A clock that runs wild does no harm that an exact one would not do.
func TestAWildClockCorruptsNothing(t *testing.T) {
	d := newDiary(t)
	d.begin(day("2026-03-02"))
	for i, clock := range []date{day("2026-03-03"), firstDate, -5, 0, day("2026-03-04"), lastDate, lastDate + 7, day("2026-03-05")} {
		d.on(min(clock, lastDate), rowChange{user("ana"), fmt.Sprint(i)})
		d.reopen()
	}
	d.agree()
}

func FuzzNotes(f *testing.F) {
	f.Add(appendNote(appendNote(nil, user("ana"), []byte("row")), rowKey{account.KindInvitation, ""}, nil))
	f.Add([]byte{0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, body []byte) {
		var again []byte
		err := eachNote(body, func(key rowKey, before []byte) { again = appendNote(again, key, before) })
		if err != nil && !errors.Is(err, sealed.ErrDamaged) {
			t.Error(err)
		}
		if len(again) > len(body) {
			t.Error("more was read than there is")
		}
	})
}

func FuzzHistoryLog(f *testing.F) {
	f.Add([]byte(`{"since":20000,"days":[{"day":20001,"records":2}]}`))
	f.Add([]byte(`{"since":-1,"days":[{"day":-1},{"day":70000}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		l, err := readHistoryLog(body)
		if err == nil && l.latest() > lastDate || err != nil && !errors.Is(err, sealed.ErrDamaged) {
			t.Errorf("%v, %v", l, err)
		}
	})
}

// A note on a day of many costs what one of few does.
func BenchmarkNoteTen(b *testing.B) {
	for _, before := range []int{0, 100_000} {
		b.Run(fmt.Sprint("noted=", before), func(b *testing.B) {
			d := newDiary(b)
			d.begin(1)
			changes := make([]rowChange, before)
			for i := range changes {
				changes[i] = rowChange{user(fmt.Sprint("before ", i)), "x"}
			}
			d.on(2, changes...)
			row := bytes.Repeat([]byte("x"), 200)
			for n := 0; b.Loop(); n++ {
				d.commit(func(tx *sealed.Tx) (func(), error) {
					notes, err := d.h.note(tx, 2)
					for i := 0; i < 10 && err == nil; i++ {
						err = notes.row(account.KindUser, fmt.Sprint(n, " ", i), row)
					}
					if err != nil {
						return nil, err
					}
					return notes.close()
				})
			}
		})
	}
}
