package localcache

import (
	"context"

	"rollcall/account"
)

// waitingLists is what the lists show of the outbox. It belongs to the Cache's lock.
type waitingLists struct {
	// waiting is what waits, in the order of deciding.
	waiting []*account.Waiting
	// powerless: the person's powers over the account ended. Nothing more is
	// decided, kept or sent.
	powerless bool
	// lost is waiting after the end of the powers, made of lostOf.
	lost, lostOf []*account.Waiting
}

// openOutbox goes on with the acts that the copy has kept.
func (c *Cache) openOutbox() {
	if c.o.Copy == nil || c.o.Copy.acts == nil {
		return
	}
	c.out = newOutbox(c, c.o.Copy.acts, c.o.Copy.undone)
	if len(c.out.acts) > 0 {
		c.out.show(nil)
	}
}

// deed does what can wait: by way of the outbox where there is one.
func (c *Cache) deed(ctx context.Context, d decided, act account.Act) (any, error) {
	d.ID, d.Version = act.Key, act.Version
	if !c.keepsActs() {
		return c.direct(ctx, d)
	}
	if d.ID == "" {
		d.ID = c.o.NewKey()
	}
	return c.out.perform(ctx, d)
}

// direct does it now or not at all.
func (c *Cache) direct(ctx context.Context, d decided) (any, error) {
	c.lookAt(&d)
	answer, err := c.call(ctx, d)
	if err != nil {
		return nil, c.heed(err)
	}
	c.change(func(moment uint64) { c.showAnswer(d, answer, moment) })
	return answer, nil
}

// keepsActs tells whether acts can wait: there is a copy to keep them in, and a
// session in which they may be sent.
func (c *Cache) keepsActs() bool { return c.out != nil && c.mayAct() }

func (c *Cache) mayAct() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.over == nil && !c.powerless
}

// lookAt is noteRow with the copy to itself.
func (c *Cache) lookAt(d *decided) (version int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.noteRow(d)
}

// placeWaiting shows the acts that wait, or what became of them. The caller holds
// the lock.
func (c *Cache) placeWaiting() {
	if !c.powerless {
		c.head.Waiting = c.waiting
		return
	}
	if !sameSlice(c.lostOf, c.waiting) {
		c.lost, c.lostOf = lost(c.waiting), c.waiting
	}
	c.head.Waiting = c.lost
}

// lost is what becomes of acts when one's powers end: they are never sent. What was
// sent without an answer may have been done.
func lost(acts []*account.Waiting) []*account.Waiting {
	out := make([]*account.Waiting, len(acts))
	for i, w := range acts {
		ended := *w
		ended.State = account.WaitingLost
		if w.State == account.WaitingSending || w.State == account.WaitingUncertain {
			ended.Fault = account.Fault(account.OutcomeUnknown)
		}
		out[i] = &ended
	}
	return out
}

// endWaiting says what became of the acts when the session ended for a reason that
// ends one's powers here. After any other they are kept, and locked, until the same
// person signs in again. The caller holds the lock.
func (c *Cache) endWaiting() {
	if wipesCopy(c.over) {
		c.powerless = true
		return
	}
	c.waiting = nil
}

// forgetWaiting gives up acts that are not sent any more, and what was said of
// them. Those of a session that ended without its owner's powers are sent after the
// next sign-in, unless they are taken out of the copy.
func (c *Cache) forgetWaiting(ctx context.Context) error {
	if c.out != nil {
		c.out.mu.Lock()
		defer c.out.mu.Unlock()
		if err := c.out.giveUp(ctx, c.out.acts); err != nil && !c.lostPowers() {
			return err
		}
		c.out.acts = nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting = nil
	c.publish()
	return nil
}

func (c *Cache) lostPowers() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.powerless
}

// undo takes back the act that made what is to be undone, if it still waits.
func (c *Cache) undo(ctx context.Context, deed account.Deed, target string) (undone bool, row decided, err error) {
	if !c.keepsActs() {
		return false, row, nil
	}
	undone, row, err = c.out.undo(ctx, deed, target)
	if now := row; undone && c.lookAt(&now) > 0 {
		row = now
	}
	return undone, row, err
}
