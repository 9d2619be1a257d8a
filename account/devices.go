package account

import "time"

// Device is where a person is signed in, or a device that is trusted: a
// session or a trust, not a machine.
type Device struct {
	ID           string    `json:"id"`
	DeviceName   string    `json:"device_name"`
	CreatedAt    time.Time `json:"created_at"`
	LastActiveAt time.Time `json:"last_active_at"`
	// Current marks the one that asks.
	Current bool `json:"current"`
}

// Access is everything by which a user can enter, for the confirmation of a
// deletion. Nothing in it is a secret.
type Access struct {
	Sessions       []Device   `json:"sessions"`
	TrustedDevices []Device   `json:"trusted_devices"`
	APITokens      []APIToken `json:"api_tokens"`
}

// APIToken lets a script act as its maker, in one account (R1).
type APIToken struct {
	ID         string    `json:"id"`
	Name       string    `json:"name"`
	CreatedAt  time.Time `json:"created_at"`
	CreatedBy  PersonRef `json:"created_by"`
	ExpiresAt  time.Time `json:"expires_at"`
	LastUsedAt time.Time `json:"last_used_at,omitzero"`
	// Token is a secret, present only in the answer to the call that made it.
	Token string `json:"token,omitempty"`
}

// NewAPIToken is a request for a token; ExpiresInDays is 1 to MaxTokenDays.
type NewAPIToken struct {
	Name          string `json:"name"`
	ExpiresInDays int    `json:"expires_in_days"`
}

// UserPassword sets the password of somebody else, which needs one's own (R9).
// It holds secrets and is never formatted.
type UserPassword struct {
	OwnPassword string `json:"own_password"`
	NewPassword string `json:"new_password"`
}
