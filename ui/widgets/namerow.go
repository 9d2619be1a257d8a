package widgets

import (
	"fyne.io/fyne/v2"

	"rollcall/ui/theme"
)

// NameData is a name, or any choice, in a compact row.
type NameData struct {
	ID string
	// Name is what is chosen, Line a quiet word behind it.
	Name, Line string
	// Badge marks a name, as oneself; empty for none.
	Badge BadgeData
	// Heading stands above others.
	Heading bool
}

// NameRow is a compact row with a name, 44 high.
type NameRow struct {
	rowBase
	// OnTapped is called on a click anywhere on the row.
	OnTapped func(id string)

	data   NameData
	name   *Text
	second *Text
	badge  *Badge
}

// NewNameRow makes an empty row.
func NewNameRow() *NameRow {
	r := &NameRow{name: NewText("", Body()), second: NewText("", Small()), badge: NewBadge(BadgeData{})}
	r.initRow()
	r.ExtendBaseWidget(r)
	return r
}

// Set shows a name.
func (r *NameRow) Set(data NameData) {
	r.data = data
	r.Refresh()
}

// Data is what is shown.
func (r *NameRow) Data() NameData { return r.data }

// TapAt takes a click for OnTapped.
func (r *NameRow) TapAt(fyne.Position) bool {
	call(r.OnTapped, r.data.ID)
	return r.OnTapped != nil
}

// TipAt shows what is cut under the pointer whole.
func (r *NameRow) TipAt(at, absolute fyne.Position) {
	words := ""
	if r.name.Truncated() || r.second.Truncated() {
		words = joinDots([]string{r.data.Name, r.data.Line})
	}
	r.tip(r, words, absolute)
}

// CreateRenderer implements fyne.Widget.
func (r *NameRow) CreateRenderer() fyne.WidgetRenderer {
	return render(r, r.ground, r.line, r.name, r.second, r.badge)
}

func (r *NameRow) minSize() fyne.Size { return fyne.NewSize(200, theme.RowCompact) }

func (r *NameRow) restyle() {
	r.restyleRow()
	style := Body()
	if r.data.Heading {
		style = Heading().In(theme.ColorTextMuted)
	}
	r.name.Set(r.data.Name, style)
	r.second.Set(r.data.Line, Small())
	r.badge.Set(r.data.Badge)
	show(r.badge, r.data.Badge.Text != "")
}

func (r *NameRow) layout(size fyne.Size) {
	r.layoutRow(size)
	const pad float32 = 12
	right := size.Width - pad - scrollBarWidth
	if r.badge.Visible() {
		w := r.badge.MinSize().Width
		place(r.badge, right-w, (size.Height-theme.BadgeHeight)/2, w, theme.BadgeHeight)
		right -= w + 8
	}
	y := (size.Height - 20) / 2
	name := min(r.name.MinSize().Width+1, right-pad)
	if r.data.Line != "" {
		name = min(name, max((right-pad)*0.6, right-pad-r.second.MinSize().Width-12))
	}
	place(r.name, pad, y, name, 20)
	place(r.second, pad+name+12, y, right-pad-name-12, 20)
}
