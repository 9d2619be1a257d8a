package view

import (
	"context"
	"strings"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// AccountSource is what the Account screen needs.
type AccountSource interface {
	Lists() account.Lists
	Status() account.Status
	Watch(f func()) (stop func())
	Refresh()
	// Account gives the account as the service has it now.
	Account(ctx context.Context) (account.Account, error)
	UpdateAccount(ctx context.Context, c account.AccountChange, act account.Act) (account.Account, error)
}

// AccountState is what the Account screen shows.
type AccountState struct {
	Loading bool
	// Name is the field as typed; Fault and Meanwhile belong to it.
	Name, Fault, Meanwhile string
	// Typed tells that the name differs from the one saved; Ready that it can be.
	Typed, Ready bool
	Busy         bool
	// Error is why the last saving failed.
	Error string

	Number string
	// Required tells that everybody needs two-factor authentication, RequiredText
	// says so, RequireAct labels the button that changes it.
	Required     bool
	RequiredText string
	RequireAct   string
	// Offline says why nothing can be changed now; empty when it can.
	Offline string
	// Notice says how old what is shown is; empty when it is up to date.
	Notice string
	Empty  *Empty
	Status StatusLine
}

// AccountSettings is the Account screen: its name, its number, and whether
// everybody needs two-factor authentication (R14).
type AccountSettings struct {
	OnState func(AccountState)
	// OnProfile is called when somebody wants to go to their own profile.
	OnProfile func()

	env    Env
	source AccountSource
	toasts *Toasts
	keys   *keys

	base      account.Account
	name      string
	fault     string
	meanwhile string
	failure   string
	failed    error
	busy      bool
	loaded    bool
	// seen is when the service last gave the account itself.
	seen    time.Time
	state   AccountState
	load    latest
	unwatch func()
	closed  bool
}

// NewAccountSettings makes the Account screen; Start brings it to life.
func NewAccountSettings(e Env, source AccountSource, toasts *Toasts) *AccountSettings {
	v := &AccountSettings{env: e, source: source, toasts: toasts, keys: newKeys(e)}
	v.state.Loading = true
	return v
}

// Start shows the account as the lists know it, and asks for it anew.
func (v *AccountSettings) Start() {
	v.unwatch = v.source.Watch(func() { v.env.Post(v.heard) })
	v.adopt(v.source.Lists().Account)
	v.reload()
}

// Close stops following. A saving under way is finished and told in a toast.
func (v *AccountSettings) Close() {
	v.closed = true
	if v.unwatch != nil {
		v.unwatch()
	}
	v.load.stop()
}

// SetVisible asks for the account again when the screen is shown: the feed of
// changes does not speak of it.
func (v *AccountSettings) SetVisible(on bool) {
	if on && !v.closed && !v.load.running() {
		v.reload()
	}
}

// State is the last state published.
func (v *AccountSettings) State() AccountState { return v.state }

// heard takes over what the lists learned of the account, and tries again once
// the service can be reached.
func (v *AccountSettings) heard() {
	if v.closed {
		return
	}
	if v.failed != nil && !offline(v.source.Status()) {
		v.reload()
		return
	}
	if a := v.source.Lists().Account; a.Version > v.base.Version && !v.busy {
		v.adopt(a)
	}
	v.publish()
}

// TryAgain asks anew, after a failure.
func (v *AccountSettings) TryAgain() {
	v.env.Go(v.source.Refresh)
	v.reload()
}

func (v *AccountSettings) reload() {
	v.failed = nil
	v.publish()
	ask(v.env, &v.load, func(ctx context.Context) (account.Account, error) {
		ctx, cancel := context.WithTimeout(ctx, actLimit)
		defer cancel()
		return v.source.Account(ctx)
	}, func(a account.Account, err error) {
		if v.failed = err; err == nil && !v.busy {
			v.seen = v.env.Now()
			v.adopt(a)
		}
		v.publish()
	})
}

// adopt takes a newer account over. A name that is being typed stays, with word
// of what somebody else made of it.
func (v *AccountSettings) adopt(a account.Account) {
	if a.ID == "" || a.Version < v.base.Version {
		return
	}
	switch {
	case v.name == v.base.Name:
		v.name = a.Name
	case a.Name != v.base.Name:
		v.meanwhile = v.env.Words.T("modify.meanwhile_field", words.Args{"Value": a.Name})
	}
	v.base, v.loaded = a, true
}

// SetName takes what was typed as the name.
func (v *AccountSettings) SetName(text string) {
	if v.busy || text == v.name {
		return
	}
	v.name, v.fault, v.failure = text, "", ""
	v.publish()
}

// LeaveName checks the name as its field is left.
func (v *AccountSettings) LeaveName() {
	v.fault = v.nameFault()
	v.publish()
}

// Discard puts the saved name back.
func (v *AccountSettings) Discard() {
	if v.busy {
		return
	}
	v.name, v.fault, v.meanwhile, v.failure = v.base.Name, "", "", ""
	v.publish()
}

func (v *AccountSettings) nameFault() string {
	if strings.TrimSpace(v.name) == "" {
		return v.env.Words.T("account.name_empty")
	}
	return lineFault(v.env.Words, v.name, account.MaxName)
}

// Save sends the name, on condition that nobody changed the account meanwhile.
// When somebody did, it says what they made of it and keeps what was typed:
// Save again is then the decision.
func (v *AccountSettings) Save() {
	name := strings.TrimSpace(v.name)
	if v.busy || v.closed || name == v.base.Name || cannotAct(v.source.Status(), v.env.Words) != "" {
		return
	}
	if v.fault = v.nameFault(); v.fault != "" {
		v.publish()
		return
	}
	v.busy, v.failure = true, ""
	v.publish()
	change := account.AccountChange{Name: &name}
	request := account.Act{Key: v.keys.ofContent(change, v.base.Version), Version: v.base.Version}
	act(v.env, actLimit, func(ctx context.Context) (savedAccount, error) {
		return saveAccount(ctx, v.source, change, request)
	}, v.answered)
}

// savedAccount is the account as the service has it now; conflict tells that
// somebody else had changed it first.
type savedAccount struct {
	account  account.Account
	conflict bool
}

func saveAccount(ctx context.Context, source AccountSource, c account.AccountChange, a account.Act) (savedAccount, error) {
	now, err := source.UpdateAccount(ctx, c, a)
	if account.CodeOf(err) != account.VersionMismatch {
		return savedAccount{account: now}, err
	}
	now, err = source.Account(ctx)
	return savedAccount{account: now, conflict: true}, err
}

func (v *AccountSettings) answered(s savedAccount, err error) {
	v.busy = false
	w := v.env.Words
	switch {
	case err != nil:
		v.failure = w.ForError(err).Sentence()
	case s.conflict:
		v.adopt(s.account)
		v.failure = w.T("account.conflict")
	default:
		v.name, v.meanwhile = v.base.Name, ""
		v.adopt(s.account)
		v.toasts.Tell(w.T("account.saved", words.Args{"Name": s.account.Name}))
	}
	if v.closed && v.failure != "" {
		v.toasts.Fail(w.T("account.failed") + " " + v.failure)
	}
	v.publish()
}

// Require asks before two-factor authentication is required of everybody, or
// no longer.
func (v *AccountSettings) Require() *Require {
	return newRequire(v)
}

func (v *AccountSettings) publish() {
	w, status := v.env.Words, v.source.Status()
	s := AccountState{
		Loading: !v.loaded && v.failed == nil, Name: v.name, Fault: v.fault, Meanwhile: v.meanwhile, Busy: v.busy, Error: v.failure,
		Typed: v.name != v.base.Name, Number: v.base.Number, Required: v.base.RequireTwoFactor,
		RequiredText: w.T("account.optional"), RequireAct: w.T("account.require"),
		Status: picture{status: status, now: v.now(), words: w}.statusLine(),
	}
	if s.Required {
		s.RequiredText, s.RequireAct = w.T("account.required"), w.T("account.unrequire")
	}
	s.Offline = cannotAct(status, w)
	if at := newest(v.seen, status.AsOf); s.Offline != "" && v.loaded && !at.IsZero() {
		s.Notice = w.T("copy.account_as_of", words.Args{"Moment": w.Moment(at, v.env.Now())})
	}
	if !v.loaded && v.failed != nil {
		m := w.ForError(v.failed)
		s.Empty = &Empty{m.Title, m.Next, w.T("act.try_again"), EmptyTryAgain}
	}
	s.Ready = s.Typed && !s.Busy && s.Fault == "" && s.Offline == ""
	v.state = s
	if v.OnState != nil && !v.closed {
		v.OnState(s)
	}
}

// newest gives the later of two moments.
func newest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (v *AccountSettings) now() time.Time { return v.env.Now().Add(v.source.Status().ClockOffset) }
