package client

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"rollcall/account"
)

// Account is one account of the service for one signed-in person. It holds
// their session and therefore never shows itself: printed or logged, it gives
// the account's identifier only.
type Account struct {
	c  *Client
	id string
	// token is behind a function because formatting sees through fields.
	token func() string
}

var _ account.Service = (*Account)(nil)

// Account gives the service as the holder of the token may see it. Nothing is
// sent: whether they may enter shows at the first call.
func (c *Client) Account(accountID, token string) *Account {
	return &Account{c: c, id: accountID, token: func() string { return token }}
}

// ID is the account's identifier.
func (a *Account) ID() string { return a.id }

// ClockOffset is that of the Client.
func (a *Account) ClockOffset() time.Duration { return a.c.ClockOffset() }

// Format writes the account's identifier, whatever the verb.
func (a *Account) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, "account "+a.id) }

// LogValue is the account's identifier.
func (a *Account) LogValue() slog.Value { return slog.StringValue("account " + a.id) }

// within makes a call below the account. Of the path, the second part, if any,
// is an identifier, which the log leaves out.
func (a *Account) within(method string, path ...string) call {
	route := "account"
	for i, s := range path {
		if i == 1 {
			s = "{id}"
		}
		route += "/" + s
	}
	return call{method: method, path: append([]string{"accounts", a.id}, path...), route: route, token: a.token()}
}

func (a *Account) mine(method string, path ...string) call {
	route := "me"
	for _, s := range path {
		route += "/" + s
	}
	return call{method: method, path: append([]string{"me"}, path...), route: route, token: a.token()}
}

// mineOf is a call on one item of a list of one's own; the log leaves out which.
func (a *Account) mineOf(method, list, id string) call {
	k := a.mine(method, list, id)
	k.route = "me/" + list + "/{id}"
	return k
}

func (k call) with(body any, act account.Act) call {
	k.body, k.act = body, &act
	return k
}

// carrying is with for a call that is no act with a key.
func (k call) carrying(body any) call {
	k.body = body
	return k
}

func (k call) asking(q url.Values) call {
	k.query = q
	return k
}

// send makes the call and decodes its answer.
func send[T any](ctx context.Context, a *Account, k call, sensible func(*T) bool) (T, error) {
	r, err := a.c.do(ctx, k)
	if err != nil {
		var zero T
		return zero, err
	}
	return decode(r, sensible)
}

// act makes a call of whose answer nothing is wanted.
func (a *Account) act(ctx context.Context, k call) error {
	_, err := a.c.do(ctx, k)
	return err
}

func sendForPage[T any](ctx context.Context, a *Account, k call, sensible func(*T) bool) (account.Page[T], error) {
	r, err := a.c.do(ctx, k)
	if err != nil {
		return account.Page[T]{}, err
	}
	return pageOf(r, sensible)
}

// Account reads the account itself.
func (a *Account) Account(ctx context.Context) (account.Account, error) {
	return send(ctx, a, a.within(http.MethodGet), realAccount)
}

// Permissions reads the catalogue in a language (R19).
func (a *Account) Permissions(ctx context.Context, language string) (account.Catalogue, error) {
	k := a.within(http.MethodGet, "permissions")
	k.language = language
	return send(ctx, a, k, realCatalogue)
}

// Me reads one's own profile.
func (a *Account) Me(ctx context.Context) (account.Profile, error) {
	return send(ctx, a, a.mine(http.MethodGet), realProfile)
}

// Users reads a page of the users.
func (a *Account) Users(ctx context.Context, q account.ListQuery) (account.Page[account.User], error) {
	v := pageQuery(q)
	setIf(v, "q", q.Search)
	setIf(v, "user_type", string(q.UserType))
	return sendForPage(ctx, a, a.within(http.MethodGet, "users").asking(v), realUser)
}

// User reads one user.
func (a *Account) User(ctx context.Context, id string) (account.User, error) {
	return send(ctx, a, a.within(http.MethodGet, "users", id), realUser)
}

// UserAccess reads what the deletion of a user would end (R10).
func (a *Account) UserAccess(ctx context.Context, id string) (account.Access, error) {
	return send(ctx, a, a.within(http.MethodGet, "users", id, "access"), realAccess)
}

// APITokens reads a page of the API tokens, never the tokens themselves.
func (a *Account) APITokens(ctx context.Context, q account.ListQuery) (account.Page[account.APIToken], error) {
	return sendForPage(ctx, a, a.within(http.MethodGet, "api-tokens").asking(pageQuery(q)), realAPIToken)
}

// Invitations reads a page of the invitations.
func (a *Account) Invitations(ctx context.Context, q account.ListQuery) (account.Page[account.Invitation], error) {
	v := pageQuery(q)
	setIf(v, "state", string(q.State))
	return sendForPage(ctx, a, a.within(http.MethodGet, "invitations").asking(v), realInvitation)
}

// Invitation reads one invitation.
func (a *Account) Invitation(ctx context.Context, id string) (account.Invitation, error) {
	return send(ctx, a, a.within(http.MethodGet, "invitations", id), realInvitation)
}

// ExternalUsers reads a page of the external users.
func (a *Account) ExternalUsers(ctx context.Context, q account.ListQuery) (account.Page[account.ExternalUser], error) {
	return sendForPage(ctx, a, a.within(http.MethodGet, "external-users").asking(pageQuery(q)), realExternalUser)
}

// ExternalUser reads one external user.
func (a *Account) ExternalUser(ctx context.Context, id string) (account.ExternalUser, error) {
	return send(ctx, a, a.within(http.MethodGet, "external-users", id), realExternalUser)
}

// AccessRequests reads a page of the requests for access, the newest first (R12).
func (a *Account) AccessRequests(ctx context.Context, q account.ListQuery) (account.Page[account.AccessRequest], error) {
	return sendForPage(ctx, a, a.within(http.MethodGet, "external-access-requests").asking(pageQuery(q)), realAccessRequest)
}

// Notices reads what is announced (R17). It needs no session.
func (a *Account) Notices(ctx context.Context, language string) ([]account.Notice, error) {
	k := call{method: http.MethodGet, path: []string{"notices"}, route: "notices", language: language}
	page, err := sendForPage(ctx, a, k, realNotice)
	return page.Items, err
}

// Changes reads the feed; account.SinceNow asks where it stands. Limit 0 is
// the service's own page size.
func (a *Account) Changes(ctx context.Context, since int64, limit int) (account.Changes, error) {
	v := url.Values{"since": {"now"}}
	if since != account.SinceNow {
		v.Set("since", strconv.FormatInt(since, 10))
	}
	setNumber(v, "limit", limit)
	r, err := a.c.do(ctx, a.within(http.MethodGet, "changes").asking(v))
	if err != nil {
		return account.Changes{}, err
	}
	return changesOf(r)
}

// Activity reads a page of the activity log, newest first (R18).
func (a *Account) Activity(ctx context.Context, q account.ActivityQuery) (account.Page[account.Activity], error) {
	v := url.Values{}
	setIf(v, "cursor", q.Cursor)
	setIf(v, "actor", q.Actor)
	setIf(v, "target", q.Target)
	setIf(v, "action", q.Action)
	setTime(v, "from", q.From)
	setTime(v, "to", q.To)
	setNumber(v, "limit", q.Limit)
	return sendForPage(ctx, a, a.within(http.MethodGet, "activity").asking(v), realActivity)
}

func pageQuery(q account.ListQuery) url.Values {
	v := url.Values{}
	setIf(v, "cursor", q.Cursor)
	setNumber(v, "limit", q.Limit)
	return v
}

func setIf(v url.Values, name, value string) {
	if value != "" {
		v.Set(name, value)
	}
}

func setNumber(v url.Values, name string, n int) {
	if n != 0 {
		v.Set(name, strconv.Itoa(n))
	}
}

func setTime(v url.Values, name string, t time.Time) {
	if !t.IsZero() {
		v.Set(name, t.UTC().Truncate(time.Second).Format(time.RFC3339))
	}
}
