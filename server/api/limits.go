package api

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/text/unicode/norm"

	"rollcall/account"
)

// The limits of failed attempts with a password, unless DoorDeps says others
// (account API, Limits).
const (
	attemptsPerLogin   = 10
	attemptsPerAddress = 100
	attemptsWithin     = 15 * time.Minute
	// sweepEvery is how many attempts pass between two looks for old ones.
	sweepEvery = 1024
)

// limiter counts failed attempts, in memory. An attempt counts as failed from
// its beginning until it succeeds, so that many at one moment gain nothing.
type limiter struct {
	now func() time.Time
	// perLogin and perAddress are how many may fail; negative: any number.
	perLogin, perAddress int

	mu     sync.Mutex
	failed map[string][]time.Time // times in order
	begun  int
}

func newLimiter(now func() time.Time, perLogin, perAddress int) *limiter {
	return &limiter{now: now, perLogin: perLogin, perAddress: perAddress, failed: map[string][]time.Time{}}
}

// attempt is one try under way.
type attempt struct {
	l    *limiter
	keys []string
	at   time.Time
}

// bound is how many attempts may count under one key.
type bound struct {
	key  string
	most int
}

// begin starts an attempt, or refuses it with RateLimited, in which case no
// password may be looked at.
func (l *limiter) begin(login, address string) (*attempt, error) {
	where := network(address)
	return l.enter(
		bound{"login\x00" + account.Fold(norm.NFC.String(login)) + "\x00" + where, l.perLogin},
		bound{"address\x00" + where, l.perAddress},
	)
}

// request counts something that anybody may ask for, whatever comes of it, or
// refuses it with RateLimited.
func (l *limiter) request(address string) error {
	_, err := l.enter(bound{"request\x00" + network(address), l.perAddress})
	return err
}

func (l *limiter) enter(bounds ...bound) (*attempt, error) {
	a := &attempt{l: l, at: l.now()}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, b := range bounds {
		recent := l.recent(b.key, a.at)
		if b.most >= 0 && len(recent) >= b.most {
			wait := recent[len(recent)-b.most].Add(attemptsWithin).Sub(a.at)
			return nil, &account.Error{Code: account.RateLimited, RetryAfter: wait}
		}
	}
	for _, b := range bounds {
		if b.most < 0 {
			continue
		}
		a.keys = append(a.keys, b.key)
		l.failed[b.key] = append(l.failed[b.key], a.at)
	}
	l.sweep(a.at)
	return a, nil
}

// recent forgets the attempts of a key that no longer count.
func (l *limiter) recent(key string, now time.Time) []time.Time {
	times := l.failed[key]
	for len(times) > 0 && !times[0].After(now.Add(-attemptsWithin)) {
		times = times[1:]
	}
	if len(times) == 0 {
		delete(l.failed, key)
		return nil
	}
	l.failed[key] = times
	return times
}

func (l *limiter) sweep(now time.Time) {
	if l.begun++; l.begun%sweepEvery != 0 {
		return
	}
	for k := range l.failed {
		l.recent(k, now)
	}
}

// succeeded takes the attempt back: only failures count.
func (a *attempt) succeeded() {
	a.l.mu.Lock()
	defer a.l.mu.Unlock()
	for _, k := range a.keys {
		times := a.l.failed[k]
		for i, t := range times {
			if t.Equal(a.at) {
				a.l.failed[k] = append(times[:i:i], times[i+1:]...)
				break
			}
		}
		if len(a.l.failed[k]) == 0 {
			delete(a.l.failed, k)
		}
	}
}

// network is what counts as one address: an IPv6 customer has a whole /64.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil || ip.Is4() || ip.Is4In6() {
		return address
	}
	p, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return address
	}
	return p.String()
}

// openStreams counts the streams of events that sessions hold open.
type openStreams struct {
	mu sync.Mutex
	of map[string]int
}

// enter counts one more; false when the session has as many as it may. Call
// leave when the stream ends.
func (o *openStreams) enter(session string) (leave func(), ok bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.of[session] >= streamsAtOnce {
		return nil, false
	}
	o.of[session]++
	return func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		if o.of[session]--; o.of[session] == 0 {
			delete(o.of, session)
		}
	}, true
}

// running is the set of idempotency keys whose first request has not been
// answered yet.
type running struct {
	mu   sync.Mutex
	keys map[string]struct{}
}

// begin enters a key; false when it is running already. Call end when done.
func (r *running) begin(key string) (end func(), ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, busy := r.keys[key]; busy {
		return nil, false
	}
	r.keys[key] = struct{}{}
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.keys, key)
	}, true
}
