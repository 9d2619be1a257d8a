package sealed

import (
	"bytes"
	"errors"
	"math/big"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"
)

func ownKeys(t testing.TB) (*keys, header, Options) {
	o := Options{Key: bytes.Repeat([]byte{7}, KeySize), Label: "ana", Version: 3}
	h, err := newHeader(o)
	if err != nil {
		t.Fatal(err)
	}
	k, err := deriveKeys(o.Key, h, o.Label)
	if err != nil {
		t.Fatal(err)
	}
	return k, h, o
}

// Checksums are numbers modulo 2^256.
func TestSumsAreNumbers(t *testing.T) {
	modulus := new(big.Int).Lsh(big.NewInt(1), 256)
	number := func(s sum) *big.Int { return new(big.Int).SetBytes(s[:]) }
	draw := rapid.Custom(func(t *rapid.T) (s sum) {
		edge := rapid.SampledFrom([]byte{0x00, 0xff, 0x80}).Draw(t, "edge")
		copy(s[:], bytes.Repeat([]byte{edge}, len(s)))
		copy(s[rapid.IntRange(0, len(s)).Draw(t, "from"):], rapid.SliceOfN(rapid.Byte(), 0, len(s)).Draw(t, "bytes"))
		return s
	})
	rapid.Check(t, func(rt *rapid.T) {
		a, b := draw.Draw(rt, "a"), draw.Draw(rt, "b")
		want := new(big.Int).Add(number(a), number(b))
		if number(a.plus(b)).Cmp(want.Mod(want, modulus)) != 0 || a.plus(b).minus(b) != a || a.plus(b) != b.plus(a) {
			rt.Errorf("%x + %x = %x", a, b, a.plus(b))
		}
	})
}

// The same body sealed twice looks different, and opens in its place alone.
func TestARecordOpensInItsPlaceAlone(t *testing.T) {
	k, _, _ := ownKeys(t)
	theirs, _, _ := ownKeys(t)
	a, b := k.seal(5, []byte("ana")), k.seal(5, []byte("ana"))
	if bytes.Equal(a.nonce, b.nonce) || bytes.Equal(a.body, b.body) || k.sum(5, a.nonce) == k.sum(5, b.nonce) {
		t.Error("two writings look the same")
	}
	elsewhere := record{6, a.nonce, bytes.Clone(a.body)}
	if _, err := k.open(elsewhere); !errors.Is(err, ErrDamaged) {
		t.Errorf("elsewhere: %v", err)
	}
	if _, err := theirs.open(record{5, a.nonce, bytes.Clone(a.body)}); !errors.Is(err, ErrDamaged) {
		t.Errorf("in another file: %v", err)
	}
	if body, err := k.open(a); err != nil || string(body) != "ana" {
		t.Errorf("%q, %v", body, err)
	}
}

func FuzzRecord(f *testing.F) {
	k, _, _ := ownKeys(f)
	sealed := k.seal(5, []byte("ana"))
	f.Add(sealed.id, sealed.nonce, sealed.body)
	f.Add(int64(6), sealed.nonce, sealed.body)
	f.Add(int64(0), []byte(nil), []byte(nil))
	f.Fuzz(func(t *testing.T, id int64, nonce, body []byte) {
		genuine := id == sealed.id && bytes.Equal(nonce, sealed.nonce) && bytes.Equal(body, sealed.body)
		plain, err := k.open(record{id, nonce, bytes.Clone(body)})
		if genuine != (err == nil) || genuine && string(plain) != "ana" || err != nil && !errors.Is(err, ErrDamaged) {
			t.Errorf("opens as %q, %v", plain, err)
		}
	})
}

func FuzzHeader(f *testing.F) {
	_, h, o := ownKeys(f)
	f.Add(h.bytes())
	f.Add([]byte("rollcall\x00\x02 of the future"))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := readHeader(b, o)
		switch {
		case err == nil && (!bytes.Equal(b, got.bytes()) || got.version != h.version):
			t.Error("it was read as another header")
		case err != nil && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrVersion) && !errors.Is(err, ErrKey):
			t.Error(err)
		}
	})
}

func FuzzRoot(f *testing.F) {
	r := root{7, map[Kind]tally{1: {3, sum{1}}, 255: {1, sum{2}}}}
	f.Add(r.bytes())
	f.Add(root{}.bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := parseRoot(b)
		if err != nil {
			return
		}
		again, err := parseRoot(r.bytes())
		if err != nil || again.commits != r.commits {
			t.Errorf("%v", err)
		}
	})
}

// What is durable reaches the disk itself, also where a sync alone leaves it in the
// memory of the drive.
func TestWhatIsDurableReachesTheDisk(t *testing.T) {
	for durable, want := range map[bool]int{true: 1, false: 0} {
		o := Options{Path: filepath.Join(t.TempDir(), "file"), Key: bytes.Repeat([]byte{7}, KeySize), Durable: durable}
		f, err := Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		var full int
		if err := f.db.conn.QueryRowContext(t.Context(), "PRAGMA fullfsync").Scan(&full); err != nil || full != want {
			t.Errorf("durable %t: fullfsync is %d, %v", durable, full, err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}
