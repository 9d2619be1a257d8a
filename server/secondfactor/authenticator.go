// Package secondfactor makes and checks what a person proves besides the
// password (R14): codes of an authenticator app (RFC 6238), codes by e-mail and
// recovery codes. Nothing here remembers anything; that a code works once is
// the store's to see to.
package secondfactor

import (
	"crypto/subtle"
	"encoding/base32"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
)

// Issuer is how an authenticator app calls the service.
const Issuer = "Rollcall"

const (
	// secretBytes is the length that RFC 4226 recommends, 160 bits.
	secretBytes = 20
	// Step is how long a code of an app is shown (RFC 6238, 5.2).
	Step = 30 * time.Second
	// Drift is how many steps a clock may be off, each way.
	Drift = 1
)

// NewSecret makes the secret that an authenticator app shares with the service.
func NewSecret(random io.Reader) ([]byte, error) {
	b := make([]byte, secretBytes)
	_, err := io.ReadFull(random, b)
	return b, err
}

// Text is a secret as people type it into an app: base32 without padding.
func Text(secret []byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
}

// URI is what the QR code says (Key URI Format). The label names the user and
// the account, for people who have logins in several.
func URI(secret []byte, username, accountName string) string {
	label := Issuer + ":" + escape(username)
	if name := strings.Join(strings.Fields(strings.ReplaceAll(accountName, ":", " ")), " "); name != "" {
		label += escape(" (" + name + ")")
	}
	return "otpauth://totp/" + label + "?secret=" + Text(secret) + "&issuer=" + Issuer +
		"&algorithm=SHA1&digits=6&period=30"
}

// escape writes spaces as %20: apps do not agree on what a plus sign is.
func escape(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// StepAt is the number of the step that a moment falls into.
func StepAt(at time.Time) int64 { return at.Unix() / int64(Step/time.Second) }

// Code is the code of a step (RFC 6238, 4.2).
func Code(secret []byte, step int64, digits otp.Digits, algorithm otp.Algorithm) (string, error) {
	return hotp.GenerateCodeCustom(Text(secret), uint64(step), hotp.ValidateOpts{Digits: digits, Algorithm: algorithm})
}

// Match tells whether a typed code is right at a moment, give or take Drift, and
// of which step it is. All steps are compared in full, whichever fits.
func Match(secret []byte, typed string, at time.Time) (step int64, ok bool) {
	typed = Digits(typed)
	now := StepAt(at)
	for s := max(now-Drift, 0); s <= now+Drift; s++ {
		want, err := Code(secret, s, otp.DigitsSix, otp.AlgorithmSHA1)
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(typed)) == 1 {
			step, ok = s, true
		}
	}
	return step, ok
}
