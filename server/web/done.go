package web

import (
	"html/template"
	"net/http"

	"rollcall/account"
	"rollcall/server/store"
	"rollcall/server/words"
)

// donePage says what was done and how to go on.
type donePage struct {
	frame
	// Copies are what it is about, to copy.
	Copies []string
	// How is the heading of the steps.
	How   string
	Steps []step
	Close string
}

// step is one thing to do next, with what to press or to copy for it.
type step struct {
	Text string
	Link *pageLink
	// Otherwise says what to do when the link leads nowhere.
	Otherwise string
	Copies    []string
}

// pageLink is a link of a page; a button when it does something.
type pageLink struct {
	Address template.URL
	Text    string
	Button  bool
}

// donePage begins such a page with the sentences that every one has.
func (d *drawer) donePage(w *writer, name string) donePage {
	return donePage{frame: d.frame(w.Speaker, w.say(name+".title")), How: w.say("done.how"), Close: w.say("done.close")}
}

// drawDone answers with it.
func (p *pages) drawDone(w http.ResponseWriter, r *http.Request, k page, said *writer, page donePage) {
	if said.err != nil {
		p.fail(w, r, k, said.Speaker, said.err)
		return
	}
	p.draw(w, r, http.StatusOK, "done", page)
}

// done says how to get from here to the first sign-in, in the language that the
// person has just chosen.
func (p *pages) done(w http.ResponseWriter, r *http.Request, inv store.InvitationPage, u account.User) {
	say := &writer{Speaker: p.drawer.book.In(u.Language)}
	page := p.drawer.donePage(say, "done")
	page.Text = say.say("done.text", "Account", inv.AccountName, "Name", u.FirstName)
	page.Steps = []step{
		p.getStep(say, inv.InvitedBy.Name),
		p.connectStep(say),
		{Text: say.say("done.login"), Copies: []string{u.Username, u.Email}},
	}
	if inv.RequireTwoFactor {
		page.Steps = append(page.Steps, step{Text: say.say("done.second", "Account", inv.AccountName, "Email", u.Email)})
	}
	p.drawDone(w, r, invitationPage, say, page)
}

// used answers for a link that was used up. Who completed an invitation and comes
// back by the mail finds the way into the app again.
func (p *pages) used(w http.ResponseWriter, r *http.Request, k page, s words.Speaker) {
	if k != invitationPage {
		p.message(w, r, http.StatusGone, s, k.words()+".used")
		return
	}
	say := &writer{Speaker: s}
	page := messagePage{frame: p.drawer.frame(s, say.say("invitation.used.title")), How: say.say("done.how")}
	page.Text = say.say("invitation.used.text")
	page.Steps = []step{p.connectStep(say), {Text: say.say("invitation.used.login")}}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		page.Other = otherTongue(s.Language)
	}
	if say.err != nil {
		p.fail(w, r, k, s, say.err)
		return
	}
	p.draw(w, r, http.StatusGone, "message", page)
}

// getStep says where the app is to be had. Its address is there to be read: who
// reads this on a telephone goes there on a computer.
func (p *pages) getStep(say *writer, inviter string) step {
	if p.AppURL == "" {
		return step{Text: say.say("done.ask", "Inviter", inviter)}
	}
	return step{Text: say.say("done.get"), Link: &pageLink{Address: template.URL(p.AppURL), Text: p.AppURL}} //nolint:gosec // the operator's
}

// connectStep opens the app and offers it the address of the service, which
// stands beside it for where that does not work.
func (p *pages) connectStep(say *writer) step {
	link := template.URL(account.ConnectLink(p.PublicURL)) //nolint:gosec // made here
	return step{
		Text: say.say("done.connect"), Link: &pageLink{Address: link, Text: say.say("done.open"), Button: true},
		Otherwise: say.say("done.server"), Copies: []string{p.PublicURL},
	}
}
