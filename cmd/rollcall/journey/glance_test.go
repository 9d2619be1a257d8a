package journey

import (
	"sort"
	"time"
)

// promptly is how soon a change made elsewhere stands in the window.
const promptly = 2 * time.Second

// margin is how much is read around a text, in pixels.
const margin = 40

// glance is what the screen showed some time after something happened.
type glance struct {
	after time.Duration
	img   *shot
}

// glances looks at the screen again and again until the time is over, and once
// then. Nothing is read meanwhile: that takes about as long as the time that is
// measured.
func (d *desk) glances(limit time.Duration) []glance {
	d.t.Helper()
	var all []glance
	for begun := time.Now(); ; {
		after := time.Since(begun)
		all = append(all, glance{after, d.screen()})
		if after >= limit {
			return all
		}
		<-time.After(pace)
	}
}

// shownWithin fails when a text is not on the screen in time, and tells how
// long it took.
func (d *desk) shownWithin(limit time.Duration, text string) {
	d.t.Helper()
	all := d.glances(limit)
	last := all[len(all)-1]
	places := find(d.readImage(last.img, false), text)
	if len(places) == 0 {
		d.picture("late")
		d.t.Errorf("%q is not shown after %v", text, last.after)
		return
	}
	around := places[0].box.Inset(-margin)
	first := sort.Search(len(all)-1, func(i int) bool {
		return len(find(d.readImage(cut(all[i].img, around.Intersect(last.img.Rect)), false), text)) > 0
	})
	d.t.Logf("%q was shown after %v", text, all[first].after.Round(10*time.Millisecond))
}
