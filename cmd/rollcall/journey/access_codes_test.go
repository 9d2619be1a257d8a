package journey

import (
	"net/http"
	"testing"

	"rollcall/account"
)

// everybody is what of an account must not stay on a screen.
func everybody() []string { return []string{"amelie.roy", "noor.haddad", "29 users", "odile@"} }

func TestAnAdministratorChangesAccessCodesAndTheOtherWindowSaysSo(t *testing.T) {
	d := newDesk(t, deskOptions{alone: true, width: 1280, height: 860, pictures: "access-codes"})
	s := d.startService()
	carole := s.join(s.administrator(), "Carole", "Dumont", account.Administrator)
	theirs := d.beside(deskOptions{width: 1280, height: 860, pictures: "access-codes-theirs"})
	app, other := d.rollcall("--server", s.url), theirs.rollcall("--server", s.url)
	d.see("This computer has no keyring")
	d.enterCredentials(s.Login, s.Password)
	theirs.see("This computer has no keyring")
	theirs.enterCredentials(carole.Login, carole.Password)
	d.see("29 users")
	theirs.see("29 users")

	d.openAccessCodes()
	d.sendPasswordLink(s)
	theirs.beginInvitation()
	const fresh = "nine patient lynxes waiting"
	d.setPassword(s, fresh)
	d.untilEnded(carole)
	theirs.shownWithin(promptly, "Your password was changed")
	theirs.nothingOf(everybody()...)
	theirs.picture("password-changed")
	theirs.enterCredentials(carole.Login, fresh)
	theirs.see("Invite people to Maple Press")
	theirs.key("Tab")
	theirs.see("odile@maplepress.example")
	theirs.picture("invitation-kept")
	theirs.clickLast("Send invitation")
	s.waitForLetter("odile@maplepress.example", 1)

	carole = s.signedIn(carole.Login, fresh)
	d.enrol(carole)
	d.resetTwoFactor()
	d.untilEnded(carole)
	theirs.shownWithin(promptly, "Your two-factor authentication")
	theirs.nothingOf(everybody()...)
	theirs.picture("two-factor-reset")
	theirs.enterCredentials(carole.Login, fresh)
	theirs.see("29 users")

	carole = s.signedIn(carole.Login, fresh)
	d.signOutEverywhere()
	d.untilEnded(carole)
	theirs.shownWithin(promptly, "You were signed out")
	theirs.nothingOf(everybody()...)
	theirs.picture("signed-out")
	app.quit()
	other.quit()
}

func (d *desk) openAccessCodes() {
	d.t.Helper()
	d.search("dumont")
	d.gone("Chloé Tremblay")
	d.clickInRow("Carole Dumont", "Actions")
	d.click("Modify")
	d.click("Access codes")
	d.see("Send a password link")
	d.picture("access-codes")
}

func (d *desk) sendPasswordLink(s *service) {
	d.t.Helper()
	d.click("Send a password link")
	l := s.waitForLetterSaying("carole.dumont@maplepress.example", "/password-reset/", 1)
	answer, err := http.Get(l.link)
	must(d.t, err)
	must(d.t, answer.Body.Close())
	if answer.StatusCode != http.StatusOK {
		d.t.Errorf("the link answers %d", answer.StatusCode)
	}
}

// beginInvitation writes one and does not send it.
func (d *desk) beginInvitation() {
	d.t.Helper()
	d.key("ctrl+i")
	d.see("Invite people to Maple Press")
	d.write("odile@maplepress.example")
	d.key("Tab")
	d.see("odile@maplepress.example")
}

// setPassword enters a wrong password of one's own first.
func (d *desk) setPassword(s *service, fresh string) {
	d.t.Helper()
	d.click("Set a password")
	d.see("You will then know the password")
	d.clickField("Your own password")
	d.write("not the password of anybody")
	d.key("Tab", "Tab")
	d.write(fresh)
	d.click("Set this password")
	d.see("This is not your present password")
	d.picture("own-password-wrong")
	d.clickField("Your own password")
	d.replace(s.Password)
	d.key("Return")
}

// untilEnded waits until the service refuses a session that somebody has
// elsewhere: from then on counts how soon a window says so.
func (d *desk) untilEnded(who person) {
	d.t.Helper()
	d.eventually("the end of every session", patience, func() bool {
		_, err := who.Me(d.t.Context())
		return err != nil
	})
}

// resetTwoFactor does so from the row, once it shows that there is one.
func (d *desk) resetTwoFactor() {
	d.t.Helper()
	d.key("Escape")
	d.gone("Access codes")
	d.notInRow("Carole Dumont", "Off")
	d.clickInRow("Carole Dumont", "Actions")
	d.click("Reset two-factor")
	d.see("Reset the two-factor authentication")
	d.picture("reset")
	d.key("Tab", "Return")
}

func (d *desk) signOutEverywhere() {
	d.t.Helper()
	d.clickInRow("Carole Dumont", "Actions")
	d.click("Sign out everywhere")
	d.see("Sign Carole Dumont out everywhere")
	d.picture("sign-out")
	d.key("Tab", "Return")
}
