package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"rollcall/ui/theme"
)

// InvitationData is one invitation in a row.
type InvitationData struct {
	ID         string
	Email      string
	EmailMarks []Range
	Badge      BadgeData
	// Delivery is the quiet word for what became of the mail; Left says how long the link works.
	Delivery, Left string
	// State stands in place of Delivery and Left when its text is not empty.
	State BadgeData
	// StateTip is the whole story, shown while the pointer rests on it.
	StateTip string
	// Action is the button: Resend invitation, Correct… or Restore.
	Action     string
	ActionIcon IconName
	// TrashTip names the trash can; empty for none.
	TrashTip string
	// Refusal greys the button and says why.
	Refusal string
	// Mark says what is under way with it; empty for nothing.
	Mark MarkData
	// Busy shows that a change of this invitation is on its way.
	Busy bool
}

// InvitationRow is the row of a pending invitation, 56 high.
type InvitationRow struct {
	rowBase
	// OnAction is called when the button is pressed.
	OnAction func(id string)
	// OnTrash is called when the trash can is pressed.
	OnTrash func(id string)
	// OnOpen is called on a click on the address.
	OnOpen func(id string)

	data   InvitationData
	disc   *canvas.Circle
	mail   *Icon
	email  *Text
	second *Text
	badge  *Badge
	quiet  *Text
	left   *Text
	state  *Badge
	mark   *rowMark
	action *RowButton
	trash  *RowButton
}

// NewInvitationRow makes an empty row.
func NewInvitationRow() *InvitationRow {
	r := &InvitationRow{disc: canvas.NewCircle(nil), mail: NewIcon(IconMail, theme.ColorTextMuted)}
	r.initRow()
	r.mark = newRowMark()
	r.email, r.second = NewText("", Medium()), NewText("", Small())
	r.badge, r.state = NewBadge(BadgeData{}), NewBadge(BadgeData{})
	r.quiet, r.left = NewText("", Small()), NewText("", Small().In(theme.ColorText))
	r.action = NewRowButton("", IconNone, Secondary, func() { call(r.OnAction, r.data.ID) })
	r.trash = NewRowButton("", IconTrash, Ghost, func() { call(r.OnTrash, r.data.ID) })
	r.action.OnHover, r.trash.OnHover = r.buttonHovered, r.buttonHovered
	r.ExtendBaseWidget(r)
	return r
}

// Set shows an invitation.
func (r *InvitationRow) Set(data InvitationData) {
	r.data = data
	r.Refresh()
}

// Data is what is shown.
func (r *InvitationRow) Data() InvitationData { return r.data }

// Recycle stops what the row runs, before it is kept for reuse.
func (r *InvitationRow) Recycle() { r.action.SetBusy(false) }

// TapAt opens the invitation when the click is on the address.
func (r *InvitationRow) TapAt(at fyne.Position) bool {
	onEmail := inside(r.email, at) && at.X < r.email.Position().X+measure(r.data.Email, Medium())
	if !onEmail || r.OnOpen == nil {
		return false
	}
	r.OnOpen(r.data.ID)
	return true
}

// TipAt shows what is cut under the pointer whole.
func (r *InvitationRow) TipAt(at, absolute fyne.Position) { r.tip(r, r.tipFor(at), absolute) }

func (r *InvitationRow) tipFor(at fyne.Position) string {
	if tip, over := r.mark.tipAt(at); over {
		return tip
	}
	overState := inside(r.state, at) || inside(r.quiet, at) || inside(r.left, at) || inside(r.second, at)
	switch {
	case inside(r.email, at) && r.email.Truncated():
		return r.email.Text()
	case overState && r.data.StateTip != "":
		return r.data.StateTip
	case overState && (r.state.Truncated() || r.second.Truncated() || r.left.Truncated()):
		return r.stateWords()
	default:
		return ""
	}
}

func (r *InvitationRow) stateWords() string {
	if r.data.State.Text != "" {
		return r.data.State.Text
	}
	return joinDots([]string{r.data.Delivery, r.data.Left})
}

// CreateRenderer implements fyne.Widget.
func (r *InvitationRow) CreateRenderer() fyne.WidgetRenderer {
	return render(r, r.ground, r.line, r.disc, r.mail, r.email, r.second, r.badge, r.quiet, r.left, r.state, r.mark.icon, r.mark.text, r.action, r.trash)
}

func (r *InvitationRow) minSize() fyne.Size { return fyne.NewSize(360, theme.RowHeight) }

func (r *InvitationRow) restyle() {
	r.restyleRow()
	d := r.data
	r.disc.FillColor = theme.Color(theme.ColorNeutralSoft)
	r.email.Set(d.Email, Medium(), d.EmailMarks...)
	r.badge.Set(d.Badge)
	r.state.Set(d.State)
	r.quiet.Set(r.quietWords(), Small())
	r.left.Set(d.Left, Small().In(theme.ColorText))
	_, ink := d.State.Tone.colors()
	r.second.Set(r.stateWords(), Small().In(ink))
	r.action.SetIcon(d.ActionIcon)
	r.action.SetText(d.Action)
	r.action.SetBusy(d.Busy)
	r.action.SetEnabled(d.Refusal == "")
	r.action.SetTip(d.Refusal)
	r.mark.set(d.Mark)
	r.trash.SetEnabled(!d.Busy)
	r.trash.SetTip(d.TrashTip)
}

func (r *InvitationRow) quietWords() string {
	if r.data.Delivery == "" || r.data.Left == "" {
		return r.data.Delivery
	}
	return r.data.Delivery + "  ·  "
}

func (r *InvitationRow) layout(size fyne.Size) {
	r.layoutRow(size)
	c := columnsIn(size.Width)
	place(r.disc, theme.PageMargin, (size.Height-34)/2, 34, 34)
	placeMiddle(r.mail, theme.PageMargin+9, size.Height)
	end := r.layoutButtons(size, c.right)
	if c.foldActive {
		r.layoutNarrow(size, c, end)
	} else {
		r.layoutWide(size, c, end)
	}
	show(r.second, c.foldActive && r.second.Size().Width >= secondLeast)
	show(r.state, !c.foldActive && r.data.State.Text != "")
	show(r.quiet, !c.foldActive && r.data.State.Text == "")
	show(r.left, !c.foldActive && r.data.State.Text == "")
}

// layoutButtons puts the buttons at the right end and returns where they begin.
func (r *InvitationRow) layoutButtons(size fyne.Size, right float32) float32 {
	show(r.trash, r.data.TrashTip != "")
	if r.trash.Visible() {
		place(r.trash, right-32, (size.Height-32)/2, 32, 32)
		right -= 40
	}
	show(r.action, r.data.Action != "")
	if r.action.Visible() {
		a := r.action.MinSize()
		place(r.action, right-a.Width, (size.Height-a.Height)/2, a.Width, a.Height)
		right -= a.Width
	}
	return right - 12
}

func (r *InvitationRow) layoutWide(size fyne.Size, c rowColumns, end float32) {
	top := (size.Height - 20) / 2
	if r.mark.there() {
		top = 8
		r.mark.place(c.name, 28, c.nameEnd-c.name)
	}
	place(r.email, c.name, top, c.nameEnd-c.name, 20)
	place(r.badge, c.badge, 16, min(r.badge.MinSize().Width, 120), theme.BadgeHeight)
	room := end - c.factor
	r.fitState(room)
	place(r.state, c.factor, 16, min(r.state.MinSize().Width, room), theme.BadgeHeight)
	quiet := min(measure(r.quietWords(), Small())+1, room)
	place(r.quiet, c.factor, 18, quiet, 20)
	place(r.left, c.factor+quiet, 18, room-quiet, 20)
}

// fitState leaves the icon out where the words would be cut: they say the same.
func (r *InvitationRow) fitState(room float32) {
	data := r.data.State
	r.state.Set(data)
	if data.Icon != IconNone && r.state.MinSize().Width > room {
		data.Icon = IconNone
		r.state.Set(data)
	}
}

// secondLeast is the least room in which what became of the mail says anything.
const secondLeast float32 = 40

// layoutNarrow puts what became of the mail under the address.
func (r *InvitationRow) layoutNarrow(size fyne.Size, c rowColumns, end float32) {
	w := min(r.badge.MinSize().Width, 120)
	place(r.badge, end-w, 16, w, theme.BadgeHeight)
	room := end - w - 12 - c.name
	place(r.email, c.name, 8, room, 20)
	left := float32(0)
	if r.mark.there() {
		left = r.mark.place(c.name, 28, room) + endsGap
	}
	place(r.second, c.name+left, 28, room-left, 20)
}
