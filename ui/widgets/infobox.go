package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// InfoLine is one line of an InfoBox.
type InfoLine struct {
	Icon IconName
	Text string
	// Tone colours icon and words; Neutral is the plain text colour, Quiet the muted one.
	Tone  Tone
	Quiet bool
}

// InfoBox is a bordered box with a heading and lines, each with its icon.
type InfoBox struct {
	widget.BaseWidget
	heading *Text
	ground  *canvas.Rectangle
	data    []InfoLine
	icons   []*Icon
	texts   []*Paragraph
	parts   *fyne.Container
}

// NewInfoBox makes a box; heading may be empty.
func NewInfoBox(heading string, lines ...InfoLine) *InfoBox {
	b := &InfoBox{heading: NewText(heading, Heading()), ground: fill(theme.RadiusCard), parts: container()}
	b.ExtendBaseWidget(b)
	b.Set(heading, lines...)
	return b
}

// Set changes the heading and the lines. The owner has to lay out again when their number changes.
func (b *InfoBox) Set(heading string, lines ...InfoLine) {
	b.heading.SetText(heading)
	b.data = lines
	for len(b.texts) < len(lines) {
		b.grow()
	}
	b.Refresh()
}

func (b *InfoBox) grow() {
	icon, text := NewIcon(IconNone, theme.ColorText), NewParagraph("", infoStyle())
	b.icons, b.texts = append(b.icons, icon), append(b.texts, text)
	b.parts.Add(icon)
	b.parts.Add(text)
}

func infoStyle() Style { return Style{Size: theme.TextSmall, Color: theme.ColorText} }

func (l InfoLine) ink() fyne.ThemeColorName {
	switch {
	case l.Quiet:
		return theme.ColorTextMuted
	case l.Tone == Neutral:
		return theme.ColorText
	default:
		_, ink := l.Tone.colors()
		return ink
	}
}

// HeightFor is the height in a width; long lines wrap.
func (b *InfoBox) HeightFor(width float32) float32 {
	h := float32(28)
	if b.heading.Text() != "" {
		h += 26
	}
	for _, l := range b.data {
		h += infoHeight(l, width) + 3
	}
	return h - 3
}

func infoHeight(l InfoLine, width float32) float32 {
	return float32(len(wrap(l.Text, infoStyle(), width-54))) * 20
}

// CreateRenderer implements fyne.Widget.
func (b *InfoBox) CreateRenderer() fyne.WidgetRenderer {
	return render(b, b.ground, b.heading, b.parts)
}

func (b *InfoBox) minSize() fyne.Size {
	return fyne.NewSize(160, b.HeightFor(max(b.Size().Width, 300)))
}

func (b *InfoBox) restyle() {
	paint(b.ground, theme.ColorClear, theme.ColorLine, 1)
	show(b.heading, b.heading.Text() != "")
	for i, text := range b.texts {
		show(text, i < len(b.data))
		show(b.icons[i], i < len(b.data))
		if i < len(b.data) {
			l := b.data[i]
			text.Set(l.Text, infoStyle().In(l.ink()))
			b.icons[i].Set(l.Icon, l.ink())
		}
	}
}

func (b *InfoBox) layout(size fyne.Size) {
	place(b.ground, 0, 0, size.Width, size.Height)
	place(b.parts, 0, 0, size.Width, size.Height)
	y := float32(14)
	if b.heading.Visible() {
		place(b.heading, 15, 12, size.Width-30, 20)
		y += 26
	}
	for i, l := range b.data {
		h := infoHeight(l, size.Width)
		place(b.icons[i], 15, y+2, theme.IconSize, theme.IconSize)
		place(b.texts[i], 39, y, size.Width-54, h)
		y += h + 3
	}
}
