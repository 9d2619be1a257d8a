package client_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"rollcall/account"
	"rollcall/client"
	"rollcall/server"
	"rollcall/server/store"
	"rollcall/server/store/sqlstore"
)

const password = "walnut-harbour-sixteen"

// house is the real account service with one account, Maple, whose only
// administrator is Ana, and one external user.
type house struct {
	url, mail, maple string
	// ahead is how far the service's clock was turned on.
	ahead atomic.Int64
}

func (h *house) now() time.Time { return time.Now().Add(time.Duration(h.ahead.Load())) }

func openHouse(t *testing.T) *house {
	t.Helper()
	dir := t.TempDir()
	h := &house{mail: filepath.Join(dir, "mail")}
	h.furnish(t, dir)
	ctx, cancel := context.WithCancel(context.Background())
	s, err := server.Open(ctx, server.Config{
		DataDir: dir, Listen: "127.0.0.1:0", Mail: "dir:" + h.mail, Now: h.now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	h.url = s.URL()
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := errors.Join(<-ended, s.Close()); err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("the service stopped with %v", err)
		}
	})
	return h
}

func (h *house) furnish(t *testing.T, dir string) {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), sqlstore.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	// The parameters of a hash stand in it; cheap ones make sign-ins quick.
	hash, err := argon2id.CreateHash(password, &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().UTC().Truncate(time.Second)
	create := func(name, admin string) string {
		id, _, err := db.CreateAccount(t.Context(), store.NewAccount{
			Name: name, AdminEmail: admin + "@" + admin + ".example", AdminUsername: admin, PasswordHash: hash, Language: "en", Now: now,
		})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	h.maple = create("Maple Press", "ana")
	create("Agence Lumen", "oda")
	_, err = db.Grant(t.Context(), store.Grant{AccountID: h.maple, Email: "oda@oda.example", UserType: account.RegularUser, Now: now})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

func (h *house) client(t *testing.T, o client.Options) *client.Client {
	t.Helper()
	c, err := client.New(h.url, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func (h *house) signIn(t *testing.T, c *client.Client, login string) *client.Account {
	t.Helper()
	s, err := c.SignIn(t.Context(), account.SignIn{Login: login, Password: password})
	if err != nil {
		t.Fatal(err)
	}
	return c.Account(h.maple, s.Token)
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestSigningInAndOut(t *testing.T) {
	h := openHouse(t)
	c := h.client(t, client.Options{DeviceName: "Ana's desk"})
	ctx := t.Context()
	_, err := c.SignIn(ctx, account.SignIn{Login: "ana", Password: "wrong"})
	if account.CodeOf(err) != account.InvalidCredentials {
		t.Errorf("got %v", err)
	}
	s, err := c.SignIn(ctx, account.SignIn{Login: "ANA@ana.example", Password: password})
	ok(t, err)
	if len(s.Memberships) != 1 || s.Memberships[0].AccountID != h.maple || s.ExpiresAt.Before(time.Now()) {
		t.Errorf("memberships %+v until %v", s.Memberships, s.ExpiresAt)
	}
	me, err := c.Me(ctx, s.Token)
	ok(t, err)
	if me.Username != "ana" || len(me.Memberships) != 1 {
		t.Errorf("me is %+v", me)
	}
	a := c.Account(h.maple, s.Token)
	log, err := a.Activity(ctx, account.ActivityQuery{Action: account.ActionSessionStarted})
	ok(t, err)
	if len(log.Items) != 1 || log.Items[0].Device != "Ana's desk" {
		t.Errorf("activity %+v", log.Items)
	}
	ok(t, a.SignOut(ctx))
	ok(t, a.SignOut(ctx))
	_, err = a.Me(ctx)
	var e *account.Error
	if !errors.As(err, &e) || e.Code != account.SessionEnded || e.Reason != account.ReasonSignedOut {
		t.Errorf("got %+v", err)
	}
}

func TestEveryReadOfTheService(t *testing.T) {
	h := openHouse(t)
	a := h.signIn(t, h.client(t, client.Options{Language: func() string { return "fr" }}), "ana")
	ctx := t.Context()
	acc, err := a.Account(ctx)
	ok(t, err)
	if acc.Name != "Maple Press" || acc.Counts == nil || *acc.Counts != (account.Counts{Users: 1, ExternalUsers: 1}) {
		t.Errorf("account %+v", acc)
	}
	fr, err := a.Permissions(ctx, "")
	ok(t, err)
	en, err := a.Permissions(ctx, "en")
	ok(t, err)
	if len(fr.Custom) == 0 || len(fr.Custom) != len(en.Custom) || fr.Custom[0].Name == en.Custom[0].Name {
		t.Errorf("catalogues %v, %v", fr.Custom, en.Custom)
	}
	users, err := a.Users(ctx, account.ListQuery{Search: "ANA", UserType: account.Administrator, Limit: 1})
	ok(t, err)
	none, err := a.Users(ctx, account.ListQuery{Search: "nobody"})
	ok(t, err)
	if len(users.Items) != 1 || users.NextCursor != "" || none.Items == nil || len(none.Items) != 0 {
		t.Errorf("users %+v, %+v", users, none)
	}
	u, err := a.User(ctx, users.Items[0].ID)
	ok(t, err)
	if u.Email != "ana@ana.example" {
		t.Errorf("user %+v", u)
	}
	externals, err := a.ExternalUsers(ctx, account.ListQuery{})
	ok(t, err)
	e, err := a.ExternalUser(ctx, externals.Items[0].ID)
	ok(t, err)
	if e.HomeAccountName != "Agence Lumen" {
		t.Errorf("external user %+v", e)
	}
	_, err = a.User(ctx, "../me")
	if account.CodeOf(err) != account.NotFound {
		t.Errorf("got %v", err)
	}
	_, err = a.Users(ctx, account.ListQuery{Limit: 501})
	if account.CodeOf(err) != account.ValidationFailed {
		t.Errorf("got %v", err)
	}
}

func TestEveryActOnTheService(t *testing.T) {
	h := openHouse(t)
	a := h.signIn(t, h.client(t, client.Options{}), "ana")
	ctx := t.Context()
	start, err := a.Changes(ctx, account.SinceNow, 0)
	ok(t, err)

	inv, err := a.Invite(ctx, account.NewInvitation{
		Email: "ben@maple.example", UserType: account.Custom, Permissions: []account.Permission{"contacts.view"}, Language: "fr",
		Message: "Bonjour !\nÀ bientôt", ReturnLink: true,
	}, account.Act{})
	ok(t, err)
	_, err = a.Invite(ctx, account.NewInvitation{Email: "BEN@maple.example", UserType: account.RegularUser}, account.Act{})
	var fault *account.Error
	if !errors.As(err, &fault) || fault.Code != account.AlreadyInvited || fault.InvitationID != inv.ID {
		t.Errorf("got %+v", err)
	}
	again, err := a.ResendInvitation(ctx, inv.ID, account.Act{Version: inv.Version})
	ok(t, err)
	if again.SentCount != 2 || inv.Link == "" || again.Link != "" {
		t.Errorf("resent %+v", again)
	}
	linked, err := a.ResendForLink(ctx, inv.ID, account.Act{Key: "link", Version: again.Version})
	ok(t, err)
	if linked.SentCount != 3 || linked.Link == "" || linked.Link == inv.Link {
		t.Errorf("resent for its link: %d times, the same link %v", linked.SentCount, linked.Link == inv.Link)
	}
	if _, err = a.ResendForLink(ctx, inv.ID, account.Act{Key: "link", Version: again.Version}); account.CodeOf(err) != account.IdempotencyRunning {
		t.Errorf("the link is told a second time: %v", err)
	}
	again = linked
	err = a.CancelInvitation(ctx, inv.ID, account.Act{Version: inv.Version})
	if account.CodeOf(err) != account.VersionMismatch {
		t.Errorf("got %v", err)
	}
	ok(t, a.CancelInvitation(ctx, inv.ID, account.Act{Version: again.Version}))
	back, err := a.RestoreInvitation(ctx, inv.ID, account.Act{})
	ok(t, err)
	got, err := a.Invitation(ctx, inv.ID)
	ok(t, err)
	if got.Version != back.Version || got.State != account.InvitationPending {
		t.Errorf("restored %+v", got)
	}

	externals, err := a.ExternalUsers(ctx, account.ListQuery{})
	ok(t, err)
	e := externals.Items[0]
	custom, ps, until := account.Custom, []account.Permission{"contacts.view"}, time.Now().Add(48*time.Hour).UTC().Truncate(time.Second)
	e, err = a.UpdateExternalUser(ctx, e.ID, account.ExternalUserChange{UserType: &custom, Permissions: &ps, Until: &until}, account.Act{Version: e.Version})
	ok(t, err)
	if !e.Until.Equal(until) || e.UserType != custom {
		t.Errorf("external user %+v", e)
	}
	e, err = a.UpdateExternalUser(ctx, e.ID, account.ExternalUserChange{Until: &time.Time{}}, account.Act{Version: e.Version})
	ok(t, err)
	if !e.Until.IsZero() {
		t.Errorf("the access still ends at %v", e.Until)
	}
	receipt, err := a.RemoveExternalUser(ctx, e.ID, account.Act{Version: e.Version})
	ok(t, err)
	if receipt.RefusedSince.IsZero() {
		t.Errorf("receipt %+v", receipt)
	}
	_, err = a.RestoreExternalUser(ctx, e.ID, account.Act{})
	ok(t, err)

	me, err := a.Me(ctx)
	ok(t, err)
	job := "Bookkeeping"
	me, err = a.UpdateMe(ctx, account.ProfileChange{JobTitle: &job}, account.Act{Version: me.Version})
	ok(t, err)
	first := "Ana"
	u, err := a.UpdateUser(ctx, me.ID, account.UserChange{FirstName: &first}, account.Act{Version: me.Version})
	ok(t, err)
	if u.JobTitle != job || u.FirstName != first {
		t.Errorf("user %+v", u)
	}
	_, err = a.DeleteUser(ctx, me.ID, account.Act{Version: u.Version})
	if account.CodeOf(err) != account.OwnUser {
		t.Errorf("got %v", err)
	}
	err = a.ChangePassword(ctx, account.PasswordChange{CurrentPassword: "wrong", NewPassword: "a longer walnut harbour"}, account.Act{})
	if account.CodeOf(err) != account.OwnPasswordWrong {
		t.Errorf("got %v", err)
	}
	err = a.ChangePassword(ctx, account.PasswordChange{CurrentPassword: password, NewPassword: "short"}, account.Act{})
	if !errors.As(err, &fault) || fault.Code != account.PasswordUnacceptable || fault.Reason != account.PasswordTooShort {
		t.Errorf("got %+v", err)
	}
	ok(t, a.ChangePassword(ctx, account.PasswordChange{CurrentPassword: password, NewPassword: "a longer walnut harbour"}, account.Act{}))

	changes, err := a.Changes(ctx, start.Next, 500)
	ok(t, err)
	if len(changes.Changes) != 3 || changes.Next <= start.Next {
		t.Errorf("feed %+v", changes)
	}
}

func TestTheStreamOfTheServiceTellsOfChanges(t *testing.T) {
	h := openHouse(t)
	c := h.client(t, client.Options{})
	a := h.signIn(t, c, "ana")
	events := make(chan account.Event, 16)
	ended := make(chan error, 1)
	go func() { ended <- a.Events(t.Context(), func(e account.Event) { events <- e }) }()
	if e := <-events; e.Kind != account.EventOpened {
		t.Fatalf("begins with %+v", e)
	}
	before, err := a.Changes(t.Context(), account.SinceNow, 0)
	ok(t, err)
	_, err = a.Invite(t.Context(), account.NewInvitation{Email: "ben@maple.example", UserType: account.RegularUser}, account.Act{})
	ok(t, err)
	for e := range events {
		if e.Kind == account.EventChanged && e.Seq > before.Next {
			break
		}
	}
	ok(t, a.SignOut(t.Context()))
	for e := range events {
		if e.Kind == account.EventSessionEnded {
			if e.Reason != account.ReasonSignedOut {
				t.Errorf("ended with %+v", e)
			}
			break
		}
	}
	if err := <-ended; account.CodeOf(err) != account.Unreachable {
		t.Errorf("got %v", err)
	}
}

// lossy is a network that loses the first answers to each act after the
// service has given them.
type lossy struct {
	http.RoundTripper
	mu   sync.Mutex
	lost map[string]int
}

func (l *lossy) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := l.RoundTripper.RoundTrip(r)
	key := r.Header.Get("Idempotency-Key")
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil || key == "" || l.lost[key] == 2 {
		return response, err
	}
	l.lost[key]++
	_, _ = io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	return nil, io.ErrUnexpectedEOF
}

// mailsTo counts the messages to an address.
func (h *house) mailsTo(t *testing.T, email string) (n int) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(h.mail, "*.eml"))
	ok(t, err)
	for _, f := range files {
		text, err := os.ReadFile(f)
		ok(t, err)
		if strings.Contains(string(text), "\nTo: <"+email+">") {
			n++
		}
	}
	return n
}

func TestAnActWhoseAnswerIsLostHappensOnce(t *testing.T) {
	h := openHouse(t)
	o := hurried()
	o.Transport = &lossy{RoundTripper: http.DefaultTransport, lost: map[string]int{}}
	a := h.signIn(t, h.client(t, o), "ana")
	ctx := t.Context()
	inv, err := a.Invite(ctx, account.NewInvitation{Email: "ben@maple.example", UserType: account.RegularUser}, account.Act{})
	ok(t, err)
	again, err := a.ResendInvitation(ctx, inv.ID, account.Act{Version: inv.Version})
	ok(t, err)
	if again.SentCount != 2 {
		t.Errorf("sent %d times", again.SentCount)
	}
	ok(t, a.CancelInvitation(ctx, inv.ID, account.Act{Version: again.Version}))
	page, err := a.Invitations(ctx, account.ListQuery{State: account.InvitationCancelled})
	ok(t, err)
	if len(page.Items) != 1 {
		t.Errorf("%d invitations", len(page.Items))
	}
	if n := h.mailsTo(t, "ben@maple.example"); n > 2 {
		t.Errorf("%d mails", n)
	}
}

func TestAskingForAccess(t *testing.T) {
	h := openHouse(t)
	a := h.signIn(t, h.client(t, client.Options{}), "ana")
	ctx := t.Context()
	n := account.NewAccessRequest{
		Email: "karim@lumen.example", HomeAccount: "Agence Lumen", UserType: account.Custom, Permissions: []account.Permission{"contacts.view"},
		Reason: "The spring mailing", Until: h.now().Add(30 * 24 * time.Hour).UTC().Truncate(time.Second),
	}
	asked, err := a.RequestAccess(ctx, n, account.Act{Key: "ask"})
	ok(t, err)
	if asked.State != account.AccessRequestWaiting || asked.Email != n.Email || !asked.Until.Equal(n.Until) || asked.CreatedBy.Name != "ana" || len(asked.Permissions) != 1 {
		t.Errorf("asked %+v", asked)
	}
	again, err := a.RequestAccess(ctx, n, account.Act{Key: "ask"})
	ok(t, err)
	if again.ID != asked.ID {
		t.Error("one key has asked twice")
	}
	plain, err := a.RequestAccess(ctx, account.NewAccessRequest{Email: "lise@lumen.example", HomeAccount: "Lumen", UserType: account.RegularUser, Reason: "Help"}, account.Act{})
	ok(t, err)
	page, err := a.AccessRequests(ctx, account.ListQuery{Limit: 1})
	ok(t, err)
	rest, err := a.AccessRequests(ctx, account.ListQuery{Limit: 1, Cursor: page.NextCursor})
	ok(t, err)
	if page.Items[0].ID != plain.ID || rest.Items[0].ID != asked.ID || rest.NextCursor != "" {
		t.Errorf("listed %+v, then %+v", page, rest)
	}
	_, err = a.RequestAccess(ctx, account.NewAccessRequest{Email: "karim", UserType: account.RegularUser, Reason: " "}, account.Act{})
	var e *account.Error
	if !errors.As(err, &e) || e.Code != account.ValidationFailed || len(e.Fields) == 0 {
		t.Errorf("got %+v", err)
	}
	n.Email = "oda@oda.example"
	_, err = a.RequestAccess(ctx, n, account.Act{})
	if account.CodeOf(err) != account.EmailTaken { // she is an external user already
		t.Errorf("got %v", err)
	}
}
