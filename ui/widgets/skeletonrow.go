package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"rollcall/ui/theme"
)

// SkeletonRow stands where a row will be once it is known.
type SkeletonRow struct {
	rowBase
	disc *canvas.Circle
	bars [4]*canvas.Rectangle
}

// NewSkeletonRow makes a row of grey bars.
func NewSkeletonRow() *SkeletonRow {
	r := &SkeletonRow{disc: canvas.NewCircle(nil)}
	r.initRow()
	for i := range r.bars {
		r.bars[i] = fill(5)
	}
	r.ExtendBaseWidget(r)
	return r
}

// SetHovered does nothing: there is nobody in the row yet.
func (r *SkeletonRow) SetHovered(bool) {}

// CreateRenderer implements fyne.Widget.
func (r *SkeletonRow) CreateRenderer() fyne.WidgetRenderer {
	return render(r, r.ground, r.line, r.disc, r.bars[0], r.bars[1], r.bars[2], r.bars[3])
}

func (r *SkeletonRow) minSize() fyne.Size { return fyne.NewSize(200, theme.RowHeight) }

func (r *SkeletonRow) restyle() {
	r.restyleRow()
	r.disc.FillColor = theme.Color(theme.ColorNeutralSoft)
	for _, b := range r.bars {
		b.FillColor = theme.Color(theme.ColorNeutralSoft)
	}
}

func (r *SkeletonRow) layout(size fyne.Size) {
	r.layoutRow(size)
	c := columnsIn(size.Width)
	place(r.disc, theme.PageMargin, 11, 34, 34)
	place(r.bars[0], c.name, 14, min(140, c.nameEnd-c.name), 11)
	place(r.bars[1], c.name, 33, min(210, c.nameEnd-c.name), 10)
	place(r.bars[2], c.badge, 20, 84, 16)
	show(r.bars[3], !c.foldActive)
	place(r.bars[3], c.active, 23, 90, 10)
}
