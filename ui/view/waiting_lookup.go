package view

import "rollcall/account"

// lookup finds the rows that acts are about. It looks through a list once, however
// many acts ask for it.
type lookup struct {
	lists       account.Lists
	users       map[string]*account.User
	addresses   map[string]*account.User
	externals   map[string]*account.ExternalUser
	invitations map[string]*account.Invitation
	cancelled   map[string]*account.Invitation
}

func byKey[T any](into *map[string]*T, list account.List[T], key func(*T) string) map[string]*T {
	if *into == nil {
		*into = make(map[string]*T, list.Len())
		for each := range list.All() {
			(*into)[key(each)] = each
		}
	}
	return *into
}

func (l *lookup) user(id string) *account.User {
	return byKey(&l.users, l.lists.Users, func(u *account.User) string { return u.ID })[id]
}

// holder is the user who has an address, or nil.
func (l *lookup) holder(email string) *account.User {
	return byKey(&l.addresses, l.lists.Users, func(u *account.User) string { return account.Fold(u.Email) })[account.Fold(email)]
}

func (l *lookup) external(id string) *account.ExternalUser {
	return byKey(&l.externals, l.lists.ExternalUsers, func(x *account.ExternalUser) string { return x.ID })[id]
}

func (l *lookup) invitation(id string) *account.Invitation {
	return byKey(&l.invitations, l.lists.Invitations, func(i *account.Invitation) string { return i.ID })[id]
}

func (l *lookup) ended(id string) *account.Invitation {
	return byKey(&l.cancelled, l.lists.Cancelled, func(i *account.Invitation) string { return i.ID })[id]
}
