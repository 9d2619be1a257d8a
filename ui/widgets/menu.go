package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// MenuItem is one entry of a menu.
type MenuItem struct {
	Text string
	Icon IconName
	// Reason says why the entry cannot be chosen; not empty greys it.
	Reason string
	// Danger shows the entry in red.
	Danger bool
	// Separator draws a line in place of an entry.
	Separator bool
	Action    func()
}

const (
	menuRow       float32 = 36
	menuReasonRow float32 = 50
	menuLine      float32 = 13
	menuPad       float32 = 6
)

func (m MenuItem) height() float32 {
	switch {
	case m.Separator:
		return menuLine
	case m.Reason != "":
		return menuReasonRow
	default:
		return menuRow
	}
}

func (m MenuItem) enabled() bool { return !m.Separator && m.Reason == "" }

// Menu floats over the window until an entry is chosen or it is left. The whole
// window is its ground, so that a click anywhere else closes it.
type Menu struct {
	widget.BaseWidget
	// OnClosed is called once the menu is gone, before the chosen action.
	OnClosed func()

	items   []MenuItem
	rows    []*menuRowItem
	at      fyne.Position
	rise    float32
	current int
	canvas  fyne.Canvas
	ground  *canvas.Rectangle
	parts   *fyne.Container
}

// ShowMenu opens a menu with its top right corner at a point of the canvas when
// alignRight is set, else its top left; it moves as needed to stay inside.
func ShowMenu(c fyne.Canvas, items []MenuItem, at fyne.Position, alignRight bool) *Menu {
	m := &Menu{items: items, at: at, canvas: c, current: -1, ground: fill(theme.RadiusCard), parts: container()}
	m.ExtendBaseWidget(m)
	for i := range items {
		row := newMenuRow(m, i)
		m.rows = append(m.rows, row)
		m.parts.Add(row)
	}
	if alignRight {
		m.at.X -= m.width()
	}
	c.Overlays().Add(m)
	c.Focus(m)
	m.step(0, 1)
	return m
}

// ShowMenuUnder opens a menu under an object, right edges aligned; above when there is no room below.
func ShowMenuUnder(o fyne.CanvasObject, items []MenuItem) *Menu {
	c := canvasOf(o)
	if c == nil {
		return nil
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
	return showMenuBelow(c, items, at, o.Size())
}

func showMenuBelow(c fyne.Canvas, items []MenuItem, at fyne.Position, size fyne.Size) *Menu {
	m := ShowMenu(c, items, at.AddXY(size.Width, size.Height+4), true)
	m.rise = size.Height + 8
	m.Refresh()
	return m
}

// Close takes the menu away. The focus is where it was, because the toolkit
// keeps one for each overlay.
func (m *Menu) Close() {
	m.canvas.Overlays().Remove(m)
	if m.OnClosed != nil {
		m.OnClosed()
	}
}

// choose runs entry i; a greyed one keeps the menu open.
func (m *Menu) choose(i int) {
	if i < 0 || i >= len(m.items) || !m.items[i].enabled() {
		return
	}
	m.Close()
	if m.items[i].Action != nil {
		m.items[i].Action()
	}
}

// step makes the first entry from i in a direction current, round the end.
// Greyed entries are visited too, so that their reason can be read.
func (m *Menu) step(i, by int) {
	n := len(m.items)
	for range n {
		i = (i + n) % n
		if !m.items[i].Separator {
			m.setCurrent(i)
			return
		}
		i += by
	}
}

func (m *Menu) setCurrent(i int) {
	m.current = i
	for _, r := range m.rows {
		r.Refresh()
	}
}

// Tapped implements fyne.Tappable: a click beside the menu closes it.
func (m *Menu) Tapped(*fyne.PointEvent) { m.Close() }

// TappedSecondary implements fyne.SecondaryTappable.
func (m *Menu) TappedSecondary(*fyne.PointEvent) { m.Close() }

// FocusGained implements fyne.Focusable.
func (m *Menu) FocusGained() {}

// FocusLost implements fyne.Focusable.
func (m *Menu) FocusLost() {}

// AcceptsTab implements fyne.Tabbable: Tab moves down instead of leaving.
func (m *Menu) AcceptsTab() bool { return true }

// TypedRune implements fyne.Focusable: letters go to the next entry that begins with them.
func (m *Menu) TypedRune(r rune) {
	if r == ' ' {
		return
	}
	for k := 1; k <= len(m.items); k++ {
		i := (m.current + k) % len(m.items)
		if startsWith(m.items[i].Text, r) {
			m.setCurrent(i)
			return
		}
	}
}

func startsWith(text string, r rune) bool {
	for _, first := range text {
		return strings.EqualFold(string(first), string(r))
	}
	return false
}

// TypedKey implements fyne.Focusable.
func (m *Menu) TypedKey(ev *fyne.KeyEvent) { m.handleKey(ev) }

func (m *Menu) handleKey(ev *fyne.KeyEvent) bool {
	switch ev.Name {
	case fyne.KeyEscape, fyne.KeyF10, desktop.KeyMenu:
		m.Close()
	case fyne.KeyDown, fyne.KeyTab:
		m.step(m.current+1, 1)
	case fyne.KeyUp:
		m.step(m.current-1, -1)
	case fyne.KeyHome, fyne.KeyPageUp:
		m.step(0, 1)
	case fyne.KeyEnd, fyne.KeyPageDown:
		m.step(len(m.items)-1, -1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		chosen := m.current
		pressBy(ev, func() { m.choose(chosen) })
	default:
		return false
	}
	return true
}

// CreateRenderer implements fyne.Widget.
func (m *Menu) CreateRenderer() fyne.WidgetRenderer { return render(m, m.ground, m.parts) }

func (m *Menu) minSize() fyne.Size { return fyne.Size{} }

func (m *Menu) restyle() {
	paint(m.ground, theme.ColorCard, theme.ColorLine, 1)
	dropShadow(m.ground, 24, 8)
}

func (m *Menu) width() float32 {
	w := float32(200)
	for _, it := range m.items {
		w = max(w, measure(it.Text, Medium())+68, measure(it.Reason, Smaller())+68)
	}
	return min(ceil(w), 380)
}

func (m *Menu) height() float32 {
	h := 2 * menuPad
	for _, it := range m.items {
		h += it.height()
	}
	return h
}

func (m *Menu) layout(size fyne.Size) {
	w, h := m.width(), m.height()
	x := max(min(m.at.X, size.Width-w-8), 8)
	y := m.at.Y
	if y+h+8 > size.Height && m.rise > 0 && y-m.rise-h >= 8 {
		y -= m.rise + h
	}
	y = max(min(y, size.Height-h-8), 8)
	place(m.ground, x, y, w, h)
	place(m.parts, x, y, w, h)
	top := menuPad
	for _, r := range m.rows {
		place(r, menuPad, top, w-2*menuPad, r.item().height())
		top += r.item().height()
	}
}

// menuRowItem draws one entry.
type menuRowItem struct {
	widget.BaseWidget
	menu   *Menu
	index  int
	ground *canvas.Rectangle
	icon   *Icon
	label  *Text
	reason *Text
	line   *canvas.Rectangle
}

func newMenuRow(m *Menu, i int) *menuRowItem {
	r := &menuRowItem{menu: m, index: i, ground: fill(theme.RadiusBadge), line: fill(0)}
	r.icon = NewIcon(IconNone, theme.ColorText)
	r.label, r.reason = NewText("", Medium()), NewText("", Smaller())
	r.ExtendBaseWidget(r)
	return r
}

func (r *menuRowItem) item() MenuItem { return r.menu.items[r.index] }

// Tapped implements fyne.Tappable.
func (r *menuRowItem) Tapped(*fyne.PointEvent) { r.menu.choose(r.index) }

// MouseIn implements desktop.Hoverable.
func (r *menuRowItem) MouseIn(*desktop.MouseEvent) {
	if !r.item().Separator {
		r.menu.setCurrent(r.index)
	}
}

// MouseMoved implements desktop.Hoverable.
func (r *menuRowItem) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (r *menuRowItem) MouseOut() {}

// CreateRenderer implements fyne.Widget.
func (r *menuRowItem) CreateRenderer() fyne.WidgetRenderer {
	return render(r, r.ground, r.line, r.icon, r.label, r.reason)
}

func (r *menuRowItem) minSize() fyne.Size { return fyne.NewSize(100, r.item().height()) }

func (r *menuRowItem) restyle() {
	it := r.item()
	ink := theme.ColorText
	switch {
	case !it.enabled():
		ink = theme.ColorFaint
	case it.Danger:
		ink = theme.ColorRed
	}
	paint(r.ground, theme.ColorHover, theme.ColorClear, 0)
	show(r.ground, r.menu.current == r.index)
	r.line.FillColor = theme.Color(theme.ColorLine)
	show(r.line, it.Separator)
	r.icon.Set(it.Icon, ink)
	r.label.Set(it.Text, Medium().In(ink))
	r.reason.Set(it.Reason, Smaller())
}

func (r *menuRowItem) layout(size fyne.Size) {
	place(r.ground, 0, 0, size.Width, size.Height)
	place(r.line, 4, size.Height/2, size.Width-8, 1)
	top := float32(8)
	if r.item().Reason != "" {
		top = 5
	}
	placeMiddle(r.icon, 10, 2*top+20)
	place(r.label, 36, top, size.Width-46, 20)
	place(r.reason, 36, top+20, size.Width-46, 18)
}
