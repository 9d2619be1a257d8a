package view

import (
	"context"
	"slices"
	"strings"

	"rollcall/account"
	"rollcall/ui/words"
)

// Address is one address of the Invite dialog. Fault says in words what speaks
// against it; Role colours it.
type Address struct {
	Text  string
	Fault string
	Role  Role
}

// invitee is one address typed. Its text never changes: one that is mended is
// another invitee in its place.
type invitee struct {
	// number tells it from the others, whatever stands where.
	number int
	text   string
	// seen is what a look at the text found, nil before; seenBy the domains it was
	// held against.
	seen   *sight
	seenBy int
	// objection is the key of what speaks against sending; failure is why the
	// service did not take it.
	objection string
	failure   string
	// meant is what it was probably meant to be, empty when there is no doubt.
	meant string
	// out: somebody left it out. as is its user type, empty for that of all.
	out  bool
	as   account.UserType
	fate fate
}

// fate is what became of an invitation.
type fate uint8

const (
	fateNone fate = iota
	fateFlying
	fateSent
	// fateThere: the service says that there is one already.
	fateThere
	fateRefused
	// fateWaits: it is kept on this computer and sent once the service can be asked.
	fateWaits
)

// over tells that nothing is left to do for an address.
func (f fate) over() bool { return f == fateSent || f == fateThere || f == fateWaits }

func (i *invitee) reason(w *words.Words) string {
	if i.objection != "" {
		return w.T(i.objection)
	}
	return i.failure
}

func (i *invitee) role() Role {
	switch {
	case i.objection == "address.invalid" || i.failure != "":
		return RoleRed
	case i.objection != "", i.meant != "":
		return RoleAmber
	}
	return RoleAccent
}

// invite makes an invitee of a text.
func (v *Invite) invitee(text string) *invitee {
	v.number++
	return &invitee{number: v.number, text: text}
}

func (v *Invite) invitees(texts []string) []*invitee {
	out := make([]*invitee, 0, len(texts))
	for _, text := range texts {
		out = append(out, v.invitee(text))
	}
	return out
}

// SetAddresses replaces all addresses. What is known of one that stays is kept.
func (v *Invite) SetAddresses(texts []string) {
	v.change(func() {
		before := map[string]*invitee{}
		for _, i := range v.list {
			before[i.text] = i
		}
		v.list = nil
		for _, text := range texts {
			next, known := before[text]
			if !known {
				next = v.invitee(text)
			}
			delete(before, text)
			v.list = append(v.list, next)
		}
		v.judge()
	})
}

// Append takes more addresses after those that are there.
func (v *Invite) Append(texts []string) {
	v.change(func() {
		v.list = append(v.list, v.invitees(texts)...)
		v.judge()
	})
}

// SetDraft takes what is being typed; it becomes addresses at a separator, on
// Enter or when the field is left.
func (v *Invite) SetDraft(text string) {
	v.change(func() {
		v.draft = text
		switch {
		case v.replaces != nil:
			v.list = nil
		case endsAddress(text):
			v.commit()
		}
	})
}

// endsAddress tells whether an address is complete: a separator follows, or a
// space that is not within "Ana Roy <ana@…".
func endsAddress(text string) bool {
	return strings.ContainsAny(text, ",;\n\t") || strings.Contains(text, "@") && strings.HasSuffix(text, " ")
}

// CommitDraft makes addresses of what is typed: Enter, or the field is left.
func (v *Invite) CommitDraft() {
	if v.draft != "" {
		v.change(v.commit)
	}
}

// longText is from how many bytes on a text is taken apart off the UI goroutine.
const longText = 16 << 10

// Add takes addresses that were pasted or dropped, from a mail or a sheet.
func (v *Invite) Add(text string) {
	if len(text) > longText && v.replaces == nil && !v.busy {
		v.CommitDraft()
		v.read(func(context.Context) ([]string, error) { return account.SplitAddresses(text), nil })
		return
	}
	v.change(func() {
		v.draft += " " + text
		v.commit()
	})
}

// Remove takes the address at i away.
func (v *Invite) Remove(i int) {
	if i < 0 || i >= len(v.list) {
		return
	}
	v.change(func() {
		v.list = slices.Delete(v.list, i, i+1)
		v.judge()
	})
}

// Edit takes the address at i back into the field, to be corrected.
func (v *Invite) Edit(i int) {
	if i < 0 || i >= len(v.list) {
		return
	}
	v.change(func() {
		v.commit()
		v.draft = v.list[i].text
		v.list = slices.Delete(v.list, i, i+1)
		v.judge()
	})
}

// commit takes the draft apart. A correction has exactly one address, which
// stays in its field.
func (v *Invite) commit() {
	if v.replaces != nil {
		v.list = nil
		if text := strings.TrimSpace(v.draft); text != "" {
			v.list = v.invitees([]string{text})
		}
		v.judge()
		return
	}
	v.list = append(v.list, v.invitees(account.SplitAddresses(v.draft))...)
	v.draft = ""
	v.judge()
}

// oneFault says what speaks against the one address of a correction.
func (v *Invite) oneFault() string {
	if len(v.list) == 0 {
		return ""
	}
	return v.list[0].reason(v.env.Words)
}
