package view

import (
	"context"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// RemovalService is what the confirmations need.
type RemovalService interface {
	Lists() account.Lists
	Status() account.Status
	User(ctx context.Context, id string) (account.User, error)
	DeleteUser(ctx context.Context, id string, act account.Act) (account.Receipt, error)
	ExternalUser(ctx context.Context, id string) (account.ExternalUser, error)
	RemoveExternalUser(ctx context.Context, id string, act account.Act) (account.Receipt, error)
	RestoreExternalUser(ctx context.Context, id string, act account.Act) (account.ExternalUser, error)
}

// ConfirmState is what the confirmation of a removal shows: first what will
// happen, then what happened.
type ConfirmState struct {
	// Title names the act and the person, "Delete Ana Roy?".
	Title string
	// Text says what will happen, or has happened.
	Text string
	// Facts are lines that stand in the box below.
	Facts []Fact
	// Keep labels the safe button, "Keep Ana"; Act the other, "Delete". After
	// the act there is only Keep, which then reads "Close".
	Keep, Act string
	Busy      bool
	// Error is why it was not done; the dialog stays.
	Error string
	// Receipt is true once it is done: the dialog shows what ended.
	Receipt bool
}

// Fact is one line with an icon.
type Fact struct{ Icon, Text string }

// Confirm is the confirmation of a deletion (R10) or of the end of an access
// (R11), with its receipt.
type Confirm struct {
	OnState func(ConfirmState)

	env     Env
	service RemovalService
	toasts  *Toasts
	keys    *keys
	removal removal
	state   ConfirmState
	closed  bool
}

// removal is what differs between the two acts.
type removal struct {
	id, name, called string
	version          int64
	// prefix of the words of this act, "delete" or "remove".
	prefix  string
	run     func(ctx context.Context, id string, a account.Act) (account.Receipt, error)
	current func(ctx context.Context, id string) (version int64, err error)
	// restore is nil where there is no undo.
	restore func(ctx context.Context, id string, a account.Act) (account.ExternalUser, error)
}

// NewConfirmDelete asks before a user is deleted.
func NewConfirmDelete(e Env, service RemovalService, toasts *Toasts, u *account.User) *Confirm {
	return newConfirm(e, service, toasts, removal{
		id: u.ID, name: u.Name(), called: firstName(*u), version: u.Version, prefix: "delete", run: service.DeleteUser,
		current: func(ctx context.Context, id string) (int64, error) {
			now, err := service.User(ctx, id)
			return now.Version, err
		},
	}, "")
}

// NewConfirmRemove asks before an external user's access is ended.
func NewConfirmRemove(e Env, service RemovalService, toasts *Toasts, x *account.ExternalUser) *Confirm {
	called := x.FirstName
	if called == "" {
		called = x.Name()
	}
	return newConfirm(e, service, toasts, removal{
		id: x.ID, name: x.Name(), called: called, version: x.Version, prefix: "remove", run: service.RemoveExternalUser,
		current: func(ctx context.Context, id string) (int64, error) {
			now, err := service.ExternalUser(ctx, id)
			return now.Version, err
		},
		restore: service.RestoreExternalUser,
	}, x.HomeAccountName)
}

func newConfirm(e Env, service RemovalService, toasts *Toasts, r removal, home string) *Confirm {
	w := e.Words
	args := words.Args{"Name": r.name, "First": r.called, "Account": service.Lists().Account.Name, "Home": home}
	v := &Confirm{env: e, service: service, toasts: toasts, keys: newKeys(e), removal: r}
	v.state = ConfirmState{
		Title: w.T(r.prefix+".title", args), Text: w.T(r.prefix+".text", args),
		Facts: []Fact{{"log-out", w.T(r.prefix+".sessions", args)}, {"key-round", w.T(r.prefix+".tokens", args)}},
		Keep:  w.T("act.keep", args), Act: w.T("act." + r.prefix + "_confirm"),
	}
	return v
}

// Start publishes a first state.
func (v *Confirm) Start() { v.publish() }

// Close ends the dialog. What is under way is finished and told in a toast.
func (v *Confirm) Close() { v.closed = true }

// State is the dialog as it stands.
func (v *Confirm) State() ConfirmState { return v.state }

// Do does it, once.
func (v *Confirm) Do() {
	if v.state.Busy || v.state.Receipt || v.closed {
		return
	}
	v.state.Busy, v.state.Error = true, ""
	v.publish()
	r := v.removal
	key := v.keys.ofContent(r.id, r.version)
	act(v.env, actLimit, func(ctx context.Context) (removed, error) {
		return r.do(ctx, account.Act{Key: key, Version: r.version})
	}, v.answered)
}

// removed is what became of it; version is the newer one when somebody else
// changed the person first.
type removed struct {
	receipt account.Receipt
	version int64
}

// do runs the act. Met by a change made meanwhile, it finds out the version
// that a person has to look at and decide on again.
func (r removal) do(ctx context.Context, a account.Act) (removed, error) {
	receipt, err := r.run(ctx, r.id, a)
	if account.CodeOf(err) != account.VersionMismatch {
		return removed{receipt: receipt, version: r.version}, err
	}
	version, failed := r.current(ctx, r.id)
	if failed != nil {
		return removed{version: r.version}, failed
	}
	return removed{version: version}, err
}

func (v *Confirm) answered(done removed, err error) {
	v.state.Busy = false
	v.removal.version = done.version
	if err != nil {
		v.state.Error = v.errorText(err)
		if v.closed {
			v.toasts.Fail(v.env.Words.T(v.removal.prefix+".failed", v.args()) + " " + v.state.Error)
		}
		v.publish()
		return
	}
	v.showReceipt(done.receipt)
	v.tell()
	v.publish()
}

func (v *Confirm) errorText(err error) string {
	switch account.CodeOf(err) {
	case account.NotFound:
		return v.env.Words.T(v.removal.prefix+".gone", v.args())
	case account.VersionMismatch:
		return v.env.Words.T("confirm.changed", v.args())
	}
	return v.env.Words.ForError(err).Sentence()
}

func (v *Confirm) args() words.Args {
	return words.Args{"Name": v.removal.name, "First": v.removal.called}
}

// showReceipt says what ended, and since when the person is refused.
func (v *Confirm) showReceipt(r account.Receipt) {
	w := v.env.Words
	args := v.args()
	args["Since"] = w.Moment(r.RefusedSince, v.now())
	v.state = ConfirmState{
		Title: w.T(v.removal.prefix+".done", args), Text: w.T("receipt.since", args),
		Keep: w.T("act.close"), Receipt: true,
		Facts: []Fact{
			{"log-out", w.N("receipt.sessions", r.SessionsEnded)},
			{"shield-off", w.N("receipt.devices", r.DevicesRevoked)},
			{"key-round", w.N("receipt.tokens", r.APITokensRevoked)},
		},
	}
}

// now is the service's time, to which the moments of a receipt belong.
func (v *Confirm) now() time.Time { return v.env.Now().Add(v.service.Status().ClockOffset) }

// tell puts what was done into a toast: with Undo where undo is true, and for a
// deletion only when the receipt cannot be read any more.
func (v *Confirm) tell() {
	w := v.env.Words
	text := w.T(v.removal.prefix+".done", v.args())
	switch {
	case v.removal.restore != nil:
		v.toasts.Offer(text, w.T("act.undo"), v.undo)
	case v.closed:
		v.toasts.Tell(text)
	}
}

// undo gives an external user the access back; the service can do so for 24
// hours.
func (v *Confirm) undo() {
	r := v.removal
	key := v.keys.of("restore")
	act(v.env, actLimit, func(ctx context.Context) (account.ExternalUser, error) {
		return r.restore(ctx, r.id, account.Act{Key: key})
	}, func(_ account.ExternalUser, err error) {
		w := v.env.Words
		if err != nil {
			v.toasts.Fail(w.T("remove.undo_failed", v.args()) + " " + w.ForError(err).Sentence())
			return
		}
		v.toasts.Tell(w.T("remove.undone", v.args()))
	})
}

func (v *Confirm) publish() {
	if v.OnState != nil && !v.closed {
		v.OnState(v.state)
	}
}
