package view

import (
	"strings"

	"rollcall/account"
	"rollcall/ui/words"
)

// LinkState is what is said of a link that opened the program. Whoever made the
// link is unknown: nothing is done without the person's consent.
type LinkState struct {
	Title string
	// Text says what the link wants, Warning when to ignore it.
	Text, Warning string
	// Keep labels the safe button. Use labels the other; empty when the link
	// cannot be used.
	Keep, Use string
}

// OfferLink asks whether the address that a link offers is to be used for
// signing in.
func OfferLink(w *words.Words, server string) LinkState {
	return LinkState{
		Title:   w.T("connect.title"),
		Text:    w.T("connect.text", words.Args{"Server": plainAddress(server)}),
		Warning: w.T("connect.warning"),
		Keep:    w.T("connect.ignore"), Use: w.T("connect.use"),
	}
}

// OfferLinkElsewhere asks the same of somebody who is signed in to another
// service, and would be signed out there; sample tells the sample account.
func OfferLinkElsewhere(w *words.Words, server, current string, sample bool) LinkState {
	s := OfferLink(w, server)
	s.Text = w.T("connect.elsewhere", words.Args{"Server": plainAddress(server), "Current": plainAddress(current)})
	s.Use = w.T("connect.sign_out")
	if sample {
		s.Text = w.T("connect.sample", words.Args{"Server": plainAddress(server)})
		s.Use = w.T("connect.leave_sample")
	}
	return s
}

// RefuseLink says why a link is not used.
func RefuseLink(w *words.Words, why error) LinkState {
	s := LinkState{Title: w.T("connect.refused_title"), Text: w.T("connect.refused"), Keep: w.T("act.close")}
	if account.CodeOf(why) == account.InsecureServer {
		s.Text = w.T("connect.insecure")
	}
	return s
}

// plainAddress is an address as people know it, whole: a path belongs to it.
func plainAddress(server string) string { return strings.TrimPrefix(server, "https://") }

// UseServer takes an address that a link offers, once the person has agreed. A
// password or a code that was typed for another address is dropped: it never
// goes to this one.
func (v *SignIn) UseServer(server string) {
	v.attempt.stop()
	v.sending.stop()
	v.password, v.state.Code, v.state.Busy = "", CodeState{}, false
	v.state.Closed = true
	v.publish()
	v.state.Closed = false
	v.state.Server, v.state.ServerName, v.state.ServerFault, v.state.EditingServer = server, hostOf(server), "", false
	v.state.LoginFault, v.state.PasswordFault, v.state.Notice = "", "", ""
	v.goTo(StepPassword)
	v.publish()
}
