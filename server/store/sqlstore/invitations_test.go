package sqlstore_test

import (
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/store"
	"rollcall/server/store/sqlstore"
)

func TestResendKillsTheOldLinkAndRestartsTheSevenDays(t *testing.T) {
	w := newWorld(t)
	old := w.invite("ana@northlight.example", account.RegularUser)
	w.now = w.now.Add(8 * 24 * time.Hour)
	w.want(w.page(old.Token), account.LinkExpired)

	again, err := w.db.Resend(t.Context(), w.act(), old.ID, true)
	w.must(err)
	w.want(w.page(old.Token), account.LinkExpired)
	w.must(w.page(again.Token))
	if want := w.now.Add(account.InvitationLifetime); !again.ExpiresAt.Equal(want) || again.SentCount != 2 || again.Version != old.Version+1 {
		t.Errorf("got expiry %v, sent %d, version %d", again.ExpiresAt, again.SentCount, again.Version)
	}
}

func TestTheTrashCanKillsTheLinkAndUndoRevivesIt(t *testing.T) {
	w := newWorld(t)
	i := w.invite("ana@northlight.example", account.RegularUser)
	w.must(w.db.CancelInvitation(t.Context(), w.act(1), i.ID))
	w.want(w.page(i.Token), account.LinkCancelled)
	if c := w.lastChange(w.accountID); c.ID != i.ID || c.Op != account.Upsert {
		t.Errorf("the feed says %+v", c)
	}
	w.now = w.now.Add(23 * time.Hour)
	back, err := w.db.RestoreInvitation(t.Context(), w.act(), i.ID)
	w.must(err)
	w.must(w.page(i.Token))
	if !back.ExpiresAt.Equal(i.ExpiresAt) || back.Version != 3 {
		t.Errorf("restored with expiry %v and version %d", back.ExpiresAt, back.Version)
	}
}

func TestWhatCannotBeRestored(t *testing.T) {
	for _, c := range []struct {
		name   string
		happen func(w *world, i store.Invited)
		want   account.Code
	}{
		{"after 24 hours", func(w *world, i store.Invited) { w.now = w.now.Add(24 * time.Hour) }, account.InvitationNotPending},
		{"invited again", func(w *world, i store.Invited) { w.invite(i.Email, account.RegularUser) }, account.AlreadyInvited},
		{"a user by now", func(w *world, i store.Invited) { w.join("ana", account.RegularUser) }, account.EmailTaken},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			i := w.invite("ana@northlight.example", account.RegularUser)
			w.must(w.db.CancelInvitation(t.Context(), w.act(), i.ID))
			c.happen(w, i)
			_, err := w.db.RestoreInvitation(t.Context(), w.act(), i.ID)
			w.want(err, c.want)
		})
	}
}

func TestACorrectionReplacesTheInvitationForGood(t *testing.T) {
	w := newWorld(t)
	wrong := w.invite("ana@gmial.example", account.RegularUser)
	right, err := w.db.Invite(t.Context(), w.act(), account.NewInvitation{
		Email: "ana@gmail.example", UserType: account.Administrator, Replaces: wrong.ID, ReturnLink: true,
	})
	w.must(err)
	w.want(w.page(wrong.Token), account.LinkCancelled)
	w.must(w.page(right.Token))
	_, err = w.db.RestoreInvitation(t.Context(), w.act(), wrong.ID)
	w.want(err, account.InvitationNotPending)
	if a := w.lastActivity(w.accountID); a.Action != account.ActionInvitationCorrected {
		t.Errorf("noted as %s", a.Action)
	}
	same, err := w.db.Invite(t.Context(), w.act(), account.NewInvitation{Email: right.Email, UserType: account.RegularUser, Replaces: right.ID})
	w.must(err)
	if same.Email != right.Email || same.ID == right.ID {
		t.Errorf("a correction may keep the address; got %+v", same.Invitation.Email)
	}
}

func TestWhoCannotBeInvited(t *testing.T) {
	w := newWorld(t)
	w.guest("lumen", account.RegularUser)
	w.account("elsewhere")
	expired := w.invite("old@northlight.example", account.RegularUser)
	w.now = w.now.Add(10 * 24 * time.Hour)
	for _, c := range []struct {
		email string
		want  account.Code
	}{
		{"MAPLE@maple.example", account.EmailTaken},
		{"lumen@lumen.example", account.EmailTaken},
		{"Old@northlight.example", account.AlreadyInvited},
		{"elsewhere@elsewhere.example", ""}, // no hint (R12)
		{"new@northlight.example", ""},
	} {
		_, err := w.db.Invite(t.Context(), w.act(), account.NewInvitation{Email: c.email, UserType: account.RegularUser})
		w.want(err, c.want)
		if c.want == account.AlreadyInvited && err.(*account.Error).InvitationID != expired.ID {
			t.Errorf("%s: names the invitation %s", c.email, err.(*account.Error).InvitationID)
		}
	}
}

func TestAnAddressWithALoginElsewhereIsToldOnItsPageOnly(t *testing.T) {
	w := newWorld(t)
	w.account("elsewhere")
	i := w.invite("elsewhere@elsewhere.example", account.RegularUser)
	p, err := w.db.InvitationByToken(t.Context(), hashOf(i.Token), w.now)
	w.must(err)
	if !p.HasLogin {
		t.Error("the page does not know")
	}
	_, err = w.db.CompleteInvitation(t.Context(), hashOf(i.Token), store.Completion{Username: "double", Now: w.now})
	w.want(err, account.EmailTaken)
}

func TestACompletedInvitationIsAUser(t *testing.T) {
	w := newWorld(t)
	i := w.invite("ana@northlight.example", account.Custom)
	in := store.Completion{FirstName: "Ana", LastName: "Roy", Username: "maple", PasswordHash: passwordHash, Language: "fr", Now: w.now}
	_, err := w.db.CompleteInvitation(t.Context(), hashOf(i.Token), in)
	w.want(err, account.UsernameTaken)
	in.Username = "ana"
	u, err := w.db.CompleteInvitation(t.Context(), hashOf(i.Token), in)
	w.must(err)
	if u.EmailVerified {
		t.Error("a link that was shown proves nothing about the address")
	}
	if u.InvitedBy == nil || u.InvitedBy.ID != w.admin.PersonID {
		t.Errorf("invited by %v", u.InvitedBy)
	}
	w.want(w.page(i.Token), account.LinkUsed)
	_, err = w.db.Invitation(t.Context(), w.accountID, i.ID, w.now)
	w.want(err, account.NotFound)
	_, err = w.db.CompleteInvitation(t.Context(), hashOf(i.Token), in)
	w.want(err, account.LinkUsed)
}

func TestLimitsOfInviting(t *testing.T) {
	w := newWorld(t)
	db := w.open(sqlstore.Options{InvitationsPerHour: 2, MessagesPerHour: 3})
	invite := func(email string) error {
		_, err := db.Invite(t.Context(), w.act(), account.NewInvitation{Email: email, UserType: account.RegularUser})
		return err
	}
	w.must(invite("a@northlight.example"))
	w.now = w.now.Add(10 * time.Minute)
	w.must(invite("b@northlight.example"))
	err := invite("c@northlight.example")
	w.want(err, account.RateLimited)
	if after := err.(*account.Error).RetryAfter; after != 50*time.Minute {
		t.Errorf("try again after %v", after)
	}
	w.now = w.now.Add(50 * time.Minute)
	w.must(invite("c@northlight.example"))

	p, err := db.Invitations(t.Context(), w.accountID, account.ListQuery{}, w.now)
	w.must(err)
	id := p.Items[2].ID
	for range 2 {
		_, err = db.Resend(t.Context(), w.act(), id, false)
		w.must(err)
	}
	_, err = db.Resend(t.Context(), w.act(), id, false)
	w.want(err, account.RateLimited)
}
