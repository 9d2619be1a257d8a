package people

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

// quietLine counts what the account has, "28 users · 4 pending invitations"; a
// click on a count jumps to its section. The keyboard has the chips for that.
type quietLine struct {
	widget.BaseWidget
	onJump func(view.Section)
	counts []view.Count
	texts  []*widgets.Text
}

func newQuietLine(onJump func(view.Section)) *quietLine {
	q := &quietLine{onJump: onJump}
	q.ExtendBaseWidget(q)
	return q
}

func (q *quietLine) set(counts []view.Count) {
	q.counts = counts
	for len(q.texts) < len(counts) {
		q.texts = append(q.texts, widgets.NewText("", widgets.Muted()))
	}
	for i, t := range q.texts {
		switch {
		case i >= len(counts):
			t.SetText("")
		case i > 0:
			t.SetText(" · " + counts[i].Text)
		default:
			t.SetText(counts[i].Text)
		}
	}
	q.Refresh()
}

// width is the room that all counts need.
func (q *quietLine) width() float32 {
	var w float32
	for _, t := range q.texts {
		w += t.MinSize().Width
	}
	return w
}

// at gives the count under a point, or -1.
func (q *quietLine) at(x float32) int {
	for i := range q.counts {
		left := q.texts[i].Position().X
		if x >= left && x < left+q.texts[i].Size().Width {
			return i
		}
	}
	return -1
}

// Tapped implements fyne.Tappable.
func (q *quietLine) Tapped(ev *fyne.PointEvent) {
	if i := q.at(ev.Position.X); i >= 0 {
		q.onJump(q.counts[i].Section)
	}
}

// Cursor implements desktop.Cursorable.
func (q *quietLine) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer implements fyne.Widget.
func (q *quietLine) CreateRenderer() fyne.WidgetRenderer { return &quietRenderer{q} }

type quietRenderer struct{ of *quietLine }

func (r *quietRenderer) Destroy() {}

func (r *quietRenderer) Objects() []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, len(r.of.texts))
	for i, t := range r.of.texts {
		out[i] = t
	}
	return out
}

func (r *quietRenderer) MinSize() fyne.Size {
	return fyne.NewSize(80, theme.LineHeight(theme.TextBody))
}

func (r *quietRenderer) Layout(size fyne.Size) {
	var x float32
	for _, t := range r.of.texts {
		w := min(t.MinSize().Width, max(size.Width-x, 0))
		t.Resize(fyne.NewSize(w, size.Height))
		t.Move(fyne.NewPos(x, 0))
		x += w
	}
}

func (r *quietRenderer) Refresh() {
	r.Layout(r.of.Size())
	for _, t := range r.of.texts {
		t.Refresh()
	}
}
