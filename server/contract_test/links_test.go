package contract_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"rollcall/account"
)

// open follows a link as a browser does, on this service's address.
func (s *service) open(t testing.TB, link string) int {
	t.Helper()
	return s.page(t, http.MethodGet, link, nil)
}

// complete sends the form behind a link.
func (s *service) complete(t testing.TB, link, username string) int {
	t.Helper()
	return s.page(t, http.MethodPost, link, url.Values{
		"first_name": {"Nora"}, "last_name": {"Lind"}, "username": {username}, "password": {"copper-meadow-nineteen"}, "language": {"fr"},
	})
}

func (s *service) page(t testing.TB, method, link string, form url.Values) int {
	t.Helper()
	at, err := url.Parse(link)
	if err != nil || !strings.HasPrefix(at.Path, "/invitation/") {
		t.Fatalf("not a link to an invitation: %v", err)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, s.url+at.Path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := s.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode
}

// wantLink checks what a link opens: 200 alive, 410 dead.
func (s *service) wantLink(t testing.TB, link string, status int) {
	t.Helper()
	if got := s.open(t, link); got != status {
		t.Fatalf("the link answers %d, want %d", got, status)
	}
}

// TestAnInvitedPersonCompletesTheProfileAndSignsIn: R4.
func TestAnInvitedPersonCompletesTheProfileAndSignsIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, f := w.as(t, w.amelie), w.follow(t)
	email := unique(t)
	i := read[account.Invitation](t, admin.post(t, w.in("invitations"), map[string]any{
		"email": email, "user_type": "custom", "permissions": []string{"plan.change", "contacts.view"}, "return_link": true,
	}).want(t, 201))
	w.waitSent(t, i.ID)
	for range 3 {
		w.wantLink(t, i.Link, 200) // looking does not use it up
	}
	if status := w.complete(t, i.Link, "nora.lind"); status != 200 && status != 303 {
		t.Fatalf("completing answers %d", status)
	}
	w.wantLink(t, i.Link, 410)
	if status := w.complete(t, i.Link, "nora.again"); status != 410 {
		t.Errorf("a used link completes again: %d", status)
	}
	admin.get(t, w.in("invitations/"+i.ID)).wantCode(t, 404, account.NotFound)
	nora := all[account.User](t, admin, w.in("users?q=nora.lind"))
	if len(nora) != 1 || nora[0].Email != email || nora[0].UserType != account.Custom || len(nora[0].Permissions) != 2 ||
		nora[0].Language != "fr" || nora[0].EmailVerified || nora[0].InvitedBy == nil || nora[0].InvitedBy.ID != w.amelie.id {
		t.Fatalf("the new user is %+v", nora)
	}
	f.expect(t, "invitation delete "+i.ID)
	w.as(t, &person{username: "Nora.LIND", password: "copper-meadow-nineteen"}).get(t, w.in("users")).wantCode(t, 403, account.Forbidden)
}

// TestResendKillsTheOldLink: R6.
func TestResendKillsTheOldLink(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, i := w.as(t, w.amelie), w.invite(t, unique(t))
	w.clock.advance(3 * 24 * time.Hour)
	again := read[account.Invitation](t, admin.post(t, w.in("invitations/"+i.ID+"/resend"), map[string]any{"return_link": true}).want(t, 200))
	w.wantLink(t, i.Link, 410)
	w.wantLink(t, again.Link, 200)
	if again.ID != i.ID || again.SentCount != 2 || !again.ExpiresAt.Equal(again.LastSentAt.Add(account.InvitationLifetime)) {
		t.Errorf("after resending: %+v", again)
	}
	if moved := again.LastSentAt.Sub(i.LastSentAt); moved < 3*24*time.Hour {
		t.Errorf("the seven days start again, yet last_sent_at moved by %v", moved)
	}
	if status := w.complete(t, i.Link, "old.link"); status != 410 {
		t.Errorf("the old link completes: %d", status)
	}
}

// TestTheTrashCanKillsTheLinkAndUndoRevivesIt: R7, same link, old expiry.
func TestTheTrashCanKillsTheLinkAndUndoRevivesIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, i := w.as(t, w.amelie), w.invite(t, unique(t))
	w.clock.advance(2 * 24 * time.Hour)
	admin.delete(t, w.in("invitations/"+i.ID), ifMatch(i.Version)).want(t, 204)
	w.wantLink(t, i.Link, 410)
	if now := w.invitation(t, i.ID); now.State != account.InvitationCancelled {
		t.Errorf("the state is %s", now.State)
	}
	w.wantListed(t, i.ID, "pending", false)
	w.wantListed(t, i.ID, "cancelled", true)
	admin.delete(t, w.in("invitations/"+i.ID), ifMatch(i.Version+1)).wantCode(t, 409, account.InvitationNotPending)
	admin.post(t, w.in("invitations/"+i.ID+"/resend"), nil).wantCode(t, 409, account.InvitationNotPending)

	w.clock.advance(23 * time.Hour)
	back := read[account.Invitation](t, admin.post(t, w.in("invitations/"+i.ID+"/restore"), nil).want(t, 200))
	w.wantLink(t, i.Link, 200)
	w.wantListed(t, i.ID, "pending", true)
	if !back.ExpiresAt.Equal(i.ExpiresAt) || back.SentCount != 1 || back.State != account.InvitationPending {
		t.Errorf("restored: %+v, was %+v", back, i)
	}
	if n := len(w.mailsTo(t, i.Email)); n != 1 {
		t.Errorf("%d mails", n)
	}
	if a := admin.post(t, w.in("invitations/"+i.ID+"/restore"), nil); a.status != 200 && a.status != 409 || w.invitation(t, i.ID).Version != back.Version {
		t.Errorf("restoring what waits already is no act: %d %s", a.status, a.body)
	}
}

func (w *world) wantListed(t *testing.T, id, state string, want bool) {
	t.Helper()
	got := false
	for _, i := range all[account.Invitation](t, w.as(t, w.amelie), w.in("invitations?state="+state)) {
		got = got || i.ID == id
	}
	if got != want {
		t.Errorf("listed as %s: %v", state, got)
	}
}

func TestATrashedInvitationIsGoneAfterADay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, i := w.as(t, w.amelie), w.invite(t, unique(t))
	admin.delete(t, w.in("invitations/"+i.ID), ifMatch(i.Version)).want(t, 204)
	w.clock.advance(24*time.Hour + time.Second)
	a := admin.post(t, w.in("invitations/"+i.ID+"/restore"), nil)
	if p, err := a.problem(); err != nil || (p.Code != account.InvitationNotPending && p.Code != account.NotFound) {
		t.Errorf("restored after a day: %d %s", a.status, a.body)
	}
	w.wantLink(t, i.Link, 410)
	w.wantListed(t, i.ID, "cancelled", false)
	w.invite(t, i.Email) // the address is free
}

// TestUndoIsRefusedWhenTheAddressMovedOn: invited again, or a user by now.
func TestUndoIsRefusedWhenTheAddressMovedOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	for _, completed := range []bool{false, true} {
		i := w.invite(t, unique(t))
		admin.delete(t, w.in("invitations/"+i.ID), ifMatch(i.Version)).want(t, 204)
		newer := w.invite(t, strings.ToUpper(i.Email))
		if completed {
			if status := w.complete(t, newer.Link, "moved.on"); status != 200 && status != 303 {
				t.Fatalf("completing answers %d", status)
			}
		}
		if a := admin.post(t, w.in("invitations/"+i.ID+"/restore"), nil).want(t, 409); completed {
			a.wantCode(t, 409, account.EmailTaken)
		}
		w.wantLink(t, i.Link, 410)
	}
}

// TestCorrectReplacesInOneStep: R8; the old link is dead and stays dead.
func TestCorrectReplacesInOneStep(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, i := w.as(t, w.amelie), w.invite(t, "lise@gmial.example")
	body := map[string]any{"email": "lise@gmail.example", "user_type": "administrator", "replaces": i.ID, "return_link": true}
	fixed := read[account.Invitation](t, admin.post(t, w.in("invitations"), body).want(t, 201))
	w.wantLink(t, i.Link, 410)
	w.wantLink(t, fixed.Link, 200)
	if fixed.ID == i.ID || fixed.Email != "lise@gmail.example" || fixed.UserType != account.Administrator || fixed.SentCount != 1 {
		t.Errorf("the correction is %+v", fixed)
	}
	w.wantListed(t, i.ID, "pending", false)
	a := admin.post(t, w.in("invitations/"+i.ID+"/restore"), nil)
	if p, err := a.problem(); err != nil || (p.Code != account.InvitationNotPending && p.Code != account.NotFound) {
		t.Errorf("a replaced invitation was restored: %d %s", a.status, a.body)
	}
	same := map[string]any{"email": "lise@gmail.example", "user_type": "user", "replaces": fixed.ID, "return_link": true}
	kept := read[account.Invitation](t, admin.post(t, w.in("invitations"), same).want(t, 201))
	w.wantLink(t, fixed.Link, 410)
	w.wantLink(t, kept.Link, 200)
	admin.post(t, w.in("invitations"), map[string]any{"email": unique(t), "user_type": "user", "replaces": fixed.ID}).wantCode(t, 409, account.InvitationNotPending)
	if a := admin.post(t, w.in("invitations"), map[string]any{"email": unique(t), "user_type": "user", "replaces": "none"}); a.status/100 != 4 {
		t.Errorf("it replaces what never was: %d", a.status)
	}
}

// TestALinkWorksForSevenDays: R5; the expired stay in the list until resent.
func TestALinkWorksForSevenDays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, i := w.as(t, w.amelie), w.invite(t, unique(t))
	if !i.ExpiresAt.Equal(i.LastSentAt.Add(7 * 24 * time.Hour)) {
		t.Errorf("sent %v, expires %v", i.LastSentAt, i.ExpiresAt)
	}
	w.clock.advance(7*24*time.Hour - time.Minute)
	w.wantLink(t, i.Link, 200)
	w.clock.advance(2 * time.Minute)
	w.wantLink(t, i.Link, 410)
	if now := w.invitation(t, i.ID); now.State != account.InvitationExpired {
		t.Errorf("the state is %s", now.State)
	}
	w.clock.advance(15 * 24 * time.Hour)
	w.restart(t)
	w.wantListed(t, i.ID, "pending", true)
	p := admin.withBase(w.url).post(t, w.in("invitations"), map[string]any{"email": i.Email, "user_type": "user"}).wantCode(t, 409, account.AlreadyInvited)
	if p.InvitationID != i.ID {
		t.Errorf("already invited as %q, want %q", p.InvitationID, i.ID)
	}
	again := read[account.Invitation](t, w.as(t, w.amelie).post(t, w.in("invitations/"+i.ID+"/resend"), map[string]any{"return_link": true}).want(t, 200))
	w.wantLink(t, again.Link, 200)
	w.wantLink(t, i.Link, 410)
}

// TestAnAddressIsVerifiedByTheMailSentForIt: who joins by a link that was shown
// has not proved to own the address, until the mail sent for it is opened.
func TestAnAddressIsVerifiedByTheMailSentForIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	email := unique(t)
	var id string
	link := w.letterAfter(t, email, hasLink("email-change"), func() {
		i := read[account.Invitation](t, w.as(t, w.amelie).post(t, w.in("invitations"), map[string]any{"email": email, "user_type": "user", "return_link": true}).want(t, 201))
		w.wantPage(t, http.MethodPost, i.Link, url.Values{
			"first_name": {"Noor"}, "username": {"noor.shown"}, "password": {password}, "language": {"en"},
		}, 200, 303)
		for _, u := range read[account.Page[account.User]](t, w.as(t, w.amelie).get(t, w.in("users?q=noor.shown"))).Items {
			id = u.ID
		}
	}).link(t, "email-change")
	if u := w.user(t, id); u.EmailVerified || u.PendingEmail != "" {
		t.Errorf("verified %v, %q waits", u.EmailVerified, u.PendingEmail)
	}
	w.wantPage(t, http.MethodGet, link, nil, 200)
	if u := w.user(t, id); u.EmailVerified {
		t.Error("a look at the page has confirmed the address")
	}
	w.wantPage(t, http.MethodPost, link, url.Values{}, 200, 303)
	if u := w.user(t, id); !u.EmailVerified || u.Email != email {
		t.Errorf("%s, verified %v", u.Email, u.EmailVerified)
	}
	w.wantPage(t, http.MethodPost, link, url.Values{}, 410)
}
