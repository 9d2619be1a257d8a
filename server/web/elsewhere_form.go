package web

import (
	"html/template"
	"net/http"
	"slices"
	"strings"

	"rollcall/account"
	"rollcall/server/store"
)

// signInFormPage is the form to accept an invitation with a login that one has.
type signInFormPage struct {
	frame
	faultList
	Offer, Forgotten, Until string
	// Told goes with it, where the form was completed first.
	Told               string
	Username, Password field
	Script             template.JS
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
		Until: say.Moment(inv.ExpiresAt), Script: scriptOf(p.drawer), Told: in.told,
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

// entered is what a person gives to sign in. It holds secrets and is never
// formatted.
type entered struct {
	login, password string
	// ticket stands for the password, once that was right.
	ticket string
	// methods can be asked for; method is the one that the code is of.
	methods []account.Method
	method  account.Method
	code    string
	// told says that the form of a shown link was completed before (wasTold).
	told string
	// ask is the method that the person would rather use.
	ask account.Method
}

// readEntered reads the fields of what readForm has read.
func readEntered(r *http.Request, t typed, inv store.InvitationPage) entered {
	f := r.PostForm
	in := entered{
		login: strings.TrimSpace(f.Get("username")), password: t.password, ticket: f.Get("ticket"), code: strings.TrimSpace(f.Get("code")),
		methods: knownMethods(strings.Split(f.Get("methods"), ",")),
	}
	if !f.Has("username") {
		in.login = inv.Email
	}
	for _, m := range knownMethods([]string{f.Get("method")}) {
		in.method = m
	}
	for _, m := range knownMethods([]string{f.Get("ask")}) {
		in.ask = m
	}
	return in
}

// knownMethods keeps what are methods at all, each once: a form can be made up.
func knownMethods(names []string) []account.Method {
	var out []account.Method
	for _, n := range names {
		switch m := account.Method(n); m {
		case account.MethodApp, account.MethodEmail, account.MethodRecovery:
			if !slices.Contains(out, m) {
				out = append(out, m)
			}
		}
	}
	return out
}

// secondFactor is the code that was given, nil when none was.
func (in entered) secondFactor() *account.SecondFactor {
	if in.code == "" {
		return nil
	}
	if in.method == "" {
		in.method = account.MethodApp
	}
	return &account.SecondFactor{Method: in.method, Code: in.code}
}
