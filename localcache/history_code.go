package localcache

import (
	"encoding/binary"
	"fmt"
	"slices"

	"rollcall/account"
	"rollcall/localcache/sealed"
)

// noteKinds are the kinds of rows; a note has the place of its kind here.
func noteKinds() []account.Kind {
	return []account.Kind{account.KindUser, account.KindInvitation, account.KindExternalUser}
}

// appendNote writes a note: kind, identifier, and the row as it was, each with its
// length; the length of the row is one more, or 0 when it was not there.
func appendNote(b []byte, key rowKey, before []byte) []byte {
	b = append(b, byte(slices.Index(noteKinds(), key.kind)))
	b = binary.AppendUvarint(b, uint64(len(key.id)))
	b = append(b, key.id...)
	if before == nil {
		return append(b, 0)
	}
	b = binary.AppendUvarint(b, uint64(len(before))+1)
	return append(b, before...)
}

// eachNote reads the notes of a record, sealed.ErrDamaged when they are none.
func eachNote(b []byte, tell func(key rowKey, before []byte)) error {
	kinds := noteKinds()
	for len(b) > 0 {
		if int(b[0]) >= len(kinds) {
			return fmt.Errorf("%w: a note of no kind", sealed.ErrDamaged)
		}
		kind := kinds[b[0]]
		id, rest, there := cutField(b[1:], 0)
		before, rest, was := cutField(rest, 1)
		if !there || !was {
			return fmt.Errorf("%w: half a note", sealed.ErrDamaged)
		}
		tell(rowKey{kind, string(id)}, before)
		b = rest
	}
	return nil
}

// cutField cuts off a field whose length stands before it, with a number added. It
// is nil when even the number is missing.
func cutField(b []byte, added uint64) (field, rest []byte, ok bool) {
	size, n := binary.Uvarint(b)
	if n <= 0 || size > uint64(len(b)-n)+added {
		return nil, nil, false
	}
	b = b[n:]
	if size < added {
		return nil, b, true
	}
	return b[: size-added : size-added], b[size-added:], true
}
