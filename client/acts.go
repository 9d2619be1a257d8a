package client

import (
	"context"
	"net/http"

	"rollcall/account"
)

// UpdateMe changes one's own profile.
func (a *Account) UpdateMe(ctx context.Context, c account.ProfileChange, act account.Act) (account.Profile, error) {
	return send(ctx, a, a.mine(http.MethodPatch).with(c, act), realProfile)
}

// ChangePassword replaces one's own password. Errors include OwnPasswordWrong
// and PasswordUnacceptable with its reason.
func (a *Account) ChangePassword(ctx context.Context, c account.PasswordChange, act account.Act) error {
	_, err := a.c.do(ctx, a.mine(http.MethodPut, "password").with(c, act))
	return err
}

// UpdateUser changes a user (R9).
func (a *Account) UpdateUser(ctx context.Context, id string, c account.UserChange, act account.Act) (account.User, error) {
	return send(ctx, a, a.within(http.MethodPatch, "users", id).with(c, act), realUser)
}

// DeleteUser deletes a user (R10).
func (a *Account) DeleteUser(ctx context.Context, id string, act account.Act) (account.Receipt, error) {
	return send(ctx, a, a.within(http.MethodDelete, "users", id).with(nil, act), realReceipt)
}

// Invite sends an invitation, or replaces one (R4, R8).
func (a *Account) Invite(ctx context.Context, n account.NewInvitation, act account.Act) (account.Invitation, error) {
	return send(ctx, a, a.within(http.MethodPost, "invitations").with(n, act), realInvitation)
}

// ResendInvitation sends a new link; the old one dies (R6).
func (a *Account) ResendInvitation(ctx context.Context, id string, act account.Act) (account.Invitation, error) {
	return send(ctx, a, a.within(http.MethodPost, "invitations", id, "resend").with(struct{}{}, act), realInvitation)
}

// CancelInvitation is the trash can (R7).
func (a *Account) CancelInvitation(ctx context.Context, id string, act account.Act) error {
	_, err := a.c.do(ctx, a.within(http.MethodDelete, "invitations", id).with(nil, act))
	return err
}

// RestoreInvitation undoes the trash can within 24 hours (R7).
func (a *Account) RestoreInvitation(ctx context.Context, id string, act account.Act) (account.Invitation, error) {
	return send(ctx, a, a.within(http.MethodPost, "invitations", id, "restore").with(nil, act), realInvitation)
}

// UpdateExternalUser changes an access in this account only (R11).
func (a *Account) UpdateExternalUser(ctx context.Context, id string, c account.ExternalUserChange, act account.Act) (account.ExternalUser, error) {
	return send(ctx, a, a.within(http.MethodPatch, "external-users", id).with(c, act), realExternalUser)
}

// RemoveExternalUser removes an access (R11).
func (a *Account) RemoveExternalUser(ctx context.Context, id string, act account.Act) (account.Receipt, error) {
	return send(ctx, a, a.within(http.MethodDelete, "external-users", id).with(nil, act), realReceipt)
}

// RestoreExternalUser gives a removed access back within 24 hours.
func (a *Account) RestoreExternalUser(ctx context.Context, id string, act account.Act) (account.ExternalUser, error) {
	return send(ctx, a, a.within(http.MethodPost, "external-users", id, "restore").with(nil, act), realExternalUser)
}

// SignOut ends the session; one that is already over counts as signed out.
func (a *Account) SignOut(ctx context.Context) error { return a.c.SignOut(ctx, a.token()) }
