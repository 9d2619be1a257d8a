package view

import "rollcall/ui/words"

// Doubt is an address that is probably mistyped. It may be sent to all the same.
type Doubt struct {
	// Address is what was typed, Meant what it was probably meant to be.
	Address, Meant string
	// Question asks for it in words.
	Question string
}

// doubtsAtOnce is how many are asked about at a time; the colours show them all.
const doubtsAtOnce = 3

// doubts are the first addresses to ask about, and how many there are.
func (v *Invite) doubts() (first []Doubt, all int) {
	for _, i := range v.list {
		if i.meant == "" || i.out {
			continue
		}
		if all++; len(first) < doubtsAtOnce && !v.many {
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
		if i.meant != "" && !i.out && which(i) {
			v.list[n] = v.inPlaceOf(i, i.meant)
		}
	}
	if v.replaces != nil && len(v.list) > 0 {
		v.draft = v.list[0].text
	}
	v.judge()
}

// inPlaceOf is another address in the place of one.
func (v *Invite) inPlaceOf(i *invitee, text string) *invitee {
	return &invitee{number: i.number, text: text, as: i.as}
}

// KeepTyped leaves an address as it was typed and asks no more.
func (v *Invite) KeepTyped(address string) {
	v.change(func() {
		v.keep(address)
		v.object()
	})
}

func (v *Invite) keep(address string) {
	if v.kept == nil {
		v.kept = map[string]bool{}
	}
	v.kept[address] = true
}
