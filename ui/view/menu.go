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
	case RowUser:
		remove := refuse(danger(MenuDelete, "act.delete"), s.refuseDelete(row.User))
		return []MenuEntry{entry(MenuModify, "act.modify", "pencil"), entry(MenuDetails, "act.details", "user"), {}, remove}
	case RowExternal:
		own := s.refuseOwnAccess(row.External)
		return []MenuEntry{
			refuse(entry(MenuEditAccess, "act.edit_access", "pencil"), own), entry(MenuDetails, "act.details", "user"),
			{},
			refuse(danger(MenuRemoveAccess, "act.remove_access"), own),
		}
	case RowInvitation:
		return []MenuEntry{
			entry(MenuResend, "act.resend", "send"), entry(MenuCorrect, "act.correct", "pencil"),
			{},
			danger(MenuCancel, "act.cancel_invitation"),
		}
	case RowCancelled:
		return []MenuEntry{entry(MenuRestore, "act.restore", "rotate-ccw")}
	}
	return nil
}

// refuse greys an entry when there is a reason to.
func refuse(e MenuEntry, reason string) MenuEntry {
	if reason != "" {
		e.Enabled, e.Reason = false, reason
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
