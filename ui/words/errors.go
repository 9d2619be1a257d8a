package words

import (
	"errors"
	"math"
	"time"

	"rollcall/account"
)

// Message is an error as a person reads it: what happened, and what to do now.
type Message struct{ Title, Next string }

// Sentence is both, for a place with one line.
func (m Message) Sentence() string {
	if m.Next == "" {
		return m.Title
	}
	return m.Title + " " + m.Next
}

// ForError puts an error into words. Every code of package account has its own
// (API, Codes); an error without a code is an internal one. Nothing of what the
// service wrote is shown.
func (w *Words) ForError(err error) Message {
	if err == nil {
		return Message{}
	}
	code := account.CodeOf(err)
	var e *account.Error
	if !errors.As(err, &e) {
		e = account.Fault(code)
	}
	switch code {
	case account.SessionEnded:
		return Message{w.SessionEnded(e.Reason), w.afterEnd(e.Reason)}
	case account.PasswordUnacceptable:
		return Message{w.passwordReason(e.Reason), w.T("error.password_unacceptable.next")}
	case account.Maintenance:
		if !e.Until.IsZero() {
			now := e.Until.Add(-e.RetryAfter)
			title := w.Until("error.maintenance.clock", "error.maintenance.day", e.Until, now)
			return Message{title, w.T("error.maintenance.next")}
		}
		fallthrough
	case account.RateLimited:
		return Message{w.T("error." + string(code) + ".title"), w.again(e.RetryAfter)}
	}
	return w.forCode(code)
}

func (w *Words) forCode(code account.Code) Message {
	title := "error." + string(code) + ".title"
	m := Message{w.T(title), w.T("error." + string(code) + ".next")}
	if m.Title == title {
		return w.forCode(account.Internal)
	}
	return m
}

// afterEnd is what to do next: signing in again helps nobody who was removed.
func (w *Words) afterEnd(reason string) string {
	if reason == account.ReasonUserDeleted || reason == account.ReasonAccessRemoved {
		return w.T("ended.ask")
	}
	return w.T("error.session_ended.next")
}

// SessionEnded says why a session is over, by the reason of the API.
func (w *Words) SessionEnded(reason string) string {
	key := "ended." + reason
	if s := w.T(key); s != key {
		return s
	}
	return w.T("ended.expired")
}

func (w *Words) passwordReason(reason string) string {
	key := "password." + reason
	if s := w.T(key); s != key {
		return s
	}
	return w.T("password.common")
}

// again says when to try again; a wait is rounded up to whole minutes.
func (w *Words) again(after time.Duration) string {
	if after <= 0 {
		return w.T("again.later")
	}
	return w.N("again.minutes", int(math.Ceil(after.Minutes())))
}
