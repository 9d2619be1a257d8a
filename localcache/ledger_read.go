package localcache

import (
	"context"
	"runtime"
	"sync"

	"rollcall/account"
)

// opened is what a generation of the file held.
type opened struct {
	users       []*account.User
	invitations []*account.Invitation
	externals   []*account.ExternalUser
}

// readBook reads all leaves of a generation. Nothing of it is given when any
// part is not as it was written.
func readBook(ctx context.Context, f recordFile, generation int) (b book, o opened, err error) {
	b = newBook(generation)
	if o.users, err = b.users.read(ctx, f); err != nil {
		return b, o, err
	}
	if o.invitations, err = b.invitations.read(ctx, f); err != nil {
		return b, o, err
	}
	o.externals, err = b.externals.read(ctx, f)
	return b, o, err
}

// readLeaf is a leaf on its way from the file.
type readLeaf[T any] struct {
	number uint32
	body   []byte
	rows   []T
	err    error
}

// read reads all leaves: while the file decrypts the next ones, those that came
// are decoded.
func (l *ledger[T]) read(ctx context.Context, f recordFile) ([]*T, error) {
	var leaves []*readLeaf[T]
	todo := make(chan *readLeaf[T], 64)
	var busy sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		busy.Go(func() {
			for leaf := range todo {
				leaf.rows, leaf.err = l.codec.decode(leaf.body)
				leaf.body = nil
			}
		})
	}
	err := f.Each(ctx, l.kind, func(number int64, body []byte) error {
		leaf := &readLeaf[T]{number: uint32(number), body: body}
		leaves = append(leaves, leaf)
		todo <- leaf
		return nil
	})
	close(todo)
	busy.Wait()
	if err != nil {
		return nil, err
	}
	return l.bind(leaves)
}

// bind puts the leaves together.
func (l *ledger[T]) bind(leaves []*readLeaf[T]) ([]*T, error) {
	n := 0
	for _, leaf := range leaves {
		if leaf.err != nil {
			return nil, leaf.err
		}
		l.leaves = append(l.leaves, leafSize{leaf.number, len(leaf.rows)})
		n += len(leaf.rows)
	}
	rows := make([]*T, 0, n)
	for _, leaf := range leaves {
		for i := range leaf.rows {
			rows = append(rows, &leaf.rows[i])
		}
	}
	l.at, l.unread = nil, rows
	return rows, nil
}
