package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"rollcall/server"
	"rollcall/server/passwords"
	"rollcall/server/store"
)

const (
	knownLogin = "amelie"
	password   = "wooden boats drift past"
)

// service is the real one, on loopback, with one person who can sign in.
type service struct {
	url  string
	http *http.Client
	// calls makes each caller come from an address of its own, so that no limit
	// of failures is reached.
	calls int
}

func start(t testing.TB) *service {
	t.Helper()
	running, err := server.Open(t.Context(), server.Config{
		DataDir: t.TempDir(), Listen: "127.0.0.1:0", MessagesPerHour: -1, TrustProxy: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- running.Run(ctx) }()
	transport := &http.Transport{}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := running.Close(); err != nil {
			t.Error(err)
		}
	})
	keeper, err := passwords.NewKeeper(1)
	if err != nil {
		t.Fatal(err)
	}
	hash, err := keeper.Hash(t.Context(), password)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = running.Store().CreateAccount(t.Context(), store.NewAccount{
		Name: "Maple Press", AdminEmail: knownLogin + "@maple.example", AdminUsername: knownLogin,
		PasswordHash: hash, Language: "en", Now: time.Now(),
	})
	if err != nil {
		t.Fatal(err)
	}
	return &service{url: running.URL(), http: &http.Client{Transport: transport}}
}

// reply is an answer without what changes from one request to the next.
type reply struct {
	status int
	header string
	body   string
}

// ask sends one request from an address nobody used before, and says how long
// the answer took.
func (s *service) ask(t testing.TB, path, login string) (reply, time.Duration) {
	t.Helper()
	body := map[string]string{"login": login}
	if path != "/v1/password-resets" {
		body["password"] = "not that password"
	}
	s.calls++
	from := fmt.Sprintf("203.%d.%d.%d", s.calls>>16, s.calls>>8&0xff, s.calls&0xff)
	return s.send(t, path, body, http.Header{"X-Forwarded-For": {from}})
}

func (s *service) send(t testing.TB, path string, body map[string]string, header http.Header) (reply, time.Duration) {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+path, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = header
	r.Header.Set("Content-Type", "application/json")
	began := time.Now()
	w, err := s.http.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	got, err := io.ReadAll(w.Body)
	took := time.Since(began)
	if err != nil {
		t.Fatal(err)
	}
	w.Header.Del("Date")
	return reply{w.StatusCode, fmt.Sprint(w.Header), string(got)}, took
}

// askedByAnybody is what people may ask before anybody knows who they are.
func askedByAnybody() map[string]int {
	return map[string]int{
		"/v1/sessions": http.StatusUnauthorized, "/v1/sessions/email-code": http.StatusUnauthorized, "/v1/password-resets": http.StatusAccepted,
	}
}

// unknown makes a login that nobody has, as long as the known one.
func unknown(i int) string { return fmt.Sprintf("no%04d", i) }

func TestAnUnknownLoginIsAnsweredLikeAWrongPassword(t *testing.T) {
	s := start(t)
	for path, status := range askedByAnybody() {
		known, _ := s.ask(t, path, knownLogin)
		stranger, _ := s.ask(t, path, unknown(1))
		if known.status != status || known != stranger {
			t.Errorf("%s: %+v can be told from %+v", path, known, stranger)
		}
	}
}

// TestARequestForALinkHappensOnce however often it is sent with one key, and
// says nothing more the second time.
func TestARequestForALinkHappensOnce(t *testing.T) {
	s := start(t)
	send := func(key, login string) reply {
		got, _ := s.send(t, "/v1/password-resets", map[string]string{"login": login}, http.Header{
			"Idempotency-Key": {key}, "X-Forwarded-For": {"203.0.113.7"},
		})
		return got
	}
	first, again := send("k", knownLogin), send("k", knownLogin)
	if first.status != http.StatusAccepted || first.status != again.status || first.body != "" || again.body != "" {
		t.Errorf("%+v, and again %+v", first, again)
	}
	if !strings.Contains(again.header, "Idempotency-Replayed") {
		t.Error("it was done twice")
	}
	if other := send("k", unknown(1)); other.status != http.StatusUnprocessableEntity {
		t.Errorf("another login under the key: %+v", other)
	}
	if stranger, back := send("l", unknown(1)), send("l", unknown(1)); stranger != first || back != again {
		t.Errorf("an unknown login: %+v, and again %+v", stranger, back)
	}
}

// tries is how many answers of each kind the benchmark compares.
const tries = 200

// BenchmarkUnknownLoginLooksLikeAWrongPassword times both, mixed at random,
// and reports the p-value of their being alike: small when they can be told
// apart (ASVS 6.3.8).
func BenchmarkUnknownLoginLooksLikeAWrongPassword(b *testing.B) {
	for path := range askedByAnybody() {
		b.Run(strings.TrimPrefix(path, "/v1/"), func(b *testing.B) {
			s := start(b)
			for i := range 20 { // connections, caches and pages of the database
				s.ask(b, path, knownLogin)
				s.ask(b, path, unknown(i))
			}
			for b.Loop() {
				known, stranger := s.times(b, path)
				_, p := mannWhitney(known, stranger)
				b.ReportMetric(p, "p-value")
				b.ReportMetric(median(known), "known-µs")
				b.ReportMetric(median(stranger), "unknown-µs")
			}
		})
	}
}

// times asks as many times for a known login as for unknown ones, in an order
// that follows nothing, and gives the microseconds that each answer took.
func (s *service) times(t testing.TB, path string) (known, stranger []float64) {
	order := make([]bool, 2*tries)
	for i := range tries {
		order[i] = true
	}
	rand.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	for i, is := range order {
		login := unknown(i)
		if is {
			login = knownLogin
		}
		_, took := s.ask(t, path, login)
		if us := float64(took.Nanoseconds()) / 1e3; is {
			known = append(known, us)
		} else {
			stranger = append(stranger, us)
		}
	}
	return known, stranger
}
