package api

import (
	"bufio"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// changing is a store whose caller comes to stand otherwise.
type changing struct {
	onePerson
	wake     chan struct{}
	standing atomic.Pointer[store.Standing]
}

func (c *changing) Subscribe() (<-chan struct{}, func()) { return c.wake, func() {} }

func (c *changing) Standing(context.Context, store.Identity, string, time.Time) (store.Standing, error) {
	return *c.standing.Load(), nil
}

// TestAStreamEndsWhen tells, as the contract has it, how each ending reads.
func TestAStreamEndsWhen(t *testing.T) {
	admin := &account.Membership{AccountID: "a", UserType: account.Administrator}
	for _, c := range []struct {
		name string
		then store.Standing
		says string
	}{
		{"the session was ended", store.Standing{Ended: account.ReasonTwoFactorReset, Membership: admin}, `{"reason":"two_factor_reset"}`},
		{"the access was removed", store.Standing{}, `{"reason":"access_removed"}`},
		{"a second factor is due", store.Standing{Membership: admin, SetupDue: true}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &changing{wake: make(chan struct{}, 1)}
			s.identity = store.Identity{SessionID: "s", PersonID: "p"}
			s.standing.Store(&store.Standing{Membership: admin})
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			heard := listen(ctx, t, s)
			if open := <-heard; open != ": open" {
				t.Fatalf("it begins with %q", open)
			}
			s.standing.Store(&c.then)
			s.wake <- struct{}{}
			var rest []string
			for line := range heard {
				rest = append(rest, line)
			}
			if ctx.Err() != nil {
				t.Error("it does not end")
			}
			if got := strings.Join(rest, "\n"); !strings.Contains(got, c.says) || (c.says == "") != (strings.TrimSpace(got) == "") {
				t.Errorf("it ends with %q, want %q", got, c.says)
			}
		})
	}
}

// listen opens a stream and gives its lines until it ends.
func listen(ctx context.Context, t *testing.T, s *changing) <-chan string {
	t.Helper()
	h := New(Deps{Store: s, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	web := httptest.NewServer(h)
	t.Cleanup(web.Close)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, web.URL+"/v1/accounts/a/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer token")
	w, err := web.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	lines := make(chan string)
	go func() {
		defer close(lines)
		defer w.Body.Close()
		for scan := bufio.NewScanner(w.Body); scan.Scan(); {
			lines <- scan.Text()
		}
	}()
	return lines
}
