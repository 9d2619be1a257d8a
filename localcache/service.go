package localcache

import (
	"context"

	"rollcall/account"
)

// Reads go to the service: what a caller asks for by name is meant to be fresh.
// A single row that comes back is shown at once.

// Account asks the service.
func (c *Cache) Account(ctx context.Context) (account.Account, error) {
	a, err := c.remote.Account(ctx)
	return a, c.showAccount(a, err)
}

// Permissions asks the service.
func (c *Cache) Permissions(ctx context.Context, language string) (account.Catalogue, error) {
	p, err := c.remote.Permissions(ctx, language)
	return p, c.heed(err)
}

// Me asks the service.
func (c *Cache) Me(ctx context.Context) (account.Profile, error) {
	began := c.moment()
	me, err := c.remote.Me(ctx)
	if err == nil {
		c.change(func(moment uint64) { c.showMe(me, began, moment) })
	}
	return me, c.heed(err)
}

// Users asks the service.
func (c *Cache) Users(ctx context.Context, q account.ListQuery) (account.Page[account.User], error) {
	page, err := c.remote.Users(ctx, q)
	return page, c.heed(err)
}

// User asks the service.
func (c *Cache) User(ctx context.Context, id string) (account.User, error) {
	u, err := c.remote.User(ctx, id)
	return u, c.showUser(u, err)
}

// UserAccess asks the service.
func (c *Cache) UserAccess(ctx context.Context, id string) (account.Access, error) {
	access, err := c.remote.UserAccess(ctx, id)
	return access, c.heed(err)
}

// APITokens asks the service.
func (c *Cache) APITokens(ctx context.Context, q account.ListQuery) (account.Page[account.APIToken], error) {
	page, err := c.remote.APITokens(ctx, q)
	return page, c.heed(err)
}

// Invitations asks the service.
func (c *Cache) Invitations(ctx context.Context, q account.ListQuery) (account.Page[account.Invitation], error) {
	page, err := c.remote.Invitations(ctx, q)
	return page, c.heed(err)
}

// Invitation asks the service.
func (c *Cache) Invitation(ctx context.Context, id string) (account.Invitation, error) {
	i, err := c.remote.Invitation(ctx, id)
	return i, c.showInvitation(i, err, false)
}

// ExternalUsers asks the service.
func (c *Cache) ExternalUsers(ctx context.Context, q account.ListQuery) (account.Page[account.ExternalUser], error) {
	page, err := c.remote.ExternalUsers(ctx, q)
	return page, c.heed(err)
}

// ExternalUser asks the service.
func (c *Cache) ExternalUser(ctx context.Context, id string) (account.ExternalUser, error) {
	e, err := c.remote.ExternalUser(ctx, id)
	return e, c.showExternal(e, err, false)
}

// AccessRequests asks the service.
func (c *Cache) AccessRequests(ctx context.Context, q account.ListQuery) (account.Page[account.AccessRequest], error) {
	page, err := c.remote.AccessRequests(ctx, q)
	return page, c.heed(err)
}

// Notices asks the service.
func (c *Cache) Notices(ctx context.Context, language string) ([]account.Notice, error) {
	notices, err := c.remote.Notices(ctx, language)
	return notices, c.heed(err)
}

// Changes asks the service.
func (c *Cache) Changes(ctx context.Context, since int64, limit int) (account.Changes, error) {
	page, err := c.remote.Changes(ctx, since, limit)
	return page, c.heed(err)
}

// Events follows the service's stream.
func (c *Cache) Events(ctx context.Context, handle func(account.Event)) error {
	return c.heed(c.remote.Events(ctx, handle))
}

// Activity asks the service.
func (c *Cache) Activity(ctx context.Context, q account.ActivityQuery) (account.Page[account.Activity], error) {
	page, err := c.remote.Activity(ctx, q)
	return page, c.heed(err)
}

// SignOut ends the session on the service, and with it Run.
func (c *Cache) SignOut(ctx context.Context) error {
	if err := c.remote.SignOut(ctx); err != nil {
		return c.heed(err)
	}
	c.end(&account.Error{Code: account.SessionEnded, Reason: account.ReasonSignedOut})
	return nil
}

// heed learns from the error of any call, and gives it on: that the session is
// over, which ends Run; or, from a refusal, that one's powers may have changed, or
// that maintenance has begun, without a word from the stream, which Run then looks
// into.
func (c *Cache) heed(err error) error {
	if over := endOf(err); over != nil {
		c.end(over)
		return err
	}
	switch account.CodeOf(err) {
	case account.Forbidden, account.NotFound, account.Maintenance:
		c.inbox.put(func(n *news) { n.doubt = true })
	}
	return err
}
