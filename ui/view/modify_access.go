package view

import (
	"context"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rollcall/account"
	"rollcall/ui/words"
)

// AccessState is what the tab Access codes shows besides its fields. The
// passwords are in their fields and in the view alone.
type AccessState struct {
	// Own says that these are one's own access codes, which are changed in My
	// profile; ProfileAct labels the way there. Nothing else is offered then.
	Own, ProfileAct string
	// Offline says why nothing can be done now; empty when it can.
	Offline string
	// LinkLine says what a password link does.
	LinkLine string
	LinkBusy bool

	// PasswordOpen shows the fields to set a password; closed ones are empty.
	PasswordOpen bool
	// Warning says what setting somebody's password means.
	Warning string
	// NewLabel names the field of the password that the person is to have.
	NewLabel           string
	OwnFault, NewFault string
	// Rule says how long the password has to be, and how far it is.
	Rule          string
	RuleMet       bool
	PasswordBusy  bool
	PasswordError string
	// PasswordReady tells that both passwords are there and long enough.
	PasswordReady bool

	// Pending says which new address waits to be confirmed; empty for none.
	Pending string
	// NoFactors says why two-factor cannot be reset; empty when it can.
	NoFactors string
}

// accessCodes is what happens on the tab Access codes beside its fields.
type accessCodes struct {
	own, fresh         string
	ownFault, newFault string
	failure            string
	key                string
	open               bool
	linkBusy, busy     bool
}

// SendLink sends the link to choose a new password, which nobody else gets to
// know (R9).
func (v *Modify) SendLink() {
	if v.access.linkBusy || v.closed || v.gone != "" || v.away() != "" {
		return
	}
	v.access.linkBusy = true
	v.publish()
	u := v.base
	sendLink(v.env, v.service, v.toasts, v.keys, &u, func(bool) {
		v.access.linkBusy = false
		v.publish()
	})
}

// OpenPassword shows the fields to set a password, or closes them and drops
// what was typed.
func (v *Modify) OpenPassword(open bool) {
	if v.access.busy || v.access.open == open {
		return
	}
	v.access = accessCodes{open: open, linkBusy: v.access.linkBusy}
	v.publish()
}

// SetOwnPassword takes the administrator's own password, exactly as typed (R9).
func (v *Modify) SetOwnPassword(text string) {
	if v.access.busy || text == v.access.own {
		return
	}
	v.access.own, v.access.ownFault, v.access.failure, v.access.key = text, "", "", ""
	v.publish()
}

// SetNewPassword takes the password that the other person is to have, exactly
// as typed.
func (v *Modify) SetNewPassword(text string) {
	if v.access.busy || text == v.access.fresh {
		return
	}
	v.access.fresh, v.access.newFault, v.access.failure, v.access.key = text, "", "", ""
	v.publish()
}

// SetPassword sets the password, once. The person is signed out everywhere.
func (v *Modify) SetPassword() {
	if v.access.busy || v.closed || v.gone != "" || v.away() != "" || !v.checkPasswords() {
		v.publish()
		return
	}
	if v.access.key == "" {
		v.access.key = v.env.NewKey()
	}
	v.access.busy, v.access.failure = true, ""
	v.publish()
	id := v.base.ID
	p := account.UserPassword{OwnPassword: v.access.own, NewPassword: v.access.fresh}
	request := account.Act{Key: v.access.key, Version: v.base.Version}
	act(v.env, actLimit, func(ctx context.Context) (passwordSet, error) {
		return setPassword(ctx, v.service, id, p, request)
	}, v.passwordAnswered)
}

// passwordSet is what became of it: the user as the service has it now.
// conflict tells that somebody else had changed it first.
type passwordSet struct {
	user     account.User
	conflict bool
	// read tells that the user was read anew.
	read bool
}

// setPassword sets it and reads the user anew, whose version is another then.
func setPassword(ctx context.Context, service ModifyService, id string, p account.UserPassword, a account.Act) (passwordSet, error) {
	err := service.SetUserPassword(ctx, id, p, a)
	conflict := account.CodeOf(err) == account.VersionMismatch
	if err != nil && !conflict {
		return passwordSet{}, err
	}
	now, failed := service.User(ctx, id)
	if conflict && failed != nil {
		return passwordSet{}, failed
	}
	return passwordSet{user: now, conflict: conflict, read: failed == nil}, nil
}

// checkPasswords finds what is missing before anything is sent.
func (v *Modify) checkPasswords() bool {
	w, rule, met := v.env.Words, "", false
	rule, met = v.passwordRule()
	if v.access.own == "" {
		v.access.ownFault = w.T("fault.password_empty")
	}
	switch {
	case v.access.fresh == "":
		v.access.newFault = w.T("fault.new_password_empty")
	case !met:
		v.access.newFault = rule
	}
	return v.access.ownFault == "" && v.access.newFault == ""
}

// least is how long the password has to be: a second factor lets it be shorter
// (NIST 800-63B-4).
func (v *Modify) least() int {
	if len(v.base.TwoFactor) > 0 {
		return account.MinPasswordWithSecondFactor
	}
	return account.MinPassword
}

// passwordRule counts as the service does: characters of the composed form.
func (v *Modify) passwordRule() (string, bool) {
	n := utf8.RuneCountInString(norm.NFC.String(v.access.fresh))
	return passwordRule(v.env.Words, n, v.least())
}

func (v *Modify) passwordAnswered(s passwordSet, err error) {
	v.access.busy = false
	w, name := v.env.Words, v.base.Name()
	switch {
	case err != nil:
		v.passwordFailed(err)
	case s.conflict:
		v.merge(s.user)
		v.access.failure, v.access.key = w.T("confirm.changed", words.Args{"Name": name}), ""
	default:
		if s.read {
			v.merge(s.user)
			v.meanwhile = ""
		}
		v.access = accessCodes{linkBusy: v.access.linkBusy}
		v.toasts.Tell(w.T("access.password_set", words.Args{"Name": name}))
	}
	if v.closed {
		v.tellPasswordFailure(name)
		v.access = accessCodes{}
	}
	v.publish()
}

func (v *Modify) tellPasswordFailure(name string) {
	trouble := joined(v.gone, v.access.failure, v.access.ownFault, v.access.newFault)
	if trouble != "" {
		v.toasts.Fail(v.env.Words.T("access.password_failed", words.Args{"Name": name}) + " " + trouble)
	}
}

func (v *Modify) passwordFailed(err error) {
	w := v.env.Words
	switch account.CodeOf(err) {
	case account.OwnPasswordWrong:
		v.access.ownFault = w.T("fault.own_password")
	case account.PasswordUnacceptable:
		v.access.newFault = passwordFault(w, err, v.least())
	case account.NotFound:
		v.gone = w.T("modify.gone", words.Args{"Name": v.base.Name()})
	default:
		v.access.failure = w.ForError(err).Sentence()
	}
}

// TakeBack gives up the new address that waits to be confirmed: the link sent
// to it stops working.
func (v *Modify) TakeBack() {
	if v.busy || v.closed || v.gone != "" || v.base.PendingEmail == "" {
		return
	}
	email := v.base.Email
	v.send(account.UserChange{Email: &email}, func(s saved, err error) {
		v.busy = false
		switch {
		case later(err):
			tellWaits(v.env, v.service, v.toasts, v.env.Words.T("deferred.modify", words.Args{"Name": v.base.Name()}), v.key)
		case err != nil:
			v.failed(err)
		case s.conflict:
			v.merge(s.user)
		default:
			v.merge(s.user)
			v.meanwhile = ""
			v.toasts.Tell(v.env.Words.T("access.taken_back", words.Args{"Name": s.user.Name()}))
		}
		v.publish()
	})
}

// ConfirmReset asks before the second factors are taken away (R14).
func (v *Modify) ConfirmReset() *Confirm {
	u := v.base
	return v.following(NewConfirmResetTwoFactor(v.env, v.service, v.toasts, &u))
}

// ConfirmSignOut asks before the person is signed out everywhere.
func (v *Modify) ConfirmSignOut() *Confirm {
	u := v.base
	return v.following(NewConfirmSignOut(v.env, v.service, v.toasts, &u))
}

// following takes over what an act changed, so that saving afterwards meets no
// conflict with oneself.
func (v *Modify) following(c *Confirm) *Confirm {
	id := v.base.ID
	c.removal.after = func() {
		act(v.env, actLimit, func(ctx context.Context) (account.User, error) {
			return v.service.User(ctx, id)
		}, func(now account.User, err error) {
			if err == nil && !v.busy && !v.closed {
				v.merge(now)
				v.meanwhile = ""
				v.publish()
			}
		})
	}
	return c
}

// Profile goes to one's own profile.
func (v *Modify) Profile() {
	if v.OnProfile != nil {
		v.OnProfile()
	}
}

func (v *Modify) accessState() AccessState {
	w, args := v.env.Words, words.Args{"Name": firstName(v.base), "Email": v.base.Email}
	if v.mine {
		return AccessState{Own: w.T("access.own"), ProfileAct: w.T("act.my_profile")}
	}
	a := v.access
	s := AccessState{
		LinkLine: w.T("access.link_line", args), LinkBusy: a.linkBusy, PasswordOpen: a.open, Warning: w.T("access.warning", args),
		NewLabel: w.T("access.new_password", args),
		OwnFault: a.ownFault, NewFault: a.newFault, PasswordBusy: a.busy, PasswordError: a.failure,
	}
	s.Rule, s.RuleMet = v.passwordRule()
	s.PasswordReady = a.own != "" && s.RuleMet && !a.busy && a.ownFault == "" && a.newFault == ""
	if v.base.PendingEmail != "" {
		s.Pending = w.T("access.pending", words.Args{"Email": v.base.PendingEmail})
	}
	if len(v.base.TwoFactor) == 0 {
		s.NoFactors = w.T("refused.no_two_factor")
	}
	s.Offline = v.away()
	return s
}

// away says why nothing that needs an answer can be done now; empty when it can.
func (v *Modify) away() string { return cannotAct(v.service.Status(), v.env.Words) }
