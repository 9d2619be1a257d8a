package account

import "time"

// Method is a way to prove who one is, besides the password (R14).
type Method string

// The methods. Recovery codes are no method of their own: they stand in when
// the others cannot be used.
const (
	MethodApp      Method = "app"
	MethodEmail    Method = "email"
	MethodRecovery Method = "recovery"
)

const (
	// CodeLifetime is how long a code sent by e-mail works.
	CodeLifetime = 10 * time.Minute
	// CodeTries is how often a code may be wrong before it, or the way to it, is
	// closed for a while.
	CodeTries = 5
	// TrustLifetime is how long a trusted device is not asked for a code.
	TrustLifetime = 30 * 24 * time.Hour
	// ResetLifetime is how long the link of a lost password works (R15).
	ResetLifetime = time.Hour
	// EmailChangeLifetime is how long a new address waits to be confirmed.
	EmailChangeLifetime = 24 * time.Hour
	// RecoveryCodes is how many recovery codes a person is given at once.
	RecoveryCodes = 10
	// MaxTokenDays is how long an API token may live, in days, and
	// DefaultTokenDays what is offered (ASVS 13.3.4).
	MaxTokenDays     = 365
	DefaultTokenDays = 90
	// MaxTokenName is the length of an API token's name, in characters.
	MaxTokenName = 100
)

// The shortest passwords: with a second factor and without (NIST 800-63B-4).
const (
	MinPasswordWithSecondFactor = 8
	MinPassword                 = 15
)

// SecondFactor is a code and how it was got. It holds a secret and is never
// formatted. A recovery code may be typed with or without its hyphens, in any
// case; the others are six digits.
type SecondFactor struct {
	Method Method `json:"method"`
	Code   string `json:"code"`
}

// TwoFactor is how a person proves who they are besides the password.
type TwoFactor struct {
	// Methods are the active ones, the last used first.
	Methods           []ActiveMethod `json:"methods"`
	RecoveryCodesLeft int            `json:"recovery_codes_left"`
}

// Has tells whether a method is active.
func (t TwoFactor) Has(m Method) bool {
	for _, a := range t.Methods {
		if a.Method == m {
			return true
		}
	}
	return false
}

// ActiveMethod is one method of a person.
type ActiveMethod struct {
	Method Method `json:"method"`
	// Address is where codes are sent; MethodEmail only.
	Address    string    `json:"address,omitempty"`
	LastUsedAt time.Time `json:"last_used_at,omitzero"`
}

// AppSecret is what an authenticator app needs. It is a secret: shown once and
// never formatted. OTPAuthURI is what the QR code says (Key URI Format).
type AppSecret struct {
	Secret     string `json:"secret"`
	OTPAuthURI string `json:"otpauth_uri"`
}

// EmailMethod asks for codes by e-mail to an address, which need not be the
// one that the person signs in with.
type EmailMethod struct {
	Address         string `json:"address"`
	CurrentPassword string `json:"current_password"`
}

// RecoverySet is a fresh set of recovery codes; the former ones no longer
// work. It is a secret: shown once and never formatted.
type RecoverySet struct {
	Codes []string `json:"codes"`
}
