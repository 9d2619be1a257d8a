package widgets

import (
	"fyne.io/fyne/v2"

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
	parts := []fyne.CanvasObject{d.scrim, d.panel, d.ring, d.avatar, d.title, d.subtitle}
	if d.header != nil {
		parts = append(parts, d.header)
	}
	// The footer comes after the body: the toolkit lets a list in it be clicked
	// where the footer covers it.
	parts = append(parts, d.scroll, d.foot, d.footer, d.seam, d.note, d.fault)
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
	below := dialogFooter + d.bannersHeight(w)
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
	top := y + head + body + 8
	for _, b := range []*Banner{d.note, d.fault} {
		if b.Visible() {
			place(b, x+dialogPad, top, w-2*dialogPad, b.HeightFor(w-2*dialogPad))
			top += b.HeightFor(w-2*dialogPad) + bannerGap
		}
	}
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
	h := dialogPad + d.title.HeightFor(d.titleWidth(w)) + 8
	if d.subtitle.Text() != "" {
		h += 20
	}
	if d.header != nil {
		h += heightFor(d.header, w) + 8
	}
	return h
}

// bannersHeight is the room of what stands above the footer.
func (d *Dialog) bannersHeight(w float32) (h float32) {
	for _, b := range []*Banner{d.note, d.fault} {
		if b.Visible() {
			h += b.HeightFor(w-2*dialogPad) + bannerGap
		}
	}
	if h > 0 {
		h += 24 - bannerGap
	}
	return h
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
	place(d.foot, x, y, w, dialogFooter)
	place(d.seam, x, y, w, 1)
	right := x + w - dialogPad
	if d.act.Visible() {
		s := d.act.MinSize()
		place(d.act, right-s.Width, y+14, s.Width, s.Height)
		right -= s.Width + dialogGap
	}
	s := d.safe.MinSize()
	place(d.safe, right-s.Width, y+14, s.Width, s.Height)
	left := x + dialogPad
	for _, o := range d.extra {
		if !o.Visible() {
			continue
		}
		s := o.MinSize()
		place(o, left, y+(dialogFooter-s.Height)/2, s.Width, s.Height)
		left += s.Width + 12
	}
}
