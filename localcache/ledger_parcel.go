package localcache

import "time"

// errand is what is to be done with the file.
type errand int

const (
	// nothingToDo: at most the head is to be written.
	nothingToDo errand = iota
	// takeFeed: the rows that are shown change, up to a sequence number.
	takeFeed
	// takePage: the fetch under way has come further.
	takePage
	// finishFetch: what was fetched takes the place of what is shown.
	finishFetch
	// giveUpFetch: what was fetched so far is of no use.
	giveUpFetch
	// forgetAllRows: the service no longer gives them.
	forgetAllRows
)

// parcel is what goes into the file in one transaction.
type parcel struct {
	do errand
	changes
	// seq is where the feed stands with takeFeed and finishFetch.
	seq int64
	// mark accompanies takePage.
	mark stageMark
}

// parcelSize is how many rows are written at a time, when many wait.
const parcelSize = 4096

// join adds what follows, as far as it can be done in the same transaction.
func (p *parcel) join(next parcel) bool {
	if next.do != p.do || (p.do != takeFeed && p.do != takePage) || p.size()+next.size() > parcelSize {
		return false
	}
	p.changes.add(next.changes)
	p.seq, p.mark = next.seq, next.mark
	return true
}

// stageMark is how far a full fetch has come.
type stageMark struct {
	// AccountID and PersonID are whose lists are fetched, and for whom.
	AccountID string `json:"account_id"`
	PersonID  string `json:"person_id"`
	// Begun is when, by this computer's clock.
	Begun time.Time `json:"begun"`
	// Seq is where the feed is to be read from once all pages are there.
	Seq int64 `json:"seq"`
	// List is which list is being read, and Cursor which of its pages is next.
	List   int    `json:"list"`
	Cursor string `json:"cursor"`
	// Fetched is how many rows came, for the progress.
	Fetched int `json:"fetched"`
}

// post is what waits to be written. The lists that are shown and the file are never
// waited for by each other.
type post struct {
	queue []parcel
	facts facts
	// asOf is when the file, with all that is in the queue, was known to be true.
	asOf time.Time
	// powerful: it is, or may be, an administrator whose lists these are. doomed: not
	// any more.
	powerful, doomed bool
	// stalled: the file learns nothing more before it is opened again.
	stalled bool
}

// queueLimit is how many rows may wait for a disk that refuses them.
const queueLimit = 50_000

// rows is how many wait.
func (p *post) rows() (n int) {
	for _, waits := range p.queue {
		n += waits.size()
	}
	return n
}

// first gives what is to be written next, and how many parcels of the queue that is.
func (p *post) first() (batch parcel, n int) {
	if len(p.queue) == 0 {
		return parcel{}, 0
	}
	batch = p.queue[0]
	// What is added must not grow into what the queue holds.
	batch.changes = changes{}
	batch.changes.add(p.queue[0].changes)
	for n = 1; n < len(p.queue) && batch.join(p.queue[n]); n++ {
	}
	return batch, n
}
