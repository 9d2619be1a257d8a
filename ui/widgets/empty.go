package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

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
