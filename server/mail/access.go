package mail

import (
	"strings"

	"rollcall/account"
	"rollcall/server/catalogue"
	"rollcall/server/store"
)

// access tells people of access to another account (R11, R12): whoever has it,
// or the administrators of the account who answer for it.
func (c *Composer) access(w *writer, q store.QueuedMail) letter {
	p, name, by := q.Payload, string(q.Kind), ""
	if p.By != "" && q.Kind != store.MailAccessAccepted { // an invitation is always somebody's
		by = ".by"
	}
	values := []any{"Account", named(outside(p.AccountName)), "By", named(outside(p.By)), "Person", named(personOf(p))}
	l := letter{
		Language: w.Language,
		Subject:  w.say(name+".title", values...),
		Title:    w.say(name+".title", values...),
		Lead:     w.say(name+".lead"+by, values...),
		Powers:   w.powers(p),
		Facts:    w.accessFacts(q),
		Advice:   w.accessAdvice(q, by, values),
		Footer:   w.say("access.footer", append(values, "Recipient", q.To)...),
	}
	l.Preview = l.Lead
	if p.Name != "" {
		l.Greeting = w.say("greeting", "Name", oneLine(p.Name))
	}
	if p.Message != "" {
		l.Note = &note{Heading: w.say("access.note"), Lines: strings.Split(p.Message, "\n")}
	}
	switch q.Kind {
	case store.MailAccessGranted, store.MailAccessRestored:
		l.Closing = []string{w.say("access.unexpected"+by, values...)}
	case store.MailAccessAccepted:
		l.Closing = []string{w.say("access.there", values...)}
	}
	return l
}

// accessAdvice is what to do next. To who can enter from now on it is how to get
// there; to who may have been somebody else, what to do about it.
func (w *writer) accessAdvice(q store.QueuedMail, by string, values []any) *advice {
	switch q.Kind {
	case store.MailAccessGranted, store.MailAccessRestored:
		return &advice{Heading: w.say("access.there.title"), Text: w.say("access.there", values...)}
	case store.MailAccessAccepted:
		return &advice{Heading: w.say("unexpected"), Text: w.say(string(q.Kind) + ".advice")}
	case store.MailAccessRemoved:
		return &advice{Heading: w.say("unexpected.by"), Text: w.say(string(q.Kind)+".advice"+by, values...)}
	}
	return &advice{Heading: w.say("access.next"), Text: w.say(string(q.Kind)+".advice", values...)}
}

// powers are what a custom user may do beyond the basics.
func (w *writer) powers(p store.MailPayload) *list {
	powers := catalogue.Descriptions(w.Language, p.Permissions)
	if p.UserType != account.Custom || len(powers) == 0 {
		return nil
	}
	return &list{Heading: w.say("access.powers"), Items: powers}
}

// accessFacts says who, where, as what, until when, and since when.
func (w *writer) accessFacts(q store.QueuedMail) []fact {
	p := q.Payload
	facts := w.fact(nil, "person", personOf(p))
	facts = w.fact(facts, "account", outside(p.AccountName))
	if p.UserType.Valid() {
		facts = w.fact(facts, "as", w.say("as."+string(p.UserType)))
	}
	if !p.Until.IsZero() {
		facts = w.fact(facts, "until", w.Moment(p.Until))
	}
	if !p.At.IsZero() && !announced(q.Kind) {
		facts = w.fact(facts, "at", w.Moment(p.At))
	}
	return w.fact(facts, "address", outside(p.Address))
}

// announced tells messages that are about the end of an access, whose own moment
// means nothing.
func announced(k store.MailKind) bool {
	switch k {
	case store.MailAccessEnding, store.MailAccessEnded, store.MailGuestEnding, store.MailGuestEnded:
		return true
	}
	return false
}

// personOf names whom a message to an administrator is about; empty in others.
func personOf(p store.MailPayload) string {
	name, email := outside(p.About), outside(p.AboutEmail)
	if name == "" || name == email {
		return email
	}
	return name + " (" + email + ")"
}
