package localcache

import (
	"slices"
	"sync"
)

// bell tells watchers that something changed. Ringing never waits, and rings
// that come together are one.
type bell struct {
	rung chan struct{}

	mu       sync.Mutex
	watchers []*watcher
}

type watcher struct{ f func() }

func newBell() *bell { return &bell{rung: make(chan struct{}, 1)} }

func (b *bell) watch(f func()) (stop func()) {
	w := &watcher{f}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.watchers = append(slices.Clone(b.watchers), w)
	return func() { b.remove(w) }
}

func (b *bell) remove(w *watcher) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.watchers = slices.DeleteFunc(slices.Clone(b.watchers), func(x *watcher) bool { return x == w })
}

func (b *bell) ring() {
	select {
	case b.rung <- struct{}{}:
	default:
	}
}

// serve calls the watchers at each ring until done, and a last time for a ring
// that came before.
func (b *bell) serve(done <-chan struct{}) {
	for {
		select {
		case <-b.rung:
			b.tell()
		case <-done:
			select {
			case <-b.rung:
				b.tell()
			default:
			}
			return
		}
	}
}

func (b *bell) tell() {
	b.mu.Lock()
	watchers := b.watchers
	b.mu.Unlock()
	for _, w := range watchers {
		w.f()
	}
}
