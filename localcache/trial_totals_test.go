package localcache_test

import (
	"fmt"
)

// totals are what a trial has seen.
type totals struct {
	schedules, acts, deferred, uncertain, refused, withdrawn, dropped, anew, reopened, repeated, restarts int
}

func (s totals) String() string {
	return fmt.Sprintf("%d acts in %d schedules: %d deferred, %d of them seen uncertain, %d refused, %d taken back, %d discarded, %d sent anew; "+
		"%d copies reopened, %d requests repeated, %d restarts of the service",
		s.acts, s.schedules, s.deferred, s.uncertain, s.refused, s.withdrawn, s.dropped, s.anew, s.reopened, s.repeated, s.restarts)
}

func (s *totals) add(more totals) {
	s.schedules += more.schedules
	s.acts += more.acts
	s.deferred += more.deferred
	s.uncertain += more.uncertain
	s.refused += more.refused
	s.withdrawn += more.withdrawn
	s.dropped += more.dropped
	s.anew += more.anew
	s.reopened += more.reopened
	s.repeated += more.repeated
	s.restarts += more.restarts
}
