package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynelayout "fyne.io/fyne/v2/layout"
)

const (
	besideGap float32 = 24
	// besideLeast is the least room for the right part before it goes below.
	besideLeast float32 = 220
)

// Beside sets a part in its own size at the left and another in the room that is
// left over; where that is too little, one under the other.
type Beside struct{ layout }

// NewBeside makes it, the left part first in reading order.
func NewBeside(left, right fyne.CanvasObject) *Beside {
	b := &Beside{}
	b.parts = []fyne.CanvasObject{left, right}
	room := func(w float32) (float32, bool) {
		rest := w - left.MinSize().Width - besideGap
		return rest, rest >= besideLeast
	}
	b.height = func(w float32) float32 {
		if rest, beside := room(w); beside {
			return max(left.MinSize().Height, heightFor(right, rest))
		}
		return left.MinSize().Height + besideGap + heightFor(right, w)
	}
	b.min = func() fyne.Size { return fyne.NewSize(240, b.height(max(b.Size().Width, 240))) }
	b.place = func(s fyne.Size) {
		own := left.MinSize()
		rest, beside := room(s.Width)
		if beside {
			Place(left, 0, 0, own.Width, own.Height)
			Place(right, own.Width+besideGap, 0, rest, heightFor(right, rest))
			return
		}
		Place(left, max((s.Width-own.Width)/2, 0), 0, own.Width, own.Height)
		Place(right, 0, own.Height+besideGap, s.Width, heightFor(right, s.Width))
	}
	b.ExtendBaseWidget(b)
	return b
}

// Row sets buttons in a line, with room between them also for the ring of the
// focused one.
func Row(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(fynelayout.NewCustomPaddedHBoxLayout(12), objects...)
}
