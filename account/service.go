package account

import (
	"context"
	"time"
)

// Page is one page of a list; NextCursor is empty on the last.
type Page[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"next_cursor,omitempty"`
}

// ListQuery asks for a page. Zero values mean: everything, first page, the
// service's own page size.
type ListQuery struct {
	// Search is looked for in names, addresses and user names, without regard
	// to case and accents. Users only.
	Search string
	// UserType keeps one type. Users only.
	UserType UserType
	// State keeps pending (expired ones included) or cancelled invitations.
	State InvitationState
	// Cursor is opaque, from the page before.
	Cursor string
	// Limit is 1 to 500.
	Limit int
}

// Act accompanies everything that changes something.
type Act struct {
	// Key makes the act happen at most once however often it is sent
	// (Idempotency-Key). Empty: the adapter makes one per call.
	Key string
	// Version is what the person was looking at (If-Match); 0 when not checked.
	Version int64
}

// Service is one account, as the person who is signed in may see and change it.
// The client is one, over HTTP; the local copy is another, from this computer.
// Every error is, or wraps, an *Error.
type Service interface {
	Account(ctx context.Context) (Account, error)
	UpdateAccount(ctx context.Context, c AccountChange, act Act) (Account, error)
	// Permissions gives the catalogue in "en" or "fr".
	Permissions(ctx context.Context, language string) (Catalogue, error)

	Me(ctx context.Context) (Profile, error)
	UpdateMe(ctx context.Context, c ProfileChange, act Act) (Profile, error)
	ChangePassword(ctx context.Context, c PasswordChange, act Act) error
	Oneself

	Users(ctx context.Context, q ListQuery) (Page[User], error)
	User(ctx context.Context, id string) (User, error)
	UpdateUser(ctx context.Context, id string, c UserChange, act Act) (User, error)
	DeleteUser(ctx context.Context, id string, act Act) (Receipt, error)
	// UserAccess lists what the deletion of a user would end.
	UserAccess(ctx context.Context, id string) (Access, error)
	// SetUserPassword replaces somebody's password (R9); OwnPasswordWrong.
	SetUserPassword(ctx context.Context, id string, p UserPassword, act Act) error
	// SendPasswordLink sends somebody the link to choose a new password.
	SendPasswordLink(ctx context.Context, id string, act Act) error
	// ResetTwoFactor takes somebody's second factors away; their sessions end (R14).
	ResetTwoFactor(ctx context.Context, id string, act Act) error
	// SignOutUser ends all sessions of a user.
	SignOutUser(ctx context.Context, id string, act Act) error

	APITokens(ctx context.Context, q ListQuery) (Page[APIToken], error)
	// CreateAPIToken gives the token once: a repeat of the same act is refused
	// with IdempotencyRunning.
	CreateAPIToken(ctx context.Context, n NewAPIToken, act Act) (APIToken, error)
	RevokeAPIToken(ctx context.Context, id string, act Act) error

	Invitations(ctx context.Context, q ListQuery) (Page[Invitation], error)
	Invitation(ctx context.Context, id string) (Invitation, error)
	Invite(ctx context.Context, n NewInvitation, act Act) (Invitation, error)
	ResendInvitation(ctx context.Context, id string, act Act) (Invitation, error)
	// ResendForLink resends an invitation and gives its new link, once: a repeat of
	// the same act is refused with IdempotencyRunning.
	ResendForLink(ctx context.Context, id string, act Act) (Invitation, error)
	CancelInvitation(ctx context.Context, id string, act Act) error
	RestoreInvitation(ctx context.Context, id string, act Act) (Invitation, error)

	ExternalUsers(ctx context.Context, q ListQuery) (Page[ExternalUser], error)
	ExternalUser(ctx context.Context, id string) (ExternalUser, error)
	UpdateExternalUser(ctx context.Context, id string, c ExternalUserChange, act Act) (ExternalUser, error)
	RemoveExternalUser(ctx context.Context, id string, act Act) (Receipt, error)
	RestoreExternalUser(ctx context.Context, id string, act Act) (ExternalUser, error)
	// AccessRequests gives the requests for access, the newest first (R12).
	AccessRequests(ctx context.Context, q ListQuery) (Page[AccessRequest], error)
	RequestAccess(ctx context.Context, n NewAccessRequest, act Act) (AccessRequest, error)

	// Notices gives what is announced and not over yet, the next first, in "en" or
	// "fr" (R17).
	Notices(ctx context.Context, language string) ([]Notice, error)

	// Changes gives what happened after a sequence number; SinceNow asks where
	// to start. ChangesExpired means: fetch the lists anew.
	Changes(ctx context.Context, since int64, limit int) (Changes, error)
	// Events calls handle for each event until the context ends or the stream
	// breaks, and then returns why. It begins with EventOpened.
	Events(ctx context.Context, handle func(Event)) error
	Activity(ctx context.Context, q ActivityQuery) (Page[Activity], error)

	// SignOut ends the session on the service.
	SignOut(ctx context.Context) error
}

// Oneself is what people do about their own ways in, whatever account they
// work in. Every call that takes a current password gives OwnPasswordWrong
// when it is not.
type Oneself interface {
	MySessions(ctx context.Context) ([]Device, error)
	EndMySession(ctx context.Context, id string, act Act) error
	MyTrustedDevices(ctx context.Context) ([]Device, error)
	DistrustDevice(ctx context.Context, id string, act Act) error

	TwoFactor(ctx context.Context) (TwoFactor, error)
	// SetUpApp begins with an authenticator app: nothing counts before ConfirmApp
	// was given its first code. Beginning anew gives another secret.
	SetUpApp(ctx context.Context, currentPassword string, act Act) (AppSecret, error)
	// ConfirmApp gives SecondFactorInvalid for a wrong code.
	ConfirmApp(ctx context.Context, code string, act Act) error
	// SetUpEmailCodes sends a first code to an address.
	SetUpEmailCodes(ctx context.Context, m EmailMethod, act Act) error
	ConfirmEmailCodes(ctx context.Context, code string, act Act) error
	// RemoveMethod ends an active method. PasswordUnacceptable when it is the last
	// and the password is too short to stand alone (ASVS 2.3.4).
	RemoveMethod(ctx context.Context, m Method, currentPassword string, act Act) error
	// NewRecoveryCodes gives a fresh set, once.
	NewRecoveryCodes(ctx context.Context, currentPassword string, act Act) (RecoverySet, error)
}

// Lists is everything an account's three lists hold at one moment. Lists, slices
// and what they point to are shared and never changed: a new moment is a new
// Lists. Order is the service's; a screen sorts for itself.
type Lists struct {
	Account     Account
	Catalogue   Catalogue
	Me          Profile
	Users       List[User]
	Invitations List[Invitation]
	// Cancelled invitations of the last 24 hours, which can be restored (R7).
	Cancelled     List[Invitation]
	ExternalUsers List[ExternalUser]
	// Notices is what is announced, in the language of the catalogue, the next
	// first; some may be over by now (R17).
	Notices []Notice
	// Waiting is what was decided and is not done yet, in the order of deciding.
	// After the end of one's powers here, it is what will never be sent.
	Waiting []*Waiting
	// Loaded tells a real, possibly empty, list from one never fetched.
	Loaded bool
	// Seq is the sequence number of the feed up to which this is true.
	Seq int64
}

// Link is how the local copy stands with the service.
type Link string

// The states of the link, as the status line shows them.
const (
	// LinkConnecting: nothing was heard yet.
	LinkConnecting Link = "connecting"
	// LinkOnline: the stream is open and everything heard was fetched.
	LinkOnline Link = "online"
	// LinkUpdating: a fetch is under way.
	LinkUpdating Link = "updating"
	// LinkOffline: the last attempt failed; NextTry says when it tries again.
	LinkOffline Link = "offline"
	// LinkEnded: the session is over; Err says why. It does not try again.
	LinkEnded Link = "ended"
)

// Status says how old the lists are and why, in facts rather than words.
type Status struct {
	Link Link
	// AsOf is when the lists were last known to equal the service's; zero: never.
	AsOf time.Time
	// Err is why the link is offline or ended; nil otherwise.
	Err error
	// NextTry is when the next attempt begins; zero when none is planned, or one
	// is under way.
	NextTry time.Time
	// Fetched and Total are the rows of a full fetch under way; 0, 0 otherwise.
	Fetched, Total int
	// ClockOffset is what to add to this computer's clock to get the service's.
	ClockOffset time.Duration
	// Copy is how the copy on this computer stands.
	Copy CopyState
}
