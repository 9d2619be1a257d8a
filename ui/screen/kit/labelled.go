package kit

import "fyne.io/fyne/v2"

// Labelled is a field with an act at the right end of its label.
type Labelled struct{ layout }

// NewLabelled makes it. The act comes before the field in the order of Tab, as it
// is read, so that Tab leads on from the field.
func NewLabelled(field, act fyne.CanvasObject) *Labelled {
	l := &Labelled{}
	l.parts = []fyne.CanvasObject{act, field}
	l.height = func(w float32) float32 { return heightFor(field, w) }
	l.min = func() fyne.Size { return fyne.NewSize(200, l.height(max(l.Size().Width, 320))) }
	l.place = func(s fyne.Size) {
		a := act.MinSize()
		Place(field, 0, 0, s.Width, s.Height)
		Place(act, s.Width-a.Width, -2, a.Width, a.Height)
	}
	l.ExtendBaseWidget(l)
	return l
}
