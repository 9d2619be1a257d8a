package widgets

import (
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// Style is how text looks. Size is in logical pixels, 0 for the body size.
type Style struct {
	Size      float32
	Weight    theme.Weight
	Color     fyne.ThemeColorName
	Align     fyne.TextAlign
	Underline bool
}

// Body is the style of plain text.
func Body() Style { return Style{Size: theme.TextBody, Color: theme.ColorText} }

// Medium is for addresses, entries of menus and whatever carries a row without being a name.
func Medium() Style { return Style{Size: theme.TextBody, Color: theme.ColorText, Weight: theme.Medium} }

// Strong is for names and buttons.
func Strong() Style {
	return Style{Size: theme.TextBody, Color: theme.ColorText, Weight: theme.SemiBold}
}

// Muted is the quiet text of the body size.
func Muted() Style { return Style{Size: theme.TextBody, Color: theme.ColorTextMuted} }

// Small is the quiet text under a name.
func Small() Style { return Style{Size: theme.TextSmall, Color: theme.ColorTextMuted} }

// Smaller is the smallest quiet text.
func Smaller() Style { return Style{Size: theme.TextSmaller, Color: theme.ColorTextMuted} }

// Title is the heading of a screen.
func Title() Style {
	return Style{Size: theme.TextTitle, Color: theme.ColorText, Weight: theme.SemiBold}
}

// Subtitle is the heading of a dialog.
func Subtitle() Style {
	return Style{Size: theme.TextLarge, Color: theme.ColorText, Weight: theme.SemiBold}
}

// Heading is the heading of a section and the label of a field.
func Heading() Style {
	return Style{Size: theme.TextSmall, Color: theme.ColorText, Weight: theme.SemiBold}
}

// In returns the style in another colour.
func (s Style) In(role fyne.ThemeColorName) Style { s.Color = role; return s }

// Aligned returns the style with another alignment.
func (s Style) Aligned(a fyne.TextAlign) Style { s.Align = a; return s }

// Range is a part of a text, counted in runes, To excluded.
type Range struct{ From, To int }

// Text is one line of text. What does not fit is cut with an ellipsis.
type Text struct {
	widget.BaseWidget
	text  string
	style Style
	marks []Range

	line  *canvas.Text
	rule  *canvas.Rectangle
	hits  []*canvas.Rectangle
	parts *fyne.Container
	shown shownText
}

// shownText is what was last drawn, to draw again only what changed.
type shownText struct {
	width float32
	cut   bool
}

// NewText makes a line of text.
func NewText(text string, style Style) *Text {
	t := &Text{}
	t.init(t, text, style)
	return t
}

func (t *Text) init(self fyne.Widget, text string, style Style) {
	t.text, t.style, t.line, t.rule = text, style, &canvas.Text{}, fill(0)
	t.parts = container(t.rule, t.line)
	t.ExtendBaseWidget(self)
}

// SetText changes the words.
func (t *Text) SetText(text string) {
	if t.text == text {
		return
	}
	t.text = text
	t.Refresh()
}

// SetStyle changes the look.
func (t *Text) SetStyle(s Style) {
	if t.style == s {
		return
	}
	t.style = s
	t.Refresh()
}

// Set changes words, look and highlighted parts at once.
func (t *Text) Set(text string, s Style, marks ...Range) {
	if t.text == text && t.style == s && len(marks) == 0 && len(t.marks) == 0 {
		return
	}
	t.text, t.style, t.marks = text, s, marks
	t.Refresh()
}

// SetMarks gives parts of the text the ground of a search hit.
func (t *Text) SetMarks(marks ...Range) { t.Set(t.text, t.style, marks...) }

// Text returns the whole words, also when they are cut on screen.
func (t *Text) Text() string { return t.text }

// Truncated tells whether an ellipsis stands for a part of the words.
func (t *Text) Truncated() bool { return t.shown.cut }

// CreateRenderer implements fyne.Widget.
func (t *Text) CreateRenderer() fyne.WidgetRenderer { return render(t, t.parts) }

// MinSize is the room for the whole line; a narrower one cuts it.
func (t *Text) MinSize() fyne.Size { return t.minSize() }

func (t *Text) minSize() fyne.Size {
	return fyne.NewSize(measure(t.text, t.style), theme.LineHeight(t.style.size()))
}

func (s Style) size() float32 {
	if s.Size == 0 {
		return theme.TextBody
	}
	return s.Size
}

// measure is the width of a text in logical pixels.
func measure(text string, s Style) float32 {
	if text == "" {
		return 0
	}
	size, _ := fyne.CurrentApp().Driver().RenderedTextSize(text, s.size(), s.fyneStyle(), theme.FontOf(s.Weight))
	return size.Width
}

func (s Style) fyneStyle() fyne.TextStyle { return fyne.TextStyle{Bold: s.Weight == theme.SemiBold} }

// elide cuts text with an ellipsis so that it fits a width.
func elide(text string, s Style, width float32) (string, bool) {
	if measure(text, s) <= width+0.5 {
		return text, false
	}
	runes := []rune(text)
	n := sort.Search(len(runes), func(i int) bool { return measure(string(runes[:i+1])+"…", s) > width })
	return string(runes[:n]) + "…", true
}

func (t *Text) restyle() {
	t.line.TextSize = t.style.size()
	t.line.TextStyle = t.style.fyneStyle()
	t.line.FontSource = theme.FontOf(t.style.Weight)
	t.line.Color = theme.Color(t.style.Color)
	t.rule.FillColor = t.line.Color
	t.shown.width = -1
}

func (t *Text) layout(size fyne.Size) {
	if t.shown.width == size.Width {
		return
	}
	t.shown.width = size.Width
	t.line.Text, t.shown.cut = elide(t.text, t.style, size.Width)
	w := measure(t.line.Text, t.style)
	x := t.start(size.Width, w)
	h := t.line.MinSize().Height
	place(t.line, x, floor((size.Height-h)/2), w, h)
	show(t.rule, t.style.Underline)
	place(t.rule, x, (size.Height+h)/2-2, w, 1)
	t.placeMarks(x, size.Height)
	t.line.Refresh()
}

func (t *Text) start(room, width float32) float32 {
	switch t.style.Align {
	case fyne.TextAlignCenter:
		return (room - width) / 2
	case fyne.TextAlignTrailing:
		return room - width
	default:
		return 0
	}
}

// placeMarks puts the ground of each hit behind its letters.
func (t *Text) placeMarks(x, height float32) {
	if len(t.marks) == 0 && len(t.hits) == 0 {
		return
	}
	t.growHits()
	runes := []rune(t.line.Text)
	for i, hit := range t.hits {
		if i >= len(t.marks) || t.marks[i].From >= len(runes) {
			show(hit, false)
			continue
		}
		from, to := max(t.marks[i].From, 0), min(t.marks[i].To, len(runes))
		left := measure(string(runes[:from]), t.style)
		right := measure(string(runes[:max(from, to)]), t.style)
		hit.FillColor = theme.Color(theme.ColorAmberSoft)
		place(hit, x+left, (height-18)/2, right-left, 18)
		show(hit, true)
	}
}

func (t *Text) growHits() {
	for len(t.hits) < len(t.marks) {
		hit := fill(3)
		t.hits = append(t.hits, hit)
		t.parts.Objects = append([]fyne.CanvasObject{hit}, t.parts.Objects...)
	}
}

// container makes a container that its owner lays out by hand.
func container(objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Objects: objects}
}
