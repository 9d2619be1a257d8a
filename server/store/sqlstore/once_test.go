package sqlstore_test

import (
	"sync"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

func once(key, payload string) *store.Once {
	return &store.Once{Key: key, Scope: "someone POST /invitations", Payload: []byte(payload), Render: rendered(201)}
}

func (w *world) inviteOnce(o *store.Once, email string) error {
	a := w.act()
	a.Once = o
	_, err := w.db.Invite(background(), a, account.NewInvitation{Email: email, UserType: account.RegularUser})
	return err
}

func TestEightRequestsWithOneKeyAreOneInvitation(t *testing.T) {
	w := newWorld(t)
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wg.Go(func() { errs[i] = w.inviteOnce(once("key", "payload"), string(rune('a'+i))+"@northlight.example") })
	}
	wg.Wait()
	succeeded := 0
	for _, err := range errs {
		if err == nil {
			succeeded++
			continue
		}
		w.want(err, account.IdempotencyRunning)
	}
	p, err := w.db.Invitations(t.Context(), w.accountID, account.ListQuery{}, w.now)
	w.must(err)
	if mails := w.claim("one"); succeeded != 1 || len(p.Items) != 1 || len(mails) != 1 {
		t.Errorf("%d succeeded, %d invitations, %d mails", succeeded, len(p.Items), len(mails))
	}
}

func TestAnAnswerIsKeptForThirtyDaysForTheSamePayload(t *testing.T) {
	w := newWorld(t)
	w.must(w.inviteOnce(once("key", "payload"), "ana@northlight.example"))
	ask := func(key, payload string) (*store.Answer, error) {
		return w.db.Answered(t.Context(), once(key, payload), w.now)
	}
	if a, err := ask("key", "payload"); err != nil || a == nil || a.Status != 201 || a.Header["ETag"] != `"1"` || len(a.Body) == 0 {
		t.Errorf("kept %+v, %v", a, err)
	}
	if a, err := ask("another key", "payload"); err != nil || a != nil {
		t.Errorf("another key has %+v, %v", a, err)
	}
	_, err := ask("key", "another payload")
	w.want(err, account.IdempotencyReused)

	w.now = w.now.Add(store.AnswersKept)
	if a, err := ask("key", "payload"); err != nil || a != nil {
		t.Errorf("after 30 days there is %+v, %v", a, err)
	}
	w.admin = w.signIn(w.admin.PersonID, w.accountID)
	w.must(w.inviteOnce(once("key", "another payload"), "bob@northlight.example"))
}

func TestErrorsAndSecretsAreNotKept(t *testing.T) {
	w := newWorld(t)
	w.want(w.inviteOnce(once("key", "payload"), "maple@maple.example"), account.EmailTaken)
	if a, err := w.db.Answered(t.Context(), once("key", "payload"), w.now); a != nil || err != nil {
		t.Errorf("an error was kept: %+v, %v", a, err)
	}
	secret := once("key", "payload")
	secret.Render = func(any) (store.Answer, error) {
		return store.Answer{Status: 201, Body: []byte("the link"), Secret: true}, nil
	}
	w.must(w.inviteOnce(secret, "ana@northlight.example"))
	_, err := w.db.Answered(t.Context(), once("key", "payload"), w.now)
	w.want(err, account.IdempotencyRunning)
}

func TestSessionsEndByTheirLimits(t *testing.T) {
	w := newWorld(t)
	token := hashOf("token of 1")
	authenticate := func() error {
		id, err := w.db.Authenticate(t.Context(), token, w.accountID, w.now)
		if err == nil && id.TouchDue {
			err = w.db.Touch(t.Context(), id, w.accountID, w.now)
		}
		return err
	}
	began := w.now
	for _, c := range []struct {
		after time.Duration
		want  account.Code
	}{
		{store.SessionIdle - time.Second, ""},
		{2*store.SessionIdle - 2*time.Second, ""},
		{3*store.SessionIdle - 3*time.Second, ""},
		{store.SessionAbsolute, account.SessionEnded},
	} {
		w.now = began.Add(c.after)
		w.want(authenticate(), c.want)
	}
	_, err := w.db.Authenticate(t.Context(), hashOf("nobody's"), w.accountID, w.now)
	w.want(err, account.Unauthenticated)
}

func TestSigningOutEndsOneSessionAndANewPasswordTheOthers(t *testing.T) {
	w := newWorld(t)
	first, second, third := w.admin, w.signIn(w.admin.PersonID, w.accountID), w.signIn(w.admin.PersonID, w.accountID)
	w.must(w.db.EndSession(t.Context(), w.by(first)))
	w.want(w.db.ChangePassword(t.Context(), w.by(second), "not the hash", alone("new"), true), account.OwnPasswordWrong)
	w.must(w.db.ChangePassword(t.Context(), w.by(second), passwordHash, alone("new"), true))
	for c, want := range map[store.Caller]string{first: account.ReasonSignedOut, second: "", third: account.ReasonPasswordChanged} {
		st, err := w.db.Standing(t.Context(), store.Identity{SessionID: c.SessionID, PersonID: c.PersonID}, w.accountID, w.now)
		w.must(err)
		if st.Ended != want {
			t.Errorf("ended as %q, want %q", st.Ended, want)
		}
	}
	_, err := w.db.StartSession(t.Context(), store.StartSession{PersonID: w.admin.PersonID, PasswordHash: passwordHash, TokenHash: hashOf("x"), Now: w.now})
	w.want(err, account.InvalidCredentials)
}
