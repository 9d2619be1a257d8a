package account

import (
	"errors"
	"time"
)

// Code names what went wrong, stable across versions. Those of the service
// travel in problem details (RFC 9457); those of the way there are ours.
type Code string

// Codes of the service.
const (
	MalformedRequest     Code = "malformed_request"
	Unauthenticated      Code = "unauthenticated"
	InvalidCredentials   Code = "invalid_credentials"
	SecondFactorRequired Code = "second_factor_required"
	SecondFactorInvalid  Code = "second_factor_invalid"
	SessionEnded         Code = "session_ended"
	Forbidden            Code = "forbidden"
	OwnPasswordWrong     Code = "own_password_wrong"
	TwoFactorSetup       Code = "two_factor_setup_required"
	NotFound             Code = "not_found"
	MethodNotAllowed     Code = "method_not_allowed"
	PayloadTooLarge      Code = "payload_too_large"
	UnsupportedMediaType Code = "unsupported_media_type"
	OwnUser              Code = "own_user"
	LastAdministrator    Code = "last_administrator"
	EmailTaken           Code = "email_taken"
	UsernameTaken        Code = "username_taken"
	AlreadyInvited       Code = "already_invited"
	InvitationNotPending Code = "invitation_not_pending"
	IdempotencyRunning   Code = "idempotency_in_progress"
	ChangesExpired       Code = "changes_expired"
	LinkExpired          Code = "invitation_expired"
	LinkUsed             Code = "invitation_used"
	LinkCancelled        Code = "invitation_cancelled"
	VersionMismatch      Code = "version_mismatch"
	ValidationFailed     Code = "validation_failed"
	PasswordUnacceptable Code = "password_unacceptable"
	IdempotencyReused    Code = "idempotency_key_reused"
	PreconditionRequired Code = "precondition_required"
	RateLimited          Code = "rate_limited"
	Internal             Code = "internal"
	Maintenance          Code = "maintenance"
)

// Codes of the way to the service: they never travel.
const (
	// Unreachable: no answer at all (no network, refused, timed out).
	Unreachable Code = "unreachable"
	// BadAnswer: something answered, but not the account service (a hotel's
	// Wi-Fi page, a proxy, half an answer).
	BadAnswer Code = "bad_answer"
	// InsecureServer: the certificate is not to be trusted, or the address
	// would send a password over an open line.
	InsecureServer Code = "insecure_server"
	// Deferred: the service could not be asked. The act is kept on this computer,
	// also over the end of the program, and sent once it can be; Lists.Waiting
	// shows it. It is no failure.
	Deferred Code = "deferred"
	// OutcomeUnknown: an act was sent so long ago, without an answer, that the
	// service no longer knows whether it did it. Sent again it could be done twice.
	OutcomeUnknown Code = "outcome_unknown"
)

// ErrNotDone is in an error of the way to the service, or of one that asks for
// patience, when what was asked for was surely not done. Without it nobody knows.
var ErrNotDone = errors.New("it was not done")

// Reasons that accompany SessionEnded.
const (
	ReasonSignedOut       = "signed_out"
	ReasonUserDeleted     = "user_deleted"
	ReasonPasswordChanged = "password_changed"
	ReasonTwoFactorReset  = "two_factor_reset"
	ReasonExpired         = "expired"
	ReasonAccessRemoved   = "access_removed"
)

// Reasons that accompany PasswordUnacceptable (ASVS 6.2).
const (
	PasswordTooShort = "too_short"
	PasswordTooLong  = "too_long"
	PasswordCommon   = "common"
	PasswordPersonal = "personal"
)

// FieldFault is one fault in what was sent. Location is "body.email".
type FieldFault struct {
	Location string `json:"location"`
	Message  string `json:"message"`
}

// Error is a code and what goes with it. Detail is for the log of the one who
// wrote the program: it never holds a secret or a person's data, and the app
// shows words of its own instead, chosen by Code.
type Error struct {
	Code   Code
	Detail string
	Fields []FieldFault
	// Reason refines SessionEnded and PasswordUnacceptable.
	Reason string
	// Methods accompanies SecondFactorRequired: the last used first, recovery
	// codes last.
	Methods []Method
	// InvitationID accompanies AlreadyInvited.
	InvitationID string
	// RetryAfter accompanies RateLimited and Maintenance; zero when unknown.
	RetryAfter time.Duration
	// Until accompanies Maintenance: when it is said to be over; zero when unknown.
	Until time.Time
	// Cause is what the adapter met, for errors.Is; not shown.
	Cause error
}

// Error gives code and detail.
func (e *Error) Error() string {
	if e.Detail == "" {
		return string(e.Code)
	}
	return string(e.Code) + ": " + e.Detail
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Is makes errors.Is(err, account.Fault(code)) true for the same code.
func (e *Error) Is(target error) bool {
	var t *Error
	return errors.As(target, &t) && t.Code == e.Code
}

// Fault is an error that is nothing but its code.
func Fault(code Code) *Error { return &Error{Code: code} }

// Faultf is an error with a detail; the detail must hold no personal data.
func Faultf(code Code, detail string) *Error { return &Error{Code: code, Detail: detail} }

// CodeOf finds the code in an error: empty for nil, Internal when there is none.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}
