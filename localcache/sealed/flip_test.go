package sealed_test

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"rollcall/localcache/sealed"
)

// spoils are what becomes of a byte: bits lost at either end, all of them, or the
// byte itself.
func spoils() []func(byte) byte {
	return []func(byte) byte{
		func(b byte) byte { return b ^ 0x01 },
		func(b byte) byte { return b ^ 0x80 },
		func(b byte) byte { return ^b },
		func(byte) byte { return 0 },
		func(byte) byte { return 0xff },
		func(b byte) byte { return b ^ 0x02 },
	}
}

// places are the bytes that are tried: all of a header, and some of what follows.
type places struct {
	header, step int
	// ways is in how many ways each is spoilt, one byte in these and the next in others.
	ways int
	// soaked is the step when soaking.
	soaked int
}

func (p places) has(i int) bool {
	step := p.step
	if soaking() {
		step = p.soaked
	}
	return i < p.header || i%step == 0
}

// twins opens changed copies of a file, with its journal if it has one.
type twins struct {
	testing.TB
	o             sealed.Options
	file, journal []byte
	want          contents
	tried, found  atomic.Int64
}

func newTwins(t testing.TB, o sealed.Options, want contents) *twins {
	w := &twins{TB: t, o: o, want: want}
	w.file, w.journal = bytesOf(t, o.Path), nil
	if _, err := os.Stat(o.Path + "-journal"); err == nil {
		w.journal = bytesOf(t, o.Path+"-journal")
	}
	return w
}

func bytesOf(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// try opens a copy. It holds the same records, or says what is wrong.
func (w *twins) try(dir, how string, file, journal []byte) {
	o := w.o
	o.Path = filepath.Join(dir, "twin")
	err := os.WriteFile(o.Path, file, 0o600)
	if err == nil && len(journal) > 0 {
		err = os.WriteFile(o.Path+"-journal", journal, 0o600)
	}
	if err != nil {
		w.Error(err)
		return
	}
	defer os.Remove(o.Path)
	defer os.Remove(o.Path + "-journal")
	got, err := opened(o)
	w.tried.Add(1)
	switch {
	case err == nil && !maps.Equal(got, w.want):
		w.Errorf("%s: %d records, and nothing was noticed", how, len(got))
	case err != nil && !errors.Is(err, sealed.ErrDamaged) && !errors.Is(err, sealed.ErrKey) && !errors.Is(err, sealed.ErrVersion):
		w.Errorf("%s: not called damage: %v", how, err)
	case err != nil:
		w.found.Add(1)
	}
}

// flip tries spoilt bytes of the file or its journal, on several cores.
func (w *twins) flip(which string, p places) {
	bytes := map[string][]byte{"file": w.file, "journal": w.journal}[which]
	var hands sync.WaitGroup
	for hand := range 2 {
		dir := w.TempDir()
		hands.Go(func() {
			for i := range bytes {
				if i%2 == hand && p.has(i) {
					w.flipAt(dir, which, i, p.ways)
				}
			}
		})
	}
	hands.Wait()
	w.Logf("%s: %d bytes, %d tried, %d noticed", which, len(bytes), w.tried.Load(), w.found.Load())
}

func (w *twins) flipAt(dir, which string, i, ways int) {
	file, journal := append([]byte(nil), w.file...), append([]byte(nil), w.journal...)
	spoilt := file
	if which == "journal" {
		spoilt = journal
	}
	was, spoils := spoilt[i], spoils()
	for way := i; way < i+ways; way++ {
		if spoilt[i] = spoils[way%len(spoils)](was); spoilt[i] != was {
			w.try(dir, fmt.Sprintf("%s, byte %d, way %d", which, i, way%len(spoils)), file, journal)
		}
	}
}

func TestAFlippedByteChangesNothingUnnoticed(t *testing.T) {
	o, _, now := twoStates(t)
	newTwins(t, o, now).flip("file", places{100, 499, 3, 1})
}

// A file that could be read and never written again is damaged, and is noticed
// before something is to be written.
func TestAFileThatCannotBeWrittenIsNoticed(t *testing.T) {
	o, _, now := twoStates(t)
	w := newTwins(t, o, now)
	for _, versions := range []string{"\x03\x01", "\x03\x02", "\xff\x01", "\x01\x03"} {
		w.try(t.TempDir(), "format "+versions, overwritten(w.file, 18, []byte(versions)), nil)
	}
	if w.found.Load() != w.tried.Load() {
		t.Errorf("%d of %d noticed", w.found.Load(), w.tried.Load())
	}
}

func TestAFileThatWasCutOffIsNoticed(t *testing.T) {
	o, _, now := twoStates(t)
	w, dir := newTwins(t, o, now), t.TempDir()
	for length := range w.file {
		if soaking() || length < 128 || length%1024 < 2 || length%509 == 0 {
			w.try(dir, fmt.Sprint("cut to ", length), w.file[:length], nil)
		}
	}
	if w.found.Load() != w.tried.Load() {
		t.Errorf("%d of %d noticed", w.found.Load(), w.tried.Load())
	}
	w.try(dir, "longer", append(w.file, make([]byte, 10_000)...), nil)
}

func TestADamagedJournalChangesNothingUnnoticed(t *testing.T) {
	o, before := cutOff(t)
	w := newTwins(t, o, before)
	w.try(t.TempDir(), "as it is", w.file, w.journal)
	if len(w.journal) == 0 || w.found.Load() != 0 {
		t.Fatalf("a journal of %d bytes does not bring the file back", len(w.journal))
	}
	w.flip("journal", places{40, 1009, 2, 1})
	dir := t.TempDir()
	for length := range w.journal {
		if length < 30 || length%4096 < 2 {
			w.try(dir, fmt.Sprint("journal cut to ", length), w.file, w.journal[:length])
		}
	}
}

// A file whose transaction was cut off, damaged besides.
func TestAFlippedByteUnderAJournalChangesNothingUnnoticed(t *testing.T) {
	o, before := cutOff(t)
	newTwins(t, o, before).flip("file", places{0, 29_989, 1, 4999})
}
