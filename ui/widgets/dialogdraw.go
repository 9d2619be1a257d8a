package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// CreateRenderer implements fyne.Widget.
func (d *Dialog) CreateRenderer() fyne.WidgetRenderer {
	d.restyle()
	return &dialogRenderer{d}
}

// dialogRenderer lists the parts in reading order, which is the order of Tab.
type dialogRenderer struct{ d *Dialog }

func (r *dialogRenderer) Destroy()              {}
func (r *dialogRenderer) Layout(size fyne.Size) { r.d.layout(size) }
func (r *dialogRenderer) MinSize() fyne.Size    { return fyne.NewSize(320, 240) }

func (r *dialogRenderer) Objects() []fyne.CanvasObject {
	d := r.d
	parts := []fyne.CanvasObject{d.scrim, d.panel, d.ring, d.footer, d.seam, d.avatar, d.title, d.subtitle}
	if d.header != nil {
		parts = append(parts, d.header)
	}
	parts = append(parts, d.scroll, d.fault)
	parts = append(parts, d.extra...)
	return append(parts, d.safe, d.act, d.tip)
}

func (r *dialogRenderer) Refresh() {
	r.d.restyle()
	r.d.layout(r.d.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func (d *Dialog) restyle() {
	d.scrim.FillColor = theme.Color(theme.ColorScrim)
	paint(d.panel, theme.ColorCard, theme.ColorClear, 0)
	dropShadow(d.panel, 40, 16)
	d.footer.FillColor = theme.Color(theme.ColorSide)
	d.seam.FillColor = theme.Color(theme.ColorLine)
	show(d.subtitle, d.subtitle.Text() != "")
}

// layout is as high as its parts and never larger than the window: then the body scrolls.
func (d *Dialog) layout(size fyne.Size) {
	place(d.scrim, 0, 0, size.Width, size.Height)
	place(d.tip, 0, 0, size.Width, size.Height)
	w := min(d.width, size.Width-2*dialogMargin)
	head := d.headHeight(w)
	below := dialogFooter + d.faultHeight(w)
	body := min(d.inner.HeightFor(w), size.Height-2*dialogMargin-head-below)
	x, h := (size.Width-w)/2, head+body+below
	y := round((size.Height - h) / 2)
	x = round(x)
	place(d.panel, x, y, w, h)
	place(d.ring, x, y, w, h)
	d.layoutHead(x, y, w, head)
	place(d.scroll, x, y+head, w, body)
	place(d.inner, 0, 0, w, d.inner.HeightFor(w))
	d.inner.Refresh()
	place(d.fault, x+dialogPad, y+head+body+8, w-2*dialogPad, d.fault.HeightFor(w-2*dialogPad))
	d.layoutFooter(x, y+h-dialogFooter, w)
}

func (d *Dialog) titleWidth(w float32) float32 { return w - 2*dialogPad - d.indent() }

func (d *Dialog) indent() float32 {
	if d.avatar.Visible() {
		return theme.AvatarSize + 14
	}
	return 0
}

func (d *Dialog) headHeight(w float32) float32 {
	h := dialogPad + d.title.HeightFor(d.titleWidth(w)) + 12
	if d.subtitle.Text() != "" {
		h += 20
	}
	if d.header != nil {
		h += heightFor(d.header, w) + 8
	}
	return h
}

func (d *Dialog) faultHeight(w float32) float32 {
	if !d.fault.Visible() {
		return 0
	}
	return d.fault.HeightFor(w-2*dialogPad) + 24
}

func (d *Dialog) layoutHead(x, y, w, head float32) {
	left, tw := x+dialogPad+d.indent(), d.titleWidth(w)
	th := d.title.HeightFor(tw)
	place(d.avatar, x+dialogPad, y+dialogPad+4, theme.AvatarSize, theme.AvatarSize)
	place(d.title, left, y+dialogPad-2, tw, th)
	place(d.subtitle, left, y+dialogPad+th, tw, 20)
	if d.header != nil {
		h := heightFor(d.header, w)
		place(d.header, x, y+head-h-8, w, h)
	}
}

func (d *Dialog) layoutFooter(x, y, w float32) {
	place(d.footer, x, y, w, dialogFooter)
	place(d.seam, x, y, w, 1)
	right := x + w - dialogPad
	if d.act.Visible() {
		s := d.act.MinSize()
		place(d.act, right-s.Width, y+14, s.Width, s.Height)
		right -= s.Width + 8
	}
	s := d.safe.MinSize()
	place(d.safe, right-s.Width, y+14, s.Width, s.Height)
	left := x + dialogPad
	for _, o := range d.extra {
		s := o.MinSize()
		place(o, left, y+(dialogFooter-s.Height)/2, s.Width, s.Height)
		left += s.Width + 12
	}
}

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
