package api

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// onePerson is a store that knows one caller, and notes what was refused.
type onePerson struct {
	store.Store
	identity store.Identity
	start    error // what StartSession answers
	distrust bool  // no device is trusted

	mu      sync.Mutex
	refused []store.Refused
	started []store.StartSession
}

func (o *onePerson) Authenticate(_ context.Context, _ []byte, id string, _ time.Time) (store.Identity, error) {
	out := o.identity
	if id != "" {
		out.Membership = &account.Membership{AccountID: id, UserType: account.Administrator}
	}
	return out, nil
}

func (o *onePerson) Refused(_ context.Context, r store.Refused) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.refused = append(o.refused, r)
	return nil
}

func (o *onePerson) Credentials(context.Context, string) (store.Credentials, error) {
	return store.Credentials{PersonID: "p", PasswordHash: "right"}, nil
}

func (o *onePerson) StartSession(_ context.Context, in store.StartSession) (store.StartedSession, error) {
	o.started = append(o.started, in)
	return store.StartedSession{Trusted: in.TrustHash != nil && !o.distrust}, o.start
}

func (o *onePerson) RequestReset(context.Context, store.Act, string) error { return nil }

func (o *onePerson) Answered(context.Context, *store.Once, time.Time) (*store.Answer, error) {
	return nil, nil
}

// plainDoor is the door of a store in which passwords stand as they are.
func plainDoor(st store.Store) *Door {
	return NewDoor(DoorDeps{Store: st, Passwords: plainPasswords{}, Now: time.Now, Random: rand.Reader})
}

func (o *onePerson) handler() http.Handler {
	return New(Deps{Store: o, Passwords: plainPasswords{}, Door: plainDoor(o), Now: time.Now, Log: slog.New(slog.DiscardHandler)})
}

// codeFor sends an empty request to an operation of the document.
func codeFor(t *testing.T, h http.Handler, method, path string) account.Code {
	t.Helper()
	r := httptest.NewRequest(strings.ToUpper(method), strings.NewReplacer("{account_id}", "a", "{id}", "x").Replace(path), nil)
	r.Header.Set("Authorization", "Bearer token")
	w := answer(h, r)
	var p Problem
	if w.Code >= 400 {
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
			t.Fatalf("%s %s answers %d %s", method, path, w.Code, w.Body)
		}
	}
	return p.Code
}

// TestNothingWorksBeforeASecondFactorIsSetUp but setting one up and signing out.
func TestNothingWorksBeforeASecondFactorIsSetUp(t *testing.T) {
	h := (&onePerson{identity: store.Identity{SessionID: "s", PersonID: "p", SetupDue: true}}).handler()
	for path, methods := range published(t).Paths {
		free := strings.HasPrefix(path, "/v1/me/two-factor") || path == "/v1/sessions/current"
		for method, o := range methods {
			if len(o.Security) == 0 || path == reportsPath {
				continue
			}
			if got := codeFor(t, h, method, path); (got == account.TwoFactorSetup) == free {
				t.Errorf("%s %s answers %q", method, path, got)
			}
		}
	}
}

// TestAnAPITokenReachesWhatTheDocumentSays, and each attempt at more is noted.
func TestAnAPITokenReachesWhatTheDocumentSays(t *testing.T) {
	one := &onePerson{identity: store.Identity{TokenID: "t", PersonID: "p", Device: "Nightly export"}}
	h, refusals := one.handler(), 0
	for path, methods := range published(t).Paths {
		for method, o := range methods {
			if len(o.Security) == 1 && path != reportsPath {
				refusals++
				if got := codeFor(t, h, method, path); got != account.Forbidden {
					t.Errorf("%s %s answers %q", method, path, got)
				}
			} else if len(o.Security) == 2 && path != accountPath+"/events" {
				if got := codeFor(t, h, method, path); got == account.Forbidden {
					t.Errorf("%s %s is refused", method, path)
				}
			}
		}
	}
	if len(one.refused) != refusals {
		t.Errorf("%d refusals are noted, want %d", len(one.refused), refusals)
	}
	for _, r := range one.refused {
		if r.Action == "" || r.Target.Kind == "" || r.Caller.TokenID != "t" || r.Code != account.Forbidden {
			t.Errorf("noted %+v", r)
		}
	}
}

// signIn sends a sign-in with the right password.
func signIn(h http.Handler, more string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/v1/sessions", strings.NewReader(`{"login":"amelie","password":"right"`+more+`}`))
	r.Header.Set("Content-Type", "application/json")
	return answer(h, r)
}

const code = `,"second_factor":{"method":"app","code":"000000"}`

func TestAWrongCodeIsAFailureAndAMissingOneIsNot(t *testing.T) {
	one := &onePerson{start: &account.Error{Code: account.SecondFactorRequired, Methods: []account.Method{account.MethodEmail, account.MethodApp}}}
	h := one.handler()
	for range 3 * attemptsPerLogin {
		w := signIn(h, "")
		if w.Code != http.StatusUnauthorized || w.Header().Get("WWW-Authenticate") == "" || !strings.Contains(w.Body.String(), `"methods":["email","app"]`) {
			t.Fatalf("without a code: %d %s", w.Code, w.Body)
		}
	}
	one.start = account.Fault(account.SecondFactorInvalid)
	for range attemptsPerLogin {
		if w := signIn(h, code); w.Code != http.StatusUnauthorized {
			t.Fatalf("with a wrong code: %d %s", w.Code, w.Body)
		}
	}
	one.start, one.started = nil, nil
	if w := signIn(h, code); w.Code != http.StatusTooManyRequests || len(one.started) != 0 {
		t.Errorf("after ten wrong codes: %d, and the store was asked %d times", w.Code, len(one.started))
	}
}

// TestATokenOfADeviceIsGivenOnlyWhenTheDeviceIsTrusted, and is not the session's.
func TestATokenOfADeviceIsGivenOnlyWhenTheDeviceIsTrusted(t *testing.T) {
	one := &onePerson{}
	h := one.handler()
	var plain, trusted, refused account.Session
	read := func(w *httptest.ResponseRecorder, into *account.Session) {
		t.Helper()
		if err := json.Unmarshal(w.Body.Bytes(), into); err != nil || w.Code != http.StatusCreated {
			t.Fatalf("got %d %s", w.Code, w.Body)
		}
	}
	read(signIn(h, code), &plain)
	read(signIn(h, code+`,"trust_device":true,"device_token":"of before"`), &trusted)
	one.distrust = true
	read(signIn(h, `,"trust_device":true`), &refused)
	if refused.DeviceToken != "" {
		t.Error("a device that is not trusted got a token")
	}
	if plain.DeviceToken != "" || len(trusted.DeviceToken) != 43 || trusted.DeviceToken == trusted.Token {
		t.Error("the token of the device is not what it should be")
	}
	if in := one.started[1]; string(in.TrustHash) != string(hashOf(trusted.DeviceToken)) || string(in.DeviceHash) != string(hashOf("of before")) ||
		in.SecondFactor.Code != "000000" {
		t.Error("the store was not told what was sent")
	}
}

func TestAHundredRequestsForLinksFromOneAddressAreEnough(t *testing.T) {
	h := (&onePerson{}).handler()
	ask := func() int {
		r := httptest.NewRequest(http.MethodPost, "/v1/password-resets", strings.NewReader(`{"login":"amelie"}`))
		r.Header.Set("Content-Type", "application/json")
		return answer(h, r).Code
	}
	for range attemptsPerAddress {
		if got := ask(); got != http.StatusAccepted {
			t.Fatalf("got %d", got)
		}
	}
	if got := ask(); got != http.StatusTooManyRequests {
		t.Errorf("one more got %d", got)
	}
	if w := signIn(h, ""); w.Code != http.StatusCreated {
		t.Errorf("signing in was limited too: %d", w.Code)
	}
}

func TestAKeyOfNobodyBelongsToTheAddressItComesFrom(t *testing.T) {
	for _, c := range []struct {
		caller store.Caller
		want   string
	}{
		{store.Caller{Address: "192.0.2.1"}, "192.0.2.1"},
		{store.Caller{Address: "192.0.2.1", PersonID: "p", SessionID: "s"}, "p"},
		{store.Caller{Address: "192.0.2.1", PersonID: "p", TokenID: "t"}, "t"},
	} {
		if got := (&call{caller: c.caller}).sender(); got != c.want {
			t.Errorf("%+v sends as %q, want %q", c.caller, got, c.want)
		}
	}
}

func TestWhatIsLeftToChanceHasItsBounds(t *testing.T) {
	for random, want := range map[string]time.Duration{"\x00\x00": 0, "\xff\xff": time.Second} {
		if got, err := upTo(time.Second, strings.NewReader(random)); err != nil || got != want {
			t.Errorf("with %x it takes %v, %v; want %v", random, got, err, want)
		}
	}
	ctx, gone := context.WithCancel(t.Context())
	gone()
	rest(ctx, time.NewTimer(time.Hour)) // nobody waits for whoever has gone
}

// vanishing is a store whose only user is gone while their deletion is running.
type vanishing struct {
	*onePerson
	gone            atomic.Bool
	running, finish chan struct{}
}

func (v *vanishing) User(context.Context, string, string) (account.User, error) {
	if v.gone.Load() {
		return account.User{}, account.Fault(account.NotFound)
	}
	return account.User{ID: "x", Version: 1}, nil
}

func (v *vanishing) DeleteUser(context.Context, store.Act, string) (account.Receipt, error) {
	v.gone.Store(true)
	close(v.running)
	<-v.finish
	return account.Receipt{}, nil
}

// TestADeletionUnderWayIsNotCalledGone: whoever asks again, under the same key, in
// the moment between the deletion and its answer is told that it is running.
func TestADeletionUnderWayIsNotCalledGone(t *testing.T) {
	v := &vanishing{
		onePerson: &onePerson{identity: store.Identity{SessionID: "s", PersonID: "p"}}, running: make(chan struct{}), finish: make(chan struct{}),
	}
	h := New(Deps{Store: v, Passwords: plainPasswords{}, Door: plainDoor(v), Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	remove := func() *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodDelete, "/v1/accounts/a/users/x", nil)
		r.Header.Set("Authorization", "Bearer token")
		r.Header.Set("If-Match", `"1"`)
		r.Header.Set("Idempotency-Key", "k")
		return answer(h, r)
	}
	first := make(chan *httptest.ResponseRecorder, 1)
	go func() { first <- remove() }()
	<-v.running
	if w := remove(); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), string(account.IdempotencyRunning)) {
		t.Errorf("the second is answered %d %s", w.Code, w.Body)
	}
	close(v.finish)
	if w := <-first; w.Code != http.StatusOK {
		t.Errorf("the first is answered %d %s", w.Code, w.Body)
	}
}
