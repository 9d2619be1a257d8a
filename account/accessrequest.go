package account

import "time"

// AccessRequestState is what became of a request for access.
type AccessRequestState string

// The states of a request for access. Only the operator grants or declines.
const (
	AccessRequestWaiting  AccessRequestState = "waiting"
	AccessRequestGranted  AccessRequestState = "granted"
	AccessRequestDeclined AccessRequestState = "declined"
)

// AccessRequest asks the operator to let a person of another account into this
// one (R12). Nothing in it tells whether the address is known anywhere.
type AccessRequest struct {
	ID    string `json:"id"`
	Email string `json:"email"`
	// HomeAccount is what the requester calls the person's own account.
	HomeAccount string       `json:"home_account"`
	UserType    UserType     `json:"user_type"`
	Permissions []Permission `json:"permissions"`
	Reason      string       `json:"reason"`
	// Until is the moment the access is to end by itself; zero for never.
	Until     time.Time          `json:"until,omitzero"`
	State     AccessRequestState `json:"state"`
	CreatedAt time.Time          `json:"created_at"`
	CreatedBy PersonRef          `json:"created_by"`
	// Answer is what the operator wrote when granting or declining.
	Answer string `json:"answer,omitempty"`
	// AnsweredAt is when; zero while it waits.
	AnsweredAt time.Time `json:"answered_at,omitzero"`
}

// MaxReason is how long the reason of a request, and the operator's answer, may
// be, in characters; MaxHomeAccount is that of the name of the home account.
const (
	MaxReason      = 1000
	MaxHomeAccount = 200
)

// NewAccessRequest is a request for access (R12).
type NewAccessRequest struct {
	Email       string       `json:"email"`
	HomeAccount string       `json:"home_account"`
	UserType    UserType     `json:"user_type"`
	Permissions []Permission `json:"permissions,omitempty"`
	Reason      string       `json:"reason"`
	Until       time.Time    `json:"until,omitzero"`
}
