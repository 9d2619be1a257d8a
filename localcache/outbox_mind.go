package localcache

import (
	"context"
	"slices"

	"rollcall/account"
)

var _ account.Outbox = (*Cache)(nil)

// TakeBack gives up an act that was not sent, or was refused, with those that were
// decided upon its outcome. NotFound when it is done meanwhile, IdempotencyRunning
// when it may be; Internal when this computer does not keep that it is given up.
func (c *Cache) TakeBack(ctx context.Context, id string) error {
	if !c.keepsActs() {
		return account.Fault(account.NotFound)
	}
	defer c.out.stir()
	c.out.mu.Lock()
	defer c.out.mu.Unlock()
	w := c.out.find(id)
	if w == nil {
		return account.Fault(account.NotFound)
	}
	return c.out.takeBack(ctx, w)
}

// SendAnew decides a refused act again, upon its row as the lists show it now, with
// a new key: after all that waits. Those decided upon its outcome follow it. NotFound
// when the act or its row is no longer there, IdempotencyRunning when it may have
// been done, Internal when this computer does not keep it.
func (c *Cache) SendAnew(ctx context.Context, id string) error {
	if !c.keepsActs() {
		return account.Fault(account.NotFound)
	}
	defer c.out.stir()
	c.out.mu.Lock()
	defer c.out.mu.Unlock()
	w := c.out.find(id)
	switch {
	case w == nil:
		return account.Fault(account.NotFound)
	case w.State == account.WaitingUnsent:
		return nil // it is going to be sent
	case w.toSend():
		return account.Faultf(account.IdempotencyRunning, "it may have been done")
	}
	return c.out.sendAnew(ctx, w)
}

// DiscardWaiting gives up all acts, also those that may have been done, and what
// is said of them after the end of one's powers. Internal when this computer does not
// keep that they are given up, as when the copy is locked.
func (c *Cache) DiscardWaiting(ctx context.Context) error {
	if !c.keepsActs() {
		return c.forgetWaiting(ctx)
	}
	c.out.mu.Lock()
	defer c.out.mu.Unlock()
	return c.out.giveUp(ctx, c.out.acts)
}

// takeBack gives up an act and its followers, if nothing of it may have happened.
func (o *outbox) takeBack(ctx context.Context, w *waiting) error {
	if w.sending || !w.TakeableBack() {
		return account.Faultf(account.IdempotencyRunning, "it may have been done")
	}
	return o.giveUp(ctx, append(o.followers(w), w))
}

func (o *outbox) giveUp(ctx context.Context, gone []*waiting) error {
	if len(gone) == 0 {
		return nil
	}
	gone = slices.Clone(gone)
	var numbers []int64
	for _, w := range gone {
		numbers = append(numbers, w.number)
	}
	if err := o.commit(ctx, nil, numbers); err != nil {
		return account.Faultf(account.Internal, "it could not be kept that the act is given up")
	}
	o.drop(gone...)
	o.show(nil)
	return nil
}

// sendAnew puts an act, and its followers, behind all others, under a new key.
func (o *outbox) sendAnew(ctx context.Context, w *waiting) error {
	d := unsent(w.decided)
	d.ID, d.After, d.DecidedAt = o.c.o.NewKey(), "", o.c.o.Now().Round(0)
	d.Version = o.c.lookAt(&d)
	if !d.open() {
		return account.Faultf(account.NotFound, "its row is gone")
	}
	if before := o.lastOn(d); before != nil {
		d.After = before.ID
	}
	anew, old := o.lineUp(w, d)
	var numbers []int64
	for _, gone := range old {
		numbers = append(numbers, gone.number)
	}
	if err := o.commit(ctx, anew, numbers); err != nil {
		return account.Faultf(account.Internal, "it could not be kept that the act is decided anew")
	}
	o.drop(old...)
	for _, n := range anew {
		o.acts = append(o.acts, &waiting{numbered: n})
		o.last = n.number
	}
	o.show(nil)
	return nil
}

// lineUp numbers an act that takes the place of w, and the followers of w, anew.
func (o *outbox) lineUp(w *waiting, d decided) (anew []numbered, old []*waiting) {
	followers := o.followers(w)
	anew = append(anew, numbered{o.last + 1, d})
	for i, f := range followers {
		n := numbered{o.last + 2 + int64(i), f.decided}
		n.State = account.WaitingUnsent
		if n.After == w.ID {
			n.After = d.ID
		}
		anew = append(anew, n)
	}
	return anew, append(followers, w)
}

// undo takes back the last act of a kind on a row, if one waits to be sent: what was
// refused took no part in what is to be undone. Unreachable when it may have been
// done: only the service knows what there is to undo.
func (o *outbox) undo(ctx context.Context, deed account.Deed, target string) (undone bool, row decided, err error) {
	defer o.stir()
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, w := range slices.Backward(o.acts) {
		if w.Deed != deed || w.Target != target || !w.toSend() {
			continue
		}
		if w.sending || !w.TakeableBack() {
			return false, row, account.Faultf(account.Unreachable, "what is to be undone was not answered yet")
		}
		return true, w.decided, o.takeBack(ctx, w)
	}
	return false, row, nil
}
