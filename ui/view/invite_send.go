package view

import (
	"encoding/json"
	"slices"
	"strings"

	"rollcall/account"
	"rollcall/ui/words"
)

// sending is one invitation on its way, with its key.
type sending struct {
	invitee *invitee
	what    account.NewInvitation
	key     string
	// begun is its place in the order in which they were sent, from 1.
	begun int
}

// Send sends the invitations: a few one by one, many some at a time. Of a few,
// those that were taken leave the dialog and the others stay, each with its
// reason; many stay all, each with what became of it. Sending again does not
// invite anybody twice.
func (v *Invite) Send() {
	if v.busy || v.done || v.closed || v.reading > 0 {
		return
	}
	v.commit()
	list := v.sendings()
	if fault, _ := v.messageState(); fault != "" || len(list) == 0 || v.checking() > 0 {
		v.fault = v.nothingToSend()
		v.publish()
		return
	}
	v.busy, v.failure, v.fault = true, "", ""
	v.flight = newFlight(list, v.many)
	v.launch(v.flight)
	if v.busy {
		v.publish()
	}
}

// nothingToSend says why the button did nothing.
func (v *Invite) nothingToSend() string {
	switch {
	case v.checking() > 0:
		return ""
	case len(v.list) == 0:
		return v.env.Words.T("fault.addresses_empty")
	case len(v.sendable()) == 0 && v.many && v.undecided() > 0:
		return v.env.Words.T("fault.addresses_look")
	case len(v.sendable()) == 0:
		return v.env.Words.T("fault.addresses_none")
	}
	return ""
}

// sendings gives each invitation the key of its content: what is sent again
// unchanged is the same act.
func (v *Invite) sendings() []*sending {
	var out []*sending
	for _, i := range v.sendable() {
		clean, _ := account.CleanEmail(i.text)
		as := v.powers
		as.userType = v.typeOf(i)
		n := account.NewInvitation{
			Email: clean, UserType: as.userType, Permissions: as.permissions(),
			Language: v.language, Message: strings.TrimSpace(v.message),
		}
		if v.replaces != nil {
			n.Replaces = v.replaces.ID
		}
		out = append(out, &sending{invitee: i, what: n, key: v.keys.of(contentOf(n))})
	}
	return out
}

func contentOf(n account.NewInvitation) string {
	content, _ := json.Marshal(n)
	return string(content)
}

// landed is called once nothing is on its way any more.
func (v *Invite) landed(f *flight) {
	v.busy, v.flight = false, nil
	if err := f.failure(); err != nil {
		v.failure = v.env.Words.ForError(err).Sentence()
	}
	if !v.many {
		v.list = slices.DeleteFunc(v.list, func(i *invitee) bool { return i.fate == fateSent || i.fate == fateWaits })
	}
	v.followWaits()
	v.judge()
	v.tellSent(f.taken)
	v.tellWaits(f.waits)
	if v.closed && v.failed() != "" {
		v.toasts.Fail(v.failed())
	}
	if len(v.list) == 0 {
		v.finish()
		return
	}
	v.publish()
	if v.outdated && !v.closed {
		v.outdated = false
		v.recheck()
	}
}

// tellSent says in a toast what was sent. Of many the dialog itself says it,
// while it is open.
func (v *Invite) tellSent(taken []string) {
	w := v.env.Words
	switch {
	case len(taken) == 0, v.many && !v.closed:
	case v.replaces != nil:
		v.toasts.Tell(w.T("toast.corrected", words.Args{"Email": taken[0]}))
	case len(taken) == 1:
		v.toasts.Tell(w.T("toast.invited", words.Args{"Email": taken[0]}))
	default:
		v.toasts.Tell(w.N("toast.invited_many", len(taken)))
	}
}

// tellWaits says in a toast what waits to be sent, and offers to take it back. Of
// many the dialog itself says it, while it is open.
func (v *Invite) tellWaits(list []*sending) {
	if len(list) == 0 || v.many && !v.closed {
		return
	}
	w, ids := v.env.Words, make([]string, 0, len(list))
	for _, s := range list {
		ids = append(ids, s.key)
	}
	text := w.N("deferred.invite", len(list), words.Args{"Email": list[0].what.Email})
	if v.replaces != nil {
		text = w.T("deferred.correct", words.Args{"Email": list[0].what.Email})
	}
	tellWaits(v.env, v.service, v.toasts, text, ids...)
}

// finish publishes the end, at which the window closes the dialog.
func (v *Invite) finish() {
	v.done = true
	v.publish()
}

// failed says what was not sent, for when the dialog is no longer there to say it.
func (v *Invite) failed() string {
	w := v.env.Words
	refused := slices.DeleteFunc(slices.Clone(v.list), func(i *invitee) bool { return i.failure == "" })
	switch {
	case v.many:
		if left := len(v.sendable()) + len(refused); left > 0 {
			return strings.TrimSpace(w.N("toast.invite_failed_many", left) + " " + v.failure)
		}
	case v.failure != "":
		return v.failure
	case len(refused) > 0:
		return w.T("toast.invite_failed", words.Args{"Email": refused[0].text}) + " " + refused[0].failure
	}
	return ""
}

// begun tells that something of a long list was sent, or tried.
func (v *Invite) begun() bool {
	return v.many && slices.ContainsFunc(v.list, func(i *invitee) bool { return i.fate != fateNone })
}

// summary says what was sent of a long list so far.
func (v *Invite) summary() string {
	if !v.begun() || v.busy {
		return ""
	}
	count := map[fate]int{}
	for _, i := range v.list {
		count[i.fate]++
	}
	w := v.env.Words
	parts := []string{w.N("invite.sum_sent", count[fateSent])}
	if n := count[fateWaits]; n > 0 {
		parts = append(parts, w.N("deferred.invite_sum", n))
		if count[fateSent] == 0 {
			parts = parts[1:]
		}
	}
	if n := count[fateThere]; n > 0 {
		parts = append(parts, w.N("invite.sum_there", n))
	}
	if n := count[fateRefused]; n > 0 {
		parts = append(parts, w.N("invite.sum_refused", n))
	}
	if n := len(v.sendable()); n > 0 {
		parts = append(parts, w.N("invite.sum_left", n))
	}
	if v.saved != "" {
		parts = append(parts, v.saved)
	}
	return strings.Join(parts, " ")
}
