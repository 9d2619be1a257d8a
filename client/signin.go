package client

import (
	"context"
	"net/http"

	"rollcall/account"
)

// SignIn trades a login and a password for a session. It is sent once only.
// Errors: InvalidCredentials, RateLimited (with RetryAfter), and those of the way.
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
