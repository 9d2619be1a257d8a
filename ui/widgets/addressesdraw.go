package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

func (f *AddressField) labelHeight() float32 {
	if f.label.Text() == "" {
		return 0
	}
	return 26
}

// HeightFor is the height with label, pills and note in a width.
func (f *AddressField) HeightFor(width float32) float32 {
	return f.labelHeight() + f.boxHeight(width) + f.note.heightFor(width)
}

func (f *AddressField) boxHeight(width float32) float32 {
	last := f.flow(width, func(int, float32, float32, float32) {})
	return last.Y + pillHeight + 14
}

// flow walks the pills line by line in a width and returns where typing goes on.
func (f *AddressField) flow(width float32, visit func(i int, x, y, w float32)) fyne.Position {
	at := fyne.NewPos(9, 0)
	for i, a := range f.addresses {
		w := min(pillWidth(a), width-18)
		if at.X > 9 && at.X+w > width-9 {
			at = fyne.NewPos(9, at.Y+pillHeight+pillGap)
		}
		visit(i, at.X, at.Y, w)
		at.X += w + pillGap
	}
	if at.X+pillEditLeast > width && len(f.addresses) > 0 {
		at = fyne.NewPos(9, at.Y+pillHeight+pillGap)
	}
	return at
}

// CreateRenderer implements fyne.Widget.
func (f *AddressField) CreateRenderer() fyne.WidgetRenderer {
	return render(f, f.label, f.box.glow, f.box.ground, f.parts, f.bare, f.note.icon, f.note.text)
}

func (f *AddressField) minSize() fyne.Size {
	return fyne.NewSize(200, f.HeightFor(max(f.Size().Width, 320)))
}

func (f *AddressField) restyle() {
	f.box.style(f.focused, f.note.faulty(), false)
	f.note.restyle()
	for len(f.pills) < len(f.addresses) {
		f.grow()
	}
	for i, p := range f.pills {
		show(p, i < len(f.addresses))
		if i < len(f.addresses) {
			p.set(f.addresses[i], f.Tone(f.addresses[i]), i == f.picked)
		}
	}
	hint := f.hint
	if len(f.addresses) > 0 {
		hint = ""
	}
	if f.edit.PlaceHolder != hint {
		f.edit.SetPlaceHolder(hint)
	}
}

func (f *AddressField) grow() {
	i := len(f.pills)
	p := newPill(f.removeTip, func() { f.correct(i) }, func() { f.remove(i); f.Focus() })
	f.pills = append(f.pills, p)
	f.parts.Add(p)
}

func (f *AddressField) layout(size fyne.Size) {
	place(f.label, 0, 0, size.Width, 20)
	top, h := f.labelHeight(), f.boxHeight(size.Width)
	f.box.place(0, top, size.Width, h)
	place(f.parts, 0, top+7, size.Width, h-14)
	at := f.flow(size.Width, func(i int, x, y, w float32) { place(f.pills[i], x, y, w, pillHeight) })
	placeEditor(f.bare, f.edit, at.X-6, top+7+at.Y, size.Width-at.X, pillHeight+8)
	f.bare.Move(f.bare.Position().SubtractXY(0, 4))
	f.note.layout(0, top+h, size.Width)
}

// pill is one address with a cross.
type pill struct {
	widget.BaseWidget
	onTapped func()
	address  string
	tone     Tone
	picked   bool
	ground   *canvas.Rectangle
	label    *Text
	cross    *RowButton
}

func newPill(removeTip string, onTapped, onRemove func()) *pill {
	p := &pill{onTapped: onTapped, ground: fill(theme.RadiusBadge), label: NewText("", pillStyle())}
	p.cross = NewRowButton("", IconX, Link, onRemove)
	p.cross.SetTip(removeTip)
	p.ExtendBaseWidget(p)
	return p
}

func pillStyle() Style { return Style{Size: theme.TextSmall, Weight: theme.Medium} }

func pillWidth(address string) float32 { return ceil(measure(address, pillStyle())) + 39 }

func (p *pill) set(address string, tone Tone, picked bool) {
	p.address, p.tone, p.picked = address, tone, picked
	p.Refresh()
}

// Tapped implements fyne.Tappable: a click puts the address back to be corrected.
func (p *pill) Tapped(*fyne.PointEvent) { p.onTapped() }

// CreateRenderer implements fyne.Widget.
func (p *pill) CreateRenderer() fyne.WidgetRenderer { return render(p, p.ground, p.label, p.cross) }

func (p *pill) minSize() fyne.Size { return fyne.NewSize(pillWidth(p.address), pillHeight) }

func (p *pill) restyle() {
	ground, ink := p.tone.colors()
	line := theme.ColorClear
	if p.picked {
		line = ink
	}
	paint(p.ground, ground, line, 2)
	p.label.Set(p.address, pillStyle().In(ink))
	p.cross.tint = ink
	p.cross.Refresh()
}

func (p *pill) layout(size fyne.Size) {
	place(p.ground, 0, 0, size.Width, size.Height)
	place(p.label, 8, (size.Height-20)/2, size.Width-36, 20)
	place(p.cross, size.Width-25, 1, 24, size.Height-2)
}
