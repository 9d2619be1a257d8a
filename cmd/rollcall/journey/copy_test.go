package journey

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// copies is the folder of the encrypted copies, and of what says which to open.
func (d *desk) copies() string { return filepath.Join(d.data(), "copies") }

func TestTheNextStartOpensOnTheCopy(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, keyring: true, pictures: "copy"})
	s := d.startService()
	app := d.rollcall("--server", s.url)
	d.see("never in a file")
	d.enterCredentials(s.Login, s.Password)
	d.see("Online list up to date")
	app.quit()
	s.process.kill()

	app = d.rollcall()
	d.see("28 users")
	d.see("Offline list as of today")
	d.see("The service cannot be reached")
	d.nothingOf("Sign in")
	d.picture("opened-with-no-network")
	d.worksOffline()
	s.serve(s.address())
	d.see("Online list up to date")
	d.gone("as of today")
	d.picture("online-by-itself")
	d.holds("session "+s.url, "copy "+s.url)
	app.quit()
}

// worksOffline looks for somebody, narrows and sorts the list, and takes it along.
func (d *desk) worksOffline() {
	d.t.Helper()
	d.search("novak")
	d.see("tamara.novak")
	d.picture("searched")
	d.key("ctrl+f", "Escape")
	d.see("28 users")
	d.click("No two-factor")
	d.gone("chloe.tremblay")
	d.picture("narrowed")
	d.click("All")
	d.see("chloe.tremblay")
	d.click("Name")
	d.gone("chloe.tremblay")
	d.picture("sorted-from-the-end")
	d.click("Name")
	d.see("chloe.tremblay")
	d.click("Authorised contacts")
	d.click("PDF, to print")
	d.click("CSV, for a spreadsheet")
	d.see("One line for each person")
	d.click("Choose where to save")
	file, err := os.Open(d.saveAs("contacts.csv"))
	must(d.t, err)
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	must(d.t, err)
	if len(rows) != 29 {
		d.t.Errorf("%d lines, want 28 people and a heading", len(rows))
	}
	d.see("28 authorised contacts is saved")
	d.picture("exported")
}

func TestSigningOutWithTheServiceAwayLeavesNothing(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, keyring: true, pictures: "copy-signed-out"})
	s := d.startService()
	way := s.startTap()
	app := d.rollcall("--server", way.URL)
	d.see("never in a file")
	d.enterCredentials(s.Login, s.Password)
	d.see("Online list up to date")
	app.quit()
	if _, err := os.Stat(d.copies()); err != nil {
		t.Fatal("nothing is kept, so that nothing can be left:", err)
	}
	must(t, way.Listener.Close())
	way.CloseClientConnections()

	app = d.rollcall()
	d.see("Offline list as of today")
	d.signOut()
	d.see("could not be reached to end the session")
	d.picture("said")
	d.nothingOf("amelie.roy", "28 users")
	d.holds()
	if _, err := os.Stat(d.copies()); !os.IsNotExist(err) {
		t.Error("the copy is still there:", err)
	}
	app.quit()
	d.noTrace(private(s, way))

	app = d.rollcall()
	d.see("E-mail or user name")
	app.quit()
}

// TestSomebodyElseAtTheSameComputer: each has a copy of their own, and what one
// has seen stays locked to the other.
func TestSomebodyElseAtTheSameComputer(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, keyring: true, pictures: "copy-somebody-else"})
	s := d.startService()
	way := s.startTap()
	const login, password = "ursula.kern", "four grey geese resting"
	s.createAccount("Northlight", "ursula@northlight.example", login, password)

	app := d.rollcall("--server", way.URL)
	d.see("never in a file")
	d.enterCredentials(s.Login, s.Password)
	d.see("Online list up to date")
	app.quit()
	// The session ends while nobody looks; the copy stays, locked.
	s.process.kill()
	s.serve(s.address(), "--clock-offset", "744h")
	app = d.rollcall()
	d.see("E-mail or user name")
	d.picture("locked")
	d.nothingOf("amelie.roy", "28 users")
	d.holds("copy " + way.URL)

	d.enterCredentials(login, password)
	d.see("Northlight")
	d.see("1 user")
	d.nothingOf("amelie.roy", "28 users")
	d.holds("session "+way.URL, "copy "+way.URL, "copy "+way.URL)
	d.noTrace(private(s, way))
	d.personMenuOf("ursula.kern")
	d.click("Sign out")
	d.see("E-mail or user name")
	d.holds("copy " + way.URL)
	d.picture("the-other-one-signed-out")

	d.enterCredentials(s.Login, s.Password)
	d.see("28 users")
	d.holds("session "+way.URL, "copy "+way.URL)
	app.quit()
	if folders := d.folders(); len(folders) != 1 {
		t.Errorf("left: %q", folders)
	}
}

// folders are the folders of copies.
func (d *desk) folders() (names []string) {
	d.t.Helper()
	entries, err := os.ReadDir(d.copies())
	must(d.t, err)
	for _, e := range entries {
		if e.IsDir() && strings.Contains(e.Name(), "-") {
			names = append(names, e.Name())
		}
	}
	return names
}
