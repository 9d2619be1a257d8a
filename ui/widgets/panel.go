package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// SlidePanel stands over the right side of a window, 380 wide. Esc closes it.
type SlidePanel struct {
	widget.BaseWidget
	// OnClosed is called once the panel is gone.
	OnClosed func()

	host    *Host
	ground  *canvas.Rectangle
	edge    *canvas.Rectangle
	block   *blocker
	head    fyne.CanvasObject
	content fyne.CanvasObject
	close   *Button
	prior   fyne.Focusable
	typed   func(*fyne.KeyEvent)
}

const (
	panelPad  float32 = 24
	panelHead float32 = 84
)

// NewSlidePanel makes a panel. Its head stands beside the close button and does
// not scroll away with the content.
func NewSlidePanel(head, content fyne.CanvasObject, closeTip string) *SlidePanel {
	p := &SlidePanel{head: head, content: content, ground: fill(0), edge: fill(0), block: newBlocker()}
	p.close = NewIconButton(IconX, closeTip, p.Close)
	p.ExtendBaseWidget(p)
	return p
}

// SetContent replaces what the panel shows.
func (p *SlidePanel) SetContent(o fyne.CanvasObject) {
	p.content = o
	p.Refresh()
}

// Close takes the panel away and gives the focus back.
func (p *SlidePanel) Close() {
	if p.host != nil {
		p.host.HidePanel()
	}
}

// opened puts the focus into the panel and listens for Esc.
func (p *SlidePanel) opened(h *Host) {
	p.host = h
	c := canvasOf(h)
	if c == nil {
		return
	}
	p.prior, p.typed = c.Focused(), c.OnTypedKey()
	c.SetOnTypedKey(func(ev *fyne.KeyEvent) {
		if ev.Name == fyne.KeyEscape && p.host != nil {
			p.Close()
			return
		}
		if p.typed != nil {
			p.typed(ev)
		}
	})
	c.Focus(p.close)
}

func (p *SlidePanel) gone() {
	c := canvasOf(p.host)
	p.host = nil
	if c != nil {
		c.SetOnTypedKey(p.typed)
		if p.prior != nil {
			c.Focus(p.prior)
		}
	}
	run(p.OnClosed)
}

// CreateRenderer implements fyne.Widget.
func (p *SlidePanel) CreateRenderer() fyne.WidgetRenderer {
	p.restyle()
	return &panelRenderer{p}
}

func (p *SlidePanel) restyle() {
	paint(p.ground, theme.ColorCard, theme.ColorClear, 0)
	dropShadow(p.ground, 32, 0)
	p.edge.FillColor = theme.Color(theme.ColorLine)
}

// panelRenderer reads the content anew each time, because it may be replaced.
type panelRenderer struct{ p *SlidePanel }

func (r *panelRenderer) Destroy()           {}
func (r *panelRenderer) MinSize() fyne.Size { return fyne.NewSize(280, 200) }

func (r *panelRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.p.ground, r.p.edge, r.p.block, r.p.head, r.p.close, r.p.content}
}

func (r *panelRenderer) Layout(size fyne.Size) {
	place(r.p.ground, 0, 0, size.Width, size.Height)
	place(r.p.edge, 0, 0, 1, size.Height)
	place(r.p.block, 0, 0, size.Width, size.Height)
	place(r.p.head, panelPad, 20, size.Width-2*panelPad-40, panelHead-36)
	place(r.p.content, 1, panelHead, size.Width-1, size.Height-panelHead)
	place(r.p.close, size.Width-panelPad-24, 20, 32, 32)
}

func (r *panelRenderer) Refresh() {
	r.p.restyle()
	r.Layout(r.p.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
