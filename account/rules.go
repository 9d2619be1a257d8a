package account

// Refusal is why a rule forbids an act, for the app to grey an entry and say
// so beforehand. The service stays the judge.
type Refusal string

// The refusals. NotRefused is the zero value.
const (
	NotRefused Refusal = ""
	// RefusedSelf: one cannot delete oneself or change one's own type (R10).
	RefusedSelf Refusal = "self"
	// RefusedLastAdministrator: an account keeps an administrator (R10).
	RefusedLastAdministrator Refusal = "last_administrator"
	// RefusedOnlyUser: oneself, and there is nobody else; the way out is to
	// invite an administrator first (R10).
	RefusedOnlyUser Refusal = "only_user"
)

// Administrators counts the users of type administrator whose home is this
// account, as the last-administrator rule does: external administrators and
// pending invitations do not count (R10).
func Administrators(users List[User]) int {
	n := 0
	for u := range users.All() {
		if u.UserType == Administrator {
			n++
		}
	}
	return n
}

// RefuseDelete says whether the person me may delete u, given the number of
// users and of administrators whose home the account is (R10).
func RefuseDelete(u User, me string, users, administrators int) Refusal {
	switch {
	case u.ID == me && users == 1:
		return RefusedOnlyUser
	case u.ID == me:
		return RefusedSelf
	case u.UserType == Administrator && administrators <= 1:
		return RefusedLastAdministrator
	}
	return NotRefused
}

// RefuseTypeChange says whether the person me may change the type or the
// permissions of u. The last administrator is named before oneself, as the
// service does (R10; account API, own_user).
func RefuseTypeChange(u User, me string, administrators int) Refusal {
	switch {
	case u.UserType == Administrator && administrators <= 1:
		return RefusedLastAdministrator
	case u.ID == me:
		return RefusedSelf
	}
	return NotRefused
}
