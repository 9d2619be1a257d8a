package api

import (
	"net/http"

	"rollcall/account"
	"rollcall/server/store"
)

type devicesOutput struct {
	Body account.Page[account.Device]
}

type oneDeviceInput struct {
	ID string `path:"id"`
}

type accessOutput struct {
	Body account.Access
}

// devices is where people are signed in, and which devices they trust.
func (s *service) devices() {
	const tag = tagOneself
	reading := rule{who: signedIn, session: true, action: account.ActionListRead, kind: account.KindUser}
	ending := rule{who: signedIn, session: true, once: true, action: account.ActionSessionEnded, kind: account.KindUser}

	add(s, op(http.MethodGet, "/v1/me/sessions", "list-my-sessions", "Where one is signed in", tag), reading, s.mySessions)
	add(s, op(http.MethodDelete, "/v1/me/sessions/{id}", "end-my-session", "Sign out elsewhere", tag), ending,
		func(c *call, in *oneDeviceInput) (*nothing, error) {
			return s.done(c, func(a store.Act) error { return s.Store.EndOneSession(c, a, in.ID) })
		})
	add(s, op(http.MethodGet, "/v1/me/trusted-devices", "list-my-trusted-devices", "The devices that are not asked for a code", tag),
		reading, s.myTrustedDevices)

	ending.action = account.ActionDeviceDistrusted
	add(s, op(http.MethodDelete, "/v1/me/trusted-devices/{id}", "distrust-device", "Ask a device for a code again", tag), ending,
		func(c *call, in *oneDeviceInput) (*nothing, error) {
			return s.done(c, func(a store.Act) error { return s.Store.DistrustDevice(c, a, in.ID) })
		})
}

// waysIn is what an administrator sees and ends of a user's ways in.
func (s *service) waysIn(path string) {
	reading := rule{who: administrators, item: s.userExists, action: account.ActionListRead, kind: account.KindUser}
	add(s, op(http.MethodGet, path+"/{id}/access", "get-user-access", "By what a user can enter", tagUsers), reading, s.userAccess)
	s.userPasswords(path)
	s.userTwoFactor(path)

	ending := reading
	ending.body, ending.once, ending.action = optionalBody, true, account.ActionSessionEnded
	out := op(http.MethodPost, path+"/{id}/sign-out", "sign-out-user", "End all sessions of a user", tagUsers)
	out.Description = "Trusted devices and API tokens stay."
	add(s, out, ending, func(c *call, in *OnItem) (*nothing, error) {
		return s.done(c, func(a store.Act) error { return s.Store.SignOutUser(c, a, in.ID) })
	})
}

func (s *service) mySessions(c *call, _ *nothing) (*devicesOutput, error) {
	list, err := s.Store.MySessions(c, c.caller, s.now())
	return &devicesOutput{Body: account.Page[account.Device]{Items: list}}, err
}

func (s *service) myTrustedDevices(c *call, _ *nothing) (*devicesOutput, error) {
	list, err := s.Store.MyTrustedDevices(c, c.caller, s.now())
	return &devicesOutput{Body: account.Page[account.Device]{Items: list}}, err
}

func (s *service) userAccess(c *call, in *OnItem) (*accessOutput, error) {
	a, err := s.Store.UserAccess(c, in.AccountID, in.ID, s.now())
	return &accessOutput{Body: a}, err
}
