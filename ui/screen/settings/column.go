package settings

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/screen/kit"
	"rollcall/ui/theme"
	"rollcall/ui/widgets"
)

// columnWidth is as wide as lines read well.
const columnWidth float32 = 640

// column sets a stack at the left margin, no wider than lines read well.
type column struct {
	widget.BaseWidget
	of *widgets.Stack
}

func newColumn(of *widgets.Stack) *column {
	c := &column{of: of}
	c.ExtendBaseWidget(c)
	return c
}

func (c *column) inner(width float32) float32 {
	return max(min(columnWidth, width-2*theme.PageMargin), 240)
}

// CreateRenderer implements fyne.Widget.
func (c *column) CreateRenderer() fyne.WidgetRenderer { return &columnRenderer{c} }

type columnRenderer struct{ of *column }

func (r *columnRenderer) Destroy()                     {}
func (r *columnRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.of.of} }

func (r *columnRenderer) MinSize() fyne.Size {
	width := r.of.inner(max(r.of.Size().Width, 320))
	return fyne.NewSize(240+2*theme.PageMargin, r.of.of.HeightFor(width)+16+theme.PageMargin)
}

func (r *columnRenderer) Layout(size fyne.Size) {
	w := r.of.inner(size.Width)
	kit.Place(r.of.of, theme.PageMargin, 8, w, r.of.of.HeightFor(w))
}

func (r *columnRenderer) Refresh() {
	r.Layout(r.of.Size())
	r.of.of.Refresh()
}
