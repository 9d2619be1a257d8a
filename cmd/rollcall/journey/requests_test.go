package journey

import (
	"testing"

	"rollcall/account"
)

func TestAccessIsRequestedAndTheOperatorAnswers(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, pictures: "request"})
	s := d.startService()
	me := s.administrator()
	s.createAccount("Northlight", "ursula@northlight.example", "ursula.west", "seven quiet herons wading")
	app := d.rollcall("--server", s.url)
	d.see("This computer has no keyring")
	d.enterCredentials(s.Login, s.Password)
	d.see("Online list up to date")
	d.requestAccess()

	q := s.newestRequest(me)
	if q.Email != "ursula@northlight.example" || q.UserType != account.RegularUser || q.State != account.AccessRequestWaiting || q.Until.IsZero() {
		t.Fatalf("the service was asked for %+v", q)
	}
	s.operator("external", "grant", "--data", s.dir, "--request", q.ID)
	d.click("4 external users")
	d.seeInRow("ursula@northlight", "Actions")
	d.see("until Dec 31, 2030")
	d.picture("granted")
	d.key("ctrl+i")
	d.click("Somebody from another account")
	d.click("Your requests")
	d.see("Granted")
	d.picture("answered")
	d.key("Escape")
	app.quit()
}

// requestAccess goes the way of somebody who wanted to invite.
func (d *desk) requestAccess() {
	d.t.Helper()
	d.key("ctrl+i")
	d.see("Invite people to Maple Press")
	d.click("Somebody from another account")
	d.see("The operator of the service")
	d.picture("form")
	d.key("Return")
	d.see("This is not an e-mail address")
	d.picture("faults")
	d.write("ursula@northlight.example")
	d.key("Tab")
	d.write("Northlight")
	d.clickField("Reason")
	d.write("Ursula lays out the spring catalogue.")
	d.clickField("Access until")
	d.write("2030-12-31")
	d.see("The access ends at the end of December 31, 2030")
	d.picture("filled-in")
	d.click("Send request")
	d.see("Waiting")
	d.see("Ursula lays out the spring catalogue")
	d.picture("waiting")
	d.key("Escape")
	d.gone("Waiting")
}

// newestRequest is the request for access that was sent last.
func (s *service) newestRequest(by person) account.AccessRequest {
	s.d.t.Helper()
	page, err := by.AccessRequests(s.d.t.Context(), account.ListQuery{})
	must(s.d.t, err)
	return page.Items[0]
}
