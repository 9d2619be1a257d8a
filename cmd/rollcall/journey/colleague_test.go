package journey

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"

	"rollcall/account"
	"rollcall/client"
)

// person is somebody who can sign in.
type person struct {
	Login, Password string
	// ID is the person's as a user of the account.
	ID string
	*client.Account
}

// signedIn enters the account of the service from elsewhere, as a program
// without a window would.
func (s *service) signedIn(login, password string) person {
	s.d.t.Helper()
	c, err := client.New(s.url, client.Options{})
	must(s.d.t, err)
	s.d.t.Cleanup(c.Close)
	session, err := c.SignIn(s.d.t.Context(), account.SignIn{Login: login, Password: password, DeviceName: "elsewhere"})
	must(s.d.t, err)
	return person{login, password, session.UserID, c.Account(s.Account, session.Token)}
}

// administrator is the sample's own, at work elsewhere.
func (s *service) administrator() person {
	s.d.t.Helper()
	return s.signedIn(s.Login, s.Password)
}

// join invites somebody, who completes the invitation at once and signs in.
func (s *service) join(by person, first, last string, as account.UserType) person {
	s.d.t.Helper()
	username := strings.ToLower(first + "." + last)
	i, err := by.Invite(s.d.t.Context(), account.NewInvitation{
		Email: username + "@maplepress.example", UserType: as, ReturnLink: true,
	}, account.Act{})
	must(s.d.t, err)
	const password = "seven quiet herons wading"
	answer, err := http.PostForm(i.Link, url.Values{
		"first_name": {first}, "last_name": {last}, "username": {username}, "password": {password}, "language": {"en"},
	})
	must(s.d.t, err)
	must(s.d.t, answer.Body.Close())
	if answer.StatusCode != http.StatusOK {
		s.d.t.Fatalf("completing an invitation answers %d", answer.StatusCode)
	}
	return s.signedIn(username, password)
}

// userNamed finds a user by a part of the name.
func (s *service) userNamed(by person, name string) account.User {
	s.d.t.Helper()
	page, err := by.Users(s.d.t.Context(), account.ListQuery{Search: name})
	must(s.d.t, err)
	if len(page.Items) != 1 {
		s.d.t.Fatalf("%d users are called %q", len(page.Items), name)
	}
	return page.Items[0]
}

// tap is a way to the service that passes everything on and remembers the
// tokens that it saw, of sessions and of trusted devices.
type tap struct {
	*httptest.Server

	mu      sync.Mutex
	tokens  []string
	devices []string
}

func (s *service) startTap() *tap {
	s.d.t.Helper()
	target, err := url.Parse(s.url)
	must(s.d.t, err)
	t := &tap{}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.FlushInterval = -1
	proxy.ModifyResponse = t.remember
	t.Server = httptest.NewServer(proxy)
	s.d.t.Cleanup(t.CloseClientConnections)
	return t
}

// remember takes the tokens out of the answer to a sign-in.
func (t *tap) remember(r *http.Response) error {
	if r.Request.Method != http.MethodPost || !strings.HasSuffix(r.Request.URL.Path, "/v1/sessions") {
		return nil
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	var session struct {
		Token  string `json:"token"`
		Device string `json:"device_token"`
	}
	if json.Unmarshal(body, &session) == nil && session.Token != "" {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.tokens = append(t.tokens, session.Token)
		if session.Device != "" {
			t.devices = append(t.devices, session.Device)
		}
	}
	return nil
}

func (t *tap) seen() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.tokens)
}

func (t *tap) trusted() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.devices)
}
