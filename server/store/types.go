package store

import (
	"errors"
	"time"

	"rollcall/account"
)

// The limits of sessions (account API, Limits).
const (
	SessionIdle     = 30 * 24 * time.Hour
	SessionAbsolute = 90 * 24 * time.Hour
	// TouchEvery is how often the last activity of a person is noted.
	TouchEvery = time.Hour
	// AnswersKept is how long an answer can be repeated.
	AnswersKept = 30 * 24 * time.Hour
	// FeedKept is how long the feed of changes goes back.
	FeedKept = 30 * 24 * time.Hour
	// PlaceKept is how long the activity log keeps device and address.
	PlaceKept = 365 * 24 * time.Hour
)

// Caller is who acts, from where, in which account.
type Caller struct {
	// SessionID is empty when an API token acts, TokenID when a session does.
	PersonID, SessionID, TokenID string
	// AccountID is the account acted in; empty for acts on oneself.
	AccountID string
	// Device is the name the session was given; Address the network address.
	Device, Address string
}

// Act accompanies everything that changes something.
type Act struct {
	Caller Caller
	// Match lists the versions the caller accepts (If-Match); nil: any.
	Match []int64
	// Once, when set, keeps the answer for a repeat.
	Once *Once
	Now  time.Time
}

// Once makes an act happen at most once per key (Idempotency-Key). Scope and
// Payload are stored as keyed hashes only.
type Once struct {
	// Key is the caller's; Scope is caller, method and path.
	Key, Scope string
	Payload    []byte
	// Render makes the answer out of what the act returned, nil for nothing.
	Render func(result any) (Answer, error)
}

// Answer is what was sent back.
type Answer struct {
	Status int
	Header map[string]string
	Body   []byte
	// Secret answers are not kept; a repeat is refused.
	Secret bool
}

// NewPassword is a password that was chosen and judged. It is never formatted.
type NewPassword struct {
	// Hash is Argon2id.
	Hash string
	// StandsAlone: it is long enough without a second factor.
	StandsAlone bool
}

// Credentials is what a sign-in is checked against. It is never formatted.
type Credentials struct {
	PersonID     string
	PasswordHash string
	// HomeAccountID is where the sign-in is noted.
	HomeAccountID string
}

// Knock is somebody who wants to sign in. It holds a password and is never
// formatted.
type Knock struct {
	// Login is an e-mail address or a user name.
	Login, Password string
	// Device is how the person calls it, for the activity log; Address is where
	// they knock from.
	Device, Address string
}

// StartSession is a sign-in whose password was right.
type StartSession struct {
	PersonID string
	// PasswordHash is the hash that the password was checked against.
	PasswordHash    string
	TokenHash       []byte
	Device, Address string
	// SecondFactor is the code that was given; nil when none was.
	SecondFactor *account.SecondFactor
	// DeviceHash is the hash of the token of a trusted device; nil when none was
	// brought.
	DeviceHash []byte
	// TrustHash is the hash of the token that the device is to be trusted by; nil
	// when it was not asked for. Nothing is trusted without a second factor.
	TrustHash []byte
	Now       time.Time
}

// StartedSession is a session without its tokens.
type StartedSession struct {
	account.Session
	// Trusted: TrustHash was stored.
	Trusted bool
}

// Identity is who a token belongs to.
type Identity struct {
	// SessionID is empty for an API token, TokenID for a session.
	SessionID, TokenID, PersonID string
	// Device is the session's, or the name of the API token.
	Device string
	// SetupDue: the home account, or the one asked for, requires a second factor
	// and the person has none.
	SetupDue bool
	// Membership is what the person is in the account asked for; nil: nothing.
	Membership *account.Membership
	// TouchDue: the use should be noted (Touch).
	TouchDue bool
}

// Standing is how a session stands towards an account at one moment.
type Standing struct {
	// Ended is the reason the session ended, empty while it lives.
	Ended string
	// Membership is nil when the person may no longer enter the account.
	Membership *account.Membership
	// SetupDue is that of Identity.
	SetupDue bool
	// Seq is the account's latest sequence number.
	Seq int64
}

// Invited is an invitation and, when it was asked for, the token of a link to
// show. It is never formatted.
type Invited struct {
	account.Invitation
	Token string
}

// Refused is an attempt that was refused (R18).
type Refused struct {
	Caller Caller
	Action string
	Target account.ActivityTarget
	Code   account.Code
	Now    time.Time
}

// InvitationPage is what the page of a live link shows.
type InvitationPage struct {
	InvitationID string
	AccountID    string
	AccountName  string
	InvitedBy    account.PersonRef
	Email        string
	UserType     account.UserType
	Permissions  []account.Permission
	Language     string
	Message      string
	ExpiresAt    time.Time
	// Shown: the link was shown to whoever invites, and may be in anybody's hands.
	Shown bool
	// HasLogin: the address belongs to a person of another account (R12).
	HasLogin bool
	// Inside: that person can enter this account already.
	Inside bool
	// RequireTwoFactor: the account asks everybody for a second factor (R14).
	RequireTwoFactor bool
}

// ResetPage is what the page of a lost password needs. Personal is what nobody
// should use as this person's password.
type ResetPage struct {
	Name, Username, Language string
	Personal                 []string
	// SecondFactor: a shorter password is enough.
	SecondFactor bool
	ExpiresAt    time.Time
}

// EmailChangePage is what the page of a new address shows.
type EmailChangePage struct {
	Name, Language, NewEmail string
	ExpiresAt                time.Time
}

// Completion is what an invited person gives. PasswordHash is Argon2id.
type Completion struct {
	FirstName, LastName string
	Username            string
	PasswordHash        string
	Language            string
	Address             string
	Now                 time.Time
}

// EndAnnounced is how long before the end of an access people are told of it.
const EndAnnounced = 7 * 24 * time.Hour

// Refusals that belong to no code of the account API: those of commands and
// pages.
var (
	// ErrAnswered is a request for access that was granted or declined before.
	ErrAnswered = errors.New("the request has been answered already")
	// ErrOtherLogin is a login whose address is not the invited one.
	ErrOtherLogin = errors.New("the invitation is for another address")
	// ErrAskerGone is a request of somebody who is an administrator no longer.
	ErrAskerGone = errors.New("who asked is no administrator of the account any more")
	// ErrUnverified is a link that was shown rather than mailed, or a grant, used with a login
	// whose address nobody has confirmed: neither proves whose the address is.
	ErrUnverified = errors.New("the address of the login was never confirmed")
)

// NewAccount is an account and its first administrator.
type NewAccount struct {
	Name          string
	AdminEmail    string
	AdminUsername string
	PasswordHash  string
	Language      string
	Now           time.Time
}

// Grant is an external access given by the operator (R12).
type Grant struct {
	AccountID   string
	Email       string
	UserType    account.UserType
	Permissions []account.Permission
	// Until is the end of the access; zero for none.
	Until time.Time
	// RequestID is the request that this answers; empty for none. Answer is what
	// the operator writes to who has asked.
	RequestID, Answer string
	// ConfirmedOnly refuses a login whose address nobody has confirmed (ErrUnverified).
	ConfirmedOnly bool
	Now           time.Time
}

// Decline is a request for access that the operator turns down (R12).
type Decline struct {
	RequestID, Answer string
	Now               time.Time
}

// AskedRequest is a request for access and the account that it is about.
type AskedRequest struct {
	account.AccessRequest
	AccountID   string `json:"account_id"`
	AccountName string `json:"account_name"`
}
