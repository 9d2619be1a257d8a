package localcache_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"rollcall/account"
)

// takeBack gives up an act that waits.
func (s *seat) takeBack(chance *rand.Rand) {
	before := s.Lists().Waiting
	w := pick(chance, before)
	if late := pick(chance, inState(before, account.WaitingUncertain)); late != nil {
		w = late // which must not be
	}
	if w == nil {
		return
	}
	d := s.book.of(w)
	s.totals.acts++
	err := s.TakeBack(context.Background(), w.ID)
	switch account.CodeOf(err) {
	case "":
		s.withdraw(w, d)
		s.withdrawBehind(before, w.Target)
	case account.NotFound, account.IdempotencyRunning:
	default:
		s.faultf("an act that waits (%s) could not be taken back: %v", w.State, err)
	}
}

func (s *seat) withdraw(w *account.Waiting, d *decision) {
	if w.State == account.WaitingUncertain {
		s.faultf("an uncertain act was taken back: %+v", *d)
	}
	if d != nil {
		d.fate = withdrawn
		s.totals.withdrawn++
	}
}

// withdrawBehind notes the acts that may have gone with one that was taken back:
// those on the same row that no longer wait. They were done instead, or never
// sent.
func (s *seat) withdrawBehind(before []*account.Waiting, target string) {
	after := s.Lists().Waiting
	for _, w := range before {
		gone := !slices.ContainsFunc(after, func(x *account.Waiting) bool { return x.ID == w.ID })
		if d := s.book.of(w); gone && d != nil && d.fate == deferred && target != "" && w.Target == target {
			d.fate = dropped
		}
	}
}

// sendAnew decides a refused act again.
func (s *seat) sendAnew(chance *rand.Rand) {
	w := pick(chance, inState(s.Lists().Waiting, account.WaitingRefused))
	if w == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	s.totals.acts++
	err := s.SendAnew(ctx, w.ID)
	d := s.book.of(w)
	switch code := account.CodeOf(err); {
	case d == nil:
	case code == "", code == account.Deferred:
		s.totals.anew++
		d.target = w.Target
		s.book.move(w.Target)
		d.moved, d.key = true, ""
		s.learnKeys()
	case code != account.NotFound:
		s.faultf("a refused act could not be sent anew: %v", err)
	}
}

// inState are the acts in a state.
func inState(acts []*account.Waiting, state account.WaitingState) (out []*account.Waiting) {
	for _, w := range acts {
		if w.State == state {
			out = append(out, w)
		}
	}
	return out
}

// learnKeys finds the new keys of acts that were decided anew.
func (s *seat) learnKeys() {
	for _, w := range s.Lists().Waiting {
		_ = s.book.of(w)
	}
}

// discard gives up everything that waits.
func (s *seat) discard() {
	before := s.Lists().Waiting
	if len(before) == 0 {
		return
	}
	s.totals.acts++
	if err := s.DiscardWaiting(context.Background()); err != nil {
		s.faultf("what waits could not be discarded: %v", err)
		return
	}
	for _, w := range before {
		if d := s.book.of(w); d != nil {
			d.fate = dropped
			s.totals.dropped++
		}
	}
}
