package mail

import (
	"context"
	"sync"
)

// take gives a connection: one that rests, or a new one. A server that lets no
// more of them in, while it serves others, gets fewer from now on.
func (s *Server) take(ctx context.Context) (*line, error) {
	for {
		select {
		case <-s.turns:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if err := ctx.Err(); err != nil {
			s.turns <- struct{}{}
			return nil, err
		}
		if l := s.resting(); l != nil {
			return l, nil
		}
		l, err := s.dial(ctx)
		if err == nil {
			return l, nil
		}
		if !temporary(err) || !s.spare() {
			s.turns <- struct{}{}
			return nil, judge(&failure{at: atConnect, err: err})
		}
	}
}

// resting gives a connection that was used and is still open.
func (s *Server) resting() *line {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.idle)
	if n == 0 {
		return nil
	}
	l := s.idle[n-1]
	s.idle = s.idle[:n-1]
	return l
}

// give takes a connection back.
func (s *Server) give(l *line) {
	if l.broken || l.sent >= perLine {
		l.leave(s.limits.leave)
	} else {
		s.mu.Lock()
		s.idle = append(s.idle, l)
		s.mu.Unlock()
	}
	s.turns <- struct{}{}
}

// spare keeps a turn back, unless it is the last.
func (s *Server) spare() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.spared >= serverLanes-1 {
		return false
	}
	s.spared++
	return true
}

// Rest takes leave of the server until there is something to send again.
func (s *Server) Rest() {
	s.mu.Lock()
	idle, spared := s.idle, s.spared
	s.idle, s.spared = nil, 0
	s.mu.Unlock()
	for range spared {
		s.turns <- struct{}{}
	}
	var leaving sync.WaitGroup
	for _, l := range idle {
		leaving.Go(func() { l.leave(s.limits.leave) })
	}
	leaving.Wait()
}
