package account

import (
	"strings"
	"time"
)

// UserType is what a person may do in an account, in one word (R1).
type UserType string

// The three user types of R1.
const (
	Administrator UserType = "administrator"
	RegularUser   UserType = "user"
	Custom        UserType = "custom"
)

// UserTypes lists the types from most to least power.
func UserTypes() []UserType { return []UserType{Administrator, RegularUser, Custom} }

// Valid tells whether t is one of the three types.
func (t UserType) Valid() bool {
	return t == Administrator || t == RegularUser || t == Custom
}

// User is a person whose home is this account.
type User struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`

	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Email     string `json:"email"`
	// PendingEmail is a new address that its owner has not confirmed yet.
	PendingEmail  string       `json:"pending_email,omitempty"`
	EmailVerified bool         `json:"email_verified"`
	Username      string       `json:"username"`
	UserType      UserType     `json:"user_type"`
	Permissions   []Permission `json:"permissions"`
	// Language is "en" or "fr".
	Language string `json:"language"`
	Phone    string `json:"phone"`
	JobTitle string `json:"job_title"`
	// TwoFactor lists the active second factors, "app" and "email".
	TwoFactor []string `json:"two_factor"`

	CreatedAt    time.Time  `json:"created_at"`
	LastActiveAt time.Time  `json:"last_active_at,omitzero"`
	InvitedBy    *PersonRef `json:"invited_by,omitempty"`
}

// Name is how the person is called: first and last name, or the user name
// when both are empty.
func (u User) Name() string { return displayName(u.FirstName, u.LastName, u.Username) }

// UserChange says which fields of a user to change; nil leaves one as it is.
type UserChange struct {
	FirstName   *string       `json:"first_name,omitempty"`
	LastName    *string       `json:"last_name,omitempty"`
	Email       *string       `json:"email,omitempty"`
	Username    *string       `json:"username,omitempty"`
	UserType    *UserType     `json:"user_type,omitempty"`
	Permissions *[]Permission `json:"permissions,omitempty"`
	Language    *string       `json:"language,omitempty"`
	Phone       *string       `json:"phone,omitempty"`
	JobTitle    *string       `json:"job_title,omitempty"`
}

// Empty tells whether the change changes nothing.
func (c UserChange) Empty() bool { return c == UserChange{} }

// ExternalUser is the access of a person whose home is another account. ID is
// the access, not the person.
type ExternalUser struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`

	FirstName       string       `json:"first_name"`
	LastName        string       `json:"last_name"`
	Email           string       `json:"email"`
	HomeAccountName string       `json:"home_account_name"`
	UserType        UserType     `json:"user_type"`
	Permissions     []Permission `json:"permissions"`
	GrantedAt       time.Time    `json:"granted_at"`
	GrantedBy       PersonRef    `json:"granted_by"`
	// Until is the moment the access ends by itself; zero for never.
	Until        time.Time `json:"until,omitzero"`
	TwoFactor    []string  `json:"two_factor"`
	LastActiveAt time.Time `json:"last_active_at,omitzero"`
}

// Name is how the person is called.
func (e ExternalUser) Name() string { return displayName(e.FirstName, e.LastName, e.Email) }

// ExternalUserChange says what to change of an external user's access, in this
// account only (R11); nil leaves a field as it is.
type ExternalUserChange struct {
	UserType    *UserType     `json:"user_type,omitempty"`
	Permissions *[]Permission `json:"permissions,omitempty"`
	// Until set to the zero time removes the end date.
	Until *time.Time `json:"until,omitempty"`
}

// Receipt says what the removal of a person ended, and since when they are
// refused.
type Receipt struct {
	SessionsEnded    int       `json:"sessions_ended"`
	DevicesRevoked   int       `json:"devices_revoked"`
	APITokensRevoked int       `json:"api_tokens_revoked"`
	RefusedSince     time.Time `json:"refused_since"`
}

func displayName(first, last, otherwise string) string {
	if name := strings.TrimSpace(first + " " + last); name != "" {
		return name
	}
	return otherwise
}
