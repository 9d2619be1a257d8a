package passwords

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ccojocar/zxcvbn-go"
	"github.com/ccojocar/zxcvbn-go/frequency"
	"golang.org/x/text/unicode/norm"

	"rollcall/account"
)

// Lengths in characters. A password that stands alone must be longer than one
// that a second factor accompanies.
const (
	MinAlone        = account.MinPassword
	MinSecondFactor = account.MinPasswordWithSecondFactor
	Max             = 256
)

const (
	// shortestWord is the length under which a word does not count.
	shortestWord = 4
	// everyday is how many of the most common passwords count as words inside a
	// longer one; the rarer ones are ordinary words, of which sentences are made.
	everyday = 1000
	// judged is how much of a password its guessability is judged by: what
	// follows only makes it harder.
	judged = 64
	// weakest is the lowest acceptable strength, of 0 to 4: what falls in
	// seconds (repeats, sequences, keyboard rows) is as good as breached.
	weakest = 2
)

// product is the name that nobody should use as a password here.
const product = "rollcall"

// Check refuses a password that others would guess, with a PasswordUnacceptable
// that says the reason. Personal holds the person's names, addresses, user name
// and account. Any character is welcome and nothing is trimmed.
func Check(password string, personal []string, secondFactor bool) error {
	password = norm.NFC.String(password)
	shortest := MinAlone
	if secondFactor {
		shortest = MinSecondFactor
	}
	n := utf8.RuneCountInString(password)
	switch {
	case n < shortest:
		return refuse(account.PasswordTooShort)
	case n > Max:
		return refuse(account.PasswordTooLong)
	}
	folded := fold(password)
	if covers(folded, wordsOf(append(personal, product))) {
		return refuse(account.PasswordPersonal)
	}
	if common(folded) || zxcvbn.PasswordStrength(head(password, judged), nil).Score < weakest {
		return refuse(account.PasswordCommon)
	}
	return nil
}

// StandsAlone tells whether a password is long enough without a second factor.
func StandsAlone(password string) bool {
	return utf8.RuneCountInString(norm.NFC.String(password)) >= MinAlone
}

func refuse(reason string) error {
	return &account.Error{Code: account.PasswordUnacceptable, Reason: reason, Fields: []account.FieldFault{
		{Location: "body.new_password", Message: "is unacceptable: " + reason},
	}}
}

// fold is the form in which words are looked for: without case, accents or
// typographic variants, since who guesses tries "amelie" for "Amélie" too.
func fold(s string) string { return account.Fold(strings.Map(dropMark, norm.NFKD.String(s))) }

func dropMark(r rune) rune {
	if unicode.Is(unicode.Mn, r) {
		return -1
	}
	return r
}

func head(s string, runes int) string {
	r := []rune(s)
	return string(r[:min(len(r), runes)])
}

// common tells whether the password is a common one, or the most common ones
// make half of it. The list is ordered, the most common first.
func common(folded string) bool {
	list := frequency.Lists["Passwords"].List
	return slices.Contains(list, folded) || covers(folded, longEnough(list[:min(everyday, len(list))]))
}

// wordsOf takes names and addresses apart into the words they are made of.
func wordsOf(texts []string) []string {
	var out []string
	for _, t := range texts {
		t = fold(t)
		out = append(out, t)
		out = append(out, strings.FieldsFunc(t, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })...)
	}
	return longEnough(out)
}

func longEnough(words []string) []string {
	var out []string
	for _, w := range words {
		if utf8.RuneCountInString(w) >= shortestWord {
			out = append(out, w)
		}
	}
	return out
}

// covers tells whether the words make half of the text or more, each character
// counted once.
func covers(text string, words []string) bool {
	hit := make([]bool, len(text))
	for _, w := range words {
		for from := 0; ; {
			at := strings.Index(text[from:], w)
			if at < 0 {
				break
			}
			for i := range w {
				hit[from+at+i] = true
			}
			from += at + len(w)
		}
	}
	covered, total := 0, 0
	for i := range text { // by characters, at their first byte
		total++
		if hit[i] {
			covered++
		}
	}
	return total > 0 && 2*covered >= total
}
