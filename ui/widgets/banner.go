package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// BannerData is what a banner shows. Action may be empty.
type BannerData struct {
	Tone   Tone
	Icon   IconName
	Text   string
	Action string
	// CloseTip names the button that closes the banner; empty for a banner that stays.
	CloseTip string
}

// Banner is a line on a coloured ground that says what one should know.
type Banner struct {
	widget.BaseWidget
	// OnAction is called when the link is chosen.
	OnAction func()
	// OnClose is called when the banner is closed by the person.
	OnClose func()

	data   BannerData
	ground *canvas.Rectangle
	icon   *Icon
	text   *Paragraph
	action *Button
	close  *Button
}

// NewBanner makes a banner.
func NewBanner(data BannerData) *Banner {
	b := &Banner{data: data, ground: fill(theme.RadiusControl), icon: NewIcon(IconNone, theme.ColorText)}
	b.text = NewParagraph("", bannerStyle())
	b.action = NewButton("", IconNone, Link, func() { run(b.OnAction) })
	b.action.underline = true
	b.close = NewIconButton(IconX, "", func() { run(b.OnClose) })
	b.ExtendBaseWidget(b)
	return b
}

func run(f func()) {
	if f != nil {
		f()
	}
}

func bannerStyle() Style { return Style{Size: theme.TextSmall, Weight: theme.Medium} }

// Set changes what the banner shows.
func (b *Banner) Set(data BannerData) {
	if b.data != data {
		b.data = data
		b.Refresh()
	}
}

// Data returns what the banner shows.
func (b *Banner) Data() BannerData { return b.data }

// HeightFor is the height in a width; long words wrap.
func (b *Banner) HeightFor(width float32) float32 {
	lines := wrap(b.data.Text, bannerStyle(), b.textWidth(width))
	return float32(len(lines))*20 + 18
}

func (b *Banner) textWidth(width float32) float32 { return width - b.textX() - b.tail() }

func (b *Banner) textX() float32 {
	if b.data.Icon == IconNone {
		return 12
	}
	return 38
}

// tail is the room for the link and the cross at the right end.
func (b *Banner) tail() float32 {
	w := float32(12)
	if b.data.Action != "" {
		w += b.action.MinSize().Width + 12
	}
	if b.data.CloseTip != "" {
		w += 32
	}
	return w
}

// CreateRenderer implements fyne.Widget.
func (b *Banner) CreateRenderer() fyne.WidgetRenderer {
	return render(b, b.ground, b.icon, b.text, b.action, b.close)
}

func (b *Banner) minSize() fyne.Size {
	return fyne.NewSize(200, b.HeightFor(max(b.Size().Width, 400)))
}

func (b *Banner) restyle() {
	ground, ink := b.data.Tone.colors()
	paint(b.ground, ground, theme.ColorClear, 0)
	b.icon.Set(b.data.Icon, ink)
	b.text.Set(b.data.Text, bannerStyle().In(ink))
	b.action.tint, b.close.tint = ink, ink
	b.action.SetText(b.data.Action)
	b.close.SetTip(b.data.CloseTip)
	show(b.action, b.data.Action != "")
	show(b.close, b.data.CloseTip != "")
}

func (b *Banner) layout(size fyne.Size) {
	place(b.ground, 0, 0, size.Width, size.Height)
	placeMiddle(b.icon, 12, 38)
	place(b.text, b.textX(), 9, b.textWidth(size.Width), size.Height-18)
	right := size.Width - 12
	if b.close.Visible() {
		place(b.close, size.Width-36, (size.Height-32)/2, 32, 32)
		right -= 32
	}
	s := b.action.MinSize()
	place(b.action, right-s.Width, (size.Height-s.Height)/2, s.Width, s.Height)
}
