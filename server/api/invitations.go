package api

import (
	"context"
	"net/http"
	"net/url"

	"rollcall/account"
	"rollcall/server/store"
)

type invitationsInput struct {
	InAccount
	Paging
	State string `query:"state" enum:"pending,cancelled" doc:"pending (the default, expired ones included), or cancelled in the last 24 hours"`
}

type invitationsOutput struct {
	Body account.Page[account.Invitation]
}

type invitationOutput struct {
	ETag string `header:"ETag"`
	Body account.Invitation
}

type newInvitationOutput struct {
	ETag     string `header:"ETag"`
	Location string `header:"Location"`
	Body     account.Invitation
}

type inviteInput struct {
	InAccount
	Body struct {
		Email       string               `json:"email" minLength:"1" maxLength:"320"`
		UserType    account.UserType     `json:"user_type" enum:"administrator,user,custom"`
		Permissions []account.Permission `json:"permissions,omitempty" maxItems:"100" nullable:"false"`
		Language    string               `json:"language,omitempty" enum:"en,fr" doc:"Of the mail and the page; the inviter's when missing"`
		Message     string               `json:"message,omitempty" maxLength:"2000"`
		Replaces    string               `json:"replaces,omitempty" maxLength:"200" doc:"The invitation that this one corrects"`
		ReturnLink  bool                 `json:"return_link,omitempty" doc:"Asks for the link in the answer"`
	}
}

type resendInput struct {
	OnItem
	Body *struct {
		ReturnLink bool `json:"return_link,omitempty" doc:"Asks for the link in the answer"`
	} `required:"false"`
}

func (s *service) invitations() {
	const tag, path = tagInvitations, accountPath + "/invitations"
	kind := account.KindInvitation
	add(s, op(http.MethodGet, path, "list-invitations", "The invitations of the account", tag),
		rule{who: administrators, action: account.ActionListRead, kind: kind}, s.listInvitations)
	add(s, op(http.MethodGet, path+"/{id}", "get-invitation", "One invitation", tag),
		rule{who: administrators, item: s.invitationVisible, action: account.ActionListRead, kind: kind}, s.getInvitation)

	invite := op(http.MethodPost, path, "invite", "Invite somebody, or correct an invitation", tag)
	invite.DefaultStatus = http.StatusCreated
	add(s, invite, rule{who: administrators, match: whenSent, body: wholeBody, once: true, action: account.ActionInvitationSent, kind: kind}, s.invite)
	add(s, op(http.MethodPost, path+"/{id}/resend", "resend-invitation", "Send a new link; the old one stops working", tag),
		rule{who: administrators, match: whenSent, body: optionalBody, once: true, item: s.invitationVisible, action: account.ActionInvitationResent, kind: kind},
		s.resend)
	add(s, op(http.MethodDelete, path+"/{id}", "cancel-invitation", "Cancel an invitation; its link stops working", tag),
		rule{who: administrators, match: required, once: true, item: s.invitationVisible, action: account.ActionInvitationCancelled, kind: kind},
		s.cancelInvitation)
	add(s, op(http.MethodPost, path+"/{id}/restore", "restore-invitation", "Undo a cancellation within 24 hours", tag),
		rule{who: administrators, match: whenSent, body: optionalBody, once: true, item: s.Store.InvitationExists, action: account.ActionInvitationRestored, kind: kind},
		s.restoreInvitation)
}

func (s *service) invitationVisible(ctx context.Context, accountID, id string) (bool, error) {
	_, err := s.Store.Invitation(ctx, accountID, id, s.now())
	return found(err)
}

func invitationPath(accountID, id string) string {
	return "/v1/accounts/" + url.PathEscape(accountID) + "/invitations/" + url.PathEscape(id)
}

// shown adds the link that was asked for.
func (s *service) shown(i store.Invited) account.Invitation {
	if i.Token != "" {
		i.Link = s.PublicURL + "/invitation/" + i.Token
	}
	return i.Invitation
}

func (s *service) listInvitations(c *call, in *invitationsInput) (*invitationsOutput, error) {
	p, err := s.Store.Invitations(c, in.AccountID, account.ListQuery{
		State: account.InvitationState(in.State), Cursor: in.Cursor, Limit: in.Limit,
	}, s.now())
	return &invitationsOutput{Body: p}, err
}

func (s *service) getInvitation(c *call, in *getItemInput) (*invitationOutput, error) {
	i, err := s.Store.Invitation(c, in.AccountID, in.ID, s.now())
	if err != nil {
		return nil, err
	}
	tag, err := in.tagged(i.Version)
	return &invitationOutput{ETag: tag, Body: i}, err
}

func (s *service) invite(c *call, in *inviteInput) (*newInvitationOutput, error) {
	var f faults
	b := &in.Body
	email, err := account.CleanEmail(b.Email)
	f.add("body.email", err)
	message, err := account.CleanText(b.Message, account.MaxMessage)
	f.add("body.message", err)
	s.permissions(&f, "body.permissions", &b.Permissions)
	f.ofType("body.permissions", &b.UserType, &b.Permissions)
	if err := f.err(); err != nil {
		return nil, err
	}
	if b.Replaces == "" {
		c.matches = nil // a new invitation has no version to compare
	}
	a, err := s.act(c, http.StatusCreated)
	if err != nil {
		return nil, err
	}
	i, err := s.Store.Invite(c, a, account.NewInvitation{
		Email: email, UserType: b.UserType, Permissions: b.Permissions, Language: b.Language,
		Message: message, Replaces: b.Replaces, ReturnLink: b.ReturnLink,
	})
	return &newInvitationOutput{ETag: etag(i.Version), Location: invitationPath(in.AccountID, i.ID), Body: s.shown(i)}, err
}

func (s *service) resend(c *call, in *resendInput) (*invitationOutput, error) {
	a, err := s.act(c, http.StatusOK)
	if err != nil {
		return nil, err
	}
	i, err := s.Store.Resend(c, a, in.ID, in.Body != nil && in.Body.ReturnLink)
	return &invitationOutput{ETag: etag(i.Version), Body: s.shown(i)}, err
}

func (s *service) cancelInvitation(c *call, in *OnItem) (*nothing, error) {
	a, err := s.act(c, http.StatusNoContent)
	if err == nil {
		err = s.Store.CancelInvitation(c, a, in.ID)
	}
	return &nothing{}, err
}

func (s *service) restoreInvitation(c *call, in *OnItem) (*invitationOutput, error) {
	a, err := s.act(c, http.StatusOK)
	if err != nil {
		return nil, err
	}
	i, err := s.Store.RestoreInvitation(c, a, in.ID)
	return &invitationOutput{ETag: etag(i.Version), Body: i}, err
}
