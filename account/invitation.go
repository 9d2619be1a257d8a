package account

import "time"

// InvitationLifetime is how long a link works after it was last sent (R5).
const InvitationLifetime = 7 * 24 * time.Hour

// ExpiringWithin is when a pending invitation begins to be called expiring.
const ExpiringWithin = 24 * time.Hour

// RestoreWithin is how long a cancelled invitation or a removed external
// access can be restored (R7).
const RestoreWithin = 24 * time.Hour

// InvitationState is what became of an invitation, as the service says it.
type InvitationState string

// The states of an invitation. A completed one is a user and no longer listed.
const (
	InvitationPending   InvitationState = "pending"
	InvitationExpired   InvitationState = "expired"
	InvitationCancelled InvitationState = "cancelled"
)

// DeliveryState is what became of the mail.
type DeliveryState string

// The states of a delivery. Sent means taken by the recipient's mail server.
const (
	DeliveryQueued  DeliveryState = "queued"
	DeliverySent    DeliveryState = "sent"
	DeliveryBounced DeliveryState = "bounced"
	DeliveryFailed  DeliveryState = "failed"
)

// Delivery is what became of the last mail of an invitation.
type Delivery struct {
	State DeliveryState `json:"state"`
	// Detail is the reason in words, when there is one: why it did not arrive, or,
	// of a mail that is queued, why the last attempt came to nothing.
	Detail string `json:"detail,omitempty"`
	// At is when it came to this: for a mail that is queued and was tried, the last
	// attempt.
	At time.Time `json:"at"`
	// NextTryAt is when a mail that was tried in vain is tried again.
	NextTryAt time.Time `json:"next_try_at,omitzero"`
}

// Invitation is an invitation that nobody has completed yet.
type Invitation struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`

	Email       string       `json:"email"`
	UserType    UserType     `json:"user_type"`
	Permissions []Permission `json:"permissions"`
	// Language of the mail and the page, "en" or "fr".
	Language string          `json:"language"`
	Message  string          `json:"message,omitempty"`
	State    InvitationState `json:"state"`
	Delivery Delivery        `json:"delivery"`

	InvitedBy  PersonRef `json:"invited_by"`
	CreatedAt  time.Time `json:"created_at"`
	LastSentAt time.Time `json:"last_sent_at"`
	ExpiresAt  time.Time `json:"expires_at"`
	SentCount  int       `json:"sent_count"`
	// ReplacedBy is the invitation that corrected this cancelled one, which can
	// then never be restored (R8).
	ReplacedBy string `json:"replaced_by,omitempty"`
	// Link is a secret, present only in the answer to a call that asked for it.
	Link string `json:"link,omitempty"`
}

// StateAt is the invitation's state at a moment: a pending one expires by the
// passing of time alone, which the service does not announce.
func (i Invitation) StateAt(now time.Time) InvitationState {
	if i.State == InvitationPending && !now.Before(i.ExpiresAt) {
		return InvitationExpired
	}
	return i.State
}

// Expiring tells whether the invitation still works but for less than 24 hours.
func (i Invitation) Expiring(now time.Time) bool {
	return i.StateAt(now) == InvitationPending && i.ExpiresAt.Sub(now) < ExpiringWithin
}

// Undelivered tells whether the last mail did not reach the recipient.
func (i Invitation) Undelivered() bool {
	return i.Delivery.State == DeliveryBounced || i.Delivery.State == DeliveryFailed
}

// Delayed tells whether the last mail was tried in vain and is tried again.
func (i Invitation) Delayed() bool {
	return i.Delivery.State == DeliveryQueued && i.Delivery.Detail != ""
}

// NewInvitation is a request to invite somebody (R4).
type NewInvitation struct {
	Email       string       `json:"email"`
	UserType    UserType     `json:"user_type"`
	Permissions []Permission `json:"permissions,omitempty"`
	Language    string       `json:"language,omitempty"`
	Message     string       `json:"message,omitempty"`
	// Replaces is the invitation that this one corrects; it is cancelled in
	// the same transaction (R8).
	Replaces string `json:"replaces,omitempty"`
	// ReturnLink asks for the link itself in the answer.
	ReturnLink bool `json:"return_link,omitempty"`
}
