package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// fill puts rows where the view is: rows out of sight go back to the pool,
// rows that came into sight are taken from it, the others only move.
func (l *VirtualList) fill() {
	size := l.Size()
	if l.state.filling || size.Height <= 0 {
		return
	}
	l.state.filling = true
	defer func() { l.state.filling = false }()
	l.offset = max(min(l.offset, l.maxOffset()), 0)
	first, last := l.visible()
	l.recycle(first, last)
	for i := first; i <= last; i++ {
		l.placeRow(i, size.Width)
	}
	l.remember(first)
	l.bar.set(l.offset, l.spans.height(), float64(size.Height))
	if l.OnScroll != nil {
		l.OnScroll(first)
	}
}

// visible is the first and the last row in sight; last < first for an empty list.
func (l *VirtualList) visible() (first, last int) {
	if l.Length() == 0 {
		return 0, -1
	}
	return l.spans.row(l.offset), l.spans.row(l.offset + float64(l.Size().Height) - 0.5)
}

func (l *VirtualList) placeRow(i int, width float32) {
	kind, top, h := l.spans.at(i)
	r, ok := l.rows[i]
	if !ok {
		r = l.take(kind)
		r.index = i
		l.rows[i] = r
		l.source.Update(i, r.content)
		l.mark(i, r)
	}
	place(r, 0, float32(top-l.offset), width, h)
}

// take gives a row of a kind from the pool, or makes one.
func (l *VirtualList) take(kind int) *listRow {
	if free := l.pool[kind]; len(free) > 0 {
		r := free[len(free)-1]
		l.pool[kind] = free[:len(free)-1]
		r.Show()
		return r
	}
	r := newListRow(l, kind, l.source.Create(kind))
	l.parts.Objects = append(l.parts.Objects, r)
	return r
}

func (l *VirtualList) recycle(first, last int) {
	for i, r := range l.rows {
		if i < first || i > last {
			l.release(i, r)
		}
	}
}

func (l *VirtualList) recycleAll() { l.recycle(0, -1) }

// release hides a row and lets it stop what it runs, such as a spinner.
func (l *VirtualList) release(i int, r *listRow) {
	delete(l.rows, i)
	if x, ok := r.content.(interface{ Recycle() }); ok {
		x.Recycle()
	}
	r.hover(false, nil)
	r.Hide()
	l.pool[r.kind] = append(l.pool[r.kind], r)
}

// remember keeps which row is at the top.
func (l *VirtualList) remember(first int) {
	if l.Length() == 0 {
		return
	}
	_, top, _ := l.spans.at(first)
	l.anchor = anchor{key: l.key(first), above: l.offset - top}
}

// unhover forgets the pointer: rows move under it and the toolkit does not say
// so. The next movement of the pointer finds its row again.
func (l *VirtualList) unhover() {
	hideTip(l)
	for _, r := range l.rows {
		r.hover(false, nil)
	}
}

func (l *VirtualList) markAll() {
	for i, r := range l.rows {
		l.mark(i, r)
	}
}

func (l *VirtualList) mark(i int, r *listRow) {
	current := l.current != "" && l.key(i) == l.current
	r.setState(current, current && l.focused)
}

// listRow holds one row and takes its clicks.
type listRow struct {
	widget.BaseWidget
	list    *VirtualList
	kind    int
	index   int
	content fyne.CanvasObject
	ring    *canvas.Rectangle
}

// ringInset keeps the ring of the focus off the edge of the list; on the right
// it leaves the scroll bar free.
const ringInset float32 = 4

func newListRow(l *VirtualList, kind int, content fyne.CanvasObject) *listRow {
	r := &listRow{list: l, kind: kind, content: content, ring: fill(6)}
	r.ring.Hide()
	r.ExtendBaseWidget(r)
	return r
}

func (r *listRow) setState(current, focused bool) {
	if c, ok := r.content.(interface{ SetCurrent(bool) }); ok {
		c.SetCurrent(current)
	}
	show(r.ring, focused)
}

// Tapped implements fyne.Tappable. A row may take the click itself, by place.
func (r *listRow) Tapped(ev *fyne.PointEvent) {
	l := r.list
	focusOn(l)
	if l.selectable(r.index) {
		l.goTo(r.index)
	}
	if t, ok := r.content.(interface{ TapAt(fyne.Position) bool }); ok {
		t.TapAt(ev.Position)
	}
}

// TappedSecondary implements fyne.SecondaryTappable.
func (r *listRow) TappedSecondary(ev *fyne.PointEvent) {
	l := r.list
	focusOn(l)
	if !l.selectable(r.index) {
		return
	}
	l.goTo(r.index)
	if l.OnMenu != nil {
		l.OnMenu(r.index, ev.AbsolutePosition)
	}
}

// MouseIn implements desktop.Hoverable.
func (r *listRow) MouseIn(ev *desktop.MouseEvent) { r.hover(true, ev) }

// MouseMoved implements desktop.Hoverable.
func (r *listRow) MouseMoved(ev *desktop.MouseEvent) { r.hover(true, ev) }

// MouseOut implements desktop.Hoverable.
func (r *listRow) MouseOut() {
	r.hover(false, nil)
	hideTip(r)
}

func (r *listRow) hover(on bool, ev *desktop.MouseEvent) {
	if h, ok := r.content.(interface{ SetHovered(bool) }); ok {
		h.SetHovered(on)
	}
	if t, ok := r.content.(interface {
		TipAt(at, absolute fyne.Position)
	}); ok && ev != nil {
		t.TipAt(ev.Position, ev.AbsolutePosition)
	}
}

// CreateRenderer implements fyne.Widget.
func (r *listRow) CreateRenderer() fyne.WidgetRenderer {
	return render(r, r.content, r.ring)
}

func (r *listRow) minSize() fyne.Size { return fyne.NewSize(200, r.content.MinSize().Height) }
func (r *listRow) restyle()           { paint(r.ring, theme.ColorClear, theme.ColorAccent, 2) }

func (r *listRow) layout(size fyne.Size) {
	place(r.content, 0, 0, size.Width, size.Height)
	place(r.ring, ringInset, 2, size.Width-ringInset-scrollBarWidth, size.Height-4)
}
