package view

import (
	"maps"
	"slices"

	"rollcall/account"
)

// InviteDraft is an invitation that somebody was writing when the session
// ended. It is kept in memory alone, for the same person in the same account.
type InviteDraft struct {
	// invitees hold what became of each address, keys those of the acts: what was
	// on its way is sent again as the same act.
	invitees    []invitee
	keys        map[string]string
	kept        map[string]bool
	draft       string
	userType    account.UserType
	permissions []account.Permission
	language    string
	message     string
}

// Draft gives what was typed, to go on with later; nil when there is nothing
// worth keeping, it was discarded, or it is a correction, whose invitation may
// have changed meanwhile.
func (v *Invite) Draft() *InviteDraft {
	discarded := v.closed && v.flight == nil
	if v.replaces != nil || v.done || discarded || !v.typed() {
		return nil
	}
	d := &InviteDraft{
		keys: maps.Clone(v.keys.kept), kept: maps.Clone(v.kept), draft: v.draft, userType: v.powers.userType,
		permissions: slices.Clone(v.powers.ticked), language: v.language, message: v.message,
	}
	for _, i := range v.list {
		d.invitees = append(d.invitees, i.kept())
	}
	return d
}

// kept is what outlasts the session: what was found out about the address is
// found out anew, and what was on its way is sent again.
func (i *invitee) kept() invitee {
	k := invitee{text: i.text, out: i.out, as: i.as, fate: i.fate, failure: i.failure}
	if k.fate == fateFlying {
		k.fate = fateNone
	}
	return k
}

// Resume goes on with a draft. Call it before Start.
func (v *Invite) Resume(d *InviteDraft) {
	v.powers = newPowers(v.env.Words, v.powers.catalogue, d.userType, d.permissions)
	v.language, v.message, v.draft = d.language, d.message, d.draft
	v.keys.kept, v.kept = maps.Clone(d.keys), maps.Clone(d.kept)
	v.change(func() {
		for _, k := range d.invitees {
			v.number++
			k.number = v.number
			v.list = append(v.list, &k)
		}
		v.judge()
	})
}
