package widgets

import (
	"fyne.io/fyne/v2"

	"rollcall/ui/theme"
)

// MarkData is a short line of a row that says what is under way with it, by an icon
// and by words as well as by its tone.
type MarkData struct {
	Icon IconName
	Text string
	Tone Tone
	// Tip is the whole story.
	Tip string
}

// rowMark draws a mark.
type rowMark struct {
	data MarkData
	icon *Icon
	text *Text
}

func newRowMark() *rowMark {
	return &rowMark{icon: NewIconSized(IconNone, theme.ColorText, markIcon), text: NewText("", markStyle())}
}

const (
	markIcon float32 = 14
	markText float32 = 19
)

func markStyle() Style { return Style{Size: theme.TextSmaller, Weight: theme.Medium} }

func (m *rowMark) set(data MarkData) {
	m.data = data
	_, ink := data.Tone.colors()
	m.icon.Set(data.Icon, ink)
	m.text.Set(data.Text, markStyle().In(ink))
	show(m.icon, data.Text != "")
	show(m.text, data.Text != "")
}

func (m *rowMark) there() bool { return m.data.Text != "" }

// place puts the mark on a line 20 high, and gives how wide it is.
func (m *rowMark) place(x, y, room float32) float32 {
	width := min(markText+measure(m.data.Text, markStyle())+1, room)
	place(m.icon, x, y+3, markIcon, markIcon)
	place(m.text, x+markText, y+1, width-markText, 18)
	return width
}

// tipAt gives the whole story under the pointer.
func (m *rowMark) tipAt(at fyne.Position) (tip string, over bool) {
	if !m.there() || !inside(m.text, at) && !inside(m.icon, at) {
		return "", false
	}
	if m.data.Tip == m.data.Text && !m.text.Truncated() {
		return "", true
	}
	return m.data.Tip, true
}
