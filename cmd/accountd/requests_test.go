package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// ask sends a request of the API as maple's administrator.
func ask(t *testing.T, where, method, path, token string, body any) []byte {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), method, where+path, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	got, err := io.ReadAll(a.Body)
	if err != nil || a.StatusCode/100 != 2 {
		t.Fatalf("%s %s: %d %s %v", method, path, a.StatusCode, got, err)
	}
	return got
}

// office is a service that runs, and its administrator signed in.
type office struct {
	data, where, token string
	maple, lumen       created
}

func openOffice(t *testing.T) office {
	t.Helper()
	o := office{data: filepath.Join(t.TempDir(), "data")}
	o.maple, o.lumen = create(t, o.data, "maple"), create(t, o.data, "lumen")
	o.where = running(t, o.data)
	var s account.Session
	if err := json.Unmarshal(ask(t, o.where, "POST", "/v1/sessions", "", map[string]string{"login": "maple", "password": "wooden boats drift past"}), &s); err != nil {
		t.Fatal(err)
	}
	o.token = s.Token
	return o
}

func (o office) path() string {
	return "/v1/accounts/" + o.maple.AccountID + "/external-access-requests"
}

// asks asks for access, custom with one permission, until a day.
func (o office) asks(t *testing.T, email string) (q account.AccessRequest) {
	t.Helper()
	n := account.NewAccessRequest{
		Email: email, HomeAccount: "Lumen", UserType: account.Custom, Permissions: []account.Permission{"contacts.view"},
		Reason: "The spring mailing", Until: time.Date(2099, 12, 31, 0, 0, 0, 0, time.UTC),
	}
	if err := json.Unmarshal(ask(t, o.where, "POST", o.path(), o.token, n), &q); err != nil {
		t.Fatal(err)
	}
	return q
}

func (o office) requests(t *testing.T) (p account.Page[account.AccessRequest]) {
	t.Helper()
	if err := json.Unmarshal(ask(t, o.where, "GET", o.path(), o.token, nil), &p); err != nil {
		t.Fatal(err)
	}
	return p
}

// lines reads what a command prints, one JSON object a line.
func lines[T any](t *testing.T, args ...string) (out []T) {
	t.Helper()
	text, errs, code := accountd(t, args...)
	if code != 0 {
		t.Fatalf("accountd %s: %s", strings.Join(args, " "), errs)
	}
	for line := range strings.Lines(text) {
		var v T
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

func TestTheOperatorGrantsWhatWasAskedForWhileTheServiceRuns(t *testing.T) {
	o := openOffice(t)
	q := o.asks(t, "lumen@lumen.example")
	e := done[account.ExternalUser](t, "external", "grant", "--data", o.data, "--request", q.ID, "--answer", "Gladly.")
	if e.Email != q.Email || e.UserType != account.Custom || !slices.Equal(e.Permissions, q.Permissions) || !e.Until.Equal(q.Until) {
		t.Errorf("granted %+v", e)
	}
	if got := o.requests(t).Items[0]; got.State != account.AccessRequestGranted || got.Answer != "Gladly." {
		t.Errorf("the administrator sees %+v", got)
	}
	var x account.ExternalUser
	if err := json.Unmarshal(ask(t, o.where, "GET", "/v1/accounts/"+o.maple.AccountID+"/external-users/"+e.ID, o.token, nil), &x); err != nil || x.ID != e.ID {
		t.Errorf("the service shows %+v, %v", x, err)
	}
	_, errs, code := accountd(t, "external", "grant", "--data", o.data, "--request", q.ID)
	if code != exitFailed || !strings.Contains(errs, "answered already") {
		t.Errorf("granted again: %d %s", code, errs)
	}
}

func TestFlagsSayMoreThanTheRequest(t *testing.T) {
	o := openOffice(t)
	q := o.asks(t, "l.umen@lumen.example")
	e := done[account.ExternalUser](t, "external", "grant", "--data", o.data, "--account", o.maple.AccountID, "--request", q.ID,
		"--email", "lumen@lumen.example", "--user-type", "user", "--until", "never")
	if e.Email != "lumen@lumen.example" || e.UserType != account.RegularUser || len(e.Permissions) != 0 || !e.Until.IsZero() {
		t.Errorf("granted %+v", e)
	}
	if got := o.requests(t).Items[0]; got.State != account.AccessRequestGranted || got.Email != q.Email {
		t.Errorf("the administrator sees %+v", got)
	}
	done[account.Receipt](t, "external", "remove", "--data", o.data, "--account", o.maple.AccountID, "--id", e.ID)
	again := o.asks(t, "lumen@lumen.example")
	e = done[account.ExternalUser](t, "external", "grant", "--data", o.data, "--request", again.ID, "--permission", "mailings.manage", "--until", "2098-01-01")
	if !slices.Equal(e.Permissions, []account.Permission{"mailings.manage"}) || e.Until.Year() != 2098 {
		t.Errorf("granted %+v", e)
	}
}

func TestTheOperatorDeclinesWithAnAnswer(t *testing.T) {
	o := openOffice(t)
	q := o.asks(t, "nobody@lumen.example")
	d := done[store.AskedRequest](t, "external", "decline", "--data", o.data, "--request", q.ID, "--account", o.maple.AccountID, "--answer", "Who is that?")
	if d.State != account.AccessRequestDeclined || d.Answer != "Who is that?" || d.AccountID != o.maple.AccountID || d.AccountName != "maple" {
		t.Errorf("declined %+v", d)
	}
	if got := o.requests(t).Items[0]; got.State != account.AccessRequestDeclined || got.Answer != "Who is that?" || got.AnsweredAt.IsZero() {
		t.Errorf("the administrator sees %+v", got)
	}
}

func TestRequestsAreListedTheWaitingFirst(t *testing.T) {
	o := openOffice(t)
	first, second, third := o.asks(t, "a@lumen.example"), o.asks(t, "b@lumen.example"), o.asks(t, "c@lumen.example")
	done[store.AskedRequest](t, "external", "decline", "--data", o.data, "--request", first.ID)
	want := []string{second.ID, third.ID, first.ID}
	for _, args := range [][]string{nil, {"--account", o.maple.AccountID}} {
		var got []string
		for _, r := range lines[store.AskedRequest](t, append([]string{"external", "list", "--data", o.data, "--requests"}, args...)...) {
			got = append(got, r.ID)
			if r.AccountID != o.maple.AccountID || r.AccountName != "maple" || r.Reason == "" {
				t.Errorf("listed %+v", r)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("listed %v, want %v", got, want)
		}
	}
	if got := lines[store.AskedRequest](t, "external", "list", "--data", o.data, "--requests", "--account", o.lumen.AccountID); len(got) != 0 {
		t.Errorf("of another account: %+v", got)
	}
}

func TestAnswersThatAreRefusedSayWhy(t *testing.T) {
	o := openOffice(t)
	q, known := o.asks(t, "nobody@lumen.example"), o.asks(t, "lumen@lumen.example")
	done[account.ExternalUser](t, "external", "grant", "--data", o.data, "--account", o.maple.AccountID, "--email", "lumen@lumen.example", "--user-type", "user")
	external := func(args ...string) []string {
		return append([]string{"external", args[0], "--data", o.data}, args[1:]...)
	}
	for _, c := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"no such request", external("grant", "--request", "req_none"), exitFailed, "no such request"},
		{"no such request to decline", external("decline", "--request", "req_none"), exitFailed, "no such request"},
		{"of another account", external("grant", "--request", q.ID, "--account", o.lumen.AccountID), exitFailed, "another account"},
		{"of no account", external("decline", "--request", q.ID, "--account", "1"), exitFailed, "no such account"},
		{"nobody known", external("grant", "--request", q.ID), exitFailed, "nobody with that address"},
		{"inside already", external("grant", "--request", known.ID), exitFailed, "can enter this account already"},
		{"permissions of a user", external("grant", "--request", q.ID, "--user-type", "user", "--permission", "contacts.view"), exitFailed, "custom"},
		{"a long answer", external("decline", "--request", q.ID, "--answer", strings.Repeat("x", account.MaxReason+1)), exitFailed, "--answer is too long"},
		{"an answer to nobody", external("grant", "--account", o.maple.AccountID, "--email", "a@b.example", "--user-type", "user", "--answer", "x"), exitUsage, "--request"},
		{"nothing said", external("grant"), exitUsage, "--account"},
		{"no address", external("grant", "--account", "1", "--user-type", "user"), exitUsage, "--email"},
		{"no type", external("grant", "--account", "1", "--email", "a@b.example"), exitUsage, "--user-type"},
		{"no request", external("decline"), exitUsage, "--request"},
		{"no account", external("list"), exitUsage, "--account"},
		{"a third way", []string{"serve", "--data", o.data, "--external-access", "pigeon"}, exitUsage, "external-access"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, errs, code := accountd(t, c.args...)
			if code != c.code || !strings.Contains(errs, c.says) {
				t.Errorf("exit %d, says %q; want %d and %q", code, errs, c.code, c.says)
			}
		})
	}
	for _, got := range o.requests(t).Items {
		if got.State != account.AccessRequestWaiting {
			t.Errorf("a refused answer has answered %+v", got)
		}
	}
}

// What the request asks for may have passed while it waited.
func TestAnEndThatHasPassedIsNotGranted(t *testing.T) {
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	q := store.AskedRequest{AccessRequest: account.AccessRequest{Email: "a@b.example", UserType: account.RegularUser, Until: now}}
	if err := (&grant{}).fill(q, &store.Grant{Now: now}); err == nil || !strings.Contains(err.Error(), "--until") {
		t.Errorf("got %v", err)
	}
	if err := (&grant{Until: "never"}).fill(q, &store.Grant{Now: now}); err != nil {
		t.Error(err)
	}
}

func TestServeTakesInvitationsFromElsewhereWhenTold(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	maple := create(t, data, "maple")
	create(t, data, "lumen")
	where := running(t, data, "--external-access", "invitation")
	var s account.Session
	if err := json.Unmarshal(ask(t, where, "POST", "/v1/sessions", "", map[string]string{"login": "maple", "password": "wooden boats drift past"}), &s); err != nil {
		t.Fatal(err)
	}
	var i account.Invitation
	n := account.NewInvitation{Email: "lumen@lumen.example", UserType: account.RegularUser, ReturnLink: true}
	if err := json.Unmarshal(ask(t, where, "POST", "/v1/accounts/"+maple.AccountID+"/invitations", s.Token, n), &i); err != nil {
		t.Fatal(err)
	}
	fill := func(form url.Values) (int, string) {
		a, err := http.PostForm(i.Link, form)
		if err != nil {
			t.Fatal(err)
		}
		defer a.Body.Close()
		page, err := io.ReadAll(a.Body)
		if err != nil {
			t.Fatal(err)
		}
		return a.StatusCode, string(page)
	}
	status, page := fill(url.Values{"first_name": {"Lumen"}, "username": {"lumen2"}, "password": {"wooden boats drift past"}, "language": {"en"}})
	told := regexp.MustCompile(`name="told" value="([^"]+)"`).FindStringSubmatch(page)
	if status != http.StatusConflict || told == nil {
		t.Fatalf("the completed profile answers %d", status)
	}
	status, _ = fill(url.Values{"username": {"lumen"}, "password": {"wooden boats drift past"}, "told": {told[1]}})
	if status != http.StatusOK {
		t.Errorf("the page answers %d", status)
	}
	if listed := lines[account.ExternalUser](t, "external", "list", "--data", data, "--account", maple.AccountID); len(listed) != 1 {
		t.Errorf("listed %+v", listed)
	}
}
