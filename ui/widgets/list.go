package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// ListSource says what a VirtualList shows. Create and Update are needed.
type ListSource struct {
	// Create makes an empty row of a kind. Rows are reused.
	Create func(kind int) fyne.CanvasObject
	// Update fills a row of the kind of row i.
	Update func(i int, row fyne.CanvasObject)
	// Key is what row i is about, the same after any change of the list.
	// Without it the list cannot stay where it was.
	Key func(i int) string
	// IndexOf finds a row by its key, -1 for none. Without it the list looks
	// at every row, which is slow beyond 100,000.
	IndexOf func(key string) int
	// Selectable tells whether row i can be the current one; nil for all.
	Selectable func(i int) bool
}

// VirtualList shows any number of rows of a few heights, and makes only the ones
// that are in sight. It is one stop of Tab; arrows move the current row. When
// rows come and go, what stood at the top stays there, and the current row
// stays the same by its key.
type VirtualList struct {
	widget.BaseWidget
	// OnCurrent is called when a person moves to another row.
	OnCurrent func(i int)
	// OnOpen is called on Enter.
	OnOpen func(i int)
	// OnMenu is called on a right click, the Menu key and Shift+F10, with a point of the canvas.
	OnMenu func(i int, at fyne.Position)
	// OnKey sees every other key with the current row, and answers whether it took it.
	OnKey func(i int, ev *fyne.KeyEvent) bool
	// OnRune sees typed letters with the current row.
	OnRune func(i int, r rune)
	// OnScrolledOut is called when the wheel is turned beyond the first or the last
	// row: what is around the list may scroll.
	OnScrolledOut func(ev *fyne.ScrollEvent)
	// OnFocus is called when the keyboard comes to the list.
	OnFocus func()
	// OnScroll is called after the rows moved, with the first row in sight.
	OnScroll func(first int)

	source  ListSource
	spans   spans
	offset  float64
	current string
	// place is where the current row was last seen, to go on from when it is gone.
	place   int
	anchor  anchor
	focused bool
	shift   bool
	held    bool

	rows  map[int]*listRow
	pool  map[int][]*listRow
	parts *fyne.Container
	bar   *scrollBar
	state listState
}

// anchor is the row at the top and how far it lies above the upper edge.
type anchor struct {
	key   string
	above float64
}

// listState guards against laying out in the middle of laying out.
type listState struct{ filling bool }

// NewVirtualList makes an empty list.
func NewVirtualList(source ListSource) *VirtualList {
	l := &VirtualList{source: source, spans: newSpans(nil), rows: map[int]*listRow{}, pool: map[int][]*listRow{}, parts: container()}
	l.bar = newScrollBar(l)
	l.ExtendBaseWidget(l)
	return l
}

// SetSpans replaces the rows. The row at the top and the current row stay, by
// their keys; when the list stands at its very top it stays there.
func (l *VirtualList) SetSpans(of []Span) {
	l.spans = newSpans(of)
	if l.offset > 0 {
		if i := l.indexOf(l.anchor.key); i >= 0 {
			_, top, _ := l.spans.at(i)
			l.offset = top + l.anchor.above
		}
	}
	l.keepCurrent()
	l.recycleAll()
	l.fill()
}

// keepCurrent finds the current row again; when it is gone the one that took
// its place becomes current, so that the keyboard goes on from there.
func (l *VirtualList) keepCurrent() {
	if l.current == "" {
		return
	}
	i := l.indexOf(l.current)
	if i < 0 {
		i = l.nearest(l.place, 1)
	}
	l.current = ""
	if i >= 0 {
		l.place, l.current = i, l.key(i)
	}
}

// Refresh fills the rows in sight again.
func (l *VirtualList) Refresh() {
	for i, r := range l.rows {
		l.source.Update(i, r.content)
		l.mark(i, r)
	}
	l.BaseWidget.Refresh()
}

// Update fills the rows in sight again and leaves it to them what to draw anew.
func (l *VirtualList) Update() {
	for i, r := range l.rows {
		l.source.Update(i, r.content)
	}
}

// RefreshRow fills row i again, if it is in sight.
func (l *VirtualList) RefreshRow(i int) {
	if r, ok := l.rows[i]; ok {
		l.source.Update(i, r.content)
		l.mark(i, r)
	}
}

// Length is the number of rows.
func (l *VirtualList) Length() int { return l.spans.length() }

// Current is the current row, -1 for none.
func (l *VirtualList) Current() int { return l.indexOf(l.current) }

// CurrentKey is the key of the current row, "" for none.
func (l *VirtualList) CurrentKey() string { return l.current }

// SetCurrent makes row i the current one and brings it into sight, without calling OnCurrent.
func (l *VirtualList) SetCurrent(i int) {
	if i < 0 || i >= l.Length() {
		l.current = ""
		l.markAll()
		return
	}
	l.place, l.current = i, l.key(i)
	l.ScrollTo(i)
	l.markAll()
}

// ScrollTo brings row i into sight with the least movement.
func (l *VirtualList) ScrollTo(i int) {
	if i < 0 || i >= l.Length() {
		return
	}
	_, top, h := l.spans.at(i)
	view := float64(l.Size().Height)
	switch {
	case top < l.offset:
		l.scrollTo(top)
	case top+float64(h) > l.offset+view:
		l.scrollTo(top + float64(h) - view)
	}
}

// ScrollToTop brings row i to the upper edge, as far as the end of the list allows.
func (l *VirtualList) ScrollToTop(i int) {
	if i >= 0 && i < l.Length() {
		_, top, _ := l.spans.at(i)
		l.scrollTo(top)
	}
}

// Hold keeps the rows where they are while a person types into one.
func (l *VirtualList) Hold(on bool) { l.held = on }

// Offset is how far the list is scrolled, in logical pixels.
func (l *VirtualList) Offset() float64 { return l.offset }

// Focus moves the keyboard focus to the list.
func (l *VirtualList) Focus() { focusOn(l) }

// RowObject is what shows row i, or nil when it is out of sight: to place a menu by it.
func (l *VirtualList) RowObject(i int) fyne.CanvasObject {
	if r, ok := l.rows[i]; ok {
		return r.content
	}
	return nil
}

// PooledRows is how many rows exist, in sight or kept for reuse.
func (l *VirtualList) PooledRows() int {
	return len(l.parts.Objects)
}

func (l *VirtualList) key(i int) string {
	if l.source.Key == nil {
		return ""
	}
	return l.source.Key(i)
}

func (l *VirtualList) indexOf(key string) int {
	if key == "" || l.source.Key == nil {
		return -1
	}
	if l.source.IndexOf != nil {
		if i := l.source.IndexOf(key); i < l.Length() {
			return i
		}
		return -1
	}
	for i := range l.Length() {
		if l.source.Key(i) == key {
			return i
		}
	}
	return -1
}

func (l *VirtualList) selectable(i int) bool {
	return l.source.Selectable == nil || l.source.Selectable(i)
}

func (l *VirtualList) maxOffset() float64 {
	return max(l.spans.height()-float64(l.Size().Height), 0)
}

func (l *VirtualList) scrollTo(y float64) {
	y = max(min(y, l.maxOffset()), 0)
	if y == l.offset || l.held {
		return
	}
	l.offset = y
	l.unhover()
	l.fill()
}

// Scrolled implements fyne.Scrollable.
func (l *VirtualList) Scrolled(ev *fyne.ScrollEvent) {
	before := l.offset
	l.scrollTo(l.offset - float64(ev.Scrolled.DY))
	if l.offset == before && !l.held && l.OnScrolledOut != nil {
		l.OnScrolledOut(ev)
	}
}

// CreateRenderer implements fyne.Widget.
func (l *VirtualList) CreateRenderer() fyne.WidgetRenderer { return render(l, l.parts, l.bar) }

func (l *VirtualList) minSize() fyne.Size { return fyne.NewSize(200, 80) }
func (l *VirtualList) restyle()           {}

func (l *VirtualList) layout(size fyne.Size) {
	l.parts.Resize(size)
	place(l.bar, size.Width-scrollBarWidth, 0, scrollBarWidth, size.Height)
	l.fill()
}
