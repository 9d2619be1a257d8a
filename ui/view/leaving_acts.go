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
		text := actName(a, w)
		switch a.State {
		case account.WaitingUncertain:
			text = w.T("ending.act_uncertain", words.Args{"Act": text})
		case account.WaitingRefused:
			text = w.T("ending.act_refused", words.Args{"Act": text, "Reason": w.ForError(faultOf(a)).Title})
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

// faultOf is why an act was refused.
func faultOf(a *account.Waiting) error {
	if a.Fault == nil {
		return account.Fault(account.Internal)
	}
	return a.Fault
}

// actName says what was decided about whom, "Delete Ana Roy".
func actName(a *account.Waiting, w *words.Words) string {
	args := words.Args{"Name": a.Name()}
	switch a.Deed {
	case account.DeedInvite:
		return w.T("ending.do_invite", args)
	case account.DeedResend:
		return w.T("ending.do_resend", args)
	case account.DeedCancel:
		return w.T("ending.do_cancel", args)
	case account.DeedCorrect:
		return w.T("ending.do_correct", args)
	case account.DeedModify:
		return w.T("ending.do_modify", args)
	case account.DeedDelete:
		return w.T("ending.do_delete", args)
	case account.DeedEditAccess:
		return w.T("ending.do_edit_access", args)
	}
	return w.T("ending.do_remove_access", args)
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
