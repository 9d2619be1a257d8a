package widgets

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// ToastData is what a toast says. Action, such as Undo, may be empty.
type ToastData struct {
	ID       string
	Text     string
	Action   string
	OnAction func()
}

// ToastHost shows toasts at the bottom of a window, the newest lowest, three at
// most; older ones wait their turn to leave. Whoever shows a toast removes it:
// the host knows no time.
type ToastHost struct {
	widget.BaseWidget
	// OnHold is called with true while the pointer or the focus is on a toast,
	// which should stay for that long (WCAG 2.2.1).
	OnHold func(held bool)

	toasts []*toast
	parts  *fyne.Container
}

const (
	// toastWidest is where the words of a toast wrap.
	toastWidest float32 = 600
	// toastAir is the height of a toast besides its lines.
	toastAir   float32 = 22
	toastGap   float32 = 8
	toastBelow float32 = 54
	toastMost          = 3
)

// NewToastHost makes an empty host. A Host has one of its own.
func NewToastHost() *ToastHost {
	t := &ToastHost{parts: container()}
	t.ExtendBaseWidget(t)
	return t
}

// Add shows a toast, in place of one with the same ID.
func (t *ToastHost) Add(data ToastData) {
	t.drop(data.ID)
	t.toasts = append(t.toasts, newToast(t, data))
	if len(t.toasts) > toastMost {
		t.toasts = slices.Delete(t.toasts, 0, len(t.toasts)-toastMost)
	}
	t.changed()
}

// Remove takes a toast away; one that is gone already is no fault.
func (t *ToastHost) Remove(id string) {
	if t.drop(id) {
		t.changed()
	}
}

// IDs are the toasts that are shown, the oldest first.
func (t *ToastHost) IDs() []string {
	var ids []string
	for _, x := range t.toasts {
		ids = append(ids, x.data.ID)
	}
	return ids
}

// FocusAction moves the keyboard focus to the act of the newest toast, and tells whether there is one.
func (t *ToastHost) FocusAction() bool {
	for _, x := range slices.Backward(t.toasts) {
		if x.action.Visible() {
			focusOn(x.action)
			return true
		}
	}
	return false
}

func (t *ToastHost) drop(id string) bool {
	n := len(t.toasts)
	t.toasts = slices.DeleteFunc(t.toasts, func(x *toast) bool { return x.data.ID == id })
	return len(t.toasts) != n
}

func (t *ToastHost) changed() {
	objects := make([]fyne.CanvasObject, 0, len(t.toasts))
	for _, x := range t.toasts {
		objects = append(objects, x)
	}
	t.parts.Objects = objects
	if c := canvasOf(t); c != nil {
		if h, ok := c.Content().(*Host); ok {
			h.placeToasts()
			return
		}
	}
	t.Refresh()
}

func (h *Host) placeToasts() {
	size := h.Size()
	th := h.toasts.HeightFor(size.Width)
	place(h.toasts, 0, size.Height-th, size.Width, th)
	h.toasts.Refresh()
}

// HeightFor is the height with the room below, 0 without toasts.
func (t *ToastHost) HeightFor(width float32) float32 {
	if len(t.toasts) == 0 {
		return 0
	}
	h := toastBelow - toastGap
	for _, x := range t.toasts {
		h += x.heightIn(x.widthIn(width)) + toastGap
	}
	return h
}

// CreateRenderer implements fyne.Widget.
func (t *ToastHost) CreateRenderer() fyne.WidgetRenderer { return render(t, t.parts) }

func (t *ToastHost) minSize() fyne.Size { return fyne.NewSize(0, t.HeightFor(t.Size().Width)) }
func (t *ToastHost) restyle()           {}

func (t *ToastHost) layout(size fyne.Size) {
	place(t.parts, 0, 0, size.Width, size.Height)
	var y float32
	for _, x := range t.toasts {
		w := x.widthIn(size.Width)
		h := x.heightIn(w)
		place(x, round((size.Width-w)/2), y, w, h)
		y += h + toastGap
	}
}

// toast is one dark bar with its words and its act.
type toast struct {
	widget.BaseWidget
	data   ToastData
	ground *canvas.Rectangle
	block  *blocker
	text   *Paragraph
	action *toastAction
}

func newToast(host *ToastHost, data ToastData) *toast {
	x := &toast{data: data, ground: fill(theme.RadiusCard), text: NewParagraph(data.Text, toastStyle())}
	x.block, x.action = newBlocker(), newToastAction(host, data)
	x.ExtendBaseWidget(x)
	return x
}

func toastStyle() Style { return Medium().In(theme.ColorOnToast) }

// CreateRenderer implements fyne.Widget.
func (x *toast) CreateRenderer() fyne.WidgetRenderer {
	return render(x, x.ground, x.block, x.text, x.action)
}

// besides is the width of a toast besides its words.
func (x *toast) besides() float32 {
	if x.data.Action == "" {
		return 33
	}
	return x.action.MinSize().Width + 18 + 33
}

// widthIn is the width in a window of a width.
func (x *toast) widthIn(window float32) float32 {
	words := min(measure(x.data.Text, toastStyle()), toastWidest)
	return ceil(min(words+x.besides(), max(window-32, x.besides()+80)))
}

func (x *toast) heightIn(width float32) float32 {
	return x.text.HeightFor(width-x.besides()) + toastAir
}

func (x *toast) minSize() fyne.Size {
	w := x.widthIn(toastWidest * 2)
	return fyne.NewSize(w, x.heightIn(w))
}

func (x *toast) restyle() {
	paint(x.ground, theme.ColorToast, theme.ColorClear, 0)
	dropShadow(x.ground, 20, 6)
	show(x.action, x.data.Action != "")
}

func (x *toast) layout(size fyne.Size) {
	place(x.ground, 0, 0, size.Width, size.Height)
	place(x.block, 0, 0, size.Width, size.Height)
	right := size.Width - 15
	if x.action.Visible() {
		s := x.action.MinSize()
		place(x.action, right-s.Width, (size.Height-s.Height)/2, s.Width, s.Height)
		right -= s.Width + 18
	}
	place(x.text, 16, toastAir/2, right-16, size.Height-toastAir)
}

// toastAction is the link of a toast; while it has the focus the toast is held.
type toastAction struct {
	Button
	host *ToastHost
}

func newToastAction(host *ToastHost, data ToastData) *toastAction {
	a := &toastAction{host: host}
	a.height = 28
	a.tint, a.strong = theme.ColorToastLink, true
	a.init(a, data.Action, IconNone, Link, data.OnAction)
	a.OnHover = a.hold
	return a
}

func (a *toastAction) hold(held bool) {
	if a.host.OnHold != nil {
		a.host.OnHold(held)
	}
}

// FocusGained implements fyne.Focusable.
func (a *toastAction) FocusGained() { a.Button.FocusGained(); a.hold(true) }

// FocusLost implements fyne.Focusable.
func (a *toastAction) FocusLost() { a.Button.FocusLost(); a.hold(false) }
