package client_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"rollcall/account"
	"rollcall/client"
)

// TestAnActWhoseAnswerIsASecretIsSentOnce: the service keeps no secret for a
// repeat, so that a second attempt under the same key would be refused.
func TestAnActWhoseAnswerIsASecretIsSentOnce(t *testing.T) {
	for name, c := range map[string]struct {
		do    func(context.Context, *client.Account) error
		keyed bool
	}{
		"authenticator app": {func(ctx context.Context, a *client.Account) error {
			_, err := a.SetUpApp(ctx, "pw", account.Act{Key: "k"})
			return err
		}, false},
		"recovery codes": {func(ctx context.Context, a *client.Account) error {
			_, err := a.NewRecoveryCodes(ctx, "pw", account.Act{Key: "k"})
			return err
		}, false},
		"API token": {func(ctx context.Context, a *client.Account) error {
			_, err := a.CreateAPIToken(ctx, account.NewAPIToken{Name: "n", ExpiresInDays: 1}, account.Act{Key: "k"})
			return err
		}, true},
		"link of an invitation": {func(ctx context.Context, a *client.Account) error {
			_, err := a.Invite(ctx, account.NewInvitation{ReturnLink: true}, account.Act{Key: "k"})
			return err
		}, true},
		"new link of an invitation": {func(ctx context.Context, a *client.Account) error {
			_, err := a.ResendForLink(ctx, "i1", account.Act{Key: "k"})
			return err
		}, true},
	} {
		for answer, h := range map[string]http.HandlerFunc{
			"lost":     func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
			"a repeat": problem(409, `{"code":"idempotency_in_progress"}`),
		} {
			t.Run(name+"/"+answer, func(t *testing.T) {
				a, calls := serve(t, hurried(), func(w http.ResponseWriter, r *http.Request) {
					if got := r.Header.Get("Idempotency-Key"); (got == "k") != c.keyed || (got == "") == c.keyed {
						t.Errorf("key %q", got)
					}
					h(w, r)
				})
				want := map[string]account.Code{"lost": account.Unreachable, "a repeat": account.IdempotencyRunning}[answer]
				if err := c.do(t.Context(), a); account.CodeOf(err) != want || calls.Load() != 1 {
					t.Errorf("%v after %d calls", err, calls.Load())
				}
			})
		}
	}
}

// secretive does everything that is given a secret or a name, and fails at it.
func secretive(ctx context.Context, c *client.Client, a *client.Account) []error {
	email := "nathalie@example.org"
	var errs []error
	note := func(err error) { errs = append(errs, err) }
	noted := func(_ any, err error) { note(err) }
	noted(c.SignIn(ctx, account.SignIn{
		Login: email, Password: "hunter2hunter2", DeviceToken: "trust-AAAA",
		SecondFactor: &account.SecondFactor{Method: account.MethodApp, Code: "918273"},
	}))
	noted(c.Me(ctx, token))
	note(c.SendCode(ctx, email, "hunter2hunter2"))
	note(c.RequestPasswordLink(ctx, email))
	noted(a.Users(ctx, account.ListQuery{Search: "Nathalie"}))
	noted(a.SetUpApp(ctx, "hunter2hunter2", account.Act{}))
	note(a.ConfirmApp(ctx, "918273", account.Act{}))
	note(a.SetUpEmailCodes(ctx, account.EmailMethod{Address: email, CurrentPassword: "hunter2hunter2"}, account.Act{}))
	note(a.ConfirmEmailCodes(ctx, "918273", account.Act{}))
	note(a.RemoveMethod(ctx, account.MethodApp, "hunter2hunter2", account.Act{}))
	noted(a.NewRecoveryCodes(ctx, "hunter2hunter2", account.Act{}))
	note(a.SetUserPassword(ctx, "nathalie", account.UserPassword{OwnPassword: "hunter2hunter2", NewPassword: "hunter2hunter2"}, account.Act{}))
	note(a.EndMySession(ctx, "nathalie", account.Act{}))
	note(a.DistrustDevice(ctx, "nathalie", account.Act{}))
	note(a.RevokeAPIToken(ctx, "nathalie", account.Act{}))
	noted(a.CreateAPIToken(ctx, account.NewAPIToken{Name: "Nathalie"}, account.Act{}))
	note(a.ChangePassword(ctx, account.PasswordChange{CurrentPassword: "hunter2hunter2", NewPassword: "hunter2hunter2"}, account.Act{}))
	noted(a.ResendForLink(ctx, "nathalie", account.Act{}))
	noted(a.UpdateMe(ctx, account.ProfileChange{Email: &email, CurrentPassword: "hunter2hunter2"}, account.Act{}))
	return errs
}

// TestNoErrorOrLogTellsASecret tries it with a service that is not there, and with
// one that gives every secret back in a broken answer.
func TestNoErrorOrLogTellsASecret(t *testing.T) {
	echo := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusInternalServerError)
		body, _ := io.ReadAll(r.Body)
		_, _ = fmt.Fprintf(w, `{"title":%q,"status":%q`, r.Header.Get("Authorization"), body)
	}))
	t.Cleanup(echo.Close)
	for _, server := range []string{"http://127.0.0.1:1", echo.URL} {
		var log strings.Builder
		o := hurried()
		o.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		c, err := client.New(server, o)
		if err != nil {
			t.Fatal(err)
		}
		a := c.Account("a1", token)
		said := fmt.Sprintf("%v %+v %#v %s %#v", a, a, a, a, any(*a))
		slog.New(slog.NewTextHandler(&log, nil)).Info("account", "a", a)
		for i, err := range secretive(t.Context(), c, a) {
			if err == nil {
				t.Errorf("call %d does not fail", i)
			}
			said += fmt.Sprintf("%v %+v %#v", err, err, err)
		}
		said += fmt.Sprintf("%v %+v %#v", account.Session{Token: token}, &account.Session{Token: token}, account.SignIn{Password: "hunter2hunter2"})
		said += fmt.Sprintf("%v %+v %#v", account.Invitation{Link: token}, &account.Invitation{Link: token}, account.Invitation{Email: "nathalie"})
		said += log.String()
		for _, secret := range []string{token, "Nathalie", "nathalie", "hunter2", "918273", "trust-AAAA", "127.0.0.1"} {
			if at := strings.Index(said, secret); at >= 0 {
				t.Errorf("%q is told: %s", secret, said[max(0, at-200):min(len(said), at+200)])
			}
		}
		for _, route := range []string{"account/users", "me/sessions/{id}", "me/two-factor/app/confirm", "account/api-tokens/{id}", "sessions/email-code"} {
			if !strings.Contains(log.String(), route) {
				t.Errorf("the log misses the call %s: %s", route, log.String())
			}
		}
	}
}
