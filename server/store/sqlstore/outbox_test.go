package sqlstore_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/store"
	"rollcall/server/store/sqlstore"
)

// claim takes all mail that is due.
func (w *world) claim(claimant string) []store.QueuedMail {
	w.Helper()
	m, err := w.db.ClaimMail(w.Context(), claimant, 100, w.now)
	w.must(err)
	return m
}

func (w *world) delivery(id string) account.Delivery {
	w.Helper()
	i, err := w.db.Invitation(w.Context(), w.accountID, id, w.now)
	w.must(err)
	return i.Delivery
}

func TestTheMailOfAnInvitationIsQueuedWithIt(t *testing.T) {
	w := newWorld(t)
	i := w.invite("ana@northlight.example", account.RegularUser)
	select {
	case <-w.db.MailQueued():
	default:
		t.Error("nobody was told of the mail")
	}
	mails := w.claim("one")
	if len(mails) != 1 {
		t.Fatalf("%d mails are queued", len(mails))
	}
	m := mails[0]
	if m.To != i.Email || m.InvitationID != i.ID || m.Payload.AccountName != "maple" || !m.Payload.ExpiresAt.Equal(i.ExpiresAt) {
		t.Errorf("the mail to %s says %s", m.To, m.Payload.AccountName)
	}
	w.must(w.page(m.Payload.Token))
	if m.Payload.Token == i.Token {
		t.Error("the link that was shown is the one that was mailed")
	}
	if again := w.claim("two"); len(again) != 0 {
		t.Error("a claimed mail was claimed again")
	}
	w.must(w.db.MailSent(t.Context(), []string{m.ID}, w.now))
	if d := w.delivery(i.ID); d.State != account.DeliverySent {
		t.Errorf("delivery %+v", d)
	}
}

func TestWhichMailIsNotSent(t *testing.T) {
	for _, c := range []struct {
		name   string
		happen func(w *world, i store.Invited)
		want   int
	}{
		{"cancelled", func(w *world, i store.Invited) { w.must(w.db.CancelInvitation(t.Context(), w.act(), i.ID)) }, 0},
		{"cancelled and restored", func(w *world, i store.Invited) {
			w.must(w.db.CancelInvitation(t.Context(), w.act(), i.ID))
			_, err := w.db.RestoreInvitation(t.Context(), w.act(), i.ID)
			w.must(err)
		}, 1},
		{"resent", func(w *world, i store.Invited) {
			_, err := w.db.Resend(t.Context(), w.act(), i.ID, false)
			w.must(err)
		}, 1},
		{"corrected", func(w *world, i store.Invited) {
			_, err := w.db.Invite(t.Context(), w.act(), account.NewInvitation{Email: "b@b.example", UserType: account.RegularUser, Replaces: i.ID})
			w.must(err)
		}, 1},
		{"completed", func(w *world, i store.Invited) {
			_, err := w.db.CompleteInvitation(t.Context(), hashOf(i.Token), store.Completion{Username: "ana", Now: w.now})
			w.must(err)
		}, 0},
		{"expired", func(w *world, _ store.Invited) { w.now = w.now.Add(account.InvitationLifetime) }, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			c.happen(w, w.invite("ana@northlight.example", account.RegularUser))
			mails := slices.DeleteFunc(w.claim("one"), func(m store.QueuedMail) bool { return m.Kind != store.MailInvitation })
			if len(mails) != c.want {
				t.Fatalf("%d invitations are due, want %d", len(mails), c.want)
			}
			for _, m := range mails {
				w.must(w.page(m.Payload.Token))
			}
		})
	}
}

func TestAMailThatCouldNotBeSent(t *testing.T) {
	w := newWorld(t)
	i := w.invite("ana@northlight.example", account.RegularUser)
	version := i.Version
	m := w.claim("one")[0]
	retry := w.now.Add(time.Minute)
	w.must(w.db.MailFailed(t.Context(), store.MailFailure{ID: m.ID, Reason: "the server is away", Retry: retry, Now: w.now}))
	waiting, err := w.db.Invitation(t.Context(), w.accountID, i.ID, w.now)
	w.must(err)
	if d := waiting.Delivery; d.State != account.DeliveryQueued || d.Detail != "the server is away" || d.At != w.now || !d.NextTryAt.Equal(retry) || waiting.Version != version {
		t.Errorf("delivery %+v at version %d", d, waiting.Version)
	}
	if c := w.lastChange(w.accountID); c.ID != i.ID || c.Op != account.Upsert {
		t.Errorf("the feed ends with %+v", c)
	}
	if len(w.claim("one")) != 0 {
		t.Error("it was tried again at once")
	}
	w.now = retry
	again := w.claim("one")[0]
	if again.MessageID != m.MessageID || again.Attempts != 1 {
		t.Errorf("message %s, attempt %d", again.MessageID, again.Attempts)
	}
	w.must(w.db.MailFailed(t.Context(), store.MailFailure{ID: m.ID, Permanent: true, State: account.DeliveryBounced, Reason: "no such person", Now: w.now}))
	got, err := w.db.Invitation(t.Context(), w.accountID, i.ID, w.now)
	w.must(err)
	if got.Delivery.State != account.DeliveryBounced || !got.Delivery.NextTryAt.IsZero() || got.Version != version {
		t.Errorf("delivery %+v at version %d", got.Delivery, got.Version)
	}
	if c := w.lastChange(w.accountID); c.ID != i.ID {
		t.Errorf("the feed ends with %+v", c)
	}
}

func TestMailToDomainsThatAreBusyIsLeft(t *testing.T) {
	w := newWorld(t)
	w.invite("ana@Slow.example", account.RegularUser)
	w.invite("ben@northlight.example", account.RegularUser)
	w.invite("cleo@slow.example.org", account.RegularUser)
	m, err := w.db.ClaimMail(t.Context(), "one", 10, w.now, "slow.example", "other.example")
	w.must(err)
	if len(m) != 2 || m[0].To != "ben@northlight.example" || m[1].To != "cleo@slow.example.org" {
		t.Errorf("claimed %d", len(m))
	}
	m, err = w.db.ClaimMail(t.Context(), "one", 10, w.now, "slow.example")
	w.must(err)
	if len(m) != 0 {
		t.Error("a busy domain was claimed alone")
	}
	if m = w.claim("one"); len(m) != 1 {
		t.Errorf("%d wait", len(m))
	}
}

func TestWhatADeadSenderHadClaimedIsDueAtOnce(t *testing.T) {
	w := newWorld(t)
	w.invite("ana@northlight.example", account.RegularUser)
	dead := w.claim("dead")[0]
	w.must(w.db.ReleaseMail(t.Context(), "alive"))
	mails := w.claim("alive")
	if len(mails) != 1 || mails[0].MessageID != dead.MessageID {
		t.Fatalf("released %d mails", len(mails))
	}
	w.must(w.db.ReleaseMail(t.Context(), "alive"))
	if len(w.claim("alive")) != 0 {
		t.Error("the sender lost its own claim")
	}
}

func TestNoSecretStandsInTheFiles(t *testing.T) {
	w := newWorld(t)
	shown := w.invite("ana@northlight.example", account.RegularUser)
	mailed := w.claim("one")[0].Payload.Token
	for _, name := range []string{sqlstore.FileName, sqlstore.FileName + "-wal"} {
		b, err := os.ReadFile(filepath.Join(w.dir, name))
		w.must(err)
		for what, secret := range map[string]string{"a link that was shown": shown.Token, "a link that waits": mailed, "a session": "token of 1"} {
			if bytes.Contains(b, []byte(secret)) {
				t.Errorf("%s holds %s", name, what)
			}
		}
	}
	entries, err := os.ReadDir(w.dir)
	w.must(err)
	for _, e := range entries {
		info, err := e.Info()
		w.must(err)
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s can be read by others: %v", e.Name(), info.Mode())
		}
	}
}

func TestMailSealedUnderALostKeyFailsAndSaysSo(t *testing.T) {
	w := newWorld(t)
	i := w.invite("ana@northlight.example", account.RegularUser)
	w.must(os.Remove(filepath.Join(w.dir, sqlstore.KeyFile)))
	w.db = w.open(sqlstore.Options{})
	if len(w.claim("one")) != 0 {
		t.Error("it could be read")
	}
	if d := w.delivery(i.ID); d.State != account.DeliveryFailed {
		t.Errorf("delivery %+v", d)
	}
}

func TestWhatCameBackIsBouncedUnlessSentAgainSince(t *testing.T) {
	w := newWorld(t)
	i := w.invite("ana@northlight.example", account.RegularUser)
	first := w.claim("one")[0]
	came := func(m store.QueuedMail) error {
		return w.db.MailReturned(t.Context(), m.MessageID, account.DetailMailboxFull, w.now)
	}
	w.must(w.db.MailSent(t.Context(), []string{first.ID}, w.now))
	w.must(came(first))
	w.must(came(first))
	if d := w.delivery(i.ID); d.State != account.DeliveryBounced || d.Detail != account.DetailMailboxFull {
		t.Errorf("delivery %+v", d)
	}
	_, err := w.db.Resend(t.Context(), w.act(), i.ID, false)
	w.must(err)
	second := w.claim("one")[0]
	w.must(w.db.MailSent(t.Context(), []string{second.ID}, w.now))
	w.must(came(first))
	if d := w.delivery(i.ID); d.State != account.DeliverySent {
		t.Errorf("an older mail has spoken for the newer: %+v", d)
	}
	w.want(w.db.MailReturned(t.Context(), "another@maple.example", account.DetailRefused, w.now), account.NotFound)
}

// A mail server may refuse within a moment, before it was written down that it
// took the message; the sender may die in between, or never learn that it did.
func TestAReportThatIsQuickerThanTheSenderCounts(t *testing.T) {
	for name, later := range map[string]func(w *world, m store.QueuedMail){
		"sent": func(w *world, m store.QueuedMail) {
			w.must(w.db.MailSent(t.Context(), []string{m.ID}, w.now))
		},
		"the answer was lost": func(w *world, m store.QueuedMail) {
			w.must(w.db.MailFailed(t.Context(), store.MailFailure{ID: m.ID, Reason: "no answer", Retry: w.now, Now: w.now}))
		},
		"the answer was lost for good": func(w *world, m store.QueuedMail) {
			w.must(w.db.MailFailed(t.Context(), store.MailFailure{ID: m.ID, Permanent: true, State: account.DeliveryFailed, Now: w.now}))
		},
		"the sender died": func(w *world, _ store.QueuedMail) { w.must(w.db.ReleaseMail(t.Context(), "two")) },
	} {
		t.Run(name, func(t *testing.T) {
			w := makeWorld(t)
			i := w.invite("ana@northlight.example", account.RegularUser)
			m := w.claim("one")[0]
			w.must(w.db.MailReturned(t.Context(), m.MessageID, account.DetailNoSuchPerson, w.now))
			bounced := func() {
				t.Helper()
				if d := w.delivery(i.ID); d.State != account.DeliveryBounced || d.Detail != account.DetailNoSuchPerson {
					t.Errorf("delivery %+v", d)
				}
			}
			bounced()
			later(w, m)
			bounced()
			w.db = w.open(sqlstore.Options{})
			if again := w.claim("two"); len(again) != 0 {
				t.Errorf("%d messages are sent again", len(again))
			}
			w.must(w.db.MailReturned(t.Context(), m.MessageID, account.DetailNoSuchPerson, w.now))
			bounced()
		})
	}
}

// A dead sender's message that waits to be sent again has left all the same.
func TestAReportAboutAReleasedMessageCounts(t *testing.T) {
	w := newWorld(t)
	i := w.invite("ana@northlight.example", account.RegularUser)
	m := w.claim("one")[0]
	w.must(w.db.ReleaseMail(t.Context(), "two"))
	w.must(w.db.MailReturned(t.Context(), m.MessageID, account.DetailRefused, w.now))
	if len(w.claim("two")) != 0 || w.delivery(i.ID).State != account.DeliveryBounced {
		t.Errorf("delivery %+v", w.delivery(i.ID))
	}
	// What came back is forgotten with the rest.
	w.must(w.db.Housekeep(t.Context(), w.now.Add(91*24*time.Hour)))
	w.want(w.db.MailReturned(t.Context(), m.MessageID, account.DetailRefused, w.now), account.NotFound)
}
