package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// ChipData is one filter above a list; Count may be empty.
type ChipData struct {
	ID    string
	Text  string
	Count string
}

// Chip is a pill that chooses a filter.
type Chip struct {
	widget.BaseWidget
	// OnTapped is called on a click, Space or Enter.
	OnTapped func()
	// OnArrow is called with -1 for the left and 1 for the right arrow.
	OnArrow func(step int)
	// OnFocus is called when the keyboard comes to the chip.
	OnFocus func()

	data     ChipData
	selected bool
	hovered  bool
	ground   *canvas.Rectangle
	label    *Text
	count    *Text
	ring     *ring
}

// NewChip makes a chip.
func NewChip(data ChipData) *Chip {
	c := &Chip{data: data, ground: fill(theme.ChipHeight / 2), ring: newRing(theme.ChipHeight/2, 2)}
	c.label, c.count = NewText("", chipStyle()), NewText("", chipStyle())
	c.ExtendBaseWidget(c)
	return c
}

func chipStyle() Style { return Style{Size: theme.TextSmall, Weight: theme.Medium} }

// Set changes what the chip shows.
func (c *Chip) Set(data ChipData, selected bool) {
	if c.data != data || c.selected != selected {
		c.data, c.selected = data, selected
		c.Refresh()
	}
}

// Selected tells whether this is the filter in use.
func (c *Chip) Selected() bool { return c.selected }

// Tapped implements fyne.Tappable.
func (c *Chip) Tapped(*fyne.PointEvent) {
	if c.OnTapped != nil {
		c.OnTapped()
	}
}

// MouseIn implements desktop.Hoverable.
func (c *Chip) MouseIn(*desktop.MouseEvent) { c.hovered = true; c.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (c *Chip) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (c *Chip) MouseOut() { c.hovered = false; c.Refresh() }

// FocusGained implements fyne.Focusable.
func (c *Chip) FocusGained() {
	c.ring.set(true)
	run(c.OnFocus)
}

// FocusLost implements fyne.Focusable.
func (c *Chip) FocusLost() { c.ring.set(false) }

// TypedRune implements fyne.Focusable.
func (c *Chip) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (c *Chip) TypedKey(ev *fyne.KeyEvent) {
	switch {
	case isPress(ev):
		c.Tapped(nil)
	case ev.Name == fyne.KeyLeft && c.OnArrow != nil:
		c.OnArrow(-1)
	case ev.Name == fyne.KeyRight && c.OnArrow != nil:
		c.OnArrow(1)
	default:
		passOn(c, ev)
	}
}

// CreateRenderer implements fyne.Widget.
func (c *Chip) CreateRenderer() fyne.WidgetRenderer {
	return render(c, c.ground, c.label, c.count, c.ring.Rectangle)
}

func (c *Chip) restyle() {
	ground, line, ink, count := theme.ColorCard, theme.ColorLine, theme.ColorTextMuted, theme.ColorFaint
	switch {
	case c.selected:
		ground, line, ink, count = theme.ColorInverse, theme.ColorClear, theme.ColorOnInverse, theme.ColorOnInverseMuted
	case c.hovered:
		ground, ink = theme.ColorHover, theme.ColorText
	}
	paint(c.ground, ground, line, 1)
	c.label.Set(c.data.Text, chipStyle().In(ink))
	c.count.Set(c.data.Count, chipStyle().In(count))
}

func (c *Chip) minSize() fyne.Size {
	w := measure(c.data.Text, chipStyle()) + 24
	if c.data.Count != "" {
		w += 6 + measure(c.data.Count, chipStyle())
	}
	return fyne.NewSize(ceil(w), theme.ChipHeight)
}

func (c *Chip) layout(size fyne.Size) {
	place(c.ground, 0, 0, size.Width, size.Height)
	c.ring.around(size)
	w := measure(c.data.Text, chipStyle())
	place(c.label, 12, (size.Height-20)/2, w+1, 20)
	place(c.count, 12+w+6, (size.Height-20)/2, size.Width-w-28, 20)
}
