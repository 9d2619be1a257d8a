package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"rollcall/ui/theme"
)

// drawn is a widget that draws itself; renderer turns it into what the toolkit wants.
type drawn interface {
	// layout places the parts in a size.
	layout(size fyne.Size)
	// minSize is the least size in which everything is whole.
	minSize() fyne.Size
	// restyle takes text, state and colours over into the parts.
	restyle()
}

// renderer draws a drawn.
type renderer struct {
	of    drawn
	parts []fyne.CanvasObject
}

func render(of drawn, parts ...fyne.CanvasObject) fyne.WidgetRenderer {
	of.restyle()
	return &renderer{of: of, parts: parts}
}

func (r *renderer) Destroy()                     {}
func (r *renderer) Layout(size fyne.Size)        { r.of.layout(size) }
func (r *renderer) MinSize() fyne.Size           { return r.of.minSize() }
func (r *renderer) Objects() []fyne.CanvasObject { return r.parts }

// Refresh repaints the parts after restyle; parts that are widgets refresh themselves.
func (r *renderer) Refresh() {
	r.of.restyle()
	r.of.layout(r.of.(fyne.CanvasObject).Size())
	for _, p := range r.parts {
		p.Refresh()
	}
}

// place moves and resizes o.
func place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Resize(fyne.NewSize(max(w, 0), max(h, 0)))
	o.Move(fyne.NewPos(x, y))
}

// placeMiddle places o at x in its least size, centred in height h.
func placeMiddle(o fyne.CanvasObject, x, h float32) float32 {
	s := o.MinSize()
	place(o, x, (h-s.Height)/2, s.Width, s.Height)
	return s.Width
}

// show sets whether o is visible, without a repaint when nothing changes.
func show(o fyne.CanvasObject, visible bool) {
	switch {
	case visible && !o.Visible():
		o.Show()
	case !visible && o.Visible():
		o.Hide()
	}
}

// fill makes a rectangle with round corners and no outline.
func fill(radius float32) *canvas.Rectangle {
	r := canvas.NewRectangle(color.Transparent)
	r.CornerRadius = radius
	return r
}

// paint sets the ground and the outline of r by role.
func paint(r *canvas.Rectangle, ground, line fyne.ThemeColorName, width float32) {
	r.FillColor = theme.Color(ground)
	r.StrokeColor = theme.Color(line)
	r.StrokeWidth = width
	if line == theme.ColorClear {
		r.StrokeWidth = 0
	}
}

// dropShadow lets r float above what lies under it.
func dropShadow(r *canvas.Rectangle, blur, down float32) {
	r.Shadow = canvas.Shadow{
		Color: theme.Color(theme.ColorShadow), BlurRadius: blur,
		Offset: fyne.NewPos(0, down), Variant: canvas.DropShadow,
	}
}

// inside tells whether p lies in the bounds of o, both in the parent of o.
func inside(o fyne.CanvasObject, p fyne.Position) bool {
	at, s := o.Position(), o.Size()
	return o.Visible() && p.X >= at.X && p.Y >= at.Y && p.X < at.X+s.Width && p.Y < at.Y+s.Height
}

// flowing is an object whose height follows from its width.
type flowing interface{ HeightFor(width float32) float32 }

// heightFor is the height that o needs in a width.
func heightFor(o fyne.CanvasObject, width float32) float32 {
	if f, ok := o.(flowing); ok {
		return f.HeightFor(width)
	}
	return o.MinSize().Height
}
