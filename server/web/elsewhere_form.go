package web

import (
	"html/template"
	"net/http"

	"rollcall/server/store"
)

// signInFormPage is the form to accept an invitation with a login that one has.
type signInFormPage struct {
	frame
	faultList
	Offer, Forgotten, Until string
	Username, Password      field
	Script                  template.JS
}

// refusal is one thing to correct: at which field, and the name of the sentence.
type refusal struct{ field, sentence string }

// signInForm answers with the form, the login filled in; the password is never
// kept.
func (p *pages) signInForm(w http.ResponseWriter, r *http.Request, status int, inv store.InvitationPage, in entered, refused *refusal) {
	say := &writer{Speaker: p.speaker(r, inv.Language)}
	page, err := p.signInFormPage(say, inv, in, refused)
	if err == nil {
		err = say.err
	}
	if err != nil {
		p.fail(w, r, invitationPage, say.Speaker, err)
		return
	}
	p.draw(w, r, status, "elsewhere", page)
}

func (p *pages) signInFormPage(say *writer, inv store.InvitationPage, in entered, refused *refusal) (page signInFormPage, err error) {
	pairs := []any{"Email", inv.Email, "Account", inv.AccountName, "Inviter", inv.InvitedBy.Name}
	page = signInFormPage{
		frame: p.drawer.frame(say.Speaker, say.say("elsewhere.form.title")), Forgotten: say.say("elsewhere.form.forgotten"),
		Until: say.Moment(inv.ExpiresAt), Script: scriptOf(p.drawer),
	}
	if page.Offer, err = offer(say.Speaker, inv); err != nil {
		return page, err
	}
	page.Text = say.say("elsewhere.form.text", pairs...)
	at := map[string]string{}
	if refused != nil {
		at[refused.field] = say.say(refused.sentence, pairs...)
		page.Faults = []said{{Field: refused.field, Sentence: at[refused.field]}}
		page.Title = say.say("faults.browser", "Title", page.Title)
		page.PasswordLost = refused.field != "password" && in.password != ""
	} else {
		// Later the link to the other language would cost the login that was typed.
		page.Other = otherTongue(say.Language)
	}
	page.Username, page.Password = say.login(in, at)
	return page, nil
}

// login is the two fields of a sign-in, as password managers look for them.
func (w *writer) login(in entered, at map[string]string) (username, password field) {
	username = field{
		ID: "username", Type: "text", Value: in.login, Autocomplete: "username", Code: true, Required: true,
		Label: w.say("elsewhere.form.login"), Fault: at["username"],
	}
	password = field{
		ID: "password", Type: "password", Autocomplete: "current-password", Code: true, Required: true,
		Label: w.say("form.password"), Fault: at["password"],
		Reveal: &reveal{Show: w.say("form.password.show"), Hide: w.say("form.password.hide")},
	}
	return username, password
}
