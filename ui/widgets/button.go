package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// ButtonKind is how much a button asks to be pressed.
type ButtonKind int

// The kinds of buttons.
const (
	// Primary is the one act that a screen or dialog is for.
	Primary ButtonKind = iota
	// Secondary is any other act.
	Secondary
	// Danger cannot be undone.
	Danger
	// Ghost shows its outline only under the pointer.
	Ghost
	// Link looks like a link in a text.
	Link
)

// buttonBase is what buttons have in common, with the keyboard or without.
type buttonBase struct {
	widget.BaseWidget
	// OnTapped is called on a click, and on Space or Enter where the button takes keys.
	OnTapped func()
	// OnHover tells that the pointer came or left.
	OnHover func(bool)

	self     fyne.CanvasObject
	kind     ButtonKind
	height   float32
	small    bool
	tip      string
	busy     bool
	disabled bool
	hovered  bool
	pressed  bool
	raised   bool
	tint     fyne.ThemeColorName
	trailing bool
	// underline marks a link on a coloured ground, where colour alone would not.
	underline bool
	// strong sets the words of a link in semi-bold.
	strong bool

	ground *canvas.Rectangle
	label  *Text
	icon   *Icon
	spin   *Spinner
	ring   *ring
	text   string
	name   IconName
}

func (b *buttonBase) init(self fyne.Widget, text string, icon IconName, kind ButtonKind, onTapped func()) {
	b.self, b.text, b.name, b.kind, b.OnTapped = self, text, icon, kind, onTapped
	b.ground = fill(theme.RadiusControl)
	b.label = NewText(text, Strong())
	b.icon = NewIcon(icon, theme.ColorText)
	b.spin = NewSpinner(theme.ColorText)
	b.ring = newRing(theme.RadiusControl, 4)
	b.ExtendBaseWidget(self)
}

// SetText changes the words of the button.
func (b *buttonBase) SetText(text string) {
	if b.text != text {
		b.text = text
		b.Refresh()
	}
}

// Text returns the words of the button.
func (b *buttonBase) Text() string { return b.text }

// SetIcon changes the icon.
func (b *buttonBase) SetIcon(name IconName) {
	if b.name != name {
		b.name = name
		b.Refresh()
	}
}

// SetIconAfter puts the icon after the words, as the chevron of a menu.
func (b *buttonBase) SetIconAfter() {
	b.trailing = true
	b.Refresh()
}

// SetKind changes how the button looks.
func (b *buttonBase) SetKind(kind ButtonKind) {
	if b.kind != kind {
		b.kind = kind
		b.Refresh()
	}
}

// SetTip gives the words that appear while the pointer rests on the button.
func (b *buttonBase) SetTip(text string) { b.tip = text }

// Tip returns the words that appear while the pointer rests on the button.
func (b *buttonBase) Tip() string { return b.tip }

// SetBusy shows a turning mark and takes no press until it is unset; the words stay.
func (b *buttonBase) SetBusy(busy bool) {
	if b.busy == busy {
		return
	}
	b.busy = busy
	b.Refresh()
}

// Busy tells whether the button works.
func (b *buttonBase) Busy() bool { return b.busy }

// Enable lets the button be pressed.
func (b *buttonBase) Enable() { b.setDisabled(false) }

// Disable greys the button; it takes no press.
func (b *buttonBase) Disable() { b.setDisabled(true) }

// SetEnabled enables or disables the button.
func (b *buttonBase) SetEnabled(enabled bool) { b.setDisabled(!enabled) }

// Disabled tells whether the button is greyed.
func (b *buttonBase) Disabled() bool { return b.disabled }

func (b *buttonBase) setDisabled(disabled bool) {
	if b.disabled != disabled {
		b.disabled = disabled
		b.Refresh()
	}
}

// Press does what a click does, unless the button is busy or disabled.
func (b *buttonBase) Press() {
	if !b.busy && !b.disabled && b.OnTapped != nil {
		b.OnTapped()
	}
}

// Tapped implements fyne.Tappable.
func (b *buttonBase) Tapped(*fyne.PointEvent) {
	hideTip(b.self)
	b.Press()
}

// MouseDown implements desktop.Mouseable.
func (b *buttonBase) MouseDown(*desktop.MouseEvent) { b.pressed = true; b.Refresh() }

// MouseUp implements desktop.Mouseable.
func (b *buttonBase) MouseUp(*desktop.MouseEvent) { b.pressed = false; b.Refresh() }

// MouseIn implements desktop.Hoverable.
func (b *buttonBase) MouseIn(ev *desktop.MouseEvent) {
	b.setHovered(true)
	b.showTip(ev.AbsolutePosition)
}

// MouseMoved implements desktop.Hoverable.
func (b *buttonBase) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (b *buttonBase) MouseOut() {
	b.pressed = false
	b.setHovered(false)
	hideTip(b.self)
}

func (b *buttonBase) showTip(at fyne.Position) {
	switch {
	case b.tip != "":
		showTip(b.self, b.tip, at)
	case b.label.Truncated():
		showTip(b.self, b.text, at)
	}
}

func (b *buttonBase) setHovered(on bool) {
	b.hovered = on
	b.Refresh()
	if b.OnHover != nil {
		b.OnHover(on)
	}
}

// Cursor implements desktop.Cursorable: a link has the hand of a link.
func (b *buttonBase) Cursor() desktop.Cursor {
	if b.kind == Link && !b.disabled {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// CreateRenderer implements fyne.Widget.
func (b *buttonBase) CreateRenderer() fyne.WidgetRenderer {
	return render(b, b.ground, b.label, b.icon, b.spin, b.ring.Rectangle)
}

func (b *buttonBase) restyle() {
	ground, line, ink := b.colors()
	paint(b.ground, ground, line, 1)
	b.label.Set(b.text, b.labelStyle(ink))
	show(b.label, b.text != "")
	b.icon.Set(b.name, ink)
	show(b.icon, b.name != IconNone && !b.busy)
	b.spin.SetRole(ink)
	b.spin.SetRunning(b.busy)
}

func (b *buttonBase) labelStyle(ink fyne.ThemeColorName) Style {
	s := Style{Size: theme.TextBody, Weight: theme.SemiBold, Color: ink}
	if b.small || b.kind == Link {
		s.Size, s.Weight = theme.TextSmall, theme.Medium
	}
	if b.strong {
		s.Size, s.Weight = theme.TextBody, theme.SemiBold
	}
	s.Underline = b.underline
	return s
}

// colors are the ground, the outline and the ink for kind and state.
func (b *buttonBase) colors() (ground, line, ink fyne.ThemeColorName) {
	ground, line, ink = b.kindColors()
	if b.disabled {
		ink = theme.ColorFaint
		if b.kind == Primary || b.kind == Danger {
			ground = theme.ColorNeutralSoft
		}
	}
	return ground, line, ink
}

func (b *buttonBase) kindColors() (ground, line, ink fyne.ThemeColorName) {
	lit := (b.hovered || b.pressed) && !b.disabled
	switch b.kind {
	case Primary:
		return theme.ColorAccent, theme.ColorClear, theme.ColorOnAccent
	case Danger:
		return theme.ColorDanger, theme.ColorClear, theme.ColorOnDanger
	case Link:
		return theme.ColorClear, theme.ColorClear, cmpRole(b.tint, theme.ColorAccent)
	case Ghost:
		if b.raised || lit {
			return cmpGround(lit), theme.ColorLine, cmpRole(b.tint, theme.ColorText)
		}
		return theme.ColorClear, theme.ColorClear, cmpRole(b.tint, theme.ColorTextMuted)
	default:
		return cmpGround(lit), theme.ColorLine, theme.ColorText
	}
}

func cmpGround(lit bool) fyne.ThemeColorName {
	if lit {
		return theme.ColorHover
	}
	return theme.ColorCard
}

func cmpRole(role, otherwise fyne.ThemeColorName) fyne.ThemeColorName {
	if role == "" {
		return otherwise
	}
	return role
}

func (b *buttonBase) padding() float32 {
	switch {
	case b.kind == Link:
		return 0
	case b.small:
		return 11
	default:
		return 14
	}
}

// mark is the width of the icon, or of what turns in its place, with its gap.
func (b *buttonBase) mark() float32 {
	if b.name == IconNone && !b.busy {
		return 0
	}
	if b.text == "" {
		return theme.IconSize
	}
	return theme.IconSize + 7
}

// MinSize is the size in which the words are whole.
func (b *buttonBase) MinSize() fyne.Size { return b.minSize() }

func (b *buttonBase) minSize() fyne.Size {
	if b.text == "" {
		return fyne.NewSquareSize(b.height)
	}
	text := measure(b.text, b.labelStyle(theme.ColorText))
	return fyne.NewSize(ceil(text+b.mark()+2*b.padding()), b.height)
}

func (b *buttonBase) layout(size fyne.Size) {
	place(b.ground, 0, 0, size.Width, size.Height)
	b.ring.around(size)
	text := max(min(measure(b.text, b.label.style), size.Width-2*b.padding()-b.mark()+1), 0)
	x := (size.Width - text - b.mark()) / 2
	if b.kind == Link {
		x = 0
	}
	iconX, textX := x, x+b.mark()
	if b.trailing && b.text != "" {
		textX, iconX = x, x+text+7
	}
	placeMiddle(b.icon, iconX, size.Height)
	placeMiddle(b.spin, iconX, size.Height)
	place(b.label, textX, (size.Height-20)/2, text+1, 20)
}

// Button is a button with a place in the Tab order; Space and Enter press it.
type Button struct {
	buttonBase
	// OnFocus is called when the keyboard comes to the button.
	OnFocus func()
}

// NewButton makes a button, 36 high. Icon may be IconNone.
func NewButton(text string, icon IconName, kind ButtonKind, onTapped func()) *Button {
	b := &Button{}
	b.height = theme.ButtonHeight
	if kind == Link {
		b.height = 24
	}
	b.init(b, text, icon, kind, onTapped)
	return b
}

// NewSmallButton makes a button for a row or a line, 32 high.
func NewSmallButton(text string, icon IconName, kind ButtonKind, onTapped func()) *Button {
	b := NewButton(text, icon, kind, onTapped)
	b.height, b.small = theme.RowButtonHeight, true
	return b
}

// NewIconButton makes a square button of 32 with an icon alone; tip says what it does.
func NewIconButton(icon IconName, tip string, onTapped func()) *Button {
	b := NewSmallButton("", icon, Ghost, onTapped)
	b.tip = tip
	return b
}

// SetTint gives a link or ghost button another colour than its own.
func (b *Button) SetTint(role fyne.ThemeColorName) { b.tint = role; b.Refresh() }

// FocusGained implements fyne.Focusable.
func (b *Button) FocusGained() {
	b.ring.set(true)
	run(b.OnFocus)
}

// FocusLost implements fyne.Focusable.
func (b *Button) FocusLost() { b.ring.set(false) }

// TypedRune implements fyne.Focusable.
func (b *Button) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (b *Button) TypedKey(ev *fyne.KeyEvent) {
	if isPress(ev) {
		pressBy(ev, b.Press)
		return
	}
	passOn(b, ev)
}

// RowButton looks like a button and takes clicks alone: rows are reused, and a
// focus that stays on a reused row would act on another person. The list gives
// each act of a row a key instead.
type RowButton struct {
	buttonBase
}

// NewRowButton makes a button for a row, 32 high.
func NewRowButton(text string, icon IconName, kind ButtonKind, onTapped func()) *RowButton {
	b := &RowButton{}
	b.height, b.small = theme.RowButtonHeight, true
	b.init(b, text, icon, kind, onTapped)
	return b
}

// SetRaised shows the outline of a ghost button, as while the pointer is over its row.
func (b *RowButton) SetRaised(on bool) {
	if b.raised != on {
		b.raised = on
		b.Refresh()
	}
}
