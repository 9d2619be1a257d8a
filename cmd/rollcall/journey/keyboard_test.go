package journey

import (
	"image"
	"image/color"
	"testing"
)

func TestEverythingByKeyboard(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, keyring: true, pictures: "keyboard"})
	s := d.startService()
	app := d.rollcall()
	d.signInByTab(s)
	d.tabsInReadingOrder()
	d.actByKeys()
	d.menuByKeys()
	d.inviteByTab()
	app.quit()
}

// signInByTab begins at the address of the service.
func (d *desk) signInByTab(s *service) {
	d.t.Helper()
	d.see("Service address")
	d.write(s.url)
	d.key("Tab")
	d.write(s.Login)
	d.key("Tab")
	d.write(s.Password)
	// By the eye and the way to a lost password.
	d.key("Tab", "Tab", "Tab")
	d.picture("sign-in")
	d.key("space")
	d.see("Online list up to date")
}

// tabsInReadingOrder walks with Tab from the search field to the list: the mark
// goes right along the line, then down.
func (d *desk) tabsInReadingOrder() {
	d.t.Helper()
	d.key("ctrl+f")
	before := d.screen()
	last := image.Point{}
	for _, stop := range []string{"Invite", "All", "Administrators", "Users", "Custom", "Pending", "External", "No two-factor", "the list"} {
		d.key("Tab")
		after := d.screen()
		mark := appeared(before, after)
		if mark.Empty() {
			d.picture("no-mark")
			d.t.Fatalf("nothing is marked at %q", stop)
		}
		if sameLine := mark.Min.Y < last.Y+20; mark.Min.Y < last.Y-20 || sameLine && mark.Min.X < last.X {
			d.t.Errorf("at %q the mark jumps back to %v from %v", stop, mark.Min, last)
		}
		last, before = mark.Min, after
	}
	d.picture("list-has-the-focus")
}

// actByKeys resends, trashes and opens rows of the list.
func (d *desk) actByKeys() {
	d.t.Helper()
	d.key("Home", "Down", "Down")
	d.picture("expired-is-current")
	d.key("r")
	d.seeInRow("petra@northlight", "7 days left")
	d.search("noor")
	d.see("noor.haddad")
	d.key("Return", "Home", "Down", "Delete")
	d.see("Recently cancelled")
	d.see("4 pending invitations")
	d.picture("trashed")
	d.search("gagnon")
	d.see("lise.gagnon")
	d.key("Return", "Home", "Down", "Menu", "Down", "Return")
	d.see("Correct the invitation")
	d.replace("lise.gagnon@northlight.example")
	d.picture("correct")
	d.key("Return")
	d.gone("Correct the invitation")
	d.see("lise.gagnon@northlight")
	d.search("hannah")
	d.see("hannah.whitfield")
	d.key("Return", "Home", "Down", "Return")
	d.see("Copy editor")
	d.see("Signed in and trusted")
	d.picture("details")
	d.key("Escape")
	d.gone("Copy editor")
}

// menuByKeys opens the Actions menu in two ways and modifies somebody.
func (d *desk) menuByKeys() {
	d.t.Helper()
	d.key("shift+F10")
	d.see("Modify")
	d.picture("menu")
	d.key("Escape")
	d.gone("Modify")
	d.key("Menu")
	d.see("Modify")
	d.key("Return")
	d.see("Access codes")
	d.picture("modify")
	d.key("Escape")
	d.gone("Access codes")
}

// inviteByTab fills in the dialog and sends without the mouse.
func (d *desk) inviteByTab() {
	d.t.Helper()
	d.key("ctrl+f", "ctrl+a", "BackSpace", "ctrl+i")
	d.see("Invite people to Maple Press")
	d.write("lea.caron@maplepress.example")
	d.key("Tab", "Right")
	d.see("The basics")
	d.picture("invite")
	d.key("Return")
	d.see("5 pending invitations")
	d.gone("Invite people to Maple Press")
	d.picture("invited")
}

// appeared is the smallest rectangle around what became blue as the mark is,
// and was not before.
func appeared(before, after image.Image) image.Rectangle {
	var box image.Rectangle
	for y := after.Bounds().Min.Y; y < after.Bounds().Max.Y; y++ {
		for x := after.Bounds().Min.X; x < after.Bounds().Max.X; x++ {
			if blue(after.At(x, y), 90) && !blue(before.At(x, y), 40) {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return box
}

// blue tells a colour whose blue is that much stronger than its red.
func blue(c color.Color, by uint32) bool {
	r, _, b, _ := c.RGBA()
	return b>>8 > r>>8+by
}
