package web

import (
	"html/template"
	"net/http"

	"rollcall/account"
	"rollcall/server/passwords"
	"rollcall/server/store"
	"rollcall/server/words"
)

// openReset shows the form behind the link of a lost password (R15).
func (p *pages) openReset(w http.ResponseWriter, r *http.Request) {
	reset, _, ok := p.lookUpReset(w, r)
	if !ok {
		return
	}
	p.resetForm(w, r, http.StatusOK, reset, nil)
}

// completeReset replaces the password. A link that leads nowhere never costs a
// hash, nor does a password that is refused.
func (p *pages) completeReset(w http.ResponseWriter, r *http.Request) {
	reset, hash, ok := p.lookUpReset(w, r)
	if !ok {
		return
	}
	s := p.speaker(r, reset.Language)
	t, status, err := readForm(w, r)
	if err != nil {
		p.message(w, r, status, s, "unreadable")
		return
	}
	reason, err := p.judgePassword(t.password, personalOfReset(reset), reset.SecondFactor)
	if err != nil {
		p.fail(w, r, resetPage, s, err)
		return
	}
	if reason != "" {
		p.refusedReset(w, r, reset, reason)
		return
	}
	chosen := store.NewPassword{StandsAlone: passwords.StandsAlone(t.password)}
	if chosen.Hash, err = p.HashPassword(r.Context(), t.password); err == nil {
		err = p.Store.CompleteReset(r.Context(), hash, chosen, p.Address(r), p.now())
	}
	switch {
	case account.CodeOf(err) == account.PasswordUnacceptable: // the second factor has gone meanwhile
		reset.SecondFactor = false
		p.refusedReset(w, r, reset, account.PasswordTooShort)
	case err != nil:
		p.dead(w, r, resetPage, s, err)
	default:
		p.resetDone(w, r, s, reset)
	}
}

// refusedReset answers with the form again, and what is wrong with the password.
func (p *pages) refusedReset(w http.ResponseWriter, r *http.Request, reset store.ResetPage, reason string) {
	p.resetForm(w, r, http.StatusUnprocessableEntity, reset, []fault{{field: "password", reason: reason, limit: shortestPassword(reset.SecondFactor)}})
}

func (p *pages) lookUpReset(w http.ResponseWriter, r *http.Request) (store.ResetPage, []byte, bool) {
	return linked(p, w, r, resetPage, p.Store.ResetByToken, func(reset store.ResetPage) string { return reset.Language })
}

// resetFormPage is the form to choose a new password.
type resetFormPage struct {
	frame
	faultList
	Username, Password field
	Until              string
	Script             template.JS
}

// resetForm answers with the form. The password is never kept.
func (p *pages) resetForm(w http.ResponseWriter, r *http.Request, status int, reset store.ResetPage, faults []fault) {
	say := &writer{Speaker: p.speaker(r, reset.Language)}
	page := p.resetFormPage(say, reset, faults)
	if say.err != nil {
		p.fail(w, r, resetPage, say.Speaker, say.err)
		return
	}
	p.draw(w, r, status, "reset", page)
}

func (p *pages) resetFormPage(w *writer, reset store.ResetPage, faults []fault) resetFormPage {
	page := resetFormPage{
		frame: p.drawer.frame(w.Speaker, w.say("reset.title")),
		Until: w.Moment(reset.ExpiresAt), Script: scriptOf(p.drawer),
	}
	text := "reset.text"
	if reset.SecondFactor {
		text += ".second"
	}
	page.Text = w.say(text, "Name", nameOr(reset.Name, reset.Username))
	// Nothing that was typed is kept: the other language costs nothing.
	page.Other = otherTongue(w.Language)
	at := w.faults(faults)
	if page.Faults = summary(faults, at); len(faults) > 0 {
		page.Title = w.say("faults.browser", "Title", page.Title)
	}
	page.Username = field{
		ID: "username", Type: "text", Value: reset.Username, Autocomplete: "username", Code: true, Fixed: true,
		Label: w.say("reset.username"),
	}
	page.Password = w.password("reset.password", shortestPassword(reset.SecondFactor), at)
	return page
}

// resetDone tells that one is signed out everywhere and how to go on.
func (p *pages) resetDone(w http.ResponseWriter, r *http.Request, s words.Speaker, reset store.ResetPage) {
	say := &writer{Speaker: s}
	page := p.drawer.donePage(say, "reset.done")
	page.Text = say.say("reset.done.text")
	page.Steps = []step{
		p.connectStep(say),
		{Text: say.say("reset.done.login"), Copies: []string{reset.Username}},
	}
	if reset.SecondFactor {
		page.Steps = append(page.Steps, step{Text: say.say("reset.done.second")})
	}
	p.drawDone(w, r, resetPage, say, page)
}

// nameOr is how to address a person who may have given no name.
func nameOr(name, otherwise string) string {
	if name == "" {
		return otherwise
	}
	return name
}
