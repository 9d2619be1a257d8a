package journey

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

func TestOneLoginSeveralAccounts(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, keyring: true, pictures: "switch"})
	s := d.startService()
	way := s.startTap()
	const login, password = "ursula.kern", "four grey geese resting"
	s.createAccount("Northlight", "ursula@northlight.example", login, password)

	app := d.rollcall("--server", way.URL)
	d.see("never in a file")
	d.enterCredentials(login, password)
	d.see("Northlight")
	d.see("1 user")
	d.picture("at-home")

	access := s.letIn("ursula@northlight.example")
	// The window asks once a minute where one may go; nobody waits that long.
	d.key("ctrl+r")
	d.enterOther("Maple Press")
	d.see("28 users")
	d.see("amelie.roy")
	d.picture("in-the-other-account")
	if n := len(way.seen()); n != 1 {
		t.Errorf("signed in %d times, want once", n)
	}
	d.enterOther("Northlight")
	d.gone("amelie.roy")
	d.see("1 user")
	d.nothingOf("amelie.roy", "28 users")
	d.enterOther("Maple Press")
	d.see("28 users")

	s.operator("external", "remove", "--data", s.dir, "--account", s.Account, "--id", access)
	d.shownWithin(promptly, "Your access to Maple Press was removed")
	d.nothingOf("amelie.roy", "28 users")
	d.see("Northlight")
	d.see("1 user")
	d.picture("back-home")
	d.holds("session "+way.URL, "copy "+way.URL)
	app.quit()
}

// createAccount makes another account, as the operator does.
func (s *service) createAccount(name, email, username, password string) {
	s.d.t.Helper()
	file := filepath.Join(s.d.t.TempDir(), "password")
	must(s.d.t, os.WriteFile(file, []byte(password+"\n"), 0o600))
	s.operator("account", "create", "--data", s.dir, "--name", name,
		"--admin-email", email, "--admin-username", username, "--admin-password-file", file)
}

// letIn gives somebody access as an administrator, and gives its identifier.
func (s *service) letIn(email string) string {
	s.d.t.Helper()
	var access struct {
		ID string `json:"id"`
	}
	out := s.operator("external", "grant", "--data", s.dir, "--account", s.Account, "--email", email, "--user-type", "administrator")
	must(s.d.t, json.Unmarshal([]byte(out), &access))
	return access.ID
}

// enterOther chooses an account in the switcher, at the top left.
func (d *desk) enterOther(name string) {
	d.t.Helper()
	d.eventually("the switcher to offer "+name, patience, func() bool {
		d.clickAt(120, 100)
		for _, p := range d.look(name + " · ") {
			d.clickAt(p.centre())
			return true
		}
		d.key("Escape")
		return false
	})
}
