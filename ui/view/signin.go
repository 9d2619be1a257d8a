package view

import (
	"context"
	"errors"
	"strings"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// signInLimit is how long a sign-in may take before it is given up.
const signInLimit = 30 * time.Second

// SignInService is what the sign-in screen needs.
type SignInService interface {
	// Keyring tells whether this computer has a keyring that keeps a sign-in.
	Keyring(ctx context.Context) Keyring
	// SignIn signs a person in. The server is one that the normaliser gave. The
	// token of a trusted device is added where one is kept. SecondFactorRequired
	// comes with the methods.
	SignIn(ctx context.Context, server string, s account.SignIn) (account.Session, error)
	// SendCode has a code sent by e-mail, once the password was right.
	SendCode(ctx context.Context, server, login, password string) error
	// RequestPasswordLink has the link of a lost password sent, if the login is
	// anybody's (R15).
	RequestPasswordLink(ctx context.Context, server, login string) error
}

// Keyring is how the keyring of this computer answers.
type Keyring uint8

// The answers of a keyring.
const (
	// KeyringKeeps: it works.
	KeyringKeeps Keyring = iota
	// KeyringMissing: this computer has none.
	KeyringMissing
	// KeyringLocked: it is locked, and asks nobody to unlock it.
	KeyringLocked
	// KeyringSilent: it did not answer within three seconds.
	KeyringSilent
	// KeyringRefuses: it answers with an error.
	KeyringRefuses
)

// SignInOptions is how the sign-in screen begins.
type SignInOptions struct {
	// Server is the service's address as remembered; empty asks for it.
	Server string
	// Login is remembered too.
	Login string
	// DeviceName is what this computer is called in lists of sessions.
	DeviceName string
	// Normalize checks an address a person typed and gives its full form.
	Normalize func(string) (string, error)
	// Why says why a sign-in is needed again, as account.Error; nil at first.
	Why error
	// Waiting is how many acts wait on this computer for the same person.
	Waiting int
}

// SignInStep is where a person stands on the way in.
type SignInStep uint8

// The steps. StepForgot and StepForgotSent lead back to StepPassword.
const (
	// StepPassword asks for login and password.
	StepPassword SignInStep = iota
	// StepCode asks for the second factor (R14).
	StepCode
	// StepForgot asks whose password is lost (R15).
	StepForgot
	// StepForgotSent says what happens now.
	StepForgotSent
)

// SignInState is what the sign-in screen shows. The fields hold what was typed
// but for the password, which only the field itself and the view know.
type SignInState struct {
	Step SignInStep
	// Title heads the step, Line says what it is about; Line may be empty.
	Title, Line string

	// Server is shown with Change, or asked for while EditingServer.
	Server        string
	ServerName    string
	EditingServer bool
	ServerFault   string

	Login         string
	LoginFault    string
	PasswordFault string

	// Code is what StepCode shows.
	Code CodeState

	// Notice says why one has to sign in again; empty at first.
	Notice string
	// Error is why the last attempt failed, in words.
	Error string
	// Keyring says whether the sign-in will be kept; empty until known.
	Keyring string
	// Keeps is true when it will be.
	Keeps bool
	Busy  bool
	// Closed asks for the password to be taken out of its field.
	Closed bool
}

// SignIn is the screen by which a person enters.
type SignIn struct {
	OnState func(SignInState)
	// OnDone is told the address and the session. A Session holds a secret.
	OnDone func(server string, s account.Session)

	env      Env
	service  SignInService
	options  SignInOptions
	password string
	state    SignInState
	code     codes
	probe    latest
	attempt  latest
	sending  latest
}

// NewSignIn makes the sign-in screen; Start brings it to life.
func NewSignIn(e Env, service SignInService, o SignInOptions) *SignIn {
	v := &SignIn{env: e, service: service, options: o, code: codes{sent: map[string]time.Time{}}}
	v.state = SignInState{Server: o.Server, ServerName: hostOf(o.Server), EditingServer: o.Server == "", Login: o.Login}
	v.state.Notice = strings.TrimSpace(whyText(e.Words, o.Why) + " " + waitingText(e.Words, o.Waiting))
	v.goTo(StepPassword)
	return v
}

// whyText says to somebody who was in why they are not any more.
func whyText(w *words.Words, why error) string {
	switch {
	case why == nil:
		return ""
	case account.CodeOf(why) == account.TwoFactorSetup:
		return w.T("signin.setup_required")
	}
	return w.ForError(why).Sentence()
}

// waitingText says how many acts wait on this computer, and for whom: not what
// they are, which is nobody else's business.
func waitingText(w *words.Words, n int) string {
	if n == 0 {
		return ""
	}
	return w.N("ending.waiting", n)
}

// Start publishes a first state and finds out whether there is a keyring.
func (v *SignIn) Start() {
	v.publish()
	ask(v.env, &v.probe, func(ctx context.Context) (Keyring, error) {
		return v.service.Keyring(ctx), nil
	}, func(k Keyring, _ error) {
		v.state.Keeps = k == KeyringKeeps
		v.state.Keyring = keyringText(k, v.env.Words)
		v.state.Code.TrustWhyNot = v.trustWhyNot()
		v.publish()
	})
}

func keyringText(k Keyring, w *words.Words) string {
	switch k {
	case KeyringKeeps:
		return w.T("signin.keyring")
	case KeyringLocked:
		return w.T("signin.keyring_locked")
	case KeyringSilent:
		return w.T("signin.keyring_silent")
	case KeyringRefuses:
		return w.T("signin.keyring_refuses")
	}
	return w.T("signin.no_keyring")
}

// Close gives up what is under way and drops what is secret.
func (v *SignIn) Close() {
	v.probe.stop()
	v.attempt.stop()
	v.sending.stop()
	v.password, v.state.Code.Code, v.state.Closed = "", "", true
	v.publish()
	v.OnState = nil
}

// goTo shows a step, with nothing said of the one before.
func (v *SignIn) goTo(step SignInStep) {
	w := v.env.Words
	v.state.Step, v.state.Error, v.state.Line = step, "", ""
	switch step {
	case StepPassword:
		v.state.Title = w.T("signin.title")
	case StepCode:
		v.state.Title, v.state.Line = w.T("signin.code_title"), w.T("signin.code_line")
	case StepForgot:
		v.state.Title, v.state.Line = w.T("forgot.title"), w.T("forgot.line")
	case StepForgotSent:
		v.state.Title = w.T("forgot.sent_title")
		v.state.Line = w.T("forgot.sent", words.Args{"Login": strings.TrimSpace(v.state.Login)})
	}
}

// Back returns to login and password, which stand as they were typed.
func (v *SignIn) Back() {
	v.attempt.stop()
	v.sending.stop()
	v.state.Busy = false
	v.state.Code = CodeState{}
	v.goTo(StepPassword)
	v.publish()
}

// ChangeServer asks for the service's address again.
func (v *SignIn) ChangeServer() {
	v.state.EditingServer = true
	v.publish()
}

// SetServer takes what was typed as the service's address.
func (v *SignIn) SetServer(text string) {
	v.state.Server, v.state.ServerFault = text, ""
	v.publish()
}

// LeaveServer checks the address, as its field is left.
func (v *SignIn) LeaveServer() {
	if strings.TrimSpace(v.state.Server) != "" {
		v.checkServer()
	}
	v.publish()
}

// SetLogin takes the e-mail address or user name.
func (v *SignIn) SetLogin(text string) {
	v.state.Login, v.state.LoginFault = text, ""
	v.publish()
}

// SetPassword takes the password, exactly as typed.
func (v *SignIn) SetPassword(text string) {
	v.password, v.state.PasswordFault = text, ""
	v.publish()
}

// Submit does what the step is for: it signs in, with the code once one is
// asked for, or has a password link sent. What was typed stays, whatever comes
// of it.
func (v *SignIn) Submit() {
	if v.state.Busy {
		return
	}
	switch v.state.Step {
	case StepPassword:
		v.enter(v.check(), nil)
	case StepCode:
		v.submitCode()
	case StepForgot:
		v.requestLink()
	case StepForgotSent:
		v.Back()
	}
}

// enter tries to sign in, unless something is missing.
func (v *SignIn) enter(complete bool, factor *account.SecondFactor) {
	if !complete {
		v.publish()
		return
	}
	v.state.Busy, v.state.Error = true, ""
	v.publish()
	server := v.state.Server
	in := account.SignIn{
		Login: v.login(), Password: v.password, DeviceName: v.options.DeviceName,
		SecondFactor: factor, TrustDevice: factor != nil && v.state.Keeps && v.state.Code.Trust,
	}
	ask(v.env, &v.attempt, func(ctx context.Context) (account.Session, error) {
		ctx, cancel := context.WithTimeout(ctx, signInLimit)
		defer cancel()
		return v.service.SignIn(ctx, server, in)
	}, func(s account.Session, err error) { v.answered(server, s, err) })
}

func (v *SignIn) login() string { return strings.TrimSpace(v.state.Login) }

func (v *SignIn) answered(server string, s account.Session, err error) {
	v.state.Busy = false
	if err != nil {
		v.refused(err)
		v.publish()
		return
	}
	v.password, v.state.Code.Code = "", ""
	v.publish()
	if v.OnDone != nil {
		v.OnDone(server, s)
	}
}

// refused goes on to the second factor where one is asked for, and says
// otherwise why the way in is closed.
func (v *SignIn) refused(err error) {
	var e *account.Error
	switch {
	case errors.As(err, &e) && e.Code == account.SecondFactorRequired && len(e.Methods) > 0:
		v.askCode(e.Methods)
	case v.state.Step == StepCode:
		v.refusedCode(err)
	default:
		v.state.Error = v.env.Words.ForError(err).Sentence()
	}
}

// check finds what is missing before anything is sent.
func (v *SignIn) check() bool {
	w := v.env.Words
	ok := v.checkLogin()
	if v.password == "" {
		v.state.PasswordFault, ok = w.T("fault.password_empty"), false
	}
	return ok
}

func (v *SignIn) checkLogin() bool {
	ok := v.checkServer()
	if v.login() == "" {
		v.state.LoginFault, ok = v.env.Words.T("fault.login_empty"), false
	}
	return ok
}

func (v *SignIn) checkServer() bool {
	server, err := v.options.Normalize(v.state.Server)
	if err != nil {
		v.state.EditingServer = true
		v.state.ServerFault = v.serverFault(err)
		return false
	}
	v.state.Server, v.state.ServerName, v.state.ServerFault = server, hostOf(server), ""
	return true
}

func (v *SignIn) serverFault(err error) string {
	switch {
	case strings.TrimSpace(v.state.Server) == "":
		return v.env.Words.T("fault.server_empty")
	case account.CodeOf(err) == account.InsecureServer:
		return v.env.Words.T("fault.server_insecure", words.Args{"Server": hostOf(v.state.Server)})
	}
	return v.env.Words.T("fault.server")
}

func (v *SignIn) publish() {
	if v.OnState != nil {
		v.OnState(v.state)
	}
}

// hostOf shortens an address to what a person knows it by.
func hostOf(server string) string {
	_, rest, found := strings.Cut(server, "://")
	if !found {
		rest = server
	}
	host, _, _ := strings.Cut(rest, "/")
	return host
}
