package client

import (
	"context"
	"net/http"

	"rollcall/account"
)

// UpdateAccount changes the account itself: its name, and whether everybody
// needs a second factor.
func (a *Account) UpdateAccount(ctx context.Context, c account.AccountChange, act account.Act) (account.Account, error) {
	return send(ctx, a, a.within(http.MethodPatch).with(c, act), realAccount)
}

// UpdateMe changes one's own profile.
func (a *Account) UpdateMe(ctx context.Context, c account.ProfileChange, act account.Act) (account.Profile, error) {
	return send(ctx, a, a.mine(http.MethodPatch).with(c, act), realProfile)
}

// ChangePassword replaces one's own password. Errors include OwnPasswordWrong
// and PasswordUnacceptable with its reason.
func (a *Account) ChangePassword(ctx context.Context, c account.PasswordChange, act account.Act) error {
	return a.act(ctx, a.mine(http.MethodPut, "password").with(c, act))
}

// UpdateUser changes a user (R9).
func (a *Account) UpdateUser(ctx context.Context, id string, c account.UserChange, act account.Act) (account.User, error) {
	return send(ctx, a, a.within(http.MethodPatch, "users", id).with(c, act), realUser)
}

// DeleteUser deletes a user (R10).
func (a *Account) DeleteUser(ctx context.Context, id string, act account.Act) (account.Receipt, error) {
	return send(ctx, a, a.within(http.MethodDelete, "users", id).with(nil, act), realReceipt)
}

// SetUserPassword replaces somebody's password (R9). Errors include
// OwnPasswordWrong and PasswordUnacceptable with its reason.
func (a *Account) SetUserPassword(ctx context.Context, id string, p account.UserPassword, act account.Act) error {
	return a.act(ctx, a.within(http.MethodPut, "users", id, "password").with(p, act))
}

// SendPasswordLink sends somebody the link to choose a new password.
func (a *Account) SendPasswordLink(ctx context.Context, id string, act account.Act) error {
	return a.act(ctx, a.within(http.MethodPost, "users", id, "password-reset").with(nil, act))
}

// ResetTwoFactor takes somebody's second factors away (R14).
func (a *Account) ResetTwoFactor(ctx context.Context, id string, act account.Act) error {
	return a.act(ctx, a.within(http.MethodPost, "users", id, "two-factor", "reset").with(nil, act))
}

// SignOutUser ends all sessions of a user.
func (a *Account) SignOutUser(ctx context.Context, id string, act account.Act) error {
	return a.act(ctx, a.within(http.MethodPost, "users", id, "sign-out").with(nil, act))
}

// CreateAPIToken makes a token and gives it, once. It is sent once: after a lost
// answer the token may exist without anybody knowing it, and its repeat under
// the same key is refused with IdempotencyRunning. It then stands in the list, to
// be revoked.
func (a *Account) CreateAPIToken(ctx context.Context, n account.NewAPIToken, act account.Act) (account.APIToken, error) {
	k := a.within(http.MethodPost, "api-tokens").with(n, act)
	k.once = true
	return send(ctx, a, k, realNewAPIToken)
}

// RevokeAPIToken ends a token at once.
func (a *Account) RevokeAPIToken(ctx context.Context, id string, act account.Act) error {
	return a.act(ctx, a.within(http.MethodDelete, "api-tokens", id).with(nil, act))
}

// Invite sends an invitation, or replaces one (R4, R8). One whose answer holds
// the link is sent once, as CreateAPIToken is.
func (a *Account) Invite(ctx context.Context, n account.NewInvitation, act account.Act) (account.Invitation, error) {
	k := a.within(http.MethodPost, "invitations").with(n, act)
	k.once = n.ReturnLink
	return send(ctx, a, k, realInvitation)
}

// ResendInvitation sends a new link; the old one dies (R6).
func (a *Account) ResendInvitation(ctx context.Context, id string, act account.Act) (account.Invitation, error) {
	return send(ctx, a, a.within(http.MethodPost, "invitations", id, "resend").with(struct{}{}, act), realInvitation)
}

// ResendForLink resends and gives the new link. It is sent once, as
// CreateAPIToken is: after a lost answer the mail is on its way and the link that
// it brings is not told a second time.
func (a *Account) ResendForLink(ctx context.Context, id string, act account.Act) (account.Invitation, error) {
	k := a.within(http.MethodPost, "invitations", id, "resend").with(linkAsked{ReturnLink: true}, act)
	k.once = true
	return send(ctx, a, k, realInvitation)
}

// linkAsked asks for the link in the answer.
type linkAsked struct {
	ReturnLink bool `json:"return_link"`
}

// CancelInvitation is the trash can (R7).
func (a *Account) CancelInvitation(ctx context.Context, id string, act account.Act) error {
	return a.act(ctx, a.within(http.MethodDelete, "invitations", id).with(nil, act))
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

// RequestAccess asks the operator to let a person of another account in (R12).
func (a *Account) RequestAccess(ctx context.Context, n account.NewAccessRequest, act account.Act) (account.AccessRequest, error) {
	return send(ctx, a, a.within(http.MethodPost, "external-access-requests").with(n, act), realAccessRequest)
}
