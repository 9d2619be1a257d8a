package kit

import "fyne.io/fyne/v2"

// Ends sets one part at the left, in the room that is left over, and another in
// its own size at the right end.
type Ends struct{ layout }

// NewEnds makes it.
func NewEnds(left, right fyne.CanvasObject) *Ends {
	e := &Ends{}
	e.parts = []fyne.CanvasObject{left, right}
	e.height = func(float32) float32 { return max(left.MinSize().Height, right.MinSize().Height) }
	e.min = func() fyne.Size { return fyne.NewSize(160, e.height(0)) }
	e.place = func(s fyne.Size) {
		own := right.MinSize()
		h := left.MinSize().Height
		Place(left, 0, (s.Height-h)/2, s.Width-own.Width-12, h)
		Place(right, s.Width-own.Width, (s.Height-own.Height)/2, own.Width, own.Height)
	}
	e.ExtendBaseWidget(e)
	return e
}
