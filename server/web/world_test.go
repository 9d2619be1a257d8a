package web

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/passwords"
	"rollcall/server/store"
	"rollcall/server/store/sqlstore"
)

const goodPassword = "seven tall ships at anchor"

func moment() time.Time { return time.Date(2026, 11, 21, 14, 5, 0, 0, time.UTC) }

// house is the pages over a real store, with an account and its administrator.
type house struct {
	*sqlstore.DB
	url string
	now time.Time
	// hashed counts the passwords that were hashed.
	hashed atomic.Int64
	// checks counts the questions of forms that are being filled in.
	checks                        atomic.Int64
	accountID, adminID, sessionID string
	// meanwhile, when set, happens while a password is hashed.
	meanwhile func()
	// closedFor is how long maintenance still lasts; zero: there is none.
	closedFor time.Duration
}

func newHouse(t testing.TB) *house {
	t.Helper()
	return newHouseLogging(t, io.Discard)
}

func newHouseLogging(t testing.TB, log io.Writer) *house {
	t.Helper()
	return newHouseWith(t, Deps{Log: slog.New(slog.NewTextHandler(log, nil))})
}

// newHouseWith opens the pages with the log and the address of the app that are
// given.
func newHouseWith(t testing.TB, d Deps) *house {
	t.Helper()
	return furnish(t, d, func(*house, *passwords.Keeper) Door { return nil })
}

// furnish makes a house with a door for those who have a login elsewhere, or
// none.
func furnish(t testing.TB, d Deps, door func(*house, *passwords.Keeper) Door) *house {
	t.Helper()
	db, err := sqlstore.Open(context.Background(), sqlstore.Options{Dir: t.TempDir(), MessagesPerHour: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	h := &house{DB: db, now: moment()}
	h.accountID, h.adminID, h.sessionID = h.newAccount(t, "Maple Press", "amelie")
	keeper, err := passwords.NewKeeper(2)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := New(Deps{
		Store:         db,
		Door:          door(h, keeper),
		CheckPassword: passwords.Check,
		HashPassword: func(ctx context.Context, password string) (string, error) {
			h.hashed.Add(1)
			if h.meanwhile != nil {
				h.meanwhile()
			}
			return keeper.Hash(ctx, password)
		},
		PublicURL: "https://accounts.maplepress.example",
		Now:       func() time.Time { return h.now },
		Log:       d.Log,
		AppURL:    d.AppURL,
		Maintenance: func(context.Context) (time.Time, bool) {
			return h.now.Add(h.closedFor), h.closedFor > 0
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/check") {
			h.checks.Add(1)
		}
		pages.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	h.url = server.URL
	return h
}

func (h *house) newAccount(t testing.TB, name, admin string) (accountID, adminID, sessionID string) {
	t.Helper()
	ctx := context.Background()
	accountID, adminID, err := h.CreateAccount(ctx, store.NewAccount{
		Name: name, AdminEmail: admin + "@maplepress.example", AdminUsername: admin, PasswordHash: "hash", Language: "en", Now: h.now,
	})
	if err != nil {
		t.Fatal(err)
	}
	token := bytes.Repeat([]byte(admin), 8)[:32]
	if _, err = h.StartSession(ctx, store.StartSession{PersonID: adminID, PasswordHash: "hash", TokenHash: token, Now: h.now}); err != nil {
		t.Fatal(err)
	}
	who, err := h.Authenticate(ctx, token, accountID, h.now)
	if err != nil {
		t.Fatal(err)
	}
	return accountID, adminID, who.SessionID
}

func (h *house) act() store.Act {
	return store.Act{Caller: store.Caller{PersonID: h.adminID, SessionID: h.sessionID, AccountID: h.accountID}, Now: h.now}
}

// invite gives an invitation and the address of its page.
func (h *house) invite(t testing.TB, n account.NewInvitation) (store.Invited, string) {
	t.Helper()
	if n.UserType == "" {
		n.UserType = account.RegularUser
	}
	if n.Language == "" {
		n.Language = "en"
	}
	n.ReturnLink = true
	i, err := h.Invite(context.Background(), h.act(), n)
	if err != nil {
		t.Fatal(err)
	}
	return i, h.url + "/invitation/" + i.Token
}

// answer is a page as it came.
type answer struct {
	status int
	header http.Header
	body   string
}

func (h *house) ask(t testing.TB, method, address, kind, body string, header ...string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, string(text)}
}

func (h *house) get(t testing.TB, address string, header ...string) answer {
	t.Helper()
	return h.ask(t, http.MethodGet, address, "", "", header...)
}

const urlEncoded = "application/x-www-form-urlencoded"

func (h *house) post(t testing.TB, address string, fields url.Values) answer {
	t.Helper()
	return h.ask(t, http.MethodPost, address, urlEncoded, fields.Encode())
}

// filled is a form without a fault, with some fields as told.
func filled(change ...string) url.Values {
	f := url.Values{
		"first_name": {"Noor"}, "last_name": {"Haddad"}, "username": {"noor.haddad"},
		"password": {goodPassword}, "language": {"en"},
	}
	for i := 0; i+1 < len(change); i += 2 {
		f.Set(change[i], change[i+1])
	}
	return f
}

func (a answer) expect(t testing.TB, status int, says ...string) {
	t.Helper()
	if a.status != status {
		t.Errorf("status %d, want %d", a.status, status)
	}
	for _, s := range says {
		if !strings.Contains(a.body, s) {
			t.Errorf("the page does not say %q:\n%s", s, visible(a.body))
		}
	}
}

// keptToItself checks the headers that keep the link out of caches, frames,
// search engines and Referer headers.
func (a answer) keptToItself(t testing.TB, name string) {
	t.Helper()
	want := map[string]string{
		"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
		"Content-Type": "text/html; charset=utf-8", "X-Robots-Tag": "noindex, nofollow",
	}
	for header, value := range want {
		if got := a.header.Get(header); got != value {
			t.Errorf("%s: %s is %q", name, header, got)
		}
	}
	policy := a.header.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'", "connect-src 'self'"} {
		if !strings.Contains(policy, part) {
			t.Errorf("%s: the policy lacks %s", name, part)
		}
	}
	if strings.Contains(policy, "unsafe") || len(a.header.Values("Set-Cookie")) > 0 {
		t.Errorf("%s: %s", name, policy)
	}
}

// visible is the page without its head.
func visible(page string) string {
	_, body, _ := strings.Cut(page, "<body>")
	return body
}
