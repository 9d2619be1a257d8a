package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// Card sets an object on a ground with an outline and room around it.
type Card struct {
	widget.BaseWidget
	content fyne.CanvasObject
	pad     float32
	ground  *canvas.Rectangle
	floats  bool
}

// NewCard makes a card with room around its content in logical pixels.
func NewCard(content fyne.CanvasObject, pad float32) *Card {
	c := &Card{content: content, pad: pad, ground: fill(theme.RadiusCard)}
	c.ExtendBaseWidget(c)
	return c
}

// NewFloatingCard makes a card with a shadow, for a screen that is one card alone.
func NewFloatingCard(content fyne.CanvasObject, pad float32) *Card {
	c := NewCard(content, pad)
	c.floats = true
	c.ground.CornerRadius = theme.RadiusDialog + 2
	return c
}

// HeightFor is the height in a width.
func (c *Card) HeightFor(width float32) float32 {
	return heightFor(c.content, width-2*c.pad) + 2*c.pad
}

// CreateRenderer implements fyne.Widget.
func (c *Card) CreateRenderer() fyne.WidgetRenderer { return render(c, c.ground, c.content) }

func (c *Card) minSize() fyne.Size {
	w := c.content.MinSize().Width + 2*c.pad
	return fyne.NewSize(w, c.HeightFor(max(w, c.Size().Width)))
}

func (c *Card) restyle() {
	paint(c.ground, theme.ColorCard, theme.ColorLine, 1)
	if c.floats {
		dropShadow(c.ground, 24, 8)
	}
}

func (c *Card) layout(size fyne.Size) {
	place(c.ground, 0, 0, size.Width, size.Height)
	place(c.content, c.pad, c.pad, size.Width-2*c.pad, size.Height-2*c.pad)
}
