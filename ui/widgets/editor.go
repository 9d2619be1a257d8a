package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynecontainer "fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// editor is the toolkit's entry without its own box. It tells of the focus and
// passes on the keys it has no use for.
type editor struct {
	widget.Entry
	onFocus func(bool)
	// onKey sees each key first and answers whether it took it.
	onKey func(*fyne.KeyEvent) bool
	// onPaste sees pasted text first and answers whether it took it.
	onPaste func(string) bool
}

func newEditor() *editor {
	e := &editor{}
	e.ExtendBaseWidget(e)
	return e
}

// FocusGained implements fyne.Focusable.
func (e *editor) FocusGained() {
	e.Entry.FocusGained()
	if e.onFocus != nil {
		e.onFocus(true)
	}
}

// FocusLost implements fyne.Focusable.
func (e *editor) FocusLost() {
	e.Entry.FocusLost()
	if e.onFocus != nil {
		e.onFocus(false)
	}
}

// AcceptsTab is false: Tab leaves the field, also one of many lines (WCAG 2.1.2).
func (e *editor) AcceptsTab() bool { return false }

// TypedKey implements fyne.Focusable.
func (e *editor) TypedKey(ev *fyne.KeyEvent) {
	switch {
	case e.onKey != nil && e.onKey(ev):
	case ev.Name == fyne.KeyEscape:
		passOn(e, ev)
	case isEnter(ev) && !e.MultiLine && e.OnSubmitted == nil:
		passOn(e, ev)
	default:
		e.Entry.TypedKey(ev)
	}
}

// TypedShortcut implements fyne.Shortcutable. The window has shortcuts of its
// own, none of them for editing; the toolkit does not ask it while a field has
// the focus.
func (e *editor) TypedShortcut(s fyne.Shortcut) {
	if _, custom := s.(*desktop.CustomShortcut); custom {
		if c, ok := canvasOf(e).(fyne.Shortcutable); ok {
			c.TypedShortcut(s)
		}
	}
	if p, ok := s.(*fyne.ShortcutPaste); ok && e.onPaste != nil && e.onPaste(p.Clipboard.Content()) {
		return
	}
	e.Entry.TypedShortcut(s)
}

// bare wraps the editor so that it draws no box of its own.
func (e *editor) bare() fyne.CanvasObject {
	return fynecontainer.NewThemeOverride(e, bareTheme{})
}

// CreateRenderer implements fyne.Widget.
func (e *editor) CreateRenderer() fyne.WidgetRenderer { return bareRenderer{e.Entry.CreateRenderer()} }

// bareRenderer leaves out the box and the border, the only rectangles of an
// entry that are not part of its text.
type bareRenderer struct{ fyne.WidgetRenderer }

// Objects implements fyne.WidgetRenderer.
func (r bareRenderer) Objects() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, o := range r.WidgetRenderer.Objects() {
		if _, box := o.(*canvas.Rectangle); !box {
			out = append(out, o)
		}
	}
	return out
}

// bareTheme is the theme of the program with no box around entries.
type bareTheme struct{}

func (bareTheme) Color(n fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	if n == fynetheme.ColorNameInputBackground || n == fynetheme.ColorNameInputBorder {
		return color.Transparent
	}
	return appTheme().Color(n, v)
}

func (bareTheme) Font(s fyne.TextStyle) fyne.Resource     { return appTheme().Font(s) }
func (bareTheme) Icon(n fyne.ThemeIconName) fyne.Resource { return appTheme().Icon(n) }
func (bareTheme) Size(n fyne.ThemeSizeName) float32       { return appTheme().Size(n) }

// fieldBox is the outline of a field: quiet, focused, or faulty.
type fieldBox struct{ glow, ground *canvas.Rectangle }

func newFieldBox() fieldBox {
	b := fieldBox{fill(theme.RadiusControl + 3), fill(theme.RadiusControl)}
	b.glow.Hide()
	return b
}

func (b fieldBox) place(x, y, w, h float32) {
	place(b.ground, x, y, w, h)
	place(b.glow, x-3, y-3, w+6, h+6)
}

func (b fieldBox) style(focused, faulty, disabled bool) {
	ground, line := theme.ColorCard, theme.ColorLine
	switch {
	case faulty:
		line = theme.ColorRed
	case focused:
		line = theme.ColorAccent
	case disabled:
		ground = theme.ColorSide
	}
	paint(b.ground, ground, line, 1)
	b.glow.FillColor = theme.Color(theme.ColorFocusGlow)
	show(b.glow, focused)
	b.ground.Refresh()
	b.glow.Refresh()
}

// relayout asks the root around o to lay out again, after a height changed.
func relayout(o fyne.CanvasObject) {
	c := canvasOf(o)
	if c == nil {
		return
	}
	root := c.Overlays().Top()
	if root == nil {
		root = c.Content()
	}
	if r, ok := root.(interface{ Relayout() }); ok {
		r.Relayout()
	}
}

// appTheme is the theme of the program. The toolkit's own notion of the current
// theme is the one being drawn with, which would be bareTheme again.
func appTheme() fyne.Theme { return fyne.CurrentApp().Settings().Theme() }
