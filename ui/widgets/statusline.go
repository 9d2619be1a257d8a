package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// StatusMark is the sign before the words of the status line.
type StatusMark int

// The marks.
const (
	MarkOnline StatusMark = iota
	MarkOffline
	MarkBusy
	MarkFault
)

// StatusLine is the bar at the bottom of a window, 36 high.
type StatusLine struct {
	widget.BaseWidget
	// OnLink is called when the link is chosen.
	OnLink func()

	mark   StatusMark
	words  string
	ground *canvas.Rectangle
	seam   *canvas.Rectangle
	dot    *canvas.Circle
	spin   *Spinner
	text   *HoverText
	bar    *ProgressBar
	link   *Button
	// part is what of a long fetch is done; negative when nothing is to be shown.
	part   float32
	margin float32
}

// statusBar is how wide the bar of a long fetch is.
const statusBar float32 = 120

// NewStatusLine makes a line without words.
func NewStatusLine() *StatusLine {
	s := &StatusLine{ground: fill(0), seam: fill(0), dot: canvas.NewCircle(nil), margin: theme.PageMargin, bar: NewProgressBar(), part: -1}
	s.spin, s.text = NewSpinner(theme.ColorTextMuted), NewHoverText("", statusStyle())
	s.link = NewButton("", IconNone, Link, func() { run(s.OnLink) })
	s.ExtendBaseWidget(s)
	return s
}

func statusStyle() Style { return Small() }

// Set changes the mark and the words.
func (s *StatusLine) Set(mark StatusMark, words string) {
	if s.mark != mark || s.words != words {
		s.mark, s.words = mark, words
		s.Refresh()
	}
}

// SetPart shows how much of a long fetch is done, from 0 to 1; negative shows
// nothing.
func (s *StatusLine) SetPart(part float32) {
	if s.part != part {
		s.part = part
		s.Refresh()
	}
}

// SetLink shows a link after the words; empty for none. One that has the focus and
// goes gives the focus up.
func (s *StatusLine) SetLink(text string) {
	if s.link.Text() == text {
		return
	}
	s.link.SetText(text)
	if c := canvasOf(s); text == "" && c != nil && c.Focused() == fyne.Focusable(s.link) {
		c.Unfocus()
	}
	s.Refresh()
}

// Link is the link after the words.
func (s *StatusLine) Link() *Button { return s.link }

// Text returns the words.
func (s *StatusLine) Text() string { return s.words }

// CreateRenderer implements fyne.Widget.
func (s *StatusLine) CreateRenderer() fyne.WidgetRenderer {
	return render(s, s.ground, s.seam, s.dot, s.spin, s.text, s.bar, s.link)
}

func (s *StatusLine) minSize() fyne.Size { return fyne.NewSize(200, theme.StatusHeight) }

// restyle draws a full dot for online and a ring for anything else: not by colour alone.
func (s *StatusLine) restyle() {
	paint(s.ground, theme.ColorSide, theme.ColorClear, 0)
	s.seam.FillColor = theme.Color(theme.ColorLine)
	ink := theme.ColorGreen
	switch s.mark {
	case MarkOffline:
		ink = theme.ColorAmber
	case MarkFault:
		ink = theme.ColorRed
	}
	s.dot.StrokeColor, s.dot.StrokeWidth = theme.Color(ink), 2
	s.dot.FillColor = theme.Color(theme.ColorClear)
	if s.mark == MarkOnline {
		s.dot.FillColor = theme.Color(ink)
	}
	show(s.dot, s.mark != MarkBusy)
	s.spin.SetRunning(s.mark == MarkBusy)
	s.text.Set(s.words, statusStyle())
	s.bar.SetPart(s.part)
	show(s.bar, s.part >= 0)
	show(s.link, s.link.Text() != "")
}

func (s *StatusLine) layout(size fyne.Size) {
	place(s.ground, 0, 0, size.Width, size.Height)
	place(s.seam, 0, 0, size.Width, 1)
	place(s.dot, s.margin, (size.Height-8)/2, 8, 8)
	placeMiddle(s.spin, s.margin-4, size.Height)
	x, room := s.margin+16, size.Width-2*s.margin-16
	if s.part >= 0 {
		room -= statusBar + statusGap
	}
	link := s.link.MinSize()
	if s.link.Text() != "" {
		room -= link.Width + statusGap
	}
	text := min(measure(s.words, statusStyle())+1, room)
	place(s.text, x, (size.Height-20)/2, text, 20)
	x += text + statusGap
	if s.part >= 0 {
		place(s.bar, x, (size.Height-progressHeight)/2, statusBar, progressHeight)
		x += statusBar + statusGap
	}
	place(s.link, x, (size.Height-link.Height)/2, link.Width, link.Height)
}

// statusGap is the room between the parts of the line.
const statusGap float32 = 16
