package web

import (
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"rollcall/account"
	"rollcall/server/passwords"
	"rollcall/server/store"
	"rollcall/server/words"
)

// formPage is the form to complete a profile.
type formPage struct {
	frame
	faultList
	Offer, Email, Until             string
	First, Last, Username, Password field
	LanguageFault                   string
	Languages                       []tongue
	Script                          template.JS
}

// faultList is what to correct, above a form.
type faultList struct {
	Faults []said
	// PasswordLost: faults elsewhere have cost the password that was typed.
	PasswordLost bool
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
	// Fixed is there to be read, by people and by password managers.
	Fixed  bool
	Reveal *reveal
	// Live has a place for what is said while one types.
	Live bool
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
	if f.Live {
		ids = append(ids, f.ID+"-live")
	}
	return strings.Join(ids, " ")
}

// form answers with the form: everything typed stays but the password.
func (p *pages) form(w http.ResponseWriter, r *http.Request, status int, s words.Speaker, inv store.InvitationPage, t typed, faults []fault) {
	page, err := p.formPage(s, inv, t, faults)
	if err != nil {
		p.fail(w, r, invitationPage, s, err)
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
	page.Faults = summary(faults, at)
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

// summary lists what to correct, in the order of the page.
func summary(faults []fault, at map[string]string) []said {
	var list []said
	for _, f := range faults {
		list = append(list, said{Field: f.field, Sentence: at[f.field]})
	}
	return list
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
		Live: true,
	}
	return username, w.password("form.password", account.MinPassword, at)
}

// password is a field for a new password of at least so many characters.
func (w *writer) password(name string, shortest int, at map[string]string) field {
	return field{
		ID: "password", Type: "password", Autocomplete: "new-password", Code: true, Required: true,
		Rules: fmt.Sprintf("minlength: %d; maxlength: %d;", shortest, passwords.Max),
		Label: w.say(name), Hint: w.say(name+".hint", "Limit", shortest), Fault: at["password"],
		Reveal: &reveal{Show: w.say("form.password.show"), Hide: w.say("form.password.hide")}, Live: true,
	}
}
