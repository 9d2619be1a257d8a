package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// serving is running, and looks at the log for the links that were used.
func serving(t *testing.T, data string) string {
	t.Helper()
	return runningWith(t, data, func(log string) {
		if shown := regexp.MustCompile(`/password-reset/[\w-]`); shown.MatchString(log) || !strings.Contains(log, "/password-reset/") {
			t.Error("the log shows a link, or nothing of its use")
		}
	})
}

// running runs the service on a folder until the test ends, and gives its address.
func running(t *testing.T, data string, flags ...string) string {
	t.Helper()
	return runningWith(t, data, func(string) {}, flags...)
}

func runningWith(t *testing.T, data string, judge func(log string), flags ...string) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	out, in := io.Pipe()
	var errs bytes.Buffer
	ended := make(chan int, 1)
	args := append([]string{"serve", "--data", data, "--listen", "127.0.0.1:0"}, flags...)
	go func() { ended <- run(ctx, args, in, &errs) }()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != 0 {
			t.Errorf("serve ended with %d", code)
		}
		judge(errs.String())
	})
	said := make([]byte, 200)
	n, err := out.Read(said)
	_, where, ok := strings.Cut(strings.TrimSpace(string(said[:n])), "listening on ")
	if err != nil || !ok {
		t.Fatalf("serve says %q: %v", said[:n], err)
	}
	return where
}

func TestALockedOutAdministratorChoosesANewPasswordWhileTheServiceRuns(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	maple := create(t, data, "maple")
	where := serving(t, data)
	link := func() string {
		return done[recovered](t, "account", "recover", "--data", data, "--account", maple.AccountID,
			"--email", "MAPLE@maple.example", "--public-url", where+"/").Link
	}
	first, second := link(), link()
	if !strings.HasPrefix(second, where+"/password-reset/") || first == second {
		t.Fatalf("the links lead to %d and %d characters", len(first), len(second))
	}
	fill := func(link string) int {
		a, err := http.PostForm(link, url.Values{"password": {"a lantern over the harbour"}})
		if err != nil {
			t.Fatal(err)
		}
		defer a.Body.Close()
		return a.StatusCode
	}
	if got := fill(first); got != http.StatusGone {
		t.Errorf("the link of before answers %d", got)
	}
	if got := fill(second); got != http.StatusOK && got != http.StatusSeeOther {
		t.Errorf("the new link answers %d", got)
	}
	signIn := func(password string) int {
		a, err := http.Post(where+"/v1/sessions", "application/json", strings.NewReader(`{"login":"maple","password":"`+password+`"}`))
		if err != nil {
			t.Fatal(err)
		}
		defer a.Body.Close()
		return a.StatusCode
	}
	if got := signIn("a lantern over the harbour"); got != http.StatusCreated {
		t.Errorf("the new password answers %d", got)
	}
	if got := signIn("wooden boats drift past"); got != http.StatusUnauthorized {
		t.Errorf("the old password answers %d", got)
	}
}
