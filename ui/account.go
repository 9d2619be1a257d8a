package ui

import (
	"runtime"

	"fyne.io/fyne/v2"

	"rollcall/account"
	"rollcall/ui/screen/confirm"
	"rollcall/ui/screen/external"
	"rollcall/ui/screen/invite"
	"rollcall/ui/screen/modify"
	"rollcall/ui/screen/people"
	"rollcall/ui/screen/person"
	"rollcall/ui/screen/shell"
	"rollcall/ui/view"
	"rollcall/ui/words"
)

// stay is what is shown of one account: the frame and the Users screen.
type stay struct {
	w      *Window
	visit  Visit
	words  *words.Words
	env    view.Env
	shell  *view.Shell
	people *view.People
	frame  *shell.Screen
	screen *people.Screen
}

// showAccount shows an account one has entered, until one leaves it.
func (w *Window) showAccount(visit Visit) {
	w.leave() // first: what follows tells its toasts where they are shown from now on
	s := &stay{w: w, visit: visit, words: w.words, env: w.env}
	facts := visit.Facts()
	s.people = view.NewPeople(w.env, visit, w.toasts, view.PeopleOptions{
		Sample: facts.Sample, NoKeyring: !facts.Kept && !facts.Sample,
		Folded: w.folded(), OnFolded: w.rememberFolded, OnSignIn: s.signInAgain,
	})
	s.screen = people.New(s.people, w.words, searchKey(), people.Acts{
		Invite: s.invite, Correct: s.correct, Modify: s.modify, Delete: s.delete,
		EditAccess: s.editAccess, RemoveAccess: s.removeAccess, Details: s.details,
	})
	s.shell = view.NewShell(w.env, visit, view.ShellOptions{AccountID: facts.AccountID, Forget: visit.Forget})
	s.frame = shell.New(s.shell, w.words, s.screen.Content)
	s.shell.OnSignedOut = s.signedOut
	w.put(s.frame.Content, s.close)
	w.resize = s.frame.SetWidth
	s.frame.SetWidth(w.host.Size().Width)
	w.shortcuts = s.shortcut
	s.shell.Start()
	s.people.Start()
	s.people.SetVisible(true)
	w.window.Canvas().Focus(s.screen.FocusTarget())
}

func (s *stay) close() {
	s.w.shortcuts = nil
	s.people.Close()
	s.shell.Close()
	s.w.closeVisit(s.visit)
}

func searchKey() string {
	if runtime.GOOS == "darwin" {
		return "⌘ F"
	}
	return "Ctrl F"
}

func (s *stay) canvas() fyne.Canvas { return s.w.window.Canvas() }

func (s *stay) invite() {
	if s.people.State().MayInvite {
		invite.Open(s.canvas(), view.NewInvite(s.env, s.visit, s.w.toasts), s.words)
	}
}

func (s *stay) correct(i *account.Invitation) {
	invite.Open(s.canvas(), view.NewCorrection(s.env, s.visit, s.w.toasts, i), s.words)
}

func (s *stay) modify(u *account.User) {
	modify.Open(s.canvas(), view.NewModify(s.env, s.visit, s.w.toasts, u, view.TabProfile), s.words)
}

func (s *stay) delete(u *account.User) {
	confirm.Open(s.canvas(), view.NewConfirmDelete(s.env, s.visit, s.w.toasts, u))
}

func (s *stay) editAccess(x *account.ExternalUser) {
	external.Open(s.canvas(), view.NewEditExternal(s.env, s.visit, s.w.toasts, x), s.words)
}

func (s *stay) removeAccess(x *account.ExternalUser) {
	confirm.Open(s.canvas(), view.NewConfirmRemove(s.env, s.visit, s.w.toasts, x))
}

func (s *stay) details(row view.Row) {
	person.Open(s.w.host, view.NewPerson(s.env, s.visit, row), s.words, people.MenuItems, s.screen.Do)
}

// signInAgain is for a session that is over.
func (s *stay) signInAgain() {
	why := s.visit.Status().Err
	s.env.Go(func() { s.forget() })
	s.w.showSignIn(why)
}

func (s *stay) forget() {
	ctx, cancel := timeout(forgetLimit)
	defer cancel()
	if err := s.visit.Forget(ctx); err != nil {
		s.w.o.Log.Warn("ended session not forgotten", "error", err)
	}
}

// signedOut goes back to the sign-in screen and says what did not go well.
func (s *stay) signedOut(out view.SignedOut) {
	s.w.showSignIn(nil)
	if out.Text != "" {
		s.w.toasts.Fail(out.Text)
	}
}
