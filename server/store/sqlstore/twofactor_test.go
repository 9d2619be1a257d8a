package sqlstore_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base32"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/server/store"
	"rollcall/server/store/sqlstore"
)

func TestAnAppCountsOnceItsFirstCodeWasRight(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	c := w.signIn(ana.ID, w.accountID)
	p := w.scan(c)
	if f := w.twoFactor(ana.ID); len(f.Methods) != 0 {
		t.Errorf("%+v before the first code", f)
	}
	w.enters(ana.ID, nil, "")
	w.want(w.db.ConfirmApp(t.Context(), w.by(c), wrong(p.code(0))), account.SecondFactorInvalid)
	if a := w.lastActivity(w.accountID); a.Action != account.ActionTwoFactorAdded || a.Outcome != account.OutcomeRefused {
		t.Errorf("noted %s, %s", a.Action, a.Outcome)
	}
	newer := w.scan(c)
	w.want(w.db.ConfirmApp(t.Context(), w.by(c), p.code(0)), account.SecondFactorInvalid)
	w.must(w.db.ConfirmApp(t.Context(), w.by(c), newer.code(0)))
	w.want(w.db.ConfirmApp(t.Context(), w.by(c), newer.code(1)), account.SecondFactorInvalid) // nothing waits

	u := w.user(ana.ID)
	if !slices.Equal(u.TwoFactor, []string{"app"}) || u.Version != ana.Version+1 {
		t.Errorf("shows %v at version %d", u.TwoFactor, u.Version)
	}
	if ch := w.lastChange(w.accountID); ch.ID != ana.ID || ch.Op != account.Upsert {
		t.Errorf("the feed ends with %+v", ch)
	}
	m := w.mail(store.MailTwoFactor)
	if m.Payload.What != store.TwoFactorAppAdded || m.To != ana.Email || m.Payload.Device != "laptop" || m.Payload.By != "" {
		t.Errorf("told of %s", m.Payload.What)
	}
}

func TestASecondFactorIsSeenWhereverThePersonIs(t *testing.T) {
	w := newWorld(t)
	e, personID, home := w.guest("lumen", account.RegularUser)
	w.app(w.signIn(personID, home))
	got, err := w.db.ExternalUser(t.Context(), w.accountID, e.ID, w.now)
	w.must(err)
	if ch := w.lastChange(w.accountID); !slices.Equal(got.TwoFactor, []string{"app"}) || ch.ID != e.ID {
		t.Errorf("shows %v, the feed ends with %+v", got.TwoFactor, ch)
	}
}

func TestSettingUpHasFiveTriesInTenMinutes(t *testing.T) {
	w := newWorld(t)
	c := w.signIn(w.join("ana", account.RegularUser).ID, w.accountID)
	p := w.scan(c)
	w.must(w.db.BeginEmailCodes(t.Context(), w.by(c), passwordHash, "codes@northlight.example"))
	code := w.mail(store.MailSetupCode).Payload.Code
	for range account.CodeTries {
		w.want(w.db.ConfirmApp(t.Context(), w.by(c), "nothing"), account.SecondFactorInvalid)
		w.want(w.db.ConfirmEmailCodes(t.Context(), w.by(c), wrong(code)), account.SecondFactorInvalid)
	}
	w.want(w.db.ConfirmApp(t.Context(), w.by(c), p.code(0)), account.RateLimited)
	w.want(w.db.ConfirmEmailCodes(t.Context(), w.by(c), code), account.RateLimited)
	w.now = w.now.Add(account.CodeLifetime)
	w.must(w.db.ConfirmApp(t.Context(), w.by(c), p.code(0)))
	w.want(w.db.ConfirmEmailCodes(t.Context(), w.by(c), code), account.SecondFactorInvalid) // it is dead
}

func TestASetupDoesNotWaitForEver(t *testing.T) {
	w := newWorld(t)
	c := w.signIn(w.join("ana", account.RegularUser).ID, w.accountID)
	p := w.scan(c)
	w.now = w.now.Add(time.Hour)
	w.want(w.db.ConfirmApp(t.Context(), w.by(c), p.code(0)), account.SecondFactorInvalid)
	w.must(w.db.Housekeep(t.Context(), w.now))
	if n := w.count("SELECT COUNT(*) FROM factor_setups"); n != 0 {
		t.Errorf("%d wait still", n)
	}
}

func TestCodesByEmailGoToTheirOwnAddress(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	c := w.signIn(ana.ID, w.accountID)
	w.must(w.db.BeginEmailCodes(t.Context(), w.by(c), passwordHash, "codes@northlight.example"))
	m := w.mail(store.MailSetupCode)
	if m.To != "codes@northlight.example" || m.Payload.Device != "laptop" || len(m.Payload.Code) != 6 {
		t.Errorf("sent to %s", m.To)
	}
	w.want(w.db.ConfirmEmailCodes(t.Context(), w.by(c), wrong(m.Payload.Code)), account.SecondFactorInvalid)
	w.must(w.db.ConfirmEmailCodes(t.Context(), w.by(c), m.Payload.Code))
	if told := w.mail(store.MailTwoFactor); told.Payload.What != store.TwoFactorEmailAdded || told.To != ana.Email {
		t.Errorf("told %s of %s", told.To, told.Payload.What)
	}
	for range 4 {
		w.must(w.db.BeginEmailCodes(t.Context(), w.by(c), passwordHash, "codes@northlight.example"))
	}
	w.want(w.db.BeginEmailCodes(t.Context(), w.by(c), passwordHash, "codes@northlight.example"), account.RateLimited)
}

func TestEveryStepNeedsThePasswordAsItIsNow(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	c := w.signIn(ana.ID, w.accountID)
	w.app(c)
	const old = "an older hash"
	for name, do := range map[string]func() error{
		"app": func() error { _, err := w.db.BeginApp(t.Context(), w.by(c), old); return err },
		"e-mail": func() error {
			return w.db.BeginEmailCodes(t.Context(), w.by(c), old, ana.Email)
		},
		"remove":   func() error { return w.db.RemoveMethod(t.Context(), w.by(c), account.MethodApp, old, true) },
		"recovery": func() error { _, err := w.db.NewRecoveryCodes(t.Context(), w.by(c), old); return err },
	} {
		if err := do(); account.CodeOf(err) != account.OwnPasswordWrong {
			t.Errorf("%s: %v", name, err)
		}
		if a := w.lastActivity(w.accountID); a.Outcome != account.OutcomeRefused {
			t.Errorf("%s: noted %s %s", name, a.Action, a.Outcome)
		}
	}
}

func TestRemovingMethods(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	p := w.app(w.signIn(ana.ID, w.accountID))
	_, c, err := w.attempt(ana.ID, both(with(account.MethodApp, p.code(1)), trust("device")))
	w.must(err)
	w.emailCodes(c, ana.Email)
	recoveryCodes(t, w, c)
	remove := func(m account.Method, standsAlone bool) error {
		return w.db.RemoveMethod(t.Context(), w.by(c), m, passwordHash, standsAlone)
	}
	w.must(remove(account.MethodEmail, false))
	w.want(remove(account.MethodEmail, false), account.NotFound)
	w.enters(ana.ID, bring("device"), "")
	w.post(store.MailTwoFactor)
	err = remove(account.MethodApp, false)
	w.want(err, account.PasswordUnacceptable)
	w.must(remove(account.MethodApp, true))
	if f := w.twoFactor(ana.ID); len(f.Methods) != 0 || f.RecoveryCodesLeft != 0 || len(w.user(ana.ID).TwoFactor) != 0 {
		t.Errorf("%+v is left", f)
	}
	if m := w.mail(store.MailTwoFactor); m.Payload.What != store.TwoFactorAppRemoved {
		t.Errorf("told of %s", m.Payload.What)
	}
	if a := w.lastActivity(w.accountID); a.Action != account.ActionTwoFactorRemoved || string(a.Details) != `{"devices_revoked":1,"method":"app"}` {
		t.Errorf("noted %s %s", a.Action, a.Details)
	}
	w.enters(ana.ID, nil, "")
	w.app(c)
	w.enters(ana.ID, bring("device"), account.SecondFactorRequired) // trust did not come back
}

func TestAnAdministratorResetsASecondFactor(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.Administrator)
	p := w.app(w.signIn(ana.ID, w.accountID))
	_, c, err := w.attempt(ana.ID, both(with(account.MethodApp, p.code(1)), trust("device")))
	w.must(err)
	recoveryCodes(t, w, c)
	_, script := w.token(c, "script")
	w.post(store.MailTwoFactor)
	before := w.user(ana.ID).Version
	w.must(w.db.ResetTwoFactor(t.Context(), w.act(), ana.ID))
	if u := w.user(ana.ID); len(u.TwoFactor) != 0 || u.Version != before+1 {
		t.Errorf("shows %v at version %d, was %d", u.TwoFactor, u.Version, before)
	}
	for who, got := range map[string]string{"session": w.ended(c), "token": w.ended(script)} {
		if got != account.ReasonTwoFactorReset {
			t.Errorf("the %s ended as %q", who, got)
		}
	}
	if m := w.mail(store.MailTwoFactor); m.Payload.What != store.TwoFactorReset || m.Payload.By != "maple" {
		t.Errorf("told of %s by %s", m.Payload.What, m.Payload.By)
	}
	if a := w.lastActivity(w.accountID); a.Action != account.ActionTwoFactorReset || a.Target.ID != ana.ID ||
		string(a.Details) != `{"api_tokens_revoked":1,"devices_revoked":1,"sessions_ended":2}` {
		t.Errorf("noted %s %s", a.Action, a.Details)
	}
	w.enters(ana.ID, nil, "")
	w.want(w.db.ResetTwoFactor(t.Context(), w.act(), w.admin.PersonID), account.OwnUser)
	other, _ := w.account("other")
	w.want(w.db.ResetTwoFactor(t.Context(), w.by(w.signIn(w.admin.PersonID, w.accountID)), other), account.NotFound)
}

func TestAnAccountMayRequireASecondFactor(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	_, guest, guestHome := w.guest("lumen", account.Custom)
	due := func(personID, accountID string) bool {
		t.Helper()
		c := w.signIn(personID, accountID)
		st, err := w.db.Standing(t.Context(), store.Identity{SessionID: c.SessionID, PersonID: personID}, accountID, w.now)
		w.must(err)
		id, err := w.db.Authenticate(t.Context(), hashOf("token of "+itoa(w.people)), accountID, w.now)
		w.must(err)
		if id.SetupDue != st.SetupDue {
			t.Errorf("a session says %v, its stream %v", id.SetupDue, st.SetupDue)
		}
		return id.SetupDue
	}
	if due(ana.ID, w.accountID) {
		t.Error("due before anybody required it")
	}
	a, err := w.db.UpdateAccount(t.Context(), w.act(1), account.AccountChange{RequireTwoFactor: ptr(true)})
	w.must(err)
	if !a.RequireTwoFactor || a.Version != 2 || a.Name != "maple" {
		t.Errorf("%+v", a)
	}
	if got := w.lastActivity(w.accountID); string(got.Details) != `{"changed":["require_two_factor"],"require_two_factor":{"from":false,"to":true}}` {
		t.Errorf("noted %s", got.Details)
	}
	for _, c := range []struct {
		name, person, account string
		want                  bool
	}{
		{"a user", ana.ID, w.accountID, true},
		{"a user, of themselves", ana.ID, "", true},
		{"a guest here", guest, w.accountID, true},
		{"the guest at home", guest, guestHome, false},
		{"the guest, of themselves", guest, "", false},
		{"a stranger looking at this account", w.stranger("none"), w.accountID, false},
	} {
		if got := due(c.person, c.account); got != c.want {
			t.Errorf("%s: due %v", c.name, got)
		}
	}
	w.app(w.signIn(ana.ID, w.accountID))
	if id, err := w.db.Authenticate(t.Context(), hashOf("token of "+itoa(w.people)), w.accountID, w.now); err != nil || id.SetupDue {
		t.Error("still due with an app")
	}
}

func TestNoSecondFactorStandsInTheFiles(t *testing.T) {
	w := newWorld(t)
	c := w.signIn(w.join("ana", account.RegularUser).ID, w.accountID)
	p := w.app(c)
	waiting := w.scan(c)
	codes := recoveryCodes(t, w, c)
	w.token(w.admin, "script")
	text := base32.StdEncoding.EncodeToString
	for _, name := range []string{sqlstore.FileName, sqlstore.FileName + "-wal"} {
		b, err := os.ReadFile(filepath.Join(w.dir, name))
		w.must(err)
		for what, secret := range map[string]string{
			"a secret": string(p.secret), "a secret as text": text(p.secret), "a secret that waits": string(waiting.secret),
			"a recovery code": codes[0], "a recovery code without hyphen": codes[0][:5] + codes[0][6:], "an API token": "key script",
		} {
			if bytes.Contains(b, []byte(secret)) {
				t.Errorf("%s holds %s", name, what)
			}
		}
	}
}

// Whoever can write to the database cannot give their own app to somebody else.
func TestASealedSecretOpensForItsOwnerAlone(t *testing.T) {
	w := newWorld(t)
	ana, eve := w.join("ana", account.RegularUser), w.join("eve", account.RegularUser)
	mine := w.app(w.signIn(ana.ID, w.accountID))
	hers := w.app(w.signIn(eve.ID, w.accountID))
	w.tamper("UPDATE factors SET sealed = (SELECT sealed FROM factors WHERE person_id = ?) WHERE person_id = ?", eve.ID, ana.ID)
	w.enters(ana.ID, with(account.MethodApp, hers.code(1)), account.SecondFactorInvalid)
	w.enters(ana.ID, with(account.MethodApp, mine.code(1)), account.SecondFactorInvalid)
	w.enters(eve.ID, with(account.MethodApp, hers.code(1)), "")
}

// file opens the database beside the store.
func (w *world) file() *sql.DB {
	w.Helper()
	f, err := sql.Open("sqlite", filepath.Join(w.dir, sqlstore.FileName))
	w.must(err)
	w.Cleanup(func() { f.Close() })
	return f
}

func (w *world) tamper(q string, args ...any) {
	w.Helper()
	_, err := w.file().ExecContext(context.Background(), q, args...)
	w.must(err)
}

func (w *world) count(q string) (n int) {
	w.Helper()
	w.must(w.file().QueryRowContext(context.Background(), q).Scan(&n))
	return n
}

// A password may be judged beside a second factor that is gone by the time it is
// stored.
func TestAShortPasswordNeedsItsSecondFactorToTheEnd(t *testing.T) {
	short := store.NewPassword{Hash: "short"}
	for name, choose := range map[string]func(w *world, ana account.User, c store.Caller, link string) error{
		"by oneself": func(w *world, _ account.User, c store.Caller, _ string) error {
			return w.db.ChangePassword(t.Context(), w.by(c), passwordHash, short, false)
		},
		"by an administrator": func(w *world, ana account.User, _ store.Caller, _ string) error {
			return w.db.SetPassword(t.Context(), w.act(), ana.ID, passwordHash, short)
		},
		"through a link": func(w *world, _ account.User, _ store.Caller, link string) error {
			return w.db.CompleteReset(t.Context(), hashOf(link), short, "192.0.2.50", w.now)
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			ana := w.join("ana", account.RegularUser)
			c := w.signIn(ana.ID, w.accountID)
			w.app(c)
			link := w.link(ana.ID)
			w.must(w.db.RemoveMethod(t.Context(), w.by(c), account.MethodApp, passwordHash, true))
			err := choose(w, ana, c, link)
			w.want(err, account.PasswordUnacceptable)
			if e, ok := errors.AsType[*account.Error](err); !ok || e.Reason != account.PasswordTooShort {
				t.Errorf("%v", err)
			}
			if hash, err := w.db.PasswordHash(t.Context(), ana.ID); err != nil || hash != passwordHash {
				t.Errorf("the password is %q, %v", hash, err)
			}
			w.app(c) // the sessions live on
			w.must(choose(w, ana, c, link))
		})
	}
}

// A program signs in twice within a second; times are whole ones.
func TestTheLastUsedIsAskedFirstAlsoWithinASecond(t *testing.T) {
	w := newWorld(t)
	ana := w.join("ana", account.RegularUser)
	c := w.signIn(ana.ID, w.accountID)
	p := w.app(c)
	w.emailCodes(c, ana.Email)
	first := func() account.Method {
		e, _ := errors.AsType[*account.Error](w.enters(ana.ID, nil, account.SecondFactorRequired))
		return e.Methods[0]
	}
	if got := first(); got != account.MethodEmail {
		t.Errorf("after e-mail was added: %s", got)
	}
	w.enters(ana.ID, with(account.MethodApp, p.code(1)), "")
	if got := first(); got != account.MethodApp {
		t.Errorf("after the app was used: %s", got)
	}
	w.must(w.db.SendSignInCode(t.Context(), store.StartSession{PersonID: ana.ID, PasswordHash: passwordHash, Now: w.now}))
	w.enters(ana.ID, with(account.MethodEmail, w.mail(store.MailSignInCode).Payload.Code), "")
	if got := first(); got != account.MethodEmail {
		t.Errorf("after a code by e-mail was used: %s", got)
	}
}
