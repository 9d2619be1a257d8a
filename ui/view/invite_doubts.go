package view

import (
	"rollcall/account"
	"rollcall/ui/words"
)

// Doubt is an address that is probably mistyped. It may be sent to all the same.
type Doubt struct {
	// Address is what was typed, Meant what it was probably meant to be.
	Address, Meant string
	// Question asks for it in words.
	Question string
}

// doubtsAtOnce is how many are asked about at a time; the colours show them all.
const doubtsAtOnce = 3

// doubter remembers what addresses were probably meant to be: an address is
// looked at once, unless the people of the account have come to have others.
type doubter struct {
	domains account.Domains
	meant   map[string]string
	kept    map[string]bool
}

// learn takes the domains of the account as they are now.
func (d *doubter) learn(domains account.Domains) {
	d.domains, d.meant = domains, map[string]string{}
}

// of gives what an address was probably meant to be, "" for nothing else.
func (d *doubter) of(text string) string {
	if d.kept[text] || d.meant == nil {
		return ""
	}
	meant, known := d.meant[text]
	if !known {
		meant = d.domains.Suggest(text)
		d.meant[text] = meant
	}
	return meant
}

// keep never doubts an address again.
func (d *doubter) keep(text string) {
	if d.kept == nil {
		d.kept = map[string]bool{}
	}
	d.kept[text] = true
}

// doubts are the first addresses to ask about, and how many there are.
func (v *Invite) doubts() (first []Doubt, all int) {
	for _, i := range v.list {
		if i.meant == "" {
			continue
		}
		if all++; len(first) < doubtsAtOnce {
			first = append(first, Doubt{
				Address: i.text, Meant: i.meant,
				Question: v.env.Words.T("invite.doubt", words.Args{"Typed": i.text, "Meant": i.meant}),
			})
		}
	}
	return first, all
}

// UseMeant puts what was probably meant in place of an address.
func (v *Invite) UseMeant(address string) {
	v.change(func() {
		v.correct(func(i *invitee) bool { return i.text == address })
	})
}

// UseAllMeant does so for every address in doubt.
func (v *Invite) UseAllMeant() {
	v.change(func() { v.correct(func(*invitee) bool { return true }) })
}

func (v *Invite) correct(which func(*invitee) bool) {
	for n, i := range v.list {
		if i.meant != "" && which(i) {
			v.list[n] = &invitee{text: i.meant}
		}
	}
	if v.replaces != nil && len(v.list) > 0 {
		v.draft = v.list[0].text
	}
	v.judge()
}

// KeepTyped leaves an address as it was typed and asks no more.
func (v *Invite) KeepTyped(address string) {
	v.change(func() {
		v.doubter.keep(address)
		v.judge()
	})
}

// domainsOf are the domains of the people of an account. Those of invitations may
// be mistyped.
func domainsOf(l account.Lists) account.Domains {
	all := make([]string, 0, len(l.Users)+len(l.ExternalUsers))
	for _, u := range l.Users {
		all = append(all, u.Email)
	}
	for _, x := range l.ExternalUsers {
		all = append(all, x.Email)
	}
	return account.NewDomains(all...)
}
