package view

import (
	"rollcall/account"
	"rollcall/ui/words"
)

// Mark says what waits on a row; empty when nothing does.
func (s PeopleState) Mark(row Row) WaitingMark {
	if row.Kind == RowCancelled {
		return WaitingMark{}
	}
	return s.waits.mark(row.Key(), s.words)
}

// Answer is what the button of a row with something that waits does: take it back,
// or show why it was not done. ok is false where there is no such button.
func (s PeopleState) Answer(row Row) (act MenuAct, label string, ok bool) {
	key := row.Key()
	switch {
	case len(s.waits.inState(key, account.WaitingRefused)) > 0:
		return MenuSeeWhy, s.words.T("waiting.see_why"), true
	case s.waits.takeable(key) != nil:
		return MenuTakeBack, s.words.T("waiting.take_back"), true
	}
	return MenuSeparator, "", false
}

// standsIn says which act of some deeds already waits on a row, as the reason why
// another one makes no sense; empty when none does.
func (s PeopleState) standsIn(row Row, deeds ...account.Deed) string {
	a := s.waits.first(row.Key(), deeds...)
	if a == nil {
		return ""
	}
	return stateText(a.State, deedName(a, s.words), s.words)
}

// waitingMenu puts what can be done about acts that wait before the menu of a row.
func (s PeopleState) waitingMenu(row Row, menu []MenuEntry) []MenuEntry {
	list := s.waits[row.Key()]
	if len(list) == 0 {
		return menu
	}
	var out []MenuEntry
	if len(s.waits.inState(row.Key(), account.WaitingRefused)) > 0 {
		out = append(out, MenuEntry{Act: MenuSeeWhy, Label: s.words.T("waiting.see_why"), Icon: "circle-alert", Enabled: true})
	}
	if e, ok := s.takeBackEntry(row, list); ok {
		out = append(out, e)
	}
	if len(menu) > 0 {
		out = append(out, MenuEntry{})
	}
	return append(out, menu...)
}

// takeBackEntry names what is taken back where several acts wait, and says why none
// can be.
func (s PeopleState) takeBackEntry(row Row, list []*account.Waiting) (MenuEntry, bool) {
	e := MenuEntry{Act: MenuTakeBack, Label: s.words.T("waiting.take_back"), Icon: "rotate-ccw", Enabled: !s.Busy(row)}
	if a := s.waits.takeable(row.Key()); a != nil {
		if len(list) > 1 {
			e.Label = s.words.T("waiting.take_back_what", words.Args{"What": deedName(a, s.words)})
		}
		return e, true
	}
	switch {
	case len(s.waits.inState(row.Key(), account.WaitingSending)) > 0:
		return refuse(e, s.words.T("waiting.not_sending")), true
	case len(s.waits.inState(row.Key(), account.WaitingUncertain)) > 0:
		return refuse(e, s.words.T("waiting.not_uncertain")), true
	}
	return e, false
}

// TakeBack takes back the newest act that waits on a row.
func (v *People) TakeBack(row Row) {
	key := row.Key()
	a := v.state.waits.takeable(key)
	if a == nil || v.slippedOn(key) || !v.begin(key) {
		return
	}
	list := with(v.source.Lists(), a.ID)
	if len(list) == 0 { // it is done by now
		list = []*account.Waiting{a}
	}
	takeBack(v.env, v.options.Outbox, v.toasts, list, func(err error) {
		v.end(key)
		v.withdraw(waitingKey(a.ID))
		v.lookAgain(err)
		v.refresh()
	})
}

// slippedOn tells the second half of a double click on a button that has become
// Take back under it.
func (v *People) slippedOn(key string) bool {
	now := v.env.Now()
	again := now.Before(v.pressedAt.Add(doubleClick))
	v.pressed, v.pressedAt = key, now
	return again
}

// ShowWaiting asks the window for the dialog of what waits, with an act first.
func (v *People) ShowWaiting(id string) {
	if v.options.OnWaiting != nil {
		v.options.OnWaiting(id)
	}
}

// showRefused asks for it with the first act that was not done.
func (v *People) showRefused() {
	for _, a := range v.source.Lists().Waiting {
		if a.State == account.WaitingRefused {
			v.ShowWaiting(a.ID)
			return
		}
	}
	v.ShowWaiting("")
}

// SeeWhy asks for it with the row's act that was not done.
func (v *People) SeeWhy(row Row) {
	if list := v.state.waits.inState(row.Key(), account.WaitingRefused); len(list) > 0 {
		v.ShowWaiting(list[0].ID)
	}
}
