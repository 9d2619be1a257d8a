package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// padded sets one object with room left and right, and above and below for focus rings.
type padded struct {
	widget.BaseWidget
	of       fyne.CanvasObject
	side, ud float32
}

func newPadded(of fyne.CanvasObject, side, upDown float32) *padded {
	p := &padded{of: of, side: side, ud: upDown}
	p.ExtendBaseWidget(p)
	return p
}

func (p *padded) set(of fyne.CanvasObject) { p.of = of; p.Refresh() }

// HeightFor is the height in a width, with the room around.
func (p *padded) HeightFor(width float32) float32 {
	return heightFor(p.of, width-2*p.side) + p.ud + dialogPad - 4
}

// CreateRenderer implements fyne.Widget.
func (p *padded) CreateRenderer() fyne.WidgetRenderer { return &paddedRenderer{p} }

type paddedRenderer struct{ p *padded }

func (r *paddedRenderer) Destroy()                     {}
func (r *paddedRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.p.of} }
func (r *paddedRenderer) Refresh()                     { r.Layout(r.p.Size()); r.p.of.Refresh() }

func (r *paddedRenderer) MinSize() fyne.Size {
	return fyne.NewSize(40, r.p.HeightFor(max(r.p.Size().Width, 120)))
}

func (r *paddedRenderer) Layout(size fyne.Size) {
	w := size.Width - 2*r.p.side
	place(r.p.of, r.p.side, r.p.ud, w, heightFor(r.p.of, w))
}

// blocker takes clicks on the panel, so that they do not reach what lies under it.
type blocker struct{ widget.BaseWidget }

func newBlocker() *blocker {
	b := &blocker{}
	b.ExtendBaseWidget(b)
	return b
}

// Tapped implements fyne.Tappable.
func (b *blocker) Tapped(*fyne.PointEvent) {}

// CreateRenderer implements fyne.Widget.
func (b *blocker) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(container()) }
