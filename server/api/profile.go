package api

import (
	"net/http"

	"rollcall/account"
	"rollcall/server/store"
)

type profileOutput struct {
	ETag string `header:"ETag"`
	Body account.Profile
}

type profileInput struct {
	Body struct {
		ProfileFields
		CurrentPassword string `json:"current_password,omitempty" maxLength:"1024" doc:"Required with username"`
	}
}

type passwordInput struct {
	Body struct {
		CurrentPassword  string `json:"current_password" minLength:"1" maxLength:"1024"`
		NewPassword      string `json:"new_password" minLength:"1" maxLength:"4096"`
		EndOtherSessions bool   `json:"end_other_sessions,omitempty"`
	}
}

func (s *service) profile() {
	const tag = tagOneself
	add(s, op(http.MethodGet, "/v1/me", "get-me", "One's own profile", tag), rule{who: signedIn}, s.me)
	add(s, op(http.MethodPatch, "/v1/me", "update-me", "Change one's own profile", tag),
		rule{who: signedIn, match: required, body: wholeBody, once: true}, s.updateMe)
	add(s, op(http.MethodPut, "/v1/me/password", "change-password", "Change one's own password", tag),
		rule{who: signedIn, body: wholeBody, once: true}, s.changePassword)
}

func (s *service) me(c *call, in *Conditional) (*profileOutput, error) {
	p, err := s.Store.Profile(c, c.identity.PersonID, s.now())
	if err != nil {
		return nil, err
	}
	tag, err := in.tagged(p.Version)
	return &profileOutput{ETag: tag, Body: p}, err
}

func (s *service) updateMe(c *call, in *profileInput) (*profileOutput, error) {
	var f faults
	b := in.Body
	b.check(&f)
	if b.Username != nil && b.CurrentPassword == "" {
		f = append(f, account.FieldFault{Location: "body.current_password", Message: "is required"})
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	a, err := s.act(c, http.StatusOK)
	if err != nil {
		return nil, err
	}
	var hash string
	if b.Username != nil {
		if hash, err = s.ownPassword(c, b.CurrentPassword, account.ActionProfileModified); err != nil {
			return nil, err
		}
	}
	p, err := s.Store.UpdateProfile(c, a, account.ProfileChange{
		FirstName: b.FirstName, LastName: b.LastName, Language: b.Language,
		Phone: b.Phone, JobTitle: b.JobTitle, Username: b.Username,
	}, hash)
	return &profileOutput{ETag: etag(p.Version), Body: p}, err
}

func (s *service) changePassword(c *call, in *passwordInput) (*nothing, error) {
	a, err := s.act(c, http.StatusNoContent)
	if err != nil {
		return nil, err
	}
	old, err := s.ownPassword(c, in.Body.CurrentPassword, account.ActionPasswordChanged)
	if err != nil {
		return nil, err
	}
	me, err := s.Store.Profile(c, c.identity.PersonID, s.now())
	if err != nil {
		return nil, err
	}
	if err := s.CheckPassword(in.Body.NewPassword, personal(me), len(me.TwoFactor) > 0); err != nil {
		return nil, err
	}
	hash, err := s.Passwords.Hash(c, in.Body.NewPassword)
	if err != nil {
		return nil, err
	}
	return &nothing{}, s.Store.ChangePassword(c, a, old, hash, in.Body.EndOtherSessions)
}

// personal is what others would try as this person's password.
func personal(me account.Profile) []string {
	words := []string{me.FirstName, me.LastName, me.Username, me.Email}
	for _, m := range me.Memberships {
		words = append(words, m.AccountName)
	}
	return words
}

// ownPassword checks the caller's own password, as rarely as a sign-in, and
// gives the hash it had.
func (s *service) ownPassword(c *call, password, action string) (hash string, err error) {
	try, err := s.attempts.begin("\x00"+c.identity.PersonID, c.caller.Address) // no login has a NUL
	if err != nil {
		return "", err
	}
	if hash, err = s.Store.PasswordHash(c, c.identity.PersonID); err != nil {
		return "", err
	}
	ok, err := s.Passwords.Matches(c, password, hash)
	switch {
	case err != nil:
		return "", err
	case ok:
		try.succeeded()
		return hash, nil
	}
	r := store.Refused{Caller: c.caller, Action: action, Code: account.OwnPasswordWrong, Now: s.now()}
	r.Target = account.ActivityTarget{Kind: string(account.KindUser), ID: c.identity.PersonID}
	if err := s.Store.Refused(c, r); err != nil {
		return "", err
	}
	return "", account.Fault(account.OwnPasswordWrong)
}
