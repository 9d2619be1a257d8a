package journey

import (
	"testing"

	"rollcall/account"
)

func TestWhoHasLostTheTelephoneGetsInOtherwise(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, pictures: "other-codes"})
	s := d.startService()
	carole := s.join(s.administrator(), "Carole", "Dumont", account.RegularUser)
	p := d.enrol(carole)
	set, err := carole.NewRecoveryCodes(t.Context(), carole.Password, account.Act{})
	must(t, err)

	app := d.rollcall("--server", s.url)
	d.see("This computer has no keyring")
	d.enterCredentials(carole.Login, carole.Password)
	d.see("Code from your authenticator app")
	d.see("This computer cannot be trusted")
	d.picture("without-a-keyring")
	d.click("Use a recovery code")
	d.see("One of the codes you kept")
	d.write(set.Codes[0])
	d.picture("recovery-code")
	d.key("Return")
	d.see("Only administrators see and decide")
	s.waitForLetterSaying("carole.dumont@maplepress.example", "recovery code", 1)

	d.leaveAsCarole()
	d.enterCredentials(carole.Login, carole.Password)
	d.see("Confirm that it is you")
	d.useRecoveryCode(set.Codes[0])
	d.see("was used already")
	d.picture("recovery-code-used")
	d.replace(set.Codes[1])
	d.key("Return")
	d.see("Only administrators see and decide")

	d.codesByMail(s, carole, p)
	app.quit()
}

func (d *desk) leaveAsCarole() {
	d.t.Helper()
	d.personMenuOf("Carole Dumont")
	d.click("Sign out")
	d.see("E-mail or user name")
}

// useRecoveryCode switches to a recovery code, unless it is asked for first.
func (d *desk) useRecoveryCode(code string) {
	d.t.Helper()
	if len(d.look("Use a recovery code")) > 0 {
		d.click("Use a recovery code")
	}
	d.see("One of the codes you kept")
	d.write(code)
	d.key("Return")
}

// codesByMail sets them up beside the app, and signs in with one.
func (d *desk) codesByMail(s *service, who person, p *phone) {
	d.t.Helper()
	const private = "carole@home.example"
	d.scrollTo("Codes by e-mail")
	d.clickInRow("Codes by e-mail", "Set up")
	d.see("E-mail address for the codes")
	d.clickField("E-mail address for the codes")
	d.replace(private)
	d.key("Tab")
	d.write(who.Password)
	d.picture("e-mail")
	d.key("Return")
	d.see("is on its way to")
	first := s.waitForLetterSaying(private, "Enter this code in Rollcall", 1)
	d.write("000000")
	d.key("Return")
	d.see("This code is not right")
	d.picture("e-mail-code-wrong")
	d.replace(first.code)
	d.key("Return")
	d.gone("is on its way to")
	d.see(private)
	d.picture("both-methods")

	// What was used last is asked for first.
	d.leaveAsCarole()
	d.enterCredentials(who.Login, who.Password)
	d.see("Code we sent to your e-mail")
	d.see("Look in the spam folder too")
	d.picture("code-by-e-mail")
	mail := s.waitForLetterSaying(private, "to finish signing in", 1)
	d.write(mail.code)
	d.key("Return")
	d.see("Only administrators see and decide")

	d.leaveAsCarole()
	d.enterCredentials(who.Login, who.Password)
	d.click("Use the authenticator app")
	d.see("Code from your authenticator app")
	d.write(p.code())
	d.key("Return")
	d.see("Only administrators see and decide")

	d.leaveAsCarole()
	d.enterCredentials(who.Login, who.Password)
	d.see("Code from your authenticator app")
	d.picture("last-used-is-asked-first")
}
