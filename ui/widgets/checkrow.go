package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// CheckRow is a box to tick with a title and a quiet line under it. Space ticks.
type CheckRow struct {
	widget.BaseWidget
	// OnChanged is called with the new state when a person ticks or clears the box.
	OnChanged func(checked bool)
	// OnFocus is called when the keyboard comes to the row.
	OnFocus func()

	title    *Text
	line     *Paragraph
	box      *canvas.Rectangle
	mark     *Icon
	ring     *ring
	checked  bool
	disabled bool
	words    string
}

// NewCheckRow makes a row; description may be empty.
func NewCheckRow(title, description string, checked bool) *CheckRow {
	c := &CheckRow{title: NewText(title, checkTitle()), line: NewParagraph(description, Smaller()), words: title}
	c.box, c.mark, c.checked = fill(5), NewIconSized(IconCheck, theme.ColorOnAccent, 12), checked
	c.ring = newRing(theme.RadiusBadge, 3)
	c.ExtendBaseWidget(c)
	return c
}

func checkTitle() Style { return Style{Size: theme.TextSmall, Color: theme.ColorText} }

// SetChecked ticks or clears the box without calling OnChanged.
func (c *CheckRow) SetChecked(on bool) { c.checked = on; c.Refresh() }

// Checked tells whether the box is ticked.
func (c *CheckRow) Checked() bool { return c.checked }

// SetEnabled lets the box be changed or only read.
func (c *CheckRow) SetEnabled(on bool) { c.disabled = !on; c.Refresh() }

// SetTexts changes the title and the quiet line.
func (c *CheckRow) SetTexts(title, description string) {
	c.words = title
	c.line.SetText(description)
	c.Refresh()
}

func (c *CheckRow) toggle() {
	if c.disabled {
		return
	}
	c.SetChecked(!c.checked)
	if c.OnChanged != nil {
		c.OnChanged(c.checked)
	}
}

// Tapped implements fyne.Tappable.
func (c *CheckRow) Tapped(*fyne.PointEvent) { focusOn(c); c.toggle() }

// FocusGained implements fyne.Focusable.
func (c *CheckRow) FocusGained() {
	c.ring.set(true)
	run(c.OnFocus)
}

// FocusLost implements fyne.Focusable.
func (c *CheckRow) FocusLost() { c.ring.set(false) }

// TypedRune implements fyne.Focusable.
func (c *CheckRow) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (c *CheckRow) TypedKey(ev *fyne.KeyEvent) {
	if ev.Name == fyne.KeySpace {
		c.toggle()
		return
	}
	passOn(c, ev)
}

// HeightFor is the height in a width; the quiet line wraps.
func (c *CheckRow) HeightFor(width float32) float32 {
	return 24 + c.line.HeightFor(width-26)
}

// CreateRenderer implements fyne.Widget.
func (c *CheckRow) CreateRenderer() fyne.WidgetRenderer {
	return render(c, c.box, c.mark, c.title, c.line, c.ring.Rectangle)
}

func (c *CheckRow) minSize() fyne.Size {
	return fyne.NewSize(120, c.HeightFor(max(c.Size().Width, 160)))
}

func (c *CheckRow) restyle() {
	ground, line, ink := theme.ColorCard, theme.ColorControl, theme.ColorText
	switch {
	case c.checked && c.disabled:
		ground, line = theme.ColorFaint, theme.ColorClear
	case c.checked:
		ground, line = theme.ColorAccent, theme.ColorClear
	}
	if c.disabled {
		ink = theme.ColorFaint
	}
	paint(c.box, ground, line, 1)
	show(c.mark, c.checked)
	c.title.Set(c.words, checkTitle().In(ink))
}

func (c *CheckRow) layout(size fyne.Size) {
	place(c.box, 0, 2, 17, 17)
	place(c.mark, 2.5, 4.5, 12, 12)
	place(c.ring.Rectangle, -3, -1, 23, 23)
	place(c.title, 26, 0, size.Width-26, 20)
	place(c.line, 26, 19, size.Width-26, size.Height-20)
}
