package view

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// sending is one invitation on its way, with its key and what came of it.
type sending struct {
	invitee *invitee
	what    account.NewInvitation
	key     string
	err     error
	tried   bool
}

// Send sends the invitations, one by one. Those that were taken leave the
// dialog; the others stay, each with its reason. Sending again does not invite
// anybody twice.
func (v *Invite) Send() {
	if v.busy || v.done || v.closed {
		return
	}
	v.commit()
	list := v.sendings()
	if fault, _ := v.messageState(); fault != "" || len(list) == 0 {
		v.fault = v.nothingToSend()
		v.publish()
		return
	}
	v.busy, v.failure, v.fault = true, "", ""
	v.publish()
	act(v.env, actLimit+time.Duration(len(list))*actLimit/10, func(ctx context.Context) ([]*sending, error) {
		v.sendEach(ctx, list)
		return list, nil
	}, func(list []*sending, _ error) { v.sent(list) })
}

// nothingToSend says why the button did nothing.
func (v *Invite) nothingToSend() string {
	switch {
	case len(v.list) == 0:
		return v.env.Words.T("fault.addresses_empty")
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
		n := account.NewInvitation{
			Email: clean, UserType: v.powers.userType, Permissions: v.powers.permissions(),
			Language: v.language, Message: strings.TrimSpace(v.message),
		}
		if v.replaces != nil {
			n.Replaces = v.replaces.ID
		}
		content, _ := json.Marshal(n)
		out = append(out, &sending{invitee: i, what: n, key: v.keys.of(string(content))})
	}
	return out
}

// sendEach runs off the UI goroutine; it stops at an error that the next one
// would meet too.
func (v *Invite) sendEach(ctx context.Context, list []*sending) {
	for n, s := range list {
		if len(list) > 1 {
			v.env.Post(func() { v.tellProgress(n+1, len(list)) })
		}
		_, s.err = v.service.Invite(ctx, s.what, account.Act{Key: s.key})
		s.tried = true
		if s.err != nil && stopsAll(s.err) {
			return
		}
	}
}

func (v *Invite) tellProgress(n, of int) {
	w := v.env.Words
	v.progress = w.T("invite.progress", words.Args{"N": w.Number(n), "Total": w.Number(of)})
	v.publish()
}

func (v *Invite) sent(list []*sending) {
	v.busy, v.progress = false, ""
	var taken []string
	for _, s := range list {
		switch {
		case !s.tried:
		case s.err == nil:
			taken = append(taken, s.what.Email)
			v.drop(s)
		case stopsAll(s.err):
			v.failure = v.env.Words.ForError(s.err).Sentence()
		default:
			s.invitee.failure = v.env.Words.ForError(s.err).Sentence()
		}
	}
	v.tellSent(taken)
	if v.closed && v.failed() != "" {
		v.toasts.Fail(v.failed())
	}
	v.judge()
	if len(v.list) == 0 {
		v.finish()
		return
	}
	v.publish()
}

// drop takes an invitation that was sent out of the dialog.
func (v *Invite) drop(s *sending) {
	content, _ := json.Marshal(s.what)
	v.keys.done(string(content))
	v.list = slices.DeleteFunc(v.list, func(i *invitee) bool { return i == s.invitee })
}

func (v *Invite) tellSent(taken []string) {
	w := v.env.Words
	switch {
	case len(taken) == 0:
	case v.replaces != nil:
		v.toasts.Tell(w.T("toast.corrected", words.Args{"Email": taken[0]}))
	case len(taken) == 1:
		v.toasts.Tell(w.T("toast.invited", words.Args{"Email": taken[0]}))
	default:
		v.toasts.Tell(w.N("toast.invited_many", len(taken)))
	}
}

// finish publishes the end, at which the window closes the dialog.
func (v *Invite) finish() {
	v.done = true
	v.publish()
}

// failed says what was not sent, for when the dialog is no longer there to say it.
func (v *Invite) failed() string {
	if v.failure != "" {
		return v.failure
	}
	for _, i := range v.list {
		if i.failure != "" {
			return v.env.Words.T("toast.invite_failed", words.Args{"Email": i.text}) + " " + i.failure
		}
	}
	return ""
}
