package view

import (
	"slices"

	"rollcall/account"
	"rollcall/ui/words"
)

// RollOffer is one entry of the menu of a row.
type RollOffer struct {
	Label, Icon string
	// Edit tells that the screen is to let the address be mended; Do is nil then.
	Edit bool
	Do   func()
	// Line tells a line between entries.
	Line bool
}

// Help does the one act of a row: it uses the suggestion, puts the row back, or
// lets it be tried again.
func (v *Invite) Help(key string) {
	i := v.find(key)
	if i == nil {
		return
	}
	switch k := v.kind(i); {
	case k == RollOut:
		v.PutBack(key)
	case k == RollRefused:
		v.change(func() { i.fate, i.failure = fateNone, "" })
	case k == RollLook && i.meant != "":
		v.Mend(key, i.meant)
	}
}

// Mend puts another address in the place of one, or several. Without any the row
// is left out; the same text changes nothing.
func (v *Invite) Mend(key, text string) {
	i := v.find(key)
	if i == nil || i.text == text || i.fate.over() {
		return
	}
	parts := account.SplitAddresses(text)
	if len(parts) == 0 {
		v.LeaveOut(key)
		return
	}
	v.change(func() {
		next := append([]*invitee{v.inPlaceOf(i, parts[0])}, v.invitees(parts[1:])...)
		at := slices.Index(v.list, i)
		v.list = slices.Replace(v.list, at, at+1, next...)
		v.judge()
	})
}

// LeaveOut leaves a row out; it stays in sight and can be put back.
func (v *Invite) LeaveOut(key string) { v.setOut(key, true) }

// PutBack takes a row in again.
func (v *Invite) PutBack(key string) { v.setOut(key, false) }

func (v *Invite) setOut(key string, out bool) {
	if i := v.find(key); i != nil && !i.fate.over() {
		v.change(func() {
			i.out = out
			v.judge()
		})
	}
}

// LeaveOutAll leaves out every row that nothing can be sent to as it is.
func (v *Invite) LeaveOutAll() {
	v.change(func() {
		for _, i := range v.unsendable() {
			i.out = true
		}
		v.judge()
	})
}

// KeepAll keeps every address in doubt as it is typed.
func (v *Invite) KeepAll() {
	v.change(func() {
		for _, i := range v.list {
			if i.meant != "" && !i.out && !i.seen.wrong {
				v.keep(i.text)
			}
		}
		v.object()
	})
}

// SetRowType gives one row a user type of its own; empty for that of all.
func (v *Invite) SetRowType(key string, t account.UserType) {
	if i := v.find(key); i != nil && !i.fate.over() {
		v.change(func() { i.as = t })
	}
}

// RollMenu is what can be done with a row.
func (v *Invite) RollMenu(key string) []RollOffer {
	i := v.find(key)
	if i == nil || v.busy || i.fate.over() {
		return nil
	}
	w := v.env.Words
	out := []RollOffer{}
	if i.meant != "" && !i.out {
		out = append(out, RollOffer{Label: w.T("invite.menu_use", words.Args{"Meant": i.meant}), Icon: "check", Do: func() { v.Mend(key, i.meant) }})
		if !i.seen.wrong {
			out = append(out, RollOffer{Label: w.T("invite.doubt_keep"), Icon: "x", Do: func() { v.KeepTyped(i.text) }})
		}
	}
	if v.kind(i) == RollRefused {
		out = append(out, RollOffer{Label: w.T("act.try_again"), Icon: "refresh-cw", Do: func() { v.Help(key) }})
	}
	out = append(out, RollOffer{Label: w.T("invite.menu_mend"), Icon: "pencil", Edit: true}, v.outOffer(i))
	return append(out, v.typeOffers(i)...)
}

func (v *Invite) outOffer(i *invitee) RollOffer {
	w, key := v.env.Words, i.key()
	if i.out {
		return RollOffer{Label: w.T("invite.put_back"), Icon: "rotate-ccw", Do: func() { v.PutBack(key) }}
	}
	return RollOffer{Label: w.T("invite.leave_out"), Icon: "trash-2", Do: func() { v.LeaveOut(key) }}
}

// typeOffers choose a type for one row. Custom takes the permissions that are
// ticked in the dialog: they are the same for everybody who is custom.
func (v *Invite) typeOffers(i *invitee) []RollOffer {
	w := v.env.Words
	out := []RollOffer{{Line: true}}
	for _, t := range account.UserTypes() {
		offer := RollOffer{Label: w.T("invite.menu_as", words.Args{"Type": w.UserType(t)}), Do: func() { v.SetRowType(i.key(), t) }}
		if v.typeOf(i) == t {
			offer.Icon = "check"
		}
		out = append(out, offer)
	}
	return out
}
