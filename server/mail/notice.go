package mail

import (
	"rollcall/server/store"
)

// notice tells people about their own login: what happened, when, from where,
// by whom, and what to do if it was not them (ASVS 6.3.7). With it go the code
// or the link that some of the kinds carry.
func (c *Composer) notice(w *writer, q store.QueuedMail) letter {
	p := q.Payload
	name, by := nameOf(q), ""
	if byOthers(q) {
		by = ".by"
	}
	values := []any{"By", named(p.By), "NewEmail", oneLine(p.NewEmail)}
	l := letter{
		Language: w.Language,
		Subject:  w.say(name + ".title"),
		Title:    w.say(name + ".title"),
		Lead:     w.say(name+".lead"+by, values...),
		Code:     codeOf(q),
		Facts:    w.facts(q),
		Advice:   &advice{Heading: w.say("unexpected" + by), Text: w.say(adviceOf(q, by), values...)},
		Footer:   w.say("footer", "Recipient", q.To),
	}
	l.Preview = l.Lead
	if p.Name != "" {
		l.Greeting = w.say("greeting", "Name", named(p.Name))
	}
	l.Link = c.linkOf(w, q)
	switch until := w.Moment(p.ExpiresAt); {
	case l.Code != "":
		l.Until = w.say("code.until", "Until", until)
	case l.Link != nil:
		l.Until = w.say("link.until", "Until", until)
	}
	return l
}

// nameOf is where the sentences of a message stand.
func nameOf(q store.QueuedMail) string {
	if q.Kind == store.MailTwoFactor {
		return string(q.Kind) + "." + q.Payload.What
	}
	return string(q.Kind)
}

// byOthers tells whether somebody else did it and the message says who. Only
// these kinds can be (R9, R14).
func byOthers(q store.QueuedMail) bool {
	switch q.Kind {
	case store.MailPasswordLink, store.MailPasswordChanged, store.MailEmailConfirm, store.MailEmailAsked, store.MailEmailChanged:
		return q.Payload.By != ""
	case store.MailTwoFactor:
		return q.Payload.By != "" && q.Payload.What == store.TwoFactorReset
	}
	return false
}

// adviceOf names the sentence for whom it was not. What one does oneself about
// the second factor has one for all.
func adviceOf(q store.QueuedMail, by string) string {
	if q.Kind == store.MailTwoFactor && by == "" {
		return "two_factor.advice"
	}
	return nameOf(q) + ".advice" + by
}

func codeOf(q store.QueuedMail) string {
	if q.Kind == store.MailSignInCode || q.Kind == store.MailSetupCode {
		return q.Payload.Code
	}
	return ""
}

// linkOf is the button of the kinds that have one.
func (c *Composer) linkOf(w *writer, q store.QueuedMail) *link {
	page := ""
	switch q.Kind {
	case store.MailPasswordLink:
		page = "password-reset"
	case store.MailEmailConfirm, store.MailEmailProof:
		page = "email-change"
	default:
		return nil
	}
	name := nameOf(q)
	return &link{
		Address: c.address(page, q.Payload.Token), Button: w.say(name + ".button"),
		Open: w.say(name + ".open"), Copy: w.say("link.copy"),
	}
}

// facts says when, from where, and what is new.
func (w *writer) facts(q store.QueuedMail) []fact {
	p := q.Payload
	at := p.At
	if at.IsZero() {
		at = q.CreatedAt
	}
	facts := w.fact(nil, "at", w.Moment(at))
	facts = w.fact(facts, "account", outside(p.AccountName))
	if q.Kind == store.MailEmailAsked || q.Kind == store.MailEmailChanged {
		facts = w.fact(facts, "new_email", outside(p.NewEmail))
	}
	facts = w.fact(facts, "device", outside(deviceOf(q)))
	return w.fact(facts, "address", outside(p.Address))
}

// deviceOf is the name of the device, where somebody who is known has given it.
// Anybody may ask for the link of a lost password: what they call their device
// does not travel under the name of the service.
func deviceOf(q store.QueuedMail) string {
	if q.Kind == store.MailPasswordLink && q.Payload.By == "" {
		return ""
	}
	return q.Payload.Device
}
