package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// Divider is a thin line over the whole width; words in its middle may part it.
type Divider struct {
	widget.BaseWidget
	left, right *canvas.Rectangle
	text        *Text
}

// NewDivider makes a line; text may be empty.
func NewDivider(text string) *Divider {
	d := &Divider{left: fill(0), right: fill(0), text: NewText(text, Smaller())}
	d.ExtendBaseWidget(d)
	return d
}

// CreateRenderer implements fyne.Widget.
func (d *Divider) CreateRenderer() fyne.WidgetRenderer { return render(d, d.left, d.right, d.text) }

func (d *Divider) minSize() fyne.Size {
	if d.text.Text() == "" {
		return fyne.NewSize(20, 1)
	}
	return fyne.NewSize(80, 20)
}

func (d *Divider) restyle() {
	d.left.FillColor, d.right.FillColor = theme.Color(theme.ColorLine), theme.Color(theme.ColorLine)
}

func (d *Divider) layout(size fyne.Size) {
	w := d.text.MinSize().Width
	y := (size.Height - 1) / 2
	if w == 0 {
		place(d.left, 0, y, size.Width, 1)
		return
	}
	side := (size.Width - w - 20) / 2
	place(d.left, 0, y, side, 1)
	place(d.right, size.Width-side, y, side, 1)
	place(d.text, side+10, (size.Height-18)/2, w+1, 18)
}
