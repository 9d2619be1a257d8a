package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// TokenHead names the columns above rows of API tokens, 40 high.
type TokenHead struct {
	widget.BaseWidget
	button float32
	ground *canvas.Rectangle
	upper  *canvas.Rectangle
	line   *canvas.Rectangle
	heads  [4]*Text
}

// NewTokenHead makes the heading of the columns name, made, expires and used,
// over rows whose button has these words.
func NewTokenHead(name, made, expires, used, button string) *TokenHead {
	h := &TokenHead{ground: fill(0), upper: fill(0), line: fill(0)}
	h.button = NewRowButton(button, IconNone, Secondary, nil).MinSize().Width
	for i, text := range []string{name, made, expires, used} {
		h.heads[i] = NewText(text, headStyle())
	}
	h.ExtendBaseWidget(h)
	return h
}

// CreateRenderer implements fyne.Widget.
func (h *TokenHead) CreateRenderer() fyne.WidgetRenderer {
	return render(h, h.ground, h.upper, h.line, h.heads[0], h.heads[1], h.heads[2], h.heads[3])
}

func (h *TokenHead) minSize() fyne.Size { return fyne.NewSize(360, theme.SectionHeight) }

func (h *TokenHead) restyle() {
	h.ground.FillColor = theme.Color(theme.ColorSide)
	h.upper.FillColor, h.line.FillColor = theme.Color(theme.ColorLine), theme.Color(theme.ColorLine)
}

func (h *TokenHead) layout(size fyne.Size) {
	place(h.ground, 0, 0, size.Width, size.Height)
	place(h.upper, 0, 0, size.Width, 1)
	place(h.line, 0, size.Height-1, size.Width, 1)
	c := TokenColumnsIn(size.Width, h.button)
	y := (size.Height - 18) / 2
	place(h.heads[0], theme.PageMargin, y, c.end-theme.PageMargin, 18)
	place(h.heads[1], c.Made, y, 108, 18)
	place(h.heads[2], c.Expires, y, 132, 18)
	place(h.heads[3], c.Used, y, 120, 18)
	show(h.heads[1], !c.FoldMade)
}
