package sqlstore

import (
	"crypto/hmac"
	"encoding/base64"
	"encoding/binary"
	"strings"

	"rollcall/account"
)

// cursorMAC is how much of the keyed hash a cursor carries, in bytes.
const cursorMAC = 12

// defaultLimit is the size of a page when none is asked for, maxLimit the
// largest (account API, Conventions).
const (
	defaultLimit = 100
	maxLimit     = 500
)

// list is a question for one page of rows in their order of coming. Rows that
// come and go leave the others where they are, since n never changes.
type list struct {
	cols, from, where string
	args              []any
	// bound names the account, the list and its filters: a cursor of another
	// list is refused.
	bound       []string
	cursor      string
	limit       int
	newestFirst bool
}

func page[T any](t *txn, l list, scan func(row) (numbered[T], error)) (account.Page[T], error) {
	out := account.Page[T]{Items: []T{}}
	sql, args, err := l.query(t.db.keys.cursors)
	if err != nil {
		return out, err
	}
	rows, err := query(t, scan, sql, args...)
	if err != nil {
		return out, err
	}
	if size := l.size(); len(rows) > size {
		rows = rows[:size]
		out.NextCursor = makeCursor(t.db.keys.cursors, rows[size-1].n, l.bound)
	}
	out.Items = make([]T, 0, len(rows))
	for _, r := range rows {
		out.Items = append(out.Items, r.item)
	}
	return out, nil
}

func (l list) size() int {
	if l.limit == 0 {
		return defaultLimit
	}
	return min(max(l.limit, 1), maxLimit)
}

func (l list) query(key []byte) (string, []any, error) {
	after, order := " > ?", " ORDER BY "
	if l.newestFirst {
		after = " < ?"
	}
	n := l.orderColumn()
	where, args := l.where, l.args
	if l.cursor != "" {
		last, err := readCursor(key, l.cursor, l.bound)
		if err != nil {
			return "", nil, err
		}
		where, args = where+" AND "+n+after, append(args[:len(args):len(args)], last)
	}
	order += n
	if l.newestFirst {
		order += " DESC"
	}
	return "SELECT " + l.cols + " FROM " + l.from + " WHERE " + where + order + " LIMIT ?",
		append(args[:len(args):len(args)], l.size()+1), nil
}

// orderColumn is the first of the columns, by convention n or m.n.
func (l list) orderColumn() string {
	n, _, _ := strings.Cut(l.cols, ",")
	return n
}

func makeCursor(key []byte, n int64, bound []string) string {
	b := binary.AppendUvarint(nil, uint64(n))
	b = append(b, cursorSum(key, b, bound)...)
	return base64.RawURLEncoding.EncodeToString(b)
}

// readCursor gives where the page before ended. A cursor that this service did
// not make for this list, account and filters is a fault of the query.
func readCursor(key []byte, cursor string, bound []string) (int64, error) {
	fault := &account.Error{
		Code: account.ValidationFailed, Detail: "the cursor is not from this list",
		Fields: []account.FieldFault{{Location: "query.cursor", Message: "is not from this list"}},
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	// The decoder passes over line ends: what is not written as ours is not ours.
	if err != nil || len(b) <= cursorMAC || base64.RawURLEncoding.EncodeToString(b) != cursor {
		return 0, fault
	}
	number, sum := b[:len(b)-cursorMAC], b[len(b)-cursorMAC:]
	n, size := binary.Uvarint(number)
	if size != len(number) || !hmac.Equal(sum, cursorSum(key, number, bound)) {
		return 0, fault
	}
	return int64(n), nil
}

func cursorSum(key, number []byte, bound []string) []byte {
	return mac(key, append([]string{string(number)}, bound...)...)[:cursorMAC]
}
