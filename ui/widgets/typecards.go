package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// TypeCard is one choice of TypeCards.
type TypeCard struct {
	ID, Title, Line string
	// Reason says why the card cannot be chosen; not empty greys it and stands in place of the line.
	Reason string
}

// TypeCards is a group of cards of which one is chosen: one stop of Tab, arrows move in it.
type TypeCards struct {
	widget.BaseWidget
	// OnChanged is called with the id of the card a person chose.
	OnChanged func(id string)
	// OnFocus is called when the keyboard comes to the cards.
	OnFocus func()

	label    *Text
	data     []TypeCard
	selected string
	faces    []*cardFace
	parts    *fyne.Container
	ring     *ring
	focused  bool
}

const cardGap float32 = 8

// NewTypeCards makes the group with a label above; an empty label takes no room.
func NewTypeCards(label string, cards []TypeCard, selected string) *TypeCards {
	t := &TypeCards{label: NewText(label, Heading()), parts: container(), ring: newRing(theme.RadiusControl+2, 3)}
	t.ExtendBaseWidget(t)
	t.SetCards(cards, selected)
	return t
}

// SetCards replaces the cards and which one is chosen.
func (t *TypeCards) SetCards(cards []TypeCard, selected string) {
	t.data, t.selected = cards, selected
	t.faces = t.faces[:0]
	t.parts.RemoveAll()
	for i := range cards {
		face := newCardFace(func() { focusOn(t); t.choose(i) })
		t.faces = append(t.faces, face)
		t.parts.Add(face)
	}
	t.Refresh()
}

// SetSelected chooses a card without calling OnChanged.
func (t *TypeCards) SetSelected(id string) { t.selected = id; t.Refresh() }

// Selected is the id of the chosen card.
func (t *TypeCards) Selected() string { return t.selected }

// FocusTarget is what takes the keyboard focus.
func (t *TypeCards) FocusTarget() fyne.Focusable { return t }

func (t *TypeCards) choose(i int) bool {
	if t.data[i].Reason != "" {
		return false
	}
	if t.selected != t.data[i].ID {
		t.selected = t.data[i].ID
		t.Refresh()
		call(t.OnChanged, t.selected)
	}
	return true
}

func (t *TypeCards) index() int {
	for i, c := range t.data {
		if c.ID == t.selected {
			return i
		}
	}
	return -1
}

// step chooses the next card in a direction that can be chosen.
func (t *TypeCards) step(by int) {
	for i := t.index() + by; i >= 0 && i < len(t.data); i += by {
		if t.choose(i) {
			return
		}
	}
}

// FocusGained implements fyne.Focusable.
func (t *TypeCards) FocusGained() {
	t.focused = true
	t.Refresh()
	run(t.OnFocus)
}

// FocusLost implements fyne.Focusable.
func (t *TypeCards) FocusLost() { t.focused = false; t.Refresh() }

// TypedRune implements fyne.Focusable.
func (t *TypeCards) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (t *TypeCards) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeyLeft, fyne.KeyUp:
		t.step(-1)
	case fyne.KeyRight, fyne.KeyDown:
		t.step(1)
	case fyne.KeySpace:
		if t.index() < 0 {
			t.step(1)
		}
	default:
		passOn(t, ev)
	}
}

func (t *TypeCards) labelHeight() float32 {
	if t.label.Text() == "" {
		return 0
	}
	return 26
}

func (t *TypeCards) cardWidth(width float32) float32 {
	n := float32(max(len(t.data), 1))
	return (width - cardGap*(n-1)) / n
}

// HeightFor is the height with the label, where the longest line wraps in its card.
func (t *TypeCards) HeightFor(width float32) float32 {
	h := float32(58)
	for _, c := range t.data {
		h = max(h, cardHeight(c, t.cardWidth(width)))
	}
	return t.labelHeight() + h
}

// CreateRenderer implements fyne.Widget.
func (t *TypeCards) CreateRenderer() fyne.WidgetRenderer {
	return render(t, t.label, t.parts, t.ring.Rectangle)
}

func (t *TypeCards) minSize() fyne.Size {
	return fyne.NewSize(280, t.HeightFor(max(t.Size().Width, 280)))
}

func (t *TypeCards) restyle() {
	for i, f := range t.faces {
		f.set(t.data[i], t.data[i].ID == t.selected)
	}
	t.ring.set(t.focused)
}

func (t *TypeCards) layout(size fyne.Size) {
	place(t.label, 0, 0, size.Width, 20)
	top, w := t.labelHeight(), t.cardWidth(size.Width)
	h := t.HeightFor(size.Width) - top
	place(t.parts, 0, top, size.Width, h)
	for i, f := range t.faces {
		place(f, float32(i)*(w+cardGap), 0, w, h)
	}
	x := float32(max(t.index(), 0)) * (w + cardGap)
	place(t.ring.Rectangle, x-3, top-3, w+6, h+6)
}

// cardFace draws one card.
type cardFace struct {
	widget.BaseWidget
	data     TypeCard
	selected bool
	onTapped func()
	ground   *canvas.Rectangle
	title    *Text
	line     *Paragraph
}

func newCardFace(onTapped func()) *cardFace {
	f := &cardFace{onTapped: onTapped, ground: fill(theme.RadiusControl + 2)}
	f.title, f.line = NewText("", Strong()), NewParagraph("", cardLine())
	f.ExtendBaseWidget(f)
	return f
}

func cardLine() Style { return Style{Size: theme.TextSmall, Color: theme.ColorTextMuted} }

func (c TypeCard) line() string {
	if c.Reason != "" {
		return c.Reason
	}
	return c.Line
}

func cardHeight(c TypeCard, width float32) float32 {
	return float32(len(wrap(c.line(), cardLine(), width-26)))*20 + 40
}

func (f *cardFace) set(data TypeCard, selected bool) {
	if f.data != data || f.selected != selected {
		f.data, f.selected = data, selected
		f.Refresh()
	}
}

// Tapped implements fyne.Tappable.
func (f *cardFace) Tapped(*fyne.PointEvent) { f.onTapped() }

// CreateRenderer implements fyne.Widget.
func (f *cardFace) CreateRenderer() fyne.WidgetRenderer { return render(f, f.ground, f.title, f.line) }

func (f *cardFace) minSize() fyne.Size { return fyne.NewSize(80, 58) }

func (f *cardFace) restyle() {
	ground, line, width, ink := theme.ColorCard, theme.ColorLine, float32(1), theme.ColorText
	switch {
	case f.selected:
		ground, line, width = theme.ColorAccentSoft, theme.ColorAccent, 2
	case f.data.Reason != "":
		ground, ink = theme.ColorSide, theme.ColorFaint
	}
	paint(f.ground, ground, line, width)
	f.title.Set(f.data.Title, Strong().In(ink))
	f.line.Set(f.data.line(), cardLine())
}

func (f *cardFace) layout(size fyne.Size) {
	place(f.ground, 0, 0, size.Width, size.Height)
	place(f.title, 13, 11, size.Width-26, 20)
	place(f.line, 13, 31, size.Width-26, size.Height-38)
}
