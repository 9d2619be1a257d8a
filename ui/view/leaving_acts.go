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
		out = append(out, Fact{actIcon(a.Deed), actLine(a, w)})
	}
	if more := len(list) - actsNamed; more > 0 {
		out = append(out, Fact{"ellipsis", w.N("ending.more", more)})
	}
	return out
}

// actLine names an act, with what is known of it besides that it waits, or is lost.
func actLine(a *account.Waiting, w *words.Words) string {
	args := words.Args{"Act": deedTitle(a, w)}
	lost := a.State == account.WaitingLost && a.Fault != nil
	switch {
	case mayBeDone(a):
		return w.T("ending.act_uncertain", args)
	case a.State == account.WaitingRefused, lost:
		return w.T("ending.act_refused", args, words.Args{"Reason": w.ForError(fault(a)).Title})
	case a.State == account.WaitingBehind:
		return w.T("ending.act_behind", args)
	}
	return deedTitle(a, w)
}

// mayBeDone tells that the service has had an act and gave no answer.
func mayBeDone(a *account.Waiting) bool {
	unknown := a.Fault != nil && a.Fault.Code == account.OutcomeUnknown
	return a.State == account.WaitingUncertain || a.State == account.WaitingLost && unknown
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
