package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"rollcall/ui/theme"
)

// ActivityData is one entry of the activity log in a row.
type ActivityData struct {
	// Person chooses the colours of the avatar; without Initials an icon stands
	// in its place.
	Person, Initials string
	Icon             IconName
	// Text says what happened, Second from where.
	Text, Second string
	// When is the age, WhenTip the moment.
	When, WhenTip string
	// Badge marks what was refused, in words and with an icon; empty for none.
	Badge BadgeData
}

// ActivityRow is the row of an entry, 56 high.
type ActivityRow struct {
	rowBase

	data   ActivityData
	avatar *Avatar
	disc   *canvas.Circle
	icon   *Icon
	text   *Text
	second *Text
	when   *Text
	badge  *Badge
}

// NewActivityRow makes an empty row.
func NewActivityRow() *ActivityRow {
	r := &ActivityRow{avatar: NewAvatar("", ""), disc: canvas.NewCircle(nil), icon: NewIcon(IconNone, theme.ColorTextMuted)}
	r.initRow()
	r.text, r.second = NewText("", Medium()), NewText("", Small())
	r.when, r.badge = NewText("", Small().Aligned(fyne.TextAlignTrailing)), NewBadge(BadgeData{})
	r.ExtendBaseWidget(r)
	return r
}

// Set shows an entry.
func (r *ActivityRow) Set(data ActivityData) {
	r.data = data
	r.Refresh()
}

// Data is what is shown.
func (r *ActivityRow) Data() ActivityData { return r.data }

// TipAt shows what is cut under the pointer whole, and the exact time.
func (r *ActivityRow) TipAt(at, absolute fyne.Position) { r.tip(r, r.tipFor(at), absolute) }

func (r *ActivityRow) tipFor(at fyne.Position) string {
	switch {
	case inside(r.when, at):
		return r.data.WhenTip
	case inside(r.text, at) && r.text.Truncated():
		return r.text.Text()
	case inside(r.second, at) && r.second.Truncated():
		return r.second.Text()
	default:
		return ""
	}
}

// CreateRenderer implements fyne.Widget.
func (r *ActivityRow) CreateRenderer() fyne.WidgetRenderer {
	return render(r, r.ground, r.line, r.avatar, r.disc, r.icon, r.text, r.second, r.badge, r.when)
}

func (r *ActivityRow) minSize() fyne.Size { return fyne.NewSize(360, theme.RowHeight) }

func (r *ActivityRow) restyle() {
	r.restyleRow()
	d := r.data
	r.disc.FillColor = theme.Color(theme.ColorNeutralSoft)
	r.avatar.Set(d.Initials, d.Person)
	r.icon.Set(d.Icon, theme.ColorTextMuted)
	show(r.avatar, d.Initials != "")
	show(r.disc, d.Initials == "")
	show(r.icon, d.Initials == "")
	r.text.Set(d.Text, Medium())
	r.second.Set(d.Second, Small())
	r.when.Set(d.When, Small().Aligned(fyne.TextAlignTrailing))
	r.badge.Set(d.Badge)
	show(r.badge, d.Badge.Text != "")
}

// whenWidth is the room for an age in words.
const whenWidth float32 = 116

func (r *ActivityRow) layout(size fyne.Size) {
	r.layoutRow(size)
	place(r.avatar, theme.PageMargin, (size.Height-theme.AvatarSize)/2, theme.AvatarSize, theme.AvatarSize)
	place(r.disc, theme.PageMargin, (size.Height-34)/2, 34, 34)
	placeMiddle(r.icon, theme.PageMargin+9, size.Height)
	right := size.Width - theme.PageMargin
	place(r.when, right-whenWidth, 18, whenWidth, 20)
	end := right - whenWidth - 12
	if r.badge.Visible() {
		w := r.badge.MinSize().Width
		place(r.badge, end-w, 16, w, theme.BadgeHeight)
		end -= w + 12
	}
	const left float32 = 78
	place(r.text, left, 8, end-left, 20)
	place(r.second, left, 28, end-left, 20)
}
