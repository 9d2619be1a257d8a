package widgets

import (
	"strings"

	"fyne.io/fyne/v2"

	"rollcall/ui/theme"
)

// PersonData is one user or external user in a row.
type PersonData struct {
	// ID is what the callbacks are given.
	ID string
	// Person chooses the colours of the avatar, the same everywhere.
	Person    string
	Initials  string
	Name      string
	NameMarks []Range
	// Email begins the second line; Detail follows it, such as the home account.
	Email      string
	EmailMarks []Range
	Detail     string
	// Ends follows the name in its own tone, such as the last day of an access;
	// EndsTip is the whole story.
	Ends, EndsTip string
	EndsTone      Tone
	Badge         BadgeData
	// TwoFactor is the word for the state, TwoFactorOn whether it protects.
	TwoFactor   string
	TwoFactorOn bool
	LastActive  string
	// LastActiveTip is the exact time.
	LastActiveTip string
	// Actions is the word on the button of the menu.
	Actions string
	// Mark says what is under way with the person; empty for nothing.
	Mark MarkData
	// Busy shows that a change of this person is on its way.
	Busy bool
}

// PersonRow is the row of a person, 56 high.
type PersonRow struct {
	rowBase
	// OnActions is called with the person and the button that the menu belongs to.
	OnActions func(id string, button fyne.CanvasObject)
	// OnOpen is called on a click on the name.
	OnOpen func(id string)

	data    PersonData
	avatar  *Avatar
	name    *Text
	second  *Text
	ends    *Text
	mark    *rowMark
	badge   *Badge
	shield  *Icon
	factor  *Text
	active  *Text
	actions *RowButton
}

// NewPersonRow makes an empty row.
func NewPersonRow() *PersonRow {
	r := &PersonRow{avatar: NewAvatar("", ""), name: NewText("", Strong()), second: NewText("", Small())}
	r.ends = NewText("", Small())
	r.initRow()
	r.mark = newRowMark()
	r.badge, r.shield = NewBadge(BadgeData{}), NewIcon(IconNone, theme.ColorGreen)
	r.factor, r.active = NewText("", Small()), NewText("", Small())
	r.actions = NewRowButton("", IconChevronDown, Ghost, func() {
		if r.OnActions != nil {
			r.OnActions(r.data.ID, r.actions)
		}
	})
	r.actions.trailing = true
	r.actions.OnHover = r.buttonHovered
	r.ExtendBaseWidget(r)
	return r
}

// Set shows a person.
func (r *PersonRow) Set(data PersonData) {
	r.data = data
	r.Refresh()
}

// Data is who is shown.
func (r *PersonRow) Data() PersonData { return r.data }

// ActionsButton is the button that the menu belongs to.
func (r *PersonRow) ActionsButton() fyne.CanvasObject { return r.actions }

// SetHovered tells that the pointer is over the row.
func (r *PersonRow) SetHovered(on bool) {
	r.rowBase.SetHovered(on)
	r.actions.SetRaised(on || r.current)
}

// SetCurrent tells that this is the current row of the list.
func (r *PersonRow) SetCurrent(on bool) {
	r.rowBase.SetCurrent(on)
	r.actions.SetRaised(on || r.over)
}

// Recycle stops what the row runs, before it is kept for reuse.
func (r *PersonRow) Recycle() { r.actions.SetBusy(false) }

// TapAt opens the person when the click is on the name.
func (r *PersonRow) TapAt(at fyne.Position) bool {
	onName := inside(r.name, at) && at.X < r.name.Position().X+measure(r.data.Name, Strong())
	if !onName && !inside(r.avatar, at) || r.OnOpen == nil {
		return false
	}
	r.OnOpen(r.data.ID)
	return true
}

// TipAt shows what is cut under the pointer whole, and the exact time.
func (r *PersonRow) TipAt(at, absolute fyne.Position) { r.tip(r, r.tipFor(at), absolute) }

func (r *PersonRow) tipFor(at fyne.Position) string {
	if tip, over := r.mark.tipAt(at); over {
		return tip
	}
	switch {
	case inside(r.name, at) && r.name.Truncated():
		return r.name.Text()
	case r.data.Ends != "" && inside(r.ends, at):
		return r.data.EndsTip
	case inside(r.second, at) && r.second.Truncated():
		return r.second.Text()
	case inside(r.badge, at) && r.badge.Truncated():
		return r.badge.Text()
	case inside(r.active, at):
		return r.data.LastActiveTip
	default:
		return ""
	}
}

// CreateRenderer implements fyne.Widget.
func (r *PersonRow) CreateRenderer() fyne.WidgetRenderer {
	return render(r, r.ground, r.line, r.avatar, r.name, r.second, r.ends, r.mark.icon, r.mark.text, r.badge, r.shield, r.factor, r.active, r.actions)
}

func (r *PersonRow) minSize() fyne.Size { return fyne.NewSize(360, theme.RowHeight) }

func (r *PersonRow) restyle() {
	r.restyleRow()
	d := r.data
	r.avatar.Set(d.Initials, d.Person)
	r.name.Set(d.Name, Strong(), d.NameMarks...)
	r.second.Set(r.secondLine(), Small(), d.EmailMarks...)
	r.badge.Set(d.Badge)
	r.styleFactor()
	r.mark.set(d.Mark)
	r.active.Set(d.LastActive, Small())
	r.actions.SetText(d.Actions)
	r.actions.SetBusy(d.Busy)
}

func (r *PersonRow) styleFactor() {
	icon, ink := IconShieldOff, theme.ColorFaint
	if r.data.TwoFactorOn {
		icon, ink = IconShieldCheck, theme.ColorGreen
	}
	if r.data.TwoFactor == "" {
		icon = IconNone
	}
	r.shield.Set(icon, ink)
	r.factor.Set(r.data.TwoFactor, Small().In(ink))
}

// secondLine holds what has no column of its own in this width.
func (r *PersonRow) secondLine() string {
	c := columnsIn(r.Size().Width)
	parts := []string{r.data.Email, r.data.Detail}
	if c.foldActive {
		parts = append(parts, r.data.LastActive)
	}
	if c.foldFactor {
		parts = append(parts, r.data.TwoFactor)
	}
	return joinDots(parts)
}

func joinDots(parts []string) string {
	var b strings.Builder
	for _, p := range parts {
		if p == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(" · ")
		}
		b.WriteString(p)
	}
	return b.String()
}

func (r *PersonRow) layout(size fyne.Size) {
	r.layoutRow(size)
	c := columnsIn(size.Width)
	r.second.Set(r.secondLine(), Small(), r.data.EmailMarks...)
	r.layoutName(c)
	place(r.avatar, theme.PageMargin, (size.Height-theme.AvatarSize)/2, theme.AvatarSize, theme.AvatarSize)
	place(r.badge, c.badge, 16, min(r.badge.MinSize().Width, 120), theme.BadgeHeight)
	show(r.shield, !c.foldFactor)
	show(r.factor, !c.foldFactor)
	placeMiddle(r.shield, c.factor, size.Height)
	place(r.factor, c.factor+22, 18, 74, 20)
	show(r.active, !c.foldActive)
	a := r.actions.MinSize()
	place(r.active, c.active, 18, c.right-a.Width-8-c.active, 20)
	place(r.actions, c.right-a.Width, (size.Height-a.Height)/2, a.Width, a.Height)
}

// layoutName puts the end of an access after the name, which is cut first. Where
// something is under way, that has the second line, and what stood there follows
// the name.
func (r *PersonRow) layoutName(c rowColumns) {
	room, style := c.nameEnd-c.name, Small()
	if r.data.EndsTone != Neutral {
		_, ink := r.data.EndsTone.colors()
		style = Small().In(ink)
	}
	r.ends.Set(r.data.Ends, style)
	show(r.ends, r.data.Ends != "")
	name, ends := room, float32(0)
	if r.data.Ends != "" {
		ends = min(measure(r.data.Ends, style)+1, room-60) + endsGap
	}
	if r.data.Ends != "" || r.mark.there() {
		name = min(measure(r.data.Name, Strong())+1, room-ends)
	}
	place(r.name, c.name, 8, name, 20)
	place(r.ends, c.name+name+endsGap, 8, ends-endsGap, 20)
	if !r.mark.there() {
		place(r.second, c.name, 28, room, 20)
		show(r.second, true)
		return
	}
	r.mark.place(c.name, 28, room)
	left := name + ends + endsGap
	place(r.second, c.name+left, 8, room-left, 20)
	show(r.second, room-left >= secondLeast)
}

// endsGap is the room between a name and the end of the access.
const endsGap float32 = 10
