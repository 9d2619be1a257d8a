package view

import (
	"slices"

	"rollcall/account"
	"rollcall/ui/words"
)

// waits are the acts that wait, by the key of the row that each is about, in the
// order of deciding. It is never changed once it is made.
type waits map[string][]*account.Waiting

// waitsOf gathers what waits. What is lost will never be sent: it has no row.
func waitsOf(l account.Lists) waits {
	if len(l.Waiting) == 0 {
		return nil
	}
	out := waits{}
	for _, w := range l.Waiting {
		if key := waitingRow(w); key != "" && w.State != account.WaitingLost {
			out[key] = append(out[key], w)
		}
	}
	return out
}

// waitingRow is the key of the row that an act is about; a new invitation has one
// of its own.
func waitingRow(w *account.Waiting) string {
	switch w.Deed {
	case account.DeedInvite:
		return waitingKey(w.ID)
	case account.DeedResend, account.DeedCancel, account.DeedCorrect:
		return invitationKey(w.Target)
	case account.DeedModify, account.DeedDelete:
		return "user:" + w.Target
	case account.DeedEditAccess, account.DeedRemoveAccess:
		return externalKey(w.Target)
	}
	return ""
}

func waitingKey(id string) string { return "waiting:" + id }

// first gives the first act of some deeds on a row that is not refused: it still
// stands.
func (ws waits) first(key string, deeds ...account.Deed) *account.Waiting {
	for _, w := range ws[key] {
		if stands(w) && slices.Contains(deeds, w.Deed) {
			return w
		}
	}
	return nil
}

// stands tells that an act is going to be done as far as is known.
func stands(w *account.Waiting) bool {
	return w.State == account.WaitingUnsent || w.State == account.WaitingSending || w.State == account.WaitingUncertain
}

// ends tells the acts after which there is no row any more to act on.
func ends() []account.Deed {
	return []account.Deed{account.DeedCancel, account.DeedCorrect, account.DeedDelete, account.DeedRemoveAccess}
}

// renewed tells that an invitation is going to be sent again, or ended: nothing
// more is asked for it.
func (ws waits) renewed(i *account.Invitation) bool {
	return ws.first(invitationKey(i.ID), append(ends(), account.DeedResend)...) != nil
}

// ended tells that an invitation is going to end.
func (ws waits) ended(i *account.Invitation) bool {
	return ws.first(invitationKey(i.ID), ends()...) != nil
}

// takeable is the act of a row that Take back takes back: the newest one. Nil when
// there is none.
func (ws waits) takeable(key string) *account.Waiting {
	for _, w := range slices.Backward(ws[key]) {
		if w.State == account.WaitingUnsent {
			return w
		}
	}
	return nil
}

// inState gives the acts of a row in a state.
func (ws waits) inState(key string, s account.WaitingState) []*account.Waiting {
	return slices.DeleteFunc(slices.Clone(ws[key]), func(w *account.Waiting) bool { return w.State != s })
}

// standing counts what is going to be sent, refused what was not done: what follows a
// refused act is not sent either.
func standing(l account.Lists) (standing, sending, refused int) {
	for _, w := range l.Waiting {
		switch w.State {
		case account.WaitingRefused, account.WaitingBehind:
			refused++
		case account.WaitingSending:
			sending++
			standing++
		case account.WaitingUnsent, account.WaitingUncertain:
			standing++
		}
	}
	return standing, sending, refused
}

// with gives an act and those that go with it when it is taken back: the later ones
// on the same row, and of one that was refused, those that stand behind it.
func with(l account.Lists, id string) []*account.Waiting {
	at := slices.IndexFunc(l.Waiting, func(w *account.Waiting) bool { return w.ID == id })
	if at < 0 {
		return nil
	}
	out := l.Waiting[at : at+1 : at+1]
	for _, w := range l.Waiting[at+1:] {
		if waitingRow(w) != waitingRow(out[0]) {
			continue
		}
		if w.State == account.WaitingRefused {
			break
		}
		if stands(w) == stands(out[0]) && w.State != account.WaitingLost {
			out = append(out, w)
		}
	}
	return out
}

// before is where the act stands that was decided just before one on the same row;
// negative when there is none.
func before(l account.Lists, at int) int {
	for n := at - 1; n >= 0; n-- {
		if waitingRow(l.Waiting[n]) == waitingRow(l.Waiting[at]) {
			return n
		}
	}
	return -1
}

// overtaken are the acts after which something was decided on the same row: to take
// one of them back takes that with it.
func overtaken(l account.Lists) map[string]bool {
	out, later := map[string]bool{}, map[string]bool{}
	for _, w := range slices.Backward(l.Waiting) {
		if row := waitingRow(w); row != "" && stands(w) {
			out[w.ID], later[row] = later[row], true
		}
	}
	return out
}

// canWait tells that what is decided now is kept on this computer when the service
// cannot be reached.
func canWait(st account.Status) bool {
	switch st.Copy {
	case account.CopyKept, account.CopyAside, account.CopyActsLost, account.CopyOutdated:
		return st.Link != account.LinkEnded
	}
	return false
}

// WaitingMark says on a row that something on it waits for the service, in words
// and by an icon as well as by the colour. Empty when nothing does.
type WaitingMark struct {
	Text string
	Icon string
	Role Role
	// Tip is all of it, where the row tells the most pressing part.
	Tip string
}

// mark says what waits on a row: what was not done first, then what may have been
// done, then the rest.
func (ws waits) mark(key string, w *words.Words) WaitingMark {
	var m WaitingMark
	for _, state := range []account.WaitingState{
		account.WaitingRefused, account.WaitingUncertain, account.WaitingSending, account.WaitingUnsent, account.WaitingBehind,
	} {
		list := ws.inState(key, state)
		if len(list) == 0 {
			continue
		}
		text := stateText(state, deedWords(list, w), w)
		if m.Text == "" {
			m.Text, m.Tip = text, text
			m.Icon, m.Role = stateLook(state)
		} else {
			m.Tip += "\n" + text
		}
	}
	return m
}

// stateText says how far acts have come, "Waiting to be sent: deletion".
func stateText(s account.WaitingState, what string, w *words.Words) string {
	args := words.Args{"What": what}
	switch s {
	case account.WaitingSending:
		return w.T("waiting.mark_sending", args)
	case account.WaitingUncertain:
		return w.T("waiting.mark_uncertain", args)
	case account.WaitingRefused:
		return w.T("waiting.mark_refused", args)
	case account.WaitingBehind:
		return w.T("waiting.mark_behind", args)
	}
	return w.T("waiting.mark_unsent", args)
}

func stateLook(s account.WaitingState) (icon string, role Role) {
	switch s {
	case account.WaitingSending:
		return "send", RoleAmber
	case account.WaitingUncertain:
		return "circle-help", RoleAmber
	case account.WaitingRefused:
		return "circle-alert", RoleRed
	}
	return "clock", RoleAmber
}
