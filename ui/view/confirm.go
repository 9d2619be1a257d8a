package view

import (
	"context"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// RemovalService is what the confirmations of a removal need.
type RemovalService interface {
	accountNow
	TakeBack(ctx context.Context, id string) error
	User(ctx context.Context, id string) (account.User, error)
	UserAccess(ctx context.Context, id string) (account.Access, error)
	DeleteUser(ctx context.Context, id string, act account.Act) (account.Receipt, error)
	ExternalUser(ctx context.Context, id string) (account.ExternalUser, error)
	RemoveExternalUser(ctx context.Context, id string, act account.Act) (account.Receipt, error)
	RestoreExternalUser(ctx context.Context, id string, act account.Act) (account.ExternalUser, error)
}

// accountNow is what every confirmation needs to know of the account.
type accountNow interface {
	Lists() account.Lists
	Status() account.Status
	Watch(f func()) (stop func())
}

// ConfirmState is what a confirmation shows: first what will happen, then, for
// a removal, what happened.
type ConfirmState struct {
	// Title names the act and the person, "Delete Ana Roy?".
	Title string
	// Text says what will happen, or has happened.
	Text string
	// Facts are lines that stand in the box below.
	Facts []Fact
	// Keep labels the safe button, "Keep Ana"; Act the other, "Delete". Under a
	// receipt they read "Close" and "Copy receipt": the second half of a double
	// click on the act does no harm there. Act is empty where only Close and Back
	// are left.
	Keep, Act string
	// Note says that the service cannot be reached: that the act will wait for it,
	// or that it cannot be done now.
	Note string
	// Ready tells that the act can be pressed.
	Ready bool
	Busy  bool
	// Error is why it was not done; the dialog stays.
	Error string
	// Receipt is true once it is done: the dialog shows what ended.
	Receipt bool
	// Paper is the receipt as a text to file; Copied tells that it was copied.
	Paper  string
	Copied bool
	// Waits is true once it is decided and waits to be sent: nothing has ended yet.
	Waits bool
	// Back labels the button that takes it back, "Give access back"; empty where
	// that cannot be. BackBusy tells that it is under way.
	Back     string
	BackBusy bool
	// Done is true once it is done and there is no receipt: the dialog closes.
	Done bool
}

// Fact is one line with an icon.
type Fact struct{ Icon, Text string }

// Confirm asks before something ends: a deletion (R10), the end of an access
// (R11), sessions, second factors or API tokens (R14).
type Confirm struct {
	OnState func(ConfirmState)

	env     Env
	service accountNow
	toasts  *Toasts
	keys    *keys
	removal removal
	look    latest
	state   ConfirmState
	closed  bool
	// plain are the facts that hold while the service can be reached.
	plain []Fact
	// key is that of the act under way, kept that it was seen to wait.
	key     string
	kept    bool
	unwatch func()
	// receipt is what ended, offer the toast that offers to take it back.
	receipt account.Receipt
	offer   int
}

// removal is what differs between the acts.
type removal struct {
	id, name, called string
	// email and home stand on the receipt; home is empty for users.
	email, home string
	// account is where it ends.
	account string
	version int64
	// prefix of the words of this act, "delete" or "remove".
	prefix string
	run    func(ctx context.Context, id string, a account.Act) (account.Receipt, error)
	// current is nil where the act is not bound to a version.
	current func(ctx context.Context, id string) (version int64, err error)
	// restore is nil where there is no undo.
	restore func(ctx context.Context, id string, a account.Act) (account.ExternalUser, error)
	// access finds what will end, to put it in the place of the first facts; nil
	// where they say it all.
	access func(ctx context.Context, id string) (account.Access, error)
	ends   func(account.Access) []Fact
	// receipt tells that what ended is shown.
	receipt bool
	// outbox takes it back while it waits; nil where it needs an answer at once.
	outbox takesBack
	// after is called once it is done, or nil.
	after func()
}

// NewConfirmDelete asks before a user is deleted, and lists what will end.
func NewConfirmDelete(e Env, service RemovalService, toasts *Toasts, u *account.User) *Confirm {
	v := newConfirm(e, service, toasts, removal{
		id: u.ID, name: u.Name(), called: firstName(*u), email: u.Email, version: u.Version, prefix: "delete", run: service.DeleteUser,
		current: func(ctx context.Context, id string) (int64, error) {
			now, err := service.User(ctx, id)
			return now.Version, err
		},
		access: service.UserAccess, receipt: true, outbox: service,
	})
	v.removal.ends = v.deletionEnds
	v.facts("log-out", "delete.sessions", "key-round", "delete.tokens")
	return v
}

// NewConfirmRemove asks before an external user's access is ended.
func NewConfirmRemove(e Env, service RemovalService, toasts *Toasts, x *account.ExternalUser) *Confirm {
	called := x.FirstName
	if called == "" {
		called = x.Name()
	}
	v := newConfirm(e, service, toasts, removal{
		id: x.ID, name: x.Name(), called: called, email: x.Email, home: x.HomeAccountName,
		version: x.Version, prefix: "remove", run: service.RemoveExternalUser,
		current: func(ctx context.Context, id string) (int64, error) {
			now, err := service.ExternalUser(ctx, id)
			return now.Version, err
		},
		restore: service.RestoreExternalUser, receipt: true, outbox: service,
	})
	v.facts("log-out", "remove.sessions", "key-round", "remove.tokens")
	return v
}

func newConfirm(e Env, service accountNow, toasts *Toasts, r removal) *Confirm {
	w := e.Words
	r.account = service.Lists().Account.Name
	v := &Confirm{env: e, service: service, toasts: toasts, keys: newKeys(e), removal: r}
	v.state = ConfirmState{
		Title: w.T(r.prefix+".title", v.args()), Keep: w.T("act.keep", v.args()), Act: w.T("act." + r.prefix + "_confirm"),
	}
	return v
}

// facts puts lines into the box, each an icon and a key.
func (v *Confirm) facts(iconsAndKeys ...string) {
	v.plain = v.factsOf(iconsAndKeys...)
}

func (v *Confirm) factsOf(iconsAndKeys ...string) []Fact {
	var out []Fact
	for i := 0; i < len(iconsAndKeys); i += 2 {
		out = append(out, Fact{iconsAndKeys[i], v.env.Words.T(iconsAndKeys[i+1], v.args())})
	}
	return out
}

// Start publishes a first state, and looks up what will end. The act does not
// wait for that.
func (v *Confirm) Start() {
	v.unwatch = v.service.Watch(func() { v.env.Post(v.heard) })
	v.ask()
	v.publish()
	v.lookUp()
}

// heard is told that lists or status changed: whether the service can be reached
// decides what can be said, and done.
func (v *Confirm) heard() {
	switch {
	case v.closed:
		return
	case v.state.Waits && !v.state.Done:
		v.followWait()
		return
	case !v.asking():
		return
	}
	before := v.state.Note
	v.ask()
	v.publish()
	if before != "" && v.state.Note == "" {
		v.lookUp()
	}
}

// asking tells that nothing is decided yet.
func (v *Confirm) asking() bool { return !v.state.Receipt && !v.state.Waits && !v.state.Done }

// lookUp finds out what will end, where the service can be asked.
func (v *Confirm) lookUp() {
	r := v.removal
	if r.access == nil || v.waits() {
		return
	}
	ask(v.env, &v.look, func(ctx context.Context) (account.Access, error) {
		ctx, cancel := context.WithTimeout(ctx, actLimit)
		defer cancel()
		return r.access(ctx, r.id)
	}, func(found account.Access, err error) {
		if err == nil && v.asking() {
			v.plain = r.ends(found)
			v.ask()
			v.publish()
		}
	})
}

// Close ends the dialog. What is under way is finished and told in a toast.
func (v *Confirm) Close() {
	v.closed = true
	v.look.stop()
	if v.unwatch != nil {
		v.unwatch()
	}
}

// State is the dialog as it stands.
func (v *Confirm) State() ConfirmState { return v.state }

// Do does it, once.
func (v *Confirm) Do() {
	if v.state.Busy || !v.asking() || !v.state.Ready || v.closed {
		return
	}
	v.state.Busy, v.state.Error = true, ""
	v.publish()
	r := v.removal
	v.key = v.keys.ofContent(r.id, r.version)
	a := account.Act{Key: v.key, Version: r.version}
	act(v.env, actLimit, func(ctx context.Context) (removed, error) { return r.do(ctx, a) }, v.answered)
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
	if account.CodeOf(err) != account.VersionMismatch || r.current == nil {
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
	if later(err) {
		v.wait()
		return
	}
	if err != nil {
		v.state.Error = v.errorText(err)
		if v.closed {
			v.toasts.Fail(v.env.Words.T(v.removal.prefix+".failed", v.args()) + " " + v.state.Error)
		}
		v.publish()
		return
	}
	v.state.Done = !v.removal.receipt
	if v.removal.receipt {
		v.showReceipt(done.receipt)
	}
	v.tell()
	v.publish()
	if v.removal.after != nil {
		v.removal.after()
	}
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
	r := v.removal
	return words.Args{"Name": r.name, "First": r.called, "Account": r.account, "Home": r.home}
}

// now is the service's time, to which the moments of a receipt belong.
func (v *Confirm) now() time.Time { return v.env.Now().Add(v.service.Status().ClockOffset) }

func (v *Confirm) publish() {
	if v.OnState != nil && !v.closed {
		v.OnState(v.state)
	}
}
