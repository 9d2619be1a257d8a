package api

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"unicode"

	"rollcall/account"
	"rollcall/server/store"
)

// maxDevice is the length of a device's name, in characters.
const maxDevice = 100

// SecondFactorInputBody is a code and how it was got (R14).
type SecondFactorInputBody struct {
	Method account.Method `json:"method" enum:"app,email,recovery"`
	Code   string         `json:"code" minLength:"1" maxLength:"64"`
}

type signInInput struct {
	Body struct {
		Login        string                 `json:"login" minLength:"1" maxLength:"320" doc:"E-mail address or user name"`
		Password     string                 `json:"password" minLength:"1" maxLength:"1024"`
		SecondFactor *SecondFactorInputBody `json:"second_factor,omitempty" doc:"Once second_factor_required has asked for it"`
		DeviceName   string                 `json:"device_name,omitempty" maxLength:"100" doc:"What the person will recognise this session by"`
		DeviceToken  string                 `json:"device_token,omitempty" maxLength:"512" doc:"Of a trusted device; stands for the code"`
		TrustDevice  bool                   `json:"trust_device,omitempty" doc:"Asks for a device_token, with which no code is asked for during 30 days"`
	}
}

type emailCodeInput struct {
	Body struct {
		Login      string `json:"login" minLength:"1" maxLength:"320" doc:"E-mail address or user name"`
		Password   string `json:"password" minLength:"1" maxLength:"1024"`
		DeviceName string `json:"device_name,omitempty" maxLength:"100" doc:"Named in the message"`
	}
}

type sessionOutput struct {
	Body account.Session
}

type nothing struct{}

func (s *service) signingIn() {
	const tag = tagSigningIn
	in := op(http.MethodPost, "/v1/sessions", "sign-in", "Sign in", tag)
	in.DefaultStatus = http.StatusCreated
	in.Description = "Answers 401 second_factor_required, with the methods, when a code is needed besides the password."
	add(s, in, rule{who: anybody, body: wholeBody}, s.signIn)

	code := op(http.MethodPost, "/v1/sessions/email-code", "send-sign-in-code", "Have a code sent by e-mail, to sign in with", tag)
	code.DefaultStatus = http.StatusAccepted
	code.Description = "Six digits, for 10 minutes, once. Codes by e-mail must be one of the person's methods."
	add(s, code, rule{who: anybody, body: wholeBody}, s.sendSignInCode)

	add(s, op(http.MethodDelete, "/v1/sessions/current", "sign-out", "Sign out", tag),
		rule{who: signedIn, session: true, setup: true, action: account.ActionSessionEnded, kind: account.KindUser}, s.signOut)

	reset := op(http.MethodPost, "/v1/password-resets", "request-password-reset", "Have a link sent to choose a new password", tag)
	reset.DefaultStatus = http.StatusAccepted
	reset.Description = "The answer is the same whether somebody has that login or not (R15)."
	add(s, reset, rule{who: anybody, body: wholeBody, once: true}, s.requestReset)
}

func (s *service) signIn(c *call, in *signInInput) (*sessionOutput, error) {
	b, out := in.Body, &sessionOutput{}
	err := s.knock(c, store.Knock{Login: b.Login, Password: b.Password, Device: b.DeviceName}, func(start store.StartSession) (err error) {
		if b.SecondFactor != nil {
			start.SecondFactor = &account.SecondFactor{Method: b.SecondFactor.Method, Code: b.SecondFactor.Code}
		}
		if b.DeviceToken != "" {
			start.DeviceHash = hashOf(b.DeviceToken)
		}
		out.Body, err = s.startSession(c, start, b.TrustDevice)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (s *service) startSession(c *call, start store.StartSession, trusted bool) (account.Session, error) {
	token, trust, err := s.newTokens(&start, trusted)
	if err != nil {
		return account.Session{}, err
	}
	started, err := s.Store.StartSession(c, start)
	if err != nil {
		return account.Session{}, err
	}
	noteCaller(c, start.PersonID)
	session := started.Session
	session.Token = token
	if started.Trusted {
		session.DeviceToken = trust
	}
	return session, nil
}

// newTokens makes the token of a session and, when it was asked for, that of a
// trusted device, and puts their hashes where the store looks for them.
func (s *service) newTokens(start *store.StartSession, trusted bool) (token, trust string, err error) {
	if token, err = newToken(s.Random); err != nil {
		return "", "", err
	}
	start.TokenHash = hashOf(token)
	if trusted {
		if trust, err = newToken(s.Random); err != nil {
			return "", "", err
		}
		start.TrustHash = hashOf(trust)
	}
	return token, trust, nil
}

func (s *service) sendSignInCode(c *call, in *emailCodeInput) (*nothing, error) {
	b := in.Body
	return &nothing{}, s.knock(c, store.Knock{Login: b.Login, Password: b.Password, Device: b.DeviceName}, func(start store.StartSession) error {
		return s.Store.SendSignInCode(c, start)
	})
}

// knock checks what was sent, and the password at the door.
func (s *service) knock(c *call, k store.Knock, enter func(store.StartSession) error) (err error) {
	k.Address = c.caller.Address
	if k.Device, err = account.CleanLine(k.Device, maxDevice); err != nil {
		return invalid("body.device_name", err.Error())
	}
	if strings.ContainsFunc(k.Login, unicode.IsControl) {
		return invalid("body.login", account.ErrCharacters.Error())
	}
	return s.Door.SignIn(c, k, enter)
}

func (s *service) signOut(c *call, _ *nothing) (*nothing, error) {
	return s.done(c, func(a store.Act) error { return s.Store.EndSession(c, a) })
}

// newToken makes a token: 256 random bits.
func newToken(random io.Reader) (string, error) {
	b := make([]byte, 32)
	_, err := io.ReadFull(random, b)
	return base64.RawURLEncoding.EncodeToString(b), err
}

// hashOf is what the store knows a token by.
func hashOf(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
