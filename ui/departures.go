package ui

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"rollcall/account"
	"rollcall/ui/screen/ending"
	"rollcall/ui/view"
)

// signOut leaves for good, once nothing waits any more to be sent: signing out
// deletes what does.
func (s *stay) signOut(then func()) {
	behind := slices.Collect(maps.Values(s.w.behind))
	if len(view.Unfinished(s.visit.Lists()))+len(behind) == 0 {
		then()
		return
	}
	slices.SortFunc(behind, func(a, b view.LeftBehind) int { return strings.Compare(a.Account, b.Account) })
	v := view.NewLeaving(s.env, s.visit, behind...)
	v.OnLeave = then
	ending.OpenLeaving(s.canvas(), v)
}

// leaveBehind remembers what waits in an account that is left for another one.
func (s *stay) leaveBehind() {
	if n := len(view.Unfinished(s.visit.Lists())); n > 0 {
		s.w.behind[s.visit.Facts().AccountID] = view.LeftBehind{Account: s.shell.State().AccountName, Acts: n}
	}
}

// lose remembers what will never be sent, until it was read.
func (s *stay) lose(list []*account.Waiting) {
	lost := view.NewLost(s.words, s.shell.State().AccountName, list, s.visit.Status().Err)
	s.w.lost = &lost
}

// tellLost names what will never be sent, over whatever is shown, until it is
// closed.
func (w *Window) tellLost() {
	if lost := w.lost; lost != nil {
		ending.OpenLost(w.window.Canvas(), *lost, func() { w.lost = nil })
	}
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
