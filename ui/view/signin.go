package view

import (
	"context"
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
}

// SignInState is what the sign-in screen shows. The fields hold what was typed
// but for the password, which only the field itself and the view know.
type SignInState struct {
	// Server is shown with Change, or asked for while EditingServer.
	Server        string
	ServerName    string
	EditingServer bool
	ServerFault   string

	Login         string
	LoginFault    string
	PasswordFault string

	// Notice says why one has to sign in again; empty at first.
	Notice string
	// Error is why the last attempt failed, in words.
	Error string
	// Keyring says whether the sign-in will be kept; empty until known.
	Keyring string
	// Keeps is true when it will be.
	Keeps bool
	Busy  bool
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
	probe    latest
	attempt  latest
}

// NewSignIn makes the sign-in screen; Start brings it to life.
func NewSignIn(e Env, service SignInService, o SignInOptions) *SignIn {
	v := &SignIn{env: e, service: service, options: o}
	v.state = SignInState{Server: o.Server, ServerName: hostOf(o.Server), EditingServer: o.Server == "", Login: o.Login}
	if o.Why != nil {
		v.state.Notice = e.Words.ForError(o.Why).Title
	}
	return v
}

// Start publishes a first state and finds out whether there is a keyring.
func (v *SignIn) Start() {
	v.publish()
	ask(v.env, &v.probe, func(ctx context.Context) (Keyring, error) {
		return v.service.Keyring(ctx), nil
	}, func(k Keyring, _ error) {
		v.state.Keeps = k == KeyringKeeps
		v.state.Keyring = v.env.Words.T("signin.no_keyring")
		if v.state.Keeps {
			v.state.Keyring = v.env.Words.T("signin.keyring")
		}
		v.publish()
	})
}

// Close gives up what is under way.
func (v *SignIn) Close() {
	v.probe.stop()
	v.attempt.stop()
	v.password = ""
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

// Submit signs in. What was typed stays, whatever comes of it.
func (v *SignIn) Submit() {
	if v.state.Busy || !v.check() {
		v.publish()
		return
	}
	v.state.Busy, v.state.Error = true, ""
	v.publish()
	server := v.state.Server
	in := account.SignIn{
		Login: strings.TrimSpace(v.state.Login), Password: v.password, DeviceName: v.options.DeviceName,
	}
	ask(v.env, &v.attempt, func(ctx context.Context) (account.Session, error) {
		ctx, cancel := context.WithTimeout(ctx, signInLimit)
		defer cancel()
		return v.service.SignIn(ctx, server, in)
	}, func(s account.Session, err error) { v.answered(server, s, err) })
}

func (v *SignIn) answered(server string, s account.Session, err error) {
	v.state.Busy = false
	if err != nil {
		v.state.Error = v.env.Words.ForError(err).Sentence()
		v.publish()
		return
	}
	v.password = ""
	v.publish()
	if v.OnDone != nil {
		v.OnDone(server, s)
	}
}

// check finds what is missing before anything is sent.
func (v *SignIn) check() bool {
	w := v.env.Words
	ok := v.checkServer()
	if strings.TrimSpace(v.state.Login) == "" {
		v.state.LoginFault, ok = w.T("fault.login_empty"), false
	}
	if v.password == "" {
		v.state.PasswordFault, ok = w.T("fault.password_empty"), false
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
