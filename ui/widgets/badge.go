package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// Tone is what a badge, a banner or a line of a box says by its colour. The
// words say it too: never by colour alone (WCAG 1.4.1).
type Tone int

// The tones.
const (
	Neutral Tone = iota
	Accent
	Violet
	Amber
	Red
	Green
)

// colors are the ground and the ink of a tone.
func (t Tone) colors() (ground, ink fyne.ThemeColorName) {
	switch t {
	case Accent:
		return theme.ColorAccentSoft, theme.ColorAccent
	case Violet:
		return theme.ColorVioletSoft, theme.ColorViolet
	case Amber:
		return theme.ColorAmberSoft, theme.ColorAmber
	case Red:
		return theme.ColorRedSoft, theme.ColorRed
	case Green:
		return theme.ColorGreenSoft, theme.ColorGreen
	default:
		return theme.ColorNeutralSoft, theme.ColorTextMuted
	}
}

// BadgeData is what a badge shows.
type BadgeData struct {
	Text string
	Tone Tone
	Icon IconName
}

// Badge is a short word on a coloured ground, 24 high.
type Badge struct {
	widget.BaseWidget
	data   BadgeData
	ground *canvas.Rectangle
	icon   *Icon
	label  *Text
}

// NewBadge makes a badge.
func NewBadge(data BadgeData) *Badge {
	b := &Badge{data: data, ground: fill(theme.RadiusBadge), icon: NewIcon(data.Icon, theme.ColorText), label: NewText("", badgeStyle())}
	b.ExtendBaseWidget(b)
	return b
}

func badgeStyle() Style { return Style{Size: theme.TextSmaller, Weight: theme.SemiBold} }

// Set changes what the badge shows.
func (b *Badge) Set(data BadgeData) {
	if b.data != data {
		b.data = data
		b.Refresh()
	}
}

// Truncated tells whether the words are cut.
func (b *Badge) Truncated() bool { return b.label.Truncated() }

// Text returns the whole words.
func (b *Badge) Text() string { return b.data.Text }

// CreateRenderer implements fyne.Widget.
func (b *Badge) CreateRenderer() fyne.WidgetRenderer { return render(b, b.ground, b.icon, b.label) }

func (b *Badge) restyle() {
	ground, ink := b.data.Tone.colors()
	paint(b.ground, ground, theme.ColorClear, 0)
	b.icon.Set(b.data.Icon, ink)
	show(b.icon, b.data.Icon != IconNone)
	b.label.Set(b.data.Text, badgeStyle().In(ink))
}

// MinSize is the size in which the words are whole.
func (b *Badge) MinSize() fyne.Size { return b.minSize() }

func (b *Badge) minSize() fyne.Size {
	return fyne.NewSize(ceil(b.textX()+measure(b.data.Text, badgeStyle())+9), theme.BadgeHeight)
}

func (b *Badge) textX() float32 {
	if b.data.Icon == IconNone {
		return 9
	}
	return 8 + theme.IconSize + 5
}

func (b *Badge) layout(size fyne.Size) {
	place(b.ground, 0, 0, size.Width, size.Height)
	placeMiddle(b.icon, 8, size.Height)
	place(b.label, b.textX(), (size.Height-18)/2, size.Width-b.textX()-8, 18)
}
