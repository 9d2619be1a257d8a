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
	mark   StatusMark
	words  string
	ground *canvas.Rectangle
	seam   *canvas.Rectangle
	dot    *canvas.Circle
	spin   *Spinner
	text   *HoverText
	margin float32
}

// NewStatusLine makes a line without words.
func NewStatusLine() *StatusLine {
	s := &StatusLine{ground: fill(0), seam: fill(0), dot: canvas.NewCircle(nil), margin: theme.PageMargin}
	s.spin, s.text = NewSpinner(theme.ColorTextMuted), NewHoverText("", statusStyle())
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

// Text returns the words.
func (s *StatusLine) Text() string { return s.words }

// CreateRenderer implements fyne.Widget.
func (s *StatusLine) CreateRenderer() fyne.WidgetRenderer {
	return render(s, s.ground, s.seam, s.dot, s.spin, s.text)
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
}

func (s *StatusLine) layout(size fyne.Size) {
	place(s.ground, 0, 0, size.Width, size.Height)
	place(s.seam, 0, 0, size.Width, 1)
	place(s.dot, s.margin, (size.Height-8)/2, 8, 8)
	placeMiddle(s.spin, s.margin-4, size.Height)
	place(s.text, s.margin+16, (size.Height-20)/2, size.Width-2*s.margin-16, 20)
}
