package api

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"rollcall/account"
	"rollcall/server/passwords"
	"rollcall/server/store"
)

type twoFactorOutput struct {
	Body account.TwoFactor
}

type ownPasswordInput struct {
	Body struct {
		CurrentPassword string `json:"current_password" minLength:"1" maxLength:"1024"`
	}
}

type codeInput struct {
	Body struct {
		Code string `json:"code" minLength:"1" maxLength:"64" doc:"Six digits"`
	}
}

type emailMethodInput struct {
	Body struct {
		Address         string `json:"address" minLength:"1" maxLength:"320" doc:"Where codes are sent; need not be the address that one signs in with"`
		CurrentPassword string `json:"current_password" minLength:"1" maxLength:"1024"`
	}
}

type appSecretOutput struct {
	Body account.AppSecret
}

type recoveryOutput struct {
	Body account.RecoverySet
}

// twoFactor is what people do about their own second factors (R14). All of it
// works while the account waits for them to set one up.
func (s *service) twoFactor() {
	const tag, path = tagOneself, "/v1/me/two-factor"
	reading := rule{who: signedIn, session: true, setup: true, action: account.ActionListRead, kind: account.KindUser}
	adding := rule{who: signedIn, session: true, setup: true, body: wholeBody, once: true, action: account.ActionTwoFactorAdded, kind: account.KindUser}
	removing, codes := adding, adding
	removing.action, codes.action = account.ActionTwoFactorRemoved, account.ActionRecoveryCodes

	add(s, op(http.MethodGet, path, "get-two-factor", "One's second factors", tag), reading, s.myTwoFactor)

	app := op(http.MethodPost, path+"/app", "set-up-app", "Begin with an authenticator app", tag)
	app.Description = "Nothing counts before the first code of the app was confirmed. The secret is shown once."
	add(s, app, adding, s.setUpApp)
	add(s, op(http.MethodPost, path+"/app/confirm", "confirm-app", "Switch the authenticator app on", tag), adding,
		func(c *call, in *codeInput) (*nothing, error) {
			return s.done(c, func(a store.Act) error { return s.Store.ConfirmApp(c, a, in.Body.Code) })
		})

	email := op(http.MethodPost, path+"/email", "set-up-email-codes", "Begin with codes by e-mail", tag)
	email.DefaultStatus = http.StatusAccepted
	email.Description = "Sends a first code to the address. Nothing counts before it was confirmed."
	add(s, email, adding, s.setUpEmailCodes)
	add(s, op(http.MethodPost, path+"/email/confirm", "confirm-email-codes", "Switch codes by e-mail on", tag), adding,
		func(c *call, in *codeInput) (*nothing, error) {
			return s.done(c, func(a store.Act) error { return s.Store.ConfirmEmailCodes(c, a, in.Body.Code) })
		})

	add(s, removal(path+"/app/remove", "remove-app", "Switch the authenticator app off"), removing, s.removeMethod(account.MethodApp))
	add(s, removal(path+"/email/remove", "remove-email-codes", "Switch codes by e-mail off"), removing, s.removeMethod(account.MethodEmail))

	recovery := op(http.MethodPost, path+"/recovery-codes", "new-recovery-codes", "Make new recovery codes", tag)
	recovery.Description = "The former ones stop working. They are shown once."
	add(s, recovery, codes, s.newRecoveryCodes)
}

// userTwoFactor is the way out for somebody who lost theirs.
func (s *service) userTwoFactor(path string) {
	reset := op(http.MethodPost, path+"/{id}/two-factor/reset", "reset-user-two-factor", "Take somebody's second factors away", tagUsers)
	reset.Description = "Ends every session, trusted device and API token of that person, who is told by e-mail."
	add(s, reset, rule{
		who: administrators, session: true, body: optionalBody, once: true, item: s.userExists,
		action: account.ActionTwoFactorReset, kind: account.KindUser,
	}, func(c *call, in *OnItem) (*nothing, error) {
		return s.done(c, func(a store.Act) error { return s.Store.ResetTwoFactor(c, a, in.ID) })
	})
}

func removal(path, id, summary string) huma.Operation {
	o := op(http.MethodPost, path, id, summary, tagOneself)
	o.Description = "The last second factor goes only when the password can stand alone: 15 characters and more."
	return o
}

func (s *service) myTwoFactor(c *call, _ *nothing) (*twoFactorOutput, error) {
	t, err := s.Store.TwoFactor(c, c.identity.PersonID)
	return &twoFactorOutput{Body: t}, err
}

func (s *service) setUpApp(c *call, in *ownPasswordInput) (*appSecretOutput, error) {
	hash, a, err := s.withPassword(c, in.Body.CurrentPassword, http.StatusOK)
	if err != nil {
		return nil, err
	}
	secret, err := s.Store.BeginApp(c, a, hash)
	return &appSecretOutput{Body: secret}, err
}

func (s *service) setUpEmailCodes(c *call, in *emailMethodInput) (*nothing, error) {
	var f faults
	f.email("body.address", &in.Body.Address)
	if err := f.err(); err != nil {
		return nil, err
	}
	hash, a, err := s.withPassword(c, in.Body.CurrentPassword, http.StatusAccepted)
	if err != nil {
		return nil, err
	}
	return &nothing{}, s.Store.BeginEmailCodes(c, a, hash, in.Body.Address)
}

func (s *service) removeMethod(m account.Method) func(*call, *ownPasswordInput) (*nothing, error) {
	return func(c *call, in *ownPasswordInput) (*nothing, error) {
		hash, a, err := s.withPassword(c, in.Body.CurrentPassword, http.StatusNoContent)
		if err != nil {
			return nil, err
		}
		return &nothing{}, s.Store.RemoveMethod(c, a, m, hash, passwords.StandsAlone(in.Body.CurrentPassword))
	}
}

func (s *service) newRecoveryCodes(c *call, in *ownPasswordInput) (*recoveryOutput, error) {
	hash, a, err := s.withPassword(c, in.Body.CurrentPassword, http.StatusOK)
	if err != nil {
		return nil, err
	}
	set, err := s.Store.NewRecoveryCodes(c, a, hash)
	return &recoveryOutput{Body: set}, err
}

// withPassword begins an act on oneself that needs the current password, and
// gives the hash that it had.
func (s *service) withPassword(c *call, password string, status int) (hash string, a store.Act, err error) {
	if a, err = s.act(c, status); err == nil {
		hash, err = s.ownPassword(c, password, selfTarget(c, c.rule.action))
	}
	return hash, a, err
}
