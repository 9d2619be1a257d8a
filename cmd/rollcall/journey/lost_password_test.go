package journey

import (
	"net/http"
	"testing"

	"rollcall/account"
)

func TestALostPasswordIsReplacedAndTheSecondFactorStays(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, pictures: "lost-password"})
	s := d.startService()
	b := d.startBrowser()
	carole := s.join(s.administrator(), "Carole", "Dumont", account.RegularUser)
	p := d.enrol(carole)
	const address, fresh = "carole.dumont@maplepress.example", "eleven slow otters diving"

	app := d.rollcall("--server", s.url)
	d.see("This computer has no keyring")
	d.click("Forgot your password")
	d.see("Enter your login")
	d.picture("forgot")
	d.write("nobody.at.all")
	d.key("Return")
	d.see("Look in your mailbox")
	d.see("If somebody has the login nobody.at.all")
	// Back to sign-in has the focus.
	d.key("space")
	d.click("Forgot your password")
	d.see("Enter your login")
	d.replace(carole.Login)
	d.key("Return")
	d.see("If somebody has the login carole.dumont")
	d.picture("look-in-your-mailbox")

	l := s.waitForLetterSaying(address, "/password-reset/", 1)
	b.choosePassword(l.link, fresh)
	if status, _ := b.open(l.link); status != http.StatusGone {
		t.Errorf("a link that was used answers %d, want 410", status)
	}
	s.waitForLetterSaying(address, "has been replaced", 1)

	d.key("space")
	d.see("Try it with a sample account")
	// The login stands there, the cursor waits for the password.
	d.write(carole.Password)
	d.key("Return")
	d.see("The login or the password is not right")
	d.picture("old-password-refused")
	d.replace(fresh)
	d.key("Return")
	d.see("Code from your authenticator app")
	d.picture("code-still-asked")
	d.write(p.code())
	d.key("Return")
	d.see("Only administrators see and decide who may enter Maple Press")
	d.picture("in")
	app.quit()
}
