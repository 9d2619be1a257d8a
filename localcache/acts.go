package localcache

import (
	"context"
	"slices"

	"rollcall/account"
)

// UpdateAccount changes the account itself and shows it at once.
func (c *Cache) UpdateAccount(ctx context.Context, a account.AccountChange, act account.Act) (account.Account, error) {
	changed, err := c.remote.UpdateAccount(ctx, a, act)
	return changed, c.showAccount(changed, err)
}

// UpdateMe changes one's own profile and shows it at once.
func (c *Cache) UpdateMe(ctx context.Context, p account.ProfileChange, act account.Act) (account.Profile, error) {
	began := c.moment()
	me, err := c.remote.UpdateMe(ctx, p, act)
	if err == nil {
		c.change(func(moment uint64) { c.showMe(me, began, moment) })
	}
	return me, c.heed(err)
}

// ChangePassword replaces one's own password.
func (c *Cache) ChangePassword(ctx context.Context, p account.PasswordChange, act account.Act) error {
	return c.heed(c.remote.ChangePassword(ctx, p, act))
}

// UpdateUser changes a user and shows it at once.
func (c *Cache) UpdateUser(ctx context.Context, id string, u account.UserChange, act account.Act) (account.User, error) {
	user, err := c.remote.UpdateUser(ctx, id, u, act)
	return user, c.showUser(user, err)
}

// DeleteUser deletes a user; the row goes at once.
func (c *Cache) DeleteUser(ctx context.Context, id string, act account.Act) (account.Receipt, error) {
	receipt, err := c.remote.DeleteUser(ctx, id, act)
	if err == nil {
		c.change(func(moment uint64) { c.rows.users.answerGone(id, act.Version, moment, nil) })
	}
	return receipt, c.heed(err)
}

// SetUserPassword replaces somebody's password.
func (c *Cache) SetUserPassword(ctx context.Context, id string, p account.UserPassword, act account.Act) error {
	return c.heed(c.remote.SetUserPassword(ctx, id, p, act))
}

// SendPasswordLink sends somebody the link to choose a new password.
func (c *Cache) SendPasswordLink(ctx context.Context, id string, act account.Act) error {
	return c.heed(c.remote.SendPasswordLink(ctx, id, act))
}

// ResetTwoFactor takes somebody's second factors away; the feed brings the row.
func (c *Cache) ResetTwoFactor(ctx context.Context, id string, act account.Act) error {
	return c.heed(c.remote.ResetTwoFactor(ctx, id, act))
}

// SignOutUser ends all sessions of a user.
func (c *Cache) SignOutUser(ctx context.Context, id string, act account.Act) error {
	return c.heed(c.remote.SignOutUser(ctx, id, act))
}

// CreateAPIToken makes a token. The copy keeps nothing of it.
func (c *Cache) CreateAPIToken(ctx context.Context, n account.NewAPIToken, act account.Act) (account.APIToken, error) {
	token, err := c.remote.CreateAPIToken(ctx, n, act)
	return token, c.heed(err)
}

// RevokeAPIToken ends a token at once.
func (c *Cache) RevokeAPIToken(ctx context.Context, id string, act account.Act) error {
	return c.heed(c.remote.RevokeAPIToken(ctx, id, act))
}

// Invite sends an invitation and shows it at once, without its link. The one
// that it replaces goes, unless the feed was quicker than the answer and shows
// what became of it already: it will not say so again.
func (c *Cache) Invite(ctx context.Context, n account.NewInvitation, act account.Act) (account.Invitation, error) {
	looked := c.versionOfInvitation(n.Replaces)
	i, err := c.remote.Invite(ctx, n, act)
	if err == nil && looked > 0 {
		c.change(func(moment uint64) { c.rows.invitations.answerGone(n.Replaces, looked, moment, nil) })
	}
	return i, c.showInvitation(i, err, false)
}

// versionOfInvitation is the version that is shown now, 0 when none is.
func (c *Cache) versionOfInvitation(id string) int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.rows.invitations.version(id)
}

// ResendInvitation sends a new link and shows the invitation at once.
func (c *Cache) ResendInvitation(ctx context.Context, id string, act account.Act) (account.Invitation, error) {
	i, err := c.remote.ResendInvitation(ctx, id, act)
	return i, c.showInvitation(i, err, false)
}

// ResendForLink resends, gives the new link and shows the invitation at once,
// without it.
func (c *Cache) ResendForLink(ctx context.Context, id string, act account.Act) (account.Invitation, error) {
	i, err := c.remote.ResendForLink(ctx, id, act)
	return i, c.showInvitation(i, err, false)
}

// CancelInvitation is the trash can: the row moves to the cancelled ones at once.
func (c *Cache) CancelInvitation(ctx context.Context, id string, act account.Act) error {
	err := c.remote.CancelInvitation(ctx, id, act)
	if err == nil {
		c.change(func(moment uint64) { c.showCancelled(id, act.Version, moment) })
	}
	return c.heed(err)
}

// showCancelled makes up the cancelled invitation that the service did not
// send. The caller holds the lock.
func (c *Cache) showCancelled(id string, looked int64, moment uint64) {
	row := c.rows.invitations.get(id)
	if row == nil {
		return
	}
	cancelled := *row
	cancelled.State = account.InvitationCancelled
	c.rows.invitations.answerGone(id, looked, moment, &cancelled)
}

// RestoreInvitation undoes the trash can and shows the invitation at once.
func (c *Cache) RestoreInvitation(ctx context.Context, id string, act account.Act) (account.Invitation, error) {
	i, err := c.remote.RestoreInvitation(ctx, id, act)
	return i, c.showInvitation(i, err, true)
}

// UpdateExternalUser changes an access and shows it at once.
func (c *Cache) UpdateExternalUser(ctx context.Context, id string, e account.ExternalUserChange, act account.Act) (account.ExternalUser, error) {
	external, err := c.remote.UpdateExternalUser(ctx, id, e, act)
	return external, c.showExternal(external, err, false)
}

// RemoveExternalUser removes an access; the row goes at once.
func (c *Cache) RemoveExternalUser(ctx context.Context, id string, act account.Act) (account.Receipt, error) {
	receipt, err := c.remote.RemoveExternalUser(ctx, id, act)
	if err == nil {
		c.change(func(moment uint64) { c.rows.externals.answerGone(id, act.Version, moment, nil) })
	}
	return receipt, c.heed(err)
}

// RestoreExternalUser gives a removed access back and shows it at once.
func (c *Cache) RestoreExternalUser(ctx context.Context, id string, act account.Act) (account.ExternalUser, error) {
	e, err := c.remote.RestoreExternalUser(ctx, id, act)
	return e, c.showExternal(e, err, true)
}

// RequestAccess asks the operator to let somebody in. The copy keeps nothing of it.
func (c *Cache) RequestAccess(ctx context.Context, n account.NewAccessRequest, act account.Act) (account.AccessRequest, error) {
	r, err := c.remote.RequestAccess(ctx, n, act)
	return r, c.heed(err)
}

// showAccount shows the account unless a newer one is shown already.
func (c *Cache) showAccount(a account.Account, err error) error {
	if err == nil {
		c.change(func(uint64) { c.placeAccount(a) })
	}
	return c.heed(err)
}

// placeAccount takes the account as an answer gave it. The caller holds the lock.
func (c *Cache) placeAccount(a account.Account) {
	if a.ID == c.head.Account.ID && a.Version < c.head.Account.Version {
		return
	}
	c.head.Account = a
	c.renameMembership(a)
}

// renameMembership carries the account's name over to where one chooses between
// accounts. The caller holds the lock.
func (c *Cache) renameMembership(a account.Account) {
	i := slices.IndexFunc(c.head.Me.Memberships, func(m account.Membership) bool { return m.AccountID == a.ID })
	if i >= 0 && c.head.Me.Memberships[i].AccountName != a.Name {
		ms := slices.Clone(c.head.Me.Memberships)
		ms[i].AccountName = a.Name
		c.head.Me.Memberships = ms
	}
}

// showMe shows one's own profile as a request that began at a moment gave it, in
// the list too. The caller holds the lock.
func (c *Cache) showMe(me account.Profile, began, moment uint64) {
	if me.Version < c.head.Me.Version {
		return
	}
	c.placeMe(me, began)
	if c.rows.users.get(me.ID) != nil {
		user := me.User
		c.rows.users.answerPut(&user, moment, false)
	}
}

// placeMe takes one's own profile. What the stream said of one's powers after
// the request began is newer than the answer. The caller holds the lock.
func (c *Cache) placeMe(me account.Profile, began uint64) {
	if began < c.powersAt && me.ID == c.head.Me.ID {
		me.Memberships = c.head.Me.Memberships
	}
	c.head.Me = me
}

func (c *Cache) showUser(u account.User, err error) error {
	if err == nil {
		c.change(func(moment uint64) {
			c.rows.users.answerPut(&u, moment, false)
			c.seeMyself()
		})
	}
	return c.heed(err)
}

func (c *Cache) showInvitation(i account.Invitation, err error, revives bool) error {
	if err == nil {
		// The link is a secret for the one who asked, not for the lists.
		i.Link = ""
		c.change(func(moment uint64) { c.rows.invitations.answerPut(&i, moment, revives) })
	}
	return c.heed(err)
}

func (c *Cache) showExternal(e account.ExternalUser, err error, revives bool) error {
	if err == nil {
		c.change(func(moment uint64) { c.rows.externals.answerPut(&e, moment, revives) })
	}
	return c.heed(err)
}
