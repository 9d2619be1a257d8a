package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// FactData is what a FactRow shows. Note is a second quiet line in a tone;
// Exact appears while the pointer rests on the line.
type FactData struct {
	Icon  IconName
	Title string
	Badge BadgeData
	Line  string
	Exact string
	Note  string
	Tone  Tone
}

// FactRow is a line of a card: what something is, and at its right end what can
// be done about it.
type FactRow struct {
	widget.BaseWidget
	data  FactData
	icon  *Icon
	title *HoverText
	badge *Badge
	line  *Paragraph
	note  *Paragraph
	acts  []*Button
	rule  *canvas.Rectangle
	first bool
}

const (
	factPad   float32 = 14
	factInset float32 = 30
)

// NewFactRow makes a row with its buttons, from left to right. The first row of
// a card has no line above it.
func NewFactRow(first bool, acts ...*Button) *FactRow {
	r := &FactRow{acts: acts, first: first, rule: fill(0), icon: NewIcon(IconNone, theme.ColorTextMuted)}
	r.title, r.badge = NewHoverText("", Strong()), NewBadge(BadgeData{})
	r.line, r.note = NewParagraph("", Small()), NewParagraph("", Small())
	r.ExtendBaseWidget(r)
	return r
}

// Set shows something.
func (r *FactRow) Set(data FactData) {
	if r.data == data {
		return
	}
	r.data = data
	r.Refresh()
}

// Data is what is shown.
func (r *FactRow) Data() FactData { return r.data }

// Acts are the buttons of the row.
func (r *FactRow) Acts() []*Button { return r.acts }

// MouseIn implements desktop.Hoverable.
func (r *FactRow) MouseIn(ev *desktop.MouseEvent) {
	if r.data.Exact != "" {
		showTip(r, r.data.Exact, ev.AbsolutePosition)
	}
}

// MouseMoved implements desktop.Hoverable.
func (r *FactRow) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (r *FactRow) MouseOut() { hideTip(r) }

// actsWidth is the room of the visible buttons.
func (r *FactRow) actsWidth() float32 {
	var w float32
	for _, b := range r.acts {
		if b.Visible() {
			w += b.MinSize().Width + 8
		}
	}
	return w
}

func (r *FactRow) textX() float32 {
	if r.data.Icon == IconNone {
		return 0
	}
	return factInset
}

func (r *FactRow) textWidth(width float32) float32 { return width - r.textX() - r.actsWidth() - 8 }

// HeightFor is the height in a width; the quiet lines wrap.
func (r *FactRow) HeightFor(width float32) float32 {
	w := r.textWidth(width)
	h := 20 + linesHeight(r.data.Line, w) + linesHeight(r.data.Note, w)
	return max(h, theme.RowButtonHeight) + 2*factPad
}

func linesHeight(text string, width float32) float32 {
	if text == "" {
		return 0
	}
	return float32(len(wrap(text, Small(), width))) * theme.LineHeight(theme.TextSmall)
}

// CreateRenderer implements fyne.Widget.
func (r *FactRow) CreateRenderer() fyne.WidgetRenderer {
	parts := []fyne.CanvasObject{r.rule, r.icon, r.title, r.badge, r.line, r.note}
	for _, b := range r.acts {
		parts = append(parts, b)
	}
	return render(r, parts...)
}

func (r *FactRow) minSize() fyne.Size {
	return fyne.NewSize(200, r.HeightFor(max(r.Size().Width, 320)))
}

func (r *FactRow) restyle() {
	r.rule.FillColor = theme.Color(theme.ColorLineFaint)
	show(r.rule, !r.first)
	r.icon.Set(r.data.Icon, theme.ColorTextMuted)
	r.title.SetText(r.data.Title)
	r.badge.Set(r.data.Badge)
	show(r.badge, r.data.Badge.Text != "")
	r.line.SetText(r.data.Line)
	_, ink := r.data.Tone.colors()
	r.note.Set(r.data.Note, Small().In(ink))
}

func (r *FactRow) layout(size fyne.Size) {
	place(r.rule, 0, 0, size.Width, 1)
	place(r.icon, 0, factPad+2, theme.IconSize, theme.IconSize)
	x, w := r.textX(), r.textWidth(size.Width)
	line, note := linesHeight(r.data.Line, w), linesHeight(r.data.Note, w)
	y := (size.Height - 20 - line - note) / 2
	badge := float32(0)
	if r.badge.Visible() {
		badge = r.badge.MinSize().Width
	}
	title := min(r.title.MinSize().Width+1, w-badge-8)
	place(r.title, x, y, title, 20)
	place(r.badge, x+title+8, y-2, badge, theme.BadgeHeight)
	place(r.line, x, y+20, w, line)
	place(r.note, x, y+20+line, w, note)
	right := size.Width
	for i := len(r.acts) - 1; i >= 0; i-- {
		if b := r.acts[i]; b.Visible() {
			s := b.MinSize()
			right -= s.Width
			place(b, right, (size.Height-s.Height)/2, s.Width, s.Height)
			right -= 8
		}
	}
}
