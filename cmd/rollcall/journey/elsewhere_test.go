package journey

import (
	"testing"

	"rollcall/account"
)

func TestChangesFromElsewhereDisturbNobody(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, pictures: "elsewhere"})
	s := d.startService()
	app := d.rollcall("--server", s.url)
	d.see("This computer has no keyring")
	d.enterCredentials(s.Login, s.Password)
	d.see("Online list up to date")
	colleague := s.join(s.administrator(), "Carole", "Dumont", account.Administrator)
	d.see("29 users")

	d.whileScrolled(s, colleague)
	d.whileSearching(s, colleague)
	d.whileInviting(s, colleague)
	app.quit()
}

// whileScrolled has somebody stand in the middle of the list while rows come
// above, change in sight, and go below.
func (d *desk) whileScrolled(s *service, colleague person) {
	d.t.Helper()
	d.key("Home", "Next", "Next")
	d.see("kwame.mensah")
	before := d.look("kwame.mensah")[0].box.Min.Y
	d.picture("scrolled")

	_, err := colleague.Invite(d.t.Context(), account.NewInvitation{Email: "odile@maplepress.example", UserType: account.RegularUser}, account.Act{})
	must(d.t, err)
	d.shownWithin(promptly, "6 pending invitations")
	u := s.userNamed(colleague, "Mensah")
	name := "Mensah-Boateng"
	_, err = colleague.UpdateUser(d.t.Context(), u.ID, account.UserChange{LastName: &name}, account.Act{Version: u.Version})
	must(d.t, err)
	d.shownWithin(promptly, name)
	u = s.userNamed(colleague, "Yasmine")
	_, err = colleague.DeleteUser(d.t.Context(), u.ID, account.Act{Version: u.Version})
	must(d.t, err)
	d.shownWithin(promptly, "28 users")
	s.operator("external", "grant", "--data", s.dir, "--account", s.Account, "--email", "claire@agence-lumen.example", "--user-type", "user")
	d.shownWithin(promptly, "4 external users")

	if after := d.look("kwame.mensah")[0].box.Min.Y; after < before-2 || after > before+2 {
		d.t.Errorf("the row in sight moved from %d to %d", before, after)
	}
	d.picture("still-there")
}

// whileSearching has somebody in the middle of a word.
func (d *desk) whileSearching(s *service, colleague person) {
	d.t.Helper()
	d.search("nov")
	d.see("tamara.novak")
	_, err := colleague.Invite(d.t.Context(), account.NewInvitation{Email: "jnovotny@maplepress.example", UserType: account.RegularUser}, account.Act{})
	must(d.t, err)
	d.shownWithin(promptly, "jnovotny")
	d.write("otny")
	d.gone("tamara.novak")
	d.see("jnovotny")
	d.picture("word-finished")
	d.key("Escape")
}

// whileInviting has somebody in the middle of an address, in a dialog.
func (d *desk) whileInviting(s *service, colleague person) {
	d.t.Helper()
	d.key("ctrl+i")
	d.see("Invite people to Maple Press")
	d.write("lucie.hebert@maple")
	// Of the list, the dialog leaves in sight how many have no second factor.
	u := s.userNamed(colleague, "Zachary")
	_, err := colleague.DeleteUser(d.t.Context(), u.ID, account.Act{Version: u.Version})
	must(d.t, err)
	d.shownWithin(promptly, "factor 7")
	d.write("press.example")
	d.key("Tab")
	d.see("lucie.hebert@maplepress.example")
	d.picture("address-finished")
}
