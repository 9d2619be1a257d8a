package ui

import (
	"rollcall/account"
	"rollcall/ui/view"
)

// draft is an invitation that was being written when a session ended, for the
// same person in the same account. It lives in memory alone.
type draft struct {
	server, accountID, personID string
	invitation                  *view.InviteDraft
}

// keepDraft saves what can still be sent once the person is back. Somebody who
// was deleted does not come back.
func (s *stay) keepDraft(why *account.Error) {
	s.w.draft = nil
	if s.writing == nil || why == nil || why.Reason == account.ReasonUserDeleted {
		return
	}
	if d := s.writing.Draft(); d != nil {
		f := s.visit.Facts()
		s.w.draft = &draft{f.Server, f.AccountID, s.author, d}
	}
}

// resumeDraft opens what was being written, once the lists are there. The frame
// may learn only later from them whether one is an administrator.
func (s *stay) resumeDraft() {
	d, f := s.w.draft, s.visit.Facts()
	if d == nil || d.server != f.Server || d.accountID != f.AccountID {
		return
	}
	try := func() {
		if l := s.visit.Lists(); s.w.draft == d && l.Loaded {
			s.w.draft = nil
			if l.Me.ID == d.personID && view.Administers(l) {
				s.openDraft(d.invitation)
			}
		}
	}
	s.unwatch = s.visit.Watch(func() { s.env.Post(try) })
	s.env.Post(try) // they may be there already, and nothing be told any more
}

func (s *stay) openDraft(d *view.InviteDraft) {
	v := view.NewInvite(s.env, s.visit, s.w.toasts)
	v.Resume(d)
	s.write(v)
	s.w.toasts.Tell(s.words.T("invite.kept"))
}
