package contract_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server"
	"rollcall/server/store"
	"rollcall/server/store/sqlstore"
)

// operator opens the store beside the service that runs, as a command does.
func (w *world) operator(t *testing.T) store.Store {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), sqlstore.Options{Dir: w.dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func (w *world) asks(t *testing.T, email string) account.AccessRequest {
	t.Helper()
	return read[account.AccessRequest](t, w.as(t, w.amelie).post(t, w.in("external-access-requests"), w.asking(email)).want(t, 201))
}

// TestARequestIsGrantedByTheOperator: R12, from the request to the first look.
func TestARequestIsGrantedByTheOperator(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f, op := w.follow(t), w.operator(t)
	q := w.asks(t, w.oda.email)
	if q.State != account.AccessRequestWaiting || q.CreatedBy.ID != w.amelie.id || q.Answer != "" || q.ID == "" || q.Until.IsZero() {
		t.Errorf("the request is %+v", q)
	}
	w.as(t, w.oda).get(t, w.in("permissions")).wantCode(t, 404, account.NotFound)
	var x account.ExternalUser
	guest := w.letterAfter(t, w.oda.email, isNotice("Maple Press"), func() {
		asker := w.letterAfter(t, w.amelie.email, isNotice("Gladly", w.oda.email), func() {
			var err error
			x, err = op.Grant(t.Context(), store.Grant{
				AccountID: w.maple, Email: q.Email, UserType: q.UserType, Permissions: q.Permissions, Until: q.Until,
				RequestID: q.ID, Answer: "Gladly.", Now: w.clock.now(),
			})
			if err != nil {
				t.Fatal(err)
			}
		})
		if !strings.Contains(asker.subject, "granted") {
			t.Errorf("who asked reads %q", asker.subject)
		}
	})
	if !strings.Contains(guest.text, "amelie") || !strings.Contains(guest.text, "custom user") || !strings.Contains(guest.text, q.Until.Format("2 January 2006")) {
		t.Errorf("the person reads %q", guest.text)
	}
	f.expect(t, "external_user upsert "+x.ID)
	w.as(t, w.oda).get(t, w.in("permissions")).want(t, 200)
	got := all[account.AccessRequest](t, w.as(t, w.amelie), w.in("external-access-requests"))
	if len(got) != 1 || got[0].State != account.AccessRequestGranted || got[0].Answer != "Gladly." || got[0].AnsweredAt.IsZero() {
		t.Errorf("the list says %+v", got)
	}
}

// TestADeclinedRequestIsToldWithTheAnswer and changes nothing else.
func TestADeclinedRequestIsToldWithTheAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	q := w.asks(t, w.oda.email)
	l := w.letterAfter(t, w.amelie.email, isNotice("Too many already.", w.oda.email), func() {
		if _, err := w.operator(t).Decline(t.Context(), store.Decline{RequestID: q.ID, Answer: "Too many already.", Now: w.clock.now()}); err != nil {
			t.Fatal(err)
		}
	})
	if strings.Contains(l.text, "oda Example") {
		t.Error("the letter knows who has the address")
	}
	got := all[account.AccessRequest](t, w.as(t, w.amelie), w.in("external-access-requests"))
	if len(got) != 1 || got[0].State != account.AccessRequestDeclined || got[0].Answer != "Too many already." {
		t.Errorf("the list says %+v", got)
	}
	if mails := w.mailsTo(t, w.oda.email); len(mails) != 0 {
		t.Errorf("the person was sent %q", mails[0].subject)
	}
	entries := all[account.Activity](t, w.as(t, w.amelie), w.in("activity"))
	if find(entries, entry(account.ActionAccessRequested, w.amelie.id, q.ID, account.OutcomeDone)) == nil ||
		find(entries, entry(account.ActionAccessDeclined, "operator", q.ID, account.OutcomeDone)) == nil {
		t.Errorf("the log says %v", entries[:2])
	}
}

// TestARequestGivesNoHint: an address with a login elsewhere and one of nobody's
// get the same answer.
func TestARequestGivesNoHint(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	var answers []string
	for _, email := range []string{w.oda.email, strings.ReplaceAll(w.oda.email, "oda", "ado")} {
		a := admin.post(t, w.in("external-access-requests"), w.asking(email)).want(t, 201)
		q := read[account.AccessRequest](t, a)
		text := strings.NewReplacer(email, "E", q.ID, "I", q.CreatedAt.Format(time.RFC3339), "T", q.Until.Format(time.RFC3339), "U").Replace(string(a.body))
		a.header.Del("Date")
		answers = append(answers, fmt.Sprint(text, a.header))
	}
	if answers[0] != answers[1] {
		t.Errorf("they can be told apart:\n%s\n%s", answers[0], answers[1])
	}
	for _, p := range []*person{w.ugo, w.yann} { // both are on Amélie's own lists
		admin.post(t, w.in("external-access-requests"), w.asking(p.email)).wantCode(t, 409, account.EmailTaken)
	}
}

// TestARequestSaysAllThatIsWrongWithItsFields.
func TestARequestSaysAllThatIsWrongWithItsFields(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	long := strings.Repeat("é", account.MaxReason+1)
	p := admin.post(t, w.in("external-access-requests"), map[string]any{
		"email": "oda", "home_account": " ", "user_type": "user", "permissions": []string{"contacts.view"}, "reason": long, "until": "2020-01-01T00:00:00Z",
	}).wantCode(t, 422, account.ValidationFailed)
	var at []string
	for _, f := range p.Errors {
		at = append(at, f.Location)
	}
	slices.Sort(at)
	if want := []string{"body.email", "body.home_account", "body.permissions", "body.reason", "body.until"}; !slices.Equal(at, want) {
		t.Errorf("the faults are at %v", at)
	}
	for field, value := range map[string]any{
		"home_account": strings.Repeat("x", account.MaxHomeAccount+1), "reason": "", "user_type": "guest", "permissions": []string{"fly"},
	} {
		body := w.asking(unique(t))
		body[field] = value
		p := admin.post(t, w.in("external-access-requests"), body).wantCode(t, 422, account.ValidationFailed)
		if len(p.Errors) != 1 || !strings.HasPrefix(p.Errors[0].Location, "body."+field) {
			t.Errorf("%s: %+v", field, p.Errors)
		}
	}
	for _, field := range []string{"email", "home_account", "user_type", "reason"} {
		body := w.asking(unique(t))
		delete(body, field)
		admin.post(t, w.in("external-access-requests"), body).wantCode(t, 422, account.ValidationFailed)
	}
	for _, field := range []string{"permissions", "until"} {
		body := w.asking(unique(t))
		delete(body, field)
		admin.post(t, w.in("external-access-requests"), body).want(t, 201)
	}
	body := w.asking(unique(t))
	body["until"] = nil
	if q := read[account.AccessRequest](t, admin.post(t, w.in("external-access-requests"), body).want(t, 201)); !q.Until.IsZero() {
		t.Errorf("no end is %v", q.Until)
	}
	limit := w.asking(unique(t))
	limit["reason"], limit["home_account"] = strings.Repeat("é", account.MaxReason), strings.Repeat("é", account.MaxHomeAccount)
	admin.post(t, w.in("external-access-requests"), limit).want(t, 201)
}

// TestRequestsComeNewestFirst.
func TestRequestsComeNewestFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var want []string
	for range 3 {
		want = append(want, w.asks(t, unique(t)).ID)
	}
	slices.Reverse(want)
	var got []string
	for _, q := range all[account.AccessRequest](t, w.as(t, w.amelie), w.in("external-access-requests?limit=2")) {
		got = append(got, q.ID)
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestOneKeyIsOneRequest.
func TestOneKeyIsOneRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, body := w.as(t, w.amelie), w.asking(unique(t))
	first := admin.post(t, w.in("external-access-requests"), body, key("k")).want(t, 201)
	again := admin.post(t, w.in("external-access-requests"), body, key("k")).want(t, 201)
	if !bytes.Equal(first.body, again.body) {
		t.Errorf("the repeat differs: %s, %s", first.body, again.body)
	}
	if n := len(all[account.AccessRequest](t, admin, w.in("external-access-requests"))); n != 1 {
		t.Errorf("%d requests", n)
	}
}

// TestTheEndOfAnAccessIsToldByTheServiceThatRuns, seven days before and when it
// comes, with its own clock.
func TestTheEndOfAnAccessIsToldByTheServiceThatRuns(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	x := w.external(t, w.yann.access)
	end := w.clock.now().Add(20 * 24 * time.Hour).UTC().Truncate(time.Second)
	w.as(t, w.amelie).patch(t, w.in("external-users/"+x.ID), map[string]any{"until": end}, ifMatch(x.Version)).want(t, 200)
	for _, p := range []struct {
		when  time.Duration
		title string
	}{{14 * 24 * time.Hour, "ends soon"}, {7 * 24 * time.Hour, "has ended"}} {
		is := func(l letter) bool { return strings.Contains(l.subject, p.title) && isNotice("Maple Press")(l) }
		w.letterAfter(t, w.ben.email, is, func() {
			w.letterAfter(t, w.amelie.email, is, func() {
				w.letterAfter(t, w.yann.email, is, func() {
					w.clock.advance(p.when)
					w.restart(t) // a service keeps house as it starts
				})
			})
		})
	}
	for _, p := range []*person{w.yann, w.amelie, w.ben} {
		if n := len(w.mailsTo(t, p.email)); n != 2 {
			t.Errorf("%s was sent %d messages", p.username, n)
		}
	}
}

// byInvitation lets invited people in with the login they have elsewhere.
func byInvitation(c *server.Config) { c.ExternalAccess = server.ByInvitation }

// TestDeathsAndTwoProcessesAnnounceEachEndOnce: a service that dies as it begins
// to keep house, and then two at once on one folder, tell everybody once.
func TestDeathsAndTwoProcessesAnnounceEachEndOnce(t *testing.T) {
	t.Parallel()
	program := buildAccountd(t)
	w := restingWorld(t)
	p := startProcess(t, program, w.dir)
	w.url = p.url
	const guests = 25
	for range guests {
		x := w.external(t, w.spareAccess())
		w.as(t, w.amelie).patch(t, w.in("external-users/"+x.ID), map[string]any{"until": time.Now().Add(5 * 24 * time.Hour)}, ifMatch(x.Version)).want(t, 200)
	}
	for range rounds(t, 30) {
		p.kill()
		p = startProcess(t, program, w.dir)
	}
	p.kill()
	startProcess(t, program, w.dir)
	startProcess(t, program, w.dir)
	told := func() map[string]int {
		out := map[string]int{}
		for _, l := range letters(t, w.mailDir()) {
			if strings.Contains(l.subject, "ends soon") {
				out[l.to]++
			}
		}
		return out
	}
	eventually(t, 60*time.Second, "everybody told", func() bool {
		got := told()
		return len(got) == guests+2 && got[w.amelie.email] >= guests && got[w.ben.email] >= guests
	})
	for to, n := range told() {
		want := 1
		if to == w.amelie.email || to == w.ben.email {
			want = guests
		}
		if n != want {
			t.Errorf("%s was told %d times, want %d", to, n, want)
		}
	}
}
