package view

import (
	"context"
	"errors"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rollcall/account"
	"rollcall/ui/words"
)

// OwnPasswordService is what changing one's own password needs.
type OwnPasswordService interface {
	ChangePassword(ctx context.Context, c account.PasswordChange, act account.Act) error
}

// OwnPasswordState is what the Change password dialog shows. The passwords are
// in their fields and in the view alone.
type OwnPasswordState struct {
	CurrentFault, NewFault string
	// Rule says how long the new password has to be, and how far it is;
	// RuleMet tells that it is long enough.
	Rule      string
	RuleMet   bool
	EndOthers bool
	Error     string
	Busy      bool
	// Typed tells that closing would lose something.
	Typed bool
	Done  bool
	// Closed asks for the passwords to be taken out of their fields.
	Closed bool
}

// OwnPassword is the dialog by which a person changes their own password.
type OwnPassword struct {
	OnState func(OwnPasswordState)
	// OnChanged is told that the password is another now.
	OnChanged func()

	env     Env
	service OwnPasswordService
	tell    func(string)
	least   int
	current string
	fresh   string
	key     string
	state   OwnPasswordState
}

// newOwnPassword makes the dialog. A password that a second factor accompanies
// may be shorter (NIST 800-63B-4).
func newOwnPassword(e Env, service OwnPasswordService, secondFactor bool, tell func(string)) *OwnPassword {
	v := &OwnPassword{env: e, service: service, least: account.MinPassword, tell: tell}
	if secondFactor {
		v.least = account.MinPasswordWithSecondFactor
	}
	v.state.EndOthers = true
	v.measure()
	return v
}

// Start publishes a first state.
func (v *OwnPassword) Start() { v.publish() }

// Close ends the dialog and drops the passwords.
func (v *OwnPassword) Close() {
	v.current, v.fresh = "", ""
	v.state = OwnPasswordState{Closed: true}
	v.publish()
	v.OnState = nil
}

// State is what is shown.
func (v *OwnPassword) State() OwnPasswordState { return v.state }

// SetCurrent takes the present password, exactly as typed.
func (v *OwnPassword) SetCurrent(text string) {
	v.current, v.state.CurrentFault, v.key = text, "", ""
	v.publish()
}

// SetNew takes the new password, exactly as typed.
func (v *OwnPassword) SetNew(text string) {
	v.fresh, v.state.NewFault, v.key = text, "", ""
	v.measure()
	v.publish()
}

// SetEndOthers takes the box "Sign out my other devices".
func (v *OwnPassword) SetEndOthers(on bool) {
	v.state.EndOthers, v.key = on, ""
	v.publish()
}

// measure counts as the service does: characters of the composed form, nothing
// trimmed (ASVS 6.2.8).
func (v *OwnPassword) measure() {
	n := utf8.RuneCountInString(norm.NFC.String(v.fresh))
	v.state.Rule, v.state.RuleMet = passwordRule(v.env.Words, n, v.least)
}

// passwordRule says how long a password has to be, and how far one of n
// characters is.
func passwordRule(w *words.Words, n, least int) (text string, met bool) {
	switch {
	case n == 0:
		return w.N("rule.password", least), false
	case n < least:
		return w.N("rule.password_missing", least-n, words.Args{"Min": least}), false
	}
	return w.T("rule.password_met"), true
}

// Submit changes the password.
func (v *OwnPassword) Submit() {
	if v.state.Busy || v.state.Done || v.state.Closed {
		return
	}
	if !v.check() {
		v.publish()
		return
	}
	if v.key == "" {
		v.key = v.env.NewKey()
	}
	v.state.Busy, v.state.Error = true, ""
	v.publish()
	change := account.PasswordChange{CurrentPassword: v.current, NewPassword: v.fresh, EndOtherSessions: v.state.EndOthers}
	request := account.Act{Key: v.key}
	act(v.env, actLimit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, v.service.ChangePassword(ctx, change, request)
	}, func(_ struct{}, err error) { v.answered(change.EndOtherSessions, err) })
}

func (v *OwnPassword) check() bool {
	w := v.env.Words
	v.state.CurrentFault, v.state.NewFault = "", ""
	if v.current == "" {
		v.state.CurrentFault = w.T("fault.password_empty")
	}
	switch {
	case v.fresh == "":
		v.state.NewFault = w.T("fault.new_password_empty")
	case !v.state.RuleMet:
		v.state.NewFault = v.state.Rule
	case v.fresh == v.current:
		v.state.NewFault = w.T("fault.password_same")
	}
	return v.state.CurrentFault == "" && v.state.NewFault == ""
}

func (v *OwnPassword) answered(ended bool, err error) {
	v.state.Busy = false
	if err == nil && v.OnChanged != nil {
		v.OnChanged()
	}
	switch {
	case v.state.Closed:
		return
	case err != nil:
		v.failed(err)
		v.publish()
		return
	}
	done := v.env.Words.T("password.changed")
	if ended {
		done = v.env.Words.T("password.changed_ended")
	}
	v.tell(done)
	v.current, v.fresh, v.state.Done = "", "", true
	v.publish()
}

func (v *OwnPassword) failed(err error) {
	w := v.env.Words
	switch account.CodeOf(err) {
	case account.OwnPasswordWrong:
		v.state.CurrentFault = w.T("fault.own_password")
	case account.PasswordUnacceptable:
		v.state.NewFault = passwordFault(w, err, v.least)
	default:
		v.state.Error = w.ForError(err).Sentence()
	}
}

func (v *OwnPassword) publish() {
	if v.OnState != nil {
		v.state.Typed = !v.state.Done && v.current+v.fresh != ""
		v.OnState(v.state)
	}
}

// passwordFault says why the service does not take a password; how long it has
// to be depends on whether a second factor accompanies it.
func passwordFault(w *words.Words, err error, least int) string {
	var e *account.Error
	if errors.As(err, &e) && e.Reason == account.PasswordTooShort {
		return w.N("fault.password_short", least)
	}
	return w.ForError(err).Sentence()
}
