package api

import (
	"context"
	"net/http"

	"rollcall/account"
)

// Paging is what every list takes.
type Paging struct {
	Cursor string `query:"cursor" maxLength:"200" doc:"From next_cursor of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

type usersInput struct {
	InAccount
	Paging
	Q        string `query:"q" maxLength:"254" doc:"Looked for in names, addresses and user names, without case or accents"`
	UserType string `query:"user_type" enum:"administrator,user,custom"`
}

type usersOutput struct {
	Body account.Page[account.User]
}

type getItemInput struct {
	OnItem
	Conditional
}

type userOutput struct {
	ETag string `header:"ETag"`
	Body account.User
}

type updateUserInput struct {
	OnItem
	Body struct {
		ProfileFields
		UserType    *account.UserType     `json:"user_type,omitempty" enum:"administrator,user,custom"`
		Permissions *[]account.Permission `json:"permissions,omitempty" maxItems:"100" nullable:"false"`
	}
}

type receiptOutput struct {
	Body account.Receipt
}

func (s *service) users() {
	const tag, path = tagUsers, accountPath + "/users"
	reading := rule{who: administrators, action: account.ActionListRead, kind: account.KindUser}
	add(s, op(http.MethodGet, path, "list-users", "The users of the account", tag), reading, s.listUsers)

	one := reading
	one.item = s.userExists
	add(s, op(http.MethodGet, path+"/{id}", "get-user", "One user", tag), one, s.getUser)

	changing := rule{
		who: administrators, match: required, body: wholeBody, once: true, item: s.userExists,
		action: account.ActionUserModified, kind: account.KindUser,
	}
	update := op(http.MethodPatch, path+"/{id}", "update-user", "Change a user", tag)
	update.Description = "A new address stands as pending_email until the link sent there is opened; the old address is told. " +
		"One's own address and user name change in one's own profile, where the password is asked: 409 own_user here."
	add(s, update, changing, s.updateUser)

	s.waysIn(path)

	deleting := changing
	deleting.body, deleting.action = noBody, account.ActionUserDeleted
	add(s, op(http.MethodDelete, path+"/{id}", "delete-user", "Delete a user", tag), deleting, s.deleteUser)
}

func (s *service) userExists(ctx context.Context, accountID, id string) (bool, error) {
	_, err := s.Store.User(ctx, accountID, id)
	return found(err)
}

// found turns NotFound into an answer.
func found(err error) (bool, error) {
	if account.CodeOf(err) == account.NotFound {
		return false, nil
	}
	return err == nil, err
}

func (s *service) listUsers(c *call, in *usersInput) (*usersOutput, error) {
	q, err := printable("query.q", in.Q)
	if err != nil {
		return nil, err
	}
	p, err := s.Store.Users(c, in.AccountID, account.ListQuery{
		Search: q, UserType: account.UserType(in.UserType), Cursor: in.Cursor, Limit: in.Limit,
	})
	return &usersOutput{Body: p}, err
}

func (s *service) getUser(c *call, in *getItemInput) (*userOutput, error) {
	u, err := s.Store.User(c, in.AccountID, in.ID)
	if err != nil {
		return nil, err
	}
	tag, err := in.tagged(u.Version)
	return &userOutput{ETag: tag, Body: u}, err
}

func (s *service) updateUser(c *call, in *updateUserInput) (*userOutput, error) {
	var f faults
	b := in.Body
	b.check(&f)
	s.permissions(&f, "body.permissions", b.Permissions)
	f.ofType("body.permissions", b.UserType, b.Permissions)
	if err := f.err(); err != nil {
		return nil, err
	}
	a, err := s.act(c, http.StatusOK)
	if err != nil {
		return nil, err
	}
	u, err := s.Store.UpdateUser(c, a, in.ID, account.UserChange{
		FirstName: b.FirstName, LastName: b.LastName, Email: b.Email, Username: b.Username,
		UserType: b.UserType, Permissions: b.Permissions, Language: b.Language, Phone: b.Phone, JobTitle: b.JobTitle,
	})
	return &userOutput{ETag: etag(u.Version), Body: u}, err
}

func (s *service) deleteUser(c *call, in *OnItem) (*receiptOutput, error) {
	a, err := s.act(c, http.StatusOK)
	if err != nil {
		return nil, err
	}
	r, err := s.Store.DeleteUser(c, a, in.ID)
	return &receiptOutput{Body: r}, err
}
