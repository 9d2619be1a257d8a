package view

import (
	"slices"
	"sync"

	"rollcall/account"
)

// lanes are what a flight sends, each lane one invitation after the other. They
// are used from several goroutines.
type lanes struct {
	many bool

	mu      sync.Mutex
	queue   []*sending
	running int
	begun   int
	ended   bool
	fault   error
	// aside are those that the service asked to send later: all of them have to
	// wait when several were refused in a row, one alone when others were taken
	// since, because its address has got too much mail (API, Limits).
	aside []putAside
	inRow int
}

type putAside struct {
	*sending
	err   error
	begun int
}

// turn is what came of one invitation, and what its lane does next.
type turn struct {
	*sending
	err error
	// later: it is to be sent again, after a pause or when somebody goes on.
	later bool
	// own are those put off before that have to wait by themselves.
	own []putAside
	// next is what its lane sends now; last tells that no lane is open any more.
	next *sending
	last bool
}

// open opens a lane and gives its first invitation, nil when there is none.
func (l *lanes) open() *sending {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.take()
	if s != nil {
		l.running++
	}
	return s
}

// take gives the next invitation. The caller holds the lock.
func (l *lanes) take() *sending {
	if l.ended || l.fault != nil || l.inRow > 1 || len(l.queue) == 0 {
		return nil
	}
	s := l.queue[0]
	l.queue = l.queue[1:]
	l.begun++
	s.begun = l.begun
	return s
}

// turn notes the answer to one invitation and gives the next.
func (l *lanes) turn(s *sending, err error) turn {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := turn{sending: s, err: err}
	switch {
	case err == nil:
		l.inRow = 0
		t.own = l.waitAlone(s)
	case account.CodeOf(err) == account.RateLimited && l.many:
		t.later = true
		l.inRow++
		l.aside = append(l.aside, putAside{s, err, l.begun})
	case stopsAll(err):
		t.later, l.fault = true, err
	}
	if t.next = l.take(); t.next == nil {
		l.running--
		t.last = l.running == 0
	}
	return t
}

// waitAlone gives those that were put off before one that was taken was begun:
// the service takes invitations, only not theirs.
func (l *lanes) waitAlone(taken *sending) (own []putAside) {
	l.aside = slices.DeleteFunc(l.aside, func(a putAside) bool {
		if taken.begun > a.begun {
			own = append(own, a)
			return true
		}
		return false
	})
	return own
}

// stop begins no more.
func (l *lanes) stop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ended = true
}

func (l *lanes) stopped() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.ended
}

// failure is what ended it, nil for nothing.
func (l *lanes) failure() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.fault
}

// paused tells whether it goes on after a pause.
func (l *lanes) paused() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.aside) > 0 && !l.ended && l.fault == nil
}

// putOff are those that wait for the pause to be over.
func (l *lanes) putOff() []putAside {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.aside)
}

// resume puts those that waited first again.
func (l *lanes) resume() {
	l.mu.Lock()
	defer l.mu.Unlock()
	again := make([]*sending, 0, len(l.aside)+len(l.queue))
	for _, a := range l.aside {
		again = append(again, a.sending)
	}
	l.queue, l.aside, l.inRow = append(again, l.queue...), nil, 0
}
