package sealed_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"rollcall/localcache/sealed"
)

const (
	people sealed.Kind = 1
	things sealed.Kind = 2
	// blank is a kind that a test's file has no records of.
	blank sealed.Kind = 3
)

// soaking tells that the long trials get all their rounds.
func soaking() bool { return os.Getenv("ROLLCALL_SOAK") != "" }

func options(t testing.TB) sealed.Options { return keyed(filepath.Join(t.TempDir(), "a copy.db")) }

func keyed(path string) sealed.Options {
	return sealed.Options{Path: path, Key: bytes.Repeat([]byte{7}, sealed.KeySize), Label: "ana at https://example.org", Version: 3}
}

func open(t testing.TB, o sealed.Options) *sealed.File {
	t.Helper()
	f, err := sealed.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func update(t testing.TB, f *sealed.File, act func(*sealed.Tx) error) {
	t.Helper()
	if err := f.Update(context.Background(), act); err != nil {
		t.Fatal(err)
	}
}

func put(t testing.TB, f *sealed.File, k sealed.Kind, number int64, body string) {
	t.Helper()
	update(t, f, func(tx *sealed.Tx) error { return tx.Put(k, number, []byte(body)) })
}

func closed(t testing.TB, f *sealed.File) {
	t.Helper()
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// contents are all records of a file by kind and number.
type contents map[string]string

func at(k sealed.Kind, number int64) string { return fmt.Sprintf("%d/%d", k, number) }

func read(f *sealed.File, kinds ...sealed.Kind) (contents, error) {
	all := contents{}
	for _, k := range kinds {
		last := int64(-1)
		err := f.Each(context.Background(), k, func(number int64, body []byte) error {
			if number <= last {
				return errors.New("not ascending")
			}
			last = number
			all[at(k, number)] = string(body)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

func holds(t testing.TB, f *sealed.File, want contents) {
	t.Helper()
	got, err := read(f, people, things, blank)
	if err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(got, want) {
		t.Fatalf("holds %v, want %v", slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
	}
}
