package view

import (
	"rollcall/account"
	"rollcall/ui/words"
)

// MenuAct is what an entry of an Actions menu does.
type MenuAct uint8

// The acts of the menus.
const (
	MenuSeparator MenuAct = iota
	MenuDetails
	MenuModify
	MenuDelete
	MenuResend
	MenuCorrect
	MenuCancel
	MenuRestore
	MenuEditAccess
	MenuRemoveAccess
	MenuSendLink
	MenuResetTwoFactor
	MenuSignOut
	MenuProfile
	MenuContacts
	MenuResendExpired
	MenuCancelExpired
	MenuStopMany
	MenuCopyLink
	MenuRequestAccess
	MenuTakeBack
	MenuSeeWhy
)

// MenuEntry is one line of a menu. What a rule forbids stays visible, greyed,
// with the reason.
type MenuEntry struct {
	Act     MenuAct
	Label   string
	Icon    string
	Enabled bool
	// Reason says why the entry is not enabled, "This is you".
	Reason string
	Danger bool
}

// Menu gives the Actions menu of a row, which a right click and the Menu key
// open too. A row without acts has none.
func (s PeopleState) Menu(row Row) []MenuEntry {
	entry := func(act MenuAct, key, icon string) MenuEntry {
		return MenuEntry{Act: act, Label: s.words.T(key), Icon: icon, Enabled: !s.Busy(row)}
	}
	danger := func(act MenuAct, key string) MenuEntry {
		e := entry(act, key, "trash-2")
		e.Danger = true
		return e
	}
	switch row.Kind {
	case RowHeading:
		return s.headingMenu(s.Sections[row.Section])
	case RowUser:
		return s.waitingMenu(row, s.userMenu(row.User, entry, danger(MenuDelete, "act.delete")))
	case RowExternal:
		own, ending := s.refuseOwnAccess(row.External), s.standsIn(row, account.DeedRemoveAccess)
		return s.waitingMenu(row, []MenuEntry{
			refuse(entry(MenuEditAccess, "act.edit_access", "pencil"), own, ending), entry(MenuDetails, "act.details", "user"),
			{},
			refuse(danger(MenuRemoveAccess, "act.remove_access"), own, ending, s.mustWait),
		})
	case RowInvitation:
		ending := s.standsIn(row, account.DeedCancel, account.DeedCorrect)
		return s.waitingMenu(row, []MenuEntry{
			refuse(entry(MenuResend, "act.resend", "send"), ending, s.standsIn(row, account.DeedResend)),
			refuse(entry(MenuCorrect, "act.correct", "pencil"), ending),
			refuse(entry(MenuCopyLink, "act.copy_link", "copy"), s.needs("needs.link"), ending),
			{},
			refuse(danger(MenuCancel, "act.cancel_invitation"), ending),
		})
	case RowCancelled:
		return []MenuEntry{refuse(entry(MenuRestore, "act.restore", "rotate-ccw"), s.needs("needs.restore"))}
	case RowWaiting:
		return s.waitingMenu(row, nil)
	}
	return nil
}

// needs says why an act needs an answer now, where others can wait for it; empty
// when there is an answer to be had.
func (s PeopleState) needs(key string) string {
	if s.offline == "" || s.mustWait != "" {
		return s.offline
	}
	return s.words.T(key)
}

// headingMenu gives the keyboard what the heading of a section offers the mouse.
func (s PeopleState) headingMenu(h SectionState) []MenuEntry {
	if h.Progress != "" {
		return []MenuEntry{{Act: MenuStopMany, Label: s.words.T("people.stop"), Icon: "x", Enabled: true}}
	}
	var out []MenuEntry
	for _, a := range h.Acts {
		e := MenuEntry{Act: a.Act, Label: a.Label, Icon: "send", Enabled: true}
		switch a.Act {
		case MenuCancelExpired:
			e.Icon, e.Danger = "trash-2", true
		case MenuRequestAccess:
			e.Icon = "plus"
		case MenuContacts: // a list that is here already
			e.Icon = "users"
			out = append(out, e)
			continue
		}
		if a.Act == MenuRequestAccess {
			out = append(out, refuse(e, s.needs("needs.request")))
			continue
		}
		out = append(out, refuse(e, s.mustWait))
	}
	return out
}

// userMenu is the menu of a user. One's own ways in are in My profile, which is
// offered in their place.
func (s PeopleState) userMenu(u *account.User, entry func(MenuAct, string, string) MenuEntry, remove MenuEntry) []MenuEntry {
	own, none := "", ""
	if s.IsMe(u) {
		own = s.words.T("refused.self_profile")
	}
	if len(u.TwoFactor) == 0 {
		none = s.words.T("refused.no_two_factor")
	}
	ending := s.standsIn(Row{Kind: RowUser, User: u}, account.DeedDelete)
	out := []MenuEntry{
		refuse(entry(MenuModify, "act.modify", "settings"), ending),
		refuse(entry(MenuSendLink, "act.send_link", "mail"), own, s.needs("needs.password_link"), ending),
		refuse(entry(MenuResetTwoFactor, "act.reset_two_factor", "shield"), own, none, s.needs("needs.at_once"), ending),
		refuse(entry(MenuSignOut, "act.sign_out_user", "log-out"), own, s.needs("needs.at_once"), ending),
		entry(MenuDetails, "act.details", "user"),
		{},
		refuse(remove, s.refuseDelete(u), ending, s.mustWait),
	}
	if own != "" {
		out = append([]MenuEntry{entry(MenuProfile, "act.my_profile", "user")}, out...)
	}
	return out
}

// refuse greys an entry when there is a reason to; the first one is told.
func refuse(e MenuEntry, reasons ...string) MenuEntry {
	for _, reason := range reasons {
		if reason != "" {
			e.Enabled, e.Reason = false, reason
			return e
		}
	}
	return e
}

// refuseOwnAccess keeps people from ending or changing their own access, as the
// service does (ASVS 8.2). The row does not name the person, their address does.
func (s PeopleState) refuseOwnAccess(x *account.ExternalUser) string {
	if account.Fold(x.Email) != s.myEmail {
		return ""
	}
	return refusalReason(account.RefusedSelf, s.words)
}

func (s PeopleState) refuseDelete(u *account.User) string {
	return refusalReason(account.RefuseDelete(*u, s.me, s.rules.users, s.rules.administrators), s.words)
}

// refusalReason says why a rule forbids an act (R10); empty when none does.
func refusalReason(r account.Refusal, w *words.Words) string {
	switch r {
	case account.NotRefused:
		return ""
	case account.RefusedLastAdministrator:
		return w.T("refused.last_administrator")
	case account.RefusedOnlyUser:
		return w.T("refused.only_user")
	}
	return w.T("refused.self")
}
