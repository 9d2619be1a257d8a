package sealed_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rollcall/localcache/sealed"
)

// TestMain is also the process that is killed, see kill_test.go.
func TestMain(m *testing.M) {
	if act := os.Getenv(actEnv); act != "" {
		fmt.Println(doAct(act))
		os.Exit(1)
	}
	checks := "20"
	if soaking() {
		checks = "500"
	}
	_ = flag.Set("rapid.checks", checks)
	os.Exit(m.Run())
}

// A file does what a map does, through transactions, failures and openings.
func TestAFileIsAMap(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "")
		if err != nil {
			rt.Fatal(err)
		}
		o := options(t)
		o.Path, o.Durable = filepath.Join(dir, "f"), rapid.Bool().Draw(rt, "durable")
		f, model := open(t, o), contents{}
		for range rapid.IntRange(1, 12).Draw(rt, "transactions") {
			f, model = step(rt, t, o, f, model)
			if got, err := read(f, people, things); err != nil || !maps.Equal(got, model) {
				rt.Fatalf("%v: holds %d records, want %d", err, len(got), len(model))
			}
		}
		closed(t, f)
	})
}

var errEnough = errors.New("enough")

func step(rt *rapid.T, t *testing.T, o sealed.Options, f *sealed.File, model contents) (*sealed.File, contents) {
	if rapid.IntRange(0, 4).Draw(rt, "open anew") == 0 {
		closed(t, f)
		return open(t, o), model
	}
	next, fails := maps.Clone(model), rapid.IntRange(0, 4).Draw(rt, "fails") == 0
	err := f.Update(context.Background(), func(tx *sealed.Tx) error {
		for range rapid.IntRange(0, 20).Draw(rt, "acts") {
			if err := act(rt, tx, next); err != nil {
				return err
			}
		}
		if fails {
			return errEnough
		}
		return nil
	})
	switch {
	case fails && errors.Is(err, errEnough):
		return f, model
	case fails || err != nil:
		rt.Fatal(err)
	}
	return f, next
}

func act(rt *rapid.T, tx *sealed.Tx, model contents) error {
	k := rapid.SampledFrom([]sealed.Kind{people, things}).Draw(rt, "kind")
	number := rapid.SampledFrom([]int64{0, 1, 2, 3, 64, sealed.MaxNumber}).Draw(rt, "number")
	switch rapid.SampledFrom([]string{"put", "put", "put", "get", "delete", "delete all"}).Draw(rt, "act") {
	case "put":
		body := strings.Repeat(rapid.StringN(0, 10, -1).Draw(rt, "body"), rapid.SampledFrom([]int{1, 3000}).Draw(rt, "times"))
		model[at(k, number)] = body
		return tx.Put(k, number, []byte(body))
	case "get":
		body, err := tx.Get(k, number)
		if want, there := model[at(k, number)]; there != (err == nil) || want != string(body) {
			rt.Fatalf("%d bytes, %v", len(body), err)
		}
		return nil
	case "delete":
		delete(model, at(k, number))
		return tx.Delete(k, number)
	}
	maps.DeleteFunc(model, func(name, _ string) bool { return strings.HasPrefix(name, fmt.Sprint(k, "/")) })
	return tx.DeleteAll(k)
}

func TestGetGivesOneRecord(t *testing.T) {
	f := open(t, options(t))
	put(t, f, people, 5, "ana")
	if body, err := f.Get(t.Context(), people, 5); err != nil || string(body) != "ana" {
		t.Errorf("%q, %v", body, err)
	}
	for _, missing := range []int64{0, 4, 6, sealed.MaxNumber} {
		if _, err := f.Get(t.Context(), people, missing); !errors.Is(err, sealed.ErrNotFound) {
			t.Errorf("%d: %v", missing, err)
		}
	}
	for _, never := range []struct {
		k      sealed.Kind
		number int64
	}{{0, 0}, {0, 1}, {people, -1}, {people, sealed.MaxNumber + 1}} {
		if _, err := f.Get(t.Context(), never.k, never.number); err == nil || errors.Is(err, sealed.ErrNotFound) {
			t.Errorf("%v: %v", never, err)
		}
	}
}

func TestAFileOpensForItsOwnerAlone(t *testing.T) {
	o := options(t)
	f := open(t, o)
	put(t, f, people, 1, "ana")
	closed(t, f)
	for _, c := range []struct {
		name string
		with func(*sealed.Options)
		want error
	}{
		{"another key", func(o *sealed.Options) { o.Key = bytes.Repeat([]byte{8}, sealed.KeySize) }, sealed.ErrKey},
		{"another person", func(o *sealed.Options) { o.Label = "ben at https://example.org" }, sealed.ErrKey},
		{"a newer program", func(o *sealed.Options) { o.Version++ }, sealed.ErrVersion},
		{"an older program", func(o *sealed.Options) { o.Version-- }, sealed.ErrVersion},
		{"the owner", func(*sealed.Options) {}, nil},
	} {
		other := o
		c.with(&other)
		f, err := sealed.Open(t.Context(), other)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		if f != nil {
			holds(t, f, contents{at(people, 1): "ana"})
			closed(t, f)
		}
	}
}

func TestAFileIsOpenOnce(t *testing.T) {
	o := options(t)
	f := open(t, o)
	if _, err := sealed.Open(t.Context(), o); !errors.Is(err, sealed.ErrBusy) {
		t.Fatalf("the second: %v", err)
	}
	put(t, f, people, 1, "ana")
	closed(t, f)
	holds(t, open(t, o), contents{at(people, 1): "ana"})
}

func TestAFileThatIsThereIsNotBegunAnew(t *testing.T) {
	for name, body := range map[string]string{
		"empty": "", "short": "SQLite", "text": strings.Repeat("Who is on the list? ", 1000), "zeros": strings.Repeat("\x00", 8192),
	} {
		o := options(t)
		if err := os.WriteFile(o.Path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := sealed.Open(t.Context(), o); !errors.Is(err, sealed.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
		if after, err := os.ReadFile(o.Path); err != nil || string(after) != body {
			t.Errorf("%s: it was written to: %v", name, err)
		}
	}
}

func TestTroublesOfTheDiskAreNotDamage(t *testing.T) {
	o := options(t)
	o.Path = filepath.Join(filepath.Dir(o.Path), "nowhere", "f")
	_, err := sealed.Open(t.Context(), o)
	for _, kind := range []error{sealed.ErrDamaged, sealed.ErrKey, sealed.ErrVersion, sealed.ErrBusy} {
		if err == nil || errors.Is(err, kind) {
			t.Errorf("no folder: %v", err)
		}
	}
}

func TestNothingIsLeftBesideAFile(t *testing.T) {
	o := options(t)
	f := open(t, o)
	put(t, f, people, 1, "ana")
	closed(t, f)
	entries, err := os.ReadDir(filepath.Dir(o.Path))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", e.Name(), info.Mode(), err)
		}
		if e.Name() != filepath.Base(o.Path) && info.Size() > 0 {
			t.Errorf("%s holds %d bytes", e.Name(), info.Size())
		}
	}
}

func TestHalfATransactionIsNoTransaction(t *testing.T) {
	f := open(t, options(t))
	put(t, f, people, 1, "ana")
	ctx, cancel := context.WithCancel(t.Context())
	var late *sealed.Tx
	for name, act := range map[string]func(tx *sealed.Tx) error{
		"failed":    func(*sealed.Tx) error { return errEnough },
		"cancelled": func(*sealed.Tx) error { cancel(); return nil },
	} {
		err := f.Update(ctx, func(tx *sealed.Tx) error {
			late = tx
			return errors.Join(tx.Put(people, 1, []byte("omar")), tx.Delete(things, 9), tx.Put(things, 2, nil), act(tx))
		})
		if err == nil {
			t.Errorf("%s: no error", name)
		}
		holds(t, f, contents{at(people, 1): "ana"})
	}
	if err := late.Put(people, 2, nil); !errors.Is(err, sealed.ErrClosed) {
		t.Errorf("a write too late: %v", err)
	}
}

func TestATransactionThatPanicsIsTakenBack(t *testing.T) {
	f := open(t, options(t))
	func() {
		defer func() { _ = recover() }()
		_ = f.Update(t.Context(), func(tx *sealed.Tx) error {
			_ = tx.Put(people, 1, nil)
			panic("a fault of the caller")
		})
	}()
	put(t, f, things, 2, "lamp")
	holds(t, f, contents{at(things, 2): "lamp"})
}

func TestEachEndsEarly(t *testing.T) {
	f := open(t, options(t))
	update(t, f, func(tx *sealed.Tx) error {
		for n := range int64(2000) {
			if err := tx.Put(people, n, bytes.Repeat([]byte{1}, 1000)); err != nil {
				return err
			}
		}
		return nil
	})
	told := 0
	if err := f.Each(t.Context(), people, func(int64, []byte) error { told++; return errEnough }); !errors.Is(err, errEnough) || told != 1 {
		t.Errorf("%v after %d", err, told)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if err := f.Each(ctx, people, func(int64, []byte) error { cancel(); return nil }); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if all, err := read(f, people); err != nil || len(all) != 2000 {
		t.Errorf("%d records, %v", len(all), err)
	}
}

func TestAClosedFileSaysSo(t *testing.T) {
	f := open(t, options(t))
	closed(t, f)
	closed(t, f)
	_, err := f.Get(t.Context(), people, 1)
	for name, err := range map[string]error{
		"get": err, "each": f.Each(t.Context(), people, nil), "update": f.Update(t.Context(), nil),
	} {
		if !errors.Is(err, sealed.ErrClosed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAKeyIsNeverFormatted(t *testing.T) {
	o := options(t)
	o.Key = []byte("correct horse battery staple, 32")
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		for _, said := range []string{fmt.Sprintf(verb, o), fmt.Sprintf(verb, &o)} {
			if said != "options of a sealed file" {
				t.Errorf("%s: %s", verb, said)
			}
		}
	}
}
