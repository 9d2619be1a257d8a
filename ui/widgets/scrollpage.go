package widgets

import (
	"fyne.io/fyne/v2"
	fynecontainer "fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// ScrollPage scrolls an object whose height follows from its width, with a
// margin around it. Text is not set wider than a person reads well.
type ScrollPage struct {
	widget.BaseWidget
	of             fyne.CanvasObject
	margin, widest float32
	inner          *pageInner
	scroll         *fynecontainer.Scroll
}

// NewScrollPage makes a page with a margin at the sides and below, and a
// greatest width of the object, in logical pixels.
func NewScrollPage(of fyne.CanvasObject, margin, widest float32) *ScrollPage {
	p := &ScrollPage{of: of, margin: margin, widest: widest}
	p.inner = &pageInner{p: p}
	p.inner.ExtendBaseWidget(p.inner)
	p.scroll = fynecontainer.NewVScroll(p.inner)
	p.ExtendBaseWidget(p)
	return p
}

// Reveal scrolls so that an object of the page can be seen whole: the toolkit
// leaves the focus where it cannot be seen (WCAG 2.4.11).
func (p *ScrollPage) Reveal(o fyne.CanvasObject) { RevealIn(p.scroll, o) }

// RevealIn scrolls so that an object inside can be seen whole, with a little
// room around it.
func RevealIn(s *fynecontainer.Scroll, o fyne.CanvasObject) {
	d := fyne.CurrentApp().Driver()
	if d.CanvasForObject(o) == nil || s.Size().Height <= 0 {
		return
	}
	const room = 16
	top := d.AbsolutePositionForObject(o).Y - d.AbsolutePositionForObject(s.Content).Y
	bottom, to := top+o.Size().Height+room-s.Size().Height, s.Offset.Y
	switch {
	case top-room < to:
		to = top - room
	case bottom > to:
		to = bottom
	}
	to = min(max(to, 0), max(s.Content.MinSize().Height-s.Size().Height, 0))
	if to != s.Offset.Y {
		s.Offset.Y = to
		s.Refresh()
	}
}

// Offset is how far the page is scrolled, in logical pixels.
func (p *ScrollPage) Offset() float32 { return p.scroll.Offset.Y }

func (p *ScrollPage) width(width float32) float32 { return min(width-2*p.margin, p.widest) }

// CreateRenderer implements fyne.Widget.
func (p *ScrollPage) CreateRenderer() fyne.WidgetRenderer { return render(p, p.scroll) }

func (p *ScrollPage) minSize() fyne.Size { return fyne.NewSize(320, 120) }

func (p *ScrollPage) restyle() {}

func (p *ScrollPage) layout(size fyne.Size) {
	p.inner.wide = size.Width
	place(p.scroll, 0, 0, size.Width, size.Height)
	p.inner.Refresh()
}

// pageInner is what scrolls.
type pageInner struct {
	widget.BaseWidget
	p    *ScrollPage
	wide float32
}

// CreateRenderer implements fyne.Widget.
func (i *pageInner) CreateRenderer() fyne.WidgetRenderer { return render(i, i.p.of) }

func (i *pageInner) minSize() fyne.Size {
	return fyne.NewSize(300, heightFor(i.p.of, i.p.width(max(i.wide, 320)))+i.p.margin+4)
}

func (i *pageInner) restyle() {}

func (i *pageInner) layout(size fyne.Size) {
	w := i.p.width(size.Width)
	place(i.p.of, i.p.margin, 4, w, heightFor(i.p.of, w))
}
