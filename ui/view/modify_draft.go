package view

import (
	"slices"

	"rollcall/account"
	"rollcall/ui/words"
)

// ModifyDraft is what somebody was changing of a user when the session ended. It is
// kept in memory alone, for the same person in the same account. Passwords are not
// in it.
type ModifyDraft struct {
	base        account.User
	values      [fieldCount]string
	userType    account.UserType
	permissions []account.Permission
	tab         ModifyTab
}

// Of is the identifier of the user.
func (d *ModifyDraft) Of() string { return d.base.ID }

// Gone says that the user was deleted meanwhile.
func (d *ModifyDraft) Gone(w *words.Words) string {
	return w.T("modify.gone", words.Args{"Name": d.base.Name()})
}

// Draft gives what was changed and not saved, to go on with later; nil when there
// is nothing worth keeping, or it was discarded.
func (v *Modify) Draft() *ModifyDraft {
	discarded := v.closed && !v.busy
	if v.done || v.gone != "" || discarded || v.changed().Empty() {
		return nil
	}
	return &ModifyDraft{v.base, v.values, v.powers.userType, slices.Clone(v.powers.ticked), v.tab}
}

// Resume goes on with a draft, over the user as they are now, says so above the
// fields, and tells whether something is left to be saved: saving may have been under
// way, and done. Call it before Start.
func (v *Modify) Resume(d *ModifyDraft) bool {
	now := v.base
	v.base, v.values, v.tab = d.base, d.values, d.tab
	v.powers = newPowers(v.env.Words, v.powers.catalogue, d.userType, d.permissions)
	v.meanwhile = v.env.Words.T("modify.kept", words.Args{"Name": v.base.Name()})
	if now.Version != d.base.Version {
		v.merge(now)
	}
	return !v.changed().Empty()
}

// Saved says that what was changed is saved already.
func (v *Modify) Saved() string { return v.savedText(v.base) }
