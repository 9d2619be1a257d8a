package secondfactor

import (
	"crypto/rand"
	"fmt"
	"io"
	"math/big"
	"strings"
	"unicode"

	"rollcall/account"
)

// codeSpace is how many codes of six digits there are.
const codeSpace = 1_000_000

// NewCode makes a code to send by e-mail: six digits, each code as likely as
// any other.
func NewCode(random io.Reader) (string, error) {
	n, err := rand.Int(random, big.NewInt(codeSpace))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%06d", n), nil
}

// Digits is a code of six digits without the white space that people type or
// paste with it, "123 456".
func Digits(typed string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, typed)
}

// The letters of recovery codes are Crockford's: none looks like another.
const (
	recoveryLetters = "0123456789abcdefghjkmnpqrstvwxyz"
	recoveryLength  = 10
	recoveryGroup   = 5
)

// NewRecoveryCodes makes a set of recovery codes, 50 random bits each, as
// "xxxxx-xxxxx".
func NewRecoveryCodes(random io.Reader) ([]string, error) {
	b := make([]byte, account.RecoveryCodes*recoveryLength)
	if _, err := io.ReadFull(random, b); err != nil {
		return nil, err
	}
	codes := make([]string, account.RecoveryCodes)
	for i := range codes {
		codes[i] = recoveryCode(b[i*recoveryLength : (i+1)*recoveryLength])
	}
	return codes, nil
}

func recoveryCode(random []byte) string {
	var code strings.Builder
	for i, b := range random {
		if i == recoveryGroup {
			code.WriteByte('-')
		}
		code.WriteByte(recoveryLetters[b%byte(len(recoveryLetters))]) // 32 letters: each byte is as good
	}
	return code.String()
}

// Recovery is a recovery code in the form it is compared in, whatever way it
// was typed: lower case, without white space and hyphens, and with the letters
// that people take for digits read as those.
func Recovery(typed string) string {
	return strings.Map(func(r rune) rune {
		switch r = unicode.ToLower(r); {
		case unicode.IsSpace(r), unicode.Is(unicode.Pd, r), r == '\u00ad':
			return -1
		case r == 'o':
			return '0'
		case r == 'i', r == 'l':
			return '1'
		}
		return r
	}, typed)
}
