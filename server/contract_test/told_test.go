package contract_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"rollcall/account"
)

// TestThePersonIsToldOfEveryChangeOfTheirCredentials: ASVS 6.3.7.
func TestThePersonIsToldOfEveryChangeOfTheirCredentials(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ugo, admin := w.signIn(t, w.ugo), w.as(t, w.amelie)
	var app *authenticator
	var codes []string
	pass := map[string]any{"current_password": password}
	for _, change := range []struct {
		what string
		do   func()
	}{
		{"an app", func() { app = w.enrol(t, ugo, password) }},
		{"codes by e-mail", func() { w.enrolEmail(t, ugo, password, "ugo.private@elsewhere.example") }},
		{"recovery codes", func() { codes = w.recoveryCodes(t, ugo, password) }},
		{"a recovery code that was used", func() { w.nobody().enter(t, w.ugo, with("recovery", codes[0])).want(t, 201) }},
		{"codes by e-mail no longer", func() { ugo.post(t, "/v1/me/two-factor/email/remove", pass).want(t, 204) }},
		{"an app no longer", func() { ugo.post(t, "/v1/me/two-factor/app/remove", pass).want(t, 204) }},
		{"a password", func() { w.changePassword(t, ugo, password, another) }},
		{"a password set by somebody", func() {
			admin.put(t, w.in("users/"+w.ugo.id+"/password"), map[string]any{"own_password": password, "new_password": password}).want(t, 204)
		}},
		{"a reset", func() { admin.post(t, w.in("users/"+w.ugo.id+"/two-factor/reset"), nil).want(t, 204) }},
	} {
		t.Log(change.what)
		l := w.letterAfter(t, w.ugo.email, isNotice(), change.do)
		if app != nil && codes != nil && isNotice(codes[1])(l) {
			t.Errorf("%s: the letter shows a code", change.what)
		}
	}
}

// TestWhoAsksForMessagesGetsFiveAnHour: what anybody may ask for keeps nobody
// from the code to sign in with, and a notice of a change is never dropped.
func TestWhoAsksForMessagesGetsFiveAnHour(t *testing.T) {
	t.Parallel()
	w := newWorld(t, fewMessages)
	ugo := w.signIn(t, w.ugo)
	w.enrolEmail(t, ugo, password, w.ugo.email)
	for range 8 {
		w.nobody().post(t, "/v1/password-resets", map[string]any{"login": "ugo"}).want(t, 202)
	}
	ugo.post(t, "/v1/me/two-factor/email", map[string]any{"address": w.ugo.email, "current_password": password}).wantCode(t, 429, account.RateLimited)
	for range 5 {
		w.codeByMail(t, w.ugo)
	}
	w.nobody().post(t, "/v1/sessions/email-code", map[string]any{"login": "ugo", "password": password}).wantCode(t, 429, account.RateLimited)
	w.letterAfter(t, w.ugo.email, isNotice(), func() { w.changePassword(t, ugo, password, another) })
	links := slices.DeleteFunc(w.mailsTo(t, w.ugo.email), func(l letter) bool { return !hasLink("password-reset")(l) })
	if len(links) > 4 { // the code that set the method up was the fifth
		t.Errorf("%d links were sent", len(links))
	}
	w.ugo.password = another
	w.clock.advance(time.Hour + time.Second)
	w.nobody().enter(t, w.ugo, with("email", w.codeByMail(t, w.ugo))).want(t, 201)
}

// TestWhatIsTakenOnceIsTakenOnceAtOneMoment: a code by e-mail, a recovery code,
// the link of a lost password and that of a new address, by four at a time.
func TestWhatIsTakenOnceIsTakenOnceAtOneMoment(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ugo := w.signIn(t, w.ugo)
	w.enrolEmail(t, ugo, password, w.ugo.email)
	once := func(what string, statuses []int) {
		t.Helper()
		done := slices.DeleteFunc(slices.Clone(statuses), func(s int) bool { return s/100 == 4 })
		if len(done) != 1 || done[0]/100 == 5 {
			t.Errorf("%s: %v", what, statuses)
		}
	}
	enter := func(more map[string]any) []int {
		return together(4, func(int) int { return w.nobody().enter(t, w.ugo, more).status })
	}
	for n := range rounds(t, 40) {
		once("a code by e-mail", enter(with("email", w.codeByMail(t, w.ugo))))
		once("a recovery code", enter(with("recovery", w.recoveryCodes(t, ugo, password)[n%account.RecoveryCodes])))
		link := w.askEmail(t, w.as(t, w.cleo), unique(t))
		once("the link of a new address", together(4, func(int) int { return w.visit(t, http.MethodPost, link, map[string][]string{}).status }))
		w.cleo.email = read[account.Profile](t, w.as(t, w.cleo).get(t, "/v1/me")).Email
		link = w.resetLink(t, w.ben)
		once("the link of a lost password", together(4, func(int) int { return w.visit(t, http.MethodPost, link, newPassword(another)).status }))
		w.clock.advance(16 * time.Minute)
	}
}

// TestASecondFactorShowsWhereThePersonIsListed: at home and where they are
// external, and both feeds say so.
func TestASecondFactorShowsWhereThePersonIsListed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f, yann, x := w.follow(t), w.as(t, w.yann), w.external(t, w.yann.access)
	w.enrol(t, yann, password)
	f.expect(t, "external_user upsert "+w.yann.access)
	now := w.external(t, w.yann.access)
	if !slices.Equal(now.TwoFactor, []string{"app"}) {
		t.Errorf("Maple sees %v", now.TwoFactor)
	}
	if now.Version != x.Version {
		t.Errorf("the access has the version %d, was %d", now.Version, x.Version)
	}
	home := read[account.User](t, w.as(t, w.oda).get(t, "/v1/accounts/"+w.lumen+"/users/"+w.yann.id))
	if !slices.Equal(home.TwoFactor, []string{"app"}) {
		t.Errorf("Lumen sees %v", home.TwoFactor)
	}
	w.enrol(t, w.as(t, w.ugo), password)
	f.expect(t, "user upsert "+w.ugo.id)
	// An account that lists a guest can do nothing about their ways in.
	for _, act := range []string{"/two-factor/reset", "/sign-out", "/password-reset"} {
		w.as(t, w.amelie).post(t, w.in("users/"+w.yann.id+act), nil).wantCode(t, 404, account.NotFound)
	}
}

// TestAGuestDeletedAtHomeIsToldWhereTheyWork: on the stream of the account that
// they were a guest of.
func TestAGuestDeletedAtHomeIsToldWhereTheyWork(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	xena := w.as(t, w.xena)
	_, script := w.newToken(t, xena, w.maple, "Guest's")
	script.get(t, "/v1/accounts/"+w.lumen).wantCode(t, 404, account.NotFound) // one account each
	s := xena.listen(t, w.in("events"))
	oda := w.as(t, w.oda)
	path := "/v1/accounts/" + w.lumen + "/users/" + w.xena.id
	u := read[account.User](t, oda.get(t, path))
	receipt := read[account.Receipt](t, oda.delete(t, path, ifMatch(u.Version)).want(t, 200))
	if receipt.APITokensRevoked != 1 || receipt.SessionsEnded != 1 {
		t.Errorf("the receipt is %+v", receipt)
	}
	if e := s.next(t, "session_ended", soon); e.data["reason"] != account.ReasonUserDeleted {
		t.Errorf("the stream says %v", e.data)
	}
	s.ends(t, soon)
	script.get(t, w.in("users")).wantCode(t, 401, account.Unauthenticated)
	if n := len(all[account.APIToken](t, w.as(t, w.amelie), w.in("api-tokens"))); n != 0 {
		t.Errorf("%d tokens of somebody who is gone are listed", n)
	}
}

// TestANewcomerSetsUpWhatIsRequired before anything else.
func TestANewcomerSetsUpWhatIsRequired(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.arm(t, w.amelie)
	w.demandTwoFactor(t, w.amelie, w.maple, true)
	i := w.invite(t, unique(t))
	if status := w.complete(t, i.Link, "nora.lind"); status != 200 && status != 303 {
		t.Fatalf("completing answers %d", status)
	}
	nora := w.signIn(t, &person{username: "nora.lind", password: another})
	w.wantOnlySetUp(t, nora)
	w.enrol(t, nora, another)
	nora.get(t, w.in("permissions")).want(t, 200)
}
