package view

import (
	"context"
	"io"
	"strings"

	"rollcall/account"
	"rollcall/ui/words"
)

// EnrolService is what setting up a second factor needs.
type EnrolService interface {
	TwoFactor(ctx context.Context) (account.TwoFactor, error)
	SetUpApp(ctx context.Context, currentPassword string, act account.Act) (account.AppSecret, error)
	ConfirmApp(ctx context.Context, code string, act account.Act) error
	SetUpEmailCodes(ctx context.Context, m account.EmailMethod, act account.Act) error
	ConfirmEmailCodes(ctx context.Context, code string, act account.Act) error
	NewRecoveryCodes(ctx context.Context, currentPassword string, act account.Act) (account.RecoverySet, error)
}

// EnrolOptions is how setting up begins.
type EnrolOptions struct {
	// Method is what is set up; empty lets the person choose.
	Method account.Method
	// Address is where codes would be sent, to begin with.
	Address string
	// Required tells that the account does not let the person in without (R14).
	Required bool
}

// EnrolStep is where a person stands in setting up a second factor.
type EnrolStep uint8

// The steps, in their order.
const (
	// EnrolChoose asks which method.
	EnrolChoose EnrolStep = iota
	// EnrolPassword asks for the password, and for codes by e-mail the address.
	EnrolPassword
	// EnrolConfirm asks for the first code: nothing counts before.
	EnrolConfirm
	// EnrolCodes shows the recovery codes, once.
	EnrolCodes
)

// EnrolState is what setting up a second factor shows. It holds secrets from
// EnrolConfirm on, and is never formatted.
type EnrolState struct {
	Step EnrolStep
	// Title heads the step, Line says what to do.
	Title, Line string
	// Act labels the button that goes on.
	Act    string
	Method account.Method
	// Choices are the methods of EnrolChoose.
	Choices []MethodChoice

	Address, AddressFault string
	PasswordFault         string

	// URI is what the QR code says; Secret is the same for typing, in groups of
	// four. Both are empty but for the app.
	URI, Secret string
	Code        string
	CodeFault   string
	// MayResend tells that another code can be sent.
	MayResend bool

	Codes CodesState

	Error string
	Busy  bool
	// Typed tells that leaving would lose something.
	Typed bool
	Done  bool
	// Closed asks for secrets to be taken out of their fields.
	Closed bool
}

// MethodChoice is a method to set up, in words.
type MethodChoice struct {
	Method      account.Method
	Title, Line string
}

// Enrol sets up a second factor: an authenticator app or codes by e-mail.
type Enrol struct {
	OnState func(EnrolState)
	// OnActive is told as soon as the method counts, OnDone once its recovery
	// codes were shown too.
	OnActive, OnDone func()

	env      Env
	service  EnrolService
	options  EnrolOptions
	state    EnrolState
	password string
	sheet    *codeSheet
	// active tells that the method counts already: leaving loses nothing but the
	// sight of the recovery codes.
	active bool
	call   latest
}

// NewEnrol makes it; Start publishes a first state.
func NewEnrol(e Env, service EnrolService, o EnrolOptions) *Enrol {
	v := &Enrol{env: e, service: service, options: o}
	v.state.Address = o.Address
	v.sheet = newCodeSheet(e, func(s CodesState) {
		v.state.Codes = s
		v.publish()
	})
	if o.Method == "" {
		v.goTo(EnrolChoose)
	} else {
		v.state.Method = o.Method
		v.goTo(EnrolPassword)
	}
	return v
}

// Start publishes a first state.
func (v *Enrol) Start() { v.publish() }

// Close drops what is secret. A method that was confirmed stays active.
func (v *Enrol) Close() {
	v.call.stop()
	v.sheet.close()
	v.password = ""
	v.state = EnrolState{Closed: true}
	v.publish()
	v.OnState = nil
}

// State is what is shown.
func (v *Enrol) State() EnrolState { return v.state }

func (v *Enrol) goTo(step EnrolStep) {
	w := v.env.Words
	v.state.Step, v.state.Error = step, ""
	switch step {
	case EnrolChoose:
		v.state.Title, v.state.Line, v.state.Act = w.T("enrol.choose_title"), w.T("enrol.choose_line"), ""
		if v.options.Required {
			v.state.Title, v.state.Line = w.T("enrol.required_title"), w.T("enrol.required_line")
		}
		v.state.Choices = []MethodChoice{
			{account.MethodApp, w.T("enrol.app"), w.T("enrol.app_line")},
			{account.MethodEmail, w.T("enrol.email"), w.T("enrol.email_line")},
		}
	case EnrolPassword:
		v.state.Title = w.T("enrol." + string(v.state.Method) + "_title")
		v.state.Line, v.state.Act = w.T("enrol."+string(v.state.Method)+"_password"), w.T("act.continue")
	case EnrolConfirm:
		v.state.Line, v.state.Act = w.T("enrol.app_confirm"), w.T("enrol.confirm")
		v.state.MayResend = v.state.Method == account.MethodEmail
		if v.state.MayResend {
			v.state.Line = w.T("enrol.email_confirm", words.Args{"Address": v.state.Address})
		}
	case EnrolCodes:
		v.state.Title, v.state.Line, v.state.Act = w.T("codes.title"), w.T("codes.line"), w.T("codes.kept")
	}
}

// Choose takes the method to set up.
func (v *Enrol) Choose(m account.Method) {
	if v.state.Step != EnrolChoose || m != account.MethodApp && m != account.MethodEmail {
		return
	}
	v.state.Method = m
	v.goTo(EnrolPassword)
	v.publish()
}

// Back goes a step back, as long as nothing counts yet.
func (v *Enrol) Back() {
	switch {
	case v.state.Busy || v.active:
		return
	case v.state.Step == EnrolConfirm:
		v.state.URI, v.state.Secret, v.state.Code, v.state.CodeFault = "", "", "", ""
		v.goTo(EnrolPassword)
	case v.state.Step == EnrolPassword && v.options.Method == "":
		v.goTo(EnrolChoose)
	}
	v.publish()
}

// SetAddress takes the address for codes by e-mail.
func (v *Enrol) SetAddress(text string) {
	v.state.Address, v.state.AddressFault = text, ""
	v.publish()
}

// SetPassword takes the person's password, exactly as typed.
func (v *Enrol) SetPassword(text string) {
	v.password, v.state.PasswordFault = text, ""
	v.publish()
}

// SetCode takes the first code, typed or pasted.
func (v *Enrol) SetCode(text string) {
	v.state.Code, v.state.CodeFault = tidyCode(v.state.Method, text), ""
	v.publish()
}

// SaveCodes writes the recovery codes where the person said.
func (v *Enrol) SaveCodes(to io.WriteCloser, err error) { v.sheet.save(to, err) }

// Submit goes on to the next step.
func (v *Enrol) Submit() {
	if v.state.Busy {
		return
	}
	switch v.state.Step {
	case EnrolPassword:
		v.begin()
	case EnrolConfirm:
		v.confirm()
	case EnrolCodes:
		v.finish()
	}
}

// Resend has another code sent by e-mail.
func (v *Enrol) Resend() {
	if v.state.Step == EnrolConfirm && v.state.MayResend && !v.state.Busy {
		v.begin()
	}
}

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
