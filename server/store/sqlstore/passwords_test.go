package sqlstore_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

func (w *world) resetPage(token string) (store.ResetPage, error) {
	return w.db.ResetByToken(w.Context(), hashOf(token), w.now)
}

// link has an administrator send somebody a link, and opens the letter.
func (w *world) link(id string) string {
	w.Helper()
	w.must(w.db.SendPasswordLink(w.Context(), w.act(), id))
	return w.mail(store.MailPasswordLink).Payload.Token
}

func (w *world) choose(token string) error {
	return w.db.CompleteReset(w.Context(), hashOf(token), alone("chosen hash"), "192.0.2.50", w.now)
}

func TestALinkToChooseAPassword(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	w.must(w.db.SendPasswordLink(t.Context(), w.act(), ana.ID))
	if a := w.lastActivity(w.accountID); a.Action != account.ActionPasswordLinkSent || a.Target.ID != ana.ID || a.Actor.ID != w.admin.PersonID {
		t.Errorf("noted %+v", a)
	}
	m := w.mail(store.MailPasswordLink)
	if m.To != ana.Email || m.Language != "fr" || m.Payload.By != "maple" || m.Payload.AccountName != "maple" ||
		!m.Payload.ExpiresAt.Equal(w.now.Add(account.ResetLifetime)) {
		t.Errorf("the link goes to %s, by %s", m.To, m.Payload.By)
	}
	page, err := w.resetPage(m.Payload.Token)
	w.must(err)
	if page.Name != "ana Roy" || page.Username != "ana" || page.Language != "fr" || page.SecondFactor ||
		!slices.Equal(page.Personal, []string{"ana", "Roy", "ana", ana.Email, "", "maple"}) {
		t.Errorf("the page says %+v", page)
	}
	w.must(w.choose(m.Payload.Token))
	if hash, err := w.db.PasswordHash(t.Context(), ana.ID); err != nil || hash != "chosen hash" {
		t.Errorf("the password is %v", err)
	}
	if a := w.lastActivity(w.accountID); a.Action != account.ActionPasswordReset || a.Actor.ID != ana.ID || a.Address != "192.0.2.50" {
		t.Errorf("noted %+v", a)
	}
	if told := w.mail(store.MailPasswordChanged); told.To != ana.Email || told.Payload.By != "" {
		t.Errorf("told %s, by %q", told.To, told.Payload.By)
	}
}

func TestWhatEndsALinkToChooseAPassword(t *testing.T) {
	for _, c := range []struct {
		name   string
		happen func(w *world, ana account.User, session store.Caller, token string)
		want   account.Code
	}{
		{"nothing", func(*world, account.User, store.Caller, string) {}, ""},
		{"its use", func(w *world, _ account.User, _ store.Caller, token string) { w.must(w.choose(token)) }, account.LinkUsed},
		{"an hour", func(w *world, _ account.User, _ store.Caller, _ string) { w.now = w.now.Add(account.ResetLifetime) }, account.LinkExpired},
		{"less than an hour", func(w *world, _ account.User, _ store.Caller, _ string) {
			w.now = w.now.Add(account.ResetLifetime - time.Second)
		}, ""},
		{"a newer one", func(w *world, ana account.User, _ store.Caller, _ string) { w.link(ana.ID) }, account.LinkCancelled},
		{"one that was asked for", func(w *world, _ account.User, _ store.Caller, _ string) {
			w.must(w.db.RequestReset(t.Context(), store.Act{Now: w.now}, "ANA"))
		}, account.LinkCancelled},
		{"a changed password", func(w *world, _ account.User, c store.Caller, _ string) {
			w.must(w.db.ChangePassword(t.Context(), w.by(c), passwordHash, alone("new"), false))
		}, account.LinkCancelled},
		{"a password set by another", func(w *world, ana account.User, _ store.Caller, _ string) {
			w.must(w.db.SetPassword(t.Context(), w.act(), ana.ID, passwordHash, alone("new")))
		}, account.LinkCancelled},
		{"a reset of the second factor", func(w *world, ana account.User, _ store.Caller, _ string) {
			w.must(w.db.ResetTwoFactor(t.Context(), w.act(), ana.ID))
		}, account.LinkCancelled},
		{"a new address", func(w *world, _ account.User, c store.Caller, _ string) {
			w.must(w.confirm(w.askAddress(c, "new@northlight.example")))
		}, account.LinkCancelled},
		{"deletion", func(w *world, ana account.User, _ store.Caller, _ string) {
			_, err := w.db.DeleteUser(t.Context(), w.act(), ana.ID)
			w.must(err)
		}, account.LinkCancelled},
		{"four months", func(w *world, _ account.User, _ store.Caller, _ string) {
			w.now = w.now.Add(120 * 24 * time.Hour)
			w.must(w.db.Housekeep(t.Context(), w.now))
		}, account.NotFound},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			ana := w.join("ana", account.RegularUser)
			session := w.signIn(ana.ID, w.accountID)
			token := w.link(ana.ID)
			c.happen(w, ana, session, token)
			page, err := w.resetPage(token)
			w.want(err, c.want)
			if c.want != "" && (page.Name != "" || page.Username != "" || page.Personal != nil || (page.Language != "fr") != (c.want == account.NotFound)) {
				t.Errorf("a dead link tells %+v", page)
			}
			w.want(w.choose(token), c.want)
		})
	}
}

func TestDeadLinksAndCodesAreNotMailed(t *testing.T) {
	for _, c := range []struct {
		name   string
		happen func(w *world)
		want   int
	}{
		{"nothing", func(*world) {}, 2},
		{"housekeeping", func(w *world) { w.must(w.db.Housekeep(t.Context(), w.now)) }, 2},
		{"ten minutes", func(w *world) { w.now = w.now.Add(account.CodeLifetime) }, 1},
		{"an hour", func(w *world) { w.now = w.now.Add(account.ResetLifetime) }, 0},
		{"newer ones", func(w *world) {
			w.must(w.db.SendPasswordLink(t.Context(), w.act(), w.personOf("ana")))
			w.must(w.db.SendSignInCode(t.Context(), store.StartSession{PersonID: w.personOf("ana"), PasswordHash: passwordHash, Now: w.now}))
		}, 2},
		{"deletion", func(w *world) {
			_, err := w.db.DeleteUser(t.Context(), w.act(), w.personOf("ana"))
			w.must(err)
		}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			ana := w.join("ana", account.RegularUser)
			w.emailCodes(w.signIn(ana.ID, w.accountID), ana.Email)
			w.post("")
			w.must(w.db.SendPasswordLink(t.Context(), w.act(), ana.ID))
			w.must(w.db.SendSignInCode(t.Context(), store.StartSession{PersonID: ana.ID, PasswordHash: passwordHash, Now: w.now}))
			c.happen(w)
			if mails := w.claim("post"); len(mails) != c.want {
				t.Errorf("%d messages are sent, want %d", len(mails), c.want)
			}
			if n := w.count("SELECT COUNT(*) FROM mail WHERE state = 'pointless' AND sealed IS NOT NULL"); n != 0 {
				t.Errorf("%d bodies that nobody will read are kept", n)
			}
		})
	}
}

func (w *world) personOf(login string) string {
	w.Helper()
	c, err := w.db.Credentials(w.Context(), login)
	w.must(err)
	return c.PersonID
}

// A message that was in a sender's hands when its link died is not tried again.
func TestALinkThatDiesWhileItsMailIsTriedIsNotTriedAgain(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	w.post("")
	w.must(w.db.SendPasswordLink(t.Context(), w.act(), ana.ID))
	held := w.claim("one")[0]
	w.must(w.db.SetPassword(t.Context(), w.act(), ana.ID, passwordHash, alone("new")))
	w.post("")
	w.must(w.db.MailFailed(t.Context(), store.MailFailure{ID: held.ID, Reason: "away", Retry: w.now, Now: w.now}))
	if n := len(w.claim("one")); n != 0 {
		t.Errorf("%d are tried", n)
	}
	w.must(w.db.Housekeep(t.Context(), w.now))
	if n := w.count("SELECT COUNT(*) FROM mail WHERE state = 'queued' OR (state = 'pointless' AND sealed IS NOT NULL)"); n != 0 {
		t.Errorf("%d are kept", n)
	}
}

func TestANewPasswordEndsEveryWayInAndKeepsTheSecondFactor(t *testing.T) {
	for name, replace := range map[string]func(w *world, id, token string){
		"set by an administrator": func(w *world, id, _ string) {
			w.must(w.db.SetPassword(t.Context(), w.act(), id, passwordHash, alone("chosen hash")))
		},
		"through a link": func(w *world, _, token string) { w.must(w.choose(token)) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			ana := w.join("ana", account.Administrator)
			p := w.app(w.signIn(ana.ID, w.accountID))
			_, c, err := w.attempt(ana.ID, both(with(account.MethodApp, p.code(1)), trust("device")))
			w.must(err)
			_, script := w.token(c, "script")
			version := w.user(ana.ID).Version
			replace(w, ana.ID, w.link(ana.ID))
			if got := w.ended(c); got != account.ReasonPasswordChanged {
				t.Errorf("the session ended as %q", got)
			}
			if got := w.ended(script); got != account.ReasonPasswordChanged {
				t.Errorf("the token ended as %q", got)
			}
			if a := w.lastActivity(w.accountID); string(a.Details) != `{"api_tokens_revoked":1,"devices_revoked":1,"sessions_ended":2}` {
				t.Errorf("noted %s %s", a.Action, a.Details)
			}
			if u := w.user(ana.ID); len(u.TwoFactor) != 1 || u.Version != version {
				t.Errorf("shows %v at version %d", u.TwoFactor, u.Version)
			}
			w.now = w.now.Add(time.Minute)
			anew := func(in *store.StartSession) { in.PasswordHash = "chosen hash" }
			w.enters(ana.ID, nil, account.InvalidCredentials)
			w.enters(ana.ID, both(anew, bring("device")), account.SecondFactorRequired)
			w.enters(ana.ID, both(anew, with(account.MethodApp, p.code(0))), "")
		})
	}
}

func TestWhoMaySetAPassword(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	_, stranger := w.account("lumen")
	w.want(w.db.SetPassword(t.Context(), w.act(), ana.ID, "an older hash", alone("new")), account.OwnPasswordWrong)
	w.want(w.db.SetPassword(t.Context(), w.act(), w.admin.PersonID, passwordHash, alone("new")), account.OwnUser)
	w.want(w.db.SetPassword(t.Context(), w.act(), stranger, passwordHash, alone("new")), account.NotFound)
	w.want(w.db.SetPassword(t.Context(), w.act(ana.Version+1), ana.ID, passwordHash, alone("new")), account.VersionMismatch)
	w.want(w.db.SetPassword(t.Context(), w.by(w.signIn(ana.ID, w.accountID)), ana.ID, passwordHash, alone("new")), account.Forbidden)
	w.want(w.db.SendPasswordLink(t.Context(), w.act(), stranger), account.NotFound)
	w.must(w.db.SetPassword(t.Context(), w.act(ana.Version), ana.ID, passwordHash, alone("new")))
	if m := w.mail(store.MailPasswordChanged); m.To != ana.Email || m.Payload.By != "maple" {
		t.Errorf("told %s, by %q", m.To, m.Payload.By)
	}
}

func TestLinksAreLimitedPerRecipient(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser) // her invitation is the first message
	for range 4 {
		w.must(w.db.SendPasswordLink(t.Context(), w.act(), ana.ID))
	}
	w.want(w.db.SendPasswordLink(t.Context(), w.act(), ana.ID), account.RateLimited)
	token := w.mail(store.MailPasswordLink).Payload.Token
	w.must(w.db.RequestReset(t.Context(), store.Act{Now: w.now}, ana.Email))
	if n := len(w.post(store.MailPasswordLink)); n != 0 {
		t.Errorf("%d messages too many", n)
	}
	_, err := w.resetPage(token) // and the one she has still works
	w.must(err)
	// Nobody is kept from being told.
	w.must(w.db.SetPassword(t.Context(), w.act(), ana.ID, passwordHash, alone("new")))
	w.mail(store.MailPasswordChanged)
}

func TestAskingForALinkTellsNothing(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	w.post("")
	act := store.Act{Caller: store.Caller{Device: "phone", Address: "192.0.2.9"}, Now: w.now}
	for _, login := range []string{"nobody", "nobody@northlight.example", "", "@"} {
		w.must(w.db.RequestReset(t.Context(), act, login))
	}
	if n := len(w.claim("post")); n != 0 {
		t.Errorf("%d messages to nobody", n)
	}
	w.must(w.db.RequestReset(t.Context(), act, ana.Email))
	m := w.mail(store.MailPasswordLink)
	if m.To != ana.Email || m.Payload.By != "" || m.Payload.Device != "phone" || m.Payload.Address != "192.0.2.9" {
		t.Errorf("the link goes to %s, by %q", m.To, m.Payload.By)
	}
	if a := w.lastActivity(w.accountID); a.Action != account.ActionPasswordLinkSent || a.Actor.ID != "" || a.Target.ID != ana.ID || a.Address != "192.0.2.9" {
		t.Errorf("noted %+v", a)
	}
}

func TestAskingTwiceWithOneKeySendsOneLink(t *testing.T) {
	w := newWorld(t)
	w.join("ana", account.RegularUser)
	w.post("")
	act := store.Act{Once: &store.Once{Key: "k", Scope: "reset", Payload: []byte("ana"), Render: rendered(202)}, Now: w.now}
	w.must(w.db.RequestReset(t.Context(), act, "ana"))
	w.want(w.db.RequestReset(t.Context(), act, "ana"), account.IdempotencyRunning)
	a, err := w.db.Answered(t.Context(), act.Once, w.now)
	if err != nil || a == nil || a.Status != 202 {
		t.Errorf("the answer kept is %+v, %v", a, err)
	}
	w.mail(store.MailPasswordLink)
}

func TestTheOperatorLetsAnAdministratorBackIn(t *testing.T) {
	w := newWorld(t)
	w.join("ana", account.RegularUser)
	other, _ := w.account("lumen")
	for _, c := range []struct{ accountID, email string }{
		{w.accountID, "ana@northlight.example"}, {w.accountID, "lumen@lumen.example"}, {other, "maple@maple.example"}, {w.accountID, ""},
	} {
		_, err := w.db.Recover(t.Context(), c.accountID, c.email, true, w.now)
		w.want(err, account.NotFound)
	}
	token, err := w.db.Recover(t.Context(), w.accountID, "MAPLE@maple.example", false, w.now)
	w.must(err)
	if a := w.lastActivity(w.accountID); a.Actor.Kind != account.ActorOperator || a.Action != account.ActionPasswordLinkSent {
		t.Errorf("noted %+v", a)
	}
	if n := len(w.post(store.MailPasswordLink)); n != 0 {
		t.Error("it was mailed too")
	}
	w.must(w.choose(token))
	w.want(w.choose(token), account.LinkUsed)
	if got := w.ended(w.admin); got != account.ReasonPasswordChanged {
		t.Errorf("the session ended as %q", got)
	}
}

// The only administrator of an account, whose phone and recovery codes are lost,
// has nobody but the operator.
func TestTheOperatorTakesLostSecondFactorsAway(t *testing.T) {
	for _, reset := range []bool{false, true} {
		t.Run(fmt.Sprint(reset), func(t *testing.T) {
			w := newWorld(t)
			w.app(w.admin)
			w.post(store.MailTwoFactor)
			token, err := w.db.Recover(t.Context(), w.accountID, "maple@maple.example", reset, w.now)
			w.must(err)
			page, err := w.resetPage(token)
			w.must(err)
			w.must(w.choose(token))
			anew := func(in *store.StartSession) { in.PasswordHash = "chosen hash" }
			if !reset {
				w.enters(w.admin.PersonID, anew, account.SecondFactorRequired)
				return
			}
			w.enters(w.admin.PersonID, anew, "")
			if got := w.ended(w.admin); got != account.ReasonTwoFactorReset || page.SecondFactor {
				t.Errorf("the session ended as %q; a short password is enough: %v", got, page.SecondFactor)
			}
			if m := w.mail(store.MailTwoFactor); m.Payload.What != store.TwoFactorReset || m.To != "maple@maple.example" {
				t.Errorf("told %s of %s", m.To, m.Payload.What)
			}
			p, err := w.db.Activity(t.Context(), w.accountID, account.ActivityQuery{Action: account.ActionTwoFactorReset, Limit: 2})
			w.must(err)
			if len(p.Items) != 1 || p.Items[0].Actor.Kind != account.ActorOperator || p.Items[0].Target.ID != w.admin.PersonID {
				t.Errorf("noted %+v", p.Items)
			}
		})
	}
}

func TestChangingOnesPasswordEndsWhatIsOpenElsewhere(t *testing.T) {
	for _, endOthers := range []bool{true, false} {
		w := makeWorld(t)
		ana := w.join("ana", account.RegularUser)
		elsewhere := w.signIn(ana.ID, w.accountID)
		p := w.app(elsewhere)
		_, c, err := w.attempt(ana.ID, both(with(account.MethodApp, p.code(1)), trust("here")))
		w.must(err)
		w.now = w.now.Add(time.Minute)
		w.enters(ana.ID, both(with(account.MethodApp, p.code(0)), trust("there")), "")
		w.post("")
		w.must(w.db.ChangePassword(t.Context(), w.by(c), passwordHash, alone(passwordHash), endOthers))
		if w.ended(c) != "" || (w.ended(elsewhere) == account.ReasonPasswordChanged) != endOthers {
			t.Errorf("here ended as %q, elsewhere as %q", w.ended(c), w.ended(elsewhere))
		}
		w.enters(ana.ID, bring("here"), "")
		there := account.Code("")
		if endOthers {
			there = account.SecondFactorRequired
		}
		w.enters(ana.ID, bring("there"), there)
		if m := w.post(store.MailPasswordChanged); len(m) != 1 || m[0].Payload.Device != "laptop" {
			t.Errorf("%d messages", len(m))
		}
	}
}
