package api

import (
	"net/http"

	"golang.org/x/text/language"

	"rollcall/account"
)

const accountPath = "/v1/accounts/{account_id}"

// InAccount is the part of the path that every operation of an account has.
type InAccount struct {
	AccountID string `path:"account_id"`
}

// OnItem is the part of the path that names something in an account.
type OnItem struct {
	InAccount
	ID string `path:"id"`
}

type accountOutput struct {
	ETag string `header:"ETag"`
	Body account.Account
}

type getAccountInput struct {
	InAccount
	Conditional
}

type updateAccountInput struct {
	InAccount
	Body struct {
		Name             *string `json:"name,omitempty" minLength:"1" maxLength:"200"`
		RequireTwoFactor *bool   `json:"require_two_factor,omitempty" doc:"Whoever has no second factor sets one up before anything else"`
	}
}

type permissionsInput struct {
	InAccount
	AcceptLanguage string `header:"Accept-Language" doc:"en or fr"`
}

type permissionsOutput struct {
	ContentLanguage string `header:"Content-Language"`
	Vary            string `header:"Vary"`
	Body            account.Catalogue
}

func (s *service) accounts() {
	const tag = tagAccount
	add(s, op(http.MethodGet, accountPath, "get-account", "The account", tag), rule{who: members}, s.account)
	add(s, op(http.MethodPatch, accountPath, "update-account", "Change the account", tag),
		rule{who: administrators, match: required, body: wholeBody, once: true, action: account.ActionAccountModified, kind: account.KindAccount},
		s.updateAccount)
	add(s, op(http.MethodGet, accountPath+"/permissions", "get-permissions", "The catalogue of permissions", tag), rule{who: members}, s.catalogue)
}

func (s *service) account(c *call, in *getAccountInput) (*accountOutput, error) {
	administrator := c.identity.Membership.UserType == account.Administrator
	a, err := s.Store.Account(c, in.AccountID, administrator, s.now())
	if err != nil {
		return nil, err
	}
	tag, err := in.tagged(a.Version)
	return &accountOutput{ETag: tag, Body: a}, err
}

func (s *service) updateAccount(c *call, in *updateAccountInput) (*accountOutput, error) {
	var f faults
	f.name("body.name", in.Body.Name, account.MaxName)
	if err := f.err(); err != nil {
		return nil, err
	}
	act, err := s.act(c, http.StatusOK)
	if err != nil {
		return nil, err
	}
	a, err := s.Store.UpdateAccount(c, act, account.AccountChange{Name: in.Body.Name, RequireTwoFactor: in.Body.RequireTwoFactor})
	return &accountOutput{ETag: etag(a.Version), Body: a}, err
}

func (s *service) catalogue(_ *call, in *permissionsInput) (*permissionsOutput, error) {
	spoken := spokenLanguage(in.AcceptLanguage)
	return &permissionsOutput{ContentLanguage: spoken, Vary: "Accept-Language", Body: s.Catalogue(spoken)}, nil
}

// spokenLanguage picks one of the product's languages (RFC 9110, 12.5.4).
func spokenLanguage(accepted string) string {
	var ours []language.Tag
	for _, l := range account.Languages() {
		ours = append(ours, language.Make(l))
	}
	if len(accepted) > 1000 { // nobody speaks that many
		accepted = ""
	}
	asked, _, _ := language.ParseAcceptLanguage(accepted) // nonsense asks for nothing
	_, i, _ := language.NewMatcher(ours).Match(asked...)
	return account.Languages()[i]
}
