package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// fullDisk is a store that can be read and no longer written.
type fullDisk struct{ store.Store }

var errFull = errors.New("the disk is full")

func (fullDisk) Credentials(context.Context, string) (store.Credentials, error) {
	return store.Credentials{PersonID: "p", PasswordHash: "right"}, nil
}

func (fullDisk) StartSession(context.Context, store.StartSession) (store.StartedSession, error) {
	return store.StartedSession{}, errFull
}

func (fullDisk) RefuseSignIn(context.Context, string, string, string, time.Time) error {
	return errFull
}

func (fullDisk) Authenticate(_ context.Context, _ []byte, id string, _ time.Time) (store.Identity, error) {
	m := &account.Membership{AccountID: id, UserType: account.Administrator}
	return store.Identity{SessionID: "s", PersonID: "p", Membership: m, TouchDue: true}, nil
}

func (fullDisk) Touch(context.Context, store.Identity, string, time.Time) error { return errFull }

func (fullDisk) Users(context.Context, string, account.ListQuery) (account.Page[account.User], error) {
	return account.Page[account.User]{Items: []account.User{}}, nil
}

// plainPasswords has hashes that are the passwords.
type plainPasswords struct{ Passwords }

func (plainPasswords) Matches(_ context.Context, password, hash string) (bool, error) {
	return password == hash, nil
}

func TestWhoeverReadsGoesOnWithAFullDisk(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, "/v1/accounts/a/users", nil)
	r.Header.Set("Authorization", "Bearer token")
	if w := answer(onFullDisk(), r); w.Code != http.StatusOK {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

func TestAFullDiskLocksNobodyOut(t *testing.T) {
	service := onFullDisk()
	try := func(password string) int {
		r := httptest.NewRequest(http.MethodPost, "/v1/sessions", strings.NewReader(`{"login":"p","password":"`+password+`"}`))
		r.Header.Set("Content-Type", "application/json")
		return answer(service, r).Code
	}
	for range attemptsPerLogin + 1 {
		if got := try("right"); got != http.StatusInternalServerError {
			t.Fatalf("the right password got %d", got)
		}
	}
	for range attemptsPerLogin {
		try("wrong")
	}
	if got := try("wrong"); got != http.StatusTooManyRequests {
		t.Errorf("wrong passwords are not counted: %d", got)
	}
}

func onFullDisk() http.Handler {
	return New(Deps{Store: fullDisk{}, Passwords: plainPasswords{}, Door: plainDoor(fullDisk{}), Now: time.Now, Log: slog.New(slog.DiscardHandler)})
}

func answer(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	r.RemoteAddr = "127.0.0.1:4000"
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}
