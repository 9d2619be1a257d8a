package localcache

import (
	"context"

	"rollcall/account"
)

// What people do about their own ways in goes to the service and leaves no trace
// here: nothing of it is in the lists, and some answers are secrets.

// MySessions asks the service.
func (c *Cache) MySessions(ctx context.Context) ([]account.Device, error) {
	devices, err := c.remote.MySessions(ctx)
	return devices, c.heed(err)
}

// EndMySession signs one out somewhere.
func (c *Cache) EndMySession(ctx context.Context, id string, act account.Act) error {
	return c.heed(c.remote.EndMySession(ctx, id, act))
}

// MyTrustedDevices asks the service.
func (c *Cache) MyTrustedDevices(ctx context.Context) ([]account.Device, error) {
	devices, err := c.remote.MyTrustedDevices(ctx)
	return devices, c.heed(err)
}

// DistrustDevice has a device asked for a code again.
func (c *Cache) DistrustDevice(ctx context.Context, id string, act account.Act) error {
	return c.heed(c.remote.DistrustDevice(ctx, id, act))
}

// TwoFactor asks the service.
func (c *Cache) TwoFactor(ctx context.Context) (account.TwoFactor, error) {
	active, err := c.remote.TwoFactor(ctx)
	return active, c.heed(err)
}

// SetUpApp begins with an authenticator app.
func (c *Cache) SetUpApp(ctx context.Context, currentPassword string, act account.Act) (account.AppSecret, error) {
	secret, err := c.remote.SetUpApp(ctx, currentPassword, act)
	return secret, c.heed(err)
}

// ConfirmApp makes the authenticator app count.
func (c *Cache) ConfirmApp(ctx context.Context, code string, act account.Act) error {
	return c.changedMyself(c.remote.ConfirmApp(ctx, code, act))
}

// SetUpEmailCodes has a first code sent to an address.
func (c *Cache) SetUpEmailCodes(ctx context.Context, m account.EmailMethod, act account.Act) error {
	return c.heed(c.remote.SetUpEmailCodes(ctx, m, act))
}

// ConfirmEmailCodes makes codes by e-mail count.
func (c *Cache) ConfirmEmailCodes(ctx context.Context, code string, act account.Act) error {
	return c.changedMyself(c.remote.ConfirmEmailCodes(ctx, code, act))
}

// RemoveMethod ends a second factor.
func (c *Cache) RemoveMethod(ctx context.Context, m account.Method, currentPassword string, act account.Act) error {
	return c.changedMyself(c.remote.RemoveMethod(ctx, m, currentPassword, act))
}

// NewRecoveryCodes gives a fresh set.
func (c *Cache) NewRecoveryCodes(ctx context.Context, currentPassword string, act account.Act) (account.RecoverySet, error) {
	set, err := c.remote.NewRecoveryCodes(ctx, currentPassword, act)
	return set, c.heed(err)
}

// changedMyself has one's own profile read anew after an act that changed it
// without saying how: who has no lists has no feed to learn it from.
func (c *Cache) changedMyself(err error) error {
	if err == nil {
		c.inbox.put(func(n *news) { n.doubt = true })
	}
	return c.heed(err)
}
