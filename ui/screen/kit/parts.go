package kit

import (
	"bytes"
	"image/png"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"rollcall/assets"
	"rollcall/ui/theme"
	"rollcall/ui/widgets"
)

// heightFor is the height that an object needs in a width.
func heightFor(o fyne.CanvasObject, width float32) float32 {
	if f, ok := o.(interface{ HeightFor(width float32) float32 }); ok {
		return f.HeightFor(width)
	}
	return o.MinSize().Height
}

// layout is a widget that places its parts by a function.
type layout struct {
	widget.BaseWidget
	parts   []fyne.CanvasObject
	place   func(size fyne.Size)
	min     func() fyne.Size
	height  func(width float32) float32
	restyle func()
}

// HeightFor is the height in a width.
func (l *layout) HeightFor(width float32) float32 { return l.height(width) }

// CreateRenderer implements fyne.Widget.
func (l *layout) CreateRenderer() fyne.WidgetRenderer { return &layoutRenderer{l} }

type layoutRenderer struct{ of *layout }

func (r *layoutRenderer) Destroy()                     {}
func (r *layoutRenderer) Objects() []fyne.CanvasObject { return r.of.parts }
func (r *layoutRenderer) Layout(size fyne.Size)        { r.of.place(size) }
func (r *layoutRenderer) MinSize() fyne.Size           { return r.of.min() }
func (r *layoutRenderer) Refresh() {
	if r.of.restyle != nil {
		r.of.restyle()
	}
	r.of.place(r.of.Size())
	for _, p := range r.of.parts {
		p.Refresh()
	}
}

// Place moves and resizes an object.
func Place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Resize(fyne.NewSize(max(w, 0), max(h, 0)))
	o.Move(fyne.NewPos(x, y))
}

// IconLine is an icon before a text that wraps.
type IconLine struct {
	layout
	icon  *widgets.Icon
	text  *widgets.Paragraph
	style widgets.Style
}

// NewIconLine makes an empty line in a style.
func NewIconLine(style widgets.Style) *IconLine {
	l := &IconLine{icon: widgets.NewIcon(widgets.IconNone, style.Color), text: widgets.NewParagraph("", style), style: style}
	l.parts = []fyne.CanvasObject{l.icon, l.text}
	l.height = func(w float32) float32 { return max(l.text.HeightFor(w-24), 20) }
	l.min = func() fyne.Size { return fyne.NewSize(120, l.height(max(l.Size().Width, 240))) }
	l.place = func(s fyne.Size) {
		Place(l.icon, 0, 2, theme.IconSize, theme.IconSize)
		Place(l.text, 24, 0, s.Width-24, s.Height)
	}
	l.ExtendBaseWidget(l)
	return l
}

// Set changes icon and text, both in the colour of a role.
func (l *IconLine) Set(icon widgets.IconName, text string, role fyne.ThemeColorName) {
	l.icon.Set(icon, role)
	l.text.Set(text, l.style.In(role))
	l.Refresh()
}

// Mark is the sign of the program.
type Mark struct{ layout }

// NewMark makes the sign, square, of a side in logical pixels.
func NewMark(side float32) *Mark {
	drawing, err := assets.AppIcon()
	if err != nil {
		panic("kit: the embedded icon is missing: " + err.Error())
	}
	picture, err := png.Decode(bytes.NewReader(drawing)) // once: the toolkit would at each refresh
	if err != nil {
		panic("kit: the embedded icon is no picture: " + err.Error())
	}
	image := canvas.NewImageFromImage(picture)
	image.ScaleMode = canvas.ImageScaleSmooth
	m := &Mark{}
	m.parts = []fyne.CanvasObject{image}
	m.height = func(float32) float32 { return side }
	m.min = func() fyne.Size { return fyne.NewSquareSize(side) }
	m.place = func(fyne.Size) { Place(image, 0, 0, side, side) }
	m.ExtendBaseWidget(m)
	return m
}

// Stage shows one object of a width in the middle of the window, on the quiet
// ground; it scrolls when the window is low.
type Stage struct {
	layout
	width  float32
	object fyne.CanvasObject
	middle *layout
	scroll *container.Scroll
}

// NewStage makes a stage.
func NewStage(o fyne.CanvasObject, width float32) *Stage {
	s := &Stage{width: width, object: o}
	ground := canvas.NewRectangle(nil)
	s.middle = &layout{parts: []fyne.CanvasObject{o}, place: s.centre, min: s.least}
	s.middle.height = func(float32) float32 { return s.least().Height }
	s.middle.ExtendBaseWidget(s.middle)
	s.scroll = container.NewVScroll(s.middle)
	s.parts = []fyne.CanvasObject{ground, s.scroll}
	s.restyle = func() { ground.FillColor = theme.Color(theme.ColorSide) }
	s.restyle()
	s.min = func() fyne.Size { return fyne.NewSize(width, 200) }
	s.height = func(float32) float32 { return 200 }
	s.place = func(size fyne.Size) {
		Place(ground, 0, 0, size.Width, size.Height)
		Place(s.scroll, 0, 0, size.Width, size.Height)
	}
	s.ExtendBaseWidget(s)
	return s
}

// Reveal scrolls so that an object of the stage can be seen, as the keyboard
// comes to it (WCAG 2.4.11).
func (s *Stage) Reveal(o fyne.CanvasObject) { widgets.RevealIn(s.scroll, o) }

func (s *Stage) least() fyne.Size {
	return fyne.NewSize(s.width, heightFor(s.object, s.width)+48)
}

func (s *Stage) centre(size fyne.Size) {
	h := heightFor(s.object, s.width)
	Place(s.object, (size.Width-s.width)/2, max((size.Height-h)/2, 24), s.width, h)
}

// Refresh lays out again: what is shown may have changed its height.
func (s *Stage) Refresh() {
	s.middle.Refresh()
	s.BaseWidget.Refresh()
}

// Inset keeps a distance around an object whose height follows from its width.
type Inset struct{ layout }

// NewSides makes an inset that keeps the distance everywhere but above, where a
// head stands.
func NewSides(o fyne.CanvasObject, pad float32) *Inset {
	i := NewInset(o, pad)
	i.height = func(w float32) float32 { return heightFor(o, w-2*pad) + pad }
	i.place = func(s fyne.Size) { Place(o, pad, 0, s.Width-2*pad, s.Height-pad) }
	return i
}

// NewInset makes an inset, in logical pixels on every side.
func NewInset(o fyne.CanvasObject, pad float32) *Inset {
	i := &Inset{}
	i.parts = []fyne.CanvasObject{o}
	i.height = func(w float32) float32 { return heightFor(o, w-2*pad) + 2*pad }
	i.min = func() fyne.Size { return fyne.NewSize(120, i.height(max(i.Size().Width, 240))) }
	i.place = func(s fyne.Size) { Place(o, pad, pad, s.Width-2*pad, s.Height-2*pad) }
	i.ExtendBaseWidget(i)
	return i
}
