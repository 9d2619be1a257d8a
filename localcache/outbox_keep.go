package localcache

import (
	"context"
	"errors"
	"slices"
	"time"

	"rollcall/account"
)

// errNotKept: this computer does not take what is to be kept.
var errNotKept = errors.New("the act could not be kept")

// ready is the act as it is kept from now on: one that is sent at once counts as
// tried from before the first byte leaves.
func (o *outbox) ready(d decided, now bool) decided {
	if d.State == "" {
		d = unsent(d)
	}
	if now {
		d.State = account.WaitingUncertain
		if d.TriedAt.IsZero() {
			d.TriedAt = o.c.serviceNow().Round(0)
		}
	}
	return d
}

func unsent(d decided) decided {
	d.State, d.TriedAt, d.Fault = account.WaitingUnsent, time.Time{}, nil
	return d
}

// canonical is an act as it comes back from where it is kept. Only such ones are
// sent: the first request and its repeats are then the same to the byte.
func canonical(d decided) (decided, error) {
	body, err := encodeAct(d)
	if err != nil {
		return d, account.Faultf(account.MalformedRequest, "cannot be put into JSON")
	}
	n, err := decodeAct(0, body)
	return n.decided, err
}

// keep makes a change of an act durable, with others beside it, and then real.
func (o *outbox) keep(ctx context.Context, w *waiting, d decided, others ...numbered) error {
	d, err := canonical(d)
	if err != nil {
		return err
	}
	put := append([]numbered{{w.number, d}}, others...)
	if err := o.commit(ctx, put, nil); err != nil {
		return err
	}
	w.decided, w.shown = d, nil
	o.adopt(others)
	return nil
}

// adopt makes what was kept of acts real.
func (o *outbox) adopt(kept []numbered) {
	for _, n := range kept {
		if w := o.numbered(n.number); w != nil {
			w.decided, w.shown = n.decided, nil
		}
	}
}

// commit writes, whatever becomes of the caller, and says when this computer does
// not take it. What is owed goes with it.
func (o *outbox) commit(ctx context.Context, put []numbered, remove []int64) error {
	put, remove = o.withOwed(put, remove)
	err := o.store.commit(context.WithoutCancel(ctx), put, remove)
	if !errors.Is(err, errStoreClosed) {
		o.c.copyStands(&o.c.failing.acts, err != nil)
	}
	if err == nil {
		o.owed = nil
		return nil
	}
	o.c.o.Log.WarnContext(ctx, "the acts that wait could not be kept", "error", Nameless(err))
	return errNotKept
}

// owe notes acts of which the file is to learn with the next commit.
func (o *outbox) owe(acts []numbered, gone ...int64) {
	for _, n := range acts {
		o.owed = append(o.owed, n.number)
	}
	o.owed = append(o.owed, gone...)
}

// withOwed adds what is owed to a change, unless it is about the same acts.
func (o *outbox) withOwed(put []numbered, remove []int64) ([]numbered, []int64) {
	told := slices.Clone(remove)
	for _, n := range put {
		told = append(told, n.number)
	}
	for _, number := range o.owed {
		w := o.numbered(number)
		switch {
		case slices.Contains(told, number):
		case w == nil:
			remove = append(remove, number)
		default:
			put = append(put, w.numbered)
		}
		told = append(told, number)
	}
	return put, remove
}
