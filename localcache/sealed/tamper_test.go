package sealed_test

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"os"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"rollcall/localcache/sealed"
)

// meddle runs SQL on a closed file, as somebody without the key would.
func meddle(t testing.TB, o sealed.Options, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", o.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// keep makes a copy of the file as it is now.
func keep(t testing.TB, o sealed.Options, name string) {
	t.Helper()
	b, err := os.ReadFile(o.Path)
	if err == nil {
		err = os.WriteFile(name, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// twoStates makes a file, keeps an older state of it beside it, and gives what
// it holds now.
func twoStates(t testing.TB) (o sealed.Options, older string, now contents) {
	t.Helper()
	o = options(t)
	older, now = o.Path+".older", contents{}
	f := open(t, o)
	write := func(age string) {
		update(t, f, func(tx *sealed.Tx) error {
			for n, size := range []int{10, 10, 10, 20_000, 20, 10} {
				for _, k := range []sealed.Kind{people, things} {
					body := age + at(k, int64(n)) + strings.Repeat(".", size)
					now[at(k, int64(n))] = body
					if err := tx.Put(k, int64(n), []byte(body)); err != nil {
						return err
					}
				}
			}
			return nil
		})
	}
	write("older ")
	closed(t, f)
	keep(t, o, older)
	f = open(t, o)
	write("newer ")
	closed(t, f)
	return o, older, now
}

// other makes another file with the same key, label and records.
func other(t testing.TB) string {
	t.Helper()
	o, _, _ := twoStates(t)
	return o.Path
}

// Whoever can write to the file, but has no key, changes nothing unnoticed.
func TestWhatWasDroppedSwappedOrPutBackIsNoticed(t *testing.T) {
	const person3, person4, thing3 = "1<<48|3", "1<<48|4", "2<<48|3"
	swap := func(a, b string) []string {
		return []string{
			"CREATE TEMP TABLE s AS SELECT * FROM records WHERE id IN (" + a + ", " + b + ")",
			"UPDATE records SET (nonce, body) = (SELECT nonce, body FROM s WHERE s.id = " + b + ") WHERE id = " + a,
			"UPDATE records SET (nonce, body) = (SELECT nonce, body FROM s WHERE s.id = " + a + ") WHERE id = " + b,
		}
	}
	for name, statements := range map[string][]string{
		"one dropped":          {"DELETE FROM records WHERE id = " + person3},
		"the last dropped":     {"DELETE FROM records WHERE id = 1<<48|5"},
		"a kind emptied":       {"DELETE FROM records WHERE id >= 1<<48 AND id < 2<<48"},
		"all dropped":          {"DELETE FROM records WHERE id > 1"},
		"swapped":              swap(person3, person4),
		"swapped across kinds": swap(person3, thing3),
		"bodies swapped": {
			"UPDATE records SET body = (SELECT body FROM old.records o WHERE o.id = records.id) WHERE id = " + person3,
		},
		"moved":                  {"DELETE FROM records WHERE id = " + person4, "UPDATE records SET id = " + person4 + " WHERE id = " + person3},
		"moved to a free number": {"UPDATE records SET id = 1<<48|99 WHERE id = " + person3},
		"copied":                 {"INSERT INTO records SELECT 1<<48|99, nonce, body FROM records WHERE id = " + person3},
		"one is older":           {"REPLACE INTO records SELECT * FROM old.records WHERE id = " + person3},
		"a kind is older":        {"REPLACE INTO records SELECT * FROM old.records WHERE id >> 48 = 1"},
		"all but the root older": {"REPLACE INTO records SELECT * FROM old.records WHERE id > 1"},
		"the root is older":      {"REPLACE INTO records SELECT * FROM old.records WHERE id = 1"},
		"one of another file":    {"REPLACE INTO records SELECT * FROM their.records WHERE id = " + person3},
		"all of another file":    {"REPLACE INTO records SELECT * FROM their.records WHERE id > 0"},
		"another header":         {"REPLACE INTO records SELECT * FROM their.records WHERE id = 0"},
		"no header":              {"DELETE FROM records WHERE id = 0"},
		"no root":                {"DELETE FROM records WHERE id = 1"},
		"an empty root":          {"UPDATE records SET nonce = NULL, body = NULL WHERE id = 1"},
		"an empty record":        {"UPDATE records SET body = NULL WHERE id = " + person3},
		"no nonce":               {"UPDATE records SET nonce = '' WHERE id = " + person3},
		"a nonce as a number":    {"UPDATE records SET nonce = 12 WHERE id = " + person3},
		"a long nonce":           {"UPDATE records SET nonce = nonce || x'00' WHERE id = " + person3},
		"no table":               {"DROP TABLE records"},
		"a view for a table":     {"ALTER TABLE records RENAME TO r", "CREATE VIEW records AS SELECT * FROM r"},
		"a trigger":              {"CREATE TRIGGER t AFTER INSERT ON records BEGIN DELETE FROM records WHERE id = " + person3 + "; END"},
		"another table":          {"CREATE TABLE t (x)"},
	} {
		t.Run(name, func(t *testing.T) {
			o, older, _ := twoStates(t)
			meddle(t, o, append([]string{
				"ATTACH '" + older + "' AS old", "ATTACH '" + other(t) + "' AS their",
			}, statements...)...)
			if _, err := opened(o); !errors.Is(err, sealed.ErrDamaged) {
				t.Fatalf("%v", err)
			}
			writingHidesNothing(t, o)
		})
	}
}

// opened reads all that a file holds.
func opened(o sealed.Options) (contents, error) {
	f, err := sealed.Open(context.Background(), o)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return read(f, people, things, blank)
}

// writingHidesNothing writes every record anew: what was noticed before is
// noticed afterwards, unless all there is now is what was written here.
func writingHidesNothing(t *testing.T, o sealed.Options) {
	f, err := sealed.Open(t.Context(), o)
	if err != nil {
		return
	}
	defer f.Close()
	written := contents{}
	_ = f.Update(t.Context(), func(tx *sealed.Tx) error {
		for n := range int64(100) {
			if n%2 == 0 {
				_ = tx.Delete(people, n)
			}
			_, _ = tx.Put(people, n, nil), tx.Put(things, n, nil)
			written[at(people, n)], written[at(things, n)] = "", ""
		}
		return nil
	})
	if got, err := read(f, people, things); !errors.Is(err, sealed.ErrDamaged) && !maps.Equal(got, written) {
		t.Errorf("after writing: %v, %d records", err, len(got))
	}
	update(t, f, func(tx *sealed.Tx) error {
		return errors.Join(tx.DeleteAll(people), tx.DeleteAll(things), tx.Put(people, 1, nil))
	})
	holds(t, f, contents{at(people, 1): ""})
}

// Nothing that was only moved about and moved back is damage.
func TestAFileThatWasOnlyRepackedIsWhole(t *testing.T) {
	o, _, now := twoStates(t)
	meddle(t, o, "PRAGMA page_size = 1024", "VACUUM")
	got, err := opened(o)
	if err != nil || !maps.Equal(got, now) {
		t.Errorf("%v: %d records", err, len(got))
	}
}

func TestAFileHoldsNothingInTheClear(t *testing.T) {
	o, older, _ := twoStates(t)
	for _, name := range []string{o.Path, older} {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"newer", "older", "....", "ana", "example", string(o.Key)} {
			if strings.Contains(string(b), secret) {
				t.Errorf("%s holds %q", name, secret)
			}
		}
	}
}
