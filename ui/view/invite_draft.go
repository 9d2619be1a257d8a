package view

import (
	"slices"

	"rollcall/account"
)

// InviteDraft is an invitation that somebody was writing when the session
// ended. It is kept in memory alone, for the same person in the same account.
type InviteDraft struct {
	addresses   []string
	draft       string
	userType    account.UserType
	permissions []account.Permission
	language    string
	message     string
}

// Draft gives what was typed, to go on with later; nil when there is nothing
// worth keeping, or a correction, whose invitation may have changed meanwhile.
func (v *Invite) Draft() *InviteDraft {
	if v.replaces != nil || v.done || !v.typed() {
		return nil
	}
	d := &InviteDraft{
		draft: v.draft, userType: v.powers.userType, permissions: slices.Clone(v.powers.ticked), language: v.language, message: v.message,
	}
	for _, i := range v.list {
		d.addresses = append(d.addresses, i.text)
	}
	return d
}

// Resume goes on with a draft. Call it before Start.
func (v *Invite) Resume(d *InviteDraft) {
	v.powers = newPowers(v.env.Words, v.powers.catalogue, d.userType, d.permissions)
	v.language, v.message, v.draft, v.touched = d.language, d.message, d.draft, true
	v.SetAddresses(d.addresses)
}
