package account

import "time"

// Account is a customer's space in the service.
type Account struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
	Name    string `json:"name"`
	// Number is what people quote on the telephone, "20417".
	Number           string `json:"number"`
	RequireTwoFactor bool   `json:"require_two_factor"`
	// Counts is nil for everybody but administrators.
	Counts *Counts `json:"counts,omitempty"`
}

// Counts are the sizes of an account's three lists. Expired invitations count
// as pending: they stay in the list until resent or cancelled (R5).
type Counts struct {
	Users         int `json:"users"`
	Invitations   int `json:"invitations"`
	ExternalUsers int `json:"external_users"`
}

// AccountChange says which fields of an account to change; nil leaves one as it is.
type AccountChange struct {
	Name             *string `json:"name,omitempty"`
	RequireTwoFactor *bool   `json:"require_two_factor,omitempty"`
}

// Membership is one account that a person may enter, and as what.
type Membership struct {
	AccountID   string       `json:"account_id"`
	AccountName string       `json:"account_name"`
	UserType    UserType     `json:"user_type"`
	Permissions []Permission `json:"permissions"`
	// External tells an access to another account from the person's home.
	External bool `json:"external"`
}

// Profile is the signed-in person: a User with the accounts they may enter,
// their home account first.
type Profile struct {
	User
	Memberships []Membership `json:"memberships"`
}

// ProfileChange says which fields of one's own profile to change; nil leaves
// one as it is. Email and Username need CurrentPassword.
type ProfileChange struct {
	FirstName       *string `json:"first_name,omitempty"`
	LastName        *string `json:"last_name,omitempty"`
	Language        *string `json:"language,omitempty"`
	Phone           *string `json:"phone,omitempty"`
	JobTitle        *string `json:"job_title,omitempty"`
	Email           *string `json:"email,omitempty"`
	Username        *string `json:"username,omitempty"`
	CurrentPassword string  `json:"current_password,omitempty"`
}

// PasswordChange replaces one's own password.
type PasswordChange struct {
	CurrentPassword  string `json:"current_password"`
	NewPassword      string `json:"new_password"`
	EndOtherSessions bool   `json:"end_other_sessions"`
}

// SignIn is what a person gives to enter. Login is an e-mail address or a user
// name. It holds secrets and is never formatted.
type SignIn struct {
	Login      string `json:"login"`
	Password   string `json:"password"`
	DeviceName string `json:"device_name"`
	// SecondFactor is given once SecondFactorRequired has asked for it (R14).
	SecondFactor *SecondFactor `json:"second_factor,omitempty"`
	// DeviceToken is what a trusted device was given; it stands for the code.
	DeviceToken string `json:"device_token,omitempty"`
	// TrustDevice asks for such a token, together with a right code.
	TrustDevice bool `json:"trust_device,omitempty"`
}

// Session is the answer to a sign-in. Token is a secret: it belongs in the
// keyring and nowhere else, and a Session is never formatted.
type Session struct {
	Token       string       `json:"token"`
	ExpiresAt   time.Time    `json:"expires_at"`
	UserID      string       `json:"user_id"`
	Memberships []Membership `json:"memberships"`
	// DeviceToken is a secret too, present when the device is now trusted.
	DeviceToken string `json:"device_token,omitempty"`
}

// PersonRef names a person in passing.
type PersonRef struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}
