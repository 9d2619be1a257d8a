package view

import (
	"context"

	"rollcall/account"
	"rollcall/ui/words"
)

// CredentialService is what one administrator does about another person's ways
// in (R9, R14).
type CredentialService interface {
	accountNow
	UserAccess(ctx context.Context, id string) (account.Access, error)
	SendPasswordLink(ctx context.Context, id string, act account.Act) error
	SetUserPassword(ctx context.Context, id string, p account.UserPassword, act account.Act) error
	ResetTwoFactor(ctx context.Context, id string, act account.Act) error
	SignOutUser(ctx context.Context, id string, act account.Act) error
}

// NewConfirmResetTwoFactor asks before somebody's second factors are taken away.
func NewConfirmResetTwoFactor(e Env, service CredentialService, toasts *Toasts, u *account.User) *Confirm {
	v := newConfirm(e, service, toasts, removal{
		id: u.ID, name: u.Name(), called: firstName(*u), version: u.Version, prefix: "reset",
		run: withoutReceipt(service.ResetTwoFactor), access: service.UserAccess,
	})
	v.state.Keep = e.Words.T("act.cancel")
	v.facts("shield-off", "reset.factors", "log-out", "reset.sessions", "key-round", "reset.next")
	v.removal.ends = v.resetEnds
	return v
}

// NewConfirmSignOut asks before somebody is signed out everywhere.
func NewConfirmSignOut(e Env, service CredentialService, toasts *Toasts, u *account.User) *Confirm {
	v := newConfirm(e, service, toasts, removal{
		id: u.ID, name: u.Name(), called: firstName(*u), version: u.Version, prefix: "signoutuser",
		run: withoutReceipt(service.SignOutUser), access: service.UserAccess,
	})
	v.state.Keep = e.Words.T("act.cancel")
	v.facts("log-out", "signoutuser.sessions", "info", "signoutuser.next")
	v.removal.ends = v.signOutEnds
	return v
}

// newConfirmRevoke asks before an API token is revoked.
func newConfirmRevoke(e Env, source TokensSource, toasts *Toasts, t account.APIToken, after func()) *Confirm {
	v := newConfirm(e, source, toasts, removal{
		id: t.ID, name: t.Name, called: t.Name, prefix: "revoke", run: withoutReceipt(source.RevokeAPIToken), after: after,
	})
	v.state.Keep = e.Words.T("act.keep_it")
	return v
}

// withoutReceipt is for acts that answer nothing.
func withoutReceipt(run func(context.Context, string, account.Act) error) func(context.Context, string, account.Act) (account.Receipt, error) {
	return func(ctx context.Context, id string, a account.Act) (account.Receipt, error) {
		return account.Receipt{}, run(ctx, id, account.Act{Key: a.Key})
	}
}

// deletionEnds lists what a deletion ends, by name.
func (v *Confirm) deletionEnds(a account.Access) []Fact {
	w := v.env.Words
	out := append([]Fact{v.sessionsEnd(a)}, v.devicesEnd(a)...)
	if names := tokenNames(a.APITokens, w); len(names) > 0 {
		out = append(out, Fact{"key-round", counted(w, "ends.tokens", names)})
	}
	return append(out, Fact{"building-2", w.T("ends.elsewhere")})
}

func (v *Confirm) resetEnds(a account.Access) []Fact {
	w := v.env.Words
	out := append([]Fact{{"shield-off", w.T("reset.factors", v.args())}, v.sessionsEnd(a)}, v.devicesEnd(a)...)
	return append(out, Fact{"key-round", w.T("reset.next", v.args())})
}

func (v *Confirm) signOutEnds(a account.Access) []Fact {
	return []Fact{v.sessionsEnd(a), {"info", v.env.Words.T("signoutuser.next", v.args())}}
}

// sessionsEnd names the sessions that end, or says that none is open.
func (v *Confirm) sessionsEnd(a account.Access) Fact {
	w := v.env.Words
	if len(a.Sessions) == 0 {
		return Fact{"log-out", w.T("ends.sessions_none")}
	}
	return Fact{"log-out", counted(w, "ends.sessions", deviceNames(a.Sessions, w))}
}

// devicesEnd names the trusted devices; without any there is nothing to say.
func (v *Confirm) devicesEnd(a account.Access) []Fact {
	names := deviceNames(a.TrustedDevices, v.env.Words)
	if len(names) == 0 {
		return nil
	}
	return []Fact{{"shield-off", counted(v.env.Words, "ends.devices", names)}}
}

// namesAtOnce is how many devices or API tokens are named; a number tells the
// rest.
const namesAtOnce = 5

// counted says how many things end, and names them.
func counted(w *words.Words, key string, names []string) string {
	n := len(names)
	if n > namesAtOnce {
		names = append(names[:namesAtOnce:namesAtOnce], w.N("ends.more", n-namesAtOnce))
	}
	return w.N(key, n, words.Args{"Names": w.List(names)})
}

func deviceNames(list []account.Device, w *words.Words) []string {
	out := make([]string, 0, len(list))
	for _, d := range list {
		out = append(out, deviceName(d, w))
	}
	return out
}

// deviceName is what a device is called; not every sign-in tells.
func deviceName(d account.Device, w *words.Words) string {
	if d.DeviceName == "" {
		return w.T("profile.device_unnamed")
	}
	return d.DeviceName
}

func tokenNames(list []account.APIToken, w *words.Words) []string {
	out := make([]string, 0, len(list))
	for _, t := range list {
		out = append(out, w.T("ends.quoted", words.Args{"Name": t.Name}))
	}
	return out
}
