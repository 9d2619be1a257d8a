package api

import (
	"context"
	"net/http"

	"rollcall/account"
	"rollcall/server/store"
)

type tokensInput struct {
	InAccount
	Paging
}

type tokensOutput struct {
	Body account.Page[account.APIToken]
}

type newTokenInput struct {
	InAccount
	Body struct {
		Name          string `json:"name" minLength:"1" maxLength:"200" doc:"What the token is for; the activity log names it"`
		ExpiresInDays int    `json:"expires_in_days" minimum:"1" maximum:"365"`
	}
}

type tokenOutput struct {
	Body account.APIToken
}

// apiTokens is for scripts (R2): only administrators make and revoke tokens,
// and no token makes another.
func (s *service) apiTokens() {
	const tag, path = tagTokens, accountPath + "/api-tokens"
	kind := account.KindAPIToken
	add(s, op(http.MethodGet, path, "list-api-tokens", "The API tokens that work", tag),
		rule{who: administrators, session: true, action: account.ActionListRead, kind: kind}, s.listTokens)

	create := op(http.MethodPost, path, "create-api-token", "Make an API token", tag)
	create.DefaultStatus = http.StatusCreated
	create.Description = "The token acts as its maker, in this account alone, and is shown once."
	add(s, create, rule{who: administrators, session: true, body: wholeBody, once: true, action: account.ActionAPITokenCreated, kind: kind}, s.createToken)

	add(s, op(http.MethodDelete, path+"/{id}", "revoke-api-token", "Revoke an API token", tag),
		rule{who: administrators, session: true, once: true, item: s.tokenWorks, action: account.ActionAPITokenRevoked, kind: kind},
		func(c *call, in *OnItem) (*nothing, error) {
			return s.done(c, func(a store.Act) error { return s.Store.RevokeAPIToken(c, a, in.ID) })
		})
}

func (s *service) tokenWorks(ctx context.Context, accountID, id string) (bool, error) {
	return s.Store.APITokenExists(ctx, accountID, id, s.now())
}

func (s *service) listTokens(c *call, in *tokensInput) (*tokensOutput, error) {
	p, err := s.Store.APITokens(c, in.AccountID, account.ListQuery{Cursor: in.Cursor, Limit: in.Limit}, s.now())
	return &tokensOutput{Body: p}, err
}

func (s *service) createToken(c *call, in *newTokenInput) (*tokenOutput, error) {
	var f faults
	f.name("body.name", &in.Body.Name, account.MaxTokenName)
	if err := f.err(); err != nil {
		return nil, err
	}
	a, err := s.act(c, http.StatusCreated)
	if err != nil {
		return nil, err
	}
	token, err := newToken(s.Random)
	if err != nil {
		return nil, err
	}
	made, err := s.Store.CreateAPIToken(c, a, account.NewAPIToken{Name: in.Body.Name, ExpiresInDays: in.Body.ExpiresInDays}, hashOf(token))
	made.Token = token
	return &tokenOutput{Body: made}, err
}
