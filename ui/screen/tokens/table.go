package tokens

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/screen/kit"
	"rollcall/ui/theme"
	"rollcall/ui/widgets"
)

// table is a list under the heading of its columns.
type table struct {
	widget.BaseWidget
	head *widgets.TokenHead
	list *widgets.VirtualList
}

func newTable(head *widgets.TokenHead, list *widgets.VirtualList) *table {
	t := &table{head: head, list: list}
	t.ExtendBaseWidget(t)
	return t
}

// CreateRenderer implements fyne.Widget.
func (t *table) CreateRenderer() fyne.WidgetRenderer { return &tableRenderer{t} }

type tableRenderer struct{ of *table }

func (r *tableRenderer) Destroy() {}
func (r *tableRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.of.head, r.of.list}
}
func (r *tableRenderer) MinSize() fyne.Size { return fyne.NewSize(360, 120) }

func (r *tableRenderer) Layout(size fyne.Size) {
	kit.Place(r.of.head, 0, 0, size.Width, theme.SectionHeight)
	kit.Place(r.of.list, 0, theme.SectionHeight, size.Width, size.Height-theme.SectionHeight)
}

func (r *tableRenderer) Refresh() {
	r.of.head.Refresh()
	r.of.list.Refresh()
}
