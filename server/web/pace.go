package web

import (
	"sync"
	"time"
)

// What may be asked of one link and from one address in checkWithin: more than
// anybody types, and few names to try out whose somebody's user name is.
const (
	checksPerLink    = 200
	checksPerAddress = 1000
	checkWithin      = 15 * time.Minute
)

// pace counts what was asked since the present quarter of an hour began, in
// memory.
type pace struct {
	mu    sync.Mutex
	began time.Time
	asked map[string]int
}

// enter counts one more question about a link from an address, or says how long
// to wait.
func (p *pace) enter(link, address string, now time.Time) (wait time.Duration, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if age := now.Sub(p.began); p.asked == nil || age < 0 || age >= checkWithin {
		p.began, p.asked = now, map[string]int{}
	}
	link, address = "link\x00"+link, "address\x00"+address
	if p.asked[link] >= checksPerLink || p.asked[address] >= checksPerAddress {
		return p.began.Add(checkWithin).Sub(now), false
	}
	p.asked[link]++
	p.asked[address]++
	return 0, true
}
