package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Stack sets its parts one under another over the whole width, each as high as
// it needs in that width, with a gap between.
type Stack struct {
	widget.BaseWidget
	gap   float32
	parts []fyne.CanvasObject
}

// NewStack makes a stack with a gap in logical pixels.
func NewStack(gap float32, parts ...fyne.CanvasObject) *Stack {
	s := &Stack{gap: gap, parts: parts}
	s.ExtendBaseWidget(s)
	return s
}

// SetParts replaces what the stack holds.
func (s *Stack) SetParts(parts ...fyne.CanvasObject) {
	s.parts = parts
	s.Refresh()
}

// Parts returns what the stack holds.
func (s *Stack) Parts() []fyne.CanvasObject { return s.parts }

// HeightFor is the height of all visible parts in a width.
func (s *Stack) HeightFor(width float32) float32 {
	var h float32
	for _, p := range s.parts {
		if p.Visible() {
			h += heightFor(p, width) + s.gap
		}
	}
	return max(h-s.gap, 0)
}

// CreateRenderer implements fyne.Widget.
func (s *Stack) CreateRenderer() fyne.WidgetRenderer { return &stackRenderer{s} }

// stackRenderer reads the parts anew each time, because they may be replaced.
type stackRenderer struct{ of *Stack }

func (r *stackRenderer) Destroy()                     {}
func (r *stackRenderer) Objects() []fyne.CanvasObject { return r.of.parts }

func (r *stackRenderer) Layout(size fyne.Size) {
	var y float32
	for _, p := range r.of.parts {
		if !p.Visible() {
			continue
		}
		h := heightFor(p, size.Width)
		place(p, 0, y, size.Width, h)
		y += h + r.of.gap
	}
}

func (r *stackRenderer) MinSize() fyne.Size {
	var w float32
	for _, p := range r.of.parts {
		if p.Visible() {
			w = max(w, p.MinSize().Width)
		}
	}
	width := r.of.Size().Width
	if width <= 0 {
		width = max(w, 320)
	}
	return fyne.NewSize(w, r.of.HeightFor(width))
}

func (r *stackRenderer) Refresh() {
	r.Layout(r.of.Size())
	for _, p := range r.of.parts {
		p.Refresh()
	}
}
