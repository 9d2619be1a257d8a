package account

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// ErrNotText tells a file that is no text, such as a sheet as the program keeps
// it. The words are for developers.
var ErrNotText = errors.New("is not text")

// DecodeText reads the bytes of a text file of whatever make: UTF-8 or UTF-16,
// with a byte order mark or without, and else Windows-1252, which holds Latin-1
// and is what sheets of Western Europe write. The error is ErrNotText.
func DecodeText(b []byte) (string, error) {
	switch {
	case bytes.HasPrefix(b, []byte{0xef, 0xbb, 0xbf}):
		b = b[3:]
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}):
		return decode16(b[2:], binary.LittleEndian), nil
	case bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		return decode16(b[2:], binary.BigEndian), nil
	case len(b) > 3 && b[1] == 0 && b[3] == 0 && b[0] != 0:
		return decode16(b, binary.LittleEndian), nil
	case len(b) > 3 && b[0] == 0 && b[2] == 0 && b[1] != 0:
		return decode16(b, binary.BigEndian), nil
	}
	if bytes.IndexByte(b, 0) >= 0 || bytes.HasPrefix(b, []byte("PK\x03\x04")) || bytes.HasPrefix(b, []byte("%PDF-")) {
		return "", ErrNotText
	}
	if utf8.Valid(b) {
		return string(b), nil
	}
	return decode1252(b), nil
}

func decode16(b []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = order.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}

// decode1252 follows the WHATWG Encoding Standard: 0x80 to 0x9f are what
// Latin-1 leaves to control characters.
func decode1252(b []byte) string {
	const upper = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ"
	special := []rune(upper)
	var out strings.Builder
	for _, c := range b {
		if c >= 0x80 && c < 0xa0 {
			out.WriteRune(special[c-0x80])
		} else {
			out.WriteRune(rune(c))
		}
	}
	return out.String()
}
