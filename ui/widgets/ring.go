package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"rollcall/ui/theme"
)

// ring is the mark around what has the keyboard focus (WCAG 2.4.7).
type ring struct {
	*canvas.Rectangle
	// gap is the room between the widget and its ring; negative lies inside.
	gap float32
}

func newRing(radius, gap float32) *ring {
	r := &ring{fill(radius + gap), gap}
	r.Hide()
	return r
}

func (r *ring) around(size fyne.Size) {
	place(r.Rectangle, -r.gap, -r.gap, size.Width+2*r.gap, size.Height+2*r.gap)
}

func (r *ring) set(focused bool) {
	paint(r.Rectangle, theme.ColorClear, theme.ColorAccent, 2)
	show(r.Rectangle, focused)
}
