package contract_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"rollcall/account"
)

// TestEightRequestsWithOneKeyAreOneInvitation: one invitation, one mail.
func TestEightRequestsWithOneKeyAreOneInvitation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	for range rounds(t, 50) {
		email := unique(t)
		body := map[string]any{"email": email, "user_type": "user"}
		answers := together(8, func(int) answer {
			a, err := admin.send(t.Context(), http.MethodPost, w.in("invitations"), body, key("one "+email))
			if err != nil {
				t.Error(err)
			}
			return a
		})
		first := checkOneAnswer(t, answers)
		again := admin.post(t, w.in("invitations"), body, key("one "+email)).want(t, 201)
		if !bytes.Equal(again.body, first.body) {
			t.Fatalf("the repeat differs:\n%s\n%s", first.body, again.body)
		}
		w.wantOneInvitation(t, email)
	}
}

// checkOneAnswer: all that succeeded are the same, the others met a request
// that was still running.
func checkOneAnswer(t *testing.T, answers []answer) answer {
	t.Helper()
	var first *answer
	for _, a := range answers {
		switch {
		case a.status == http.StatusCreated && first == nil:
			first = &a
		case a.status == http.StatusCreated:
			if !bytes.Equal(first.body, a.body) {
				t.Fatalf("two answers: %s and %s", first.body, a.body)
			}
		default:
			a.wantCode(t, 409, account.IdempotencyRunning)
		}
	}
	if first == nil {
		t.Fatal("no request succeeded")
	}
	return *first
}

func (w *world) wantOneInvitation(t *testing.T, email string) {
	t.Helper()
	var found []account.Invitation
	for _, i := range all[account.Invitation](t, w.as(t, w.amelie), w.in("invitations?state=pending")) {
		if i.Email == email {
			found = append(found, i)
		}
	}
	if len(found) != 1 || found[0].SentCount != 1 {
		t.Fatalf("%d invitations: %+v", len(found), found)
	}
	eventually(t, 10*time.Second, "mail sent", func() bool {
		return w.invitation(t, found[0].ID).Delivery.State == account.DeliverySent
	})
	if mails := w.mailsTo(t, email); len(mails) != 1 {
		t.Fatalf("%d mails to one invited person", len(mails))
	}
}

func TestAKeyBelongsToItsCallerMethodAndPath(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, other := w.as(t, w.amelie), w.as(t, w.ben)
	body := map[string]any{"email": unique(t), "user_type": "user"}
	made := read[account.Invitation](t, admin.post(t, w.in("invitations"), body, key("k")).want(t, 201))

	admin.post(t, w.in("invitations"), map[string]any{"email": unique(t), "user_type": "user"}, key("k")).wantCode(t, 422, account.IdempotencyReused)
	other.post(t, w.in("invitations"), map[string]any{"email": unique(t), "user_type": "user"}, key("k")).want(t, 201)
	admin.post(t, w.in("invitations/"+made.ID+"/resend"), map[string]any{}, key("k")).want(t, 200)
	admin.post(t, w.in("invitations"), body, key("k")).want(t, 201)
	admin.post(t, w.in("invitations"), body).wantCode(t, 409, account.AlreadyInvited)
	if again := w.invitation(t, made.ID); again.SentCount != 2 {
		t.Errorf("sent %d times, want 2", again.SentCount)
	}
}

func TestTheSamePersonInAnotherSessionIsTheSameCaller(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	body := map[string]any{"email": unique(t), "user_type": "user"}
	first := w.as(t, w.amelie).post(t, w.in("invitations"), body, key("k")).want(t, 201)
	again := w.signIn(t, w.amelie).post(t, w.in("invitations"), body, key("k")).want(t, 201)
	if !bytes.Equal(first.body, again.body) {
		t.Errorf("a repeat after signing in again differs: %s, %s", first.body, again.body)
	}
}

func TestARepeatIsAnsweredAfterARestart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	body := map[string]any{"email": unique(t), "user_type": "custom", "permissions": []string{"contacts.view"}, "message": "Bonjour"}
	first := w.as(t, w.amelie).post(t, w.in("invitations"), body, key("k")).want(t, 201)
	w.restart(t)
	again := w.as(t, w.amelie).post(t, w.in("invitations"), body, key("k")).want(t, 201)
	if !bytes.Equal(first.body, again.body) || first.header.Get("ETag") != again.header.Get("ETag") || first.header.Get("Location") != again.header.Get("Location") {
		t.Errorf("the repeat differs: %v %s, %v %s", first.header, first.body, again.header, again.body)
	}
	w.wantOneInvitation(t, body["email"].(string))
}

func TestErrorsAreNotKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	u := w.user(t, w.aSpare())
	body := map[string]any{"job_title": "Printer"}
	admin.patch(t, w.in("users/"+u.ID), body, key("k"), ifMatch(u.Version+7)).wantCode(t, 412, account.VersionMismatch)
	admin.patch(t, w.in("users/"+u.ID), body, key("k")).wantCode(t, 428, account.PreconditionRequired)
	first := admin.patch(t, w.in("users/"+u.ID), body, key("k"), ifMatch(u.Version)).want(t, 200)
	// The repeat carries the version of before the act, and is answered first.
	again := admin.patch(t, w.in("users/"+u.ID), body, key("k"), ifMatch(u.Version)).want(t, 200)
	if !bytes.Equal(first.body, again.body) || w.user(t, u.ID).Version != u.Version+1 {
		t.Errorf("the act was done twice, or answered otherwise")
	}
}

func TestARepeatedRemovalGivesTheSameReceipt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	u, x, i := w.user(t, w.aSpare()), w.external(t, w.spareAccess()), w.invite(t, unique(t))
	for path, version := range map[string]int64{"users/" + u.ID: u.Version, "external-users/" + x.ID: x.Version, "invitations/" + i.ID: i.Version} {
		first := admin.delete(t, w.in(path), key("k"), ifMatch(version))
		if first.status/100 != 2 {
			t.Fatalf("%s: %d %s", path, first.status, first.body)
		}
		again := admin.delete(t, w.in(path), key("k"), ifMatch(version)).want(t, first.status)
		if !bytes.Equal(first.body, again.body) {
			t.Errorf("%s: the repeat differs: %s, %s", path, first.body, again.body)
		}
	}
}

// TestAnAnswerWithALinkIsNotKept: its repeat is 409 and makes nothing.
func TestAnAnswerWithALinkIsNotKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	email := unique(t)
	body := map[string]any{"email": email, "user_type": "user", "return_link": true}
	made := read[account.Invitation](t, admin.post(t, w.in("invitations"), body, key("k")).want(t, 201))
	if !strings.HasPrefix(made.Link, "http") {
		t.Fatalf("the link was asked for: %+v", made)
	}
	a := admin.post(t, w.in("invitations"), body, key("k"))
	a.wantCode(t, 409, account.IdempotencyRunning)
	if bytes.Contains(a.body, []byte(made.Link)) {
		t.Error("the refusal shows the link")
	}
	resent := map[string]any{"return_link": true}
	admin.post(t, w.in("invitations/"+made.ID+"/resend"), resent, key("r")).want(t, 200)
	admin.post(t, w.in("invitations/"+made.ID+"/resend"), resent, key("r")).wantCode(t, 409, account.IdempotencyRunning)
	if got := w.invitation(t, made.ID); got.SentCount != 2 || got.Link != "" {
		t.Errorf("after one resend: %+v", got)
	}
}

// TestARepeatNeedsTheRightStill: it is answered after authorisation.
func TestARepeatNeedsTheRightStill(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, other := w.as(t, w.amelie), w.as(t, w.ben)
	body := map[string]any{"email": unique(t), "user_type": "user"}
	other.post(t, w.in("invitations"), body, key("k")).want(t, 201)
	ben := w.user(t, w.ben.id)
	admin.patch(t, w.in("users/"+ben.ID), map[string]any{"user_type": "user"}, ifMatch(ben.Version)).want(t, 200)
	other.post(t, w.in("invitations"), body, key("k")).wantCode(t, 403, account.Forbidden)
}

func TestASignInTakesNoKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	body := map[string]any{"login": "ugo", "password": password, "device_name": "Desk"}
	first := read[session](t, w.nobody().post(t, "/v1/sessions", body, key("k")).want(t, 201))
	again := read[session](t, w.nobody().post(t, "/v1/sessions", body, key("k")).want(t, 201))
	if first.Token == again.Token {
		t.Error("one token was given out twice")
	}
}

func TestAKeyIsForgottenAfterThirtyDays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	body := map[string]any{"email": unique(t), "user_type": "user"}
	w.as(t, w.amelie).post(t, w.in("invitations"), body, key("k")).want(t, 201)
	w.clock.advance(29 * 24 * time.Hour)
	w.signIn(t, w.amelie).post(t, w.in("invitations"), body, key("k")).want(t, 201)
	w.clock.advance(2 * 24 * time.Hour)
	w.signIn(t, w.amelie).post(t, w.in("invitations"), body, key("k")).wantCode(t, 409, account.AlreadyInvited)
}

// TestEveryActTakesAKey: each act of the published document, sent twice with
// one key, is done once; the repeat gets the same answer, or 409 when that held
// a secret, and another payload under the key is refused.
func TestEveryActTakesAKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.as(t, w.amelie)
	for n, r := range contractRows() {
		if strings.HasPrefix(r.op, http.MethodGet) || strings.Contains(r.op, " /v1/sessions") || r.who == anyone {
			continue
		}
		t.Run(r.op, func(t *testing.T) {
			c := r.ready(t, w, admin, w.amelie)
			defer c.done()
			c.opts = append(c.opts, key(fmt.Sprintf("act %d", n)))
			first := r.send(t, admin, c).want(t, r.status)
			again := r.send(t, admin, c)
			if r.secret {
				again.wantCode(t, 409, account.IdempotencyRunning)
			} else if again.status != first.status || !bytes.Equal(again.body, first.body) {
				t.Errorf("the repeat differs: %d %s, was %d %s", again.status, again.body, first.status, first.body)
			}
			if other, changed := otherPayload(c); changed {
				r.send(t, admin, other).wantCode(t, 422, account.IdempotencyReused)
			}
		})
	}
}

// otherPayload is the same call with another word in it.
func otherPayload(c call) (call, bool) {
	body, _ := c.body.(map[string]any)
	for name, value := range body {
		if s, is := value.(string); is && name != "user_type" {
			c.body = maps.Clone(body)
			c.body.(map[string]any)[name] = s + "x"
			return c, true
		}
	}
	return c, false
}
