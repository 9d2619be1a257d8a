package widgets

import (
	"fyne.io/fyne/v2"

	"rollcall/ui/theme"
)

// WaitingData is one act that waits, in a row.
type WaitingData struct {
	// ID is what the callbacks are given.
	ID string
	// Title says what was decided about whom, Detail what exactly.
	Title, Detail string
	// State says how far it has come, Since when it was decided.
	State, Since, SinceTip string
	Icon                   IconName
	Tone                   Tone
	// Why says what happened meanwhile; it wraps.
	Why string
	// TakeBack labels the button that gives it up; not Possible greys it, and Refusal
	// says why.
	TakeBack, Refusal string
	// Anew labels the button that does it anyway; empty for none.
	Anew   string
	Danger bool
	Busy   bool
}

const (
	waitingPad  float32 = 16
	waitingLeft float32 = 46
	waitingTop  float32 = 12
)

// below tells that the buttons stand under the words: there is much to read.
func (d WaitingData) below() bool { return d.Anew != "" || d.Why != "" && d.Refusal == "" }

// HeightIn is how high the row is in a width.
func (d WaitingData) HeightIn(width float32) float32 {
	h := 2*waitingTop + 40 + d.whyHeight(width)
	if d.Detail != "" {
		h += 20
	}
	if d.below() {
		h += theme.RowButtonHeight + 8
	}
	return max(h, theme.RowHeight)
}

func (d WaitingData) whyHeight(width float32) float32 {
	if d.Why == "" {
		return 0
	}
	return 4 + float32(len(wrap(d.Why, whyStyle(), waitingRoom(width)-d.beside())))*theme.LineHeight(theme.TextSmall)
}

// beside is the room of the button that stands at the right of the words.
func (d WaitingData) beside() float32 {
	if d.below() || d.TakeBack == "" {
		return 0
	}
	return measure(d.TakeBack, Style{Size: theme.TextSmall, Weight: theme.Medium}) + 22 + 12
}

func waitingRoom(width float32) float32 { return width - waitingLeft - waitingPad - scrollBarWidth }

func whyStyle() Style { return Small().In(theme.ColorText) }

// WaitingRow is the row of an act that waits.
type WaitingRow struct {
	rowBase
	// OnTakeBack is called when it is to be given up, OnAnew when it is to be done
	// anyway.
	OnTakeBack, OnAnew func(id string)

	data   WaitingData
	icon   *Icon
	title  *Text
	detail *Text
	state  *Text
	since  *Text
	why    *Paragraph
	back   *RowButton
	anew   *RowButton
}

// NewWaitingRow makes an empty row.
func NewWaitingRow() *WaitingRow {
	r := &WaitingRow{icon: NewIcon(IconNone, theme.ColorText), title: NewText("", Strong()), detail: NewText("", Small())}
	r.initRow()
	r.state, r.since = NewText("", markStyle()), NewText("", Smaller())
	r.why = NewParagraph("", whyStyle())
	r.back = NewRowButton("", IconNone, Secondary, func() { call(r.OnTakeBack, r.data.ID) })
	r.anew = NewRowButton("", IconNone, Secondary, func() { call(r.OnAnew, r.data.ID) })
	r.back.OnHover, r.anew.OnHover = r.buttonHovered, r.buttonHovered
	r.ExtendBaseWidget(r)
	return r
}

// Set shows an act.
func (r *WaitingRow) Set(data WaitingData) {
	if r.data != data {
		r.data = data
		r.Refresh()
	}
}

// Data is what is shown.
func (r *WaitingRow) Data() WaitingData { return r.data }

// Recycle stops what the row runs, before it is kept for reuse.
func (r *WaitingRow) Recycle() {
	r.back.SetBusy(false)
	r.data = WaitingData{}
}

// TipAt shows what is cut under the pointer whole, and the exact time.
func (r *WaitingRow) TipAt(at, absolute fyne.Position) { r.tip(r, r.tipFor(at), absolute) }

func (r *WaitingRow) tipFor(at fyne.Position) string {
	for _, t := range []*Text{r.title, r.detail} {
		if inside(t, at) && t.Truncated() {
			return t.Text()
		}
	}
	if inside(r.since, at) {
		return r.data.SinceTip
	}
	return ""
}

// CreateRenderer implements fyne.Widget.
func (r *WaitingRow) CreateRenderer() fyne.WidgetRenderer {
	return render(r, r.ground, r.line, r.icon, r.title, r.detail, r.state, r.since, r.why, r.anew, r.back)
}

func (r *WaitingRow) minSize() fyne.Size {
	return fyne.NewSize(320, r.data.HeightIn(max(r.Size().Width, 320)))
}

func (r *WaitingRow) restyle() {
	r.restyleRow()
	d := r.data
	_, ink := d.Tone.colors()
	r.icon.Set(d.Icon, ink)
	r.title.Set(d.Title, Strong())
	r.detail.Set(d.Detail, Small())
	r.state.Set(d.State, markStyle().In(ink))
	r.since.Set(d.Since, Smaller())
	r.why.SetText(d.Why)
	show(r.why, d.Why != "")
	show(r.detail, d.Detail != "")
	r.back.SetText(d.TakeBack)
	r.back.SetTip(d.Refusal)
	r.back.SetEnabled(d.Refusal == "")
	r.back.SetBusy(d.Busy)
	r.anew.SetText(d.Anew)
	r.anew.SetEnabled(!d.Busy)
	r.anew.SetKind(Secondary)
	if d.Danger {
		r.anew.SetKind(Danger)
	}
	show(r.anew, d.Anew != "")
	show(r.back, d.TakeBack != "")
}

func (r *WaitingRow) layout(size fyne.Size) {
	r.layoutRow(size)
	room, y := waitingRoom(size.Width)-r.data.beside(), waitingTop
	place(r.icon, waitingPad, waitingTop+2, theme.IconSize, theme.IconSize)
	place(r.title, waitingLeft, y, room, 20)
	y += 20
	if r.data.Detail != "" {
		place(r.detail, waitingLeft, y, room, 20)
		y += 20
	}
	state := min(measure(r.data.State, markStyle())+1, room)
	place(r.state, waitingLeft, y+1, state, 18)
	place(r.since, waitingLeft+state+8, y+1, max(room-state-8, 0), 18)
	place(r.why, waitingLeft, y+24, room, max(r.data.whyHeight(size.Width)-4, 0))
	r.layoutButtons(size)
}

func (r *WaitingRow) layoutButtons(size fyne.Size) {
	right := size.Width - waitingPad - scrollBarWidth
	y := (size.Height - theme.RowButtonHeight) / 2
	if r.data.below() {
		y = size.Height - theme.RowButtonHeight - waitingTop
	}
	for _, b := range []*RowButton{r.back, r.anew} {
		if !b.Visible() {
			continue
		}
		w := b.MinSize().Width
		place(b, right-w, y, w, theme.RowButtonHeight)
		right -= w + 8
	}
}
