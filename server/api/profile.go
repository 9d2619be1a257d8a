package api

import (
	"net/http"

	"rollcall/account"
)

type profileOutput struct {
	ETag string `header:"ETag"`
	Body account.Profile
}

type profileInput struct {
	Body struct {
		ProfileFields
		CurrentPassword string `json:"current_password,omitempty" maxLength:"1024" doc:"Required with email and username"`
	}
}

func (s *service) profile() {
	const tag = tagOneself
	reading := rule{who: signedIn, session: true, action: account.ActionListRead, kind: account.KindUser}
	add(s, op(http.MethodGet, "/v1/me", "get-me", "One's own profile", tag), reading, s.me)

	changing := rule{
		who: signedIn, session: true, match: required, body: wholeBody, once: true,
		action: account.ActionProfileModified, kind: account.KindUser,
	}
	update := op(http.MethodPatch, "/v1/me", "update-me", "Change one's own profile", tag)
	update.Description = "A new address stands as pending_email until the link sent there is opened; the old address is told."
	add(s, update, changing, s.updateMe)

	changing.match, changing.action = ignored, account.ActionPasswordChanged
	add(s, op(http.MethodPut, "/v1/me/password", "change-password", "Change one's own password", tag), changing, s.changePassword)
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
	login := b.Email != nil || b.Username != nil
	if login && b.CurrentPassword == "" {
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
	if login {
		if hash, err = s.ownPassword(c, b.CurrentPassword, selfTarget(c, account.ActionProfileModified)); err != nil {
			return nil, err
		}
	}
	p, err := s.Store.UpdateProfile(c, a, account.ProfileChange{
		FirstName: b.FirstName, LastName: b.LastName, Language: b.Language,
		Phone: b.Phone, JobTitle: b.JobTitle, Email: b.Email, Username: b.Username,
	}, hash)
	return &profileOutput{ETag: etag(p.Version), Body: p}, err
}
