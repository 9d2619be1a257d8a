package account

import (
	"errors"
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lengths, in characters, up to which the service takes a text.
const (
	MaxEmail    = 254
	MaxName     = 100
	MaxPhone    = 40
	MaxJobTitle = 100
	MaxMessage  = 1000
	MinUsername = 3
	MaxUsername = 64
)

// Faults in a text, for errors.Is. The words are for developers.
var (
	ErrEmpty      = errors.New("is empty")
	ErrTooLong    = errors.New("is too long")
	ErrTooShort   = errors.New("is too short")
	ErrNotAddress = errors.New("is not an e-mail address")
	ErrCharacters = errors.New("has characters that are not allowed")
)

// Fold gives the form in which addresses and user names are compared: simple
// case folding of Unicode, character by character, nothing else.
func Fold(s string) string {
	return strings.Map(foldRune, s)
}

// foldRune picks the smallest rune of its case orbit, lower case for ASCII.
func foldRune(r rune) rune {
	if 'A' <= r && r <= 'Z' {
		return r + 'a' - 'A'
	}
	if r < utf8.RuneSelf {
		return r
	}
	least := r
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		if f < least {
			least = f
		}
	}
	if 'A' <= least && least <= 'Z' {
		return least + 'a' - 'A'
	}
	return least
}

// CleanEmail checks one bare e-mail address and gives it without surrounding
// white space. It takes what mail can really be sent to: one local part, one
// domain with a dot, no comment, no display name, no control character.
func CleanEmail(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", ErrEmpty
	}
	if len(s) > MaxEmail {
		return "", ErrTooLong
	}
	if !utf8.ValidString(s) || strings.ContainsFunc(s, notInAddress) {
		return "", ErrNotAddress
	}
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at > 64 || !validDomain(s[at+1:]) {
		return "", ErrNotAddress
	}
	parsed, err := mail.ParseAddress(s)
	if err != nil || parsed.Name != "" || parsed.Address != s {
		return "", ErrNotAddress
	}
	return s, nil
}

func notInAddress(r rune) bool {
	return unicode.IsControl(r) || unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`"(),:;<>[]\`, r)
}

func validDomain(d string) bool {
	labels := strings.Split(d, ".")
	if len(labels) < 2 || len(d) > 253 {
		return false
	}
	for _, l := range labels {
		if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' {
			return false
		}
		if strings.ContainsFunc(l, func(r rune) bool {
			return r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
		}) {
			return false
		}
	}
	last := labels[len(labels)-1]
	return len(last) >= 2 && !strings.ContainsFunc(last[:1], unicode.IsDigit)
}

// CheckUsername checks a user name: 3 to 64 letters, digits, '.', '_' or '-';
// never '@', so that it cannot be taken for an address.
func CheckUsername(s string) error {
	if !utf8.ValidString(s) {
		return ErrCharacters
	}
	n := utf8.RuneCountInString(s)
	switch {
	case n == 0:
		return ErrEmpty
	case n < MinUsername:
		return ErrTooShort
	case n > MaxUsername:
		return ErrTooLong
	}
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '.' && r != '_' && r != '-' {
			return ErrCharacters
		}
	}
	return nil
}

// CleanLine checks one line of text a person typed about a person (a name, a
// telephone number, a job title) and gives it without surrounding white space.
// Empty is allowed; control and invisible direction characters are not.
func CleanLine(s string, limit int) (string, error) {
	if !utf8.ValidString(s) {
		return "", ErrCharacters
	}
	s = strings.TrimSpace(s)
	if utf8.RuneCountInString(s) > limit {
		return "", ErrTooLong
	}
	if strings.ContainsFunc(s, notInText) {
		return "", ErrCharacters
	}
	return s, nil
}

// CleanText is CleanLine for several lines: line feeds and tabs are allowed,
// and line ends become line feeds.
func CleanText(s string, limit int) (string, error) {
	if !utf8.ValidString(s) {
		return "", ErrCharacters
	}
	s = strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
	if utf8.RuneCountInString(s) > limit {
		return "", ErrTooLong
	}
	if strings.ContainsFunc(s, func(r rune) bool { return r != '\n' && r != '\t' && notInText(r) }) {
		return "", ErrCharacters
	}
	return s, nil
}

// notInText refuses control characters, the marks that reorder text on screen
// (they can make one name look like another), and line separators.
func notInText(r rune) bool {
	switch {
	case unicode.IsControl(r), r == utf8.RuneError, r == '\u2028', r == '\u2029', r == '\ufeff':
		return true
	case r == '\u061c', r == '\u200e', r == '\u200f', r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
		return true
	}
	return false
}

// Languages that the product speaks, first the one to fall back on.
func Languages() []string { return []string{"en", "fr"} }

// ValidLanguage tells whether the product speaks it.
func ValidLanguage(s string) bool { return s == "en" || s == "fr" }
