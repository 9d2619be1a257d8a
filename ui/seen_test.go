package ui_test

import (
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"rollcall/ui/widgets"
)

// seen is a text that can be read on the screen.
type seen struct {
	// text is whole, also where an ellipsis stands for a part of it.
	text string
	// pos and size say where, in logical pixels; clip is what shows of there.
	pos  fyne.Position
	size fyne.Size
	clip box
	// layer tells what stands over what: texts of one layer never overlap.
	layer int
	// row tells a text in a row of the list, field one that can be typed in.
	row, field bool
	cut        bool
}

func (s seen) middle() fyne.Position {
	return s.pos.AddXY(s.size.Width/2, s.size.Height/2)
}

// box is a rectangle of the screen.
type box struct{ left, top, right, bottom float32 }

func boxOf(p fyne.Position, s fyne.Size) box {
	return box{p.X, p.Y, p.X + s.Width, p.Y + s.Height}
}

func (b box) meet(o box) box {
	return box{max(b.left, o.left), max(b.top, o.top), min(b.right, o.right), min(b.bottom, o.bottom)}
}

func (b box) empty() bool { return b.right-b.left < 1 || b.bottom-b.top < 1 }

// reader reads a screen.
type reader struct {
	texts []seen
	layer int
	// objects holds everything that can be seen, in the order of drawing.
	objects []thing
}

// thing is an object that can be seen, and where.
type thing struct {
	fyne.CanvasObject
	shown box
	at    fyne.Position
	// over tells how many overlays stand below.
	over int
}

// where is how far the reader has gone down the tree.
type where struct {
	at         fyne.Position
	clip       box
	layer      int
	over       int
	row, field bool
}

// read reads what can be seen of a canvas: the content, or with everything the
// overlays too.
func read(c fyne.Canvas) *reader {
	r := &reader{}
	whole := boxOf(fyne.NewPos(0, 0), c.Size())
	r.walk(c.Content(), where{clip: whole})
	for i, o := range c.Overlays().List() {
		r.layer++
		r.walk(o, where{clip: whole, layer: r.layer, over: i + 1})
	}
	return r
}

func (r *reader) walk(o fyne.CanvasObject, w where) {
	if !o.Visible() {
		return
	}
	w.at = w.at.Add(o.Position())
	mine := boxOf(w.at, o.Size())
	if _, clips := o.(fyne.Scrollable); clips {
		w.clip = w.clip.meet(mine)
	}
	if w.clip.empty() || mine.meet(w.clip).empty() && o.Size().Height > 0 && o.Size().Width > 0 {
		return
	}
	w = r.enter(o, w)
	r.objects = append(r.objects, thing{o, mine.meet(w.clip), w.at, w.over})
	switch of := o.(type) {
	case *widgets.Text:
		r.line(of.Text(), of.Truncated(), of, w)
	case *widgets.HoverText:
		r.line(of.Text(), of.Truncated(), of, w)
	case *widgets.Paragraph:
		r.add(of.Text(), false, o, w)
	case *canvas.Text:
		r.add(of.Text, false, o, w)
	case *fyne.Container:
		for _, part := range of.Objects {
			r.walk(part, w)
		}
	case fyne.Widget:
		for _, part := range test.WidgetRenderer(of).Objects() {
			r.walk(part, w)
		}
	}
}

// enter notes what one goes into.
func (r *reader) enter(o fyne.CanvasObject, w where) where {
	switch o.(type) {
	case *widgets.SlidePanel, *widgets.ToastHost:
		r.layer++
		w.layer = r.layer
	case *widgets.PersonRow, *widgets.InvitationRow, *widgets.ActivityRow, *widgets.TokenRow, *widgets.AddressRow, *widgets.WaitingRow, *widgets.SideBlock:
		w.row = true
	case interface{ SelectedText() string }:
		w.field = true
	}
	if strings.HasSuffix(fmt.Sprintf("%T", o), "tipLayer") {
		r.layer++
		w.layer = r.layer
	}
	return w
}

// line reads a line where its letters are, which may be less than its place.
func (r *reader) line(text string, cut bool, of fyne.Widget, w where) {
	parts, ok := test.WidgetRenderer(of).Objects()[0].(*fyne.Container)
	if !ok {
		return
	}
	for _, each := range parts.Objects {
		if letters, ok := each.(*canvas.Text); ok {
			w.at = w.at.Add(letters.Position())
			r.add(text, cut, letters, w)
		}
	}
}

func (r *reader) add(text string, cut bool, o fyne.CanvasObject, w where) {
	if strings.TrimSpace(text) == "" {
		return
	}
	r.texts = append(r.texts, seen{
		text: text, pos: w.at, size: o.Size(), clip: w.clip, layer: w.layer, row: w.row, field: w.field, cut: cut,
	})
}

// find gives the last drawn text that is, or else that holds, a text.
func (r *reader) find(text string) (seen, bool) {
	for _, same := range []func(string) bool{
		func(s string) bool { return s == text },
		func(s string) bool { return strings.Contains(s, text) },
	} {
		for i := len(r.texts) - 1; i >= 0; i-- {
			if same(r.texts[i].text) {
				return r.texts[i], true
			}
		}
	}
	return seen{}, false
}

// beside gives a text that stands in the same row of the list as another.
func (r *reader) beside(other, text string) (seen, bool) {
	row, ok := r.find(other)
	if !ok {
		return seen{}, false
	}
	for _, s := range r.texts {
		if s.row && s.text == text && s.middle().Y > row.pos.Y-24 && s.middle().Y < row.pos.Y+36 {
			return s, true
		}
	}
	return seen{}, false
}

// first gives the first drawn text that is a text: what stands above the list.
func (r *reader) first(text string) (seen, bool) {
	for _, s := range r.texts {
		if s.text == text {
			return s, true
		}
	}
	return seen{}, false
}

// hit gives what takes a click at a point: the topmost thing that listens, of
// the topmost overlay, as the real driver finds it.
func (r *reader) hit(p fyne.Position) (thing, bool) {
	top := 0
	for _, o := range r.objects {
		top = max(top, o.over)
	}
	for i := len(r.objects) - 1; i >= 0; i-- {
		if o := r.objects[i]; o.over == top && o.shown.holds(p) && listens(o.CanvasObject) {
			return o, true
		}
	}
	return thing{}, false
}

func (b box) holds(p fyne.Position) bool {
	return p.X >= b.left && p.X < b.right && p.Y >= b.top && p.Y < b.bottom
}

func listens(o fyne.CanvasObject) bool {
	switch o.(type) {
	case fyne.Tappable, fyne.SecondaryTappable, fyne.DoubleTappable, fyne.Focusable, desktop.Mouseable:
		return true
	}
	return false
}

// waits tells whether something is still being loaded.
func (r *reader) waits() bool {
	return slices.ContainsFunc(r.objects, func(o thing) bool {
		_, skeleton := o.CanvasObject.(*widgets.SkeletonRow)
		return skeleton
	})
}

// all gives everything that can be read.
func (r *reader) all() string {
	var b strings.Builder
	for _, s := range r.texts {
		b.WriteString(s.text + " | ")
	}
	return b.String()
}

// faults lists what is wrong with a screen: texts that are cut where they must
// not be, that stand on each other, or outside of what shows them.
func (r *reader) faults() []string {
	var out []string
	for i, s := range r.texts {
		if s.cut && !s.row && !strings.Contains(s.text, "@") {
			out = append(out, fmt.Sprintf("%q is cut", s.text))
		}
		if !s.field && (s.pos.X < s.clip.left-1 || s.pos.X+s.size.Width > s.clip.right+1) {
			out = append(out, fmt.Sprintf("%q goes over the edge: %v %v in %v", s.text, s.pos, s.size, s.clip))
		}
		for _, other := range r.texts[i+1:] {
			if s.layer == other.layer && overlap(s, other) {
				out = append(out, fmt.Sprintf("%q and %q overlap", s.text, other.text))
			}
		}
	}
	return out
}

// overlap tells whether two texts stand on each other. Lines are higher than
// their letters by some pixels.
func overlap(a, b seen) bool {
	const air = 4
	x, y := boxOf(a.pos, a.size), boxOf(b.pos, b.size)
	meet := x.meet(a.clip).meet(y.meet(b.clip))
	return meet.right-meet.left > 2 && meet.bottom-meet.top > 2*air
}
