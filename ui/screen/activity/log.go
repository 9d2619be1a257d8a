package activity

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/screen/kit"
	"rollcall/ui/theme"
)

// log is the list, or why it is empty, under a line.
type log struct {
	widget.BaseWidget
	s    *Screen
	line *canvas.Rectangle
}

func newLog(s *Screen) *log {
	l := &log{s: s, line: canvas.NewRectangle(nil)}
	l.ExtendBaseWidget(l)
	return l
}

// CreateRenderer implements fyne.Widget.
func (l *log) CreateRenderer() fyne.WidgetRenderer {
	r := &logRenderer{l}
	r.restyle()
	return r
}

type logRenderer struct{ of *log }

func (r *logRenderer) Destroy() {}

func (r *logRenderer) Objects() []fyne.CanvasObject {
	s := r.of.s
	return []fyne.CanvasObject{r.of.line, s.list, s.empty}
}

func (r *logRenderer) MinSize() fyne.Size { return fyne.NewSize(360, 160) }

func (r *logRenderer) restyle() { r.of.line.FillColor = theme.Color(theme.ColorLine) }

func (r *logRenderer) Layout(size fyne.Size) {
	s := r.of.s
	kit.Place(r.of.line, 0, 0, size.Width, 1)
	kit.Place(s.list, 0, 1, size.Width, size.Height-1)
	kit.Place(s.empty, 0, 0, size.Width, size.Height)
}

func (r *logRenderer) Refresh() {
	r.restyle()
	r.Layout(r.of.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
