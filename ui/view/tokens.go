package view

import (
	"context"
	"slices"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// tokenExpiring is how long before its end an API token is marked.
const tokenExpiring = 14 * 24 * time.Hour

// TokensSource is what the API tokens screen needs.
type TokensSource interface {
	Lists() account.Lists
	Status() account.Status
	Watch(f func()) (stop func())
	Refresh()
	APITokens(ctx context.Context, q account.ListQuery) (account.Page[account.APIToken], error)
	CreateAPIToken(ctx context.Context, n account.NewAPIToken, act account.Act) (account.APIToken, error)
	RevokeAPIToken(ctx context.Context, id string, act account.Act) error
}

// TokensState is what the API tokens screen shows.
type TokensState struct {
	// Loading: nothing was loaded yet; a skeleton stands for the rows.
	Loading bool
	Rows    []TokenRow
	// Empty is set when there is no row to show.
	Empty *Empty
	// Offline says why nothing can be made or revoked now; empty when it can.
	Offline string
	// Notice says why the list may be old; empty when it is not.
	Notice string
	Status StatusLine
}

// TokenRow is one API token. The token itself is shown once, when it is made.
type TokenRow struct {
	ID, Name string
	// MadeBy and Made say who made it and when, MadeLong both, MadeTip the moment.
	MadeBy, Made, MadeLong, MadeTip string
	// Expires is how long it works; Role is RoleAmber in the last days and RoleRed
	// once it is over.
	Expires, ExpiresTip string
	Role                Role
	LastUsed, UsedTip   string
}

// Tokens is the API tokens screen: what lets scripts into the account (R2).
type Tokens struct {
	OnState func(TokensState)

	env    Env
	source TokensSource
	toasts *Toasts

	tokens []account.APIToken
	loaded bool
	// seen is when the service last gave the list.
	seen    time.Time
	failed  error
	state   TokensState
	load    latest
	unwatch func()
	stop    func()
	closed  bool
}

// NewTokens makes the API tokens screen; Start brings it to life.
func NewTokens(e Env, source TokensSource, toasts *Toasts) *Tokens {
	return &Tokens{env: e, source: source, toasts: toasts, state: TokensState{Loading: true}}
}

// Start publishes a first state and asks for the list.
func (v *Tokens) Start() {
	v.unwatch = v.source.Watch(func() { v.env.Post(v.heard) })
	v.Reload()
}

// Close stops following.
func (v *Tokens) Close() {
	v.closed = true
	if v.unwatch != nil {
		v.unwatch()
	}
	v.load.stop()
	v.SetVisible(false)
}

// SetVisible asks for the list again when the screen is shown, and renews what
// it says of times every minute. API tokens are in no feed of changes.
func (v *Tokens) SetVisible(on bool) {
	if v.stop != nil {
		v.stop()
		v.stop = nil
	}
	if on && !v.closed {
		v.tick()
		if !v.load.running() {
			v.Reload()
		}
	}
}

func (v *Tokens) tick() {
	v.stop = v.env.After(time.Minute, func() {
		v.tick()
		v.publish()
	})
}

// State is the last state published.
func (v *Tokens) State() TokensState { return v.state }

// heard tries again once the service can be reached again.
func (v *Tokens) heard() {
	if v.failed != nil && !offline(v.source.Status()) {
		v.Reload()
		return
	}
	v.publish()
}

// TryAgain asks anew, after a failure.
func (v *Tokens) TryAgain() {
	v.env.Go(v.source.Refresh)
	v.Reload()
}

// Reload asks for the whole list.
func (v *Tokens) Reload() {
	v.failed = nil
	v.publish()
	ask(v.env, &v.load, v.all, func(list []account.APIToken, err error) {
		if v.failed = err; err == nil {
			v.tokens, v.loaded, v.seen = list, true, v.env.Now()
		}
		v.publish()
	})
}

// all gathers the pages, the newest token first.
func (v *Tokens) all(ctx context.Context) ([]account.APIToken, error) {
	ctx, cancel := context.WithTimeout(ctx, actLimit)
	defer cancel()
	var out []account.APIToken
	q := account.ListQuery{Limit: 500}
	for {
		page, err := v.source.APITokens(ctx, q)
		if err != nil {
			return nil, err
		}
		out = append(out, page.Items...)
		if q.Cursor = page.NextCursor; q.Cursor == "" {
			slices.SortStableFunc(out, func(a, b account.APIToken) int { return b.CreatedAt.Compare(a.CreatedAt) })
			return out, nil
		}
	}
}

// New begins with a new API token.
func (v *Tokens) New() *NewToken { return newNewToken(v) }

// Revoke asks before an API token is revoked; nil when it is no longer listed.
func (v *Tokens) Revoke(id string) *Confirm {
	i := slices.IndexFunc(v.tokens, func(t account.APIToken) bool { return t.ID == id })
	if i < 0 {
		return nil
	}
	return newConfirmRevoke(v.env, v.source, v.toasts, v.tokens[i], v.Reload)
}

func (v *Tokens) publish() {
	w, status := v.env.Words, v.source.Status()
	now := v.env.Now().Add(status.ClockOffset)
	s := TokensState{Loading: !v.loaded && v.failed == nil, Status: picture{status: status, now: now, words: w}.statusLine()}
	for _, t := range v.tokens {
		s.Rows = append(s.Rows, tokenRow(t, now, w))
	}
	s.Offline = cannotAct(status, w)
	switch {
	case !v.loaded:
	case s.Offline != "":
		s.Notice = w.T("copy.tokens_as_of", words.Args{"Moment": w.Moment(v.seen, v.env.Now())})
	case v.failed != nil:
		s.Notice = w.ForError(v.failed).Sentence()
	}
	s.Empty = v.empty()
	v.state = s
	if v.OnState != nil && !v.closed {
		v.OnState(s)
	}
}

func (v *Tokens) empty() *Empty {
	w := v.env.Words
	switch {
	case !v.loaded && v.failed != nil:
		m := w.ForError(v.failed)
		return &Empty{m.Title, m.Next, w.T("act.try_again"), EmptyTryAgain}
	case v.loaded && len(v.tokens) == 0:
		return &Empty{w.T("tokens.empty"), w.T("tokens.empty.line"), "", EmptyNothing}
	}
	return nil
}

func tokenRow(t account.APIToken, now time.Time, w *words.Words) TokenRow {
	by := words.Args{"Name": granterName(t.CreatedBy, w), "Day": w.Day(t.CreatedAt, now)}
	row := TokenRow{
		ID: t.ID, Name: t.Name, MadeBy: w.T("tokens.by", by), MadeLong: w.T("tokens.made_by_on", by),
		Made: w.Day(t.CreatedAt, now), MadeTip: w.Exact(t.CreatedAt), ExpiresTip: w.Exact(t.ExpiresAt),
		LastUsed: w.T("tokens.never_used"), UsedTip: w.Exact(t.LastUsedAt),
	}
	if !t.LastUsedAt.IsZero() {
		row.LastUsed = w.Ago(t.LastUsedAt, now)
	}
	left := t.ExpiresAt.Sub(now)
	switch {
	case left <= 0:
		row.Expires, row.Role = w.T("tokens.expired", words.Args{"Day": w.Day(t.ExpiresAt, now)}), RoleRed
	case left < tokenExpiring:
		row.Expires, row.Role = w.N("tokens.days_left", max(1, int((left+day-1)/day))), RoleAmber
	default:
		row.Expires = w.Day(t.ExpiresAt, now)
	}
	return row
}

// day is the length of a day on which the clocks are not changed.
const day = 24 * time.Hour
