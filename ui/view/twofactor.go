package view

import (
	"context"
	"io"

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
