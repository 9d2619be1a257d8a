package localcache

import (
	"context"
	"errors"
	"maps"
	"slices"

	"rollcall/localcache/sealed"
)

// carryHistory gives the history of lists that were put into a folder to those that
// came after them: what has changed between is noted on the day on which they came.
func (c *Copy) carryHistory(ctx context.Context, folder string) error {
	f, err := openSealed(ctx, c.o, folder)
	if err != nil {
		return err
	}
	return errors.Join(c.carryFrom(ctx, f), f.Close())
}

func (c *Copy) carryFrom(ctx context.Context, f *sealed.File) error {
	h, _, err := readHead(ctx, f)
	if err != nil {
		return err
	}
	past, err := openHistory(ctx, f, kindDays)
	if err != nil {
		return err
	}
	came := c.days.at().Since
	if log := past.at(); !h.Whole || !c.found.whole || log.Since == 0 || log.latest() >= came {
		return nil
	}
	_, before, err := readBook(ctx, f, h.Generation)
	if err != nil {
		return err
	}
	after, err := c.listsOn(ctx, came)
	if err != nil {
		return err
	}
	rows := opened{
		users: after.Users.Slice(), externals: after.ExternalUsers.Slice(),
		invitations: append(after.Invitations.Slice(), after.Cancelled.Slice()...),
	}
	return c.carry(ctx, past, came, before, rows)
}

// carry writes the days of the past, the one on which lists came, and those since.
func (c *Copy) carry(ctx context.Context, past *history, came date, before, after opened) error {
	n := &notes{h: c.days, day: came, log: past.at(), added: map[rowKey]bool{}}
	err := c.file.Update(ctx, func(tx *sealed.Tx) error {
		n.tx = tx
		err := past.file.Each(ctx, past.kind, func(number int64, body []byte) error {
			if number == logNumber {
				return nil
			}
			return tx.Put(c.days.kind, number, body)
		})
		if err != nil {
			return err
		}
		if err := n.between(before, after); err != nil {
			return err
		}
		n.log.Days = append(n.log.Days, c.days.at().Days...)
		return c.days.write(tx, n.log)
	})
	if err == nil {
		c.days.settle(n.log, nil)
	}
	return err
}

// between notes in what rows differ from those that were there before.
func (n *notes) between(before, after opened) error {
	if err := n.users().between(before.users, after.users); err != nil {
		return err
	}
	if err := n.invitations().between(before.invitations, after.invitations); err != nil {
		return err
	}
	if err := n.externals().between(before.externals, after.externals); err != nil {
		return err
	}
	return n.put()
}

func (r noted[T]) between(before, after []*T) error {
	now := map[string]*T{}
	for _, row := range after {
		now[r.id(row)] = row
	}
	for _, row := range before {
		if err := r.change(row, now[r.id(row)]); err != nil {
			return err
		}
		delete(now, r.id(row))
	}
	for _, id := range slices.Sorted(maps.Keys(now)) {
		if err := r.change(nil, now[id]); err != nil {
			return err
		}
	}
	return nil
}
