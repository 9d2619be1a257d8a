package journey

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
)

// page opens a screen by its entry in the left column.
func (d *desk) page(name string) {
	d.t.Helper()
	d.press(func() (entry phrase) {
		d.eventually("the entry "+name+" in the left column", patience, func() bool {
			for _, p := range append(d.look(name), find(d.read(true), name)...) {
				// The account and its number stand above, the person below.
				if p.box.Max.X < 290 && p.box.Min.Y > 140 && p.box.Min.Y < 700 {
					entry = p
					return true
				}
			}
			return false
		})
		return entry
	})
}

// myProfile opens it by the menu of the person.
func (d *desk) myProfile() {
	d.t.Helper()
	d.clickAtPersonMenu()
	d.click("My profile")
	d.see("Job title")
}

// scrollTo turns the wheel over the page until a text stands on the screen.
func (d *desk) scrollTo(text string) phrase {
	d.t.Helper()
	var places []phrase
	d.xdotool("mousemove", "760", "500")
	d.eventually("to see "+text+" further down", patience, func() bool {
		if places = d.look(text); len(places) == 0 {
			d.xdotool("click", "--repeat", "10", "--delay", "20", "5")
			d.settle()
		}
		return len(places) > 0
	})
	return places[0]
}

// saveAs answers the dialog that asks where to save, and gives the path.
func (d *desk) saveAs(name string) string {
	d.t.Helper()
	d.see("Choose where to save")
	d.replace(name)
	d.key("Return")
	path := filepath.Join(d.home(), name)
	d.eventually("the file "+name, patience, func() bool {
		info, err := os.Stat(path)
		return err == nil && info.Size() > 0
	})
	return path
}

// nothingOf fails when something private stands on the screen.
func (d *desk) nothingOf(private ...string) {
	d.t.Helper()
	for _, text := range private {
		if len(d.look(text)) > 0 {
			d.picture("still-there")
			d.t.Errorf("%q still stands on the screen", text)
		}
	}
}

// keptCopy names the key of a copy, whose owner has no name here.
var keptCopy = regexp.MustCompile(`^(copy \S+) [0-9a-f]{16}-[0-9a-f]{32}$`)

// holds checks what the keyring holds: "session" and "device" with the address of
// the service, and "copy" for each copy on the computer.
func (d *desk) holds(want ...string) {
	d.t.Helper()
	got := d.secrets()
	for i, entry := range got {
		got[i] = keptCopy.ReplaceAllString(entry, "$1")
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		d.t.Errorf("the keyring holds %q, want %q", got, want)
	}
}

// personMenuOf opens the menu of somebody who is signed in, at the bottom left.
func (d *desk) personMenuOf(name string) {
	d.t.Helper()
	var place phrase
	d.eventually("the menu of "+name, patience, func() bool {
		for _, p := range d.look(name) {
			if p.box.Max.X < 290 && p.box.Min.Y > 700 {
				place = p
				return true
			}
		}
		return false
	})
	d.clickAt(place.centre())
}

// clickField puts the cursor into the field below a label.
func (d *desk) clickField(label string) {
	d.t.Helper()
	p := d.see(label)
	d.clickAt(p.box.Min.X+20, p.box.Max.Y+22)
}
