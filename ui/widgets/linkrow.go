package widgets

import (
	"fyne.io/fyne/v2"

	"rollcall/ui/theme"
)

// LinkData is a row that is one act, such as showing all.
type LinkData struct {
	ID   string
	Text string
	Icon IconName
}

// LinkRow is a row with a link, 44 high.
type LinkRow struct {
	rowBase
	// OnTapped is called when the link is chosen.
	OnTapped func(id string)

	data LinkData
	link *RowButton
}

// NewLinkRow makes an empty row.
func NewLinkRow() *LinkRow {
	r := &LinkRow{}
	r.initRow()
	r.link = NewRowButton("", IconNone, Link, func() { call(r.OnTapped, r.data.ID) })
	r.ExtendBaseWidget(r)
	return r
}

// Set shows a link.
func (r *LinkRow) Set(data LinkData) { r.data = data; r.Refresh() }

// Data is what is shown.
func (r *LinkRow) Data() LinkData { return r.data }

// CreateRenderer implements fyne.Widget.
func (r *LinkRow) CreateRenderer() fyne.WidgetRenderer { return render(r, r.ground, r.line, r.link) }

func (r *LinkRow) minSize() fyne.Size { return fyne.NewSize(200, theme.RowCompact) }

func (r *LinkRow) restyle() {
	r.restyleRow()
	r.link.SetIcon(r.data.Icon)
	r.link.SetText(r.data.Text)
}

func (r *LinkRow) layout(size fyne.Size) {
	r.layoutRow(size)
	s := r.link.MinSize()
	place(r.link, 78, (size.Height-s.Height)/2, s.Width, s.Height)
}
