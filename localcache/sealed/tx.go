package sealed

import (
	"cmp"
	"context"
	"errors"
)

// Tx is a transaction. It is for the goroutine on which it was given, and ends
// with the call.
type Tx struct {
	f    *File
	ctx  context.Context
	root root
	// wrote tells that there is something to commit, over that it is too late.
	wrote, over bool
	// failed is the first error of a write. Half of what was meant is never
	// committed, whatever act makes of it.
	failed error
}

// Update runs act as one transaction: all that it wrote is committed when it
// returns nil, nothing otherwise. Within act the file is used through the Tx alone:
// the File would wait for it for ever. A process that dies leaves the file as it
// was before, or after.
func (f *File) Update(ctx context.Context, act func(*Tx) error) error {
	give, err := f.take(ctx)
	if err != nil {
		return err
	}
	defer give()
	if err := f.db.run("BEGIN IMMEDIATE"); err != nil {
		return explain(err)
	}
	tx := &Tx{f: f, ctx: ctx, root: f.root.clone()}
	committed := false
	defer func() {
		tx.over = true
		if !committed {
			f.undo()
		}
	}()
	if err := act(tx); err != nil {
		return err
	}
	if err := tx.commit(); err != nil {
		return explain(err)
	}
	committed = true
	return nil
}

func (tx *Tx) commit() error {
	if err := cmp.Or(tx.failed, tx.ctx.Err()); err != nil {
		return err
	}
	if tx.wrote {
		tx.root.commits++
		if err := tx.f.db.write(tx.f.keys.seal(rootID, tx.root.bytes())); err != nil {
			return err
		}
	}
	if err := tx.f.db.run("COMMIT"); err != nil {
		return err
	}
	tx.f.root = tx.root
	return nil
}

// undo takes a transaction back. Where even that fails, nobody knows how the
// file stands until it is opened again.
func (f *File) undo() {
	if err := f.db.undo(); err != nil {
		f.broken = explain(err)
		return
	}
	before := f.root.commits
	if err := f.readRoot(); err != nil || f.root.commits != before {
		f.broken = errors.Join(damaged("it changed while it was open"), err)
	}
}

// Get is as File.Get, and sees what the transaction wrote.
func (tx *Tx) Get(k Kind, number int64) ([]byte, error) {
	id, err := tx.at(k, number)
	if err != nil {
		return nil, err
	}
	body, err := tx.f.get(id)
	return body, explain(err)
}

// Put writes a record in place of the one that may be there. The body stays the
// caller's.
func (tx *Tx) Put(k Kind, number int64, body []byte) error {
	id, err := tx.at(k, number)
	if err != nil {
		return err
	}
	if _, err := tx.forget(k, id); err != nil {
		return tx.fail(err)
	}
	r := tx.f.keys.seal(id, body)
	tx.wrote = true
	tx.root.add(k, tx.f.keys.sum(id, r.nonce))
	return tx.fail(tx.f.db.write(r))
}

// Delete takes a record away. That there is none is no error.
func (tx *Tx) Delete(k Kind, number int64) error {
	id, err := tx.at(k, number)
	if err != nil {
		return err
	}
	there, err := tx.forget(k, id)
	if err == nil && there {
		_, err = tx.f.db.drop.Exec(id)
	}
	return tx.fail(err)
}

// DeleteAll takes all records of a kind away, whatever state they are in.
func (tx *Tx) DeleteAll(k Kind) error {
	first, err := tx.at(k, 0)
	if err != nil {
		return err
	}
	tx.wrote = true
	delete(tx.root.kinds, k)
	_, err = tx.f.db.dropAll.Exec(first, first|MaxNumber)
	return tx.fail(err)
}

func (tx *Tx) fail(err error) error {
	err = explain(err)
	tx.failed = cmp.Or(tx.failed, err)
	return err
}

// forget takes a record out of the tally, as it stands in the file. When that is
// not what was last written there, the tally fits no records from now on, and the
// damage stays noticed.
func (tx *Tx) forget(k Kind, id int64) (there bool, err error) {
	nonce, err := tx.f.db.nonceOf(id)
	if err != nil || nonce == nil {
		return false, err
	}
	tx.wrote = true
	tx.root.remove(k, tx.f.keys.sum(id, nonce))
	return true, nil
}

// at is the identity of a record, while the transaction lasts.
func (tx *Tx) at(k Kind, number int64) (int64, error) {
	if tx.over {
		return 0, ErrClosed
	}
	if err := tx.ctx.Err(); err != nil {
		return 0, err
	}
	return idOf(k, number)
}
