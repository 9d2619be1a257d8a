package view

import (
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

// invitee is one address typed. objection is the key of what speaks against
// sending; failure is why the service did not take it.
type invitee struct {
	text      string
	fold      string
	objection string
	failure   string
	// meant is what it was probably meant to be, empty when there is no doubt.
	meant string
}

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

// known is what the lists say of addresses: a courtesy, since the service judges.
type known struct {
	account   string
	catalogue account.Catalogue
	domains   account.Domains
	// objections by folded address.
	objections map[string]string
}

// newKnown leaves out the invitation that is being replaced: it may keep its
// address.
func newKnown(l account.Lists, replaces *account.Invitation) known {
	k := known{
		account: l.Account.Name, catalogue: l.Catalogue, domains: domainsOf(l),
		objections: make(map[string]string, len(l.Users)+len(l.Invitations)),
	}
	for _, u := range l.Users {
		k.objections[account.Fold(u.Email)] = "address.user"
	}
	for _, e := range l.ExternalUsers {
		k.objections[account.Fold(e.Email)] = "address.external"
	}
	for _, i := range l.Invitations {
		if replaces == nil || i.ID != replaces.ID {
			k.objections[account.Fold(i.Email)] = "address.invited"
		}
	}
	return k
}

// SetAddresses replaces all addresses. What is known of one that stays is kept.
func (v *Invite) SetAddresses(texts []string) {
	v.change(func() {
		before := v.list
		v.list = nil
		for _, text := range texts {
			next := &invitee{text: text}
			if i := slices.IndexFunc(before, func(b *invitee) bool { return b.text == text }); i >= 0 {
				next = before[i]
			}
			v.list = append(v.list, next)
		}
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

// Add takes addresses that were pasted or dropped, from a mail or a sheet.
func (v *Invite) Add(text string) {
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
			v.list = []*invitee{{text: text}}
		}
		v.judge()
		return
	}
	for _, text := range account.SplitAddresses(v.draft) {
		v.list = append(v.list, &invitee{text: text})
	}
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

// judge finds what speaks against each address.
func (v *Invite) judge() {
	seen := map[string]bool{}
	for _, i := range v.list {
		clean, err := account.CleanEmail(i.text)
		i.fold = account.Fold(clean)
		switch {
		case err != nil:
			i.objection = "address.invalid"
		case seen[i.fold]:
			i.objection = "address.twice"
		default:
			i.objection = v.known.objections[i.fold]
		}
		seen[i.fold] = true
		if i.meant = ""; i.objection == "" || err != nil {
			i.meant = v.doubter.of(i.text)
		}
	}
}
