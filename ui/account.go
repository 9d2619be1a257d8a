package ui

import (
	"context"
	"errors"
	"runtime"
	"slices"

	"fyne.io/fyne/v2"

	"rollcall/account"
	"rollcall/ui/screen/confirm"
	"rollcall/ui/screen/contacts"
	"rollcall/ui/screen/external"
	"rollcall/ui/screen/invite"
	"rollcall/ui/screen/invitelink"
	"rollcall/ui/screen/kit"
	"rollcall/ui/screen/modify"
	"rollcall/ui/screen/people"
	"rollcall/ui/screen/person"
	"rollcall/ui/screen/request"
	"rollcall/ui/screen/shell"
	"rollcall/ui/screen/waiting"
	"rollcall/ui/view"
	"rollcall/ui/words"
)

// stay is what is shown of one account: the frame and its screens.
type stay struct {
	w     *Window
	visit Visit
	words *words.Words
	env   view.Env
	shell *view.Shell
	frame *shell.Screen
	pages map[view.Page]*page
	shown view.Page
	// people is the Users screen, nil until it is looked at; beginning is what it
	// begins with when it is the first that is shown.
	people    *view.People
	beginning *view.Beginning
	screen    *people.Screen
	// writing is the invitation being written, nil when none is; author is who
	// writes it, which nothing says any more once the session has ended.
	writing *view.Invite
	// changing is the user being changed, nil when none is; the author is the same.
	changing *view.Modify
	// sendings are the invitations that may still be on their way, their dialog
	// open or not.
	sendings []*view.Invite
	dialog   *invite.Dialog
	author   string
	unwatch  func()
	// unheed stops hearing of what is lost in other accounts.
	unheed func()
	// giveUp ends the entering of another account.
	giveUp func()
	// handedOn: somebody else closes the visit. left: something else is shown.
	handedOn, left bool
	// looking: it is being looked for what waits in other accounts.
	looking bool
}

// arrival is how one comes into an account.
type arrival struct {
	page view.Page
	// notice says why one is here; empty when one knows.
	notice string
}

// showAccount shows an account one has entered, until one leaves it.
func (w *Window) showAccount(in entered, a arrival) {
	visit := in.Visit
	if visit.Facts().TwoFactorSetup {
		w.showSetup(visit)
		return
	}
	w.leave() // first: what follows tells its toasts where they are shown from now on
	s := &stay{w: w, visit: visit, beginning: in.beginning, words: w.words, env: w.env, pages: map[view.Page]*page{}, shown: a.page, giveUp: func() {}, unheed: func() {}}
	s.shell = view.NewShell(w.env, visit, view.ShellOptions{
		AccountID: visit.Facts().AccountID, Page: a.page, Notice: a.notice,
		Closed: w.closedNotices(), OnClosed: w.rememberClosed,
		Forget: visit.Forget, ForgetComputer: visit.ForgetComputer,
	})
	s.frame = shell.New(s.shell, w.words, shell.Acts{
		Page: s.turn, Shown: s.focus, SignOut: func() { s.leaving(func() { s.signOut(s.shell.SignOut) }) },
		Switch: func(id, name string) { s.leaving(func() { s.enterOther(id, name) }) },
	})
	s.shell.OnSignedOut, s.shell.OnEnded, s.shell.OnRefused, s.shell.OnLanguage = w.signedOut, s.ended, s.refused, s.speak
	s.shell.OnLost = s.lose
	w.put(s.frame.Content, s.close)
	w.resize, w.ask, w.underWay = s.frame.SetWidth, s.leaving, s.underWay
	s.frame.SetWidth(w.host.Size().Width)
	w.shortcuts, w.dropped = s.shortcut, s.dropped
	s.shell.Start()
	s.beginning = nil
	s.resumeDraft()
	w.askNow = s.linkInAccount
	w.askNow()
	w.tellLost()
	s.unheed = visit.WatchLostElsewhere(func() { s.env.Post(s.lostElsewhere) })
	w.loseElsewhere(visit, nil)
}

func (s *stay) close() {
	s.left = true
	s.w.shortcuts, s.w.dropped = nil, nil
	s.giveUp()
	s.unheed()
	if s.unwatch != nil {
		s.unwatch()
	}
	for _, p := range s.pages {
		p.close()
	}
	s.shell.Close()
	if !s.handedOn {
		s.w.closeVisit(s.visit)
	}
}

func (s *stay) peoplePage() *page {
	o := peopleOptions(s.visit.Facts(), s.w.folded())
	o.OnFolded, o.OnSignIn, o.OnRequestAccess = s.w.rememberFolded, s.signInAgain, s.requestAccess
	o.Outbox, o.OnWaiting, o.Beginning = s.visit, s.waiting, s.beginning
	s.people = view.NewPeople(s.env, s.visit, s.w.toasts, o)
	s.screen = people.New(s.people, s.words, searchKey(), people.Acts{
		Invite: s.invite, Correct: s.correct, CopyLink: s.copyLink, Modify: s.modify, Delete: s.delete,
		EditAccess: s.editAccess, RemoveAccess: s.removeAccess, Details: s.details,
		ResetTwoFactor: s.resetTwoFactor, SignOut: s.signOutEverywhere, Profile: s.toProfile,
		Contacts: s.contacts,
	})
	s.people.Start()
	return &page{
		content: s.screen.Content, focus: s.screen.FocusTarget, visible: s.people.SetVisible, close: s.people.Close,
	}
}

// peopleOptions are what a state of the Users screen depends on.
func peopleOptions(f VisitFacts, folded []view.Section) view.PeopleOptions {
	return view.PeopleOptions{Sample: f.Sample, NoKeyring: !f.Kept && !f.Sample, Folded: folded}
}

// waiting shows what waits to be sent, an act of it first; empty for any.
func (s *stay) waiting(id string) {
	waiting.Open(s.canvas(), view.NewWaiting(s.env, s.visit, s.w.toasts), s.words, id)
}

func searchKey() string {
	if runtime.GOOS == "darwin" {
		return "⌘ F"
	}
	return "Ctrl F"
}

func (s *stay) canvas() fyne.Canvas { return s.w.window.Canvas() }

func (s *stay) invite() {
	if s.people != nil && s.people.State().MayInvite {
		s.write(view.NewInvite(s.env, s.visit, s.w.toasts))
	}
}

// write opens the Invite dialog and remembers it, for what is typed there.
func (s *stay) write(v *view.Invite) {
	s.writing, s.author = v, s.visit.Lists().Me.ID
	s.sendings = append(slices.DeleteFunc(s.sendings, func(o *view.Invite) bool { return o.UnderWay() == "" }), v)
	s.dialog = invite.Open(s.canvas(), v, s.words, s.requestAccess)
}

// dropped reads lists of addresses into the Invite dialog, which opens for them
// on the Users screen. Over anything else that stands open they do nothing.
func (s *stay) dropped(files []fyne.URI) {
	lists := kit.ListFiles(files)
	if top := s.canvas().Overlays().Top(); top == nil && len(lists) > 0 && s.shell.State().Page == view.PageUsers {
		s.invite()
	}
	if s.dialog != nil && s.dialog.OnTop() {
		s.writing.Read(lists)
	}
}

func (s *stay) correct(i *account.Invitation) {
	invite.Open(s.canvas(), view.NewCorrection(s.env, s.visit, s.w.toasts, i), s.words, nil)
}

func (s *stay) copyLink(i *account.Invitation) {
	invitelink.Open(s.canvas(), view.NewInviteLink(s.env, s.visit, s.w.toasts, i), s.words)
}

func (s *stay) modify(u *account.User) {
	s.alter(view.NewModify(s.env, s.visit, s.w.toasts, u, view.TabProfile))
}

// alter opens the Modify dialog and remembers it, for what is typed there.
func (s *stay) alter(v *view.Modify) {
	s.changing, s.author = v, s.visit.Lists().Me.ID
	v.OnProfile = s.toProfile
	modify.Open(s.canvas(), v, s.words)
}

func (s *stay) contacts() {
	contacts.Open(s.canvas(), view.NewContacts(s.env, s.visit, s.w.toasts, systemRegion()), s.words)
}

func (s *stay) resetTwoFactor(u *account.User) {
	confirm.Open(s.canvas(), view.NewConfirmResetTwoFactor(s.env, s.visit, s.w.toasts, u))
}

func (s *stay) signOutEverywhere(u *account.User) {
	confirm.Open(s.canvas(), view.NewConfirmSignOut(s.env, s.visit, s.w.toasts, u))
}

func (s *stay) toProfile() {
	s.w.host.HidePanel()
	s.shell.Show(view.PageProfile)
}

func (s *stay) delete(u *account.User) {
	confirm.Open(s.canvas(), view.NewConfirmDelete(s.env, s.visit, s.w.toasts, u))
}

func (s *stay) editAccess(x *account.ExternalUser) {
	external.Open(s.canvas(), view.NewEditExternal(s.env, s.visit, s.w.toasts, x), s.words)
}

func (s *stay) requestAccess() {
	request.Open(s.canvas(), view.NewRequestAccess(s.env, s.visit, s.w.toasts), s.words)
}

func (s *stay) removeAccess(x *account.ExternalUser) {
	confirm.Open(s.canvas(), view.NewConfirmRemove(s.env, s.visit, s.w.toasts, x))
}

func (s *stay) details(row view.Row) {
	person.Open(s.w.host, view.NewPerson(s.env, s.visit, row), s.words, people.MenuItems, s.screen.Do)
}

// enterOther is the account switcher (R13). Until the other account is there,
// one stays in this one.
func (s *stay) enterOther(id, name string) {
	s.shell.SetSwitching(name)
	ctx, cancel := timeout(openLimit)
	s.giveUp = cancel
	how := s.w.way(func(ctx context.Context) (Visit, error) { return s.visit.Switch(ctx, id) })
	s.w.attempt(ctx, how, func(in entered, err error) {
		if err != nil {
			s.shell.SetSwitching("")
			s.w.toasts.Fail(s.notEntered(name, err))
			s.env.Go(s.visit.Refresh) // the accounts one may enter may be others by now
			return
		}
		s.w.showAccount(in, arrival{})
	})
}

// notEntered says why an account was not entered.
func (s *stay) notEntered(name string, err error) string {
	args := words.Args{"Account": name}
	if account.CodeOf(err) == account.NotFound {
		return s.words.T("shell.switch_removed", args)
	}
	return s.words.T("shell.switch_failed", args) + " " + s.words.ForError(err).Sentence()
}

// refused is for somebody who is an administrator no longer: nothing that only
// administrators see stays on screen (R2).
func (s *stay) refused() {
	s.w.host.HidePanel()
	closeOverlays(s.canvas())
	s.shell.Tell(s.words.T("shell.demoted", words.Args{"Account": s.shell.State().AccountName}))
	s.w.tellLost()
}

// speak changes to the language of the profile, unless another was asked for at
// the start, a dialog stands open or something is not saved.
func (s *stay) speak(language string) {
	if s.w.o.Language != "" || s.canvas().Overlays().Top() != nil || s.typed() || s.underWay() != "" {
		return
	}
	s.handedOn = true
	s.w.speak(language)
	st := s.shell.State()
	s.w.showAccount(entered{Visit: s.visit}, arrival{page: st.Page, notice: st.Notice})
}

// ended is for a session, or an access, that was ended from afar. Nothing
// private stays on screen.
func (s *stay) ended(why error) {
	s.w.loseElsewhere(s.visit, why)
	facts := s.visit.Facts()
	var fault *account.Error
	errors.As(why, &fault)
	switch {
	case fault != nil && fault.Code == account.TwoFactorSetup:
		s.handedOn = true
		s.keepDraft(fault) // one is back in two minutes
		s.w.showSetup(s.visit)
	case fault != nil && fault.Reason == account.ReasonAccessRemoved && facts.HomeID != "" && facts.HomeID != facts.AccountID:
		s.goHome(facts.HomeID)
	default:
		s.keepDraft(fault)
		s.leaveFor(why)
	}
}

// goHome leaves an account one may no longer enter for the person's own.
func (s *stay) goHome(home string) {
	s.handedOn = true
	notice := s.words.T("shell.access_removed", words.Args{"Account": s.shell.State().AccountName})
	s.w.reenter(s.visit, home, arrival{notice: notice})
}

// signInAgain is for a session that is over.
func (s *stay) signInAgain() { s.leaveFor(s.visit.Status().Err) }

// leaveFor asks to sign in again. What the end of the session takes from this
// computer is gone by itself.
func (s *stay) leaveFor(why error) {
	s.w.waiting = s.waitingAfter(why)
	s.w.showSignIn(why)
}

// signedOut goes back to the sign-in screen and says what did not go well.
func (w *Window) signedOut(out view.SignedOut) {
	w.showSignIn(nil)
	if out.Text != "" {
		w.toasts.Fail(out.Text)
	}
}
