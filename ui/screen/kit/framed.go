package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"rollcall/ui/theme"
)

// Framed shows an object that scrolls by itself, as a list, at a height of its
// own with a line around.
type Framed struct {
	layout
	tall float32
}

// NewFramed makes a frame of a height in logical pixels.
func NewFramed(o fyne.CanvasObject, height float32) *Framed {
	f := &Framed{tall: height}
	line := canvas.NewRectangle(nil)
	line.CornerRadius, line.StrokeWidth = theme.RadiusControl, 1
	f.parts = []fyne.CanvasObject{o, line}
	f.restyle = func() {
		line.FillColor = theme.Color(theme.ColorClear)
		line.StrokeColor = theme.Color(theme.ColorLine)
	}
	f.restyle()
	f.height = func(float32) float32 { return f.tall + 2 }
	f.min = func() fyne.Size { return fyne.NewSize(120, f.tall+2) }
	f.place = func(s fyne.Size) {
		Place(line, 0, 0, s.Width, s.Height)
		Place(o, 1, 1, s.Width-2, s.Height-2)
	}
	f.ExtendBaseWidget(f)
	return f
}

// SetHeight changes the height of what is inside. The owner has to lay out again.
func (f *Framed) SetHeight(height float32) { f.tall = height }
