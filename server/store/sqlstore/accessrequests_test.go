package sqlstore_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/store"
	"rollcall/server/store/sqlstore"
)

// asking is a request without a fault.
func asking(email string) account.NewAccessRequest {
	return account.NewAccessRequest{
		Email: email, HomeAccount: "Lumen", UserType: account.Custom, Permissions: []account.Permission{"mailings.manage", "contacts.view"},
		Reason: "The spring mailing", Until: moment().AddDate(0, 0, 30),
	}
}

func (w *world) ask(n account.NewAccessRequest) account.AccessRequest {
	w.Helper()
	q, err := w.db.RequestAccess(w.Context(), w.act(), n)
	w.must(err)
	return q
}

func (w *world) requests() []account.AccessRequest {
	w.Helper()
	p, err := w.db.AccessRequests(w.Context(), w.accountID, account.ListQuery{})
	w.must(err)
	return p.Items
}

// grantAsked grants a request as it asks.
func (w *world) grantAsked(q account.AccessRequest, answer string) (account.ExternalUser, error) {
	return w.db.Grant(w.Context(), store.Grant{
		AccountID: w.accountID, Email: q.Email, UserType: q.UserType, Permissions: q.Permissions, Until: q.Until,
		RequestID: q.ID, Answer: answer, Now: w.now,
	})
}

func TestARequestWaitsAndIsNoted(t *testing.T) {
	w := newWorld(t)
	q := w.ask(asking("oda@lumen.example"))
	if q.State != account.AccessRequestWaiting || q.CreatedBy.ID != w.admin.PersonID || q.CreatedBy.Name == "" || !q.CreatedAt.Equal(w.now) ||
		!slices.Equal(q.Permissions, []account.Permission{"contacts.view", "mailings.manage"}) || !q.Until.Equal(moment().AddDate(0, 0, 30)) {
		t.Errorf("%+v", q)
	}
	if got := w.requests(); len(got) != 1 || got[0].ID != q.ID || got[0].Reason != "The spring mailing" || got[0].HomeAccount != "Lumen" {
		t.Errorf("%+v", got)
	}
	a := w.lastActivity(w.accountID)
	if a.Action != account.ActionAccessRequested || a.Target.Kind != string(account.KindAccessRequest) || a.Target.Name != "oda@lumen.example" || a.Actor.ID != w.admin.PersonID {
		t.Errorf("%+v", a)
	}
	if mails := w.claim("post"); len(mails) != 0 {
		t.Errorf("%d messages, the first of kind %s", len(mails), mails[0].Kind)
	}
}

func TestRequestsAreListedTheNewestFirst(t *testing.T) {
	w := newWorld(t)
	var want []string
	for i := range 7 {
		want = append(want, w.ask(asking(fmt.Sprintf("p%d@lumen.example", i))).ID)
	}
	slices.Reverse(want)
	q := account.ListQuery{Limit: 3}
	var got []string
	for {
		p, err := w.db.AccessRequests(t.Context(), w.accountID, q)
		w.must(err)
		for _, r := range p.Items {
			got = append(got, r.ID)
		}
		w.ask(asking(fmt.Sprintf("later%d@lumen.example", len(got)))) // comes before the first page
		if q.Cursor = p.NextCursor; q.Cursor == "" {
			break
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	other, _ := w.account("lumen")
	p, err := w.db.AccessRequests(t.Context(), w.accountID, account.ListQuery{Limit: 1})
	w.must(err)
	_, err = w.db.AccessRequests(t.Context(), other, account.ListQuery{Cursor: p.NextCursor})
	w.want(err, account.ValidationFailed)
}

// Only who is in this account already is told apart; a login elsewhere, an
// invitation and an address of nobody's are answered the same.
func TestARequestGivesNoHintOfOtherAccounts(t *testing.T) {
	w := newWorld(t)
	_, _, _ = w.guest("guest", account.RegularUser)
	w.account("oda")
	w.invite("invited@x.example", account.RegularUser)
	for email, code := range map[string]account.Code{
		"ODA@oda.example": "", "nobody@x.example": "", "invited@x.example": "", "maple@maple.example": account.EmailTaken, "guest@guest.example": account.EmailTaken,
	} {
		q, err := w.db.RequestAccess(t.Context(), w.act(), asking(email))
		w.want(err, code)
		if err == nil && (q.Email != email || q.State != account.AccessRequestWaiting) {
			t.Errorf("%+v", q)
		}
	}
}

func TestRequestsHaveALimitOfTheirOwn(t *testing.T) {
	w := newWorld(t)
	w.db = w.open(sqlstore.Options{InvitationsPerHour: 2})
	w.ask(asking("a@x.example"))
	w.ask(asking("b@x.example"))
	w.invite("c@x.example", account.RegularUser)
	_, err := w.db.RequestAccess(t.Context(), w.act(), asking("d@x.example"))
	w.want(err, account.RateLimited)
	w.now = w.now.Add(time.Hour)
	w.ask(asking("d@x.example"))
}

func TestARequestIsMadeOncePerKey(t *testing.T) {
	w := newWorld(t)
	a := w.act()
	a.Once = &store.Once{Key: "k", Scope: "s", Payload: []byte("p"), Render: rendered(201)}
	_, err := w.db.RequestAccess(t.Context(), a, asking("oda@lumen.example"))
	w.must(err)
	_, err = w.db.RequestAccess(t.Context(), a, asking("oda@lumen.example"))
	w.want(err, account.IdempotencyRunning)
	if n := len(w.requests()); n != 1 {
		t.Errorf("%d requests", n)
	}
}

// Both sides are told: who was let in, and who has asked.
func TestAGrantedRequestIsAnsweredAndTold(t *testing.T) {
	w := newWorld(t)
	w.account("oda")
	q := w.ask(asking("oda@oda.example"))
	w.now = w.now.Add(time.Hour)
	e, err := w.grantAsked(q, "Gladly.")
	w.must(err)
	if e.UserType != account.Custom || len(e.Permissions) != 2 || !e.Until.Equal(q.Until) || e.GrantedBy.ID != "operator" {
		t.Errorf("%+v", e)
	}
	got := w.requests()[0]
	if got.State != account.AccessRequestGranted || got.Answer != "Gladly." || !got.AnsweredAt.Equal(w.now) {
		t.Errorf("%+v", got)
	}
	a := w.lastActivity(w.accountID)
	if a.Action != account.ActionExternalGranted || a.Target.ID != e.ID || !strings.Contains(string(a.Details), q.ID) {
		t.Errorf("%+v %s", a, a.Details)
	}
	mails := w.claim("post")
	guest, asker := only(t, mails, store.MailAccessGranted), only(t, mails, store.MailRequestGranted)
	if guest.To != "oda@oda.example" || guest.Payload.By != "maple" || guest.Payload.AccountName != "maple" || guest.Payload.UserType != account.Custom || !guest.Payload.Until.Equal(q.Until) {
		t.Errorf("the guest is told %+v", guest)
	}
	if asker.To != "maple@maple.example" || asker.Payload.AboutEmail != "oda@oda.example" || asker.Payload.Message != "Gladly." || asker.Payload.AccountName != "maple" {
		t.Errorf("the asker is told %+v", asker)
	}
	if len(mails) != 2 {
		t.Errorf("%d messages", len(mails))
	}
	_, err = w.grantAsked(q, "")
	if !errors.Is(err, store.ErrAnswered) {
		t.Errorf("granted again: %v", err)
	}
}

// only gives the one message of a kind.
func only(t *testing.T, all []store.QueuedMail, k store.MailKind) (found store.QueuedMail) {
	t.Helper()
	n := 0
	for _, m := range all {
		if m.Kind == k {
			found, n = m, n+1
		}
	}
	if n != 1 {
		t.Errorf("%d messages of kind %s", n, k)
	}
	return found
}

func TestAGrantThatFailsAnswersNothing(t *testing.T) {
	w := newWorld(t)
	lumen, _ := w.account("lumen")
	nobody, known := w.ask(asking("nobody@x.example")), w.ask(asking("lumen@lumen.example"))
	_, err := w.grantAsked(nobody, "")
	w.want(err, account.NotFound)
	in := store.Grant{AccountID: lumen, Email: "maple@maple.example", UserType: account.RegularUser, RequestID: known.ID, Now: w.now}
	_, err = w.db.Grant(t.Context(), in)
	w.want(err, account.NotFound) // the request is about another account
	for _, q := range w.requests() {
		if q.State != account.AccessRequestWaiting {
			t.Errorf("%+v", q)
		}
	}
	if mails := w.claim("post"); len(mails) != 0 {
		t.Errorf("%d messages", len(mails))
	}
}

// A declined request names the address alone, whoever has it.
func TestADeclinedRequestTellsWhoAskedAndNothingMore(t *testing.T) {
	w := newWorld(t)
	_, personID := w.account("oda")
	first := "Odalys"
	_, err := w.db.UpdateProfile(t.Context(), w.by(w.signIn(personID, "")), account.ProfileChange{FirstName: &first}, "")
	w.must(err)
	var told []store.MailPayload
	for _, email := range []string{"oda@oda.example", "nobody@x.example"} {
		q := w.ask(asking(email))
		d, err := w.db.Decline(t.Context(), store.Decline{RequestID: q.ID, Answer: "Not now.", Now: w.now})
		w.must(err)
		if d.State != account.AccessRequestDeclined || d.Answer != "Not now." || d.AccountID != w.accountID || d.AccountName != "maple" {
			t.Errorf("%+v", d)
		}
		m := w.mail(store.MailRequestDeclined)
		if m.To != "maple@maple.example" || m.Payload.AboutEmail != email || m.Payload.Message != "Not now." {
			t.Errorf("%+v", m)
		}
		m.Payload.AboutEmail = ""
		told = append(told, m.Payload)
		if a := w.lastActivity(w.accountID); a.Action != account.ActionAccessDeclined || a.Actor.Kind != account.ActorOperator || a.Target.Name != email {
			t.Errorf("%+v", a)
		}
		_, err = w.db.Decline(t.Context(), store.Decline{RequestID: q.ID, Now: w.now})
		if !errors.Is(err, store.ErrAnswered) {
			t.Errorf("declined again: %v", err)
		}
	}
	if fmt.Sprint(told[0]) != fmt.Sprint(told[1]) {
		t.Errorf("%+v can be told from %+v", told[0], told[1])
	}
	_, err = w.db.Decline(t.Context(), store.Decline{RequestID: "req_none", Now: w.now})
	w.want(err, account.NotFound)
}

// Who is no administrator any more is not told of the account's affairs.
func TestAnswersGoToAdministratorsOnly(t *testing.T) {
	w := newWorld(t)
	omar := w.join("omar", account.Administrator)
	q, err := w.db.RequestAccess(t.Context(), w.by(w.signIn(omar.ID, w.accountID)), asking("a@x.example"))
	w.must(err)
	w.claim("post")
	_, err = w.db.UpdateUser(t.Context(), w.act(), omar.ID, account.UserChange{UserType: ptr(account.RegularUser)})
	w.must(err)
	_, err = w.db.Decline(t.Context(), store.Decline{RequestID: q.ID, Now: w.now})
	w.must(err)
	if mails := w.claim("post"); len(mails) != 0 {
		t.Errorf("%d messages, the first to %s", len(mails), mails[0].To)
	}
}

// Somebody asked for an accomplice and has lost the say about it since.
func TestNobodyIsLetInForWhoIsGone(t *testing.T) {
	w := newWorld(t)
	w.account("oda")
	omar := w.join("omar", account.Administrator)
	q, err := w.db.RequestAccess(t.Context(), w.by(w.signIn(omar.ID, w.accountID)), asking("oda@oda.example"))
	w.must(err)
	_, err = w.db.UpdateUser(t.Context(), w.act(), omar.ID, account.UserChange{UserType: ptr(account.RegularUser)})
	w.must(err)
	if _, err := w.grantAsked(q, ""); !errors.Is(err, store.ErrAskerGone) {
		t.Errorf("granted: %v", err)
	}
}

// A login may hold an address that nobody has confirmed: the operator lets its
// owner in and nobody else.
func TestAGrantMayAskForAConfirmedAddress(t *testing.T) {
	w := newWorld(t)
	lumen, oda := w.account("oda")
	theirs, err := w.db.Invite(t.Context(), w.by(w.signIn(oda, lumen)), account.NewInvitation{Email: "victim@corp.example", UserType: account.RegularUser, ReturnLink: true})
	w.must(err)
	_, err = w.db.CompleteInvitation(t.Context(), hashOf(theirs.Token), store.Completion{FirstName: "M", Username: "mallory", PasswordHash: passwordHash, Language: "en", Now: w.now})
	w.must(err)
	in := store.Grant{AccountID: w.accountID, Email: "victim@corp.example", UserType: account.RegularUser, ConfirmedOnly: true, Now: w.now}
	if _, err := w.db.Grant(t.Context(), in); !errors.Is(err, store.ErrUnverified) {
		t.Errorf("whoever made the login was let in: %v", err)
	}
	in.Email = "oda@oda.example"
	_, err = w.db.Grant(t.Context(), in)
	w.must(err)
}

func TestTheOperatorSeesTheWaitingOfAllAccounts(t *testing.T) {
	w := newWorld(t)
	other, otherAdmin := w.account("lumen")
	first := w.ask(asking("a@x.example"))
	second, err := w.db.RequestAccess(t.Context(), w.by(w.signIn(otherAdmin, other)), asking("b@x.example"))
	w.must(err)
	third := w.ask(asking("c@x.example"))
	_, err = w.db.Decline(t.Context(), store.Decline{RequestID: first.ID, Now: w.now})
	w.must(err)
	list := func(accountID string, waiting bool) (ids []string) {
		p, err := w.db.Requests(t.Context(), accountID, waiting, account.ListQuery{})
		w.must(err)
		for _, r := range p.Items {
			ids = append(ids, r.ID)
		}
		return ids
	}
	if got := list("", true); !slices.Equal(got, []string{second.ID, third.ID}) {
		t.Errorf("waiting: %v", got)
	}
	if got := list("", false); !slices.Equal(got, []string{first.ID}) {
		t.Errorf("answered: %v", got)
	}
	if got := list(other, true); !slices.Equal(got, []string{second.ID}) {
		t.Errorf("waiting in one account: %v", got)
	}
	q, err := w.db.FindRequest(t.Context(), second.ID)
	if err != nil || q.AccountName != "lumen" || q.AccountID != other {
		t.Errorf("%+v %v", q, err)
	}
}

// What was answered is forgotten a year later, with the address and the reason
// that it holds; what waits for an answer stays.
func TestAnAnsweredRequestIsForgottenAfterAYear(t *testing.T) {
	w := newWorld(t)
	w.account("oda")
	granted, declined := w.ask(asking("oda@oda.example")), w.ask(asking("kim@lumen.example"))
	waiting := w.ask(asking("sol@lumen.example"))
	_, err := w.grantAsked(granted, "Gladly")
	w.must(err)
	_, err = w.db.Decline(t.Context(), store.Decline{RequestID: declined.ID, Answer: "No", Now: w.now.Add(24 * time.Hour)})
	w.must(err)
	answered := w.now
	for _, at := range []struct {
		after time.Duration
		left  []string
	}{
		{store.PlaceKept - time.Second, []string{waiting.ID, declined.ID, granted.ID}},
		{store.PlaceKept, []string{waiting.ID, declined.ID}},
		{store.PlaceKept + 24*time.Hour, []string{waiting.ID}},
		{3 * store.PlaceKept, []string{waiting.ID}},
	} {
		w.must(w.db.Housekeep(t.Context(), answered.Add(at.after)))
		var left []string
		for _, q := range w.requests() {
			left = append(left, q.ID)
		}
		if !slices.Equal(left, at.left) {
			t.Errorf("after %v %v are left, want %v", at.after, left, at.left)
		}
	}
}
