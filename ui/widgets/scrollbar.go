package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

const (
	scrollBarWidth float32 = 12
	scrollThumbMin float32 = 32
)

// scrollBar shows where a list stands and lets the pointer move it.
type scrollBar struct {
	widget.BaseWidget
	list           *VirtualList
	thumb          *canvas.Rectangle
	offset, height float64
	view           float64
	hovered        bool
}

func newScrollBar(l *VirtualList) *scrollBar {
	b := &scrollBar{list: l, thumb: fill(4)}
	b.ExtendBaseWidget(b)
	return b
}

func (b *scrollBar) set(offset, height, view float64) {
	b.offset, b.height, b.view = offset, height, view
	show(b, height > view)
	b.layout(b.Size())
}

// track is the length that the thumb can move, and the length of the thumb.
func (b *scrollBar) track() (room, thumb float32) {
	h := b.Size().Height - 4
	if b.height <= 0 {
		return 0, 0
	}
	thumb = max(float32(b.view/b.height)*h, scrollThumbMin)
	return h - thumb, thumb
}

// CreateRenderer implements fyne.Widget.
func (b *scrollBar) CreateRenderer() fyne.WidgetRenderer { return render(b, b.thumb) }

func (b *scrollBar) minSize() fyne.Size { return fyne.NewSize(scrollBarWidth, 40) }

func (b *scrollBar) restyle() {
	role := theme.ColorLine
	if b.hovered {
		role = theme.ColorFaint
	}
	paint(b.thumb, role, theme.ColorClear, 0)
}

func (b *scrollBar) layout(fyne.Size) {
	room, thumb := b.track()
	if b.height <= b.view {
		return
	}
	w := float32(6)
	if b.hovered {
		w = 8
	}
	y := 2 + float32(b.offset/(b.height-b.view))*room
	place(b.thumb, scrollBarWidth-w-2, y, w, thumb)
}

// Dragged implements fyne.Draggable.
func (b *scrollBar) Dragged(ev *fyne.DragEvent) {
	if room, _ := b.track(); room > 0 {
		b.list.scrollTo(b.offset + float64(ev.Dragged.DY/room)*(b.height-b.view))
	}
}

// DragEnd implements fyne.Draggable.
func (b *scrollBar) DragEnd() {}

// Tapped implements fyne.Tappable: beside the thumb a click moves by a page.
func (b *scrollBar) Tapped(ev *fyne.PointEvent) {
	switch top := b.thumb.Position().Y; {
	case ev.Position.Y < top:
		b.list.scrollTo(b.offset - b.view)
	case ev.Position.Y > top+b.thumb.Size().Height:
		b.list.scrollTo(b.offset + b.view)
	}
}

// MouseIn implements desktop.Hoverable.
func (b *scrollBar) MouseIn(*desktop.MouseEvent) { b.hovered = true; b.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (b *scrollBar) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (b *scrollBar) MouseOut() { b.hovered = false; b.Refresh() }
