// Package journey drives Rollcall in a real window, by keyboard and mouse,
// against the real service, and reads from the screen what a person would.
package journey

import (
	"image"
	"net/http"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// rollcallWith is the program with the flags that all have.
func (d *desk) rollcallWith(args ...string) *exec.Cmd {
	d.t.Helper()
	all := append([]string{"--data", d.data(), "--lang", "en", "--theme", "light"}, args...)
	cmd := d.command(program(d.t, "rollcall"), all...)
	cmd.Env = append(cmd.Env, "TMPDIR="+d.temp())
	return cmd
}

// rollcall starts the program on the desk.
func (d *desk) rollcall(args ...string) *process {
	d.t.Helper()
	p := d.start(d.rollcallWith(args...))
	d.t.Cleanup(func() {
		switch log := p.errors.String(); {
		case strings.Contains(log, "Fyne call thread"):
			d.t.Errorf("the window was touched from another goroutine:\n%s", log)
		case strings.Contains(log, "Failed to focus"):
			d.t.Errorf("the keyboard was sent to what is not there:\n%s", log)
		case strings.Contains(log, "goroutine 1 ["):
			d.t.Errorf("the program broke down:\n%.8000s", log)
		}
	})
	return p
}

func TestAdministratorDoesTheMainJob(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, keyring: true, pictures: "main"})
	s := d.startService()
	b := d.startBrowser()

	app := d.rollcall("--server", s.url)
	d.signIn(s)
	d.holds("session "+s.url, "copy "+s.url)
	d.inviteAndComplete(s, b)
	d.resend(s, b)
	d.trashAndUndo(s, b)
	d.modifyType()
	d.deleteUser()
	d.externalUser()

	app.quit()
	app = d.rollcall()
	d.see("Online list up to date")
	d.picture("still-signed-in")
	d.signOut()
	d.holds()
	app.quit()
}

func (d *desk) signIn(s *service) {
	d.t.Helper()
	d.see("Sign in")
	d.see("keyring")
	d.picture("sign-in")
	d.enterCredentials(s.Login, s.Password)
	d.see("Online list up to date")
	d.see("28 users")
	d.picture("users")
}

// enterCredentials fills in the sign-in screen, whose cursor waits for the login.
func (d *desk) enterCredentials(login, password string) {
	d.t.Helper()
	d.write(login)
	d.key("Tab")
	d.write(password)
	d.key("Return")
}

func (d *desk) inviteAndComplete(s *service, b *browser) {
	d.t.Helper()
	d.key("ctrl+i")
	d.see("Invite people to Maple Press")
	d.write("lea.caron@maplepress.example, marc.dube@maplepress.example")
	d.key("Return")
	d.see("Send 2 invitations")
	d.picture("invite")
	d.clickLast("Send 2 invitations")
	d.see("7 pending invitations")
	d.picture("invited")

	l := s.waitForLetter("lea.caron@maplepress.example", 1)
	b.complete(l.link, "Léa", "Caron", "lea.caron", "seven quiet herons wading")
	d.see("29 users")
	d.see("6 pending invitations")
	d.key("ctrl+f")
	d.write("caron")
	d.see("Caron")
	d.picture("new-user")
	d.key("Escape", "Escape")
}

func (d *desk) resend(s *service, b *browser) {
	d.t.Helper()
	before := s.waitForLetter("marc.dube@maplepress.example", 1)
	d.search("marc")
	d.clickInRow("marc.dube", "Resend invitation")
	after := s.waitForLetter("marc.dube@maplepress.example", 2)
	if status, _ := b.open(before.link); status != http.StatusGone {
		d.t.Errorf("the old link answers %d, want 410", status)
	}
	if status, text := b.open(after.link); status != http.StatusOK {
		d.t.Errorf("the new link answers %d: %s", status, text)
	}
	d.seeInRow("marc.dube", "7 days left")
	d.picture("resent")
}

func (d *desk) trashAndUndo(s *service, b *browser) {
	d.t.Helper()
	link := s.waitForLetter("marc.dube@maplepress.example", 2).link
	d.focusFirstRow()
	d.key("Delete")
	undo := d.holdToast("Undo")
	d.picture("cancelled")
	if status, _ := b.open(link); status != http.StatusGone {
		d.t.Errorf("the link of a cancelled invitation answers %d, want 410", status)
	}
	d.clickAt(undo.centre())
	d.seeInRow("marc.dube", "Resend invitation")
	d.picture("restored")
	if status, _ := b.open(link); status != http.StatusOK {
		d.t.Errorf("the link of a restored invitation answers %d, want 200", status)
	}
}

func (d *desk) modifyType() {
	d.t.Helper()
	d.search("daniel")
	d.clickInRow("Daniel", "Actions")
	d.click("Modify")
	d.see("Access codes")
	d.key("Right", "Right")
	d.see("The basics plus what")
	d.picture("modify-before")
	d.click("Everything but users")
	d.see("Gains")
	d.picture("modify")
	d.clickLast("Save changes")
	d.gone("Access codes")
	d.notInRow("daniel.royce", "Custom")
	d.picture("modified")
}

func (d *desk) deleteUser() {
	d.t.Helper()
	d.search("gustavo")
	d.clickInRow("Gustavo", "Actions")
	d.clickLast("Delete")
	d.see("This cannot be undone")
	d.picture("delete")
	// The safe button has the focus: the next one deletes.
	d.key("Tab", "Return")
	d.see("is deleted")
	d.see("Refused since")
	d.picture("receipt")
	d.key("Escape")
	d.see("28 users")
}

func (d *desk) externalUser() {
	d.t.Helper()
	d.search("agence lumen")
	d.clickInRow("Agence Lumen", "Actions")
	d.click("Edit permissions")
	d.see("This concerns Maple Press only")
	d.picture("edit-permissions")
	d.click("The basics plus what")
	d.see("View contacts")
	d.key("Tab", "space")
	d.picture("edit-permissions-custom")
	d.clickLast("Save changes")
	d.gone("This concerns Maple Press only")
	d.seeInRow("Agence Lumen", "Custom")
	d.clickInRow("Agence Lumen", "Actions")
	d.clickLast("Remove access")
	d.see("can no longer enter Maple Press")
	d.picture("remove-access")
	d.key("Tab", "Return")
	d.see("Refused since")
	d.picture("removed")
	d.key("Escape")
	d.see("2 external users")
}

func (d *desk) signOut() {
	d.t.Helper()
	d.clickAtPersonMenu()
	d.click("Sign out")
	d.see("E-mail or user name")
	d.picture("signed-out")
}

// search looks for a text in the list, in place of what was looked for before,
// and waits until the list has followed.
func (d *desk) search(text string) {
	d.t.Helper()
	before := cut(d.screen(), listPart)
	d.key("ctrl+f")
	d.replace(text)
	for begun := time.Now(); time.Since(begun) < followLimit; <-time.After(pace) {
		if !changed(before, cut(d.screen(), listPart)).Empty() {
			break
		}
	}
	d.resting(followed)
}

// followed is how long a list must rest that has followed what was typed.
const followed = 400 * time.Millisecond

// listPart is where the list stands in a large window.
var listPart = image.Rect(400, 260, 1200, 700)

// followLimit is how long a list that may show the same people again is watched.
const followLimit = 3 * time.Second

// holdToast rests the pointer on a toast, which stays for that long, and gives
// the place of its act.
func (d *desk) holdToast(act string) phrase {
	d.t.Helper()
	var places []phrase
	x := 590
	d.eventually("a toast with "+act, patience, func() bool {
		x = 1200 - x
		d.xdotool("mousemove", strconv.Itoa(x), "742")
		places = d.look(act)
		return len(places) > 0
	})
	return places[0]
}

// focusFirstRow leaves the search field for the list, and its first heading for
// the first person.
func (d *desk) focusFirstRow() {
	d.t.Helper()
	d.key("ctrl+f", "Return", "Home", "Down")
}

// clickAtPersonMenu opens the menu of the signed-in person, at the bottom left.
func (d *desk) clickAtPersonMenu() {
	d.t.Helper()
	places := d.look("Amélie Roy")
	if len(places) == 0 {
		places = d.look("Administrator")
	}
	lowest := places[0]
	for _, p := range places {
		if p.box.Max.X < 290 && p.box.Min.Y > lowest.box.Min.Y {
			lowest = p
		}
	}
	d.clickAt(lowest.centre())
}
