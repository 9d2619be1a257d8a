package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// Divider is a thin line over the whole width; words in its middle may part it.
type Divider struct {
	widget.BaseWidget
	left, right *canvas.Rectangle
	text        *Text
}

// NewDivider makes a line; text may be empty.
func NewDivider(text string) *Divider {
	d := &Divider{left: fill(0), right: fill(0), text: NewText(text, Smaller())}
	d.ExtendBaseWidget(d)
	return d
}

// CreateRenderer implements fyne.Widget.
func (d *Divider) CreateRenderer() fyne.WidgetRenderer { return render(d, d.left, d.right, d.text) }

func (d *Divider) minSize() fyne.Size {
	if d.text.Text() == "" {
		return fyne.NewSize(20, 1)
	}
	return fyne.NewSize(80, 20)
}

func (d *Divider) restyle() {
	d.left.FillColor, d.right.FillColor = theme.Color(theme.ColorLine), theme.Color(theme.ColorLine)
}

func (d *Divider) layout(size fyne.Size) {
	w := d.text.MinSize().Width
	y := (size.Height - 1) / 2
	if w == 0 {
		place(d.left, 0, y, size.Width, 1)
		return
	}
	side := (size.Width - w - 20) / 2
	place(d.left, 0, y, side, 1)
	place(d.right, size.Width-side, y, side, 1)
	place(d.text, side+10, (size.Height-18)/2, w+1, 18)
}

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

// EmptyState says that there is nothing, and what to do next.
type EmptyState struct {
	widget.BaseWidget
	disc  *canvas.Circle
	icon  *Icon
	title *Text
	line  *Paragraph
	act   *Button
	name  IconName
}

// NewEmptyState makes the state; an empty button text shows no button.
func NewEmptyState(icon IconName, title, line, button string, onTapped func()) *EmptyState {
	e := &EmptyState{disc: canvas.NewCircle(nil), icon: NewIconSized(icon, theme.ColorTextMuted, 22), name: icon}
	e.title = NewText(title, Strong().Aligned(fyne.TextAlignCenter))
	e.line = NewParagraph(line, Muted().Aligned(fyne.TextAlignCenter))
	e.act = NewButton(button, IconNone, Secondary, onTapped)
	e.ExtendBaseWidget(e)
	return e
}

// Set changes the words.
func (e *EmptyState) Set(icon IconName, title, line, button string, onTapped func()) {
	e.name = icon
	e.title.SetText(title)
	e.line.SetText(line)
	e.act.OnTapped = onTapped
	e.act.SetText(button)
	e.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (e *EmptyState) CreateRenderer() fyne.WidgetRenderer {
	return render(e, e.disc, e.icon, e.title, e.line, e.act)
}

func (e *EmptyState) minSize() fyne.Size { return fyne.NewSize(240, 210) }

func (e *EmptyState) restyle() {
	e.disc.FillColor = theme.Color(theme.ColorNeutralSoft)
	e.icon.Set(e.name, theme.ColorTextMuted)
	show(e.act, e.act.Text() != "")
}

func (e *EmptyState) layout(size fyne.Size) {
	w := min(size.Width-32, 380)
	x := (size.Width - w) / 2
	lines := e.line.HeightFor(w)
	y := max((size.Height-(52+16+20+6+lines+20+36))/2, 0)
	place(e.disc, (size.Width-52)/2, y, 52, 52)
	place(e.icon, (size.Width-22)/2, y+15, 22, 22)
	place(e.title, x, y+66, w, 20)
	place(e.line, x, y+90, w, lines)
	s := e.act.MinSize()
	place(e.act, (size.Width-s.Width)/2, y+110+lines, s.Width, s.Height)
}
