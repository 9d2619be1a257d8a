// Package store is what the account service remembers, as an interface in the
// words of the product. Every act is one transaction: the change, its sequence
// number in the account's feed, the activity entry, the mail to be sent and the
// answer kept for a repeat are one, and every precondition is checked inside.
//
// The engines live beside it (sqlstore). Times are whole seconds, UTC. Errors
// that a rule asks for are *account.Error; any other error is a fault of the
// service.
package store

import (
	"context"
	"time"

	"rollcall/account"
)

// Store is everything the service needs remembered. It is safe for concurrent
// use, and other processes may use the same folder at the same time.
type Store interface {
	Sessions
	Profiles
	Accounts
	Users
	Invitations
	Externals
	Feed
	Log
	Outbox
	Pages
	Operator
	// Housekeep forgets what has had its time: old feed entries, answers,
	// sessions, cancelled invitations, removed accesses, and ends accesses
	// whose last day has come.
	Housekeep(ctx context.Context, now time.Time) error
	// Ready tells whether the store can be read and written.
	Ready(ctx context.Context) error
	// Close waits for what is running and releases the files.
	Close() error
}

// Sessions remembers who is signed in. Token hashes are SHA-256.
type Sessions interface {
	// Credentials finds who a login (e-mail address or user name) belongs to;
	// NotFound when to nobody.
	Credentials(ctx context.Context, login string) (Credentials, error)
	// StartSession signs a person in. InvalidCredentials when the password has
	// changed since it was checked or the person is gone.
	StartSession(ctx context.Context, in StartSession) (account.Session, error)
	// RefuseSignIn notes a wrong password in the person's home account. With no
	// person it notes an unknown login, which takes as long (ASVS 6.3.8).
	RefuseSignIn(ctx context.Context, personID, device, address string, now time.Time) error
	// Authenticate finds the session of a token and what its person is in the
	// account; Unauthenticated, or SessionEnded with the reason. With an empty
	// account, or one the person may not enter, Identity.Membership is nil.
	Authenticate(ctx context.Context, tokenHash []byte, accountID string, now time.Time) (Identity, error)
	// Touch notes that a session was used, when Identity.TouchDue said so.
	Touch(ctx context.Context, sessionID, accountID string, now time.Time) error
	// EndSession signs out the session of the caller.
	EndSession(ctx context.Context, act Act) error
}

// Profiles is what people see and change of themselves.
type Profiles interface {
	Profile(ctx context.Context, personID string, now time.Time) (account.Profile, error)
	// PasswordHash gives the hash to check the person's own password against.
	PasswordHash(ctx context.Context, personID string) (string, error)
	// UpdateProfile changes one's own profile. With ifHash set, the password
	// must still have that hash (OwnPasswordWrong otherwise).
	UpdateProfile(ctx context.Context, act Act, c account.ProfileChange, ifHash string) (account.Profile, error)
	// ChangePassword replaces the hash; OwnPasswordWrong when it is no longer oldHash.
	ChangePassword(ctx context.Context, act Act, oldHash, newHash string, endOthers bool) error
}

// Accounts is the account itself.
type Accounts interface {
	// Account gives it, with counts when asked for.
	Account(ctx context.Context, id string, counts bool, now time.Time) (account.Account, error)
	UpdateAccount(ctx context.Context, act Act, c account.AccountChange) (account.Account, error)
}

// Users is the people whose home the account is. Lists are in the order of
// coming, which never changes.
type Users interface {
	Users(ctx context.Context, accountID string, q account.ListQuery) (account.Page[account.User], error)
	User(ctx context.Context, accountID, id string) (account.User, error)
	UpdateUser(ctx context.Context, act Act, id string, c account.UserChange) (account.User, error)
	DeleteUser(ctx context.Context, act Act, id string) (account.Receipt, error)
}

// Invitations are those that nobody has completed yet.
type Invitations interface {
	Invitations(ctx context.Context, accountID string, q account.ListQuery, now time.Time) (account.Page[account.Invitation], error)
	Invitation(ctx context.Context, accountID, id string, now time.Time) (account.Invitation, error)
	// InvitationExists tells also of invitations too long cancelled to be seen.
	InvitationExists(ctx context.Context, accountID, id string) (bool, error)
	Invite(ctx context.Context, act Act, n account.NewInvitation) (Invited, error)
	Resend(ctx context.Context, act Act, id string, returnLink bool) (Invited, error)
	CancelInvitation(ctx context.Context, act Act, id string) error
	RestoreInvitation(ctx context.Context, act Act, id string) (account.Invitation, error)
}

// Externals is the people of other accounts who may enter this one.
type Externals interface {
	ExternalUsers(ctx context.Context, accountID string, q account.ListQuery, now time.Time) (account.Page[account.ExternalUser], error)
	ExternalUser(ctx context.Context, accountID, id string, now time.Time) (account.ExternalUser, error)
	// ExternalExists tells also of accesses that were removed.
	ExternalExists(ctx context.Context, accountID, id string) (bool, error)
	UpdateExternal(ctx context.Context, act Act, id string, c account.ExternalUserChange) (account.ExternalUser, error)
	RemoveExternal(ctx context.Context, act Act, id string) (account.Receipt, error)
	RestoreExternal(ctx context.Context, act Act, id string) (account.ExternalUser, error)
}

// Feed is what changed, per account, in the order it became visible.
type Feed interface {
	// Changes gives what happened after since, each item once, at its latest
	// sequence number; account.SinceNow gives only where to start.
	Changes(ctx context.Context, accountID string, since int64, limit int, now time.Time) (account.Changes, error)
	// Standing says how a session stands towards an account, for its open stream.
	Standing(ctx context.Context, sessionID, accountID string, now time.Time) (Standing, error)
	// Subscribe gives a channel that receives after something was written, at
	// once when by this process and within half a second when by another. It
	// coalesces. Call cancel when done.
	Subscribe() (wake <-chan struct{}, cancel func())
}

// Log is the activity log (R18).
type Log interface {
	Activity(ctx context.Context, accountID string, q account.ActivityQuery) (account.Page[account.Activity], error)
	// Refused notes an attempt that was refused before it reached a transaction.
	Refused(ctx context.Context, r Refused) error
	// Answered finds the answer kept for a repeat, nil when there is none;
	// IdempotencyReused when the payload was another, IdempotencyRunning when
	// the answer held a secret and was not kept.
	Answered(ctx context.Context, once *Once, now time.Time) (*Answer, error)
}

// Pages is what the pages behind an e-mail link need. Token hashes are SHA-256
// of the token's text as it stands in the link.
type Pages interface {
	// InvitationByToken looks a link up without using it. LinkExpired (Reason
	// "resent" when a newer link was sent), LinkUsed, LinkCancelled, NotFound.
	InvitationByToken(ctx context.Context, tokenHash []byte, now time.Time) (InvitationPage, error)
	// CompleteInvitation makes the invited person a user. The link's errors
	// again, UsernameTaken, and EmailTaken when the address has come to have a
	// login elsewhere.
	CompleteInvitation(ctx context.Context, tokenHash []byte, in Completion) (account.User, error)
}

// Operator is what only the commands do.
type Operator interface {
	// CreateAccount makes an account with its first administrator.
	CreateAccount(ctx context.Context, in NewAccount) (accountID, userID string, err error)
	// Import writes whole accounts as they are, in few transactions.
	Import(ctx context.Context, accounts []ImportedAccount, now time.Time) error
	// FindAccount gives the account of an identifier or a number.
	FindAccount(ctx context.Context, idOrNumber string) (account.Account, error)
	// Grant gives a person of another account access to this one (R12).
	// NotFound when nobody has that address; EmailTaken when they are a user or
	// an external user of the account already.
	Grant(ctx context.Context, in Grant) (account.ExternalUser, error)
	// RevokeByOperator removes an external access.
	RevokeByOperator(ctx context.Context, accountID, id string, now time.Time) (account.Receipt, error)
}
