package view

import (
	"slices"

	"rollcall/account"
	"rollcall/ui/words"
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
	w := v.env.Words
	if v.closed {
		tellWaits(v.env, v.removal.outbox, v.toasts, w.T("deferred."+v.removal.prefix+"_toast", v.args()), v.key)
		return
	}
	v.state = ConfirmState{Keep: w.T("act.close"), Waits: true, Ready: true}
	v.sayWaits(account.WaitingUnsent)
	v.followWait()
}

// sayWaits says that it is going to be sent, and what holds until then.
func (v *Confirm) sayWaits(s account.WaitingState) {
	w, st, prefix, args := v.env.Words, v.service.Status(), v.removal.prefix, v.args()
	v.state.Title, v.state.Text = w.T("deferred."+prefix+"_title", args), w.T("deferred."+prefix+"_waits", args)
	v.state.Facts = v.factsOf("activity", "deferred.receipt")
	v.state.Back = w.T("waiting.take_back")
	if offline(st) {
		v.state.Text = w.ForError(st.Err).Title + " " + v.state.Text
		v.state.Facts = v.factsOf("clock", "deferred.when_online", "activity", "deferred.receipt")
	}
	if s == account.WaitingSending {
		v.state.Back = ""
	}
}

// sayUnsure says that it may be done already.
func (v *Confirm) sayUnsure() {
	w, prefix := v.env.Words, v.removal.prefix
	v.state.Title, v.state.Text = w.T("deferred."+prefix+"_unsure", v.args()), w.T("deferred."+prefix+"_uncertain", v.args())
	v.state.Back = ""
}

// sayNotDone says why it is not going to be done. What stands here as refused is
// discarded, or decided anew in the list.
func (v *Confirm) sayNotDone(l account.Lists, at int) {
	w, a := v.env.Words, l.Waiting[at]
	v.state.Title, v.state.Facts = w.T("deferred."+v.removal.prefix+"_refused", v.args()), nil
	v.state.Back = w.T("waiting.discard")
	switch a.State {
	case account.WaitingLost:
		v.state.Text, v.state.Back = w.T("ending.lost_text", v.args()), ""
	case account.WaitingBehind:
		v.state.Text = w.T("waiting.behind_above")
		if n := before(l, at); n >= 0 {
			v.state.Text = w.T("waiting.behind", words.Args{"Act": deedTitle(l.Waiting[n], w)})
		}
	default:
		v.state.Text = refused(a, &lookup{lists: l}, v.now(), w).why
	}
}

// followWait says how far it has come while the dialog stands open: it may be
// sent, or refused, at any moment.
func (v *Confirm) followWait() {
	l := v.service.Lists()
	i := slices.IndexFunc(l.Waiting, func(a *account.Waiting) bool { return a.ID == v.key })
	switch {
	case v.state.BackBusy, i < 0 && !v.kept:
	case i < 0:
		v.state.Done = true
		v.toasts.Tell(v.env.Words.T(v.removal.prefix+".done", v.args()))
	case mayBeDone(l.Waiting[i]):
		v.sayUnsure()
	case stands(l.Waiting[i]):
		v.sayWaits(l.Waiting[i].State)
	default:
		v.sayNotDone(l, i)
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
			v.followWait()
			return
		}
		v.publish()
	})
}
