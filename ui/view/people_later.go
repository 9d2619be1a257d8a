package view

import (
	"cmp"
	"context"
	"slices"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// promise is an act on an invitation that is sent later, and can be taken back
// until then.
type promise struct {
	id   string
	deed account.Deed
	of   *account.Invitation
}

// putOff tells in a toast that acts are sent later, and offers to take them back.
// The rows show it as soon as the lists do.
func (v *People) putOff(text string, list []promise) {
	if uncertain(v.source.Lists(), promised(list)...) {
		v.toasts.Tell(text + ". " + v.env.Words.T("deferred.uncertain"))
		return
	}
	id := v.toasts.Offer(text, v.env.Words.T("waiting.take_back"), func() { v.unsend(list) })
	v.offered(id, list)
}

// promised are the keys of acts.
func promised(list []promise) []string {
	out := make([]string, 0, len(list))
	for _, p := range list {
		out = append(out, p.id)
	}
	return out
}

func (v *People) offered(toast int, list []promise) {
	for _, p := range list {
		v.offers[waitingKey(p.id)] = toast
	}
}

// withdrawDone takes away the toasts of acts that wait no more, because they were
// sent, or taken back elsewhere: what they say is true no longer. Nor is that of an
// act after which something else was decided: it would take that back too.
func (v *People) withdrawDone(l account.Lists) {
	waiting, overtaken := map[string]bool{}, overtaken(l)
	for _, a := range l.Waiting {
		key := waitingKey(a.ID)
		waiting[key] = a.State == account.WaitingUnsent && !overtaken[a.ID]
		v.listed[key] = v.listed[key] || v.offers[key] != 0
	}
	for key := range v.listed {
		if !waiting[key] {
			v.withdraw(key)
			delete(v.listed, key)
		}
	}
}

// tellSent says once that all that waited is sent. Those that were not done have a
// banner, and what was taken back is told by itself.
func (v *People) tellSent(p picture) {
	waiting, sending, refused := standing(p.lists)
	if !v.sending {
		v.takings = v.toasts.takings
	}
	if v.sending && v.takings == v.toasts.takings && waiting+refused == 0 && p.status.Link != account.LinkEnded && p.lists.Loaded && Administers(p.lists) {
		v.toasts.Tell(v.env.Words.T("waiting.toast_sent"))
	}
	v.sending = sending > 0 || v.sending && waiting > 0 && !offline(p.status)
}

// unsent is what became of taking acts back.
type unsent struct {
	taken, late []promise
	err         error
	// named are the first act and those that go with it.
	named []*account.Waiting
}

// unsend takes acts back that were put off, the newest first. Of many, those after
// which something else was decided are left. An invitation whose cancellation was
// sent meanwhile is restored: the offer stays true.
func (v *People) unsend(list []promise) {
	outbox, lists := v.options.Outbox, v.source.Lists()
	if len(list) > 1 {
		overtaken := overtaken(lists)
		list = slices.DeleteFunc(slices.Clone(list), func(p promise) bool { return overtaken[p.id] })
	}
	if outbox == nil || len(list) == 0 {
		return
	}
	named := with(lists, list[0].id)
	if len(named) == 0 {
		named = []*account.Waiting{list[0].act()}
	}
	v.setBusy(list, true)
	v.toasts.takings++
	act(v.env, actLimit+time.Duration(len(list))*actLimit/10, func(ctx context.Context) (unsent, error) {
		out := unsent{named: named}
		for _, p := range slices.Backward(list) {
			switch err := outbox.TakeBack(ctx, p.id); account.CodeOf(err) {
			case "":
				out.taken = append(out.taken, p)
			case account.NotFound:
				out.late = append(out.late, p)
			default:
				out.err = err
			}
		}
		return out, nil
	}, func(out unsent, _ error) { v.unsentNow(list, out) })
}

func (v *People) setBusy(list []promise, on bool) {
	for _, p := range list {
		if on {
			v.busy[invitationKey(p.of.ID)] = true
		} else {
			delete(v.busy, invitationKey(p.of.ID))
		}
	}
	v.showBusy()
}

func (v *People) unsentNow(list []promise, out unsent) {
	v.setBusy(list, false)
	for _, p := range list {
		v.withdraw(waitingKey(p.id))
	}
	var restore []*account.Invitation
	for _, p := range out.late {
		if p.deed == account.DeedCancel {
			v.offers[p.of.ID] = -1 // no toast: this is what it offered
			restore = append(restore, p.of)
		}
	}
	v.tellUnsent(list, out, len(out.late)-len(restore))
	if len(restore) > 0 {
		v.restoreAll(restore)
	}
	v.refresh()
}

// tellUnsent tells what was taken back and what was not; late is how many were done
// before and stay done.
func (v *People) tellUnsent(list []promise, out unsent, late int) {
	w := v.env.Words
	args := words.Args{"What": deedWords(out.named, w), "Name": list[0].of.Email}
	switch {
	case len(list) == 1 && len(out.taken) == 1:
		tellTakenBack(w, v.toasts, args, nil)
	case len(list) == 1 && late == 1:
		tellTakenBack(w, v.toasts, args, account.Fault(account.NotFound))
	case len(list) == 1 && out.err != nil:
		tellTakenBack(w, v.toasts, args, out.err)
	case len(out.taken) > 0:
		v.toasts.Tell(w.N("waiting.taken_back_many", len(out.taken)))
	}
	if len(list) > 1 && (late > 0 || out.err != nil) {
		v.toasts.Fail(notAll(w, len(list)-len(out.taken), cmp.Or(out.err, error(account.Fault(account.NotFound)))))
	}
}

// act is the act as the lists will show it.
func (p promise) act() *account.Waiting {
	return &account.Waiting{ID: p.id, Deed: p.deed, Target: p.of.ID, State: account.WaitingUnsent, LookedInvitation: p.of}
}
