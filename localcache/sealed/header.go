package sealed

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
)

const (
	magic = "rollcall"
	// format is of this package; it changes when files of before cannot be read.
	format = 1

	idSize    = 16
	checkSize = 16
	sumSize   = 8
	// markSize is the length of what is the same in all formats to come.
	markSize   = len(magic) + 2
	headerSize = markSize + 4 + idSize + checkSize + sumSize
)

// header stands in the clear. It tells a wrong key from a damaged file.
type header struct {
	version uint32
	// id is random, and goes into the keys: no record opens in another file.
	id [idSize]byte
	// check is what a key has to give.
	check [checkSize]byte
}

func newHeader(o Options) (header, error) {
	h := header{version: uint32(o.Version)}
	_, _ = rand.Read(h.id[:])
	check, err := h.checkOf(o)
	h.check = check
	return h, err
}

func (h header) checkOf(o Options) (check [checkSize]byte, err error) {
	b, err := derive(o.Key, h.id, "check of "+o.Label)
	copy(check[:], b)
	return check, err
}

func (h header) bytes() []byte {
	b := binary.BigEndian.AppendUint16([]byte(magic), format)
	b = binary.BigEndian.AppendUint32(b, h.version)
	b = append(b, h.id[:]...)
	b = append(b, h.check[:]...)
	s := sha256.Sum256(b)
	return append(b, s[:sumSize]...)
}

// readHeader reads a header that is for these options, ErrDamaged, ErrVersion or
// ErrKey.
func readHeader(b []byte, o Options) (header, error) {
	if len(b) < markSize || string(b[:len(magic)]) != magic {
		return header{}, damaged("no header")
	}
	if binary.BigEndian.Uint16(b[len(magic):]) != format {
		return header{}, ErrVersion
	}
	h, err := parseHeader(b)
	if err != nil {
		return header{}, err
	}
	if h.version != uint32(o.Version) {
		return header{}, ErrVersion
	}
	check, err := h.checkOf(o)
	if err == nil && !hmac.Equal(check[:], h.check[:]) {
		err = ErrKey
	}
	return h, err
}

func parseHeader(b []byte) (h header, err error) {
	if len(b) != headerSize {
		return h, damaged("a header of another length")
	}
	rest := b[markSize:]
	h.version = binary.BigEndian.Uint32(rest)
	copy(h.id[:], rest[4:])
	copy(h.check[:], rest[4+idSize:])
	if string(h.bytes()) != string(b) {
		return h, damaged("a header that was changed")
	}
	return h, nil
}
