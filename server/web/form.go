package web

import (
	"html/template"
	"net/http"
	"strings"

	"rollcall/server/store"
	"rollcall/server/words"
)

// formPage is the form to complete a profile.
type formPage struct {
	frame
	Offer, Email, Until string
	Faults              []said
	// PasswordLost: faults elsewhere have cost the password that was typed.
	PasswordLost                    bool
	First, Last, Username, Password field
	LanguageFault                   string
	Languages                       []tongue
	Script                          template.JS
}

// said is a fault in words.
type said struct{ Field, Sentence string }

// field is one input with everything that explains it.
type field struct {
	ID, Type, Value, Autocomplete string
	Label, Aside, Hint, Fault     string
	// Rules tells password managers what to make up (passwordrules).
	Rules string
	// Code keeps keyboards from capitalising and correcting.
	Code, Required bool
	Reveal         *reveal
}

// reveal names the two states of the button that shows a password.
type reveal struct{ Show, Hide string }

// DescribedBy lists the elements that explain the field to a screen reader,
// the fault first.
func (f field) DescribedBy() string {
	var ids []string
	if f.Fault != "" {
		ids = append(ids, f.ID+"-fault")
	}
	if f.Hint != "" {
		ids = append(ids, f.ID+"-hint")
	}
	return strings.Join(ids, " ")
}

// form answers with the form: everything typed stays but the password.
func (p *pages) form(w http.ResponseWriter, r *http.Request, status int, s words.Speaker, inv store.InvitationPage, t typed, faults []fault) {
	page, err := p.formPage(s, inv, t, faults)
	if err != nil {
		p.fail(w, r, s, err)
		return
	}
	if len(faults) == 0 {
		// Later the link to the other language would cost what was typed.
		page.Other = otherTongue(s.Language)
	}
	p.draw(w, r, status, "form", page)
}

func (p *pages) formPage(s words.Speaker, inv store.InvitationPage, t typed, faults []fault) (formPage, error) {
	w := writer{Speaker: s}
	page := formPage{
		frame: p.drawer.frame(s, w.say("form.browser", "Account", inv.AccountName)),
		Email: inv.Email, Until: s.Moment(inv.ExpiresAt),
		Languages: tongues(t.Language), Script: scriptOf(p.drawer),
	}
	page.Heading = w.say("form.title")
	offer, err := offer(s, inv)
	page.Offer = offer
	at := w.faults(faults)
	for _, f := range faults {
		page.Faults = append(page.Faults, said{Field: f.field, Sentence: at[f.field]})
	}
	if len(faults) > 0 {
		page.Title = w.say("faults.browser", "Title", page.Title)
		page.PasswordLost = at["password"] == "" && t.password != ""
	}
	page.First, page.Last = w.names(t, at)
	page.Username, page.Password = w.codes(t, at)
	page.LanguageFault = at["language"]
	if err == nil {
		err = w.err
	}
	return page, err
}

// writer says sentences and remembers the first that was missing.
type writer struct {
	words.Speaker
	err error
}

func (w *writer) say(sentence string, pairs ...any) string {
	text, err := w.Say(sentence, pairs...)
	if err != nil && w.err == nil {
		w.err = err
	}
	return text
}

// faults puts each fault into words, by field.
func (w *writer) faults(faults []fault) map[string]string {
	at := map[string]string{}
	for _, f := range faults {
		name := "fault." + f.field
		if f.reason != "" {
			name += "." + f.reason
		}
		at[f.field] = w.say(name, "Limit", f.limit)
	}
	return at
}

func (w *writer) names(t typed, at map[string]string) (first, last field) {
	first = field{
		ID: "first_name", Type: "text", Value: t.First, Autocomplete: "given-name",
		Label: w.say("form.first_name"), Fault: at["first_name"], Required: true,
	}
	last = field{
		ID: "last_name", Type: "text", Value: t.Last, Autocomplete: "family-name",
		Label: w.say("form.last_name"), Aside: w.say("form.last_name.optional"), Fault: at["last_name"],
	}
	return first, last
}

func (w *writer) codes(t typed, at map[string]string) (username, password field) {
	username = field{
		ID: "username", Type: "text", Value: t.Username, Autocomplete: "username", Code: true, Required: true,
		Label: w.say("form.username"), Hint: w.say("form.username.hint"), Fault: at["username"],
	}
	password = field{
		ID: "password", Type: "password", Autocomplete: "new-password", Code: true, Required: true,
		Rules: "minlength: 15; maxlength: 256;",
		Label: w.say("form.password"), Hint: w.say("form.password.hint"), Fault: at["password"],
		Reveal: &reveal{Show: w.say("form.password.show"), Hide: w.say("form.password.hide")},
	}
	return username, password
}
