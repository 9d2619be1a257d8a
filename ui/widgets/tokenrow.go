package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"rollcall/ui/theme"
)

// TokenData is one API token in a row.
type TokenData struct {
	// ID is what the callback is given.
	ID           string
	Name, MadeBy string
	// Made, Expires and Used are in columns; MadeLong stands in the place of MadeBy
	// where there is no room for the column Made.
	Made, MadeTip, MadeLong string
	// Expires stands as a badge when it has a tone of its own.
	Expires    BadgeData
	ExpiresTip string
	Used       string
	UsedTip    string
	// Act is the button; Reason says why it cannot be pressed, or is empty.
	Act, Reason string
}

// TokenRow is the row of an API token, 56 high.
type TokenRow struct {
	rowBase
	// OnAct is called when the button is pressed.
	OnAct func(id string)

	data   TokenData
	disc   *canvas.Circle
	icon   *Icon
	name   *Text
	second *Text
	made   *Text
	until  *Text
	badge  *Badge
	used   *Text
	act    *RowButton
}

// NewTokenRow makes an empty row.
func NewTokenRow() *TokenRow {
	r := &TokenRow{disc: canvas.NewCircle(nil), icon: NewIcon(IconKey, theme.ColorTextMuted)}
	r.initRow()
	r.name, r.second = NewText("", Strong()), NewText("", Small())
	r.made, r.until, r.used, r.badge = NewText("", Small()), NewText("", Small()), NewText("", Small()), NewBadge(BadgeData{})
	r.act = NewRowButton("", IconNone, Secondary, func() { call(r.OnAct, r.data.ID) })
	r.act.OnHover = r.buttonHovered
	r.ExtendBaseWidget(r)
	return r
}

// Set shows an API token.
func (r *TokenRow) Set(data TokenData) {
	r.data = data
	r.Refresh()
}

// Data is what is shown.
func (r *TokenRow) Data() TokenData { return r.data }

// TipAt shows what is cut under the pointer whole, and exact times.
func (r *TokenRow) TipAt(at, absolute fyne.Position) { r.tip(r, r.tipFor(at), absolute) }

func (r *TokenRow) tipFor(at fyne.Position) string {
	switch {
	case inside(r.name, at) && r.name.Truncated():
		return r.name.Text()
	case inside(r.second, at) && r.second.Truncated():
		return r.second.Text()
	case inside(r.made, at):
		return r.data.MadeTip
	case inside(r.until, at), inside(r.badge, at):
		return r.data.ExpiresTip
	case inside(r.used, at):
		return r.data.UsedTip
	default:
		return ""
	}
}

// CreateRenderer implements fyne.Widget.
func (r *TokenRow) CreateRenderer() fyne.WidgetRenderer {
	return render(r, r.ground, r.line, r.disc, r.icon, r.name, r.second, r.made, r.until, r.badge, r.used, r.act)
}

func (r *TokenRow) minSize() fyne.Size { return fyne.NewSize(360, theme.RowHeight) }

func (r *TokenRow) restyle() {
	r.restyleRow()
	d := r.data
	r.disc.FillColor = theme.Color(theme.ColorNeutralSoft)
	r.name.Set(d.Name, Strong())
	r.made.Set(d.Made, Small())
	r.until.Set(d.Expires.Text, Small())
	r.used.Set(d.Used, Small())
	r.badge.Set(d.Expires)
	r.act.SetText(d.Act)
	r.act.SetTip(d.Reason)
	r.act.SetEnabled(d.Reason == "")
}

// TokenColumns are where the columns of a row begin, in a width.
type TokenColumns struct {
	Made, Expires, Used float32
	// FoldMade tells that this column stands under the name.
	FoldMade bool
	end      float32
}

// TokenColumnsIn places the columns in a row of a width with a button.
func TokenColumnsIn(width, button float32) TokenColumns {
	right := width - theme.PageMargin - button - 16
	c := TokenColumns{FoldMade: width < foldActiveBelow, Used: right - 120}
	c.Expires = c.Used - 140
	c.Made = c.Expires
	if !c.FoldMade {
		c.Made = c.Expires - 116
	}
	c.end = c.Made - 16
	return c
}

func (r *TokenRow) layout(size fyne.Size) {
	r.layoutRow(size)
	place(r.disc, theme.PageMargin, (size.Height-34)/2, 34, 34)
	placeMiddle(r.icon, theme.PageMargin+9, size.Height)
	a := r.act.MinSize()
	place(r.act, size.Width-theme.PageMargin-a.Width, (size.Height-a.Height)/2, a.Width, a.Height)
	c := TokenColumnsIn(size.Width, a.Width)
	r.second.Set(r.secondLine(c), Small())
	const left float32 = 78
	place(r.name, left, 8, c.end-left, 20)
	place(r.second, left, 28, c.end-left, 20)
	show(r.made, !c.FoldMade)
	place(r.made, c.Made, 18, 108, 20)
	badge := r.data.Expires.Tone != Neutral
	show(r.badge, badge)
	show(r.until, !badge)
	place(r.badge, c.Expires, 16, min(r.badge.MinSize().Width, 132), theme.BadgeHeight)
	place(r.until, c.Expires, 18, 132, 20)
	place(r.used, c.Used, 18, 120, 20)
}

// secondLine says who made it, and when where that has no column.
func (r *TokenRow) secondLine(c TokenColumns) string {
	if c.FoldMade {
		return r.data.MadeLong
	}
	return r.data.MadeBy
}
