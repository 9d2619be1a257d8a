package view

import (
	"context"
	"strings"

	"rollcall/account"
)

func (v *Enrol) begin() {
	if !v.check() {
		v.publish()
		return
	}
	method, password, address := v.state.Method, v.password, v.state.Address
	v.work(func(ctx context.Context) (enrolled, error) {
		if method == account.MethodEmail {
			m := account.EmailMethod{Address: address, CurrentPassword: password}
			return enrolled{}, v.service.SetUpEmailCodes(ctx, m, account.Act{})
		}
		secret, err := v.service.SetUpApp(ctx, password, account.Act{})
		return enrolled{secret: secret}, err
	}, func(e enrolled) {
		v.state.URI, v.state.Secret = e.secret.OTPAuthURI, inFours(e.secret.Secret)
		v.state.Code, v.state.CodeFault = "", ""
		v.goTo(EnrolConfirm)
	})
}

// enrolled is what a step of setting up gave.
type enrolled struct {
	secret account.AppSecret
	codes  []string
	// confirmed tells that the method is active, whatever came after.
	confirmed bool
}

func (v *Enrol) check() bool {
	w, ok := v.env.Words, true
	v.state.AddressFault, v.state.PasswordFault = "", ""
	if v.state.Method == account.MethodEmail {
		clean, err := account.CleanEmail(v.state.Address)
		if err != nil {
			v.state.AddressFault, ok = w.T("fault.email"), false
		} else {
			v.state.Address = clean
		}
	}
	if v.password == "" {
		v.state.PasswordFault, ok = w.T("fault.password_empty"), false
	}
	return ok
}

func (v *Enrol) confirm() {
	code := v.state.Code
	if v.state.CodeFault = codeFault(v.state.Method, code, v.env.Words); v.state.CodeFault != "" {
		v.publish()
		return
	}
	method, password := v.state.Method, v.password
	v.work(func(ctx context.Context) (enrolled, error) {
		how := v.service.ConfirmApp
		if method == account.MethodEmail {
			how = v.service.ConfirmEmailCodes
		}
		if err := how(ctx, code, account.Act{}); err != nil {
			return enrolled{}, err
		}
		return v.recovery(ctx, password)
	}, func(e enrolled) {
		v.state.URI, v.state.Secret, v.state.Code = "", "", ""
		if len(e.codes) == 0 {
			v.finish()
			return
		}
		v.show(e.codes)
	})
}

// recovery gives fresh recovery codes to somebody who has none left.
func (v *Enrol) recovery(ctx context.Context, password string) (enrolled, error) {
	e := enrolled{confirmed: true}
	has, err := v.service.TwoFactor(ctx)
	if err != nil || has.RecoveryCodesLeft > 0 {
		return e, err
	}
	set, err := v.service.NewRecoveryCodes(ctx, password, account.Act{})
	e.codes = set.Codes
	return e, err
}

func (v *Enrol) show(codes []string) {
	v.password = ""
	v.goTo(EnrolCodes)
	v.sheet.show(codes)
}

// work does one step off the UI goroutine.
func (v *Enrol) work(how func(context.Context) (enrolled, error), then func(enrolled)) {
	v.state.Busy, v.state.Error = true, ""
	v.publish()
	ask(v.env, &v.call, func(ctx context.Context) (enrolled, error) {
		ctx, cancel := context.WithTimeout(ctx, actLimit)
		defer cancel()
		return how(ctx)
	}, func(e enrolled, err error) {
		v.state.Busy = false
		v.activate(e.confirmed)
		switch {
		case err == nil:
			then(e)
		case e.confirmed:
			v.withoutCodes(err)
		default:
			v.failed(err)
		}
		v.publish()
	})
}

func (v *Enrol) activate(confirmed bool) {
	if confirmed && !v.active && v.OnActive != nil {
		v.OnActive()
	}
	v.active = v.active || confirmed
}

// withoutCodes ends the set-up when the method counts but its recovery codes
// could not be had: they can be made at any time in the profile.
func (v *Enrol) withoutCodes(err error) {
	v.state.URI, v.state.Secret, v.state.Code, v.password = "", "", "", ""
	v.goTo(EnrolCodes)
	v.state.Line = v.env.Words.T("codes.not_made")
	v.state.Act = v.env.Words.T("act.continue")
	v.state.Error = v.env.Words.ForError(err).Sentence()
}

func (v *Enrol) failed(err error) {
	w := v.env.Words
	switch code := account.CodeOf(err); {
	case code == account.OwnPasswordWrong:
		v.goTo(EnrolPassword)
		v.state.PasswordFault = w.ForError(err).Sentence()
	case code == account.SecondFactorInvalid && v.state.Method == account.MethodApp:
		v.state.CodeFault = w.T("fault.code_wrong_app")
	case code == account.SecondFactorInvalid:
		v.state.CodeFault = w.T("fault.code_wrong_email")
	case code == account.ValidationFailed && v.state.Step == EnrolPassword && v.state.Method == account.MethodEmail:
		v.state.AddressFault = w.T("fault.email")
	case code == account.RateLimited:
		v.state.Error = w.T("signin.code_limited") + " " + w.ForError(err).Next
	default:
		v.state.Error = w.ForError(err).Sentence()
	}
}

// finish ends the set-up: what was secret is dropped, and whoever began it is told.
func (v *Enrol) finish() {
	v.sheet.close()
	v.password = ""
	v.state.Codes, v.state.Done = CodesState{}, true
	v.publish()
	if v.OnDone != nil {
		v.OnDone()
	}
}

func (v *Enrol) publish() {
	if v.OnState != nil {
		v.state.Typed = v.password != "" || v.state.Step == EnrolConfirm || v.state.Step == EnrolCodes
		v.OnState(v.state)
	}
}

// inFours sets a secret in groups of four, as people read it aloud.
func inFours(secret string) string {
	var b strings.Builder
	for i, r := range strings.ToUpper(secret) {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}
