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
	Devices
	Profiles
	SecondFactors
	Passwords
	Tokens
	Accounts
	Users
	Invitations
	Externals
	Feed
	Log
	Outbox
	Pages
	Notices
	Operator
	// Housekeep forgets what has had its time: old feed entries, answers,
	// sessions, cancelled invitations, removed accesses. It ends accesses whose
	// last day has come, and announces that of others, EndAnnounced before it.
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
	// StartSession signs a person in, once their password was right.
	// InvalidCredentials when the password has changed since it was checked or
	// the person is gone. With a second factor on and no trusted device:
	// SecondFactorRequired with the methods when none is given;
	// SecondFactorInvalid for a code that is wrong, was used before or is too
	// old, which counts as a try (CodeTries per code sent by e-mail) and is
	// noted in the activity log. A person who is new on this device is told by
	// mail (ASVS 6.3.7). The token of the Session and of the device are the
	// caller's to fill in; Trusted tells whether the device is trusted from now on.
	StartSession(ctx context.Context, in StartSession) (started StartedSession, err error)
	// SendSignInCode mails a six-digit code to a person whose password was right
	// and whose method email is active; ValidationFailed when it is not,
	// InvalidCredentials as StartSession, RateLimited.
	SendSignInCode(ctx context.Context, in StartSession) error
	// RefuseSignIn notes a wrong password in the person's home account. With no
	// person it notes an unknown login, which takes as long (ASVS 6.3.8).
	RefuseSignIn(ctx context.Context, personID, device, address string, now time.Time) error
	// Authenticate finds the session, or the API token, of a token and what its
	// person is in the account; Unauthenticated, or SessionEnded with the reason.
	// With an empty account, or one the person may not enter (an API token: any
	// but its own), Identity.Membership is nil. An API token that was revoked or
	// has expired is Unauthenticated.
	Authenticate(ctx context.Context, tokenHash []byte, accountID string, now time.Time) (Identity, error)
	// Touch notes that a session, or an API token, was used, when
	// Identity.TouchDue said so.
	Touch(ctx context.Context, id Identity, accountID string, now time.Time) error
	// EndSession signs out the session of the caller.
	EndSession(ctx context.Context, act Act) error
}

// Devices is where people are signed in and which devices they trust.
type Devices interface {
	// MySessions lists the live sessions of a person, the latest used first.
	MySessions(ctx context.Context, c Caller, now time.Time) ([]account.Device, error)
	// EndOneSession ends one of the caller's sessions; NotFound for any other.
	EndOneSession(ctx context.Context, act Act, id string) error
	MyTrustedDevices(ctx context.Context, c Caller, now time.Time) ([]account.Device, error)
	// DistrustDevice makes one of the caller's devices ask for a code again.
	DistrustDevice(ctx context.Context, act Act, id string) error
	// UserAccess lists the ways in of a user of the account.
	UserAccess(ctx context.Context, accountID, id string, now time.Time) (account.Access, error)
	// SignOutUser ends all sessions of a user of the account, with the reason
	// signed_out. Trusted devices and API tokens stay.
	SignOutUser(ctx context.Context, act Act, id string) error
}

// SecondFactors is R14. Secrets are sealed under a key outside the database,
// codes are stored as keyed hashes. IfHash is the hash that the caller's
// password was checked against: OwnPasswordWrong when it has changed since.
type SecondFactors interface {
	TwoFactor(ctx context.Context, personID string) (account.TwoFactor, error)
	// BeginApp makes a secret that waits for its first code.
	BeginApp(ctx context.Context, act Act, ifHash string) (account.AppSecret, error)
	// ConfirmApp activates the app. SecondFactorInvalid for a wrong code, of which
	// CodeTries in CodeLifetime are allowed (RateLimited then), and when nothing
	// waits.
	ConfirmApp(ctx context.Context, act Act, code string) error
	// BeginEmailCodes mails a code to an address; RateLimited.
	BeginEmailCodes(ctx context.Context, act Act, ifHash, address string) error
	// ConfirmEmailCodes activates codes by e-mail, as ConfirmApp.
	ConfirmEmailCodes(ctx context.Context, act Act, code string) error
	// RemoveMethod ends an active method; NotFound when it is not. With the last
	// method the recovery codes and the trusted devices go too, and the password
	// must be able to stand alone: unless standsAlone says that it is, the last is
	// refused with PasswordUnacceptable, PasswordTooShort (ASVS 2.3.4).
	RemoveMethod(ctx context.Context, act Act, m account.Method, ifHash string, standsAlone bool) error
	// NewRecoveryCodes replaces the recovery codes.
	NewRecoveryCodes(ctx context.Context, act Act, ifHash string) (account.RecoverySet, error)
	// ResetTwoFactor takes away every second factor of a user of the account;
	// their sessions (two_factor_reset), devices and API tokens end. OwnUser for
	// oneself.
	ResetTwoFactor(ctx context.Context, act Act, id string) error
}

// Passwords is how lost and forgotten passwords are replaced (R9, R15).
type Passwords interface {
	// SetPassword replaces the password of another user of the account; their
	// sessions (password_changed), devices and API tokens end, and an address that
	// they themselves asked for is given up, as in ResetTwoFactor. OwnUser for
	// oneself, OwnPasswordWrong when the caller's hash is no longer ownHash.
	// PasswordUnacceptable, PasswordTooShort, when it does not stand alone and the
	// person has no second factor (any more), here as in ChangePassword and
	// CompleteReset (ASVS 2.3.4).
	SetPassword(ctx context.Context, act Act, id, ownHash string, chosen NewPassword) error
	// SendPasswordLink mails a user of the account a link to choose a password; it
	// replaces links sent before. RateLimited.
	SendPasswordLink(ctx context.Context, act Act, id string) error
	// RequestReset mails the person with this login such a link. An unknown login
	// and too many messages are no errors and take as long. The caller is nobody:
	// of Act.Caller only Device and Address are set.
	RequestReset(ctx context.Context, act Act, login string) error
}

// Tokens is the API tokens of an account.
type Tokens interface {
	// APITokens lists those that work, the newest first.
	APITokens(ctx context.Context, accountID string, q account.ListQuery, now time.Time) (account.Page[account.APIToken], error)
	// APITokenExists tells of those that work.
	APITokenExists(ctx context.Context, accountID, id string, now time.Time) (bool, error)
	// CreateAPIToken stores a token by its hash.
	CreateAPIToken(ctx context.Context, act Act, n account.NewAPIToken, tokenHash []byte) (account.APIToken, error)
	RevokeAPIToken(ctx context.Context, act Act, id string) error
}

// Profiles is what people see and change of themselves.
type Profiles interface {
	Profile(ctx context.Context, personID string, now time.Time) (account.Profile, error)
	// PasswordHash gives the hash to check the person's own password against.
	PasswordHash(ctx context.Context, personID string) (string, error)
	// UpdateProfile changes one's own profile. With ifHash set, the password
	// must still have that hash (OwnPasswordWrong otherwise). A new address waits
	// as pending_email until it is confirmed, and the old one is told; the
	// present address takes a waiting one back. EmailTaken only when visible in
	// the person's home account.
	UpdateProfile(ctx context.Context, act Act, c account.ProfileChange, ifHash string) (account.Profile, error)
	// ChangePassword replaces the hash; OwnPasswordWrong when it is no longer
	// oldHash. With endOthers the other sessions end (password_changed), and the
	// other trusted devices with them. The person is told by mail.
	ChangePassword(ctx context.Context, act Act, oldHash string, chosen NewPassword, endOthers bool) error
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
	// UpdateUser changes a user; a new address waits to be confirmed, as in
	// UpdateProfile. OwnUser for one's own type and permissions, and for one's own
	// address and user name, which take the password (UpdateProfile).
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
	// AccessRequests lists the requests for access, the newest first (R12).
	AccessRequests(ctx context.Context, accountID string, q account.ListQuery) (account.Page[account.AccessRequest], error)
	// RequestAccess asks the operator to let somebody in. EmailTaken only when the
	// address is seen in this account; of others the asker gets no hint. The limit
	// of invitations holds for requests by themselves: RateLimited.
	RequestAccess(ctx context.Context, act Act, n account.NewAccessRequest) (account.AccessRequest, error)
}

// Feed is what changed, per account, in the order it became visible.
type Feed interface {
	// Changes gives what happened after since, each item once, at its latest
	// sequence number; account.SinceNow gives only where to start.
	Changes(ctx context.Context, accountID string, since int64, limit int, now time.Time) (account.Changes, error)
	// Standing says how a session, or an API token, stands towards an account, for
	// its open stream. Of the identity, SessionID or TokenID and PersonID count. A
	// token that was revoked or has expired has Ended, ReasonSignedOut.
	Standing(ctx context.Context, id Identity, accountID string, now time.Time) (Standing, error)
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
	// UsernameTaken tells whether somebody of the service has a user name,
	// whatever its case.
	UsernameTaken(ctx context.Context, username string) (bool, error)
	// CompleteInvitation makes the invited person a user. The link's errors
	// again, UsernameTaken, and then EmailTaken when the address has a login
	// elsewhere.
	CompleteInvitation(ctx context.Context, tokenHash []byte, in Completion) (account.User, error)
	// CompleteElsewhere lets an invited person in who has a login elsewhere and
	// has given its password: they become an external user, with what the
	// invitation says. The link's errors again; those of StartSession for the
	// password and the second factor; ErrOtherLogin, ErrUnverified; EmailTaken
	// when they can enter already.
	CompleteElsewhere(ctx context.Context, tokenHash []byte, in StartSession) (account.ExternalUser, error)
	// ResetByToken looks the link of a lost password up without using it:
	// LinkExpired, LinkUsed, LinkCancelled (a newer link was sent, the password
	// was changed otherwise), NotFound. With an error, only Language is set.
	ResetByToken(ctx context.Context, tokenHash []byte, now time.Time) (ResetPage, error)
	// CompleteReset replaces the password and uses the link up; every session
	// (password_changed), device and API token of the person ends, the second
	// factor stays. The link's errors again.
	CompleteReset(ctx context.Context, tokenHash []byte, chosen NewPassword, address string, now time.Time) error
	// EmailChangeByToken looks the link that confirms a new address up: LinkExpired,
	// LinkUsed, LinkCancelled (taken back, or another one asked for), NotFound.
	EmailChangeByToken(ctx context.Context, tokenHash []byte, now time.Time) (EmailChangePage, error)
	// ConfirmEmailChange makes the waiting address the person's. The link's errors
	// again, and EmailTaken when somebody else has come to have it.
	ConfirmEmailChange(ctx context.Context, tokenHash []byte, address string, now time.Time) error
}

// Operator is what only the commands do.
type Operator interface {
	// CreateAccount makes an account with its first administrator.
	CreateAccount(ctx context.Context, in NewAccount) (accountID, userID string, err error)
	// Import writes whole accounts as they are, in few transactions.
	Import(ctx context.Context, accounts []ImportedAccount, now time.Time) error
	// FindAccount gives the account of an identifier or a number.
	FindAccount(ctx context.Context, idOrNumber string) (account.Account, error)
	// Grant gives a person of another account access to this one, and answers a
	// request with it when told to (R12). Who was let in and who has asked are
	// told. NotFound when nobody has that address; EmailTaken when they are a user
	// or an external user of the account already; ErrAnswered.
	Grant(ctx context.Context, in Grant) (account.ExternalUser, error)
	// Requests lists requests for access for the operator: those that wait, the
	// oldest first, or those answered, the newest first; of one account, or with
	// an empty one of all.
	Requests(ctx context.Context, accountID string, waiting bool, q account.ListQuery) (account.Page[AskedRequest], error)
	// FindRequest gives one request, of whatever account.
	FindRequest(ctx context.Context, id string) (AskedRequest, error)
	// Decline answers a request with no; who has asked is told. ErrAnswered.
	Decline(ctx context.Context, in Decline) (AskedRequest, error)
	// Recover makes the link by which a locked-out administrator of an account
	// chooses a new password, and gives its token. NotFound when the account has no
	// administrator with that address. With resetTwoFactor their second factors go
	// too, as in ResetTwoFactor: an account's only administrator has nobody else to
	// turn to.
	Recover(ctx context.Context, accountID, email string, resetTwoFactor bool, now time.Time) (token string, err error)
	// RevokeByOperator removes an external access.
	RevokeByOperator(ctx context.Context, accountID, id string, now time.Time) (account.Receipt, error)
}
