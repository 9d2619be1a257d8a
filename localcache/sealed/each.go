package sealed

import (
	"cmp"
	"context"
	"database/sql"
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

// read reads the rows of the kind, until the end or until told to stop.
func (r *reading) read() {
	defer close(r.inOrder)
	defer close(r.todo)
	rows, err := r.f.db.some.Query(r.first, r.first|MaxNumber)
	if err != nil {
		r.failed = err
		return
	}
	defer rows.Close()
	for last := r.first - 1; ; {
		b, err := nextBatch(rows, &last)
		if err != nil {
			r.failed = err
			return
		}
		if len(b.records) == 0 || !r.pass(b) {
			return
		}
	}
}

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

// nextBatch reads some rows, none at the end. Each has a higher identity than
// the last: in a damaged file one might come twice.
func nextBatch(rows *sql.Rows, last *int64) (*batch, error) {
	b, size := &batch{opened: make(chan struct{})}, 0
	for len(b.records) < batchRecords && size < batchBytes && rows.Next() {
		var r record
		if err := rows.Scan(&r.id, &r.nonce, &r.body); err != nil {
			return nil, damaged("a record that cannot be read")
		}
		if r.id <= *last {
			return nil, damaged("records out of order")
		}
		*last = r.id
		b.records, size = append(b.records, r), size+len(r.body)
	}
	return b, rows.Err()
}
