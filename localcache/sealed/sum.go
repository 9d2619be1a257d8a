package sealed

import (
	"encoding/binary"
	"math/bits"
)

// sum is a checksum of a set of records: the sum, modulo 2^256, of a keyed hash
// of each. Taking out one record and putting in another costs the same however
// many there are. Who does not know the key can neither compute the hash of a
// record nor find another set with the same sum.
type sum [32]byte

func (s sum) plus(t sum) sum {
	var carry uint64
	for i := 24; i >= 0; i -= 8 {
		var word uint64
		word, carry = bits.Add64(binary.BigEndian.Uint64(s[i:]), binary.BigEndian.Uint64(t[i:]), carry)
		binary.BigEndian.PutUint64(s[i:], word)
	}
	return s
}

func (s sum) minus(t sum) sum {
	var borrow uint64
	for i := 24; i >= 0; i -= 8 {
		var word uint64
		word, borrow = bits.Sub64(binary.BigEndian.Uint64(s[i:]), binary.BigEndian.Uint64(t[i:]), borrow)
		binary.BigEndian.PutUint64(s[i:], word)
	}
	return s
}
