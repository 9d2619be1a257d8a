package ui

import (
	"rollcall/account"
	"rollcall/ui/screen/kit"
	"rollcall/ui/screen/signin"
	"rollcall/ui/view"
)

// link is what a link that opened the program offers, until the person has
// decided about it.
type link struct {
	// server is the address offered, in the form of Door.CleanServer.
	server string
	// fault is why the link cannot be used; nil when it can.
	fault error
	// agreed: the person wants it, and signs out elsewhere first.
	agreed bool
}

// Raise brings the window to the front, for somebody who has started the program
// again, and asks about the link they started it with, if any.
func (w *Window) Raise(link string) {
	w.window.RequestFocus()
	if link != "" {
		w.follow(link)
	}
}

// follow asks about a link while the window is open. What is being asked about is
// decided first: no other address slips under a hand that is about to agree.
func (w *Window) follow(text string) {
	if w.asking != nil && w.asking.Opened() {
		w.later = text
		return
	}
	w.takeLink(text)
	w.askNow()
}

// decided goes on to a link that came meanwhile.
func (w *Window) decided() {
	if text := w.later; text != "" {
		w.later = ""
		w.follow(text)
	}
}

// takeLink reads a link that the program was started with, if there is one.
func (w *Window) takeLink(text string) {
	if text == "" {
		return
	}
	server, err := account.ParseConnectLink(text)
	if err == nil {
		server, err = w.door.CleanServer(server)
	}
	w.link = &link{server: server, fault: err}
}

// linkAtSignIn asks about a link that waits, now that nobody is signed in.
func (w *Window) linkAtSignIn(v *view.SignIn, s *signin.Screen) {
	l := w.link
	if l == nil {
		return
	}
	use := func() {
		w.link = nil
		// Another address that the command line named has had its turn.
		w.o.Server = ""
		v.UseServer(l.server)
		w.window.Canvas().Focus(s.FocusTarget())
		w.decided()
	}
	switch {
	case l.fault != nil:
		w.askLink(view.RefuseLink(w.words, l.fault), nothing, nil)
	case l.agreed:
		use()
	case l.server == w.server():
		w.link = nil // it is what stands there already
	default:
		w.askLink(view.OfferLink(w.words, l.server), nothing, use)
	}
}

// linkInAccount asks about a link that waits, in the account that was opened.
// Nobody is signed out without having been asked.
func (s *stay) linkInAccount() {
	l, facts := s.w.link, s.visit.Facts()
	switch {
	case l == nil:
	case l.fault != nil:
		s.w.askLink(view.RefuseLink(s.words, l.fault), nothing, nil)
	case l.server == facts.Server:
		s.w.link = nil // one is where it leads
	default:
		s.w.askLink(view.OfferLinkElsewhere(s.words, l.server, facts.Server, facts.Sample), nothing, func() {
			s.w.closing(func() {
				s.signOut(func() {
					l.agreed = true
					s.shell.SignOut()
				})
			})
		})
	}
}

// linkFirst asks about a link that waits while the service remembered cannot be
// entered, and goes on when it is ignored. The session kept for that service
// stays where it is.
func (w *Window) linkFirst(goOn func()) {
	l := w.link
	switch {
	case l == nil:
		goOn()
	case l.fault != nil:
		w.askLink(view.RefuseLink(w.words, l.fault), goOn, nil)
	case l.server == w.server():
		w.link = nil
		goOn()
	default:
		w.askLink(view.OfferLink(w.words, l.server), goOn, func() {
			l.agreed = true
			w.showSignIn(nil)
		})
	}
}

// askLink asks in a dialog. The safe button ignores the link for good and goes
// on; a dialog that the window takes away has decided nothing.
func (w *Window) askLink(st view.LinkState, goOn, use func()) {
	w.asking = kit.OpenLink(w.window.Canvas(), st, func() {
		w.link = nil
		goOn()
		w.decided()
	}, use)
}

func nothing() {}
