package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// CopyLine shows a text that people copy, with a label above and a button that
// puts it on the clipboard.
type CopyLine struct {
	widget.BaseWidget
	label  *Text
	ground *canvas.Rectangle
	value  *Paragraph
	copy   *Button
	text   string
	tips   [2]string
}

// NewCopyLine makes an empty line. The tips name the button before and after
// it was pressed.
func NewCopyLine(label, copyTip, copiedTip string) *CopyLine {
	l := &CopyLine{label: NewText(label, Heading()), ground: fill(theme.RadiusControl), tips: [2]string{copyTip, copiedTip}}
	l.value = NewParagraph("", Medium())
	l.copy = NewIconButton(IconCopy, copyTip, l.toClipboard)
	l.ExtendBaseWidget(l)
	return l
}

// Set shows a text, and gives what is copied, which may be set in another way.
func (l *CopyLine) Set(shown, copied string) {
	if l.value.Text() == shown && l.text == copied {
		return
	}
	l.value.SetText(shown)
	l.text = copied
	l.copy.SetIcon(IconCopy)
	l.copy.SetTip(l.tips[0])
	l.Refresh()
}

// Text returns what is shown.
func (l *CopyLine) Text() string { return l.value.Text() }

func (l *CopyLine) toClipboard() {
	fyne.CurrentApp().Clipboard().SetContent(l.text)
	l.copy.SetIcon(IconCheck)
	l.copy.SetTip(l.tips[1])
}

// FocusTarget is the button.
func (l *CopyLine) FocusTarget() fyne.Focusable { return l.copy }

// HeightFor is the height in a width; a long text wraps.
func (l *CopyLine) HeightFor(width float32) float32 {
	return 26 + max(l.value.HeightFor(width-56)+16, theme.FieldHeight)
}

// CreateRenderer implements fyne.Widget.
func (l *CopyLine) CreateRenderer() fyne.WidgetRenderer {
	return render(l, l.label, l.ground, l.value, l.copy)
}

func (l *CopyLine) minSize() fyne.Size {
	return fyne.NewSize(160, l.HeightFor(max(l.Size().Width, 240)))
}

func (l *CopyLine) restyle() { paint(l.ground, theme.ColorSide, theme.ColorLine, 1) }

func (l *CopyLine) layout(size fyne.Size) {
	place(l.label, 0, 0, size.Width, 20)
	h := size.Height - 26
	place(l.ground, 0, 26, size.Width, h)
	text := l.value.HeightFor(size.Width - 56)
	place(l.value, 12, 26+(h-text)/2, size.Width-56, text)
	place(l.copy, size.Width-36, 26+(h-32)/2, 32, 32)
}
