package view

import (
	"slices"

	"rollcall/account"
)

// waits tells whether the act would wait for the service if it were decided now.
func (v *Confirm) waits() bool { return v.removal.outbox != nil && wouldWait(v.service.Status()) }

// ask says what will happen, as far as that can be known now. What cannot wait
// is not offered while the service cannot be reached.
func (v *Confirm) ask() {
	w, st, r := v.env.Words, v.service.Status(), v.removal
	v.state.Text, v.state.Facts = w.T(r.prefix+".text", v.args()), v.plain
	v.state.Note, v.state.Ready = "", true
	switch {
	case v.waits():
		v.state.Text, v.state.Note = w.T("deferred."+r.prefix+"_text", v.args()), waitNote(st, w)
		v.state.Facts = v.factsOf("user", "deferred.keeps_access", "info", "deferred."+r.prefix+"_unknown")
	case r.outbox == nil:
		v.state.Note = cannotAct(st, w)
		v.state.Ready = v.state.Note == ""
	}
}

// wait says that nothing has ended yet, in the place where a receipt would stand:
// nobody may take this for the removal itself.
func (v *Confirm) wait() {
	w, prefix, args := v.env.Words, v.removal.prefix, v.args()
	if v.closed {
		tellWaits(v.env, v.removal.outbox, v.toasts, w.T("deferred."+prefix+"_toast", args), v.key)
		return
	}
	v.state = ConfirmState{
		Title: w.T("deferred."+prefix+"_title", args), Text: w.T("deferred."+prefix+"_waits", args),
		Keep: w.T("act.close"), Back: w.T("waiting.take_back"), Waits: true, Ready: true,
		Facts: v.factsOf("clock", "deferred.when_online", "activity", "deferred.receipt"),
	}
	v.followWait()
}

// followWait says how far it has come while the dialog stands open: it may be
// sent, or refused, at any moment.
func (v *Confirm) followWait() {
	w, r, args := v.env.Words, v.removal, v.args()
	list := v.service.Lists().Waiting
	i := slices.IndexFunc(list, func(a *account.Waiting) bool { return a.ID == v.key })
	switch {
	case i < 0 && !v.kept, v.state.BackBusy:
	case i < 0:
		v.state.Done = true
		v.toasts.Tell(w.T(r.prefix+".done", args))
	case list[i].State == account.WaitingUncertain:
		v.state.Title, v.state.Text = w.T("deferred."+r.prefix+"_unsure", args), w.T("deferred."+r.prefix+"_uncertain", args)
		v.state.Back = ""
	case list[i].State == account.WaitingRefused:
		v.state.Error, v.state.Facts = v.errorText(fault(list[i])), nil
	}
	v.kept = v.kept || i >= 0
	v.publish()
}

// takeBack gives it up while it waits.
func (v *Confirm) takeBack() {
	v.state.BackBusy, v.state.Error = true, ""
	v.publish()
	v.toasts.takings++
	giveUp(v.env, v.removal.outbox, []string{v.key}, func(taken int, err error) {
		v.state.BackBusy, v.state.Done = false, taken > 0
		switch {
		case taken > 0 || v.closed:
			tellTaken(v.env, v.toasts, taken, 1-taken, err)
		default:
			v.state.Error = notTaken(v.env.Words, err)
		}
		v.publish()
	})
}
