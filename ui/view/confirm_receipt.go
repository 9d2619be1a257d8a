package view

import (
	"context"
	"strings"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// Copied tells that the receipt was copied.
func (v *Confirm) Copied() {
	v.state.Copied, v.state.Act = true, v.env.Words.T("receipt.copied")
	v.publish()
}

// showReceipt says what ended, and since when the person is refused.
func (v *Confirm) showReceipt(r account.Receipt) {
	w := v.env.Words
	v.receipt = r
	args := v.args()
	args["Since"] = w.Moment(r.RefusedSince, v.now())
	v.state = ConfirmState{
		Ready: true, Title: w.T(v.removal.prefix+".done", args), Text: w.T("receipt.since", args),
		Keep: w.T("act.close"), Act: w.T("receipt.copy"), Receipt: true, Facts: v.ended(),
	}
	if v.removal.restore != nil {
		v.state.Back = w.T("act.give_back")
		until := r.RefusedSince.Add(account.RestoreWithin)
		v.state.Facts = append(v.state.Facts, Fact{"rotate-ccw", w.T("receipt.undo_until", words.Args{"Until": w.Exact(until)})})
	}
	v.state.Paper = v.paper()
}

// ended counts what ended. Who loses the access to one account keeps devices
// and sessions, which are those of the home account.
func (v *Confirm) ended() []Fact {
	w, r := v.env.Words, v.receipt
	if v.removal.home != "" {
		return []Fact{
			{"log-out", countOr(w, r.SessionsEnded, "receipt.sessions_here", "receipt.sessions_none")},
			{"key-round", countOr(w, r.APITokensRevoked, "receipt.tokens_here", "receipt.tokens_none")},
		}
	}
	return []Fact{
		{"log-out", w.N("receipt.sessions", r.SessionsEnded)},
		{"shield-off", w.N("receipt.devices", r.DevicesRevoked)},
		{"key-round", w.N("receipt.tokens", r.APITokensRevoked)},
	}
}

// countOr counts things, and says in a sentence that there was none.
func countOr(w *words.Words, n int, key, none string) string {
	if n == 0 {
		return w.T(none)
	}
	return w.N(key, n)
}

// paper is the receipt as a text: whom, from what, by whom, when, and what ended.
func (v *Confirm) paper() string {
	w, r, l := v.env.Words, v.removal, v.service.Lists()
	since := w.Exact(v.receipt.RefusedSince) + " (" + v.receipt.RefusedSince.UTC().Format(time.RFC3339) + ")"
	out := []string{w.T(r.prefix+".done", v.args()), ""}
	for _, line := range [][2]string{
		{"field.name", r.name},
		{"field.email", r.email},
		{"field.home_account", r.home},
		{"receipt.account", l.Account.Name + " (" + l.Account.Number + ")"},
		{"receipt.by", l.Me.Name() + " (" + l.Me.Email + ")"},
		{"receipt.refused", since},
	} {
		if line[1] != "" {
			out = append(out, w.T("receipt.line", words.Args{"Label": w.T(line[0]), "Value": line[1]}))
		}
	}
	for _, f := range v.ended() {
		out = append(out, f.Text)
	}
	return strings.Join(out, "\n") + "\n"
}

// tell puts what was done into a toast: with Undo where undo is true, and for a
// deletion only when the receipt cannot be read any more.
func (v *Confirm) tell() {
	w := v.env.Words
	text := w.T(v.removal.prefix+".done", v.args())
	switch {
	case v.removal.restore != nil:
		v.offer = v.toasts.Offer(text, w.T("act.undo"), v.Undo)
	case v.closed || !v.removal.receipt:
		v.toasts.Tell(text)
	}
}

// Undo gives an external user the access back, once; the service can do so for
// 24 hours. What waits to be sent is given up.
func (v *Confirm) Undo() {
	r := v.removal
	switch {
	case v.state.BackBusy || v.state.Done:
		return
	case v.state.Waits && v.state.Back != "":
		v.takeBack()
		return
	case r.restore == nil || !v.state.Receipt:
		return
	}
	v.state.BackBusy, v.state.Error = true, ""
	v.publish()
	key := v.keys.of("restore")
	act(v.env, actLimit, func(ctx context.Context) (account.ExternalUser, error) {
		return r.restore(ctx, r.id, account.Act{Key: key})
	}, func(_ account.ExternalUser, err error) { v.undone(err) })
}

func (v *Confirm) undone(err error) {
	w := v.env.Words
	v.state.BackBusy = false
	if err != nil {
		text := w.T("remove.undo_failed", v.args()) + " " + v.undoFault(err)
		if v.closed {
			v.toasts.Fail(text)
		}
		v.state.Error = text
		v.publish()
		return
	}
	v.state.Done = true
	v.toasts.Dismiss(v.offer)
	key := "remove.undone"
	if v.receipt.APITokensRevoked > 0 {
		key = "remove.undone_tokens"
	}
	v.toasts.Tell(w.T(key, v.args()))
	v.publish()
}

func (v *Confirm) undoFault(err error) string {
	switch account.CodeOf(err) {
	case account.NotFound:
		return v.env.Words.T("remove.undo_late", v.args())
	case account.EmailTaken:
		return v.env.Words.T("remove.undo_granted", v.args())
	}
	return v.env.Words.ForError(err).Sentence()
}
