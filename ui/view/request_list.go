package view

import (
	"context"
	"strings"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// requestsAtOnce is how many requests are asked for at a time.
const requestsAtOnce = 20

// RequestsState is what was requested before, the newest first.
type RequestsState struct {
	// Label names the page, with how many wait for an answer.
	Label   string
	Loading bool
	// Error is why there is none; empty when there is.
	Error string
	Lines []RequestLine
	// None says that nothing was requested yet; empty otherwise.
	None, NoneLine string
	// More labels what shows older ones; empty when there are none.
	More string
}

// RequestLine is one request and what became of it.
type RequestLine struct {
	ID, Email, Home string
	State           Badge
	// Powers says what was asked for and until when, Asked when and by whom.
	Powers, Asked string
	Reason        string
	// Answer is what the operator said, or how it will come.
	Answer string
}

// LoadRequests asks for the requests, from the newest on.
func (v *RequestAccess) LoadRequests() { v.load("") }

// MoreRequests shows older ones.
func (v *RequestAccess) MoreRequests() {
	if !v.loading && v.cursor != "" {
		v.load(v.cursor)
	}
}

func (v *RequestAccess) load(cursor string) {
	v.loading, v.trouble = true, ""
	v.publish()
	ask(v.env, &v.look, func(ctx context.Context) (account.Page[account.AccessRequest], error) {
		ctx, cancel := context.WithTimeout(ctx, actLimit)
		defer cancel()
		return v.service.AccessRequests(ctx, account.ListQuery{Cursor: cursor, Limit: requestsAtOnce})
	}, func(page account.Page[account.AccessRequest], err error) {
		v.loading = false
		switch {
		case err != nil:
			v.trouble = v.env.Words.ForError(err).Sentence()
		case cursor == "":
			v.list, v.cursor = page.Items, page.NextCursor
		default:
			v.list, v.cursor = append(v.list, page.Items...), page.NextCursor
		}
		v.publish()
	})
}

// sent puts the requests into words.
func (v *RequestAccess) sent() RequestsState {
	w := v.env.Words
	s := RequestsState{Label: w.T("request.tab_list"), Loading: v.loading, Error: v.trouble}
	waiting := 0
	for _, r := range v.list {
		s.Lines = append(s.Lines, v.line(r))
		if r.State == account.AccessRequestWaiting {
			waiting++
		}
	}
	if waiting > 0 {
		s.Label += " (" + w.Number(waiting) + ")"
	}
	if len(v.list) == 0 && !v.loading && v.trouble == "" {
		s.None, s.NoneLine = w.T("request.none"), w.T("request.none_line")
	}
	if v.cursor != "" {
		s.More = w.T("request.older")
	}
	return s
}

func (v *RequestAccess) line(r account.AccessRequest) RequestLine {
	w, now := v.env.Words, v.now()
	return RequestLine{
		ID: r.ID, Email: r.Email, Home: r.HomeAccount, State: requestBadge(r.State, w), Reason: w.T("ends.quoted", words.Args{"Name": r.Reason}),
		Powers: v.asked(r, now),
		Asked:  w.T("request.asked", words.Args{"Name": r.CreatedBy.Name, "Day": w.Day(r.CreatedAt, now)}),
		Answer: v.answer(r, now),
	}
}

// asked says what was asked for: "Custom: View contacts · until Dec 31".
func (v *RequestAccess) asked(r account.AccessRequest, now time.Time) string {
	w := v.env.Words
	parts := []string{w.UserType(r.UserType)}
	if names := permissionNames(v.powers.catalogue, r.UserType, r.Permissions, w); names != "" {
		parts = append(parts, names)
	}
	if !r.Until.IsZero() {
		parts = append(parts, w.T("request.until", words.Args{"Day": w.Day(r.Until.Add(-time.Second), now)}))
	}
	return strings.Join(parts, " · ")
}

func (v *RequestAccess) answer(r account.AccessRequest, now time.Time) string {
	w := v.env.Words
	args := words.Args{"Day": w.Day(r.AnsweredAt, now), "Answer": r.Answer}
	switch {
	case r.State == account.AccessRequestWaiting:
		return w.T("request.waiting_line")
	case r.Answer == "":
		return w.T("request.answered_plain", args)
	}
	return w.T("request.answered", args)
}

// requestBadge says what became of a request; a state of a newer service stands
// as it is called there.
func requestBadge(s account.AccessRequestState, w *words.Words) Badge {
	switch s {
	case account.AccessRequestWaiting:
		return Badge{w.T("request.waiting"), RoleAmber}
	case account.AccessRequestGranted:
		return Badge{w.T("request.granted"), RoleGreen}
	case account.AccessRequestDeclined:
		return Badge{w.T("request.declined"), RoleRed}
	}
	return Badge{string(s), RoleNeutral}
}
