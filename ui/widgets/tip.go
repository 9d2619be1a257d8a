package widgets

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// tipDelay is how long the pointer rests before words appear.
const tipDelay = 500 * time.Millisecond

// tipHost is the root of a window or an overlay, where tips are drawn.
type tipHost interface{ tips() *tipLayer }

// showTip lets words appear next to the pointer, once it has rested on o.
func showTip(o fyne.CanvasObject, text string, at fyne.Position) {
	if l := tipsOf(o); l != nil && text != "" {
		l.request(text, at)
	}
}

// hideTip takes the words away that belong to o.
func hideTip(o fyne.CanvasObject) {
	if l := tipsOf(o); l != nil {
		l.dismiss()
	}
}

func tipsOf(o fyne.CanvasObject) *tipLayer {
	c := canvasOf(o)
	if c == nil {
		return nil
	}
	root := c.Overlays().Top()
	if root == nil {
		root = c.Content()
	}
	if h, ok := root.(tipHost); ok {
		return h.tips()
	}
	return nil
}

// tipLayer draws one tip above everything of its host and takes no events.
type tipLayer struct {
	widget.BaseWidget
	ground *canvas.Rectangle
	text   *Paragraph
	at     fyne.Position
	wait   *fyne.Animation
}

func newTipLayer() *tipLayer {
	l := &tipLayer{ground: fill(theme.RadiusBadge), text: NewParagraph("", tipStyle())}
	l.ground.Hide()
	l.text.Hide()
	l.ExtendBaseWidget(l)
	return l
}

func tipStyle() Style { return Style{Size: theme.TextSmaller, Color: theme.ColorOnToast} }

// request waits on the toolkit's own clock, so that the tip appears on its thread.
func (l *tipLayer) request(text string, at fyne.Position) {
	l.dismiss()
	l.wait = &fyne.Animation{Duration: tipDelay, Tick: func(done float32) {
		if done >= 1 {
			l.reveal(text, at)
		}
	}}
	l.wait.Start()
}

func (l *tipLayer) reveal(text string, at fyne.Position) {
	l.at = at
	l.text.SetText(text)
	show(l.ground, true)
	show(l.text, true)
	l.Refresh()
}

func (l *tipLayer) dismiss() {
	if l.wait != nil {
		l.wait.Stop()
		l.wait = nil
	}
	show(l.ground, false)
	show(l.text, false)
}

// CreateRenderer implements fyne.Widget.
func (l *tipLayer) CreateRenderer() fyne.WidgetRenderer { return render(l, l.ground, l.text) }

func (l *tipLayer) minSize() fyne.Size { return fyne.Size{} }
func (l *tipLayer) restyle()           { paint(l.ground, theme.ColorToast, theme.ColorLine, 1) }

func (l *tipLayer) layout(size fyne.Size) {
	w := min(measure(l.text.Text(), tipStyle())+1, 360, size.Width-32)
	h := l.text.HeightFor(w)
	x := max(min(l.at.X, size.Width-w-24), 8)
	y := l.at.Y + 20
	if y+h+16 > size.Height {
		y = l.at.Y - h - 20
	}
	place(l.ground, x, y, w+16, h+8)
	place(l.text, x+8, y+4, w, h)
}

// HoverText is a line of text that shows itself whole while the pointer rests
// on it and it is cut.
type HoverText struct {
	plainText
}

// plainText lets HoverText have what Text has, the method Text too.
type plainText = Text

// NewHoverText makes a line of text with a tip.
func NewHoverText(text string, style Style) *HoverText {
	t := &HoverText{}
	t.init(t, text, style)
	return t
}

// MouseIn implements desktop.Hoverable.
func (t *HoverText) MouseIn(ev *desktop.MouseEvent) {
	if t.Truncated() {
		showTip(t, t.text, ev.AbsolutePosition)
	}
}

// MouseMoved implements desktop.Hoverable.
func (t *HoverText) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (t *HoverText) MouseOut() { hideTip(t) }
