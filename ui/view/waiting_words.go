package view

import (
	"rollcall/account"
	"rollcall/ui/words"
)

// deedWords names acts in a phrase, "new user type Administrator and deletion".
func deedWords(list []*account.Waiting, w *words.Words) string {
	names := make([]string, 0, len(list))
	for _, each := range list {
		names = append(names, deedName(each, w))
	}
	return w.List(names)
}

// deedName names an act in a word or two, for after "Waiting to be sent".
func deedName(a *account.Waiting, w *words.Words) string {
	switch a.Deed {
	case account.DeedInvite:
		return w.T("waiting.what_invite")
	case account.DeedResend:
		return w.T("waiting.what_resend")
	case account.DeedCancel:
		return w.T("waiting.what_cancel")
	case account.DeedCorrect:
		return correctName(a, w)
	case account.DeedModify:
		return modifyName(a.User, w)
	case account.DeedDelete:
		return w.T("waiting.what_delete")
	case account.DeedEditAccess:
		return accessName(a.External, w)
	}
	return w.T("waiting.what_remove")
}

// correctName gives the new address, which the row does not show.
func correctName(a *account.Waiting, w *words.Words) string {
	if a.Invitation == nil || a.LookedInvitation != nil && a.Invitation.Email == a.LookedInvitation.Email {
		return w.T("waiting.what_correct")
	}
	return w.T("waiting.what_correct_to", words.Args{"Email": a.Invitation.Email})
}

// modifyName gives the change that weighs most: the user type, the permissions,
// then what the person signs in with.
func modifyName(c *account.UserChange, w *words.Words) string {
	switch {
	case c == nil:
	case c.UserType != nil:
		return w.T("waiting.what_type", words.Args{"Type": w.UserType(*c.UserType)})
	case c.Permissions != nil:
		return w.T("waiting.what_permissions")
	case c.Email != nil:
		return w.T("waiting.what_email", words.Args{"Email": *c.Email})
	}
	return w.T("waiting.what_modify")
}

func accessName(c *account.ExternalUserChange, w *words.Words) string {
	switch {
	case c == nil:
	case c.UserType != nil:
		return w.T("waiting.what_type", words.Args{"Type": w.UserType(*c.UserType)})
	case c.Permissions != nil:
		return w.T("waiting.what_permissions")
	case c.Until != nil:
		return w.T("waiting.what_until")
	}
	return w.T("waiting.what_permissions")
}

// deedTitle says what was decided about whom, "Delete Daniel Royce".
func deedTitle(a *account.Waiting, w *words.Words) string {
	args := words.Args{"Name": a.Name()}
	switch a.Deed {
	case account.DeedInvite:
		return w.T("waiting.do_invite", args)
	case account.DeedResend:
		return w.T("waiting.do_resend", args)
	case account.DeedCancel:
		return w.T("waiting.do_cancel", args)
	case account.DeedCorrect:
		return w.T("waiting.do_correct", args)
	case account.DeedModify:
		return w.T("waiting.do_modify", args)
	case account.DeedDelete:
		return w.T("waiting.do_delete", args)
	case account.DeedEditAccess:
		return w.T("waiting.do_access", args)
	}
	return w.T("waiting.do_remove", args)
}

// deedDetail says what exactly is going to change; empty where the title says it
// all.
func deedDetail(a *account.Waiting, c account.Catalogue, w *words.Words) string {
	switch {
	case a.Deed == account.DeedInvite && a.Invitation != nil:
		return powersText(a.Invitation.UserType, a.Invitation.Permissions, c, w)
	case a.Deed == account.DeedCorrect && a.Invitation != nil:
		return w.T("waiting.detail_correct", words.Args{
			"Email": a.Invitation.Email, "Powers": powersText(a.Invitation.UserType, a.Invitation.Permissions, c, w),
		})
	case a.User != nil:
		return modifyDetail(a, c, w)
	case a.External != nil:
		return accessDetail(a, c, w)
	case a.LookedUser != nil:
		return a.LookedUser.Email
	case a.LookedExternal != nil:
		return joinFacts(a.LookedExternal.Email, a.LookedExternal.HomeAccountName)
	}
	return ""
}

// powersText names a user type, with the permissions of a custom one.
func powersText(t account.UserType, held []account.Permission, c account.Catalogue, w *words.Words) string {
	return joinFacts(w.UserType(t), permissionNames(c, t, held, w))
}

// joinFacts sets facts side by side; empty ones are left out.
func joinFacts(facts ...string) string {
	text := ""
	for _, f := range facts {
		switch {
		case f == "":
		case text == "":
			text = f
		default:
			text += " · " + f
		}
	}
	return text
}

// modifyDetail lists the fields that change, each with what it becomes.
func modifyDetail(a *account.Waiting, catalogue account.Catalogue, w *words.Words) string {
	c, t := a.User, account.UserType("")
	if a.LookedUser != nil {
		t = a.LookedUser.UserType
	}
	l := changed{words: w}
	l.powers(c.UserType, c.Permissions, t, catalogue)
	l.text("modify.first_name", c.FirstName)
	l.text("modify.last_name", c.LastName)
	l.text("field.email", c.Email)
	l.text("field.username", c.Username)
	l.text("field.phone", c.Phone)
	l.text("field.job_title", c.JobTitle)
	if c.Language != nil {
		l.add("field.language", w.T("language."+*c.Language))
	}
	return joinFacts(l.list...)
}

func accessDetail(a *account.Waiting, catalogue account.Catalogue, w *words.Words) string {
	c, t := a.External, account.UserType("")
	if a.LookedExternal != nil {
		t = a.LookedExternal.UserType
	}
	l := changed{words: w}
	l.powers(c.UserType, c.Permissions, t, catalogue)
	if c.Until != nil {
		l.list = append(l.list, untilText(*c.Until, w))
	}
	return joinFacts(l.list...)
}

// changed gathers fields with their new values.
type changed struct {
	words *words.Words
	list  []string
}

func (l *changed) add(key, value string) {
	if value == "" {
		value = l.words.T("waiting.emptied")
	}
	l.list = append(l.list, l.words.T("waiting.field", words.Args{"Field": l.words.T(key), "Value": value}))
}

func (l *changed) text(key string, value *string) {
	if value != nil {
		l.add(key, *value)
	}
}

// powers names the new user type, and the permissions where the type has any.
func (l *changed) powers(t *account.UserType, held *[]account.Permission, before account.UserType, c account.Catalogue) {
	if t != nil {
		before = *t
		l.add("field.user_type", l.words.UserType(*t))
	}
	if held != nil && before == account.Custom {
		l.add("field.permissions", permissionNames(c, account.Custom, *held, l.words))
	}
}
