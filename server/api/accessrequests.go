package api

import (
	"net/http"

	"rollcall/account"
)

type accessRequestsInput struct {
	InAccount
	Paging
}

type accessRequestsOutput struct {
	Body account.Page[account.AccessRequest]
}

type requestAccessInput struct {
	InAccount
	Body struct {
		Email       string               `json:"email" minLength:"1" maxLength:"320"`
		HomeAccount string               `json:"home_account" minLength:"1" maxLength:"400" doc:"What the requester calls the person's own account"`
		UserType    account.UserType     `json:"user_type" enum:"administrator,user,custom"`
		Permissions []account.Permission `json:"permissions,omitempty" maxItems:"100" nullable:"false"`
		Reason      string               `json:"reason" minLength:"1" maxLength:"2000"`
		Until       endDate              `json:"until,omitzero"`
	}
}

type accessRequestOutput struct {
	Body account.AccessRequest
}

// accessRequests is R12: the operator lets people of other accounts in, by
// command. Nothing here tells whether an address is known.
func (s *service) accessRequests() {
	const tag, path = tagExternals, accountPath + "/external-access-requests"
	kind := account.KindAccessRequest
	add(s, op(http.MethodGet, path, "list-access-requests", "What the operator was asked for, the newest first", tag),
		rule{who: administrators, action: account.ActionListRead, kind: kind}, s.listAccessRequests)

	ask := op(http.MethodPost, path, "request-access", "Ask the operator to let a person of another account in", tag)
	ask.DefaultStatus = http.StatusCreated
	ask.Description = "The answer is the same whether anybody has that address or not."
	add(s, ask, rule{who: administrators, body: wholeBody, nullable: "until", once: true, action: account.ActionAccessRequested, kind: kind}, s.requestAccess)
}

func (s *service) listAccessRequests(c *call, in *accessRequestsInput) (*accessRequestsOutput, error) {
	p, err := s.Store.AccessRequests(c, in.AccountID, account.ListQuery{Cursor: in.Cursor, Limit: in.Limit})
	return &accessRequestsOutput{Body: p}, err
}

func (s *service) requestAccess(c *call, in *requestAccessInput) (*accessRequestOutput, error) {
	n, err := s.newAccessRequest(in)
	if err != nil {
		return nil, err
	}
	a, err := s.act(c, http.StatusCreated)
	if err != nil {
		return nil, err
	}
	made, err := s.Store.RequestAccess(c, a, n)
	return &accessRequestOutput{Body: made}, err
}

// newAccessRequest cleans the fields, or says all that is wrong with them.
func (s *service) newAccessRequest(in *requestAccessInput) (account.NewAccessRequest, error) {
	var f faults
	b := in.Body
	f.email("body.email", &b.Email)
	f.name("body.home_account", &b.HomeAccount, account.MaxHomeAccount)
	f.text("body.reason", &b.Reason, account.MaxReason)
	s.permissions(&f, "body.permissions", &b.Permissions)
	f.ofType("body.permissions", &b.UserType, &b.Permissions)
	f.future("body.until", b.Until, s.now())
	return account.NewAccessRequest{
		Email: b.Email, HomeAccount: b.HomeAccount, UserType: b.UserType, Permissions: b.Permissions, Reason: b.Reason, Until: b.Until.at,
	}, f.err()
}
