package api

import (
	"errors"
	"net/http"
	"strings"

	"rollcall/account"
	"rollcall/server/store"
)

// authorise answers who calls and whether they may: 401, account 404, 403.
func (s *service) authorise(c *call, accountID string) error {
	if c.rule.who == anybody {
		return nil
	}
	token, ok := bearer(c.request)
	if !ok {
		return account.Fault(account.Unauthenticated)
	}
	id, err := s.Store.Authenticate(c, hashOf(token), accountID, s.now())
	if err != nil {
		return err
	}
	c.identify(id, accountID)
	if accountID != "" && id.Membership == nil {
		return account.Fault(account.NotFound)
	}
	if id.TouchDue {
		s.touch(c, accountID)
	}
	return s.allow(c)
}

// identify fills in who calls.
func (c *call) identify(id store.Identity, accountID string) {
	c.identity = id
	c.caller.PersonID, c.caller.SessionID, c.caller.TokenID = id.PersonID, id.SessionID, id.TokenID
	c.caller.Device, c.caller.AccountID = id.Device, accountID
	noteCaller(c, id.PersonID)
}

// allow is the part of authorise that answers 403. An API token never reaches
// what belongs to a person (account API, Conventions).
func (s *service) allow(c *call) error {
	switch id := c.identity; {
	case id.SetupDue && !c.rule.setup:
		return account.Fault(account.TwoFactorSetup)
	case id.TokenID != "" && c.rule.session:
		return s.refuse(c, "not with an API token")
	case c.rule.who == administrators && id.Membership.UserType != account.Administrator:
		return s.refuse(c, "for administrators only")
	}
	return nil
}

// touch notes that the session is used. Whoever only reads goes on when that
// cannot be written down, as on a full disk; the next request tries again.
func (s *service) touch(c *call, accountID string) {
	if err := s.Store.Touch(c, c.identity, accountID, s.now()); err != nil {
		s.Log.WarnContext(c, "the use of a session was not noted", "error", err)
	}
}

// refuse notes the attempt of somebody who may not, and says why.
func (s *service) refuse(c *call, why string) error {
	r := store.Refused{
		Caller: c.caller, Action: c.rule.action, Code: account.Forbidden, Now: s.now(),
		Target: account.ActivityTarget{Kind: string(c.rule.kind), ID: c.request.PathValue("id")},
	}
	if c.rule.who == signedIn {
		r.Target.ID = c.identity.PersonID
	}
	if len(r.Target.ID) > maxKey { // of nobody: the log takes no novels
		r.Target.ID = ""
	}
	return errors.Join(account.Faultf(account.Forbidden, why), s.Store.Refused(c, r))
}

func bearer(r *http.Request) (token string, ok bool) {
	scheme, token, found := strings.Cut(r.Header.Get("Authorization"), " ")
	token = strings.TrimSpace(token)
	return token, found && strings.EqualFold(scheme, "Bearer") && token != "" && len(token) <= 512
}
