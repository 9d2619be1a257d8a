package contract_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"rollcall/account"
)

// forms reads the forms of a page as a browser does: what each would send, as
// it stands.
func (p page) forms(t testing.TB) []url.Values {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(p.body))
	if err != nil {
		t.Fatal(err)
	}
	var out []url.Values
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		at := map[string]string{}
		for _, a := range n.Attr {
			at[a.Key] = a.Val
		}
		switch {
		case n.Data == "form" && at["method"] == "post":
			out = append(out, url.Values{})
		case n.Data == "input" && len(out) > 0:
			out[len(out)-1].Set(at["name"], at["value"])
		}
	}
	return out
}

// first is the first form of a page, with some fields filled in.
func (p page) first(t testing.TB, fields ...string) url.Values {
	t.Helper()
	all := p.forms(t)
	if len(all) == 0 {
		t.Fatalf("no form: %d %.400s", p.status, p.body)
	}
	return filled(t, all[0], fields...)
}

func filled(t testing.TB, form url.Values, fields ...string) url.Values {
	t.Helper()
	for i := 0; i+1 < len(fields); i += 2 {
		if !form.Has(fields[i]) {
			t.Fatalf("the form has no field %s: %v", fields[i], form)
		}
		form.Set(fields[i], fields[i+1])
	}
	return form
}

// way is the form that asks for another method.
func (p page) way(t testing.TB, m account.Method) url.Values {
	t.Helper()
	for _, f := range p.forms(t) {
		if f.Get("ask") == string(m) {
			return f
		}
	}
	t.Fatalf("no way to %s", m)
	return nil
}

// inviteByMail invites an address, and gives the invitation with the link that
// was mailed.
func (w *world) inviteByMail(t testing.TB, email string, powers ...string) (i account.Invitation) {
	t.Helper()
	body := map[string]any{"email": email, "user_type": "user"}
	if len(powers) > 0 {
		body["user_type"], body["permissions"] = "custom", powers
	}
	link := w.letterAfter(t, email, hasLink("invitation"), func() {
		i = read[account.Invitation](t, w.as(t, w.amelie).post(t, w.in("invitations"), body).want(t, 201))
	}).link(t, "invitation")
	i.Link = link
	return i
}

// signInPage invites somebody who has a login elsewhere and opens the page.
func (w *world) signInPage(t testing.TB, p *person) (account.Invitation, page) {
	t.Helper()
	i := w.inviteByMail(t, strings.ToUpper(p.email), "contacts.view")
	opened := w.wantPage(t, http.MethodGet, i.Link, nil, 200)
	if login := opened.first(t).Get("username"); !strings.EqualFold(login, p.email) {
		t.Errorf("the login is prefilled with %q", login)
	}
	return i, opened
}

// wantInside wants a person to be an external user by that invitation.
func (w *world) wantInside(t testing.TB, f *feed, i account.Invitation, p *person) {
	t.Helper()
	admin := w.as(t, w.amelie)
	var x account.ExternalUser
	for _, e := range all[account.ExternalUser](t, admin, w.in("external-users")) {
		if e.Email == p.email {
			x = e
		}
	}
	if x.UserType != account.Custom || !slices.Equal(x.Permissions, []account.Permission{"contacts.view"}) || x.GrantedBy.ID != w.amelie.id {
		t.Fatalf("the external user is %+v", x)
	}
	f.expect(t.(*testing.T), "invitation delete "+i.ID, "external_user upsert "+x.ID)
	admin.get(t, w.in("invitations/"+i.ID)).wantCode(t, 404, account.NotFound)
	entries := all[account.Activity](t, admin, w.in("activity?action="+account.ActionInvitationCompleted))
	if find(entries, entry(account.ActionInvitationCompleted, p.id, x.ID, account.OutcomeDone)) == nil {
		t.Errorf("the log says %+v", entries)
	}
	w.wantPage(t, http.MethodGet, i.Link, nil, 410)
}

// TestAnInvitedPersonSignsInOnThePage: R12, serve --external-access=invitation.
func TestAnInvitedPersonSignsInOnThePage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, byInvitation)
	f := w.follow(t)
	i, opened := w.signInPage(t, w.oda)
	w.wantPage(t, http.MethodHead, i.Link, nil, 200)
	done := w.letterAfter(t, w.oda.email, isNotice("Maple Press", "custom user"), func() {
		w.wantPage(t, http.MethodPost, i.Link, opened.first(t, "password", password), 200, 303)
	})
	if !strings.Contains(done.text, "amelie") {
		t.Errorf("the letter does not say who has invited: %q", done.text)
	}
	w.wantInside(t, f, i, w.oda)
	w.as(t, w.oda).get(t, w.in("permissions")).want(t, 200)
	if n := len(read[account.Profile](t, w.as(t, w.oda).get(t, "/v1/me")).Memberships); n != 2 {
		t.Errorf("%d memberships", n)
	}
}

// TestThePageTakesTheUserNameToo, in place of the address.
func TestThePageTakesTheUserNameToo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, byInvitation)
	f := w.follow(t)
	i, opened := w.signInPage(t, w.oda)
	w.wantPage(t, http.MethodPost, i.Link, opened.first(t, "username", "ODA", "password", password), 200, 303)
	w.wantInside(t, f, i, w.oda)
}

// TestUnderRequestThePageOnlyExplains what to ask for.
func TestUnderRequestThePageOnlyExplains(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	i := w.inviteByMail(t, w.oda.email)
	p := w.wantPage(t, http.MethodGet, i.Link, nil, 200)
	if len(p.forms(t)) != 0 || !strings.Contains(p.body, "request access to Maple Press") {
		t.Errorf("the page says %.600s", p.body)
	}
	w.wantPage(t, http.MethodPost, i.Link, url.Values{"username": {w.oda.email}, "password": {password}}, 409)
	w.as(t, w.oda).get(t, w.in("permissions")).wantCode(t, 404, account.NotFound)
}

// TestTheInviterCannotTellWhoHasALogin: the invitation is the same, in both ways.
func TestTheInviterCannotTellWhoHasALogin(t *testing.T) {
	t.Parallel()
	w := newWorld(t, byInvitation)
	known, unknown := w.invite(t, w.oda.email), w.invite(t, "ado@acc-lumen.example")
	for _, i := range []*account.Invitation{&known, &unknown} {
		i.ID, i.Email, i.Link = "", "", ""
		i.CreatedAt, i.LastSentAt, i.ExpiresAt, i.Delivery.At = time.Time{}, time.Time{}, time.Time{}, time.Time{}
	}
	if known.State != unknown.State || known.Delivery != unknown.Delivery || known.Version != unknown.Version {
		t.Errorf("%+v, %+v", known, unknown)
	}
}

// TestTheShownLinkTellsNobodyBeforehandWhoHasALogin: R12. The page is the same but
// for the address; the completed form is answered with what to do instead.
func TestTheShownLinkTellsNobodyBeforehandWhoHasALogin(t *testing.T) {
	t.Parallel()
	for _, way := range []struct {
		settings []setting
		instead  string
	}{{[]setting{byInvitation}, "Sign in to accept"}, {nil, "request access to Maple Press"}} {
		w := newWorld(t, way.settings...)
		w.clock.settle()
		known, unknown := w.invite(t, w.oda.email), w.invite(t, "ado@acc-lumen.example")
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			a, b := w.wantPage(t, method, known.Link, nil, 200), w.wantPage(t, method, unknown.Link, nil, 200)
			if strings.NewReplacer(w.oda.email, unknown.Email, `"oda"`, `"ado"`).Replace(a.body) != b.body {
				t.Errorf("they can be told apart:\n%s\n%s", a.body, b.body)
			}
		}
		profile := url.Values{"first_name": {"Oda"}, "username": {"oda.okafor"}, "password": {password}, "language": {"en"}}
		told := w.wantPage(t, http.MethodPost, known.Link, profile, 409)
		if !strings.Contains(told.body, way.instead) {
			t.Errorf("the page says %.900s", told.body)
		}
		w.wantPage(t, http.MethodPost, unknown.Link, profile, 200, 303)
		if len(way.settings) > 0 {
			w.wantPage(t, http.MethodPost, known.Link, told.first(t, "password", password), 200, 303)
		}
	}
}

// TestWrongPasswordsCountOnThePageAndAtSignInAlike: one limiter, one answer.
func TestWrongPasswordsCountOnThePageAndAtSignInAlike(t *testing.T) {
	t.Parallel()
	w := newWorld(t, byInvitation)
	i, opened := w.signInPage(t, w.oda)
	post := func(login, pass string) page {
		return w.visit(t, http.MethodPost, i.Link, opened.first(t, "username", login, "password", pass))
	}
	wrong, unknown := post("oda", "wrong"), post("ado", password)
	if wrong.status != 422 || strings.ReplaceAll(wrong.body, `"oda"`, `"ado"`) != unknown.body {
		t.Errorf("%d; they can be told apart", wrong.status)
	}
	for range 4 {
		if p := post("oda", "wrong"); p.status != 422 {
			t.Fatalf("a wrong password answers %d", p.status)
		}
		w.nobody().try(t, "oda", "wrong").wantCode(t, 401, account.InvalidCredentials)
	}
	w.nobody().try(t, "oda", "wrong").wantCode(t, 401, account.InvalidCredentials) // the tenth
	w.nobody().try(t, "oda", password).wantCode(t, 429, account.RateLimited)
	if p := post("oda", password); p.status != 429 || p.header.Get("Retry-After") == "" {
		t.Errorf("the page answers %d, Retry-After %q", p.status, p.header.Get("Retry-After"))
	}
	w.clock.advance(15*time.Minute + time.Second)
	if p := post("oda", password); p.status != 200 && p.status != 303 {
		t.Errorf("a quarter of an hour later: %d", p.status)
	}
	log := all[account.Activity](t, w.as(t, w.oda), "/v1/accounts/"+w.lumen+"/activity?action="+account.ActionSessionRefused)
	if len(log) != 10 {
		t.Errorf("the home account's log has %d refusals", len(log))
	}
}

// TestOnlyTheInvitedPersonComesIn: somebody else's login is refused kindly.
func TestOnlyTheInvitedPersonComesIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, byInvitation)
	i, opened := w.signInPage(t, w.oda)
	for _, p := range []*person{w.sol, w.yann, w.ugo} { // of another account, external here, a user here
		a := w.wantPage(t, http.MethodPost, i.Link, opened.first(t, "username", p.username, "password", password), 422)
		if !strings.Contains(a.body, "belongs to another address") {
			t.Errorf("%s reads %.900s", p.username, a.body)
		}
	}
	w.wantPage(t, http.MethodGet, i.Link, nil, 200)
	w.wantPage(t, http.MethodPost, i.Link, opened.first(t, "password", password), 200, 303)
}

// TestWhoIsInsideAlreadyIsToldSo, on the page and after signing in.
func TestWhoIsInsideAlreadyIsToldSo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, byInvitation)
	first, opened := w.signInPage(t, w.oda)
	as := map[string]any{"email": w.sol.email, "user_type": "user"}
	w.as(t, w.amelie).post(t, w.in("invitations"), as).wantCode(t, 409, account.EmailTaken)
	w.wantPage(t, http.MethodPost, first.Link, opened.first(t, "password", password), 200, 303)
	w.as(t, w.amelie).post(t, w.in("invitations"), map[string]any{"email": w.oda.email, "user_type": "user"}).wantCode(t, 409, account.EmailTaken)
}

// outsider is a person of Lumen who may not enter Maple any more, with an app.
func (w *world) outsider(t testing.TB) *person {
	t.Helper()
	p := w.guestPerson()
	x := w.external(t, p.access)
	w.as(t, w.amelie).delete(t, w.in("external-users/"+x.ID), ifMatch(x.Version)).want(t, 200)
	w.arm(t, p)
	return p
}

// TestThePageAsksForTheSecondFactor: by app, with the password typed once.
func TestThePageAsksForTheSecondFactor(t *testing.T) {
	t.Parallel()
	w := newWorld(t, byInvitation)
	p := w.outsider(t)
	f := w.follow(t)
	i, opened := w.signInPage(t, p)
	asks := w.wantPage(t, http.MethodPost, i.Link, opened.first(t, "password", password), 422)
	wantNoPassword(t, asks)
	empty := w.wantPage(t, http.MethodPost, i.Link, asks.first(t), 422)
	if !strings.Contains(empty.body, "Enter the code.") {
		t.Errorf("no code reads %.900s", empty.body)
	}
	right := p.app.next(w.clock)
	wrong := w.wantPage(t, http.MethodPost, i.Link, empty.first(t, "code", otherCode(right, 1)), 422)
	if !strings.Contains(wrong.body, "This code is wrong") {
		t.Errorf("a wrong code reads %.900s", wrong.body)
	}
	w.wantPage(t, http.MethodPost, i.Link, wrong.first(t, "code", right), 200, 303)
	w.wantInside(t, f, i, p)
}

// TestThePageSendsCodesByEmail when that was the last used, or when asked to.
func TestThePageSendsCodesByEmail(t *testing.T) {
	t.Parallel()
	w := newWorld(t, byInvitation)
	p := w.outsider(t)
	w.clock.advance(time.Minute)
	w.enrolEmail(t, w.signIn(t, p), password, p.email)
	w.clock.advance(time.Minute)
	w.signIn(t, p) // with the app, which is asked for first
	f := w.follow(t)
	i, opened := w.signInPage(t, p)
	asks := w.wantPage(t, http.MethodPost, i.Link, opened.first(t, "password", password), 422)
	var mails page
	code := w.letterAfter(t, p.email, letter.hasCode, func() {
		mails = w.wantPage(t, http.MethodPost, i.Link, asks.way(t, account.MethodEmail), 200)
	}).code(t)
	again := w.letterAfter(t, p.email, letter.hasCode, func() {
		mails = w.wantPage(t, http.MethodPost, i.Link, mails.way(t, account.MethodEmail), 200)
	}).code(t)
	if code != again {
		mails = w.wantPage(t, http.MethodPost, i.Link, mails.first(t, "code", code), 422)
	}
	w.wantPage(t, http.MethodPost, i.Link, mails.first(t, "code", again), 200, 303)
	w.wantInside(t, f, i, p)

	// From now on e-mail is the last used: the code comes by itself.
	x := w.external(t, accessOf(t, w, p))
	w.as(t, w.amelie).delete(t, w.in("external-users/"+x.ID), ifMatch(x.Version)).want(t, 200)
	j, opened := w.signInPage(t, p)
	code = w.letterAfter(t, p.email, letter.hasCode, func() {
		mails = w.wantPage(t, http.MethodPost, j.Link, opened.first(t, "password", password), 422)
	}).code(t)
	w.wantPage(t, http.MethodPost, j.Link, mails.first(t, "code", code), 200, 303)
}

func accessOf(t testing.TB, w *world, p *person) string {
	t.Helper()
	for _, e := range all[account.ExternalUser](t, w.as(t, w.amelie), w.in("external-users")) {
		if e.Email == p.email {
			return e.ID
		}
	}
	t.Fatal("no access")
	return ""
}

// TestThePageTakesARecoveryCode, once.
func TestThePageTakesARecoveryCode(t *testing.T) {
	t.Parallel()
	w := newWorld(t, byInvitation)
	p := w.outsider(t)
	codes := w.recoveryCodes(t, w.signIn(t, p), password)
	i, opened := w.signInPage(t, p)
	asks := w.wantPage(t, http.MethodPost, i.Link, opened.first(t, "password", password), 422)
	recovery := w.wantPage(t, http.MethodPost, i.Link, asks.way(t, account.MethodRecovery), 200)
	w.wantPage(t, http.MethodPost, i.Link, recovery.first(t, "code", strings.ToUpper(codes[0])), 200, 303)
	w.nobody().enter(t, p, with("recovery", codes[0])).wantCode(t, 401, account.SecondFactorInvalid)
}

// TestATicketIsForOnePersonOnePasswordAndTenMinutes: the second step takes no
// other, and asks for the password again.
func TestATicketIsForOnePersonOnePasswordAndTenMinutes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, byInvitation)
	p, q := w.outsider(t), w.outsider(t)
	i, opened := w.signInPage(t, p)
	j, other := w.signInPage(t, q)
	asks := w.wantPage(t, http.MethodPost, i.Link, opened.first(t, "password", password), 422)
	foreign := w.wantPage(t, http.MethodPost, j.Link, other.first(t, "password", password), 422)
	again := func(what, link string, form url.Values) {
		t.Helper()
		a := w.wantPage(t, http.MethodPost, link, form, 422)
		if !strings.Contains(a.body, `name="password"`) || !strings.Contains(a.body, "That took too long") {
			t.Errorf("%s reads %.900s", what, a.body)
		}
	}
	code := func() string { return p.app.next(w.clock) }
	again("another link", i.Link, filled(t, foreign.first(t), "code", q.app.next(w.clock)))
	again("another login", i.Link, asks.first(t, "username", "oda", "code", code()))
	ticket := asks.first(t).Get("ticket")
	for name, made := range map[string]string{
		"nonsense": "x", "no signature": ticket[:strings.LastIndex(ticket, ".")] + ".", "another person": strings.Replace(ticket, p.id, q.id, 1), "nobody": strings.Replace(ticket, p.id, "p-none", 1),
		"more time": strings.Replace(ticket, ".1", ".9", 1), "four parts": ticket + ".x", "NUL": "\x00.\x00.\x00",
	} {
		again(name, i.Link, asks.first(t, "ticket", made, "code", code()))
	}
	w.changePassword(t, w.as(t, p), password, another)
	again("another password", i.Link, asks.first(t, "code", code()))
	p.password = another
	asks = w.wantPage(t, http.MethodPost, i.Link, opened.first(t, "password", another), 422)
	w.clock.advance(account.CodeLifetime + time.Second)
	again("ten minutes", i.Link, asks.first(t, "code", code()))
	w.wantPage(t, http.MethodGet, i.Link, nil, 200)
}

// TestWrongCodesOnThePageCountAsFailedSignIns.
func TestWrongCodesOnThePageCountAsFailedSignIns(t *testing.T) {
	t.Parallel()
	w := newWorld(t, byInvitation)
	p := w.outsider(t)
	i, opened := w.signInPage(t, p)
	asks := w.wantPage(t, http.MethodPost, i.Link, opened.first(t, "password", password), 422)
	w.clock.settle()
	right := p.app.next(w.clock)
	limited := 0
	for n := range 12 {
		if a := w.visit(t, http.MethodPost, i.Link, asks.first(t, "code", otherCode(right, n))); a.status == 429 {
			limited++
		}
	}
	if limited != 12-account.CodeTries {
		t.Errorf("%d of 12 wrong codes were refused unseen", limited)
	}
	w.wantPage(t, http.MethodPost, i.Link, asks.first(t, "code", right), 429)
	w.nobody().enter(t, p, with("app", right)).wantCode(t, 429, account.RateLimited)
}

// TestFourOnThePageAtOneMomentComeInOnce.
func TestFourOnThePageAtOneMomentComeInOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, byInvitation)
	i, opened := w.signInPage(t, w.oda)
	done := 0
	for _, status := range together(4, func(int) int {
		return w.visit(t, http.MethodPost, i.Link, opened.first(t, "password", password)).status
	}) {
		switch status {
		case 200, 303:
			done++
		case 410, 409:
		default:
			t.Errorf("one of four got %d", status)
		}
	}
	if done != 1 {
		t.Errorf("%d of four came in", done)
	}
}

func wantNoPassword(t *testing.T, p page) {
	t.Helper()
	if strings.Contains(p.body, password) {
		t.Error("the page holds the password")
	}
}
