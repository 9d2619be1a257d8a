package journey

import (
	"encoding/csv"
	"fmt"
	"os"
	"strings"
	"testing"
)

// copy puts a text where programs paste from.
func (d *desk) copy(text string) {
	d.t.Helper()
	if d.copied != nil {
		d.copied.kill()
	}
	cmd := d.command("xclip", "-selection", "clipboard", "-in", "-quiet")
	cmd.Stdin = strings.NewReader(text)
	d.copied = d.start(cmd)
	d.eventually("the clipboard to hold the text", patience, func() bool {
		out, err := d.command("xclip", "-selection", "clipboard", "-out").Output()
		return err == nil && string(out) == text
	})
}

// mixedList is what an office manager has: some people from a mail, the others
// from a sheet, and what goes wrong on the way.
func mixedList() string {
	var b strings.Builder
	b.WriteString("Hello Amélie,\nhere are the people for the spring catalogue:\n\n")
	for i := range 10 {
		fmt.Fprintf(&b, "• Guest, Number %d <guest.a%d@maplepress.example>;\n", i, i)
	}
	for i := range 14 {
		fmt.Fprintf(&b, "\"Number %d\"\tguest.b%d@maplepress.example\tOslo\n", i, i)
	}
	b.WriteString("lucie.hebert@maplepres\n")          // mended by hand
	b.WriteString("marc.dube@gmial.com\n")             // a slip with a suggestion
	b.WriteString("nobody.at.all@\n")                  // left out
	b.WriteString("daniel.royce@maplepress.example\n") // a user already
	b.WriteString("tom.weber@maplepress.example\n")    // invited already
	b.WriteString("guest.a3@maplepress.example\n")     // there twice
	return b.String()
}

func TestThirtyPeopleAreInvitedFromAMail(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, keyring: true, pictures: "thirty"})
	s := d.startService()
	app := d.rollcall("--server", s.url)
	d.signIn(s)
	d.copy(mixedList())
	d.key("ctrl+i")
	d.see("Invite people to Maple Press")
	d.key("ctrl+v")
	d.see("Send 24 invitations")
	d.see("Need a look")
	d.picture("pasted")

	d.click("Need a look")
	d.see("lucie.hebert")
	d.clickInRow("marc.dube", "Use it")
	d.gone("marc.dube")
	d.click("nobody.at.all")
	d.key("Escape", "Delete")
	d.gone("nobody.at.all")
	d.click("lucie.hebert")
	d.replace("lucie.hebert@maplepress.example")
	d.picture("mending")
	d.key("Return")
	d.see("Send 26 invitations")
	d.see("Left out")
	d.picture("ready")
	d.clickLast("Send 26 invitations")
	d.see("26 invitations sent")
	d.picture("sent")

	d.click("Save the result")
	d.checkResult(d.saveAs("result.csv"))
	d.see("The result of 30 addresses is saved")
	d.picture("saved")
	d.key("Escape")
	d.see("31 pending invitations")
	s.waitForLetter("lucie.hebert@maplepress.example", 1)
	s.waitForLetter("marc.dube@gmail.com", 1)
	app.quit()
}

// checkResult reads what became of each address.
func (d *desk) checkResult(path string) {
	d.t.Helper()
	file, err := os.ReadFile(path)
	must(d.t, err)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(file), "\ufeff"))).ReadAll()
	must(d.t, err)
	count := map[string]int{}
	for _, row := range rows[1:] {
		count[row[2]]++
	}
	if count["Sent"] != 26 || count["No invitation needed"] != 3 || count["Left out"] != 1 || len(rows) != 31 {
		d.t.Errorf("the saved result says %v in %d rows", count, len(rows))
	}
}
