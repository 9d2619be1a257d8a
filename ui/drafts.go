package ui

import (
	"rollcall/account"
	"rollcall/ui/view"
)

// draft is an invitation that was being written, or a user who was being changed,
// when a session ended, for the same person in the same account. It lives in memory
// alone.
type draft struct {
	server, accountID, personID string
	invitation                  *view.InviteDraft
	change                      *view.ModifyDraft
}

// keepDraft saves what can still be sent once the person is back. Somebody who
// was deleted does not come back.
func (s *stay) keepDraft(why *account.Error) {
	s.w.draft = nil
	if why == nil || why.Reason == account.ReasonUserDeleted {
		return
	}
	f := s.visit.Facts()
	d := &draft{server: f.Server, accountID: f.AccountID, personID: s.author}
	if s.writing != nil {
		d.invitation = s.writing.Draft()
	}
	if s.changing != nil {
		d.change = s.changing.Draft()
	}
	if d.invitation != nil || d.change != nil {
		s.w.draft = d
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
				s.openDraft(d)
			}
		}
	}
	s.unwatch = s.visit.Watch(func() { s.env.Post(try) })
	s.env.Post(try) // they may be there already, and nothing be told any more
}

func (s *stay) openDraft(d *draft) {
	if d.invitation != nil {
		v := view.NewInvite(s.env, s.visit, s.w.toasts)
		v.Resume(d.invitation)
		s.write(v)
		s.w.toasts.Tell(s.words.T("invite.kept"))
	}
	if d.change != nil {
		s.openChange(d.change)
	}
}

// openChange opens what was being changed of a user, or says that they are gone.
func (s *stay) openChange(d *view.ModifyDraft) {
	u := s.visit.Lists().Users.First(func(u *account.User) bool { return u.ID == d.Of() })
	if u == nil {
		s.w.toasts.Fail(d.Gone(s.words))
		return
	}
	v := view.NewModify(s.env, s.visit, s.w.toasts, u, view.TabProfile)
	if !v.Resume(d) {
		s.w.toasts.Tell(v.Saved())
		return
	}
	s.alter(v)
}
