package client

import (
	"context"
	"net/http"

	"rollcall/account"
)

// SignIn trades a login and a password, and a second factor where there is one,
// for a session. It is sent once only. Errors: InvalidCredentials,
// SecondFactorRequired (with Methods), SecondFactorInvalid, RateLimited (with
// RetryAfter), and those of the way.
func (c *Client) SignIn(ctx context.Context, s account.SignIn) (account.Session, error) {
	if s.DeviceName == "" {
		s.DeviceName = c.o.DeviceName
	}
	r, err := c.do(ctx, call{
		method: http.MethodPost, path: []string{"sessions"}, route: "sessions", body: s, once: true,
	})
	if err != nil {
		return account.Session{}, err
	}
	return decode(r, realSession)
}

// SendCode has a code sent by e-mail to whoever signs in with that password
// (R14); the message names this computer. It is sent once only. Errors: InvalidCredentials, RateLimited, and those
// of the way.
func (c *Client) SendCode(ctx context.Context, login, password string) error {
	body := struct {
		Login      string `json:"login"`
		Password   string `json:"password"`
		DeviceName string `json:"device_name,omitempty"`
	}{login, password, c.o.DeviceName}
	_, err := c.do(ctx, call{
		method: http.MethodPost, path: []string{"sessions", "email-code"}, route: "sessions/email-code", body: body, once: true,
	})
	return err
}

// RequestPasswordLink has the link of a lost password sent, if the login is
// anybody's, which the answer does not tell (R15). A lost answer is asked for
// again under the same key, so that one message is sent.
func (c *Client) RequestPasswordLink(ctx context.Context, login string) error {
	body := struct {
		Login string `json:"login"`
	}{login}
	_, err := c.do(ctx, call{
		method: http.MethodPost, path: []string{"password-resets"}, route: "password-resets", body: body, act: &account.Act{},
	})
	return err
}

// Me gives the profile of the person whose token it is, before an account is
// chosen.
func (c *Client) Me(ctx context.Context, token string) (account.Profile, error) {
	r, err := c.do(ctx, call{method: http.MethodGet, path: []string{"me"}, route: "me", token: token})
	if err != nil {
		return account.Profile{}, err
	}
	return decode(r, realProfile)
}

// SignOut ends the session of a token. A session that is already over counts
// as signed out.
func (c *Client) SignOut(ctx context.Context, token string) error {
	_, err := c.do(ctx, call{
		method: http.MethodDelete, path: []string{"sessions", "current"}, route: "sessions/current", token: token,
	})
	switch account.CodeOf(err) {
	case account.SessionEnded, account.Unauthenticated:
		return nil
	}
	return err
}
