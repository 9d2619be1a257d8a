package store

import (
	"time"

	"rollcall/account"
)

// ImportedAccount is a whole account as it stands, for a sample or a move from
// elsewhere. Identifiers are the importer's, unique across the service.
type ImportedAccount struct {
	ID     string
	Name   string
	Number string
	// CreatedAt is when the account was made.
	CreatedAt     time.Time
	Users         []ImportedUser
	Invitations   []ImportedInvitation
	ExternalUsers []ImportedExternal
	// AccessRequests, oldest first, answered or not; nobody is mailed.
	AccessRequests []account.AccessRequest
	// APITokens, oldest first, made by people imported before or with it.
	APITokens []ImportedAPIToken
	// Activity, oldest first. IDs are assigned when empty.
	Activity []account.Activity
}

// ImportedUser is a user and the hash of their password; without a hash nobody
// can sign in as them. The second factors that the user shows come without
// secrets: no code fits an app, and codes by e-mail go to the user's address.
type ImportedUser struct {
	account.User
	PasswordHash string
}

// ImportedInvitation is an invitation, whose mail is not sent again. TokenHash
// is SHA-256 of the link's token; nil: no link works until it is resent.
type ImportedInvitation struct {
	account.Invitation
	TokenHash []byte
}

// ImportedExternal ties a person, imported before or with it, to the account.
type ImportedExternal struct {
	account.ExternalUser
	PersonID string
}

// ImportedAPIToken is an API token, made by CreatedBy. TokenHash is SHA-256 of
// the token; nobody has a token whose hash is random.
type ImportedAPIToken struct {
	account.APIToken
	TokenHash []byte
}
