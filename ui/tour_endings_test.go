package ui_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"rollcall/account"
	"rollcall/ui/words"
)

// decidingOffline is about the dialogs of what waits to be sent.
func decidingOffline(t *testing.T, l look, c *camera) {
	d := openKeeping(t, l.language, account.CopyKept)
	s := enter(t, d, l, c)
	s.openMenu("Daniel Royce", "act.delete")
	s.sees(s.T("ends.elsewhere"))
	d.net.cut()
	s.shot("offline-delete", s.T("deferred.note"), s.T("deferred.delete_unknown"))
	s.tap(s.T("act.delete_confirm"))
	s.shot("offline-delete-waits", s.T("deferred.delete_title", named("Daniel Royce")), s.T("waiting.take_back"))
	s.press(fyne.KeyEscape)
	s.misses(s.T("deferred.when_online"))
	s.openMenu("Chloé Tremblay", "act.modify")
	s.fill(s.T("modify.job_title"), "Night editor")
	s.shot("offline-modify", s.T("deferred.note"), "Night editor")
	s.tap(s.T("act.save"))
	s.shot("offline-toast", s.T("deferred.modify", named("Chloé Tremblay")), s.T("waiting.take_back"))
	s.tap(s.T("waiting.take_back"))
	s.sees(s.words.N("deferred.taken", 1))
	s.openMenu("Chloé Tremblay", "act.modify")
	s.tap(s.T("modify.tab_access"))
	s.shot("offline-codes", s.T("offline.act"), s.T("modify.username"))
	s.press(fyne.KeyEscape)
	s.misses(s.T("modify.username"))
	s.tap(s.T("people.invite"))
	s.paste("ana.silva@maplepress.example")
	s.shot("offline-invite", s.T("deferred.note"), s.words.N("invite.send", 1))
	s.paste(crowdOf(20))
	s.tap(s.words.N("invite.send", 21))
	s.shot("offline-invite-rows", s.words.N("deferred.invite_sum", 21), s.T("deferred.invite_filter"))
	s.press(fyne.KeyEscape)
	s.misses(s.T("invite.more"))
}

// openMenu chooses an entry of somebody's Actions menu.
func (s *stage) openMenu(name, key string) {
	s.t.Helper()
	s.tapIn(name, s.T("people.actions"))
	s.tap(s.T(key))
}

// twoWait decides two things offline.
func (s *stage) twoWait(d *door) {
	s.t.Helper()
	s.openMenu("Daniel Royce", "act.delete")
	s.sees(s.T("ends.elsewhere"))
	d.net.cut()
	s.sees(s.T("deferred.note"))
	s.tap(s.T("act.delete_confirm"))
	s.sees(s.T("deferred.when_online"))
	s.press(fyne.KeyEscape)
	s.openMenu("Chloé Tremblay", "act.modify")
	s.fill(s.T("modify.job_title"), "Night editor")
	s.tap(s.T("act.save"))
	s.sees(s.T("deferred.modify", named("Chloé Tremblay")))
}

// signingOutOver is about signing out while acts wait.
func signingOutOver(t *testing.T, l look, c *camera) {
	d := openKeeping(t, l.language, account.CopyKept)
	s := enter(t, d, l, c)
	s.twoWait(d)
	s.askToSignOut()
	s.shot("signout-offline", s.words.N("ending.title", 2), s.T("ending.away"), s.T("waiting.do_delete", named("Daniel Royce")))
	s.press(fyne.KeyEscape)
	s.misses(s.T("ending.text"))
	s.backOnline(d)
	s.askToSignOut()
	s.shot("signout", s.words.N("ending.title", 2), s.T("ending.stay"), s.T("waiting.do_modify", named("Chloé Tremblay")))
	d.still.Store(false)
	d.net.hold(0)
	s.tap(s.T("ending.send"))
	s.shot("signout-sending", s.T("ending.progress", words.Args{"Done": "0", "Total": "2"}))
	d.net.mend()
	s.sees(s.T("signin.title"))
	if got := d.user("chloe.tremblay").JobTitle; got != "Night editor" {
		t.Errorf("left before it was sent: %q", got)
	}
}

func (s *stage) askToSignOut() {
	s.t.Helper()
	s.clickPerson()
	s.tap(s.T("shell.sign_out"))
}

// backOnline brings the service within reach, and keeps what waits where it is.
func (s *stage) backOnline(d *door) {
	s.t.Helper()
	d.still.Store(true)
	d.net.mend()
	s.tap(s.T("act.try_again"))
	s.sees(s.T("status.online"))
}

// isabelleDecides has an administrator other than the one of the sample decide
// two things offline; a colleague can end their powers then.
func isabelleDecides(t *testing.T, l look, c *camera) (*door, *stage, account.User) {
	d := openKeeping(t, l.language, account.CopyKept)
	u := d.user("isabelle.levesque")
	if err := d.colleague().ResetTwoFactor(t.Context(), u.ID, account.Act{}); err != nil {
		t.Fatal(err)
	}
	d.keep("isabelle.levesque")
	s := enter(t, d, l, c)
	s.twoWait(d)
	d.still.Store(true)
	d.net.mend()
	return d, s, d.user("isabelle.levesque")
}

// neverSent is about what was decided and never will be done.
func neverSent(t *testing.T, l look, c *camera) {
	d, s, u := isabelleDecides(t, l, c)
	if _, err := d.colleague().DeleteUser(t.Context(), u.ID, account.Act{Version: u.Version}); err != nil {
		t.Fatal(err)
	}
	s.tap(s.T("act.try_again"))
	s.shot("lost", s.words.N("ending.lost_title", 2), s.T("waiting.do_delete", named("Daniel Royce")), s.T("ended.user_deleted"))
	s.tap(s.T("act.copy"))
	s.sees(s.T("codes.copied"))
	s.press(fyne.KeyEscape)
	s.misses(s.T("codes.copied"))

	d, s, u = isabelleDecides(t, l, c)
	plain := account.RegularUser
	if _, err := d.colleague().UpdateUser(t.Context(), u.ID, account.UserChange{UserType: &plain}, account.Act{Version: u.Version}); err != nil {
		t.Fatal(err)
	}
	s.tap(s.T("act.try_again"))
	s.shot("lost-demoted", s.words.N("ending.lost_title", 2), s.T("shell.demoted", words.Args{"Account": "Maple Press"}))
}

// waitingForWhoComesBack is about a session that ends while acts wait.
func waitingForWhoComesBack(t *testing.T, l look, c *camera) {
	d, s, u := isabelleDecides(t, l, c)
	p := account.UserPassword{OwnPassword: d.made.Password, NewPassword: "an entirely other harbour"}
	if err := d.colleague().SetUserPassword(t.Context(), u.ID, p, account.Act{}); err != nil {
		t.Fatal(err)
	}
	s.tap(s.T("act.try_again"))
	s.shot("signin-waiting", s.T("ended.password_changed"), s.words.N("ending.waiting", 2))
}

// theCopy is about what becomes of the copy on this computer.
func theCopy(t *testing.T, l look, c *camera) {
	d := openKeeping(t, l.language, account.CopyAside)
	s := enter(t, d, l, c)
	s.shot("copy-aside", s.T("copy.aside"))
	d = openKeeping(t, l.language, account.CopyBusy)
	s = enter(t, d, l, c)
	s.shot("copy-busy", s.T("copy.busy"))
	d.keeping.Store(account.CopyKept)
	s.profile()
	s.until("the ways in", func() bool {
		s.wheel(-2000)
		seen := read(s.canvas)
		_, come := seen.find(s.T("profile.forget_computer"))
		return come && !seen.waits()
	})
	s.shot("profile-copy", s.T("copy.profile", words.Args{"Moment": s.words.Moment(noon(), noon())}))
}

// leavingUnderWay is about leaving while many invitations are acted on.
func leavingUnderWay(t *testing.T, l look, c *camera) {
	d := openFuller(t, l.language, 28, lateInvitations(11, 2))
	s := enter(t, d, l, c)
	d.net.hold(3)
	s.tap(s.T("people.cancel_expired"))
	s.sees(s.T("people.stop"))
	s.askToSignOut()
	s.shot("leave-under-way", s.T("leave.going.title"), s.T("leave.going.discard"))
	s.press(fyne.KeyEscape)
	d.net.mend()
	s.sees(s.words.N("toast.cancelled_many", 12))
}

// smallEndings is the same in the smallest window.
func smallEndings(t *testing.T, l look, c *camera) {
	l.width, l.height = 820, 560
	d := openKeeping(t, l.language, account.CopyAside)
	s := enter(t, d, l, c)
	s.list().ScrollToTop(7)
	s.twoWait(d)
	s.click(fyne.NewPos(32, s.canvas.Size().Height-36))
	s.tap(s.T("shell.sign_out"))
	s.shot("small-signout", s.words.N("ending.title", 2), s.T("ending.discard"))
	s.tap(s.T("ending.discard"))
	s.sees(s.T("signin.title"))
}
