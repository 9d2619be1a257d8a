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

// faultyActs is a file of acts whose disk may refuse what is to be kept.
type faultyActs struct {
	actStore
	fault func() error
}

func (f faultyActs) commit(ctx context.Context, put []numbered, remove []int64) error {
	if err := f.fault(); err != nil {
		return err
	}
	return f.actStore.commit(ctx, put, remove)
}

// SpoilActs has fault decide what becomes of each change of the acts. It is called
// before the copy is used.
func (c *Copy) SpoilActs(fault func() error) { c.acts = faultyActs{c.acts, fault} }

// Queued is how many rows wait to be written.
func (c *Copy) Queued() (rows int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.post.queue {
		rows += p.size()
	}
	return rows
}
