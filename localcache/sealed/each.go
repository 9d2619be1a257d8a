package sealed

import (
	"cmp"
	"context"
	"runtime"
	"sync"
)

// A batch is read by one goroutine, decrypted by another and told by the
// caller's. This many records or bytes make one.
const (
	batchRecords = 256
	batchBytes   = 256 << 10
)

type batch struct {
	records []record
	// opened closes when the records are decrypted, sum is known, or err is.
	opened chan struct{}
	sum    sum
	err    error
}

// Each tells all records of a kind, in ascending order, on the goroutine of the
// caller, who keeps the bodies. Nothing of it may be shown or relied on before it
// has returned nil: only then is it sure that these are all the records, as
// they were last written; otherwise it gives ErrDamaged. An error that tell
// returns ends it and is returned.
func (f *File) Each(ctx context.Context, k Kind, tell func(number int64, body []byte) error) error {
	first, err := idOf(k, 0)
	if err != nil {
		return err
	}
	give, err := f.take(ctx)
	if err != nil {
		return err
	}
	defer give()
	r := &reading{f: f, first: first, stop: make(chan struct{})}
	return explain(r.run(ctx, f.root.kinds[k], tell))
}

// reading is one run of Each.
type reading struct {
	f     *File
	first int64
	stop  chan struct{}

	// todo goes to whoever decrypts, the same batches in order to whoever tells.
	todo, inOrder chan *batch
	// failed is why the rows ended early; it is read after inOrder has closed.
	failed error
}

func (r *reading) run(ctx context.Context, want tally, tell func(int64, []byte) error) error {
	hands := min(runtime.GOMAXPROCS(0), 8)
	r.todo, r.inOrder = make(chan *batch, 2*hands), make(chan *batch, 2*hands)
	var busy sync.WaitGroup
	defer busy.Wait()
	defer close(r.stop)
	busy.Go(r.read)
	for range hands {
		busy.Go(r.decrypt)
	}
	got, err := r.tell(ctx, tell)
	if err != nil {
		return err
	}
	if r.failed != nil {
		return r.failed
	}
	if got != want {
		return damaged("records were dropped, exchanged or put back to an older state")
	}
	return nil
}

// tell passes on what was decrypted and adds it up.
func (r *reading) tell(ctx context.Context, tell func(int64, []byte) error) (got tally, err error) {
	for b := range r.inOrder {
		<-b.opened
		if err := cmp.Or(b.err, ctx.Err()); err != nil {
			return got, err
		}
		for _, rec := range b.records {
			if err := tell(rec.id&MaxNumber, rec.body); err != nil {
				return got, err
			}
		}
		got = tally{got.count + uint64(len(b.records)), got.sum.plus(b.sum)}
	}
	return got, nil
}

// decrypt opens batches. The body takes the place of what was sealed.
func (r *reading) decrypt() {
	for b := range r.todo {
		for i := range b.records {
			rec := &b.records[i]
			body, err := r.f.keys.open(*rec)
			if err != nil {
				b.err = err
				break
			}
			b.sum = b.sum.plus(r.f.keys.sum(rec.id, rec.nonce))
			rec.body = body
		}
		close(b.opened)
	}
}

// read makes batches of the kind's records, until the end or until told to stop.
func (r *reading) read() {
	defer close(r.inOrder)
	defer close(r.todo)
	b, size, last := newBatch(), 0, r.first-1
	r.failed = r.f.db.between(r.first, r.first|MaxNumber, func(rec record) (more bool, err error) {
		// In a damaged file a record might come twice.
		if rec.id <= last {
			return false, damaged("records out of order")
		}
		last = rec.id
		b.records, size = append(b.records, rec), size+len(rec.body)
		if len(b.records) < batchRecords && size < batchBytes {
			return true, nil
		}
		full := b
		b, size = newBatch(), 0
		return r.pass(full), nil
	})
	if r.failed == nil && len(b.records) > 0 {
		r.pass(b)
	}
}

func newBatch() *batch { return &batch{opened: make(chan struct{})} }

// pass hands a batch on, unless nobody wants it any more.
func (r *reading) pass(b *batch) bool {
	for _, to := range []chan *batch{r.todo, r.inOrder} {
		select {
		case to <- b:
		case <-r.stop:
			return false
		}
	}
	return true
}
