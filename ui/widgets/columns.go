package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Columns sets its parts in n equal columns, line by line, in reading order;
// under a width of 420 in one.
type Columns struct {
	widget.BaseWidget
	n     int
	gap   float32
	parts []fyne.CanvasObject
}

// NewColumns makes n columns with a gap between lines in logical pixels.
func NewColumns(n int, gap float32, parts ...fyne.CanvasObject) *Columns {
	c := &Columns{n: n, gap: gap, parts: parts}
	c.ExtendBaseWidget(c)
	return c
}

// HeightFor is the height of all lines in a width.
func (c *Columns) HeightFor(width float32) float32 {
	return c.flow(width, func(fyne.CanvasObject, float32, float32, float32, float32) {})
}

func (c *Columns) flow(width float32, visit func(o fyne.CanvasObject, x, y, w, h float32)) float32 {
	n := c.n
	if width < 420 {
		n = 1
	}
	const gutter = 18
	w := (width - gutter*float32(n-1)) / float32(n)
	var y float32
	for i := 0; i < len(c.parts); i += n {
		line := c.parts[i:min(i+n, len(c.parts))]
		h := tallest(line, w)
		for k, o := range line {
			visit(o, float32(k)*(w+gutter), y, w, h)
		}
		y += h + c.gap
	}
	return max(y-c.gap, 0)
}

func tallest(parts []fyne.CanvasObject, width float32) float32 {
	var h float32
	for _, o := range parts {
		h = max(h, heightFor(o, width))
	}
	return h
}

// CreateRenderer implements fyne.Widget.
func (c *Columns) CreateRenderer() fyne.WidgetRenderer { return render(c, c.parts...) }

func (c *Columns) minSize() fyne.Size {
	return fyne.NewSize(200, c.HeightFor(max(c.Size().Width, 200)))
}

func (c *Columns) restyle() {}

func (c *Columns) layout(size fyne.Size) {
	c.flow(size.Width, place)
}
