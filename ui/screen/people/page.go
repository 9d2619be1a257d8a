package people

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/screen/kit"
	"rollcall/ui/theme"
)

const (
	searchWidth  float32 = 248
	searchLeast  float32 = 160
	headerTop    float32 = 24
	headerHeight float32 = 72
	chipsBelow   float32 = 12
)

// page places the parts of the screen. They stand in reading order, which is
// the order of Tab.
type page struct {
	widget.BaseWidget
	s      *Screen
	ground *canvas.Rectangle
}

func newPage(s *Screen) *page {
	p := &page{s: s, ground: canvas.NewRectangle(theme.Color(theme.ColorBackground))}
	p.ExtendBaseWidget(p)
	return p
}

// CreateRenderer implements fyne.Widget.
func (p *page) CreateRenderer() fyne.WidgetRenderer { return &pageRenderer{p} }

type pageRenderer struct{ of *page }

func (r *pageRenderer) Destroy() {}

func (r *pageRenderer) MinSize() fyne.Size { return fyne.NewSize(520, 400) }

func (r *pageRenderer) Objects() []fyne.CanvasObject {
	s := r.of.s
	return []fyne.CanvasObject{
		r.of.ground, s.banners, s.title, s.quiet, s.search, s.invite, s.chips, s.list, s.empty, s.status,
	}
}

func (r *pageRenderer) Layout(size fyne.Size) {
	s, margin := r.of.s, theme.PageMargin
	kit.Place(r.of.ground, 0, 0, size.Width, size.Height)
	inner := size.Width - 2*margin
	y := r.layoutBanners(margin, inner)
	r.layoutHeader(size, y)
	y += headerHeight
	chips := s.chips.HeightFor(inner)
	kit.Place(s.chips, margin, y, inner, chips)
	y += chips + chipsBelow
	bottom := size.Height - theme.StatusHeight
	kit.Place(s.list, 0, y, size.Width, bottom-y)
	kit.Place(s.empty, 0, y, size.Width, bottom-y)
	kit.Place(s.status, 0, bottom, size.Width, theme.StatusHeight)
}

// layoutBanners gives where the header begins.
func (r *pageRenderer) layoutBanners(margin, inner float32) float32 {
	s := r.of.s
	if len(s.shown) == 0 {
		kit.Place(s.banners, margin, 0, inner, 0)
		return headerTop
	}
	h := s.banners.HeightFor(inner)
	kit.Place(s.banners, margin, 14, inner, h)
	return 14 + h + headerTop
}

func (r *pageRenderer) layoutHeader(size fyne.Size, y float32) {
	s, margin := r.of.s, theme.PageMargin
	button := s.invite.MinSize().Width
	kit.Place(s.invite, size.Width-margin-button, y, button, theme.ButtonHeight)
	title := s.title.MinSize().Width
	room := size.Width - 2*margin - button - 10
	search := max(min(searchWidth, room-title-24), searchLeast)
	kit.Place(s.search, size.Width-margin-button-10-search, y, search, theme.FieldHeight)
	kit.Place(s.title, margin, y, title+2, 32)
	quiet, beside := s.quiet.width(), room-search-12
	if quiet <= beside {
		kit.Place(s.quiet, margin, y+34, quiet, 20)
	} else {
		kit.Place(s.quiet, margin, y+42, size.Width-2*margin, 20)
	}
}

func (r *pageRenderer) Refresh() {
	r.of.ground.FillColor = theme.Color(theme.ColorBackground)
	r.of.ground.Refresh()
	r.Layout(r.of.Size())
}
