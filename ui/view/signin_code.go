package view

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// codeLength is how many digits a code has (RFC 6238, RFC 4226).
const codeLength = 6

// CodeState is the second step of signing in.
type CodeState struct {
	Method account.Method
	// Label names the field, Helper what to look at to fill it in.
	Label, Helper string
	// Code is what was typed, tidied: a code of digits holds nothing else.
	Code  string
	Fault string
	// Others are the methods one click away.
	Others []MethodOption
	// MayResend tells that another code can be sent; Sending that one is.
	MayResend, Sending bool
	// Sent says that a code is on its way; empty before.
	Sent string
	// Trust is the box that is ticked to be asked for no code here for a while.
	// TrustWhyNot stands in its place where the computer cannot be trusted.
	Trust       bool
	TrustWhyNot string
}

// MethodOption is a method to switch to.
type MethodOption struct {
	Method account.Method
	Label  string
}

// codes is what the second step remembers: the methods in the order of the
// service, and when a code was sent to whom.
type codes struct {
	methods []account.Method
	sent    map[string]time.Time
}

// askCode shows the second step, the method used last first.
func (v *SignIn) askCode(methods []account.Method) {
	v.code.methods = methods
	v.goTo(StepCode)
	v.state.Code.Trust = false
	v.showMethod(methods[0])
}

// UseMethod switches to another method; what was typed for the former one is
// no code of this one.
func (v *SignIn) UseMethod(m account.Method) {
	if v.state.Busy || v.state.Step != StepCode || m == v.state.Code.Method || !slices.Contains(v.code.methods, m) {
		return
	}
	v.state.Error = ""
	v.showMethod(m)
	v.publish()
}

func (v *SignIn) showMethod(m account.Method) {
	w, trust := v.env.Words, v.state.Code.Trust
	v.state.Code = CodeState{
		Method: m, Label: w.T("signin.code_" + string(m)), Helper: w.T("signin.code_" + string(m) + "_helper"),
		MayResend: m == account.MethodEmail, Trust: trust,
	}
	v.state.Code.TrustWhyNot = v.trustWhyNot()
	for _, other := range v.code.methods {
		if other != m {
			option := MethodOption{other, w.T("signin.use_" + string(other))}
			v.state.Code.Others = append(v.state.Code.Others, option)
		}
	}
	if m == account.MethodEmail {
		v.sendFirst()
	}
}

// trustWhyNot says why this computer cannot be trusted, once that is known: what
// would prove the trust is kept in the keyring and nowhere else.
func (v *SignIn) trustWhyNot() string {
	if v.state.Keeps || v.state.Keyring == "" {
		return ""
	}
	return v.env.Words.T("signin.trust_why_not")
}

// sendFirst has a code sent as the method is shown, unless one that still works
// was sent to this person before.
func (v *SignIn) sendFirst() {
	at, ok := v.code.sent[v.recipient()]
	if ok && v.env.Now().Sub(at) < account.CodeLifetime {
		v.state.Code.Sent = v.sentText(at)
		return
	}
	v.send()
}

// recipient tells codes for one person from those for another.
func (v *SignIn) recipient() string { return v.state.Server + "\n" + account.Fold(v.login()) }

// Resend has another code sent; the former one stops working.
func (v *SignIn) Resend() {
	if v.state.Step != StepCode || v.state.Code.Method != account.MethodEmail || v.state.Code.Sending || v.state.Busy {
		return
	}
	v.state.Error, v.state.Code.Fault = "", ""
	v.send()
	v.publish()
}

func (v *SignIn) send() {
	v.state.Code.Sending, v.state.Code.Sent = true, ""
	server, login, password, to := v.state.Server, v.login(), v.password, v.recipient()
	ask(v.env, &v.sending, func(ctx context.Context) (struct{}, error) {
		ctx, cancel := context.WithTimeout(ctx, signInLimit)
		defer cancel()
		return struct{}{}, v.service.SendCode(ctx, server, login, password)
	}, func(_ struct{}, err error) {
		v.sentCode(to, err)
		v.publish()
	})
}

func (v *SignIn) sentCode(to string, err error) {
	if err == nil {
		v.code.sent[to] = v.env.Now()
	}
	if v.state.Code.Method != account.MethodEmail {
		return
	}
	v.state.Code.Sending = false
	switch {
	case err != nil:
		v.state.Error = v.env.Words.T("signin.code_not_sent") + " " + v.env.Words.ForError(err).Sentence()
	default:
		v.state.Code.Sent = v.sentText(v.env.Now())
	}
}

func (v *SignIn) sentText(at time.Time) string {
	return v.env.Words.T("signin.code_sent", words.Args{"Clock": v.env.Words.Clock(at)})
}

// SetCode takes what was typed or pasted. Spaces in a code, and a sentence
// around it, are left out.
func (v *SignIn) SetCode(text string) {
	v.state.Code.Code, v.state.Code.Fault = tidyCode(v.state.Code.Method, text), ""
	v.publish()
}

// SetTrust takes the box "Trust this computer".
func (v *SignIn) SetTrust(on bool) {
	v.state.Code.Trust = on
	v.publish()
}

// digits is a code as mails and apps write it: six digits, perhaps in two groups.
var digits = regexp.MustCompile(`(?:^|[^0-9])([0-9]{3})[ \x{a0}\x{202f}-]?([0-9]{3})(?:[^0-9]|$)`)

// tidyCode leaves the digits of a code; a recovery code stays as it is typed.
func tidyCode(m account.Method, text string) string {
	if m == account.MethodRecovery {
		return text
	}
	if found := digits.FindStringSubmatch(text); found != nil {
		return found[1] + found[2]
	}
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, text)
}

// codeFault says what is wrong with a code before it is sent.
func codeFault(m account.Method, code string, w *words.Words) string {
	switch {
	case m == account.MethodRecovery && strings.TrimSpace(code) == "":
		return w.T("fault.recovery_empty")
	case m != account.MethodRecovery && len(code) != codeLength:
		return w.T("fault.code_length")
	}
	return ""
}

func (v *SignIn) submitCode() {
	c := &v.state.Code
	c.Fault = codeFault(c.Method, c.Code, v.env.Words)
	v.enter(c.Fault == "", &account.SecondFactor{Method: c.Method, Code: strings.TrimSpace(c.Code)})
}

// refusedCode says why the code did not open the door. A password that was
// changed meanwhile is asked for anew.
func (v *SignIn) refusedCode(err error) {
	w := v.env.Words
	switch account.CodeOf(err) {
	case account.SecondFactorInvalid:
		v.state.Code.Fault = v.invalidCode()
	case account.RateLimited:
		v.state.Error = w.T("signin.code_limited") + " " + w.ForError(err).Next
	case account.InvalidCredentials:
		v.Back()
		v.state.Error = w.ForError(err).Sentence()
	default:
		v.state.Error = w.ForError(err).Sentence()
	}
}

// invalidCode tells a code that is too old from one that is wrong, where the
// time tells.
func (v *SignIn) invalidCode() string {
	w := v.env.Words
	switch at, sent := v.code.sent[v.recipient()]; {
	case v.state.Code.Method == account.MethodRecovery:
		return w.T("fault.recovery_wrong")
	case v.state.Code.Method == account.MethodApp:
		return w.T("fault.code_wrong_app")
	case sent && v.env.Now().Sub(at) >= account.CodeLifetime:
		return w.T("fault.code_expired")
	}
	return w.T("fault.code_wrong_email")
}
