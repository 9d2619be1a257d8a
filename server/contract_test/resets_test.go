package contract_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/account"
)

// another is a password that is as good as the first.
const another = "copper-meadow-nineteen"

// page is what a browser is shown.
type page struct {
	status int
	header http.Header
	body   string
}

// visit asks for the page behind a link, on this service's address.
func (s *service) visit(t testing.TB, method, link string, form url.Values) page {
	t.Helper()
	at, err := url.Parse(link)
	if err != nil {
		t.Fatal("not a link")
	}
	c := s.nobody()
	var a answer
	if form == nil {
		a = c.do(t, method, at.EscapedPath(), nil)
	} else {
		a = c.do(t, method, at.EscapedPath(), raw(form.Encode()), header("Content-Type", "application/x-www-form-urlencoded"))
	}
	return page{status: a.status, header: a.header, body: string(a.body)}
}

// wantPage wants a status, and what every page has: a policy, no referrer, no
// copy kept, and not the token.
func (s *service) wantPage(t testing.TB, method, link string, form url.Values, statuses ...int) page {
	t.Helper()
	p := s.visit(t, method, link, form)
	if !slices.Contains(statuses, p.status) {
		t.Fatalf("%s of the page: %d, want %d: %.300s", method, p.status, statuses, p.body)
	}
	policy := p.header.Get("Content-Security-Policy")
	if p.status != 303 && (!strings.Contains(policy, "default-src") || !strings.Contains(policy, "frame-ancestors 'none'")) ||
		p.header.Get("Referrer-Policy") != "no-referrer" || p.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s %d: the headers are %v", method, p.status, p.header)
	}
	return p
}

// resetLink asks for the link of a lost password and reads it in the letter.
func (w *world) resetLink(t testing.TB, p *person) string {
	t.Helper()
	return w.letterAfter(t, p.email, hasLink("password-reset"), func() {
		w.nobody().post(t, "/v1/password-resets", map[string]any{"login": p.email}).want(t, 202)
	}).link(t, "password-reset")
}

func newPassword(pass string) url.Values { return url.Values{"password": {pass}} }

// TestALostPasswordIsRetrievedByItsOwner: R15, from the letter to the sign-in.
func TestALostPasswordIsRetrievedByItsOwner(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	old := w.signIn(t, w.ugo)
	link := w.resetLink(t, w.ugo)
	for range 3 {
		w.wantPage(t, http.MethodGet, link, nil, 200)
		w.wantPage(t, http.MethodHead, link, nil, 200)
	}
	old.get(t, "/v1/me").want(t, 200) // asking changes nothing
	w.nobody().try(t, "ugo", password).want(t, 201)
	w.wantPage(t, http.MethodPost, link, newPassword("too short"), 422)
	w.wantPage(t, http.MethodPost, link, url.Values{}, 422)
	w.letterAfter(t, w.ugo.email, isNotice(), func() { w.wantPage(t, http.MethodPost, link, newPassword(another), 200, 303) })
	if p := old.get(t, "/v1/me").wantCode(t, 401, account.SessionEnded); p.Reason != account.ReasonPasswordChanged {
		t.Errorf("the reason is %q", p.Reason)
	}
	w.nobody().try(t, "ugo", password).wantCode(t, 401, account.InvalidCredentials)
	w.nobody().try(t, "ugo", another).want(t, 201)
	w.wantPage(t, http.MethodPost, link, newPassword("harbour-walnut-twenty"), 410)
	dead := w.wantPage(t, http.MethodGet, link, nil, 410)
	if !strings.Contains(dead.body, "<p") || strings.Contains(dead.body, "<form") && strings.Contains(dead.body, `type="password"`) {
		t.Error("the page of a dead link says nothing, or takes a password")
	}
	w.nobody().try(t, "ugo", another).want(t, 201)
}

// TestALinkForAPasswordLivesAnHour, and only the newest one lives.
func TestALinkForAPasswordLivesAnHour(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	older := w.resetLink(t, w.ugo)
	newer := w.resetLink(t, w.ugo)
	w.wantPage(t, http.MethodGet, older, nil, 410)
	w.wantPage(t, http.MethodPost, older, newPassword(another), 410)
	w.clock.advance(account.ResetLifetime - time.Minute)
	w.wantPage(t, http.MethodGet, newer, nil, 200)
	w.clock.advance(2 * time.Minute)
	w.wantPage(t, http.MethodGet, newer, nil, 410)
	w.wantPage(t, http.MethodPost, newer, newPassword(another), 410)
	unknown := newer[:strings.LastIndexByte(newer, '/')+1]
	for _, token := range []string{"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "x", "%00", strings.Repeat("A", 3000)} {
		w.wantPage(t, http.MethodGet, unknown+token, nil, 404)
		w.wantPage(t, http.MethodPost, unknown+token, newPassword(another), 404)
	}
	// The link of something else opens nothing here.
	i := w.invite(t, unique(t))
	w.wantPage(t, http.MethodGet, unknown+i.Link[strings.LastIndexByte(i.Link, '/')+1:], nil, 404)
	w.nobody().try(t, "ugo", password).want(t, 201)

	third := w.resetLink(t, w.ugo)
	w.changePassword(t, w.signIn(t, w.ugo), password, another)
	w.wantPage(t, http.MethodPost, third, newPassword("harbour-walnut-twenty"), 410)
}

// TestAResetDoesNotBypassTheSecondFactor: ASVS 6.4.3.
func TestAResetDoesNotBypassTheSecondFactor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	app := w.arm(t, w.ugo)
	session, device := w.trust(t, w.ugo)
	codes := w.recoveryCodes(t, session, password)
	link := w.resetLink(t, w.ugo)
	w.wantPage(t, http.MethodPost, link, newPassword("seven c"), 422)
	w.wantPage(t, http.MethodPost, link, newPassword("zqk vtw7"), 200, 303) // eight are enough beside a second factor
	w.ugo.password = "zqk vtw7"
	session.get(t, "/v1/me").wantCode(t, 401, account.SessionEnded)
	if got := w.nobody().asks(t, w.ugo); !slices.Equal(got, []account.Method{"app", "recovery"}) {
		t.Errorf("the methods are %v", got)
	}
	w.nobody().enter(t, w.ugo, bringing(device)).wantCode(t, 401, account.SecondFactorRequired)
	w.nobody().enter(t, w.ugo, with("app", app.next(w.clock))).want(t, 201)
	w.nobody().enter(t, w.ugo, with("recovery", codes[0])).want(t, 201)
}

// TestAskingForALinkTellsNobodyAnything: always 202, whoever asks about whom.
func TestAskingForALinkTellsNobodyAnything(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	i := w.invite(t, unique(t))
	w.waitSent(t, i.ID)
	known := w.nobody().post(t, "/v1/password-resets", map[string]any{"login": "ugo"}).want(t, 202)
	for _, login := range []string{"nobody-at-all", "nobody@nowhere.example", i.Email, strings.Repeat("x", 300), "💣", "' OR 1=1 --"} {
		a := w.nobody().post(t, "/v1/password-resets", map[string]any{"login": login}).want(t, 202)
		if string(a.body) != string(known.body) || a.header.Get("Content-Type") != known.header.Get("Content-Type") {
			t.Errorf("%.20q can be told from a login: %s", login, a.body)
		}
	}
	eventually(t, patience, "the letter", func() bool { return len(w.mailsTo(t, w.ugo.email)) == 1 })
	if n := len(w.mailsTo(t, i.Email)); n != 1 {
		t.Errorf("an invited person has %d letters", n)
	}
	if n := len(w.mailsTo(t, "nobody@nowhere.example")); n != 0 {
		t.Errorf("a stranger has %d letters", n)
	}
}

// TestAPersonIsNotFloodedWithLinks: five messages an hour, silently.
func TestAPersonIsNotFloodedWithLinks(t *testing.T) {
	t.Parallel()
	w := newWorld(t, fewMessages)
	for n := range 9 {
		c := w.nobody()
		c.from = fmt.Sprintf("203.0.113.%d", n+1)
		c.post(t, "/v1/password-resets", map[string]any{"login": "ugo"}).want(t, 202)
	}
	last := w.resetLink(t, w.ben)
	if n := len(w.mailsTo(t, w.ugo.email)); n > 5 || n == 0 {
		t.Errorf("%d letters", n)
	}
	w.wantPage(t, http.MethodGet, last, nil, 200)
	w.as(t, w.amelie).post(t, w.in("users/"+w.ugo.id+"/password-reset"), nil).wantCode(t, 429, account.RateLimited)
	w.clock.advance(time.Hour + time.Minute)
	w.resetLink(t, w.ugo)
}

// TestAnAdministratorSendsALinkOrSetsAPassword: R9.
func TestAnAdministratorSendsALinkOrSetsAPassword(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	ugo := w.signIn(t, w.ugo)
	link := w.letterAfter(t, w.ugo.email, hasLink("password-reset"), func() {
		admin.post(t, w.in("users/"+w.ugo.id+"/password-reset"), nil).want(t, 202)
	}).link(t, "password-reset")
	ugo.get(t, "/v1/me").want(t, 200)

	set := func(own, next string, opts ...option) answer {
		return admin.put(t, w.in("users/"+w.ugo.id+"/password"), map[string]any{"own_password": own, "new_password": next}, opts...)
	}
	set("wrong", another).wantCode(t, 403, account.OwnPasswordWrong)
	set(password, "fourteen-chars").wantCode(t, 422, account.PasswordUnacceptable)
	set(password, another, ifMatch(4711)).wantCode(t, 412, account.VersionMismatch)
	ugo.get(t, "/v1/me").want(t, 200)
	w.letterAfter(t, w.ugo.email, isNotice(), func() { set(password, another).want(t, 204) })
	if p := ugo.get(t, "/v1/me").wantCode(t, 401, account.SessionEnded); p.Reason != account.ReasonPasswordChanged {
		t.Errorf("the reason is %q", p.Reason)
	}
	w.nobody().try(t, "ugo", another).want(t, 201)
	w.wantPage(t, http.MethodGet, link, nil, 410) // the link was for the password before
	admin.put(t, w.in("users/"+w.amelie.id+"/password"), map[string]any{"own_password": password, "new_password": another}).wantCode(t, 409, account.OwnUser)
	w.nobody().try(t, "amelie", password).want(t, 201)

	entries := all[account.Activity](t, admin, w.in("activity?target="+w.ugo.id))
	for _, action := range []string{account.ActionPasswordLinkSent, account.ActionPasswordChanged} {
		if find(entries, entry(action, w.amelie.id, w.ugo.id, account.OutcomeDone)) == nil {
			t.Errorf("the log does not say %s", action)
		}
	}
}

// TestGuessingOnesOwnPasswordIsThrottled: a stolen session is no oracle for the
// password behind it.
func TestGuessingOnesOwnPasswordIsThrottled(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ugo := w.signIn(t, w.ugo)
	limited := false
	for range 12 {
		a := ugo.post(t, "/v1/me/two-factor/app", map[string]any{"current_password": "wrong"})
		limited = limited || a.status == 429
	}
	if !limited {
		t.Error("twelve wrong passwords were looked at")
	}
}
