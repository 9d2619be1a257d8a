package view

import (
	"context"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// WaysState is where a user is signed in, what they trust, and the API tokens
// they made.
type WaysState struct {
	// Shown is false for people whose home is elsewhere, and for invitations.
	Shown   bool
	Loading bool
	// Error is why there is none; empty when there is.
	Error string
	Lines []WayLine
}

// WayLine is one way in.
type WayLine struct {
	Icon, Name string
	// Line says what it is and since when, Exact the moment.
	Line, Exact string
}

// LoadWays tries again to find out where a user is signed in.
func (v *Person) LoadWays() {
	if !v.state.Ways.Loading {
		v.loadWays()
	}
}

func (v *Person) loadWays() {
	if v.row.Kind != RowUser {
		return
	}
	v.state.Ways.Shown, v.state.Ways.Loading, v.state.Ways.Error = true, true, ""
	v.publish()
	id := v.row.User.ID
	ask(v.env, &v.access, func(ctx context.Context) (account.Access, error) {
		ctx, cancel := context.WithTimeout(ctx, actLimit)
		defer cancel()
		return v.source.UserAccess(ctx, id)
	}, func(a account.Access, err error) {
		v.state.Ways.Loading = false
		if err != nil {
			v.state.Ways.Error = v.env.Words.ForError(err).Sentence()
		} else {
			now := v.env.Now().Add(v.source.Status().ClockOffset)
			v.state.Ways.Lines = wayLines(a, now, v.env.Words)
		}
		v.publish()
	})
}

func wayLines(a account.Access, now time.Time, w *words.Words) []WayLine {
	var out []WayLine
	for _, d := range a.Sessions {
		args := words.Args{"Ago": w.Ago(d.LastActiveAt, now), "Day": w.Day(d.CreatedAt, now)}
		out = append(out, WayLine{"log-out", deviceName(d, w), w.T("ways.session", args), w.Exact(d.LastActiveAt)})
	}
	for _, d := range a.TrustedDevices {
		args := words.Args{"Day": w.Day(d.CreatedAt, now)}
		out = append(out, WayLine{"shield-check", deviceName(d, w), w.T("ways.trusted", args), w.Exact(d.CreatedAt)})
	}
	for _, t := range a.APITokens {
		args := words.Args{"Day": w.Day(t.ExpiresAt, now)}
		out = append(out, WayLine{"key-round", t.Name, w.T("ways.api_token", args), w.Exact(t.ExpiresAt)})
	}
	return out
}
