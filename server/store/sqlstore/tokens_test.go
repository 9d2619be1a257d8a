package sqlstore_test

import (
	"fmt"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

func (w *world) tokenIdentity(name, accountID string) (store.Identity, error) {
	return w.db.Authenticate(w.Context(), hashOf("key "+name), accountID, w.now)
}

func (w *world) tokenNames(accountID string) (names []string) {
	w.Helper()
	p, err := w.db.APITokens(w.Context(), accountID, account.ListQuery{}, w.now)
	w.must(err)
	for _, k := range p.Items {
		names = append(names, k.Name)
	}
	return names
}

func TestAnAPITokenActsAsItsMakerInOneAccount(t *testing.T) {
	w := newWorld(t)
	home, personID := w.account("lumen")
	_, err := w.db.Grant(t.Context(), store.Grant{AccountID: w.accountID, Email: "lumen@lumen.example", UserType: account.Administrator, Now: w.now})
	w.must(err)
	k, script := w.token(w.signIn(personID, w.accountID), "books")
	if !k.ExpiresAt.Equal(w.now.Add(90*24*time.Hour)) || k.CreatedBy.Name != "lumen" || !k.LastUsedAt.IsZero() || k.Token != "" {
		t.Errorf("made %s by %s until %v", k.ID, k.CreatedBy.Name, k.ExpiresAt)
	}
	id, err := w.tokenIdentity("books", w.accountID)
	w.must(err)
	if id.TokenID != k.ID || id.SessionID != "" || id.PersonID != personID || id.Device != "books" ||
		id.Membership == nil || !id.Membership.External || !id.TouchDue {
		t.Errorf("%+v", id)
	}
	for name, accountID := range map[string]string{"its maker's home": home, "nowhere": "", "an unknown account": "acc_x"} {
		if id, err := w.tokenIdentity("books", accountID); err != nil || id.Membership != nil {
			t.Errorf("in %s it is %+v, %v", name, id.Membership, err)
		}
	}
	_, err = w.db.Invite(t.Context(), w.by(script), account.NewInvitation{Email: "x@northlight.example", UserType: account.RegularUser})
	w.must(err)
	if a := w.lastActivity(w.accountID); a.Actor.ID != personID || a.Actor.Kind != account.ActorExternalUser || a.Device != "books" {
		t.Errorf("noted as done by %+v on %s", a.Actor, a.Device)
	}
	script.AccountID = home
	_, err = w.db.Invite(t.Context(), w.by(script), account.NewInvitation{Email: "x@northlight.example", UserType: account.RegularUser})
	w.want(err, account.NotFound)
}

func TestWhatAnAPITokenNeverReaches(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	k, script := w.token(w.admin, "script")
	for name, do := range map[string]func() error{
		"own profile": func() error {
			_, err := w.db.UpdateProfile(t.Context(), w.by(script), account.ProfileChange{FirstName: ptr("X")}, "")
			return err
		},
		"own password":     func() error { return w.db.ChangePassword(t.Context(), w.by(script), passwordHash, alone("new"), false) },
		"another password": func() error { return w.db.SetPassword(t.Context(), w.by(script), ana.ID, passwordHash, alone("new")) },
		"password link":    func() error { return w.db.SendPasswordLink(t.Context(), w.by(script), ana.ID) },
		"two-factor reset": func() error { return w.db.ResetTwoFactor(t.Context(), w.by(script), ana.ID) },
		"app":              func() error { _, err := w.db.BeginApp(t.Context(), w.by(script), passwordHash); return err },
		"recovery codes":   func() error { _, err := w.db.NewRecoveryCodes(t.Context(), w.by(script), passwordHash); return err },
		"sign-out":         func() error { return w.db.EndSession(t.Context(), w.by(script)) },
		"another session":  func() error { return w.db.EndOneSession(t.Context(), w.by(script), w.admin.SessionID) },
		"a new token": func() error {
			_, err := w.db.CreateAPIToken(t.Context(), w.by(script), account.NewAPIToken{Name: "x", ExpiresInDays: 1}, hashOf("x"))
			return err
		},
		"revocation": func() error { return w.db.RevokeAPIToken(t.Context(), w.by(script), k.ID) },
	} {
		if err := do(); account.CodeOf(err) != account.Forbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := w.db.DeleteUser(t.Context(), w.by(script), ana.ID) // what administrators do otherwise
	w.must(err)
}

func TestWhatEndsAnAPIToken(t *testing.T) {
	type parts struct {
		omar   account.User
		caller store.Caller
		k      account.APIToken
	}
	demote := func(w *world, p parts) {
		_, err := w.db.UpdateUser(t.Context(), w.act(), p.omar.ID, account.UserChange{UserType: ptr(account.RegularUser)})
		w.must(err)
	}
	for _, c := range []struct {
		name   string
		happen func(w *world, p parts)
		enters account.Code // what Authenticate says
		acts   account.Code
		ended  string
	}{
		{"nothing", func(*world, parts) {}, "", "", ""},
		{"the day before its last", func(w *world, _ parts) { w.now = w.now.Add(90*24*time.Hour - time.Second) }, "", "", ""},
		{"its last day", func(w *world, _ parts) { w.now = w.now.Add(90 * 24 * time.Hour) }, account.Unauthenticated, account.Unauthenticated, account.ReasonSignedOut},
		{"being revoked", func(w *world, p parts) { w.must(w.db.RevokeAPIToken(t.Context(), w.act(), p.k.ID)) }, account.Unauthenticated, account.Unauthenticated, account.ReasonSignedOut},
		{"a new password of its maker", func(w *world, p parts) {
			w.must(w.db.ChangePassword(t.Context(), w.by(p.caller), passwordHash, alone("new"), true))
		}, "", "", ""},
		{"signing out", func(w *world, p parts) { w.must(w.db.SignOutUser(t.Context(), w.act(), p.omar.ID)) }, "", "", ""},
		{"demotion", demote, "", account.Forbidden, ""},
		{"a password set by another", func(w *world, p parts) {
			w.must(w.db.SetPassword(t.Context(), w.act(), p.omar.ID, passwordHash, alone("new")))
		}, account.Unauthenticated, account.Unauthenticated, account.ReasonPasswordChanged},
		{"deletion", func(w *world, p parts) {
			r, err := w.db.DeleteUser(t.Context(), w.act(), p.omar.ID)
			w.must(err)
			if r.APITokensRevoked != 1 {
				t.Errorf("receipt %+v", r)
			}
		}, account.Unauthenticated, account.Unauthenticated, account.ReasonUserDeleted},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			omar := w.join("omar", account.Administrator)
			caller := w.signIn(omar.ID, w.accountID)
			k, script := w.token(caller, "script")
			c.happen(w, parts{omar, caller, k})
			_, err := w.tokenIdentity("script", w.accountID)
			w.want(err, c.enters)
			_, err = w.db.Invite(t.Context(), w.by(script), account.NewInvitation{Email: "x@northlight.example", UserType: account.RegularUser})
			w.want(err, c.acts)
			if got := w.ended(script); got != c.ended {
				t.Errorf("ended as %q, want %q", got, c.ended)
			}
			listed, err := w.db.APITokenExists(t.Context(), w.accountID, k.ID, w.now)
			w.must(err)
			if works := c.enters == ""; listed != works || (len(w.tokenNames(w.accountID)) == 1) != works {
				t.Errorf("it is listed: %v", listed)
			}
		})
	}
}

// However an access ends, the tokens made with it end for good.
func TestTokensEndWithTheAccess(t *testing.T) {
	for _, c := range []struct {
		name   string
		happen func(w *world, e account.ExternalUser, home string)
		ended  string
	}{
		{"removed", func(w *world, e account.ExternalUser, _ string) {
			r, err := w.db.RemoveExternal(t.Context(), w.act(), e.ID)
			w.must(err)
			if r.APITokensRevoked != 1 || r.SessionsEnded != 0 {
				t.Errorf("receipt %+v", r)
			}
		}, account.ReasonAccessRemoved},
		{"removed and restored", func(w *world, e account.ExternalUser, _ string) {
			_, err := w.db.RemoveExternal(t.Context(), w.act(), e.ID)
			w.must(err)
			_, err = w.db.RestoreExternal(t.Context(), w.act(), e.ID)
			w.must(err)
		}, account.ReasonAccessRemoved},
		{"removed by the operator", func(w *world, e account.ExternalUser, _ string) {
			_, err := w.db.RevokeByOperator(t.Context(), w.accountID, e.ID, w.now)
			w.must(err)
		}, account.ReasonAccessRemoved},
		{"its last day, kept house", func(w *world, e account.ExternalUser, _ string) {
			w.lastDay(e)
			w.must(w.db.Housekeep(t.Context(), w.now))
		}, account.ReasonAccessRemoved},
		{"its last day, granted again", func(w *world, e account.ExternalUser, _ string) {
			w.lastDay(e)
			_, err := w.db.Grant(t.Context(), store.Grant{AccountID: w.accountID, Email: e.Email, UserType: account.Administrator, Now: w.now})
			w.must(err)
		}, account.ReasonAccessRemoved},
		{"the person deleted at home", func(w *world, e account.ExternalUser, home string) {
			boss := w.adminOf(home)
			_, err := w.db.DeleteUser(t.Context(), w.by(boss), w.personBehind(e))
			w.must(err)
		}, account.ReasonUserDeleted},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			e, home, maker := w.externalAdministrator()
			_, script := w.token(maker, "script")
			c.happen(w, e, home)
			_, err := w.tokenIdentity("script", w.accountID)
			w.want(err, account.Unauthenticated)
			if got := w.ended(script); got != c.ended {
				t.Errorf("ended as %q", got)
			}
			if names := w.tokenNames(w.accountID); len(names) != 0 {
				t.Errorf("%v are listed", names)
			}
		})
	}
}

// On the last day itself, before anybody kept house, a token reaches nothing.
func TestOnTheLastDayOfAnAccessItsTokensReachNothing(t *testing.T) {
	w := newWorld(t)
	e, _, maker := w.externalAdministrator()
	k, script := w.token(maker, "script")
	w.lastDay(e)
	id, err := w.tokenIdentity("script", w.accountID)
	w.must(err)
	listed, err := w.db.APITokenExists(t.Context(), w.accountID, k.ID, w.now)
	w.must(err)
	if id.Membership != nil || listed || len(w.tokenNames(w.accountID)) != 0 {
		t.Error("it reaches the account, or is listed")
	}
	_, err = w.db.Invite(t.Context(), w.by(script), account.NewInvitation{Email: "x@northlight.example", UserType: account.RegularUser})
	w.want(err, account.NotFound)
}

// externalAdministrator is somebody of another account who administers this one.
func (w *world) externalAdministrator() (e account.ExternalUser, home string, c store.Caller) {
	w.Helper()
	home, _ = w.account("lumen")
	boss := w.adminOf(home)
	i, err := w.db.Invite(w.Context(), w.by(boss), account.NewInvitation{Email: "guest@lumen.example", UserType: account.RegularUser, ReturnLink: true})
	w.must(err)
	u, err := w.db.CompleteInvitation(w.Context(), hashOf(i.Token), store.Completion{Username: "guest", PasswordHash: passwordHash, Language: "en", Now: w.now})
	w.must(err)
	e, err = w.db.Grant(w.Context(), store.Grant{AccountID: w.accountID, Email: u.Email, UserType: account.Administrator, Now: w.now})
	w.must(err)
	return e, home, w.signIn(u.ID, w.accountID)
}

func (w *world) adminOf(accountID string) store.Caller {
	w.Helper()
	p, err := w.db.Users(w.Context(), accountID, account.ListQuery{UserType: account.Administrator})
	w.must(err)
	return w.signIn(p.Items[0].ID, accountID)
}

func (w *world) personBehind(e account.ExternalUser) string {
	w.Helper()
	c, err := w.db.Credentials(w.Context(), e.Email)
	w.must(err)
	return c.PersonID
}

// lastDay gives an access an end, and lets it come.
func (w *world) lastDay(e account.ExternalUser) {
	w.Helper()
	until := w.now.Add(time.Hour)
	_, err := w.db.UpdateExternal(w.Context(), w.act(), e.ID, account.ExternalUserChange{Until: &until})
	w.must(err)
	w.now = until
}

func TestTheLastUseOfATokenIsNotedHourly(t *testing.T) {
	w := newWorld(t)
	w.token(w.admin, "script")
	began := w.now
	for _, c := range []struct {
		after time.Duration
		want  time.Time
	}{{time.Minute, began.Add(time.Minute)}, {59 * time.Minute, began.Add(time.Minute)}, {time.Minute, began.Add(61 * time.Minute)}} {
		w.now = w.now.Add(c.after)
		id, err := w.tokenIdentity("script", w.accountID)
		w.must(err)
		if id.TouchDue {
			w.must(w.db.Touch(t.Context(), id, w.accountID, w.now))
		}
		p, err := w.db.APITokens(t.Context(), w.accountID, account.ListQuery{}, w.now)
		w.must(err)
		if got := p.Items[0].LastUsedAt; !got.Equal(c.want) {
			t.Errorf("at %v: last used %v, want %v", w.now, got, c.want)
		}
	}
}

func TestTokensAreListedTheNewestFirst(t *testing.T) {
	w := newWorld(t)
	other, otherAdmin := w.account("lumen")
	w.token(w.signIn(otherAdmin, other), "elsewhere")
	for i := range 5 {
		w.token(w.admin, fmt.Sprint("script ", i))
	}
	q := account.ListQuery{Limit: 2}
	var names []string
	for {
		p, err := w.db.APITokens(t.Context(), w.accountID, q, w.now)
		w.must(err)
		for _, k := range p.Items {
			names = append(names, k.Name)
		}
		if q.Cursor = p.NextCursor; q.Cursor == "" {
			break
		}
	}
	if got := fmt.Sprint(names); got != "[script 4 script 3 script 2 script 1 script 0]" {
		t.Error(got)
	}
	k, err := w.db.APITokens(t.Context(), other, account.ListQuery{}, w.now)
	w.must(err)
	w.want(w.db.RevokeAPIToken(t.Context(), w.act(), k.Items[0].ID), account.NotFound)
}

func TestAStreamOfATokenKnowsWhereItStands(t *testing.T) {
	w := newWorld(t)
	k, script := w.token(w.admin, "script")
	id := store.Identity{TokenID: k.ID, PersonID: script.PersonID}
	st, err := w.db.Standing(t.Context(), id, w.accountID, w.now)
	w.must(err)
	if st.Ended != "" || st.Membership == nil || st.Seq == 0 {
		t.Errorf("%+v", st)
	}
	other, _ := w.account("lumen")
	if st, err := w.db.Standing(t.Context(), id, other, w.now); err != nil || st.Membership != nil {
		t.Errorf("elsewhere %+v, %v", st, err)
	}
	_, err = w.db.Standing(t.Context(), store.Identity{TokenID: "key_x"}, w.accountID, w.now)
	w.want(err, account.Unauthenticated)
}
