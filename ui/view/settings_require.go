package view

import (
	"cmp"
	"context"
	"slices"

	"rollcall/account"
	"rollcall/ui/words"
)

// RequireState is what the dialog shows that requires two-factor authentication
// of everybody, or no longer.
type RequireState struct {
	Title, Text string
	// Without are the people who have no second factor; Count says how many.
	Without []WithoutFactor
	Count   string
	// Facts say what happens to them.
	Facts []Fact
	// Self says that oneself has none: the act waits until one has; ProfileAct
	// labels the way there.
	Self, ProfileAct string
	Keep, Act        string
	// Offline says why it cannot be done now; empty when it can.
	Offline string
	CanAct  bool
	Busy    bool
	Error   string
	Done    bool
}

// WithoutFactor is somebody who has no second factor.
type WithoutFactor struct {
	ID, Name string
	// Line is the address, or for external users their home account.
	Line string
	// Me marks oneself.
	Me bool
}

// Require is the dialog that asks before two-factor authentication is required
// of everybody, or no longer (R14).
type Require struct {
	OnState func(RequireState)

	of    *AccountSettings
	on    bool
	state RequireState
	look  latest
	me    bool
	// decided tells that it was found out who has none.
	decided bool
	closed  bool
	unwatch func()
}

func newRequire(of *AccountSettings) *Require {
	v := &Require{of: of, on: !of.base.RequireTwoFactor}
	w := of.env.Words
	args := words.Args{"Account": of.base.Name}
	v.state, v.decided = RequireState{Keep: w.T("act.cancel")}, !v.on
	if v.on {
		v.state.Title, v.state.Text, v.state.Act = w.T("require.title", args), w.T("require.text", args), w.T("require.act")
		v.state.Facts = []Fact{{"shield", w.T("require.next_sign_in")}, {"lock", w.T("require.no_way_around")}}
	} else {
		v.state.Title, v.state.Text, v.state.Act = w.T("unrequire.title", args), w.T("unrequire.text", args), w.T("unrequire.act")
	}
	return v
}

// Start publishes a first state, and finds out who has no second factor.
func (v *Require) Start() {
	v.unwatch = v.of.source.Watch(func() { v.of.env.Post(v.publish) })
	v.publish()
	if !v.on {
		return
	}
	ask(v.of.env, &v.look, func(context.Context) (without, error) {
		return whoIsWithout(v.of.source.Lists(), v.of.env.Words), nil
	}, func(found without, _ error) { v.found(found) })
}

// without is who has no second factor, and whether oneself is among them.
type without struct {
	people []WithoutFactor
	me     bool
}

// whoIsWithout lists people by name, oneself first; external users too, since
// the account asks it of them as well.
func whoIsWithout(l account.Lists, w *words.Words) without {
	var out without
	keys, collator := map[string]string{}, w.Collator()
	add := func(p WithoutFactor, factors []string) {
		if len(factors) > 0 {
			return
		}
		keys[p.ID] = collator.Key(p.Name)
		out.people, out.me = append(out.people, p), out.me || p.Me
	}
	for u := range l.Users.All() {
		add(WithoutFactor{ID: u.ID, Name: u.Name(), Line: u.Email, Me: u.ID == l.Me.ID}, u.TwoFactor)
	}
	for x := range l.ExternalUsers.All() {
		me := account.Fold(x.Email) == account.Fold(l.Me.Email)
		add(WithoutFactor{ID: x.ID, Name: x.Name(), Line: w.T("require.external", words.Args{"Home": x.HomeAccountName}), Me: me}, x.TwoFactor)
	}
	slices.SortStableFunc(out.people, func(a, b WithoutFactor) int {
		if a.Me != b.Me {
			return cmp.Compare(boolRank(a.Me), boolRank(b.Me))
		}
		return cmp.Compare(keys[a.ID], keys[b.ID])
	})
	return out
}

func boolRank(first bool) int {
	if first {
		return 0
	}
	return 1
}

func (v *Require) found(f without) {
	w := v.of.env.Words
	v.me, v.decided = f.me, true
	v.state.Without = f.people
	v.state.Count = w.T("require.everybody_has")
	if n := len(f.people); n > 0 {
		v.state.Count = w.N("require.without", n)
	}
	if f.me {
		v.state.Self, v.state.ProfileAct = w.T("require.self"), w.T("act.my_profile")
	}
	v.publish()
}

// State is the dialog as it stands.
func (v *Require) State() RequireState { return v.state }

// Close ends the dialog. What is under way is finished and told in a toast.
func (v *Require) Close() {
	v.closed = true
	v.look.stop()
	if v.unwatch != nil {
		v.unwatch()
	}
}

// Profile goes to the own profile, to set a second factor up first.
func (v *Require) Profile() {
	if v.of.OnProfile != nil {
		v.of.OnProfile()
	}
}

// Do does it, once.
func (v *Require) Do() {
	if v.judge(); v.state.Busy || v.state.Done || v.closed || !v.state.CanAct {
		return
	}
	v.state.Busy, v.state.Error = true, ""
	v.publish()
	on, base := v.on, v.of.base
	change := account.AccountChange{RequireTwoFactor: &on}
	request := account.Act{Key: v.of.keys.ofContent(change, base.Version), Version: base.Version}
	act(v.of.env, actLimit, func(ctx context.Context) (savedAccount, error) {
		return saveAccount(ctx, v.of.source, change, request)
	}, v.answered)
}

func (v *Require) answered(s savedAccount, err error) {
	w := v.of.env.Words
	v.state.Busy = false
	switch {
	case err != nil:
		v.state.Error = w.ForError(err).Sentence()
	case s.conflict && s.account.RequireTwoFactor != v.on:
		v.of.adopt(s.account)
		v.state.Error = w.T("account.changed")
	default:
		v.of.adopt(s.account)
		v.state.Done = true
		key := "require.done"
		if !v.on {
			key = "unrequire.done"
		}
		v.of.toasts.Tell(w.T(key))
	}
	if v.closed && v.state.Error != "" {
		v.of.toasts.Fail(w.T("account.failed") + " " + v.state.Error)
	}
	v.of.publish()
	v.publish()
}

// judge finds out whether it can be done now.
func (v *Require) judge() {
	v.state.Offline = cannotAct(v.of.source.Status(), v.of.env.Words)
	v.state.CanAct = v.decided && !v.me && v.state.Offline == ""
}

func (v *Require) publish() {
	v.judge()
	if v.OnState != nil && !v.closed {
		v.OnState(v.state)
	}
}
