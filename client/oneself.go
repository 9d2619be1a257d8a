package client

import (
	"context"
	"net/http"
	"net/url"

	"rollcall/account"
)

// password is the body of acts that ask for one's own password again.
type password struct {
	CurrentPassword string `json:"current_password"`
}

// code is the body of acts that prove that a second factor works.
type code struct {
	Code string `json:"code"`
}

// MySessions reads where one is signed in.
func (a *Account) MySessions(ctx context.Context) ([]account.Device, error) {
	return a.devices(ctx, "sessions")
}

// EndMySession signs one out somewhere.
func (a *Account) EndMySession(ctx context.Context, id string, act account.Act) error {
	return a.act(ctx, a.mineOf(http.MethodDelete, "sessions", id).with(nil, act))
}

// MyTrustedDevices reads which devices are not asked for a code.
func (a *Account) MyTrustedDevices(ctx context.Context) ([]account.Device, error) {
	return a.devices(ctx, "trusted-devices")
}

// DistrustDevice has a device asked for a code again.
func (a *Account) DistrustDevice(ctx context.Context, id string, act account.Act) error {
	return a.act(ctx, a.mineOf(http.MethodDelete, "trusted-devices", id).with(nil, act))
}

// TwoFactor reads the second factors that are active.
func (a *Account) TwoFactor(ctx context.Context) (account.TwoFactor, error) {
	return send(ctx, a, a.mine(http.MethodGet, "two-factor"), realTwoFactor)
}

// SetUpApp begins with an authenticator app. It is sent once and without a key:
// an answer that is a secret is not kept by the service for a repeat, and
// beginning anew does no harm. After a lost answer one simply asks again.
func (a *Account) SetUpApp(ctx context.Context, currentPassword string, _ account.Act) (account.AppSecret, error) {
	return send(ctx, a, a.secretly("two-factor", "app").carrying(password{currentPassword}), realAppSecret)
}

// ConfirmApp makes the authenticator app count; SecondFactorInvalid.
func (a *Account) ConfirmApp(ctx context.Context, digits string, act account.Act) error {
	return a.act(ctx, a.mine(http.MethodPost, "two-factor", "app", "confirm").with(code{digits}, act))
}

// SetUpEmailCodes has a first code sent to an address.
func (a *Account) SetUpEmailCodes(ctx context.Context, m account.EmailMethod, act account.Act) error {
	return a.act(ctx, a.mine(http.MethodPost, "two-factor", "email").with(m, act))
}

// ConfirmEmailCodes makes codes by e-mail count; SecondFactorInvalid.
func (a *Account) ConfirmEmailCodes(ctx context.Context, digits string, act account.Act) error {
	return a.act(ctx, a.mine(http.MethodPost, "two-factor", "email", "confirm").with(code{digits}, act))
}

// RemoveMethod ends a second factor.
func (a *Account) RemoveMethod(ctx context.Context, m account.Method, currentPassword string, act account.Act) error {
	return a.act(ctx, a.mine(http.MethodPost, "two-factor", string(m), "remove").with(password{currentPassword}, act))
}

// NewRecoveryCodes gives a fresh set; the former one is void. Like SetUpApp it
// is sent once and without a key.
func (a *Account) NewRecoveryCodes(ctx context.Context, currentPassword string, _ account.Act) (account.RecoverySet, error) {
	return send(ctx, a, a.secretly("two-factor", "recovery-codes").carrying(password{currentPassword}), realRecoverySet)
}

// secretly is a call below /v1/me whose answer is a secret.
func (a *Account) secretly(path ...string) call {
	k := a.mine(http.MethodPost, path...)
	k.once = true
	return k
}

// devices reads a list of one's own to its end; it is short.
func (a *Account) devices(ctx context.Context, list string) ([]account.Device, error) {
	all, seen := []account.Device{}, map[string]bool{"": true}
	for cursor := ""; ; {
		v := url.Values{}
		setIf(v, "cursor", cursor)
		page, err := sendForPage(ctx, a, a.mine(http.MethodGet, list).asking(v), realDevice)
		if err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
		switch cursor = page.NextCursor; {
		case cursor == "":
			return all, nil
		case seen[cursor]:
			return nil, account.Faultf(account.BadAnswer, "the pages of a list do not end")
		}
		seen[cursor] = true
	}
}
