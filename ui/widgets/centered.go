package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// Centered sets an object in the middle of a ground, in a width and the height
// it needs there; in a low window it begins at the top.
type Centered struct {
	widget.BaseWidget
	content fyne.CanvasObject
	width   float32
	ground  *canvas.Rectangle
}

// NewCentered makes the middle of a screen.
func NewCentered(content fyne.CanvasObject, width float32) *Centered {
	c := &Centered{content: content, width: width, ground: fill(0)}
	c.ExtendBaseWidget(c)
	return c
}

// CreateRenderer implements fyne.Widget.
func (c *Centered) CreateRenderer() fyne.WidgetRenderer { return render(c, c.ground, c.content) }

func (c *Centered) minSize() fyne.Size { return fyne.NewSize(200, heightFor(c.content, c.width)) }
func (c *Centered) restyle()           { c.ground.FillColor = theme.Color(theme.ColorSide) }

func (c *Centered) layout(size fyne.Size) {
	place(c.ground, 0, 0, size.Width, size.Height)
	w := min(c.width, size.Width-16)
	h := heightFor(c.content, w)
	place(c.content, round((size.Width-w)/2), round(max((size.Height-h)/2, 0)), w, h)
}
