package mail

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"

	"rollcall/server/store"
	"rollcall/server/words"
)

// letter is a message in words, in the order in which the layout shows it. What
// is empty is left out. It may hold a secret and is never formatted.
type letter struct {
	Language, Subject, Title string
	// Preview is what a list of messages shows beside the subject. It never
	// holds a code or a link.
	Preview        string
	Greeting, Lead string
	Powers         *list
	Note           *note
	Code           string
	Link           *link
	// Until says how long the code or the link works.
	Until  string
	Facts  []fact
	Advice *advice
	// Closing are quiet sentences at the end.
	Closing []string
	Footer  string
}

// list is what a custom user may do beyond the basics.
type list struct {
	Heading string
	Items   []string
}

// note is what the person who invites adds.
type note struct {
	Heading string
	Lines   []string
}

// link is the one thing to press. Open introduces the bare address where there
// is no button, Copy where there is one.
type link struct{ Address, Button, Open, Copy string }

// fact is one thing about what happened; Line is both in one.
type fact struct{ Name, Value, Line string }

// advice is what to do when somebody else did it.
type advice struct{ Heading, Text string }

// letter puts a queued message into words.
func (c *Composer) letter(q store.QueuedMail) (letter, error) {
	if !whole(q) {
		return letter{}, fmt.Errorf("%w: it lacks its code, its link or its end", ErrUnsendable)
	}
	w := &writer{Speaker: c.book.In(q.Language)}
	var l letter
	switch q.Kind {
	case store.MailInvitation:
		l = c.invitation(w, q)
	case store.MailPasswordLink, store.MailSignInCode, store.MailSetupCode, store.MailNewDevice, store.MailPasswordChanged,
		store.MailEmailConfirm, store.MailEmailProof, store.MailEmailAsked, store.MailEmailChanged, store.MailTwoFactor:
		l = c.notice(w, q)
	case store.MailAccessGranted, store.MailAccessAccepted, store.MailAccessRemoved, store.MailAccessRestored, store.MailAccessEnding,
		store.MailAccessEnded, store.MailRequestGranted, store.MailRequestDeclined, store.MailGuestEnding, store.MailGuestEnded:
		l = c.access(w, q)
	default:
		return letter{}, fmt.Errorf("%w: kind %q", ErrUnsendable, q.Kind)
	}
	if w.err != nil {
		return letter{}, fmt.Errorf("%w: %w", ErrUnsendable, w.err)
	}
	return l, nil
}

// whole tells whether a message has the code, the link or the end that it is
// about.
func whole(q store.QueuedMail) bool {
	p := q.Payload
	switch q.Kind {
	case store.MailInvitation, store.MailPasswordLink, store.MailEmailConfirm, store.MailEmailProof:
		return p.Token != "" && !p.ExpiresAt.IsZero()
	case store.MailSignInCode, store.MailSetupCode:
		return p.Code != "" && !p.ExpiresAt.IsZero()
	case store.MailAccessEnding, store.MailAccessEnded, store.MailGuestEnding, store.MailGuestEnded:
		return !p.Until.IsZero()
	}
	return true
}

// writer says sentences and remembers the first that was missing.
type writer struct {
	words.Speaker
	err error
}

func (w *writer) say(sentence string, pairs ...any) string {
	text, err := w.Say(sentence, pairs...)
	if err != nil && w.err == nil {
		w.err = err
	}
	return text
}

// address makes the link of a page.
func (c *Composer) address(page, token string) string {
	return c.publicURL.JoinPath(page, token).String()
}

// longestFact is how much of a text from outside a message repeats, in
// characters: the name of a device is whatever its owner says it is.
const longestFact = 100

// fact adds a line, when there is something to say.
func (w *writer) fact(facts []fact, name, value string) []fact {
	if value == "" {
		return facts
	}
	f := fact{Name: w.say("fact." + name), Value: value}
	f.Line = w.say("fact.line", "Name", f.Name, "Value", value)
	return append(facts, f)
}

// named is a name within a sentence. One that is written from right to left is set
// apart, so that it does not turn the words around it (Unicode UAX #9).
func named(s string) string {
	s = oneLine(s)
	if !strings.ContainsFunc(s, fromTheRight) {
		return s
	}
	const isolate, end = "\u2068", "\u2069"
	return isolate + s + end
}

func fromTheRight(r rune) bool {
	p, _ := bidi.LookupRune(r)
	return p.Class() == bidi.R || p.Class() == bidi.AL
}

// outside is a text from outside, fit for a line.
func outside(s string) string {
	s = oneLine(s)
	if utf8.RuneCountInString(s) <= longestFact {
		return s
	}
	return string([]rune(s)[:longestFact-1]) + "…"
}
