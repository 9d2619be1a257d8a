package store

import (
	"context"
	"time"

	"rollcall/account"
)

// Outbox is the mail to be sent, written in the transaction of the act that
// asks for it. A message that a later act made pointless is never claimed.
type Outbox interface {
	// MailQueued receives when this process has queued mail. It coalesces.
	MailQueued() <-chan struct{}
	// ClaimMail takes up to limit messages that are due, oldest first, for one
	// sender; none is no error. Messages to the domains except, in lower case, are
	// left. The claim lasts until MailSent, MailFailed or ReleaseMail.
	ClaimMail(ctx context.Context, claimant string, limit int, now time.Time, except ...string) ([]QueuedMail, error)
	// MailSent notes that the recipient's mail server (or the folder) took it,
	// and wipes the body. The invitation's delivery follows.
	MailSent(ctx context.Context, ids []string, now time.Time) error
	// MailFailed notes a failure. A permanent one wipes the body and marks the
	// invitation's delivery; otherwise the message is due again at Retry.
	MailFailed(ctx context.Context, f MailFailure) error
	// MailReturned notes that a message came back after it was taken, by its
	// Message-ID: the invitation's delivery has bounced, unless it was sent again
	// since. It may come before MailSent, which then changes nothing. Again is no
	// error; NotFound for a message of which nothing is known.
	MailReturned(ctx context.Context, messageID, detail string, now time.Time) error
	// ReleaseMail makes due again at once what a dead process had claimed: all
	// claims but those of claimant.
	ReleaseMail(ctx context.Context, claimant string) error
}

// MailKind is what a message is about; it picks the template.
type MailKind string

// The kinds of mail.
const (
	MailInvitation MailKind = "invitation"
	// MailPasswordLink carries the link to choose a new password: Token, By (who
	// sent it; empty when the person asked), AccountName, ExpiresAt.
	MailPasswordLink MailKind = "password_link"
	// MailSignInCode and MailSetupCode carry Code: to sign in, to switch codes by
	// e-mail on. Device, ExpiresAt.
	MailSignInCode MailKind = "sign_in_code"
	MailSetupCode  MailKind = "setup_code"
	// MailNewDevice: somebody signed in on a device not seen before. Device,
	// Address, At.
	MailNewDevice MailKind = "new_device"
	// MailPasswordChanged: by oneself, through a link, or By somebody. At, Device.
	MailPasswordChanged MailKind = "password_changed"
	// MailEmailConfirm goes to the new address: Token, NewEmail, By, ExpiresAt.
	MailEmailConfirm MailKind = "email_confirm"
	// MailEmailProof goes to the address of somebody who joined by a link that was
	// shown rather than mailed: Token, NewEmail, ExpiresAt.
	MailEmailProof MailKind = "email_proof"
	// MailEmailAsked and MailEmailChanged tell the old address: NewEmail, By, At.
	MailEmailAsked   MailKind = "email_asked"
	MailEmailChanged MailKind = "email_changed"
	// MailTwoFactor tells of a change of the second factor, What. By, Device, At.
	MailTwoFactor MailKind = "two_factor"

	// What follows tells the person of their access to another account:
	// AccountName, and UserType, Permissions and Until where it is given.

	// MailAccessGranted: the operator let them in.
	MailAccessGranted MailKind = "access_granted"
	// MailAccessAccepted: they came in themselves, with their login, on the page of
	// an invitation. By (who invited), Address, At.
	MailAccessAccepted MailKind = "access_accepted"
	// MailAccessRemoved and MailAccessRestored: By (an administrator; empty for the
	// operator), At.
	MailAccessRemoved  MailKind = "access_removed"
	MailAccessRestored MailKind = "access_restored"
	// MailAccessEnding announces the end, Until; MailAccessEnded tells of it.
	MailAccessEnding MailKind = "access_ending"
	MailAccessEnded  MailKind = "access_ended"

	// What follows tells an administrator of it: About and AboutEmail say whom it
	// is about, AccountName where.

	// MailRequestGranted and MailRequestDeclined answer a request for access:
	// Message is what the operator wrote. A declined one names the address alone:
	// nothing tells whether anybody has it.
	MailRequestGranted  MailKind = "request_granted"
	MailRequestDeclined MailKind = "request_declined"
	// MailGuestEnding announces the end of somebody's access, MailGuestEnded tells
	// of it: Until.
	MailGuestEnding MailKind = "guest_ending"
	MailGuestEnded  MailKind = "guest_ended"
)

// What happened to a second factor (MailPayload.What).
const (
	TwoFactorAppAdded      = "app_added"
	TwoFactorAppRemoved    = "app_removed"
	TwoFactorEmailAdded    = "email_added"
	TwoFactorEmailRemoved  = "email_removed"
	TwoFactorReset         = "reset"
	TwoFactorRecoveryNew   = "recovery_new"
	TwoFactorRecoverySpent = "recovery_spent"
)

// QueuedMail is a message to send. It holds a secret and is never formatted.
type QueuedMail struct {
	ID string
	// MessageID is fixed when the act is written, so that a message is the same
	// however often it is tried: "random@host", without angle brackets.
	MessageID    string
	Kind         MailKind
	To           string
	Language     string
	InvitationID string
	// Attempts made before this one.
	Attempts  int
	CreatedAt time.Time
	Payload   MailPayload
}

// MailPayload is what a message says. It is sealed while it waits.
type MailPayload struct {
	// Token of the link.
	Token        string               `json:"token"`
	AccountName  string               `json:"account_name"`
	InviterName  string               `json:"inviter_name"`
	InviterEmail string               `json:"inviter_email"`
	UserType     account.UserType     `json:"user_type"`
	Permissions  []account.Permission `json:"permissions"`
	Message      string               `json:"message"`
	ExpiresAt    time.Time            `json:"expires_at"`

	// What follows belongs to the messages to people who have a login.

	// Code is six digits.
	Code string `json:"code,omitempty"`
	// Name is the recipient's.
	Name string `json:"name,omitempty"`
	// By is the name of the administrator who did it; empty for oneself.
	By string `json:"by,omitempty"`
	// Device and Address are from where it was done; At is when.
	Device   string    `json:"device,omitempty"`
	Address  string    `json:"address,omitempty"`
	At       time.Time `json:"at,omitzero"`
	NewEmail string    `json:"new_email,omitempty"`
	What     string    `json:"what,omitempty"`

	// What follows belongs to the messages about access to another account.

	// About is the name of the external user, AboutEmail the address.
	About      string `json:"about,omitempty"`
	AboutEmail string `json:"about_email,omitempty"`
	// Until is when the access ends by itself; zero for never.
	Until time.Time `json:"until,omitzero"`
}

// MailFailure is why a message could not be sent.
type MailFailure struct {
	ID string
	// Permanent: it will not be tried again.
	Permanent bool
	// State of the delivery when permanent: bounced (refused by the recipient's
	// server) or failed.
	State account.DeliveryState
	// Reason in words, for the administrator.
	Reason string
	// Retry is when to try again, when not permanent.
	Retry time.Time
	Now   time.Time
}
