package invite

import (
	"slices"

	"fyne.io/fyne/v2"

	"rollcall/ui/screen/kit"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

// roll draws many addresses, each in a row. It is one stop of Tab: Enter mends
// an address in place, Delete leaves it out or puts it back, Space does its one
// act, the Menu key opens its menu.
type roll struct {
	content *widgets.Stack
	view    *view.Invite
	words   *words.Words
	canvas  fyne.Canvas

	chips    *widgets.ChipRow
	list     *widgets.VirtualList
	frame    *kit.Framed
	use      *widgets.Button
	keep     *widgets.Button
	leaveOut *widgets.Button
	state    view.RollState
	spans    []widgets.Span
	// editing is the key of the address being mended, next what is drawn after it.
	editing string
	next    *view.InviteState
}

const (
	kindPlain = iota
	kindNoted
)

// Heights of the list, in logical pixels: what the window leaves, within bounds.
const (
	rollLeast, rollMost float32 = 200, 400
	rollBeside          float32 = 420
)

func newRoll(c fyne.Canvas, v *view.Invite, w *words.Words) *roll {
	r := &roll{view: v, words: w, canvas: c}
	r.chips = widgets.NewChipRow(v.SetFilter)
	r.list = widgets.NewVirtualList(widgets.ListSource{
		Create: r.create, Update: r.update, Key: func(i int) string { return r.state.Rows[i].Key }, IndexOf: r.indexOf,
	})
	r.list.OnOpen, r.list.OnKey, r.list.OnMenu = r.edit, r.key, r.menu
	r.frame = kit.NewFramed(r.list, rollMost)
	r.use = widgets.NewButton("", widgets.IconNone, widgets.Link, r.then(v.UseAllMeant))
	r.keep = widgets.NewButton("", widgets.IconNone, widgets.Link, r.then(v.KeepAll))
	r.leaveOut = widgets.NewButton("", widgets.IconNone, widgets.Link, r.then(v.LeaveOutAll))
	r.content = widgets.NewStack(10, r.chips, r.frame, kit.Row(r.use, r.keep, r.leaveOut))
	return r
}

// then gives the keyboard to the list: the button may be gone afterwards.
func (r *roll) then(do func()) func() {
	return func() {
		do()
		r.list.Focus()
	}
}

// set draws a state, or keeps it for when the address that is being mended is
// done. It tells whether the height may have changed.
func (r *roll) set(s view.InviteState) (moved bool) {
	if r.editing != "" {
		r.next = &s
		return false
	}
	before, height := r.state, r.frame.HeightFor(0)
	r.state = s.Roll
	chips := make([]widgets.ChipData, 0, len(s.Roll.Filters))
	for _, f := range s.Roll.Filters {
		chips = append(chips, widgets.ChipData{ID: f.ID, Text: f.Label, Count: f.Count})
	}
	r.chips.SetChips(chips, s.Roll.Filter)
	r.setLink(r.use, s.DoubtsAll, !s.Busy)
	r.setLink(r.keep, s.Roll.Keep, true)
	r.setLink(r.leaveOut, s.Roll.LeaveOut, true)
	r.setRows()
	return len(before.Filters) != len(s.Roll.Filters) || before.LeaveOut != s.Roll.LeaveOut || before.Keep != s.Roll.Keep || height != r.frame.HeightFor(0)
}

func (r *roll) setLink(b *widgets.Button, text string, possible bool) {
	b.SetText(text)
	kit.Show(b, text != "" && possible)
}

// setRows leaves the rows where they are when only what they say has changed.
func (r *roll) setRows() {
	var of []widgets.Span
	var height float32
	for i := range r.state.Rows {
		d := r.data(i)
		kind := kindPlain
		if d.Note != "" {
			kind = kindNoted
		}
		if n := len(of); n > 0 && of[n-1].Kind == kind {
			of[n-1].Count++
		} else {
			of = append(of, widgets.Span{Kind: kind, Count: 1, Height: d.Height()})
		}
		height += d.Height()
	}
	r.frame.SetHeight(max(min(height, r.canvas.Size().Height-rollBeside, rollMost), rollLeast))
	if slices.Equal(r.spans, of) {
		r.list.Update()
		return
	}
	r.spans = of
	r.list.SetSpans(of)
}

func (r *roll) create(int) fyne.CanvasObject {
	row := widgets.NewAddressRow()
	row.OnAct, row.OnLeaveOut, row.OnMended = r.view.Help, r.view.LeaveOut, r.mended
	row.OnOpen = func(key string) { r.edit(r.indexOf(key)) }
	return row
}

func (r *roll) update(i int, o fyne.CanvasObject) {
	if i < len(r.state.Rows) {
		o.(*widgets.AddressRow).Set(r.data(i))
	}
}

// data gives what a row shows. Its kind is said by words and an icon as well as
// by the colour.
func (r *roll) data(i int) widgets.AddressData {
	row := r.state.Rows[i]
	d := widgets.AddressData{
		ID: row.Key, Email: row.Email, Note: row.Note, State: row.State, Icon: iconOf(row.Kind), Tone: kit.Tone(row.Role),
		Badge: kit.Badge(row.Type), Act: row.Act, Struck: row.Kind == view.RollOut,
	}
	if row.LeaveOut {
		d.LeaveOut = r.words.T("invite.leave_out")
	}
	return d
}

func iconOf(k view.RollKind) widgets.IconName {
	switch k {
	case view.RollLook:
		return widgets.IconCircleAlert
	case view.RollNeedless:
		return widgets.IconInfo
	case view.RollOut:
		return widgets.IconX
	case view.RollFlying:
		return widgets.IconSend
	case view.RollSent:
		return widgets.IconCheck
	case view.RollRefused:
		return widgets.IconTriangleAlert
	case view.RollChecking, view.RollWaits:
		return widgets.IconClock
	}
	return widgets.IconMail
}

func (r *roll) indexOf(key string) int {
	return slices.IndexFunc(r.state.Rows, func(row view.RollRow) bool { return row.Key == key })
}

func (r *roll) row(i int) (view.RollRow, bool) {
	if i < 0 || i >= len(r.state.Rows) {
		return view.RollRow{}, false
	}
	return r.state.Rows[i], true
}

// edit lets an address be mended in place. The rows stand still meanwhile.
func (r *roll) edit(i int) {
	row, ok := r.row(i)
	if !ok || !row.Editable || r.editing != "" {
		return
	}
	r.list.SetCurrent(i)
	if o, ok := r.list.RowObject(i).(*widgets.AddressRow); ok {
		r.editing = row.Key
		r.list.Hold(true)
		o.Edit()
	}
}

func (r *roll) mended(key, text string, take, byKey bool) {
	r.editing = ""
	r.list.Hold(false)
	if r.next != nil {
		r.set(*r.next)
		r.next = nil
	}
	if take {
		r.view.Mend(key, text)
	}
	if byKey {
		r.list.Focus()
	}
}

func (r *roll) key(i int, ev *fyne.KeyEvent) bool {
	row, ok := r.row(i)
	switch {
	case !ok:
	case ev.Name == fyne.KeyDelete || ev.Name == fyne.KeyBackspace:
		if row.Kind == view.RollOut {
			r.view.PutBack(row.Key)
		} else {
			r.view.LeaveOut(row.Key)
		}
		return true
	case ev.Name == fyne.KeySpace:
		r.view.Help(row.Key)
		return true
	}
	return false
}

func (r *roll) menu(i int, at fyne.Position) {
	row, ok := r.row(i)
	if !ok {
		return
	}
	var items []widgets.MenuItem
	for _, o := range r.view.RollMenu(row.Key) {
		item := widgets.MenuItem{Text: o.Label, Icon: widgets.IconName(o.Icon), Action: o.Do, Separator: o.Line}
		if o.Edit {
			item.Action = func() { r.edit(r.indexOf(row.Key)) }
		}
		items = append(items, item)
	}
	if len(items) > 0 {
		widgets.ShowMenu(r.canvas, items, at, true)
	}
}
