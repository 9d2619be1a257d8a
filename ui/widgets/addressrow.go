package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"rollcall/ui/theme"
)

// AddressData is one of many addresses in a row.
type AddressData struct {
	// ID is what the callbacks are given.
	ID    string
	Email string
	// Note says what speaks against it, under the address; State what became of it.
	Note, State string
	Icon        IconName
	Tone        Tone
	// Badge is the user type where it differs.
	Badge BadgeData
	// Act labels the one click that helps; LeaveOut is the tip of the trash can.
	// Both are empty for none.
	Act, LeaveOut string
	// Struck shows an address that was left out.
	Struck bool
}

// Height is how high the row is: higher with a note.
func (d AddressData) Height() float32 {
	if d.Note != "" {
		return theme.RowHeight
	}
	return theme.RowCompact
}

// AddressRow is the row of one of many addresses. It can be mended in place.
type AddressRow struct {
	rowBase
	// OnAct is called when the button is pressed, OnLeaveOut for the trash can.
	OnAct, OnLeaveOut func(id string)
	// OnOpen is called on a click on the address.
	OnOpen func(id string)
	// OnMended is called with what was typed when the keyboard leaves the address;
	// changed tells whether it is to be taken. Again tells that it came by a key:
	// the list has the keyboard next.
	OnMended func(id, text string, changed, byKey bool)

	data    AddressData
	icon    *Icon
	email   *Text
	note    *Text
	state   *Text
	badge   *Badge
	act     *RowButton
	leave   *RowButton
	box     fieldBox
	edit    *editor
	bare    fyne.CanvasObject
	editing bool
}

// NewAddressRow makes an empty row.
func NewAddressRow() *AddressRow {
	r := &AddressRow{icon: NewIcon(IconMail, theme.ColorTextMuted), badge: NewBadge(BadgeData{}), box: newFieldBox(), edit: newEditor()}
	r.initRow()
	r.email, r.note, r.state = NewText("", Medium()), NewText("", Small()), NewText("", Small())
	r.act = NewRowButton("", IconNone, Secondary, func() { call(r.OnAct, r.data.ID) })
	r.leave = NewRowButton("", IconTrash, Ghost, func() { call(r.OnLeaveOut, r.data.ID) })
	r.act.OnHover, r.leave.OnHover = r.buttonHovered, r.buttonHovered
	r.edit.onKey = r.key
	r.edit.onFocus = func(on bool) {
		if !on {
			r.finish(true, false)
		}
	}
	r.bare = r.edit.bare()
	r.ExtendBaseWidget(r)
	return r
}

// Set shows an address. One that is being mended stays as it is typed.
func (r *AddressRow) Set(data AddressData) {
	if r.data != data {
		r.data = data
		r.Refresh()
	}
}

// Data is what is shown.
func (r *AddressRow) Data() AddressData { return r.data }

// Edit lets the address be mended in place: Enter takes it, Esc leaves it.
func (r *AddressRow) Edit() {
	r.edit.SetText(r.data.Email)
	r.edit.CursorColumn = len([]rune(r.data.Email))
	r.editing = true
	r.Refresh()
	// By way of the row: the driver does not know yet where the field is shown.
	if c := canvasOf(r); c != nil {
		c.Focus(r.edit)
	}
}

// Editing tells whether the address is being mended.
func (r *AddressRow) Editing() bool { return r.editing }

func (r *AddressRow) key(ev *fyne.KeyEvent) bool {
	switch {
	case isEnter(ev):
		r.finish(true, true)
	case ev.Name == fyne.KeyEscape:
		r.finish(false, true)
	default:
		return false
	}
	return true
}

func (r *AddressRow) finish(take, byKey bool) {
	if !r.editing {
		return
	}
	r.editing = false
	r.Refresh()
	if r.OnMended != nil {
		r.OnMended(r.data.ID, r.edit.Text, take, byKey)
	}
}

// TapAt lets the address be mended when the click is on it.
func (r *AddressRow) TapAt(at fyne.Position) bool {
	onEmail := inside(r.email, at) && at.X < r.email.Position().X+measure(r.data.Email, Medium())
	if !onEmail || r.editing || r.OnOpen == nil {
		return false
	}
	r.OnOpen(r.data.ID)
	return true
}

// TipAt shows what is cut under the pointer whole.
func (r *AddressRow) TipAt(at, absolute fyne.Position) { r.tip(r, r.tipFor(at), absolute) }

func (r *AddressRow) tipFor(at fyne.Position) string {
	switch {
	case inside(r.email, at) && r.email.Truncated():
		return r.email.Text()
	case inside(r.note, at) && r.note.Truncated():
		return r.note.Text()
	case inside(r.state, at) && r.state.Truncated():
		return r.state.Text()
	}
	return ""
}

// CreateRenderer implements fyne.Widget.
func (r *AddressRow) CreateRenderer() fyne.WidgetRenderer {
	return render(r, r.ground, r.line, r.icon, r.email, r.note, r.badge, r.state, r.box.glow, r.box.ground, r.bare, r.act, r.leave)
}

func (r *AddressRow) minSize() fyne.Size { return fyne.NewSize(320, r.data.Height()) }

func (r *AddressRow) restyle() {
	r.restyleRow()
	d := r.data
	_, ink := d.Tone.colors()
	email := Medium()
	if d.Struck {
		email = email.In(theme.ColorTextMuted)
	}
	r.icon.Set(d.Icon, ink)
	r.email.Set(d.Email, email)
	r.note.Set(d.Note, Small().In(ink))
	r.state.Set(d.State, Small().In(ink))
	r.badge.Set(d.Badge)
	r.act.SetText(d.Act)
	r.leave.SetTip(d.LeaveOut)
	r.box.style(r.editing, false, false)
	for _, o := range []fyne.CanvasObject{r.email, r.note} {
		show(o, !r.editing)
	}
	show(r.bare, r.editing)
	r.showBox(r.editing)
}

func (r *AddressRow) showBox(on bool) {
	for _, o := range []*canvas.Rectangle{r.box.glow, r.box.ground} {
		show(o, on)
	}
}

const (
	addressPad  float32 = 14
	addressLeft float32 = 42
)

func (r *AddressRow) layout(size fyne.Size) {
	r.layoutRow(size)
	placeMiddle(r.icon, addressPad, size.Height)
	end := r.layoutRight(size)
	room := end - addressLeft - 12
	top := (size.Height - 20) / 2
	if r.data.Note != "" {
		top = 8
	}
	place(r.email, addressLeft, top, room, 20)
	place(r.note, addressLeft, 28, room, 20)
	r.box.place(addressLeft-8, (size.Height-theme.FieldHeight)/2, room+8, theme.FieldHeight)
	placeEditor(r.bare, r.edit, addressLeft-4, (size.Height-theme.FieldHeight)/2, room, theme.FieldHeight)
}

// layoutRight places what stands at the right end, and gives where it begins.
func (r *AddressRow) layoutRight(size fyne.Size) float32 {
	right := size.Width - addressPad - scrollBarWidth
	put := func(o fyne.CanvasObject, there bool, width, height float32) {
		show(o, there)
		if there {
			place(o, right-width, (size.Height-height)/2, width, height)
			right -= width + 8
		}
	}
	put(r.leave, r.data.LeaveOut != "", 32, 32)
	put(r.act, r.data.Act != "", r.act.MinSize().Width, theme.RowButtonHeight)
	put(r.state, r.data.State != "", min(ceil(measure(r.data.State, Small()))+1, 180), 20)
	put(r.badge, r.data.Badge.Text != "", r.badge.MinSize().Width, theme.BadgeHeight)
	return right
}
