package journey

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestTheContactsAreSavedOnPaperAndAsATable: the list of who may talk to support,
// found over the users, as two files that other programs read.
func TestTheContactsAreSavedOnPaperAndAsATable(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, pictures: "contacts"})
	s := d.startService()
	app := d.rollcall("--server", s.url)
	d.see("This computer has no keyring")
	d.enterCredentials(s.Login, s.Password)
	d.see("Online list up to date")

	d.click("Authorised contacts")
	d.see("support about the account")
	d.see("28 people")
	d.picture("dialog")
	d.click("Choose where to save")
	path := d.saveAs("contacts.pdf")
	d.see("28 authorised contacts is saved")
	d.picture("saved")
	out, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", path, "-").Output()
	must(t, err)
	d.checkContacts(string(out))

	d.click("Authorised contacts")
	d.click("PDF, to print")
	d.click("CSV, for a spreadsheet")
	d.see("One line for each person")
	d.click("Choose where to save")
	table, err := os.ReadFile(d.saveAs("contacts.csv"))
	must(t, err)
	d.checkContacts(string(table))
	app.quit()
}

// checkContacts looks for users, and for nobody else.
func (d *desk) checkContacts(text string) {
	d.t.Helper()
	for _, name := range []string{"Amélie Roy", "Benjamin Okafor", "amelie.roy@maplepress.example"} {
		if !strings.Contains(text, name) {
			d.t.Errorf("%s is not on the list:\n%s", name, text)
		}
	}
	for _, name := range []string{"Karim", "noor.haddad"} {
		if strings.Contains(text, name) {
			d.t.Errorf("%s is on the list", name)
		}
	}
}
