package client

import (
	"net/http"
	"sync/atomic"
	"time"
)

const (
	// clockSlack is how far two clocks may seem apart while nothing is said:
	// Date has whole seconds, and an answer takes its time.
	clockSlack = 2 * time.Second
	// slowAnswer is an answer whose Date says too little.
	slowAnswer = 5 * time.Second
)

// clock learns how far the service's clock is from this computer's.
type clock struct {
	now    func() time.Time
	offset atomic.Int64
}

func (k *clock) get() time.Duration { return time.Duration(k.offset.Load()) }

// learn takes the Date of an answer to a request sent at a moment. The known
// offset stays while the new one is within the slack, so that it does not
// waver with every answer.
func (k *clock) learn(sent time.Time, header http.Header) {
	date, err := http.ParseTime(header.Get("Date"))
	received := k.now()
	took := received.Sub(sent)
	if err != nil || took < 0 || took > slowAnswer {
		return
	}
	estimate := date.Add(time.Second / 2).Sub(sent.Add(took / 2))
	if (estimate - k.get()).Abs() <= clockSlack {
		return
	}
	if estimate.Abs() <= clockSlack {
		estimate = 0
	}
	k.offset.Store(int64(estimate.Round(time.Second)))
}
