package ui

import (
	"errors"
	"time"

	"rollcall/account"
	"rollcall/ui/screen/ending"
	"rollcall/ui/view"
)

// lookLimit is how long copies of other accounts may take to say what waits in
// them.
const lookLimit = 20 * time.Second

// signOut leaves for good, once nothing waits any more to be sent: signing out
// deletes what does, also in the person's other accounts. Those are asked about
// first: what waits here is given up only when nothing more is asked.
func (s *stay) signOut(then func()) {
	s.leaveOthers(func() { s.leaveThis(then) })
}

// leaveThis asks about what waits in this account, if anything does by now.
func (s *stay) leaveThis(then func()) {
	if len(view.Unfinished(s.visit.Lists())) == 0 {
		then()
		return
	}
	v := view.NewLeaving(s.env, s.visit)
	v.OnLeave = then
	ending.OpenLeaving(s.canvas(), v)
}

// leaveOthers asks about what waits in other accounts of the person, if anything
// does. Meanwhile the frame says that one is leaving.
func (s *stay) leaveOthers(then func()) {
	if s.looking {
		return
	}
	s.looking = true
	s.shell.SetLeaving(true)
	s.env.Go(func() {
		ctx, cancel := timeout(lookLimit)
		defer cancel()
		waiting := s.visit.WaitingElsewhere(ctx)
		s.env.Post(func() {
			s.looking = false
			if s.left {
				return
			}
			s.shell.SetLeaving(false)
			if len(waiting) == 0 {
				then()
				return
			}
			ending.OpenElsewhere(s.canvas(), view.NewElsewhere(s.words, waiting), then)
		})
	})
}

// lose remembers what will never be sent, until it was read.
func (s *stay) lose(list []*account.Waiting) {
	s.w.lost = append(s.w.lost, view.NewLost(s.words, s.shell.State().AccountName, list, s.visit.Status().Err))
}

// lostElsewhere hears, during the visit, of more that was lost in other accounts.
func (s *stay) lostElsewhere() {
	if !s.left {
		s.w.loseElsewhere(s.visit, nil)
	}
}

// loseElsewhere does the same with what waited in other accounts.
func (w *Window) loseElsewhere(visit Visit, why error) {
	env, text := w.env, w.words
	env.Go(func() {
		lost := visit.LostElsewhere()
		if len(lost) == 0 {
			return
		}
		env.Post(func() {
			for _, e := range lost {
				w.lost = append(w.lost, view.NewLost(text, e.AccountName, e.Waiting, why))
			}
			w.tellLost()
		})
	})
}

// tellLost names what will never be sent, over whatever is shown, one account after
// the other, until each was closed.
func (w *Window) tellLost() {
	if len(w.lost) == 0 || (w.telling != nil && w.telling.Opened()) {
		return
	}
	w.telling = ending.OpenLost(w.window.Canvas(), w.lost[0], func() {
		w.lost = w.lost[1:]
		w.tellLost()
	})
}

// waitingAfter is how many acts wait on this computer after the end of a session.
// Those of somebody who may not act any more are gone.
func (s *stay) waitingAfter(why error) int {
	var fault *account.Error
	if errors.As(why, &fault) {
		switch fault.Reason {
		case account.ReasonUserDeleted, account.ReasonAccessRemoved, account.ReasonSignedOut:
			return 0
		}
	}
	return s.shell.Waiting()
}
