package localcache

import (
	"context"

	"rollcall/localcache/sealed"
)

// faultyFile is a file whose disk may refuse what a transaction wrote.
type faultyFile struct {
	recordFile
	fault func() error
}

func (f faultyFile) Update(ctx context.Context, act func(*sealed.Tx) error) error {
	return f.recordFile.Update(ctx, func(tx *sealed.Tx) error {
		if err := act(tx); err != nil {
			return err
		}
		return f.fault()
	})
}

// SpoilDisk has fault decide what becomes of each transaction.
func (c *Copy) SpoilDisk(fault func() error) {
	c.turn.Lock()
	defer c.turn.Unlock()
	c.file = faultyFile{c.file, fault}
}
