package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// sideButton is a part of the left column that can be pressed.
type sideButton struct {
	widget.BaseWidget
	// OnTapped is called on a click, Space or Enter.
	OnTapped func()

	self      fyne.CanvasObject
	ground    *canvas.Rectangle
	ring      *ring
	hovered   bool
	collapsed bool
	words     string
	// label shows the words; nil where they are never cut.
	label *Text
}

func (b *sideButton) cut() bool { return b.label != nil && b.label.Truncated() }

func (b *sideButton) initSide(self fyne.Widget, onTapped func()) {
	b.self, b.OnTapped = self, onTapped
	b.ground, b.ring = fill(theme.RadiusControl), newRing(theme.RadiusControl, -1)
	b.ExtendBaseWidget(self)
}

// SetCollapsed shows icons alone.
func (b *sideButton) SetCollapsed(on bool) {
	if b.collapsed != on {
		b.collapsed = on
		b.Refresh()
	}
}

// Tapped implements fyne.Tappable.
func (b *sideButton) Tapped(*fyne.PointEvent) { hideTip(b.self); run(b.OnTapped) }

// MouseIn implements desktop.Hoverable.
func (b *sideButton) MouseIn(ev *desktop.MouseEvent) {
	b.hovered = true
	b.Refresh()
	if b.collapsed || b.cut() {
		showTip(b.self, b.words, ev.AbsolutePosition)
	}
}

// MouseMoved implements desktop.Hoverable.
func (b *sideButton) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (b *sideButton) MouseOut() {
	b.hovered = false
	b.Refresh()
	hideTip(b.self)
}

// FocusGained implements fyne.Focusable.
func (b *sideButton) FocusGained() { b.ring.set(true) }

// FocusLost implements fyne.Focusable.
func (b *sideButton) FocusLost() { b.ring.set(false) }

// TypedRune implements fyne.Focusable.
func (b *sideButton) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (b *sideButton) TypedKey(ev *fyne.KeyEvent) {
	if isPress(ev) {
		run(b.OnTapped)
		return
	}
	passOn(b.self, ev)
}

func (b *sideButton) styleSide(selected bool) {
	ground := theme.ColorClear
	switch {
	case selected:
		ground = theme.ColorAccentSoft
	case b.hovered:
		ground = theme.ColorNeutralSoft
	}
	paint(b.ground, ground, theme.ColorClear, 0)
}

// NavItem leads to a screen.
type NavItem struct {
	sideButton
	selected bool
	name     IconName
	icon     *Icon
	label    *Text
}

// NewNavItem makes an item, 36 high.
func NewNavItem(icon IconName, text string, onTapped func()) *NavItem {
	n := &NavItem{name: icon, icon: NewIcon(icon, theme.ColorTextMuted), label: NewText(text, Medium())}
	n.words = text
	n.initSide(n, onTapped)
	return n
}

// SetSelected marks the screen that is shown.
func (n *NavItem) SetSelected(on bool) {
	if n.selected != on {
		n.selected = on
		n.Refresh()
	}
}

// SetText changes the words.
func (n *NavItem) SetText(text string) { n.words = text; n.Refresh() }

// CreateRenderer implements fyne.Widget.
func (n *NavItem) CreateRenderer() fyne.WidgetRenderer {
	return render(n, n.ground, n.icon, n.label, n.ring.Rectangle)
}

func (n *NavItem) minSize() fyne.Size { return fyne.NewSize(40, theme.ButtonHeight) }

func (n *NavItem) restyle() {
	n.styleSide(n.selected)
	style, ink := Medium().In(theme.ColorTextMuted), theme.ColorTextMuted
	if n.selected {
		style, ink = Strong().In(theme.ColorAccent), theme.ColorAccent
	}
	n.icon.Set(n.name, ink)
	n.label.Set(n.words, style)
	show(n.label, !n.collapsed)
}

func (n *NavItem) layout(size fyne.Size) {
	place(n.ground, 0, 0, size.Width, size.Height)
	n.ring.around(size)
	x := float32(10)
	if n.collapsed {
		x = (size.Width - theme.IconSize) / 2
	}
	placeMiddle(n.icon, x, size.Height)
	place(n.label, 36, (size.Height-20)/2, size.Width-44, 20)
}

// SideBlock is the account at the top of the left column, or the person at its
// bottom: a picture, a name, a quiet line, and a mark that a menu opens.
type SideBlock struct {
	sideButton
	square  bool
	letters *Text
	tile    *canvas.Rectangle
	avatar  *Avatar
	name    *Text
	line    *Text
	mark    *Icon
	sign    IconName
	// selected marks what is shown.
	selected bool
}

// NewAccountBlock makes the block of the account. With a nil callback it cannot be pressed and shows no arrows.
func NewAccountBlock(onTapped func()) *SideBlock {
	b := newSideBlock(IconChevronsUpDown, onTapped)
	b.square = true
	return b
}

// NewPersonBlock makes the block of the signed-in person, with a menu.
func NewPersonBlock(onTapped func()) *SideBlock { return newSideBlock(IconEllipsis, onTapped) }

func newSideBlock(sign IconName, onTapped func()) *SideBlock {
	b := &SideBlock{tile: fill(theme.RadiusCard), avatar: NewAvatar("", ""), sign: sign}
	b.letters = NewText("", Style{Size: theme.TextBody, Weight: theme.SemiBold, Align: fyne.TextAlignCenter, Color: theme.ColorOnAccent})
	b.name, b.line = NewText("", Strong()), NewText("", Smaller())
	b.mark = NewIcon(sign, theme.ColorText)
	b.sideButton.label = b.name
	b.initSide(b, onTapped)
	return b
}

// Set shows an account or a person; id chooses the colours of the avatar.
func (b *SideBlock) Set(initials, id, name, line string) {
	b.letters.SetText(initials)
	b.avatar.Set(initials, id)
	b.name.SetText(name)
	b.line.SetText(line)
	b.words = name
	b.Refresh()
}

// SetSelected marks the block while the screen that belongs to it is shown.
func (b *SideBlock) SetSelected(on bool) {
	if b.selected != on {
		b.selected = on
		b.Refresh()
	}
}

// Selected tells whether the block is marked.
func (b *SideBlock) Selected() bool { return b.selected }

// CreateRenderer implements fyne.Widget.
func (b *SideBlock) CreateRenderer() fyne.WidgetRenderer {
	return render(b, b.ground, b.tile, b.letters, b.avatar, b.name, b.line, b.mark, b.ring.Rectangle)
}

func (b *SideBlock) minSize() fyne.Size { return fyne.NewSize(48, 52) }

func (b *SideBlock) restyle() {
	b.styleSide(b.selected)
	b.tile.FillColor = theme.Color(theme.ColorAccent)
	b.mark.Set(b.sign, theme.ColorText)
	show(b.ground, b.OnTapped != nil)
	known := b.words != ""
	show(b.tile, b.square && known)
	show(b.letters, b.square && known)
	show(b.avatar, !b.square && known)
	show(b.name, !b.collapsed)
	show(b.line, !b.collapsed)
	show(b.mark, !b.collapsed && b.OnTapped != nil)
}

func (b *SideBlock) layout(size fyne.Size) {
	place(b.ground, 0, 0, size.Width, size.Height)
	b.ring.around(size)
	side, x := float32(36), float32(8)
	if !b.square {
		side = theme.AvatarSize
	}
	if b.collapsed {
		x = (size.Width - side) / 2
	}
	y := (size.Height - side) / 2
	place(b.tile, x, y, side, side)
	place(b.letters, x, y+8, side, 20)
	place(b.avatar, x, y, side, side)
	left, right := x+side+10, float32(8)
	if b.OnTapped != nil {
		right = 34 // the mark stands there
	}
	place(b.name, left, size.Height/2-20, size.Width-left-right, 20)
	place(b.line, left, size.Height/2+1, size.Width-left-right, 18)
	placeMiddle(b.mark, size.Width-24, size.Height)
}
