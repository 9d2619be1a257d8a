package sealed_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"rollcall/localcache/sealed"
)

// leaf is a record as the copy of an account has them: 64 rows.
const (
	leafSize = 20_000
	leafRows = 64
)

// filled makes a file of so many records.
func filled(b *testing.B, o sealed.Options, records, size int) *sealed.File {
	b.Helper()
	f := open(b, o)
	body := make([]byte, size)
	for from := 0; from < records; from += 1000 {
		update(b, f, func(tx *sealed.Tx) error {
			for n := from; n < min(records, from+1000); n++ {
				if err := tx.Put(people, int64(n), body); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return f
}

// Ten rows change, each in another leaf: that costs the same however many there
// are.
func BenchmarkUpdateOfTen(b *testing.B) {
	for _, rows := range []int{1_000, 100_000, 1_000_000} {
		for _, durable := range []bool{false, true} {
			b.Run(fmt.Sprintf("rows=%d/durable=%t", rows, durable), func(b *testing.B) {
				o := options(b)
				o.Durable = durable
				records := max(10, rows/leafRows)
				f, body := filled(b, o, records, leafSize), make([]byte, leafSize)
				for b.Loop() {
					update(b, f, func(tx *sealed.Tx) error {
						for i := range 10 {
							if err := tx.Put(people, int64(i*records/10), body); err != nil {
								return err
							}
						}
						return nil
					})
				}
			})
		}
	}
}

// A hundred thousand rows are read at the start of the program.
func BenchmarkEachOfAHundredThousandRows(b *testing.B) {
	o := options(b)
	f := filled(b, o, 1600, leafSize)
	b.SetBytes(1600 * leafSize)
	for b.Loop() {
		if err := f.Each(context.Background(), people, func(int64, []byte) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	o := options(b)
	closed(b, filled(b, o, 1600, leafSize))
	for b.Loop() {
		closed(b, open(b, o))
	}
}

func BenchmarkBegin(b *testing.B) {
	o := options(b)
	for n := 0; b.Loop(); n++ {
		o.Path = filepath.Join(b.TempDir(), fmt.Sprint(n))
		closed(b, open(b, o))
	}
}
