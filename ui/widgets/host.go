package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// Host is the root of a window: its content, the panel that slides in from the
// right, the toasts and the tips. Set it as the content of the window.
type Host struct {
	widget.BaseWidget
	// Least is the smallest size that the window may have.
	Least fyne.Size
	// OnResize is told the size of the window whenever it is laid out.
	OnResize func(fyne.Size)

	ground  *canvas.Rectangle
	content fyne.CanvasObject
	panel   *SlidePanel
	toasts  *ToastHost
	tip     *tipLayer
}

// NewHost makes a root around a content.
func NewHost(content fyne.CanvasObject) *Host {
	h := &Host{ground: fill(0), content: content, toasts: NewToastHost(), tip: newTipLayer()}
	h.ExtendBaseWidget(h)
	return h
}

// SetContent replaces what the window shows; panel and toasts stay.
func (h *Host) SetContent(o fyne.CanvasObject) {
	h.content = o
	h.Refresh()
}

// Content is what the window shows.
func (h *Host) Content() fyne.CanvasObject { return h.content }

// Toasts is where toasts are shown.
func (h *Host) Toasts() *ToastHost { return h.toasts }

// ShowPanel lets a panel stand over the right side of the content.
func (h *Host) ShowPanel(p *SlidePanel) {
	h.panel = p
	h.Refresh()
	p.opened(h)
}

// HidePanel takes the panel away.
func (h *Host) HidePanel() {
	if p := h.panel; p != nil {
		h.panel = nil
		h.Refresh()
		p.gone()
	}
}

// Panel is the panel that is shown, or nil.
func (h *Host) Panel() *SlidePanel { return h.panel }

// Relayout lays everything out again, after something changed its height.
func (h *Host) Relayout() { h.Refresh() }

func (h *Host) tips() *tipLayer { return h.tip }

// CreateRenderer implements fyne.Widget.
func (h *Host) CreateRenderer() fyne.WidgetRenderer {
	h.restyle()
	return &hostRenderer{h}
}

func (h *Host) restyle() { h.ground.FillColor = theme.Color(theme.ColorBackground) }

// hostRenderer reads the parts anew each time, because they are replaced.
type hostRenderer struct{ h *Host }

func (r *hostRenderer) Destroy()           {}
func (r *hostRenderer) MinSize() fyne.Size { return r.h.Least }

func (r *hostRenderer) Objects() []fyne.CanvasObject {
	h := r.h
	parts := []fyne.CanvasObject{h.ground, h.content}
	if h.panel != nil {
		parts = append(parts, h.panel)
	}
	return append(parts, h.toasts, h.tip)
}

func (r *hostRenderer) Layout(size fyne.Size) {
	h := r.h
	if h.OnResize != nil {
		h.OnResize(size)
	}
	place(h.ground, 0, 0, size.Width, size.Height)
	place(h.content, 0, 0, size.Width, size.Height)
	if h.panel != nil {
		w := min(theme.PanelWidth, size.Width)
		place(h.panel, size.Width-w, 0, w, size.Height)
	}
	th := h.toasts.HeightFor(size.Width)
	place(h.toasts, 0, size.Height-th, size.Width, th)
	place(h.tip, 0, 0, size.Width, size.Height)
}

func (r *hostRenderer) Refresh() {
	r.h.restyle()
	r.Layout(r.h.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
	canvas.Refresh(r.h)
}
