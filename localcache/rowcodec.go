package localcache

import (
	"encoding/binary"
	"errors"
	"time"

	"rollcall/account"
)

// errLeaf: a leaf does not hold what this program writes.
var errLeaf = errors.New("a leaf of the copy cannot be read")

// leafWriter codes the rows of a leaf: numbers in one piece, all text in another,
// so that reading makes one string and cuts it up. What many rows have in common
// (types, permissions, who invited) is written once and then referred to.
type leafWriter struct {
	numbers []byte
	text    []byte

	shared      map[string]uint64
	permissions map[string]uint64
	methods     map[string]uint64
	people      map[account.PersonRef]uint64
}

// newLeafWriter has room for a full leaf of people, as most are.
func newLeafWriter() *leafWriter {
	return &leafWriter{
		numbers: make([]byte, 0, 32*leafRows), text: make([]byte, 0, 112*leafRows),
		shared: map[string]uint64{}, permissions: map[string]uint64{}, methods: map[string]uint64{},
		people: map[account.PersonRef]uint64{},
	}
}

// bytes is the coded leaf: its number of rows, the length of its numbers, the
// numbers, the text.
func (w *leafWriter) bytes(rows int) []byte {
	out := make([]byte, 0, 2*binary.MaxVarintLen64+len(w.numbers)+len(w.text))
	out = binary.AppendUvarint(out, uint64(rows))
	out = binary.AppendUvarint(out, uint64(len(w.numbers)))
	out = append(out, w.numbers...)
	return append(out, w.text...)
}

func (w *leafWriter) uint(v uint64) { w.numbers = binary.AppendUvarint(w.numbers, v) }
func (w *leafWriter) int(v int64)   { w.numbers = binary.AppendVarint(w.numbers, v) }

func (w *leafWriter) bool(v bool) {
	if v {
		w.uint(1)
		return
	}
	w.uint(0)
}

// str is text that is likely to be that of this row alone.
func (w *leafWriter) str(s string) {
	w.uint(uint64(len(s)))
	w.text = append(w.text, s...)
}

// word is text that many rows share: its number, or 0 and the text when it is
// the first.
func (w *leafWriter) word(s string) {
	if n, ok := w.shared[s]; ok {
		w.uint(n)
		return
	}
	w.uint(0)
	w.str(s)
	w.shared[s] = uint64(len(w.shared) + 1)
}

// writeSet is a list of words that many rows share: 0 for none, 1 and the words
// for a new one, from 2 on the number of an earlier one, of those that are known.
func writeSet[S ~string](w *leafWriter, known map[string]uint64, set []S) {
	if set == nil {
		w.uint(0)
		return
	}
	key := setKey(set)
	if n, ok := known[key]; ok {
		w.uint(n)
		return
	}
	w.uint(1)
	w.uint(uint64(len(set)))
	for _, s := range set {
		w.word(string(s))
	}
	known[key] = uint64(len(known) + 2)
}

func setKey[S ~string](set []S) string {
	var key []byte
	for _, s := range set {
		key = binary.AppendUvarint(key, uint64(len(s)))
		key = append(key, s...)
	}
	return string(key)
}

// person is somebody named in passing: 0 for nobody, 1 and the person for a new
// one, from 2 on the number of an earlier one.
func (w *leafWriter) person(p *account.PersonRef) {
	if p == nil {
		w.uint(0)
		return
	}
	if n, ok := w.people[*p]; ok {
		w.uint(n)
		return
	}
	w.uint(1)
	w.str(p.ID)
	w.str(p.Name)
	w.people[*p] = uint64(len(w.people) + 2)
}

// beginning is the zero time in seconds, from which times are counted.
const beginning = -62135596800

// time is a moment of the years 0 to 9999, in UTC.
func (w *leafWriter) time(t time.Time) {
	seconds := (t.Unix() - beginning) << 1
	if t.Nanosecond() == 0 {
		w.int(seconds)
		return
	}
	w.int(seconds | 1)
	w.uint(uint64(t.Nanosecond()))
}
