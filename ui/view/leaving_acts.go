package view

import (
	"rollcall/account"
	"rollcall/ui/words"
)

// actsNamed is how many acts are named at most; a number tells the rest.
const actsNamed = 20

// actFacts names acts, each with what is known of it besides that it waits.
func actFacts(list []*account.Waiting, w *words.Words) []Fact {
	var out []Fact
	for _, a := range list[:min(len(list), actsNamed)] {
		text := deedTitle(a, w)
		switch a.State {
		case account.WaitingUncertain:
			text = w.T("ending.act_uncertain", words.Args{"Act": text})
		case account.WaitingRefused:
			text = w.T("ending.act_refused", words.Args{"Act": text, "Reason": w.ForError(fault(a)).Title})
		case account.WaitingBehind:
			text = w.T("ending.act_behind", words.Args{"Act": text})
		}
		out = append(out, Fact{actIcon(a.Deed), text})
	}
	if more := len(list) - actsNamed; more > 0 {
		out = append(out, Fact{"ellipsis", w.N("ending.more", more)})
	}
	return out
}

func actIcon(d account.Deed) string {
	switch d {
	case account.DeedInvite, account.DeedResend:
		return "send"
	case account.DeedCorrect, account.DeedModify, account.DeedEditAccess:
		return "pencil"
	}
	return "trash-2"
}
