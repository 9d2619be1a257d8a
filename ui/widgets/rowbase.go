package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// rowBase is what rows have in common: the ground under the pointer, the line
// below, and the tip for what is cut.
type rowBase struct {
	widget.BaseWidget
	ground  *canvas.Rectangle
	line    *canvas.Rectangle
	over    bool
	inside  bool
	current bool
	tipped  string
}

func (r *rowBase) initRow() {
	r.ground, r.line = fill(0), fill(0)
}

// SetHovered tells that the pointer is over the row, or left it with all its parts.
func (r *rowBase) SetHovered(on bool) {
	r.over = on
	if !on {
		r.inside, r.tipped = false, ""
	}
	r.styleGround()
}

// buttonHovered tells that the pointer is over a button of the row, which is over the row as well.
func (r *rowBase) buttonHovered(on bool) {
	r.inside = on
	r.styleGround()
}

// SetCurrent tells that this is the current row of the list.
func (r *rowBase) SetCurrent(on bool) {
	r.current = on
	r.styleGround()
}

func (r *rowBase) hovered() bool { return r.over || r.inside }

func (r *rowBase) styleGround() {
	r.ground.FillColor = theme.Color(theme.ColorHover)
	lit := r.hovered() || r.current
	if r.ground.Visible() != lit {
		show(r.ground, lit)
	}
}

func (r *rowBase) restyleRow() {
	r.styleGround()
	r.line.FillColor = theme.Color(theme.ColorLineFaint)
}

func (r *rowBase) layoutRow(size fyne.Size) {
	place(r.ground, 0, 0, size.Width, size.Height)
	place(r.line, 0, size.Height-1, size.Width, 1)
}

// tip shows words next to the pointer once; moving within what they are about does not restart the wait.
func (r *rowBase) tip(self fyne.CanvasObject, words string, at fyne.Position) {
	if r.tipped == words {
		return
	}
	r.tipped = words
	hideTip(self)
	showTip(self, words, at)
}

// Columns of a row of people, from its left edge in logical pixels. A column
// that is folded stands under the name.
type rowColumns struct {
	name, nameEnd  float32
	badge          float32
	factor, active float32
	foldFactor     bool
	foldActive     bool
	right          float32
}

// Widths under which columns fold.
const (
	foldActiveBelow float32 = 760
	foldFactorBelow float32 = 640
	actionsWidth    float32 = 92
)

// columnsIn places the columns in a row of a width, as in the pictures at 948.
func columnsIn(width float32) rowColumns {
	c := rowColumns{name: 78, right: width - theme.PageMargin}
	c.foldActive, c.foldFactor = width < foldActiveBelow, width < foldFactorBelow
	switch {
	case c.foldFactor:
		c.badge = c.right - actionsWidth - 124
	case c.foldActive:
		c.factor = c.right - actionsWidth - 104
		c.badge = c.factor - 128
	default:
		c.active = width - 314
		c.factor = c.active - 96
		c.badge = c.factor - 128
	}
	c.nameEnd = c.badge - 16
	return c
}
