package sqlstore_test

import (
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// askAddress asks for another address of one's own and opens the letter.
func (w *world) askAddress(c store.Caller, email string) string {
	w.Helper()
	p, err := w.db.UpdateProfile(w.Context(), w.by(c), account.ProfileChange{Email: &email}, passwordHash)
	w.must(err)
	if p.PendingEmail != email || p.Email == email {
		w.Errorf("the address is %q, %q waits", p.Email, p.PendingEmail)
	}
	return w.mail(store.MailEmailConfirm).Payload.Token
}

func (w *world) confirm(token string) error {
	return w.db.ConfirmEmailChange(w.Context(), hashOf(token), "192.0.2.50", w.now)
}

func TestANewAddressWaitsToBeConfirmed(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	w.post("")
	const email = "Ana.Roy@northlight.example"
	for name, ask := range map[string]struct {
		do func(version int64) error
		by string
	}{
		"oneself": {func(version int64) error {
			a := w.by(w.signIn(ana.ID, w.accountID))
			a.Match = []int64{version}
			_, err := w.db.UpdateProfile(t.Context(), a, account.ProfileChange{Email: ptr(email)}, passwordHash)
			return err
		}, ""},
		"an administrator": {func(version int64) error {
			_, err := w.db.UpdateUser(t.Context(), w.act(version), ana.ID, account.UserChange{Email: ptr(email)})
			return err
		}, "maple"},
	} {
		before := w.user(ana.ID)
		w.must(ask.do(before.Version))
		u := w.user(ana.ID)
		if u.Email != ana.Email || u.PendingEmail != email || u.Version != before.Version+1 {
			t.Errorf("%s: %s, %q waits, version %d", name, u.Email, u.PendingEmail, u.Version)
		}
		if a := w.lastActivity(w.accountID); a.Action != account.ActionEmailChangeAsked || a.Target.ID != ana.ID {
			t.Errorf("%s: noted %s", name, a.Action)
		}
		mails := map[store.MailKind]store.QueuedMail{}
		for _, m := range w.claim("post") {
			mails[m.Kind] = m
		}
		link, word := mails[store.MailEmailConfirm], mails[store.MailEmailAsked]
		if link.To != email || link.Payload.By != ask.by || !link.Payload.ExpiresAt.Equal(w.now.Add(account.EmailChangeLifetime)) ||
			word.To != ana.Email || word.Payload.NewEmail != email || word.Payload.By != ask.by || word.Payload.Token != "" {
			t.Errorf("%s: the link goes to %s, word to %s", name, link.To, word.To)
		}
		page, err := w.db.EmailChangeByToken(t.Context(), hashOf(link.Payload.Token), w.now)
		w.must(err)
		if page.NewEmail != email || page.Name != "ana Roy" || page.Language != "fr" {
			t.Errorf("%s: the page says %+v", name, page)
		}
		_, err = w.db.UpdateUser(t.Context(), w.act(), ana.ID, account.UserChange{Email: ptr(ana.Email)}) // taken back
		w.must(err)
		w.want(w.confirm(link.Payload.Token), account.LinkCancelled)
		if u := w.user(ana.ID); u.PendingEmail != "" {
			t.Errorf("%s: %s waits still", name, u.PendingEmail)
		}
	}
}

func TestAConfirmedAddressIsThePersons(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	away, _ := w.account("lumen")
	e, err := w.db.Grant(t.Context(), store.Grant{AccountID: away, Email: ana.Email, UserType: account.RegularUser, Now: w.now})
	w.must(err)
	token := w.askAddress(w.signIn(ana.ID, w.accountID), "new@northlight.example")
	before := w.user(ana.ID)
	w.must(w.confirm(token))
	u := w.user(ana.ID)
	if u.Email != "new@northlight.example" || u.PendingEmail != "" || !u.EmailVerified || u.Version != before.Version+1 {
		t.Errorf("%+v", u)
	}
	if ch := w.lastChange(w.accountID); ch.ID != ana.ID {
		t.Errorf("the feed ends with %+v", ch)
	}
	if m := w.mail(store.MailEmailChanged); m.To != ana.Email || m.Payload.NewEmail != "new@northlight.example" {
		t.Errorf("told %s", m.To)
	}
	if a := w.lastActivity(w.accountID); a.Action != account.ActionEmailChanged || a.Actor.ID != ana.ID || a.Address != "192.0.2.50" {
		t.Errorf("noted %+v", a)
	}
	if w.personOf("NEW@northlight.example") != ana.ID {
		t.Error("it does not sign in")
	}
	_, err = w.db.Credentials(t.Context(), ana.Email)
	w.want(err, account.NotFound)
	p, err := w.db.Users(t.Context(), w.accountID, account.ListQuery{Search: "new@"})
	if err != nil || len(p.Items) != 1 {
		t.Errorf("a search finds %d, %v", len(p.Items), err)
	}
	w.want(w.confirm(token), account.LinkUsed)
	w.want(w.confirm("no such token"), account.NotFound)
	e, err = w.db.ExternalUser(t.Context(), away, e.ID, w.now)
	if ch := w.lastChange(away); err != nil || e.Email != "new@northlight.example" || ch.ID != e.ID {
		t.Errorf("elsewhere she has %s, the feed ends with %+v, %v", e.Email, ch, err)
	}
}

func TestWhatEndsANewAddress(t *testing.T) {
	for _, c := range []struct {
		name   string
		happen func(w *world, id string, c store.Caller)
		want   account.Code
		waits  string
	}{
		{"nothing", func(*world, string, store.Caller) {}, "", ""},
		{"another one", func(w *world, _ string, c store.Caller) { w.askAddress(c, "other@northlight.example") }, account.LinkCancelled, "other@northlight.example"},
		{"the same again", func(w *world, _ string, c store.Caller) { w.askAddress(c, "new@northlight.example") }, account.LinkCancelled, "new@northlight.example"},
		{"a day", func(w *world, _ string, _ store.Caller) {
			w.now = w.now.Add(account.EmailChangeLifetime)
			w.must(w.db.Housekeep(t.Context(), w.now))
		}, account.LinkExpired, ""},
		{"less than a day", func(w *world, _ string, _ store.Caller) {
			w.now = w.now.Add(account.EmailChangeLifetime - time.Second)
			w.must(w.db.Housekeep(t.Context(), w.now))
		}, "", ""},
		{"a reset through the mailbox", func(w *world, id string, _ store.Caller) { w.must(w.choose(w.link(id))) }, account.LinkCancelled, ""},
		{"a new password, others signed out", func(w *world, _ string, c store.Caller) {
			w.must(w.db.ChangePassword(t.Context(), w.by(c), passwordHash, alone("new"), true))
		}, account.LinkCancelled, ""},
		{"a password set by an administrator", func(w *world, id string, _ store.Caller) {
			w.must(w.db.SetPassword(t.Context(), w.act(), id, passwordHash, alone("new")))
		}, account.LinkCancelled, ""},
		{"second factors reset by an administrator", func(w *world, id string, _ store.Caller) {
			w.must(w.db.ResetTwoFactor(t.Context(), w.act(), id))
		}, account.LinkCancelled, ""},
		{"deletion", func(w *world, id string, _ store.Caller) {
			_, err := w.db.DeleteUser(t.Context(), w.act(), id)
			w.must(err)
		}, account.LinkCancelled, ""},
		{"somebody else having come to have it", func(w *world, _ string, _ store.Caller) {
			_, _, err := w.db.CreateAccount(t.Context(), store.NewAccount{
				Name: "x", AdminEmail: "NEW@northlight.example", AdminUsername: "newcomer", PasswordHash: passwordHash, Language: "en", Now: w.now,
			})
			w.must(err)
		}, account.EmailTaken, "new@northlight.example"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			ana := w.join("ana", account.RegularUser)
			caller := w.signIn(ana.ID, w.accountID)
			token := w.askAddress(caller, "new@northlight.example")
			c.happen(w, ana.ID, caller)
			if page, err := w.db.EmailChangeByToken(t.Context(), hashOf(token), w.now); account.CodeOf(err) != c.want && c.want != account.EmailTaken {
				t.Errorf("the page says %v", err)
			} else if err != nil && (page.NewEmail != "" || page.Name != "" || page.Language != "fr") {
				t.Errorf("a dead link tells %+v", page)
			}
			w.want(w.confirm(token), c.want)
			if u, err := w.db.User(t.Context(), w.accountID, ana.ID); err == nil && u.PendingEmail != c.waits {
				t.Errorf("%q waits, want %q", u.PendingEmail, c.waits)
			}
		})
	}
}

// What an administrator asked for is not undone by what one does next.
func TestAnAddressThatAnAdministratorAskedForOutlivesTheirOtherActs(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	_, err := w.db.UpdateUser(t.Context(), w.act(), ana.ID, account.UserChange{Email: ptr("new@northlight.example")})
	w.must(err)
	token := w.mail(store.MailEmailConfirm).Payload.Token
	w.must(w.db.SetPassword(t.Context(), w.act(), ana.ID, passwordHash, alone("new")))
	w.must(w.db.ResetTwoFactor(t.Context(), w.act(), ana.ID))
	w.must(w.confirm(token))
	if u := w.user(ana.ID); u.Email != "new@northlight.example" {
		t.Errorf("the address is %s", u.Email)
	}
}

// The passing of time is no change of the person's, but shows in the feed.
func TestAnAddressNobodyConfirmedIsGivenUp(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	w.askAddress(w.signIn(ana.ID, w.accountID), "new@northlight.example")
	version, seq := w.user(ana.ID).Version, w.changes(w.accountID, account.SinceNow).Next
	w.now = w.now.Add(account.EmailChangeLifetime)
	w.must(w.db.Housekeep(t.Context(), w.now))
	w.must(w.db.Housekeep(t.Context(), w.now))
	c := w.changes(w.accountID, seq)
	if u := w.user(ana.ID); u.Version != version || u.PendingEmail != "" || len(c.Changes) != 1 || c.Changes[0].ID != ana.ID || c.Next != seq+1 {
		t.Errorf("version %d, was %d; the feed says %+v", u.Version, version, c)
	}
}

func TestWhichAddressesAreTaken(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	w.join("bo", account.RegularUser)
	w.guest("lumen", account.RegularUser)
	w.account("far")
	c := w.signIn(ana.ID, w.accountID)
	for email, want := range map[string]account.Code{
		"BO@northlight.example":  account.EmailTaken, // a user
		"lumen@lumen.example":    account.EmailTaken, // an external user
		"far@far.example":        "",                 // known elsewhere: no hint
		"ANA@northlight.example": "",                 // one's own, spelled otherwise
	} {
		_, err := w.db.UpdateProfile(t.Context(), w.by(c), account.ProfileChange{Email: &email}, passwordHash)
		w.want(err, want)
		_, err = w.db.UpdateUser(t.Context(), w.act(), ana.ID, account.UserChange{Email: &email})
		w.want(err, want)
	}
	// Nothing is done in part: the name stays with the address that was refused.
	_, err := w.db.UpdateUser(t.Context(), w.act(), ana.ID, account.UserChange{Email: ptr("bo@northlight.example"), FirstName: ptr("Anna")})
	w.want(err, account.EmailTaken)
	if u := w.user(ana.ID); u.FirstName != "ana" {
		t.Errorf("she is called %s", u.FirstName)
	}
}

func TestOnesOwnAddressIsNoChange(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	before := w.user(ana.ID)
	u, err := w.db.UpdateUser(t.Context(), w.act(), ana.ID, account.UserChange{Email: &ana.Email})
	w.must(err)
	if u.Version != before.Version || u.PendingEmail != "" {
		t.Errorf("version %d, %q waits", u.Version, u.PendingEmail)
	}
	u, err = w.db.UpdateUser(t.Context(), w.act(), ana.ID, account.UserChange{Email: ptr("new@northlight.example"), JobTitle: ptr("Editor")})
	w.must(err)
	if u.Version != before.Version+1 || u.PendingEmail == "" || u.JobTitle != "Editor" {
		t.Errorf("%+v", u)
	}
	p, err := w.db.Activity(t.Context(), w.accountID, account.ActivityQuery{Limit: 2})
	w.must(err)
	if p.Items[0].Action != account.ActionEmailChangeAsked || p.Items[1].Action != account.ActionUserModified {
		t.Errorf("noted %s after %s", p.Items[0].Action, p.Items[1].Action)
	}
}

func TestNewAddressesAreLimitedPerRecipient(t *testing.T) {
	w := newWorld(t)
	c := w.signIn(w.join("ana", account.RegularUser).ID, w.accountID)
	ask := func() error {
		_, err := w.db.UpdateProfile(t.Context(), w.by(c), account.ProfileChange{Email: ptr("victim@elsewhere.example")}, passwordHash)
		return err
	}
	for range 5 {
		w.must(ask())
	}
	w.want(ask(), account.RateLimited)
}
