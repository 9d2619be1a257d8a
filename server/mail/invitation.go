package mail

import (
	"strings"

	"rollcall/account"
	"rollcall/server/catalogue"
	"rollcall/server/store"
)

// invitation asks somebody to complete their profile (R4).
func (c *Composer) invitation(w *writer, q store.QueuedMail) letter {
	p := q.Payload
	by, to, until := named(p.InviterName), named(p.AccountName), w.Moment(p.ExpiresAt)
	l := letter{
		Language: w.Language,
		Subject:  w.say("invitation.subject", "Inviter", by, "Account", to),
		Preview:  w.say("invitation.preview", "Until", until),
		Title:    w.say("invitation.title", "Account", to),
		Lead:     w.say("invitation."+string(p.UserType), "Inviter", by, "Account", to),
		Link: &link{
			Address: c.address("invitation", p.Token), Button: w.say("invitation.button"),
			Open: w.say("invitation.open"), Copy: w.say("link.copy"),
		},
		Until:   w.say("link.until", "Until", until),
		Closing: []string{w.say("invitation.unexpected")},
		Footer:  w.say("invitation.footer", "Recipient", q.To, "Inviter", by),
	}
	if p.InviterEmail != "" {
		l.Closing = append(l.Closing, w.say("invitation.reply", "Inviter", by))
	}
	if p.Message != "" {
		l.Note = &note{Heading: w.say("invitation.note", "Inviter", by), Lines: strings.Split(p.Message, "\n")}
	}
	if powers := catalogue.Descriptions(w.Language, p.Permissions); p.UserType == account.Custom && len(powers) > 0 {
		l.Powers = &list{Heading: w.say("invitation.custom.also"), Items: powers}
	}
	return l
}
