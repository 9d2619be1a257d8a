package ui_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/pquerna/otp/totp"

	"rollcall/account"
	"rollcall/server/store"
	"rollcall/ui/words"
)

// setUpApp gives the administrator an authenticator app, as from another computer.
func (d *door) setUpApp() (secret string) {
	d.t.Helper()
	me := d.colleague()
	app, err := me.SetUpApp(d.t.Context(), d.made.Password, account.Act{})
	if err != nil {
		d.t.Fatal(err)
	}
	if err := me.ConfirmApp(d.t.Context(), code(d.t, app.Secret), account.Act{}); err != nil {
		d.t.Fatal(err)
	}
	return app.Secret
}

// code is what an authenticator app shows at noon.
func code(t *testing.T, secret string) string {
	t.Helper()
	c, err := totp.GenerateCode(secret, noon())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (s *stage) signIn(login, password string) {
	s.t.Helper()
	s.fill(s.T("signin.login"), login)
	s.fill(s.T("signin.password"), password)
	s.press(fyne.KeyReturn)
}

func secondFactor(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	secret := d.setUpApp()
	s := raise(t, d, l, address, c)
	s.window.Start()
	s.signIn(d.made.Login, d.made.Password)
	s.shot("signin-code", s.T("signin.code_title"), s.T("signin.code_app"), s.T("signin.trust"))
	s.write("000000")
	s.press(fyne.KeyReturn)
	s.shot("signin-code-wrong", s.T("fault.code_wrong_app"))
	// The code that set the app up was used then: each works once.
	s.write(code(t, secret))
	s.press(fyne.KeyReturn)
	s.sees(s.T("signin.code_title"))
	s.press(fyne.KeyEscape)
}

func lostPassword(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	s := raise(t, d, l, address, c)
	s.window.Start()
	s.fill(s.T("signin.login"), d.made.Login)
	s.tap(s.T("signin.forgot"))
	s.shot("signin-forgot", s.T("signin.login"))
	s.press(fyne.KeyReturn)
	s.shot("signin-forgot-sent", s.T("forgot.sent_title"))
}

func lockedKeyring(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	d.keep(d.made.Login)
	d.locked = true
	s := raise(t, d, l, address, c)
	s.window.Start()
	s.shot("keyring-locked", s.T("start.keyring"), s.T("act.try_again"), s.T("start.sign_in_once"))
	d.locked = false
	s.tap(s.T("act.try_again"))
	s.sees(s.T("status.online"))
}

func (d *door) requireTwoFactor() {
	d.t.Helper()
	yes := true
	a, err := d.colleague().Account(d.t.Context())
	if err == nil {
		_, err = d.colleague().UpdateAccount(d.t.Context(), account.AccountChange{RequireTwoFactor: &yes}, account.Act{Version: a.Version})
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

func setUpRequired(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	d.keep(d.made.Login)
	d.requireTwoFactor()
	s := resume(t, d, l, c)
	s.shot("setup-required", s.T("enrol.required_title"), s.T("enrol.sign_out"))
	at, _ := read(s.canvas).first(s.T("profile.set_up"))
	s.click(at.middle())
	s.shot("setup-required-password", s.T("enrol.app_title"))
}

// resume opens a window with the session that is kept, wherever that leads.
func resume(t *testing.T, d *door, l look, c *camera) *stage {
	t.Helper()
	s := raise(t, d, l, address, c)
	s.window.Start()
	return s
}

// page opens a screen from the left column.
func (s *stage) page(key string) {
	s.t.Helper()
	at, ok := read(s.canvas).first(s.T(key))
	if !ok {
		s.t.Fatalf("no %q in the left column", s.T(key))
	}
	s.click(at.middle())
}

// profile opens one's own profile from the menu of the person.
func (s *stage) profile() {
	s.t.Helper()
	s.clickPerson()
	s.tap(s.T("shell.profile"))
}

func (s *stage) clickPerson() {
	s.t.Helper()
	s.click(fyne.NewPos(100, s.canvas.Size().Height-36))
}

func ownProfile(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	d.keep(d.made.Login)
	d.setUpApp()
	s := enter(t, d, l, c)
	s.clickPerson()
	s.shot("menu-me", s.T("shell.profile"), s.T("shell.sign_out"))
	s.press(fyne.KeyEscape)
	s.profile()
	s.shot("profile", s.T("shell.profile"), "amelie.roy@maplepress.example")
	for range 3 {
		s.wheel(-2000)
	}
	s.shot("profile-ways", s.T("profile.forget_computer"))
}

func settingUp(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	s := enter(t, d, l, c)
	s.profile()
	s.until("the ways in", func() bool {
		s.wheel(-400)
		_, ok := read(s.canvas).find(s.T("profile.set_up"))
		return ok
	})
	at, _ := read(s.canvas).first(s.T("profile.set_up"))
	s.click(at.middle())
	s.shot("enrol-password", s.T("enrol.app_title"))
	s.write(d.made.Password)
	s.press(fyne.KeyReturn)
	s.shot("enrol-qr", s.T("enrol.secret"), s.T("enrol.code"))
}

func activityLog(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	s := enter(t, d, l, c)
	s.page("shell.activity")
	s.shot("activity", s.T("activity.export"), s.T("activity.session.started", words.Args{"Actor": "Amélie Roy"}))
}

func apiTokens(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	s := enter(t, d, l, c)
	s.page("shell.tokens")
	s.shot("tokens", s.T("tokens.new"), s.T("tokens.column_used"), "Bilans mensuels")
	s.tap(s.T("tokens.new"))
	s.shot("token-new", s.T("tokens.name"), s.T("tokens.expires"))
	s.fill(s.T("tokens.name"), "Newsletter")
	s.press(fyne.KeyReturn)
	s.shot("token-made", s.T("tokens.once"))
}

func accountScreen(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	s := enter(t, d, l, c)
	s.page("shell.account")
	s.shot("account", s.T("account.require"), "20417")
	s.tap(s.T("account.require"))
	s.shot("account-require", s.T("require.title"), s.T("require.no_way_around"), "Daniel Royce")
}

func accessCodes(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	s := enter(t, d, l, c)
	s.tapIn("Daniel Royce", s.T("people.actions"))
	s.tap(s.T("act.modify"))
	s.tap(s.T("modify.tab_access"))
	s.shot("modify-codes", s.T("access.set"))
	s.tap(s.T("access.set"))
	s.shot("modify-set-password", s.T("access.own_password"), s.T("access.set_hide"))
}

func severalAccounts(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	granted, err := d.service.Store().Grant(t.Context(), store.Grant{
		AccountID: d.others[0], Email: "amelie.roy@maplepress.example", UserType: account.Administrator, Now: noon(),
	})
	if err != nil {
		t.Fatal(err)
	}
	s := enter(t, d, l, c)
	s.click(fyne.NewPos(100, 43))
	s.shot("switcher", "Maple Press")
	s.press(fyne.KeyDown, fyne.KeyReturn)
	s.misses("20417")
	s.shot("switched", s.T("status.online"))
	if _, err := d.service.Store().RevokeByOperator(t.Context(), d.others[0], granted.ID, noon().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	s.shot("home-again", "20417", s.T("status.online"))
}

func demoted(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	u := d.user("isabelle.levesque")
	if err := d.colleague().ResetTwoFactor(t.Context(), u.ID, account.Act{}); err != nil {
		t.Fatal(err)
	}
	d.keep("isabelle.levesque")
	s := resume(t, d, l, c)
	s.sees(s.T("status.online"))
	s.shot("demoted-before")
	u = d.user("isabelle.levesque")
	plain := account.RegularUser
	if _, err := d.colleague().UpdateUser(t.Context(), u.ID, account.UserChange{UserType: &plain}, account.Act{Version: u.Version}); err != nil {
		t.Fatal(err)
	}
	s.shot("demoted", s.T("shell.demoted", words.Args{"Account": "Maple Press"}))
}

func smallCredentials(t *testing.T, l look, c *camera) {
	l.width, l.height = 820, 560
	d := openDoor(t, l.language, 28)
	d.keep(d.made.Login)
	d.setUpApp()
	s := enter(t, d, l, c)
	s.icon(1)
	s.shot("small-activity", s.T("activity.export"), s.T("activity.session.started", words.Args{"Actor": "Amélie Roy"}))
	s.icon(2)
	s.shot("small-tokens", s.T("tokens.new"), "Bilans mensuels")
	s.icon(3)
	s.shot("small-account", s.T("account.require"))
	s.click(fyne.NewPos(32, s.canvas.Size().Height-36))
	s.tap(s.T("shell.profile"))
	s.shot("small-profile", s.T("shell.profile"), s.T("act.save"))
}

// icon presses the icon of a screen in the narrow left column.
func (s *stage) icon(n int) {
	s.t.Helper()
	s.click(fyne.NewPos(32, 117+36*float32(n)+18))
}
