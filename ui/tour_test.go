package ui_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"rollcall/account"
	"rollcall/ui"
	"rollcall/ui/words"
)

// tour goes through everything that there is to see in one look.
func tour(t *testing.T, l look, c *camera) {
	for _, scene := range []struct {
		name string
		play func(*testing.T, look, *camera)
	}{
		{"signing in", signingIn},
		{"links", links},
		{"no keyring", noKeyring},
		{"opening", opening},
		{"users", usersScreen},
		{"invitations", invitations},
		{"mail that waits", mailThatWaits},
		{"many invitations", manyInvitations},
		{"invitation link", invitationLink},
		{"requesting access", requestingAccess},
		{"inviting", inviting},
		{"inviting many", invitingMany},
		{"modifying", modifying},
		{"removing", removing},
		{"details", details},
		{"away from the service", awayFromService},
		{"not an administrator", notAdministrator},
		{"sample", sampleAccount},
		{"crowd", crowd},
		{"small window", smallWindow},
		{"small inviting many", smallInvitingMany},
		{"second factor", secondFactor},
		{"lost password", lostPassword},
		{"keyring", lockedKeyring},
		{"set-up required", setUpRequired},
		{"profile", ownProfile},
		{"setting up", settingUp},
		{"activity", activityLog},
		{"API tokens", apiTokens},
		{"account", accountScreen},
		{"access codes", accessCodes},
		{"several accounts", severalAccounts},
		{"demoted", demoted},
		{"small credentials", smallCredentials},
		{"maintenance", maintenance},
		{"closed door", closedDoor},
		{"small maintenance", smallMaintenance},
		{"waiting", waitingToBeSent},
		{"not done", notDone},
		{"copy", copyOpened},
		{"small waiting", smallWaiting},
		{"contacts", authorised},
		{"small contacts", smallContacts},
		{"deciding offline", decidingOffline},
		{"signing out over what waits", signingOutOver},
		{"waiting elsewhere", waitingElsewhere},
		{"never sent", neverSent},
		{"waiting for who comes back", waitingForWhoComesBack},
		{"copy", theCopy},
		{"leaving what is under way", leavingUnderWay},
		{"small endings", smallEndings},
	} {
		if !c.plays(scene.name) {
			continue
		}
		t.Run(scene.name, func(t *testing.T) {
			c.t = t
			scene.play(t, l, c)
		})
	}
}

func named(name string) words.Args { return words.Args{"Name": name, "First": name} }

func signingIn(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	s := raise(t, d, l, "", c)
	s.window.Start()
	s.shot("signin-first", s.T("signin.title"), s.T("signin.server"), s.T("signin.keyring"))
	s.fill(s.T("signin.server"), "http://accounts.maplepress.example")
	s.press(fyne.KeyReturn)
	s.tap(s.T("signin.enter"))
	s.shot("signin-address", s.T("fault.server_insecure", words.Args{"Server": "accounts.maplepress.example"}))

	s = raise(t, d, l, address, c)
	s.window.Start()
	s.shot("signin", s.T("signin.title"), "accounts.maplepress.example", s.T("signin.keyring"))
	s.tap(s.T("signin.enter"))
	s.shot("signin-fault", s.T("fault.login_empty"), s.T("fault.password_empty"))
	s.fill(s.T("signin.login"), d.made.Login)
	s.fill(s.T("signin.password"), "not the password")
	d.net.hold(0)
	s.press(fyne.KeyReturn)
	s.shot("signin-busy", s.T("signin.enter"))
	d.net.mend()
	s.shot("signin-refused", s.T("error.invalid_credentials.title")+" "+s.T("error.invalid_credentials.next"))
	d.net.cut()
	s.press(fyne.KeyReturn)
	s.shot("signin-away", s.T("error.unreachable.title"))
	d.net.mend()
	s.fill(s.T("signin.password"), d.made.Password)
	s.press(fyne.KeyReturn)
	s.sees(s.T("people.title"), s.T("status.online"))
}

func links(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	s := raiseWith(t, d, l, "", account.ConnectLink(address), c)
	s.window.Start()
	s.shot("connect", s.T("connect.text", words.Args{"Server": "accounts.maplepress.example"}), s.T("connect.warning"), s.T("connect.use"))
	s.tap(s.T("connect.use"))
	s.shot("connect-used", s.T("signin.title"), "accounts.maplepress.example")
	s = raiseWith(t, d, l, "", "rollcall://connect?server="+address+"&login=amelie", c)
	s.window.Start()
	s.shot("connect-refused", s.T("connect.refused_title"), s.T("connect.refused"))
	d.keep(d.made.Login)
	s = raiseWith(t, d, l, address, account.ConnectLink("https://accounts.lumen.example"), c)
	s.window.Start()
	s.sees(s.T("status.online"))
	s.shot("connect-elsewhere", s.T("connect.elsewhere", words.Args{"Server": "accounts.lumen.example", "Current": "accounts.maplepress.example"}))
	s.tap(s.T("connect.ignore"))
	s.misses(s.T("connect.title"))
}

func noKeyring(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	d.keeps = false
	s := raise(t, d, l, address, c)
	s.window.Start()
	s.shot("signin-no-keyring", s.T("signin.no_keyring"))
	s.fill(s.T("signin.login"), d.made.Login)
	s.fill(s.T("signin.password"), d.made.Password)
	s.press(fyne.KeyReturn)
	s.shot("users-no-keyring", s.T("banner.no_keyring"), s.T("status.online"))
}

// soon lets what is to come within a second come at once.
func soon(o *ui.Options) {
	post := o.Post
	o.After = func(in time.Duration, f func()) func() {
		stopped := in >= time.Second
		post(func() {
			if !stopped {
				f()
			}
		})
		return func() { stopped = true }
	}
}

func opening(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	d.keep(d.made.Login)
	d.net.hold(0)
	s := raiseWith(t, d, l, address, "", c, soon)
	s.window.Start()
	s.shot("opening", s.T("start.opening"))
	d.net.cut()
	s.shot("away", s.T("error.unreachable.title"), s.T("act.try_again"), s.T("start.sign_in_anew"))
	d.net.mend()
	d.entering = func() { d.net.hold(0) }
	s.tap(s.T("act.try_again"))
	s.shot("skeleton", s.T("people.title"), s.T("status.connecting"))
	d.net.mend()
	s.sees(s.T("status.online"), "Daniel Royce")
}

func usersScreen(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	s := enter(t, d, l, c)
	s.shot("users", "Amélie Roy", "tom.weber@maplepress.example", s.T("section.pending"), s.T("section.users"))
	s.tapIn("Daniel Royce", s.T("people.actions"))
	s.shot("menu-user", s.T("act.modify"), s.T("act.delete"))
	s.press(fyne.KeyEscape)
	s.tapIn("Amélie Roy", s.T("people.actions"))
	s.shot("menu-self", s.T("refused.self"))
	s.press(fyne.KeyEscape)
	s.tap(s.words.N("people.count.external", 3))
	s.shot("users-external", s.T("section.external"), "Karim Benali")
	s.tapIn("Karim Benali", s.T("people.actions"))
	s.shot("menu-external", s.T("act.edit_access"), s.T("act.remove_access"))
	s.press(fyne.KeyEscape)
	s.tap(s.T("column.last_active"))
	s.shot("users-sorted", "Karim Benali")
	s.chip(s.T("filter.custom"))
	s.shot("chip-custom", "Marcus Lindholm")
	s.chip(s.T("filter.all"))
	s.tap(s.T("people.search"))
	s.write("roy")
	s.misses("Marcus Lindholm")
	s.shot("search", "Daniel Royce", "Amélie Roy")
	s.write("zzz")
	s.shot("search-empty", s.T("empty.search", words.Args{"Search": "royzzz"}), s.T("empty.search.clear"))
	s.tap(s.T("empty.search.clear"))
	s.sees("Amélie Roy")
}

func invitations(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	s := enter(t, d, l, c)
	s.tap("noor.haddad@maplepress.example")
	s.sees(s.T("field.expires"))
	s.press(fyne.KeyEscape)
	s.press(desktop.KeyMenu)
	s.shot("menu-invitation", s.T("act.correct"), s.T("act.cancel_invitation"))
	s.press(fyne.KeyEscape)
	s.trash("noor.haddad@maplepress.example")
	s.shot("pending", s.T("toast.cancelled", words.Args{"Email": "noor.haddad@maplepress.example"}), s.T("act.undo"), s.T("section.cancelled"))
	s.tap(s.T("section.cancelled"))
	s.shot("cancelled", s.T("act.restore"))
	s.tap(s.T("act.restore"))
	s.shot("toasts", s.T("toast.restored", words.Args{"Email": "noor.haddad@maplepress.example"}))
	s.tapIn("petra@northlight.example", s.T("act.resend"))
	s.sees(s.T("toast.resent", words.Args{"Email": "petra@northlight.example"}))
	d.removeExternals()
	s.misses(s.words.N("people.count.external", 3))
	s.chip(s.T("filter.external"))
	s.shot("chip-empty", s.T("empty.external"), s.T("request.open"))
}

// mailThatWaits shows why a mail was not taken yet, and why one was given up.
func mailThatWaits(t *testing.T, l look, c *camera) {
	d := openDoorTo(t, l.language, 28, func(i *account.Invitation) {
		switch i.Email {
		case "noor.haddad@maplepress.example":
			i.Delivery = account.Delivery{State: account.DeliveryQueued, Detail: account.DetailUnreachable, At: i.LastSentAt}
		case "samira.okoye@maplepress.example":
			i.Delivery = account.Delivery{State: account.DeliveryFailed, Detail: account.DetailTryLater, At: i.LastSentAt}
		}
	})
	s := enter(t, d, l, c)
	s.shot("delayed", s.T("delivery.delayed", words.Args{"Reason": s.T("delay.no_answer")}), s.T("delivery.failed_why", words.Args{"Reason": s.T("detail.try_later")}))
	s.tap("noor.haddad@maplepress.example")
	s.sees(s.T("field.expires"))
	s.shot("panel-delayed", s.T("field.delivery"))
}

func inviting(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	s := enter(t, d, l, c)
	s.tap(s.T("people.invite"))
	s.shot("invite", s.T("invite.title", words.Args{"Account": "Maple Press"}), s.T("invite.addresses"))
	s.paste("ana.silva@maplepress.example, daniel.royce@maplepress.example tom.weber@maplepress.example ana@ ")
	s.shot("invite-several", "ana.silva@maplepress.example")
	s.press(fyne.KeyEscape)
	s.shot("leave", s.T("leave.title"), s.T("leave.keep"))
	s.tap(s.T("leave.discard"))
	s.misses(s.T("leave.title"))
	s.misses(s.T("invite.addresses"))
	s.doubted()
	s.tap(s.T("people.invite"))
	s.paste("ana.silva@maplepress.example")
	s.tap(s.T("usertype.custom"))
	s.shot("invite-custom", s.T("invite.addresses"))
	d.net.hold(0)
	s.tap(s.words.N("invite.send", 1))
	s.shot("invite-busy", s.words.N("invite.send", 1))
	d.net.cut()
	s.shot("invite-failed", s.T("error.unreachable.title"))
	d.net.mend()
	s.press(fyne.KeyEscape)
	s.tap(s.T("leave.discard"))
	s.tap(s.T("act.try_again"))
	s.sees(s.T("status.online"))
	s.tapIn("lise.gagnon@gmial.example", s.T("act.correct"))
	s.shot("correct", s.T("invite.title_correct", words.Args{"Email": "lise.gagnon@gmial.example"}))
}

// doubted is about addresses that are probably mistyped.
func (s *stage) doubted() {
	s.t.Helper()
	s.tap(s.T("people.invite"))
	s.paste("ana.silva@gmial.com; daniel@mapelpress.example; office@lumen.example; ines@hotmial.fr")
	s.shot("invite-doubts", s.T("invite.doubt", words.Args{"Typed": "ana.silva@gmial.com", "Meant": "ana.silva@gmail.com"}), s.words.N("invite.doubt_all", 3))
	s.tap(s.words.N("invite.doubt_all", 3))
	s.sees("daniel@maplepress.example")
	s.misses("ana.silva@gmial.com")
	s.press(fyne.KeyEscape)
	s.tap(s.T("leave.discard"))
	s.misses(s.T("invite.addresses"))
}

func modifying(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	s := enter(t, d, l, c)
	modify := func(name string) {
		s.tapIn(name, s.T("people.actions"))
		s.tap(s.T("act.modify"))
	}
	modify("Daniel Royce")
	s.shot("modify-profile", "Daniel Royce", s.T("modify.first_name"), s.T("modify.language"))
	s.tap(s.T("modify.tab_access"))
	s.shot("modify-access", s.T("modify.username"))
	s.fill(s.T("modify.username"), "d r")
	s.tap(s.T("modify.tab_type"))
	s.tap(s.T("modify.tab_access"))
	s.shot("modify-fault", s.T("fault.username"))
	s.press(fyne.KeyEscape)
	s.tap(s.T("leave.discard"))
	modify("Daniel Royce")
	s.tap(s.T("modify.tab_type"))
	s.shot("modify-custom", s.T("usertype.custom.line"))
	s.tap(s.T("usertype.administrator.line"))
	s.shot("modify-type", s.T("changes.title", words.Args{"Name": "Daniel"}))
	s.tap(s.T("usertype.user.line"))
	s.shot("modify-loses", s.T("changes.title", words.Args{"Name": "Daniel"}))
	s.press(fyne.KeyEscape)
	s.tap(s.T("leave.discard"))
	modify("Amélie Roy")
	s.tap(s.T("modify.tab_type"))
	s.shot("modify-locked", s.T("locked.self"))
	s.press(fyne.KeyEscape)
	s.misses(s.T("locked.self"))
	modify("Daniel Royce")
	s.fill(s.T("modify.first_name"), "Dan")
	daniel := d.user("daniel.royce")
	first, last := "Danny", "Royce-Martin"
	change := account.UserChange{FirstName: &first, LastName: &last}
	if _, err := d.colleague().UpdateUser(t.Context(), daniel.ID, change, account.Act{Version: daniel.Version}); err != nil {
		t.Fatal(err)
	}
	s.sees(last)
	s.tap(s.T("act.save"))
	s.shot("modify-conflict", s.T("modify.meanwhile_field", words.Args{"Value": first}))
}

func removing(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	s := enter(t, d, l, c)
	s.tapIn("Daniel Royce", s.T("people.actions"))
	s.tap(s.T("act.delete"))
	s.shot("delete", s.T("delete.title", named("Daniel Royce")), s.T("act.keep", named("Daniel")))
	s.tap(s.T("act.delete_confirm"))
	s.shot("delete-receipt", s.T("delete.done", named("Daniel Royce")))
	s.press(fyne.KeyEscape)
	s.tap(s.words.N("people.count.external", 3))
	s.tapIn("Karim Benali", s.T("people.actions"))
	s.tap(s.T("act.edit_access"))
	s.shot("external-edit", "Karim Benali", s.T("external.until_label"))
	s.fill(s.T("external.until_label"), "2020-01-01")
	s.press(fyne.KeyTab)
	s.canvas.FocusNext()
	s.shot("external-fault", s.T("fault.date_past"))
	s.press(fyne.KeyEscape)
	s.tap(s.T("leave.discard"))
	s.tapIn("Karim Benali", s.T("people.actions"))
	s.tap(s.T("act.remove_access"))
	s.shot("remove", s.T("remove.title", named("Karim Benali")))
	s.tap(s.T("act.remove_confirm"))
	s.shot("remove-receipt", s.T("remove.done", named("Karim Benali")), s.T("act.give_back"))
}

func details(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	s := enter(t, d, l, c)
	s.tap("Daniel Royce")
	s.toHistory()
	s.shot("panel-history", s.T("person.history"), s.T("activity.invitation.completed", words.Args{"Target": "Daniel Royce"}))
	s.wheel(4000)
	s.shot("panel-user", s.T("field.job_title"), s.T("field.email"))
	s.press(fyne.KeyEscape)
	s.tap("petra@northlight.example")
	s.toHistory()
	s.wheel(4000)
	s.shot("panel-invitation", s.T("field.expires"))
	s.press(fyne.KeyEscape)
	s.tap(s.words.N("people.count.external", 3))
	s.tap("Karim Benali")
	s.toHistory()
	s.wheel(4000)
	s.shot("panel-external", s.T("field.home_account"))
}

func awayFromService(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	s := enter(t, d, l, c)
	d.net.cut()
	s.shot("offline", s.T("error.unreachable.title"), s.T("act.try_again"))
	s.tapIn("petra@northlight.example", s.T("act.resend"))
	s.shot("offline-failed", s.T("toast.resend_failed", words.Args{"Email": "petra@northlight.example"}))
	d.net.mend()
	s.tap(s.T("act.try_again"))
	s.sees(s.T("status.online"))
	other := d.client()
	t.Cleanup(other.Close)
	if err := other.SignOut(t.Context(), d.kept.Token); err != nil {
		t.Fatal(err)
	}
	s.shot("signin-ended", s.T("ended.signed_out"), s.T("signin.title"))
}

func notAdministrator(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	d.keep("quentin.marchand")
	s := raise(t, d, l, address, c)
	s.window.Start()
	s.shot("not-administrator", s.T("profile.not_administrator", words.Args{"Account": "Maple Press"}), "Quentin Marchand")
	s.clickPerson()
	s.shot("menu-person", s.T("shell.sign_out"))
}

func sampleAccount(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	s := raise(t, d, l, "", c)
	s.window.Start()
	s.tap(s.T("signin.sample"))
	s.shot("sample", s.T("banner.sample"), s.T("people.title"), "Benjamin Okafor")
}

func crowd(t *testing.T, l look, c *camera) {
	people, fetched, total, passes := 5000, 3500, 5032, 13
	if c.dir == "" {
		people, fetched, total, passes = 1200, 500, 1213, 7
	}
	d := openDoor(t, l.language, people)
	d.keep(d.made.Login)
	d.entering = func() { d.net.hold(passes) }
	s := raise(t, d, l, address, c)
	s.window.Start()
	s.shot("updating", s.T("status.updating_of", words.Args{"Fetched": s.words.Number(fetched), "Total": s.words.Number(total)}))
	d.net.mend()
	s.shot("crowd", s.T("status.online"), s.words.N("people.count.users", people))
	s.tap(s.words.N("people.show_all", total-people-3))
	s.shot("crowd-pending", s.T("section.pending"))
}

func smallWindow(t *testing.T, l look, c *camera) {
	l.width, l.height = 820, 560
	d := openDoor(t, l.language, 28)
	s := enter(t, d, l, c)
	s.shot("small-users", s.T("section.pending"), s.T("people.title"))
	s.list().ScrollToTop(7)
	s.tap("Amélie Roy")
	s.toHistory()
	s.wheel(4000)
	s.shot("small-panel", s.T("field.email"))
	s.press(fyne.KeyEscape)
	s.tap(s.T("people.invite"))
	s.tap(s.T("usertype.custom"))
	s.shot("small-invite", s.T("invite.addresses"))
	s.press(fyne.KeyEscape)
	s.misses(s.T("invite.addresses"))
	s.tapIn("Daniel Royce", s.T("people.actions"))
	s.tap(s.T("act.modify"))
	s.tap(s.T("modify.tab_type"))
	s.tap(s.T("usertype.user.line"))
	s.shot("small-modify", s.T("changes.title", words.Args{"Name": "Daniel"}))
}
