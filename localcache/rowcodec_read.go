package localcache

import (
	"encoding/binary"
	"time"

	"rollcall/account"
)

// leafReader is the counterpart of leafWriter. After a fault it gives zero values
// and says so in bad, so that the fields of a row can be read one after another.
// It never makes more than it was given bytes for.
type leafReader struct {
	numbers []byte
	text    string
	bad     bool

	shared      []string
	permissions [][]account.Permission
	methods     [][]string
	people      []*account.PersonRef
}

// openLeaf begins to read a leaf and gives its number of rows, of which each takes
// at least some bytes.
func openLeaf(body []byte, least int) (r *leafReader, rows int, err error) {
	count, n := binary.Uvarint(body)
	if n <= 0 {
		return nil, 0, errLeaf
	}
	body = body[n:]
	size, n := binary.Uvarint(body)
	if n <= 0 || size > uint64(len(body)-n) || count > size/uint64(least) {
		return nil, 0, errLeaf
	}
	body = body[n:]
	return &leafReader{numbers: body[:size], text: string(body[size:])}, int(count), nil
}

// done tells whether the leaf was read to its end, without a fault.
func (r *leafReader) done() bool { return !r.bad && len(r.numbers) == 0 && r.text == "" }

func (r *leafReader) fail() uint64 {
	r.bad, r.numbers, r.text = true, nil, ""
	return 0
}

func (r *leafReader) uint() uint64 {
	if len(r.numbers) > 0 && r.numbers[0] < 0x80 {
		v := r.numbers[0]
		r.numbers = r.numbers[1:]
		return uint64(v)
	}
	v, n := binary.Uvarint(r.numbers)
	if n <= 0 {
		return r.fail()
	}
	r.numbers = r.numbers[n:]
	return v
}

func (r *leafReader) int() int64 {
	v := r.uint()
	return int64(v>>1) ^ -int64(v&1)
}

func (r *leafReader) bool() bool { return r.uint() != 0 }

func (r *leafReader) str() string {
	n := r.uint()
	if n > uint64(len(r.text)) {
		r.fail()
		return ""
	}
	s := r.text[:n]
	r.text = r.text[n:]
	return s
}

func (r *leafReader) word() string {
	n := r.uint()
	switch {
	case n == 0:
		s := r.str()
		r.shared = append(r.shared, s)
		return s
	case n > uint64(len(r.shared)):
		r.fail()
		return ""
	}
	return r.shared[n-1]
}

// readSet gives the set itself to all rows that share it. Rows are never changed.
func readSet[S ~string](r *leafReader, known *[][]S) []S {
	n := r.uint()
	switch {
	case n == 0:
		return nil
	case n == 1:
		return newSet(r, known)
	case n-2 >= uint64(len(*known)):
		r.fail()
		return nil
	}
	return (*known)[n-2]
}

func newSet[S ~string](r *leafReader, known *[][]S) []S {
	n := r.uint()
	if n > uint64(len(r.numbers)) {
		r.fail()
		return nil
	}
	set := make([]S, n)
	for i := range set {
		set[i] = S(r.word())
	}
	*known = append(*known, set)
	return set
}

func (r *leafReader) person() *account.PersonRef {
	n := r.uint()
	switch {
	case n == 0:
		return nil
	case n == 1:
		p := &account.PersonRef{ID: r.str(), Name: r.str()}
		r.people = append(r.people, p)
		return p
	case n-2 >= uint64(len(r.people)):
		r.fail()
		return nil
	}
	return r.people[n-2]
}

func (r *leafReader) somebody() account.PersonRef {
	if p := r.person(); p != nil {
		return *p
	}
	return account.PersonRef{}
}

func (r *leafReader) time() time.Time {
	seconds := r.int()
	nanos := int64(0)
	if seconds&1 == 1 {
		nanos = int64(r.uint())
	}
	return time.Unix(seconds>>1+beginning, nanos).UTC()
}
