package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynecontainer "fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// Dialog stands over the dimmed window until it is closed. The focus stays
// inside and goes back to where it was. Esc does what the safe button does;
// Enter does what the first button does, when that can be pressed.
type Dialog struct {
	widget.BaseWidget
	// OnClosed is called once the dialog is gone, however it was closed.
	OnClosed func()

	avatar   *Avatar
	title    *Paragraph
	subtitle *HoverText
	header   fyne.CanvasObject
	body     fyne.CanvasObject
	scroll   *fynecontainer.Scroll
	inner    *padded
	fault    *Banner
	note     *Banner
	safe     *Button
	act      *Button
	extra    []fyne.CanvasObject
	width    float32
	busy     bool
	unsaved  func() bool
	fleeting func() bool
	initial  fyne.Focusable

	scrim  *canvas.Rectangle
	panel  *canvas.Rectangle
	footer *canvas.Rectangle
	seam   *canvas.Rectangle
	ring   *blocker
	foot   *blocker
	tip    *tipLayer
	canvas fyne.Canvas
	typed  func(*fyne.KeyEvent)
}

const (
	dialogPad    float32 = 24
	dialogFooter float32 = 64
	dialogMargin float32 = 24
	// dialogGap is the room between the buttons: the ring of the focused one
	// stays clear of its neighbour.
	dialogGap float32 = 12
	// bannerGap is the room between what stands above the footer.
	bannerGap float32 = 8
)

// NewDialog makes a dialog of a width with a title and a body that scrolls when
// the window is low. The safe button closes it unless its OnTapped is replaced.
func NewDialog(title string, width float32, body fyne.CanvasObject, safe string) *Dialog {
	d := &Dialog{width: width, body: body, title: NewParagraph(title, Subtitle()), subtitle: NewHoverText("", Small())}
	d.safe = NewButton(safe, IconNone, Secondary, d.Close)
	d.act = NewButton("", IconNone, Primary, nil)
	d.act.Hide()
	d.inner = newPadded(body, dialogPad, 7)
	d.scroll = fynecontainer.NewVScroll(d.inner)
	d.fault = NewBanner(BannerData{Tone: Red, Icon: IconCircleAlert})
	d.fault.Hide()
	d.note = NewBanner(BannerData{})
	d.note.Hide()
	d.avatar = NewAvatar("", "")
	d.avatar.Hide()
	d.buildGround()
	d.ExtendBaseWidget(d)
	return d
}

func (d *Dialog) buildGround() {
	d.scrim, d.panel, d.seam = fill(0), fill(theme.RadiusDialog), fill(0)
	d.footer = fill(0)
	d.footer.BottomLeftCornerRadius, d.footer.BottomRightCornerRadius = theme.RadiusDialog, theme.RadiusDialog
	d.ring, d.foot, d.tip = newBlocker(), newBlocker(), newTipLayer()
}

// SetTitle changes the title.
func (d *Dialog) SetTitle(text string) { d.title.SetText(text); d.Relayout() }

// SetPerson puts a person's avatar before the title and a quiet line under it.
func (d *Dialog) SetPerson(initials, id, subtitle string) {
	d.avatar.Set(initials, id)
	d.avatar.Show()
	d.subtitle.SetText(subtitle)
	d.Relayout()
}

// SetWidth changes how wide the dialog is, where the window has the room.
func (d *Dialog) SetWidth(width float32) {
	if d.width != width {
		d.width = width
		d.Relayout()
	}
}

// SetHeader puts an object of the whole width, such as Tabs, between title and body. It does not scroll.
func (d *Dialog) SetHeader(o fyne.CanvasObject) { d.header = o; d.rebuild() }

// SetBody replaces what the dialog is about.
func (d *Dialog) SetBody(o fyne.CanvasObject) {
	d.body = o
	d.inner.set(o)
	d.scroll.ScrollToTop()
	d.Relayout()
}

// SetAct gives the dialog its act: the button on the right. Enter presses it.
func (d *Dialog) SetAct(text string, icon IconName, kind ButtonKind, do func()) {
	d.act.OnTapped = do
	d.act.SetIcon(icon)
	d.act.SetKind(kind)
	d.act.SetText(text)
	d.act.Show()
	d.Relayout()
}

// Act is the button of the act, to enable or disable it.
func (d *Dialog) Act() *Button { return d.act }

// Safe is the button that leaves everything as it was.
func (d *Dialog) Safe() *Button { return d.safe }

// SetFooterLeft puts objects at the left end of the footer, such as a link.
func (d *Dialog) SetFooterLeft(objects ...fyne.CanvasObject) { d.extra = objects; d.rebuild() }

// SetFault shows why the act failed, above the footer; "" for nothing.
func (d *Dialog) SetFault(text string) {
	d.fault.Set(BannerData{Tone: Red, Icon: IconCircleAlert, Text: text})
	show(d.fault, text != "")
	d.Relayout()
}

// SetNote shows what has to be known before the act is pressed, above the footer,
// with an icon; "" for nothing.
func (d *Dialog) SetNote(icon IconName, text string) {
	d.note.Set(BannerData{Tone: Amber, Icon: icon, Text: text})
	show(d.note, text != "")
	d.Relayout()
}

// SetBusy shows that the act works: neither button can be pressed, and Esc does nothing.
func (d *Dialog) SetBusy(busy bool) {
	d.busy = busy
	d.act.SetBusy(busy)
	d.safe.SetEnabled(!busy)
}

// Busy tells whether the act works.
func (d *Dialog) Busy() bool { return d.busy }

// SetInitialFocus says what has the focus when the dialog opens; without it the safe button.
func (d *Dialog) SetInitialFocus(f fyne.Focusable) { d.initial = f }

// Open shows the dialog over a canvas.
func (d *Dialog) Open(c fyne.Canvas) {
	d.canvas, d.typed = c, c.OnTypedKey()
	c.Overlays().Add(d)
	c.SetOnTypedKey(d.strayKey)
	if d.initial == nil {
		d.initial = d.safe
	}
	c.Focus(d.initial)
}

// strayKey takes a key typed while nothing has the focus. It asks the overlay on
// top, else whoever took such keys before: never the canvas, which would answer
// with this again when dialogs are closed in another order than they were opened.
func (d *Dialog) strayKey(ev *fyne.KeyEvent) {
	if d.canvas != nil {
		if top, ok := d.canvas.Overlays().Top().(keyHandler); ok {
			top.handleKey(ev)
			return
		}
	}
	if d.typed != nil {
		d.typed(ev)
	}
}

// Unsaved tells whether closing would lose something that was typed.
func (d *Dialog) Unsaved() bool { return d.unsaved != nil && d.unsaved() }

// SetUnsaved says how to know it; without it nothing is ever lost.
func (d *Dialog) SetUnsaved(unsaved func() bool) { d.unsaved = unsaved }

// Fleeting tells whether closing would lose something that is shown only once.
func (d *Dialog) Fleeting() bool { return d.fleeting != nil && d.fleeting() }

// SetFleeting says how to know it; without it nothing is.
func (d *Dialog) SetFleeting(fleeting func() bool) { d.fleeting = fleeting }

// Opened tells whether the dialog is open.
func (d *Dialog) Opened() bool { return d.canvas != nil }

// Close takes the dialog away. The focus is where it was, because the toolkit
// keeps one for each overlay.
func (d *Dialog) Close() {
	c := d.canvas
	if c == nil {
		return
	}
	d.canvas = nil
	c.Overlays().Remove(d)
	c.SetOnTypedKey(d.typed)
	if d.OnClosed != nil {
		d.OnClosed()
	}
}

// Scroll turns the wheel over the body, for a list in it that is at its end.
func (d *Dialog) Scroll(ev *fyne.ScrollEvent) { d.scroll.Scrolled(ev) }

// Reveal scrolls so that an object of the body can be seen, as the keyboard comes
// to it (WCAG 2.4.11).
func (d *Dialog) Reveal(o fyne.CanvasObject) { RevealIn(d.scroll, o) }

// Submit does what Enter does.
func (d *Dialog) Submit() {
	if d.act.Visible() {
		d.act.Press()
	}
}

func (d *Dialog) handleKey(ev *fyne.KeyEvent) bool {
	switch {
	case ev.Name == fyne.KeyEscape:
		d.safe.Press()
	case isEnter(ev):
		d.Submit()
	default:
		return false
	}
	return true
}

// Tapped implements fyne.Tappable: a click beside the panel does nothing, so
// that nothing typed is lost by a slip.
func (d *Dialog) Tapped(*fyne.PointEvent) {}

func (d *Dialog) tips() *tipLayer { return d.tip }

// Relayout lays the dialog out again, after something in it changed its height.
func (d *Dialog) Relayout() {
	d.Refresh()
}

// rebuild draws anew after parts were added.
func (d *Dialog) rebuild() { d.Refresh() }
