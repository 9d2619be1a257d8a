package api

import (
	"context"
	"net/http"

	"rollcall/account"
)

type externalsInput struct {
	InAccount
	Paging
}

type externalsOutput struct {
	Body account.Page[account.ExternalUser]
}

type externalOutput struct {
	ETag string `header:"ETag"`
	Body account.ExternalUser
}

type updateExternalInput struct {
	OnItem
	Body struct {
		UserType    *account.UserType     `json:"user_type,omitempty" enum:"administrator,user,custom"`
		Permissions *[]account.Permission `json:"permissions,omitempty" maxItems:"100" nullable:"false"`
		Until       endDate               `json:"until,omitzero"`
	}
}

func (s *service) externals() {
	const tag, path = tagExternals, accountPath + "/external-users"
	kind := account.KindExternalUser
	add(s, op(http.MethodGet, path, "list-external-users", "The people of other accounts who may enter", tag),
		rule{who: administrators, action: account.ActionListRead, kind: kind}, s.listExternals)
	add(s, op(http.MethodGet, path+"/{id}", "get-external-user", "One external user", tag),
		rule{who: administrators, item: s.externalHolds, action: account.ActionListRead, kind: kind}, s.getExternal)
	add(s, op(http.MethodPatch, path+"/{id}", "update-external-user", "Change what they may do here", tag),
		rule{who: administrators, match: required, body: wholeBody, nullable: "until", once: true, item: s.externalHolds, action: account.ActionExternalModified, kind: kind},
		s.updateExternal)
	add(s, op(http.MethodDelete, path+"/{id}", "remove-external-user", "Remove their access", tag),
		rule{who: administrators, match: required, once: true, item: s.externalHolds, action: account.ActionExternalRemoved, kind: kind},
		s.removeExternal)
	add(s, op(http.MethodPost, path+"/{id}/restore", "restore-external-user", "Undo a removal within 24 hours", tag),
		rule{who: administrators, body: optionalBody, once: true, item: s.Store.ExternalExists, action: account.ActionExternalRestored, kind: kind},
		s.restoreExternal)
}

func (s *service) externalHolds(ctx context.Context, accountID, id string) (bool, error) {
	_, err := s.Store.ExternalUser(ctx, accountID, id, s.now())
	return found(err)
}

func (s *service) listExternals(c *call, in *externalsInput) (*externalsOutput, error) {
	p, err := s.Store.ExternalUsers(c, in.AccountID, account.ListQuery{Cursor: in.Cursor, Limit: in.Limit}, s.now())
	return &externalsOutput{Body: p}, err
}

func (s *service) getExternal(c *call, in *getItemInput) (*externalOutput, error) {
	e, err := s.Store.ExternalUser(c, in.AccountID, in.ID, s.now())
	if err != nil {
		return nil, err
	}
	tag, err := in.tagged(e.Version)
	return &externalOutput{ETag: tag, Body: e}, err
}

func (s *service) updateExternal(c *call, in *updateExternalInput) (*externalOutput, error) {
	var f faults
	b := in.Body
	s.permissions(&f, "body.permissions", b.Permissions)
	f.ofType("body.permissions", b.UserType, b.Permissions)
	f.future("body.until", b.Until, s.now())
	if err := f.err(); err != nil {
		return nil, err
	}
	a, err := s.act(c, http.StatusOK)
	if err != nil {
		return nil, err
	}
	e, err := s.Store.UpdateExternal(c, a, in.ID, account.ExternalUserChange{
		UserType: b.UserType, Permissions: b.Permissions, Until: b.Until.change(),
	})
	return &externalOutput{ETag: etag(e.Version), Body: e}, err
}

func (s *service) removeExternal(c *call, in *OnItem) (*receiptOutput, error) {
	a, err := s.act(c, http.StatusOK)
	if err != nil {
		return nil, err
	}
	r, err := s.Store.RemoveExternal(c, a, in.ID)
	return &receiptOutput{Body: r}, err
}

func (s *service) restoreExternal(c *call, in *OnItem) (*externalOutput, error) {
	a, err := s.act(c, http.StatusOK)
	if err != nil {
		return nil, err
	}
	e, err := s.Store.RestoreExternal(c, a, in.ID)
	return &externalOutput{ETag: etag(e.Version), Body: e}, err
}
