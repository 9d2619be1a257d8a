package view

import (
	"context"

	"rollcall/account"
)

// adminDesk is what the service of a test knows beyond the lists: the account
// itself, ways in, API tokens.
type adminDesk struct {
	access    account.Access
	tokens    []account.APIToken
	trusted   []account.Device
	made      account.APIToken
	current   account.Account
	renamed   []account.AccountChange
	passwords []account.UserPassword
	newTokens []account.NewAPIToken
	// pages are the pages of the activity log, by cursor; without them there is
	// one page.
	pages   map[string]account.Page[account.Activity]
	queries []account.ActivityQuery
	// requests were sent before, requested is what is sent.
	requests  []account.AccessRequest
	requested []account.NewAccessRequest
}

func (s *service) AccessRequests(_ context.Context, q account.ListQuery) (account.Page[account.AccessRequest], error) {
	page := account.Page[account.AccessRequest]{Items: s.requests}
	if q.Cursor == "" && len(s.requests) > 2 {
		page = account.Page[account.AccessRequest]{Items: s.requests[:2], NextCursor: "older"}
	} else if q.Cursor != "" {
		page.Items = s.requests[2:]
	}
	return page, s.call("requests", q.Cursor, account.Act{})
}

func (s *service) RequestAccess(_ context.Context, n account.NewAccessRequest, a account.Act) (account.AccessRequest, error) {
	s.requested = append(s.requested, n)
	return account.AccessRequest{
		ID: "r9", Email: n.Email, HomeAccount: n.HomeAccount, UserType: n.UserType, Permissions: n.Permissions, Reason: n.Reason,
		Until: n.Until, State: account.AccessRequestWaiting, CreatedAt: noon, CreatedBy: account.PersonRef{ID: "u1", Name: "Amélie Roy"},
	}, s.call("request", n.Email, a)
}

func (s *service) UserAccess(_ context.Context, id string) (account.Access, error) {
	return s.access, s.fail["access "+id]
}

func (s *service) SendPasswordLink(_ context.Context, id string, a account.Act) error {
	return s.call("link", id, a)
}

func (s *service) SetUserPassword(_ context.Context, id string, p account.UserPassword, a account.Act) error {
	s.passwords = append(s.passwords, p)
	return s.call("password", id, a)
}

func (s *service) ResetTwoFactor(_ context.Context, id string, a account.Act) error {
	return s.call("reset", id, a)
}

func (s *service) SignOutUser(_ context.Context, id string, a account.Act) error {
	return s.call("sign out user", id, a)
}

func (s *service) APITokens(_ context.Context, q account.ListQuery) (account.Page[account.APIToken], error) {
	return account.Page[account.APIToken]{Items: s.tokens}, s.call("tokens", q.Cursor, account.Act{})
}

func (s *service) CreateAPIToken(_ context.Context, n account.NewAPIToken, a account.Act) (account.APIToken, error) {
	s.newTokens = append(s.newTokens, n)
	return s.made, s.call("make token", "", a)
}

func (s *service) RevokeAPIToken(_ context.Context, id string, a account.Act) error {
	return s.call("revoke", id, a)
}

func (s *service) Account(context.Context) (account.Account, error) {
	return s.current, s.call("account", "", account.Act{})
}

func (s *service) UpdateAccount(_ context.Context, c account.AccountChange, a account.Act) (account.Account, error) {
	s.renamed = append(s.renamed, c)
	err := s.call("update account", "", a)
	if err != nil {
		return account.Account{}, err
	}
	if c.Name != nil {
		s.current.Name = *c.Name
	}
	if c.RequireTwoFactor != nil {
		s.current.RequireTwoFactor = *c.RequireTwoFactor
	}
	s.current.Version++
	return s.current, nil
}

func (s *service) MyTrustedDevices(context.Context) ([]account.Device, error) {
	return s.trusted, s.call("trusted devices", "", account.Act{})
}

func (s *service) DistrustDevice(_ context.Context, id string, a account.Act) error {
	return s.call("distrust", id, a)
}
