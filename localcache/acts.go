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

// UpdateUser changes a user and shows it at once. It may be Deferred.
func (c *Cache) UpdateUser(ctx context.Context, id string, u account.UserChange, act account.Act) (account.User, error) {
	return answerOf[account.User](c.deed(ctx, deciding(account.DeedModify, id, account.Waiting{User: &u}), act))
}

// DeleteUser deletes a user; the row goes at once. It may be Deferred.
func (c *Cache) DeleteUser(ctx context.Context, id string, act account.Act) (account.Receipt, error) {
	return answerOf[account.Receipt](c.deed(ctx, deciding(account.DeedDelete, id, account.Waiting{}), act))
}

// deciding is an act that can wait, with what it says beside its deed and row.
func deciding(deed account.Deed, target string, what account.Waiting) decided {
	what.Deed, what.Target = deed, target
	return decided{Waiting: what}
}

// answerOf is an answer in its kind; the zero value when there is none.
func answerOf[T any](answer any, err error) (T, error) {
	t, _ := answer.(T)
	return t, err
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

// Invite sends an invitation and shows it at once, without its link. It may be
// Deferred, unless the link is asked for.
func (c *Cache) Invite(ctx context.Context, n account.NewInvitation, act account.Act) (account.Invitation, error) {
	deed := account.DeedInvite
	if n.Replaces != "" {
		deed = account.DeedCorrect
	}
	d := deciding(deed, n.Replaces, account.Waiting{Invitation: &n})
	if n.ReturnLink {
		d.ID, d.Version = act.Key, act.Version
		return answerOf[account.Invitation](c.direct(ctx, d))
	}
	return answerOf[account.Invitation](c.deed(ctx, d, act))
}

// ResendInvitation sends a new link and shows the invitation at once. It may be
// Deferred.
func (c *Cache) ResendInvitation(ctx context.Context, id string, act account.Act) (account.Invitation, error) {
	return answerOf[account.Invitation](c.deed(ctx, deciding(account.DeedResend, id, account.Waiting{}), act))
}

// ResendForLink resends, gives the new link and shows the invitation at once,
// without it.
func (c *Cache) ResendForLink(ctx context.Context, id string, act account.Act) (account.Invitation, error) {
	i, err := c.remote.ResendForLink(ctx, id, act)
	return i, c.showInvitation(i, err, false)
}

// CancelInvitation is the trash can: the row moves to the cancelled ones at once. It
// may be Deferred.
func (c *Cache) CancelInvitation(ctx context.Context, id string, act account.Act) error {
	_, err := c.deed(ctx, deciding(account.DeedCancel, id, account.Waiting{}), act)
	return err
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

// RestoreInvitation undoes the trash can and shows the invitation at once. While the
// trash can waits to be sent, it takes that back, and gives the row as it is.
// Unreachable when the trash can may have been done.
func (c *Cache) RestoreInvitation(ctx context.Context, id string, act account.Act) (account.Invitation, error) {
	if undone, d, err := c.undo(ctx, account.DeedCancel, id); err != nil {
		return account.Invitation{}, err
	} else if undone && d.LookedInvitation != nil {
		return *d.LookedInvitation, nil
	}
	i, err := c.remote.RestoreInvitation(ctx, id, act)
	return i, c.showInvitation(i, err, true)
}

// UpdateExternalUser changes an access and shows it at once. It may be Deferred.
func (c *Cache) UpdateExternalUser(ctx context.Context, id string, e account.ExternalUserChange, act account.Act) (account.ExternalUser, error) {
	return answerOf[account.ExternalUser](c.deed(ctx, deciding(account.DeedEditAccess, id, account.Waiting{External: &e}), act))
}

// RemoveExternalUser removes an access; the row goes at once. It may be Deferred.
func (c *Cache) RemoveExternalUser(ctx context.Context, id string, act account.Act) (account.Receipt, error) {
	return answerOf[account.Receipt](c.deed(ctx, deciding(account.DeedRemoveAccess, id, account.Waiting{}), act))
}

// RestoreExternalUser gives a removed access back and shows it at once. While the
// removal waits to be sent, it takes that back, and gives the row as it is.
// Unreachable when the removal may have been done.
func (c *Cache) RestoreExternalUser(ctx context.Context, id string, act account.Act) (account.ExternalUser, error) {
	if undone, d, err := c.undo(ctx, account.DeedRemoveAccess, id); err != nil {
		return account.ExternalUser{}, err
	} else if undone && d.LookedExternal != nil {
		return *d.LookedExternal, nil
	}
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
