package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

// Page is a screen beside the left column: a head with a title, a quiet line and
// acts, a bar of filters, what it is about, and the status line. Its parts stand
// in reading order, which is the order of Tab.
type Page struct {
	layout
	of     PageParts
	ground *canvas.Rectangle
	title  *widgets.Text
	line   *widgets.Paragraph
	notice *widgets.Banner
	status *widgets.StatusLine
}

// PageParts are what a page is made of. Acts stand at the right of the title,
// the last one at the edge; Bar may be nil. Bodies share one place: one of them
// is shown at a time.
type PageParts struct {
	Title, Line string
	Acts        []fyne.CanvasObject
	// Aside stands at the right of the quiet line; nil for nothing.
	Aside  fyne.CanvasObject
	Bar    fyne.CanvasObject
	Bodies []fyne.CanvasObject
}

const (
	pageTop float32 = 24
	pageBar float32 = 12
)

// NewPage makes a page.
func NewPage(parts PageParts) *Page {
	p := &Page{of: parts, ground: canvas.NewRectangle(nil)}
	p.title, p.line = widgets.NewText(parts.Title, widgets.Title()), widgets.NewParagraph(parts.Line, widgets.Muted())
	p.notice, p.status = widgets.NewBanner(widgets.BannerData{}), widgets.NewStatusLine()
	p.notice.Hide()
	p.parts = append([]fyne.CanvasObject{p.ground, p.notice, p.title, p.line}, parts.Acts...)
	if parts.Aside != nil {
		p.parts = append(p.parts, parts.Aside)
	}
	if parts.Bar != nil {
		p.parts = append(p.parts, parts.Bar)
	}
	p.parts = append(append(p.parts, parts.Bodies...), p.status)
	p.restyle = func() { p.ground.FillColor = theme.Color(theme.ColorBackground) }
	p.restyle()
	p.min = func() fyne.Size { return fyne.NewSize(520, 400) }
	p.height = func(float32) float32 { return 400 }
	p.place = p.arrange
	p.ExtendBaseWidget(p)
	return p
}

// SetNotice says above the title what one should know; empty for nothing.
func (p *Page) SetNotice(text string) {
	p.notice.Set(widgets.BannerData{Tone: widgets.Amber, Icon: widgets.IconWifiOff, Text: text})
	if p.notice.Visible() != (text != "") {
		Show(p.notice, text != "")
		p.Refresh()
	}
}

// SetStatus changes the status line.
func (p *Page) SetStatus(s view.StatusLine) { p.status.Set(StatusMark(s.Mark), s.Text) }

// StatusMark gives the widgets' mark of a view's.
func StatusMark(m view.Mark) widgets.StatusMark {
	switch m {
	case view.MarkOffline:
		return widgets.MarkOffline
	case view.MarkUpdating:
		return widgets.MarkBusy
	}
	return widgets.MarkOnline
}

func (p *Page) arrange(size fyne.Size) {
	margin := theme.PageMargin
	inner := size.Width - 2*margin
	Place(p.ground, 0, 0, size.Width, size.Height)
	y := pageTop
	if p.notice.Visible() {
		h := p.notice.HeightFor(inner)
		Place(p.notice, margin, 14, inner, h)
		y = 14 + h + pageTop
	}
	y = p.head(y, size.Width, inner)
	if bar := p.of.Bar; bar != nil && bar.Visible() {
		h := heightFor(bar, inner)
		Place(bar, margin, y, inner, h)
		y += h + pageBar
	}
	bottom := size.Height - theme.StatusHeight
	for _, body := range p.of.Bodies {
		Place(body, 0, y, size.Width, bottom-y)
	}
	Place(p.status, 0, bottom, size.Width, theme.StatusHeight)
}

// head places title, acts and the quiet line, and gives where it ends.
func (p *Page) head(y, width, inner float32) float32 {
	right := width - theme.PageMargin
	for i := len(p.of.Acts) - 1; i >= 0; i-- {
		act := p.of.Acts[i]
		if !act.Visible() {
			continue
		}
		s := act.MinSize()
		Place(act, right-s.Width, y+(theme.ButtonHeight-s.Height)/2, s.Width, s.Height)
		right -= s.Width + 10
	}
	Place(p.title, theme.PageMargin, y, max(right-theme.PageMargin-8, 80), 32)
	line := p.line.HeightFor(inner)
	top := y + 34
	if p.line.Text() == "" {
		return top + 10
	}
	if theme.PageMargin+inner > right {
		top = y + 40
	}
	Place(p.line, theme.PageMargin, top, inner, line)
	if aside := p.of.Aside; aside != nil {
		s := aside.MinSize()
		Place(aside, theme.PageMargin+inner-s.Width, top+(20-s.Height)/2, s.Width, s.Height)
	}
	return top + line + 16
}
