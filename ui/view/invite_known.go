package view

import "rollcall/account"

// known is what the lists say of addresses: a courtesy, since the service judges.
type known struct {
	account   string
	catalogue account.Catalogue
	domains   account.Domains
	// moved tells that the domains are others than before.
	moved bool
	// objections by folded address.
	objections map[string]string
}

// newKnown leaves out the invitation that is being replaced: it may keep its
// address.
func newKnown(l account.Lists, replaces *account.Invitation) known {
	k := known{
		account: l.Account.Name, catalogue: l.Catalogue, domains: domainsOf(l),
		objections: make(map[string]string, l.Users.Len()+l.Invitations.Len()),
	}
	for i := range l.Invitations.All() {
		if replaces == nil || i.ID != replaces.ID {
			k.objections[account.Fold(i.Email)] = "address.invited"
		}
	}
	for _, a := range l.Waiting {
		if a.Invitation != nil && stands(a) && (replaces == nil || a.Target != replaces.ID) {
			k.objections[account.Fold(a.Invitation.Email)] = "deferred.invited"
		}
	}
	for e := range l.ExternalUsers.All() {
		k.objections[account.Fold(e.Email)] = "address.external"
	}
	for u := range l.Users.All() {
		k.objections[account.Fold(u.Email)] = "address.user"
	}
	return k
}

// enters tells whether somebody with a clean address can enter the account.
func (k known) enters(email string) bool {
	objection := k.objections[account.Fold(email)]
	return objection == "address.user" || objection == "address.external"
}

// domainsOf are the domains of the people of an account. Those of invitations may
// be mistyped.
func domainsOf(l account.Lists) account.Domains {
	all := make([]string, 0, l.Users.Len()+l.ExternalUsers.Len())
	for u := range l.Users.All() {
		all = append(all, u.Email)
	}
	for x := range l.ExternalUsers.All() {
		all = append(all, x.Email)
	}
	return account.NewDomains(all...)
}
