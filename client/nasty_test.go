package client_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/client"
)

const token = "tok_s3cret_AAAAAAAAAAAAAAAAAAAA"

const aUser = `{"id":"u1","version":3,"first_name":"Ana","last_name":"Roy","email":"ana@example.org","user_type":"user","permissions":[]}`

// hurried are options that do not wait between attempts, and remember what
// would have been waited.
func hurried() client.Options {
	return client.Options{
		Timeout: time.Minute, // the machine may be busy
		Jitter:  func() float64 { return 0.5 },
		Wait:    func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
}

// serve answers with a handler, and counts.
func serve(t *testing.T, o client.Options, h http.HandlerFunc) (*client.Account, *atomic.Int32) {
	t.Helper()
	var calls atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		h(w, r)
	}))
	t.Cleanup(s.Close)
	return reach(t, s.URL, o), &calls
}

func reach(t *testing.T, url string, o client.Options) *client.Account {
	t.Helper()
	c, err := client.New(url, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c.Account("a1", token)
}

func jsonAnswer(status int, body string) http.HandlerFunc {
	return answer(status, "application/json", body)
}

func answer(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func problem(status int, body string) http.HandlerFunc {
	return answer(status, "application/problem+json", body)
}

func TestNonsenseIsABadAnswer(t *testing.T) {
	cut := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, `{"items":[`)
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	huge := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"items":["`)
		for range 17 << 10 {
			if _, err := io.WriteString(w, strings.Repeat("x", 1<<10)); err != nil {
				return
			}
		}
	}
	for name, h := range map[string]http.HandlerFunc{
		"a hotel's page":              answer(200, "text/html", "<html>Welcome"),
		"a page without a type":       answer(200, "", "{}"),
		"an empty body":               jsonAnswer(200, ""),
		"half a body":                 cut,
		"a body without end":          huge,
		"broken JSON":                 jsonAnswer(200, `{"items":[`),
		"two values":                  jsonAnswer(200, `{"items":[]}{"items":[]}`),
		"another object":              jsonAnswer(200, `{"status":"ok"}`),
		"no items":                    jsonAnswer(200, `{"items":null}`),
		"an item that is none":        jsonAnswer(200, `{"items":[{}]}`),
		"an item of the wrong type":   jsonAnswer(200, `{"items":[{"id":7}]}`),
		"no content":                  func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) },
		"a redirect":                  func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/login", http.StatusFound) },
		"an error page":               answer(404, "text/html", "<h1>Not found"),
		"an error of somebody else's": answer(403, "application/json", `{"error":"no"}`),
		"a problem without a code":    problem(403, `{"title":"no"}`),
		"a broken problem":            problem(500, `{`),
		"a success that is a problem": problem(200, `{"code":"forbidden"}`),
	} {
		t.Run(name, func(t *testing.T) {
			a, _ := serve(t, hurried(), h)
			page, err := a.Users(t.Context(), account.ListQuery{})
			if account.CodeOf(err) != account.BadAnswer || page.Items != nil {
				t.Errorf("got %v, %v", page, err)
			}
			if name == "a body without end" && !strings.Contains(err.Error(), "too big") {
				t.Errorf("it was read to its end: %v", err)
			}
		})
	}
}

func TestAProblemKeepsAllItSays(t *testing.T) {
	a, calls := serve(t, hurried(), func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "90")
		problem(429, `{"code":"rate_limited","detail":"slowly\nplease","reason":"expired","invitation_id":"i7","unknown":1,
			"errors":[{"location":"body.email","message":"is empty","value":"x"}]}`)(w, r)
	})
	_, err := a.Invite(t.Context(), account.NewInvitation{}, account.Act{})
	var e *account.Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	if e.Code != account.RateLimited || e.RetryAfter != 90*time.Second || e.Reason != "expired" || e.InvitationID != "i7" ||
		len(e.Fields) != 1 || e.Fields[0].Location != "body.email" || strings.Contains(e.Detail, "\n") {
		t.Errorf("got %+v", e)
	}
	if calls.Load() != 1 {
		t.Errorf("asked %d times", calls.Load())
	}
}

// TestMaintenanceSaysUntilWhen, by the service's own word or by how long it asks
// one to wait, and is not asked about again.
func TestMaintenanceSaysUntilWhen(t *testing.T) {
	for body, want := range map[string]time.Duration{
		`{"code":"maintenance","until":"2026-11-21T23:30:00Z"}`: 0, `{"code":"maintenance"}`: time.Hour,
	} {
		a, calls := serve(t, hurried(), func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "3600")
			problem(503, body)(w, r)
		})
		before := time.Now()
		_, err := a.Me(t.Context())
		var e *account.Error
		if !errors.As(err, &e) || e.Code != account.Maintenance || e.RetryAfter != time.Hour || calls.Load() != 1 {
			t.Fatalf("got %+v after %d calls", err, calls.Load())
		}
		if said := time.Date(2026, 11, 21, 23, 30, 0, 0, time.UTC); want == 0 && !e.Until.Equal(said) {
			t.Errorf("until %v, want %v", e.Until, said)
		}
		if late := e.Until.Sub(before.Add(want)); want > 0 && (late < 0 || late > time.Minute) {
			t.Errorf("until %v", e.Until)
		}
	}
}

func TestTheMethodsOfASecondFactorTravelInTheirOrder(t *testing.T) {
	a, calls := serve(t, hurried(), problem(401, `{"code":"second_factor_required","methods":["email","palm","app","recovery"]}`))
	_, err := a.Me(t.Context())
	var e *account.Error
	want := []account.Method{account.MethodEmail, account.MethodApp, account.MethodRecovery}
	if !errors.As(err, &e) || e.Code != account.SecondFactorRequired || !slices.Equal(e.Methods, want) {
		t.Errorf("got %+v", err)
	}
	if calls.Load() != 1 {
		t.Errorf("asked %d times", calls.Load())
	}
}

func TestAReadIsSentAgainUntilItIsAnswered(t *testing.T) {
	drop := func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	for name, bad := range map[string]http.HandlerFunc{
		"dropped":         drop,
		"bad gateway":     answer(502, "text/html", "<h1>Bad Gateway"),
		"unavailable":     answer(503, "text/plain", "busy"),
		"gateway timeout": answer(504, "text/html", "late"),
	} {
		t.Run(name, func(t *testing.T) {
			var n atomic.Int32
			a, _ := serve(t, hurried(), func(w http.ResponseWriter, r *http.Request) {
				if n.Add(1) < 3 {
					bad(w, r)
					return
				}
				jsonAnswer(200, aUser)(w, r)
			})
			if u, err := a.User(t.Context(), "u1"); err != nil || u.FirstName != "Ana" {
				t.Errorf("got %v, %v", u, err)
			}
			if n.Load() > 5 {
				t.Errorf("sent %d times", n.Load())
			}
		})
	}
}

func TestAnActIsSentAgainUnderOneKey(t *testing.T) {
	var keys sync.Map
	var n atomic.Int32
	a, _ := serve(t, hurried(), func(w http.ResponseWriter, r *http.Request) {
		keys.Store(r.Header.Get("Idempotency-Key"), true)
		switch n.Add(1) {
		case 1:
			panic(http.ErrAbortHandler)
		case 2:
			problem(409, `{"code":"idempotency_in_progress"}`)(w, r)
		default:
			jsonAnswer(200, aUser)(w, r)
		}
	})
	name := "Ana"
	if _, err := a.UpdateUser(t.Context(), "u1", account.UserChange{FirstName: &name}, account.Act{Version: 2}); err != nil {
		t.Fatal(err)
	}
	count := 0
	keys.Range(func(k, _ any) bool {
		count++
		if len(k.(string)) < 22 {
			t.Errorf("key %q is too short", k)
		}
		return true
	})
	if count != 1 {
		t.Errorf("%d keys for one act", count)
	}
}

func TestTheCallersKeyAndVersionTravel(t *testing.T) {
	a, _ := serve(t, hurried(), func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Idempotency-Key") != "k1" || r.Header.Get("If-Match") != `"7"` ||
			r.Header.Get("Authorization") != "Bearer "+token || r.Method != http.MethodDelete {
			t.Errorf("sent %v", r.Header)
		}
		w.WriteHeader(http.StatusNoContent)
	})
	if err := a.CancelInvitation(t.Context(), "i1", account.Act{Key: "k1", Version: 7}); err != nil {
		t.Error(err)
	}
}

func TestWhatTheServiceRefusesIsNotSentAgain(t *testing.T) {
	for _, body := range []string{
		`{"code":"maintenance"}`, `{"code":"internal"}`, `{"code":"forbidden"}`, `{"code":"version_mismatch"}`,
	} {
		a, calls := serve(t, hurried(), problem(503, body))
		if _, err := a.Me(t.Context()); err == nil || calls.Load() != 1 {
			t.Errorf("%s: %v after %d calls", body, err, calls.Load())
		}
	}
}

func TestSigningInIsNeverSentAgain(t *testing.T) {
	var calls atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		if r.Header.Get("Idempotency-Key") != "" || r.Header.Get("Authorization") != "" {
			t.Errorf("sent %v", r.Header)
		}
		panic(http.ErrAbortHandler)
	}))
	t.Cleanup(s.Close)
	c, err := client.New(s.URL, hurried())
	if err != nil {
		t.Fatal(err)
	}
	for name, do := range map[string]func() error{
		"signing in": func() error {
			_, err := c.SignIn(t.Context(), account.SignIn{Login: "ana", Password: "correct horse"})
			return err
		},
		"a code": func() error { return c.SendCode(t.Context(), "ana", "correct horse") },
	} {
		calls.Store(0)
		if err := do(); account.CodeOf(err) != account.Unreachable || calls.Load() != 1 {
			t.Errorf("%s: %v after %d calls", name, err, calls.Load())
		}
	}
}

func TestAnEndedSessionIsSignedOut(t *testing.T) {
	a, _ := serve(t, hurried(), problem(401, `{"code":"session_ended","reason":"expired"}`))
	if err := a.SignOut(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestACancelledCallIsCancelled(t *testing.T) {
	begun := make(chan struct{}, 3)
	a, _ := serve(t, client.Options{}, func(_ http.ResponseWriter, r *http.Request) {
		begun <- struct{}{}
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-begun
		cancel()
	}()
	if _, err := a.Me(ctx); err != context.Canceled { //nolint:errorlint // it stays what it is
		t.Errorf("got %v", err)
	}
}

func TestASlowServiceIsUnreachable(t *testing.T) {
	o := hurried()
	o.Timeout = 50 * time.Millisecond
	a, calls := serve(t, o, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	if _, err := a.Me(t.Context()); account.CodeOf(err) != account.Unreachable || calls.Load() != 3 {
		t.Errorf("got %v after %d", err, calls.Load())
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := a.Me(ctx); account.CodeOf(err) != account.Unreachable || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestTheTokenDoesNotFollowARedirect(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("asked for %s with %v", r.URL, r.Header)
	}))
	t.Cleanup(other.Close)
	a, _ := serve(t, hurried(), func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
	})
	if _, err := a.Me(t.Context()); account.CodeOf(err) != account.BadAnswer {
		t.Error(err)
	}
	if err := a.Events(t.Context(), func(account.Event) {}); account.CodeOf(err) != account.BadAnswer {
		t.Error(err)
	}
}

func TestAnUntrustedCertificateIsInsecure(t *testing.T) {
	s := httptest.NewUnstartedServer(jsonAnswer(200, aUser))
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.StartTLS()
	t.Cleanup(s.Close)
	a := reach(t, s.URL, hurried())
	if _, err := a.User(t.Context(), "u1"); account.CodeOf(err) != account.InsecureServer {
		t.Error(err)
	}
	o := hurried()
	o.TLS = s.Client().Transport.(*http.Transport).TLSClientConfig
	if _, err := reach(t, s.URL, o).User(t.Context(), "u1"); err != nil {
		t.Errorf("trusted: %v", err)
	}
	o.TLS = o.TLS.Clone()
	o.TLS.ServerName = "accounts.example.net"
	if _, err := reach(t, s.URL, o).User(t.Context(), "u1"); account.CodeOf(err) != account.InsecureServer {
		t.Errorf("another name: %v", err)
	}
}

func TestOldTLSAndPlainHTTPAreInsecure(t *testing.T) {
	s := httptest.NewUnstartedServer(jsonAnswer(200, aUser))
	s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	s.TLS = &tls.Config{MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10} //nolint:gosec // that is the test
	s.StartTLS()
	t.Cleanup(s.Close)
	o := hurried()
	o.TLS = s.Client().Transport.(*http.Transport).TLSClientConfig
	if _, err := reach(t, s.URL, o).User(t.Context(), "u1"); account.CodeOf(err) != account.InsecureServer {
		t.Errorf("TLS 1.1: %v", err)
	}
	plain := httptest.NewServer(jsonAnswer(200, aUser))
	t.Cleanup(plain.Close)
	url := strings.Replace(plain.URL, "http:", "https:", 1)
	if _, err := reach(t, url, hurried()).User(t.Context(), "u1"); account.CodeOf(err) != account.InsecureServer {
		t.Errorf("plain: %v", err)
	}
}

func TestIdentifiersCannotLeaveTheirPlace(t *testing.T) {
	var seen atomic.Value
	a, calls := serve(t, hurried(), func(w http.ResponseWriter, r *http.Request) {
		seen.Store(r.URL.EscapedPath())
		jsonAnswer(200, aUser)(w, r)
	})
	if _, err := a.User(t.Context(), "../x?y#z/ü"); err != nil {
		t.Fatal(err)
	}
	if got := seen.Load(); got != "/v1/accounts/a1/users/..%2Fx%3Fy%23z%2F%C3%BC" {
		t.Errorf("asked for %s", got)
	}
	for _, id := range []string{"", ".", ".."} {
		if _, err := a.User(t.Context(), id); account.CodeOf(err) != account.NotFound {
			t.Errorf("%q: %v", id, err)
		}
	}
	if calls.Load() != 1 {
		t.Errorf("asked %d times", calls.Load())
	}
}

func TestTheClockOffsetComesFromDate(t *testing.T) {
	var ahead atomic.Int64
	a, _ := serve(t, hurried(), func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", time.Now().Add(time.Duration(ahead.Load())).UTC().Format(http.TimeFormat))
		jsonAnswer(200, aUser)(w, r)
	})
	for _, c := range []struct{ ahead, want time.Duration }{
		{0, 0}, {time.Second, 0}, {time.Hour, time.Hour}, {time.Hour + time.Second, time.Hour}, {-48 * time.Hour, -48 * time.Hour}, {0, 0},
	} {
		ahead.Store(int64(c.ahead))
		if _, err := a.User(t.Context(), "u1"); err != nil {
			t.Fatal(err)
		}
		if got := a.ClockOffset(); (got-c.want).Abs() > 2*time.Second || (c.want == 0 && got != 0) {
			t.Errorf("%v ahead: %v, want %v", c.ahead, got, c.want)
		}
	}
}

func TestAnotherMansPageDoesNotSetTheClock(t *testing.T) {
	a, _ := serve(t, hurried(), func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", "Mon, 02 Jan 2006 15:04:05 GMT")
		answer(200, "text/html", "<html>")(w, r)
	})
	if _, err := a.Me(t.Context()); err == nil || a.ClockOffset() != 0 {
		t.Errorf("%v, %v", err, a.ClockOffset())
	}
}

func TestTheFeedIsAskedAsWritten(t *testing.T) {
	var asked []string
	a, _ := serve(t, hurried(), func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.RawQuery)
		jsonAnswer(200, `{"changes":[{"seq":4,"kind":"user","op":"upsert","id":"u1","item":`+aUser+`}],"next":4,"more":false}`)(w, r)
	})
	_, err := a.Changes(t.Context(), account.SinceNow, 0)
	if err != nil {
		t.Fatal(err)
	}
	got, err := a.Changes(t.Context(), 3, 500)
	if err != nil || got.Next != 4 || !json.Valid(got.Changes[0].Item) {
		t.Errorf("%v %v", got, err)
	}
	if asked[0] != "since=now" || asked[1] != "limit=500&since=3" {
		t.Errorf("asked %q", asked)
	}
}
