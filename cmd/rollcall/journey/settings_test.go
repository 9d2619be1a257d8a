package journey

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/account"
)

func TestAnAPITokenLivesAndDies(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, pictures: "api-token"})
	s := d.startService()
	app := d.rollcall("--server", s.url)
	d.see("This computer has no keyring")
	d.enterCredentials(s.Login, s.Password)
	d.see("Online list up to date")

	token := d.makeToken()
	if status := s.asScript(token); status != http.StatusOK {
		t.Errorf("a script with the API token is answered %d", status)
	}
	d.page("Activity")
	d.page("API tokens")
	d.seeInRow("Monthly report", "Just now")
	d.picture("used")
	d.clickInRow("Monthly report", "Revoke")
	d.see("Scripts that use it are refused")
	d.picture("revoke")
	d.key("Tab", "Return")
	d.gone("Monthly report")
	if status := s.asScript(token); status != http.StatusUnauthorized {
		t.Errorf("a script with a revoked API token is answered %d", status)
	}

	d.readTheLog()
	d.narrowTheLog()
	d.exportTheLog()
	app.quit()
	d.noTrace(map[string]string{"the API token": token})
}

// makeToken makes an API token whose name a spreadsheet would run, and copies it.
func (d *desk) makeToken() string {
	d.t.Helper()
	d.page("API tokens")
	d.see("maplepress.example")
	d.picture("tokens")
	d.click("New API token")
	d.see("What uses it")
	d.write("=Monthly report")
	d.picture("new")
	d.click("Make API token")
	d.see("Copy it now")
	d.picture("shown-once")
	d.key("alt+F4")
	d.see("Close without keeping it")
	d.picture("not-taken-along")
	d.key("Escape")
	d.gone("Close without keeping it")
	// Copy has the focus.
	d.key("space")
	d.see("It is on the clipboard")
	token := d.clipboard()
	if len(token) < 22 {
		d.t.Fatalf("an API token of %d characters was copied", len(token))
	}
	d.click("Done")
	d.gone("It is on the clipboard")
	d.seeInRow("Monthly report", "Never")
	d.picture("made")
	return token
}

// asScript lists the users as a script does, and gives the status.
func (s *service) asScript(token string) int {
	s.d.t.Helper()
	r, err := http.NewRequestWithContext(s.d.t.Context(), http.MethodGet, s.url+"/v1/accounts/"+s.Account+"/users", nil)
	must(s.d.t, err)
	r.Header.Set("Authorization", "Bearer "+token)
	answer, err := http.DefaultClient.Do(r)
	must(s.d.t, err)
	must(s.d.t, answer.Body.Close())
	return answer.StatusCode
}

func (d *desk) readTheLog() {
	d.t.Helper()
	d.page("Activity")
	d.see("made the API token")
	d.picture("something-new")
	d.click("new entry")
	d.see("revoked the API token")
	d.picture("activity")
}

// narrowTheLog filters by person, then by act.
func (d *desk) narrowTheLog() {
	d.t.Helper()
	d.click("By: anybody")
	d.see("Chloé Tremblay")
	d.write("okafor")
	d.gone("Chloé Tremblay")
	d.key("Return", "Home", "Return")
	d.see("By: Benjamin Okafor")
	d.gone("revoked the API token")
	d.picture("by-person")
	d.click("Clear filters")
	d.see("revoked the API token")
	d.click("What: anything")
	d.see("User deleted")
	d.write("API token made")
	d.gone("User deleted")
	d.key("Return", "Home", "Return")
	d.see("What: API token made")
	d.gone("revoked the API token")
	d.see("made the API token")
	d.picture("by-act")
}

// exportTheLog writes what the filters leave, as a spreadsheet reads it.
func (d *desk) exportTheLog() {
	d.t.Helper()
	d.click("Export CSV")
	file := d.saveAs("for the auditor.csv")
	d.see("What: API token made")
	var text []byte
	d.eventually("the whole file", patience, func() bool {
		var err error
		text, err = os.ReadFile(file)
		must(d.t, err)
		return bytes.HasSuffix(text, []byte("\r\n"))
	})
	if bytes.Count(text, []byte("\n")) != bytes.Count(text, []byte("\r\n")) {
		d.t.Error("lines end otherwise than RFC 4180 has them")
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	rows, err := r.ReadAll()
	must(d.t, err)
	if len(rows) != 4 || rows[0][3] != "What" {
		d.t.Fatalf("the file has the rows %q, want a heading and three", rows)
	}
	for _, row := range rows[1:] {
		at, err := time.Parse(time.RFC3339, row[1])
		if err != nil || row[3] != "API token made" || row[6] != "Done" || at.After(time.Now()) {
			d.t.Errorf("not what the filters leave: %q", row)
		}
	}
	if !slices.Contains(rows[1], "'=Monthly report") || !strings.HasPrefix(rows[1][5], "Amélie Roy made the API token") {
		d.t.Errorf("the newest entry is %q", rows[1])
	}
}

func TestTwoFactorIsRequiredOfEverybody(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, pictures: "required"})
	s := d.startService()
	me := s.administrator()
	carole := s.join(me, "Carole", "Dumont", account.RegularUser)
	theirs := d.beside(deskOptions{width: 1280, height: 860, keyring: true, pictures: "required-theirs"})
	app := d.rollcall("--server", s.url)
	d.see("This computer has no keyring")
	d.enterCredentials(s.Login, s.Password)
	d.see("Online list up to date")

	d.rename()
	d.requireTwoFactor(me)
	theirs.mustSetUp(s, carole)
	app.quit()
}

func (d *desk) rename() {
	d.t.Helper()
	d.page("Account")
	d.see("Account name")
	d.replace("Maple Books")
	d.key("Return")
	d.eventually("the new name in the left column", patience, func() bool {
		for _, p := range d.look("Maple Books") {
			if p.box.Max.X < 290 {
				return true
			}
		}
		return false
	})
	d.picture("renamed")
}

// requireTwoFactor is refused to somebody who has none.
func (d *desk) requireTwoFactor(me person) {
	d.t.Helper()
	d.click("Require it for everybody")
	d.see("You have no second factor yourself")
	d.see("people have no second factor yet")
	d.see("Daniel Royce")
	d.picture("who-has-none")
	d.clickLast("Require two-factor")
	d.see("You have no second factor yourself")
	d.key("Escape")
	d.enrol(me)
	d.eventually("to be offered it once one has a second factor", patience, func() bool {
		d.click("Require it for everybody")
		d.see("people have no second factor yet")
		if len(d.look("You have no second factor yourself")) == 0 {
			return true
		}
		d.key("Escape")
		return false
	})
	d.picture("may-require")
	d.clickLast("Require two-factor")
	d.see("Required. Everybody enters a code")
	d.picture("required")
}

// mustSetUp is somebody who has none: there is no way around it.
func (d *desk) mustSetUp(s *service, who person) {
	d.t.Helper()
	app := d.rollcall("--server", s.url)
	d.see("never in a file")
	d.enterCredentials(who.Login, who.Password)
	d.see("One more step to protect the account")
	d.picture("set-up-first")
	app.quit()
	app = d.rollcall()
	d.see("One more step to protect the account")
	d.key("Escape", "ctrl+f", "ctrl+i")
	d.see("One more step to protect the account")
	// The first way has the focus.
	d.key("space")
	d.see("First confirm that it is you")
	d.write(who.Password)
	d.key("Return")
	d.see("Scan this code with your authenticator app")
	d.picture("scan")
	d.write(d.scan().code())
	d.key("Return")
	d.see("Your recovery codes")
	d.picture("recovery-codes")
	d.key("Tab", "Tab", "space")
	d.see("Only administrators see and decide who may enter Maple Books")
	d.picture("in")
	app.quit()
}
