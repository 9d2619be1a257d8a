package localcache

import "sync"

// news is what Run has been told and not yet dealt with.
type news struct {
	// opened: the stream is connected.
	opened bool
	// announced is the latest sequence number that the stream spoke of.
	announced int64
	// access: one's own type or permissions changed.
	access bool
	// doubt: a call was refused, or changed oneself; powers and profile may not be
	// what is shown.
	doubt bool
	// refresh: the person asked for a fetch.
	refresh bool
	// language: the catalogue is wanted in another language.
	language bool
	// notices: something else is announced.
	notices bool
}

// inbox collects news without ever making the sender wait.
type inbox struct {
	wake chan struct{}

	mu   sync.Mutex
	news news
}

func newInbox() *inbox { return &inbox{wake: make(chan struct{}, 1)} }

func (i *inbox) put(f func(*news)) {
	i.mu.Lock()
	f(&i.news)
	i.mu.Unlock()
	select {
	case i.wake <- struct{}{}:
	default:
	}
}

// take empties the inbox.
func (i *inbox) take() news {
	i.mu.Lock()
	defer i.mu.Unlock()
	n := i.news
	i.news = news{}
	return n
}
