package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"rollcall/ui/theme"
)

// ColumnSlot is where the heading of a column stands.
type ColumnSlot int

// The slots of a row of people.
const (
	ColumnName ColumnSlot = iota
	ColumnType
	ColumnTwoFactor
	ColumnLastActive
	columnSlots
)

// ColumnHead is the heading of a column. Sort is 1 for ascending, -1 for
// descending, 0 when the rows are sorted by something else.
type ColumnHead struct {
	ID       string
	Text     string
	Slot     ColumnSlot
	Sort     int
	Sortable bool
}

// HeadingData is the heading of a section.
type HeadingData struct {
	ID    string
	Title string
	Count string
	// Foldable shows the arrow, Folded which way it points.
	Foldable, Folded bool
	Columns          []ColumnHead
	// Links are the acts at the right end, two at most.
	Links []HeadingLink
	// Note is said quietly before them.
	Note string
}

// HeadingLink is an act that a heading offers.
type HeadingLink struct {
	ID   string
	Text string
	Icon IconName
}

// HeadingRow is the bar above a section, 40 high.
type HeadingRow struct {
	rowBase
	// OnFold is called on a click on the title.
	OnFold func(id string)
	// OnSort is called with the section and the column that was clicked.
	OnSort func(id, column string)
	// OnLink is called with the section and the act that was chosen.
	OnLink func(id, link string)

	data  HeadingData
	upper *canvas.Rectangle
	arrow *Icon
	title *Text
	count *Text
	heads []*Text
	marks []*Icon
	note  *Text
	links [2]*RowButton
	parts *fyne.Container
	// linksFrom and linksTo are where the note and the links stand.
	linksFrom, linksTo float32
}

// NewHeadingRow makes an empty heading.
func NewHeadingRow() *HeadingRow {
	r := &HeadingRow{upper: fill(0), arrow: NewIconSized(IconChevronDown, theme.ColorTextMuted, 14), parts: container()}
	r.initRow()
	r.title, r.count = NewText("", Heading()), NewText("", Small().In(theme.ColorFaint))
	for range columnSlots {
		head, mark := NewText("", headStyle()), NewIconSized(IconNone, theme.ColorTextMuted, 12)
		r.heads, r.marks = append(r.heads, head), append(r.marks, mark)
		r.parts.Add(head)
		r.parts.Add(mark)
	}
	r.note = NewText("", Small())
	for i := range r.links {
		r.links[i] = NewRowButton("", IconNone, Link, func() { r.choose(i) })
	}
	r.ExtendBaseWidget(r)
	return r
}

func (r *HeadingRow) choose(i int) {
	if r.OnLink != nil && i < len(r.data.Links) {
		r.OnLink(r.data.ID, r.data.Links[i].ID)
	}
}

func headStyle() Style {
	return Style{Size: theme.TextSmaller, Weight: theme.Medium, Color: theme.ColorTextMuted}
}

// Set shows a heading.
func (r *HeadingRow) Set(data HeadingData) {
	r.data = data
	r.Refresh()
}

// Data is what is shown.
func (r *HeadingRow) Data() HeadingData { return r.data }

// SetHovered does nothing: a heading has its own ground.
func (r *HeadingRow) SetHovered(bool) {}

// SetCurrent does nothing but the ring of the list.
func (r *HeadingRow) SetCurrent(bool) {}

// TapAt sorts or folds, by where the click is.
func (r *HeadingRow) TapAt(at fyne.Position) bool {
	for i, head := range r.heads {
		if k := r.column(ColumnSlot(i)); k >= 0 && head.Visible() && inside(head, at) && r.data.Columns[k].Sortable {
			if r.OnSort != nil {
				r.OnSort(r.data.ID, r.data.Columns[k].ID)
			}
			return true
		}
	}
	end := r.count.Position().X + r.count.Size().Width + 12
	if !r.data.Foldable || at.X > end {
		return false
	}
	call(r.OnFold, r.data.ID)
	return true
}

func (r *HeadingRow) column(slot ColumnSlot) int {
	return slices.IndexFunc(r.data.Columns, func(c ColumnHead) bool { return c.Slot == slot })
}

// CreateRenderer implements fyne.Widget.
func (r *HeadingRow) CreateRenderer() fyne.WidgetRenderer {
	return render(r, r.ground, r.upper, r.line, r.arrow, r.title, r.count, r.parts, r.note, r.links[0], r.links[1])
}

func (r *HeadingRow) minSize() fyne.Size { return fyne.NewSize(360, theme.SectionHeight) }

func (r *HeadingRow) restyle() {
	r.ground.FillColor = theme.Color(theme.ColorSide)
	r.upper.FillColor, r.line.FillColor = theme.Color(theme.ColorLine), theme.Color(theme.ColorLine)
	r.title.Set(r.data.Title, Heading())
	r.count.Set(r.data.Count, Small().In(theme.ColorFaint))
	icon := IconChevronDown
	if r.data.Folded {
		icon = IconChevronRight
	}
	r.arrow.Set(icon, theme.ColorTextMuted)
	show(r.arrow, r.data.Foldable)
	r.note.Set(r.data.Note, Small())
	for i, link := range r.links {
		of := HeadingLink{Icon: IconNone}
		if i < len(r.data.Links) {
			of = r.data.Links[i]
		}
		link.SetIcon(of.Icon)
		link.SetText(of.Text)
		show(link, of.Text != "")
	}
	r.styleHeads()
}

func (r *HeadingRow) styleHeads() {
	for i := range r.heads {
		k := r.column(ColumnSlot(i))
		if k < 0 {
			r.heads[i].Set("", headStyle())
			r.marks[i].Set(IconNone, theme.ColorTextMuted)
			continue
		}
		c := r.data.Columns[k]
		style, mark := headStyle(), IconNone
		switch c.Sort {
		case 1:
			style, mark = style.In(theme.ColorText), IconArrowUp
		case -1:
			style, mark = style.In(theme.ColorText), IconArrowDown
		}
		r.heads[i].Set(c.Text, style)
		r.marks[i].Set(mark, theme.ColorText)
	}
}

func (r *HeadingRow) layout(size fyne.Size) {
	place(r.ground, 0, 0, size.Width, size.Height)
	place(r.upper, 0, -1, size.Width, 1)
	place(r.line, 0, size.Height-1, size.Width, 1)
	place(r.parts, 0, 0, size.Width, size.Height)
	placeMiddle(r.arrow, 12, size.Height)
	y := (size.Height - 20) / 2
	c := columnsIn(size.Width)
	tw, cw := r.title.MinSize().Width+1, r.count.MinSize().Width+1
	place(r.title, theme.PageMargin, y, min(tw, c.nameEnd-theme.PageMargin), 20)
	place(r.count, theme.PageMargin+tw+8, y, cw, 20)
	heads := r.headPlaces(c, theme.PageMargin+tw+cw+28)
	r.layoutLinks(c, heads, size.Height)
	r.layoutHeads(heads, (size.Height-18)/2)
}

// linkGap is the room between two acts of a heading, headGap that between an act
// and the heading of a column.
const (
	linkGap float32 = 20
	headGap float32 = 12
)

// layoutLinks puts the acts at the right end, the first one first, and the note
// before them. Where headings of columns stand there, they go before those, as
// long as there is room.
func (r *HeadingRow) layoutLinks(c rowColumns, heads [columnSlots]headPlace, height float32) {
	r.linksTo = c.right
	if room := c.badge - linkGap - r.endBefore(heads); r.taken(heads, c.right-r.linksWidth()) && r.linksWidth()+headGap <= room {
		r.linksTo = c.badge - linkGap
	}
	r.linksFrom = r.linksTo
	for _, link := range slices.Backward(r.links[:]) {
		if !link.Visible() {
			continue
		}
		l := link.MinSize()
		place(link, r.linksFrom-l.Width, (height-l.Height)/2, l.Width, l.Height)
		r.linksFrom -= l.Width + linkGap
	}
	note := r.note.MinSize().Width + 1
	place(r.note, r.linksFrom-note, (height-20)/2, note, 20)
	if r.data.Note != "" {
		r.linksFrom -= note + linkGap
	}
	r.linksFrom += linkGap - headGap
}

// linksWidth is how wide the acts and the note are together.
func (r *HeadingRow) linksWidth() float32 {
	w := -linkGap
	for _, link := range r.links {
		if link.Visible() {
			w += link.MinSize().Width + linkGap
		}
	}
	if r.data.Note != "" {
		w += r.note.MinSize().Width + 1 + linkGap
	}
	return max(0, w)
}

// taken tells whether the heading of a column reaches beyond x.
func (r *HeadingRow) taken(heads [columnSlots]headPlace, x float32) bool {
	return slices.ContainsFunc(heads[:], func(h headPlace) bool { return h.shown && h.end+headGap > x })
}

// endBefore is where the title, its count and the heading of the names end.
func (r *HeadingRow) endBefore(heads [columnSlots]headPlace) float32 {
	end := r.count.Position().X + r.count.Size().Width
	if h := heads[ColumnName]; h.shown {
		end = max(end, h.end)
	}
	return end
}

// headPlace is where the heading of a column stands, with its arrow.
type headPlace struct {
	x, end float32
	// shown: there is such a column, and the window is wide enough for it.
	shown bool
}

func (r *HeadingRow) headPlaces(c rowColumns, name float32) (out [columnSlots]headPlace) {
	for i, x := range [columnSlots]float32{name, c.badge, c.factor, c.active} {
		folded := i == int(ColumnTwoFactor) && c.foldFactor || i == int(ColumnLastActive) && c.foldActive
		out[i] = headPlace{x, x + r.headWidth(i) + 15, !folded && r.column(ColumnSlot(i)) >= 0}
	}
	return out
}

func (r *HeadingRow) headWidth(i int) float32 { return min(r.heads[i].MinSize().Width+1, 140) }

// layoutHeads places the headings of the columns, but for those that the acts
// stand on.
func (r *HeadingRow) layoutHeads(heads [columnSlots]headPlace, y float32) {
	for i, h := range heads {
		covered := r.linksFrom < r.linksTo && h.x < r.linksTo && h.end > r.linksFrom
		show(r.heads[i], h.shown && !covered)
		show(r.marks[i], h.shown && !covered)
		w := r.headWidth(i)
		place(r.heads[i], h.x, y, w, 18)
		place(r.marks[i], h.x+w+3, y+3, 12, 12)
	}
}
