package contract_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/account"
)

// caller speaks to the service as somebody, or as nobody without a token.
type caller struct {
	http        *http.Client
	base, token string
	// from is what a trusted proxy says the caller's address is; empty: none.
	from string
}

// answer is what came back, read whole.
type answer struct {
	status int
	header http.Header
	body   []byte
	// sent says what was asked, for messages.
	sent string
}

// option adds something to a request.
type option func(*http.Request)

func header(name, value string) option {
	return func(r *http.Request) { r.Header[name] = []string{value} }
}

func ifMatch(version int64) option {
	return header("If-Match", fmt.Sprintf(`"%d"`, version))
}

func key(k string) option { return header("Idempotency-Key", k) }

// raw is a body to send as it is.
type raw string

// send asks and never fails a test: it may run on any goroutine.
func (c caller) send(ctx context.Context, method, path string, body any, opts ...option) (answer, error) {
	req, err := c.request(ctx, method, path, body, opts...)
	if err != nil {
		return answer{}, err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	read, err := io.ReadAll(resp.Body)
	if err != nil {
		return answer{}, err
	}
	return answer{status: resp.StatusCode, header: resp.Header, body: read, sent: method + " " + path}, nil
}

func (c caller) request(ctx context.Context, method, path string, body any, opts ...option) (*http.Request, error) {
	sent, err := encode(body)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, sent)
	if err != nil {
		return nil, err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	if c.from != "" {
		req.Header.Set("X-Forwarded-For", c.from)
	}
	for _, o := range opts {
		o(req)
	}
	return req, nil
}

func encode(body any) (io.Reader, error) {
	switch b := body.(type) {
	case nil:
		return nil, nil
	case raw:
		return strings.NewReader(string(b)), nil
	}
	data, err := json.Marshal(body)
	return bytes.NewReader(data), err
}

// do asks; only no answer at all fails the test.
func (c caller) do(t testing.TB, method, path string, body any, opts ...option) answer {
	t.Helper()
	a, err := c.send(t.Context(), method, path, body, opts...)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	return a
}

func (c caller) get(t testing.TB, path string, opts ...option) answer {
	t.Helper()
	return c.do(t, http.MethodGet, path, nil, opts...)
}

func (c caller) post(t testing.TB, path string, body any, opts ...option) answer {
	t.Helper()
	return c.do(t, http.MethodPost, path, body, opts...)
}

func (c caller) patch(t testing.TB, path string, body any, opts ...option) answer {
	t.Helper()
	return c.do(t, http.MethodPatch, path, body, opts...)
}

func (c caller) put(t testing.TB, path string, body any, opts ...option) answer {
	t.Helper()
	return c.do(t, http.MethodPut, path, body, opts...)
}

func (c caller) delete(t testing.TB, path string, opts ...option) answer {
	t.Helper()
	return c.do(t, http.MethodDelete, path, nil, opts...)
}

// want stops the test unless the status is as expected.
func (a answer) want(t testing.TB, status int) answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("%s: got %d %s, want %d", a.sent, a.status, a.body, status)
	}
	return a
}

// problem is an error document (RFC 9457) with our additions.
type problem struct {
	Type         string               `json:"type"`
	Title        string               `json:"title"`
	Status       int                  `json:"status"`
	Detail       string               `json:"detail"`
	Code         account.Code         `json:"code"`
	Reason       string               `json:"reason"`
	Methods      []account.Method     `json:"methods"`
	InvitationID string               `json:"invitation_id"`
	Errors       []account.FieldFault `json:"errors"`
}

// wantCode stops the test unless the answer is that problem.
func (a answer) wantCode(t testing.TB, status int, code account.Code) problem {
	t.Helper()
	p, err := a.problem()
	if err != nil {
		t.Fatalf("%s: got %d %s, want %d %s: %v", a.sent, a.status, a.body, status, code, err)
	}
	if a.status != status || p.Code != code {
		t.Fatalf("%s: got %d %s (%s), want %d %s", a.sent, a.status, p.Code, p.Detail, status, code)
	}
	return p
}

// problem reads a problem document and checks what all of them must have.
func (a answer) problem() (problem, error) {
	var p problem
	if ct := a.header.Get("Content-Type"); !strings.HasPrefix(ct, "application/problem+json") {
		return p, fmt.Errorf("content type %q", ct)
	}
	if err := json.Unmarshal(a.body, &p); err != nil {
		return p, err
	}
	switch {
	case p.Status != a.status:
		return p, fmt.Errorf("says status %d", p.Status)
	case p.Title == "":
		return p, fmt.Errorf("has no title")
	case !slices.Contains(codes()[a.status], p.Code):
		return p, fmt.Errorf("code %q does not belong to %d", p.Code, a.status)
	case a.status == http.StatusUnauthorized && a.header.Get("WWW-Authenticate") == "":
		return p, fmt.Errorf("401 without WWW-Authenticate")
	case (a.status == http.StatusTooManyRequests || a.status == http.StatusServiceUnavailable) && a.header.Get("Retry-After") == "":
		return p, fmt.Errorf("%d without Retry-After", a.status)
	case a.status == http.StatusMethodNotAllowed && a.header.Get("Allow") == "":
		return p, fmt.Errorf("405 without Allow")
	}
	return p, nil
}

// codes are those of the contract that this part of the service can answer.
func codes() map[int][]account.Code {
	return map[int][]account.Code{
		400: {account.MalformedRequest},
		401: {
			account.Unauthenticated, account.InvalidCredentials, account.SessionEnded,
			account.SecondFactorRequired, account.SecondFactorInvalid,
		},
		403: {account.Forbidden, account.OwnPasswordWrong, account.TwoFactorSetup},
		404: {account.NotFound},
		405: {account.MethodNotAllowed},
		413: {account.PayloadTooLarge},
		415: {account.UnsupportedMediaType},
		409: {
			account.OwnUser, account.LastAdministrator, account.EmailTaken, account.UsernameTaken,
			account.AlreadyInvited, account.InvitationNotPending, account.IdempotencyRunning,
		},
		410: {account.ChangesExpired},
		412: {account.VersionMismatch},
		422: {account.ValidationFailed, account.PasswordUnacceptable, account.IdempotencyReused},
		428: {account.PreconditionRequired},
		429: {account.RateLimited},
		503: {account.Maintenance},
	}
}

// read takes the body of a good answer apart.
func read[T any](t testing.TB, a answer) T {
	t.Helper()
	var v T
	if a.status/100 != 2 {
		t.Fatalf("%s: got %d %s", a.sent, a.status, a.body)
	}
	if err := json.Unmarshal(a.body, &v); err != nil {
		t.Fatalf("%s: %v in %s", a.sent, err, a.body)
	}
	return v
}

// all walks a list to its end.
func all[T any](t testing.TB, c caller, path string) []T {
	t.Helper()
	var items []T
	joint := "?"
	if strings.Contains(path, "?") {
		joint = "&"
	}
	next := path + joint + "limit=500"
	for {
		page := read[account.Page[T]](t, c.get(t, next))
		items = append(items, page.Items...)
		if page.NextCursor == "" {
			return items
		}
		next = path + joint + "limit=500&cursor=" + page.NextCursor
	}
}

// together runs n functions that all wait for one moment, and gives what they
// returned, in their order.
func together[T any](n int, do func(i int) T) []T {
	out := make([]T, n)
	start := make(chan struct{})
	done := make(chan struct{})
	for i := range n {
		go func() {
			defer func() { done <- struct{}{} }()
			<-start
			out[i] = do(i)
		}()
	}
	close(start)
	for range n {
		<-done
	}
	return out
}

// eventually waits for something that happens by itself, such as mail.
func eventually(t testing.TB, within time.Duration, what string, is func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	late := time.After(within)
	for !is() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("%s: not within %v", what, within)
		case <-t.Context().Done():
			t.Fatalf("%s: %v", what, t.Context().Err())
		}
	}
}
