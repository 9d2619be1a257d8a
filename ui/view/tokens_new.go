package view

import (
	"context"
	"strconv"
	"strings"

	"rollcall/account"
	"rollcall/ui/words"
)

// ExpiryOther is the choice of a number of days of one's own.
const ExpiryOther = "other"

// NewTokenState is what the New API token dialog shows: first the form, then
// the token, once. It holds a secret then and is never formatted.
type NewTokenState struct {
	Title           string
	Name, NameFault string
	// Expiries are the spans to choose from; Days and DaysFault belong to the
	// field for another number, which is shown when OtherDays.
	Expiries        []Option
	Expiry          string
	OtherDays       bool
	Days, DaysFault string
	// Until says when the token ends.
	Until string
	Busy  bool
	Error string
	// Offline says why none can be made now; empty when it can.
	Offline string
	Ready   bool
	// Typed tells that closing would lose something.
	Typed bool
	// Token is the secret; not empty once it is made. Copied tells that it was
	// taken along: it is shown once.
	Token  string
	Copied bool
}

// String keeps the token out of formatted text.
func (NewTokenState) String() string { return "[redacted]" }

// GoString keeps the token out of formatted text.
func (NewTokenState) GoString() string { return "[redacted]" }

// NewToken is the dialog that makes an API token.
type NewToken struct {
	OnState func(NewTokenState)

	of      *Tokens
	env     Env
	keys    *keys
	name    string
	nameOff string
	expiry  string
	days    string
	daysOff string
	failure string
	busy    bool
	made    account.APIToken
	copied  bool
	unknown bool
	closed  bool
	unwatch func()
}

func newNewToken(of *Tokens) *NewToken {
	return &NewToken{of: of, env: of.env, keys: newKeys(of.env), expiry: strconv.Itoa(account.DefaultTokenDays)}
}

// Start publishes a first state, and follows whether the service can be reached.
func (v *NewToken) Start() {
	v.unwatch = v.of.source.Watch(func() { v.env.Post(v.publish) })
	v.publish()
}

// Close ends the dialog and forgets the token. What is being made is told in a
// toast, since nobody can read it any more.
func (v *NewToken) Close() {
	v.closed = true
	v.made = account.APIToken{}
	if v.unwatch != nil {
		v.unwatch()
	}
}

// State is the dialog as it stands.
func (v *NewToken) State() NewTokenState { return v.state() }

// SetName takes what was typed as the name.
func (v *NewToken) SetName(text string) {
	if text != v.name {
		v.change(func() { v.name, v.nameOff = text, "" })
	}
}

// LeaveName checks the name as its field is left.
func (v *NewToken) LeaveName() {
	if v.name != "" {
		v.nameOff = v.nameFault()
	}
	v.publish()
}

// SetExpiry chooses a span, by its identifier.
func (v *NewToken) SetExpiry(id string) { v.change(func() { v.expiry, v.daysOff = id, "" }) }

// SetDays takes a number of days of one's own.
func (v *NewToken) SetDays(text string) {
	if text != v.days {
		v.change(func() { v.days, v.daysOff = text, "" })
	}
}

// LeaveDays checks the number as its field is left.
func (v *NewToken) LeaveDays() {
	if v.days != "" {
		_, v.daysOff = v.span()
	}
	v.publish()
}

// Copied tells that the token was copied.
func (v *NewToken) Copied() {
	v.copied = true
	v.publish()
}

func (v *NewToken) change(f func()) {
	if v.busy || v.made.Token != "" {
		return
	}
	v.failure = ""
	f()
	v.publish()
}

func (v *NewToken) nameFault() string {
	if strings.TrimSpace(v.name) == "" {
		return v.env.Words.T("tokens.name_empty")
	}
	return lineFault(v.env.Words, v.name, account.MaxTokenName)
}

// span reads how many days the token is to work.
func (v *NewToken) span() (days int, fault string) {
	if v.expiry != ExpiryOther {
		days, _ = strconv.Atoi(v.expiry)
		return days, ""
	}
	days, err := strconv.Atoi(strings.TrimSpace(v.days))
	if err != nil || days < 1 || days > account.MaxTokenDays {
		return 0, v.env.Words.N("tokens.days_fault", account.MaxTokenDays)
	}
	return days, ""
}

// Make makes the token, once.
func (v *NewToken) Make() {
	if v.busy || v.made.Token != "" || v.closed || v.away() != "" {
		return
	}
	days, off := v.span()
	if v.nameOff, v.daysOff = v.nameFault(), off; v.nameOff != "" || off != "" {
		v.publish()
		return
	}
	v.busy, v.failure = true, ""
	v.publish()
	n := account.NewAPIToken{Name: strings.TrimSpace(v.name), ExpiresInDays: days}
	name := "make " + n.Name + " " + strconv.Itoa(days)
	key := v.keys.of(name)
	act(v.env, actLimit, func(ctx context.Context) (account.APIToken, error) {
		return v.of.source.CreateAPIToken(ctx, n, account.Act{Key: key})
	}, func(made account.APIToken, err error) { v.answered(name, n.Name, made, err) })
}

func (v *NewToken) answered(act, name string, made account.APIToken, err error) {
	v.busy = false
	w := v.env.Words
	switch {
	case account.CodeOf(err) == account.IdempotencyRunning && v.unknown:
		// It was made by the request whose answer was lost, and its secret went with
		// the answer: the service does not say it twice.
		v.failure = w.T("tokens.lost", words.Args{"Name": name})
		v.keys.done(act)
		v.unknown = false
	case err != nil:
		v.unknown = v.unknown || account.CodeOf(err) == account.Unreachable
		v.failure = w.ForError(err).Sentence()
	default:
		v.keys.done(act)
		v.done(name, made)
		v.of.Reload()
		return
	}
	v.of.Reload()
	if v.closed {
		v.of.toasts.Fail(w.T("tokens.failed", words.Args{"Name": name}) + " " + v.failure)
	}
	v.publish()
}

func (v *NewToken) done(name string, made account.APIToken) {
	if v.closed {
		v.of.toasts.Fail(v.env.Words.T("tokens.unread", words.Args{"Name": name}))
		return
	}
	v.made = made
	v.publish()
}

// away says why none can be made now; empty when it can.
func (v *NewToken) away() string { return cannotAct(v.of.source.Status(), v.env.Words) }

func (v *NewToken) publish() {
	if v.OnState != nil && !v.closed {
		v.OnState(v.state())
	}
}

func (v *NewToken) state() NewTokenState {
	w := v.env.Words
	s := NewTokenState{
		Title: w.T("tokens.new_title"), Name: v.name, NameFault: v.nameOff, Expiry: v.expiry, Expiries: expiries(w),
		OtherDays: v.expiry == ExpiryOther, Days: v.days, DaysFault: v.daysOff, Busy: v.busy, Error: v.failure,
		Token: v.made.Token, Copied: v.copied, Typed: v.name != "" && v.made.Token == "" || v.made.Token != "" && !v.copied,
	}
	now := v.env.Now().Add(v.of.source.Status().ClockOffset)
	days, fault := v.span()
	if fault == "" {
		s.Until = w.T("tokens.until", words.Args{"Day": w.LongDay(now.AddDate(0, 0, days))})
	}
	if s.Token == "" {
		s.Offline = v.away()
	}
	s.Ready = !v.busy && s.Offline == "" && strings.TrimSpace(v.name) != "" && v.nameOff == "" && fault == ""
	if s.Token != "" {
		s.Title = w.T("tokens.made_title", words.Args{"Name": v.made.Name})
		s.Until = w.T("tokens.until", words.Args{"Day": w.LongDay(v.made.ExpiresAt)})
	}
	return s
}

// expiries are the spans offered (ASVS 13.3.4: at most a year).
func expiries(w *words.Words) []Option {
	var out []Option
	for _, days := range []int{30, account.DefaultTokenDays, 180, account.MaxTokenDays} {
		out = append(out, Option{ID: strconv.Itoa(days), Label: w.N("tokens.days", days)})
	}
	return append(out, Option{ID: ExpiryOther, Label: w.T("tokens.days_other")})
}
