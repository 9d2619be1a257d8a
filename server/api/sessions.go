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

type signInInput struct {
	Body struct {
		Login      string `json:"login" minLength:"1" maxLength:"320" doc:"E-mail address or user name"`
		Password   string `json:"password" minLength:"1" maxLength:"1024"`
		DeviceName string `json:"device_name,omitempty" maxLength:"100" doc:"What the person will recognise this session by"`
	}
}

type sessionOutput struct {
	Body account.Session
}

type nothing struct{}

func (s *service) signingIn() {
	o := op(http.MethodPost, "/v1/sessions", "sign-in", "Sign in", tagSigningIn)
	o.DefaultStatus = http.StatusCreated
	add(s, o, rule{who: anybody, body: wholeBody}, s.signIn)
	add(s, op(http.MethodDelete, "/v1/sessions/current", "sign-out", "Sign out", tagSigningIn), rule{who: signedIn},
		func(c *call, _ *nothing) (*nothing, error) {
			a, err := s.act(c, http.StatusNoContent)
			if err == nil {
				err = s.Store.EndSession(c, a)
			}
			return &nothing{}, err
		})
}

func (s *service) signIn(c *call, in *signInInput) (*sessionOutput, error) {
	device, err := account.CleanLine(in.Body.DeviceName, maxDevice)
	if err != nil {
		return nil, invalid("body.device_name", err.Error())
	}
	if strings.ContainsFunc(in.Body.Login, unicode.IsControl) {
		return nil, invalid("body.login", account.ErrCharacters.Error())
	}
	try, err := s.attempts.begin(in.Body.Login, c.caller.Address)
	if err != nil {
		return nil, err
	}
	who, err := s.checkCredentials(c, in.Body.Login, in.Body.Password, device)
	if err != nil {
		return nil, err
	}
	// The password was right, whatever comes now: a full disk locks nobody out.
	try.succeeded()
	token, err := newToken(s.Random)
	if err != nil {
		return nil, err
	}
	hash := sha256.Sum256([]byte(token))
	session, err := s.Store.StartSession(c, store.StartSession{
		PersonID: who.PersonID, PasswordHash: who.PasswordHash, TokenHash: hash[:],
		Device: device, Address: c.caller.Address, Now: s.now(),
	})
	if err != nil {
		return nil, err
	}
	noteCaller(c, who.PersonID)
	session.Token = token
	return &sessionOutput{Body: session}, nil
}

// checkCredentials takes as long, and says the same, for an unknown login as
// for a wrong password (ASVS 6.3.8).
func (s *service) checkCredentials(c *call, login, password, device string) (store.Credentials, error) {
	who, err := s.Store.Credentials(c, login)
	if err != nil && account.CodeOf(err) != account.NotFound {
		return who, err
	}
	ok, err := s.Passwords.Matches(c, password, who.PasswordHash)
	if err != nil || ok {
		return who, err
	}
	if err := s.Store.RefuseSignIn(c, who.PersonID, device, c.caller.Address, s.now()); err != nil {
		return who, err
	}
	return who, account.Fault(account.InvalidCredentials)
}

// newToken makes the token of a session: 256 random bits.
func newToken(random io.Reader) (string, error) {
	b := make([]byte, 32)
	_, err := io.ReadFull(random, b)
	return base64.RawURLEncoding.EncodeToString(b), err
}
