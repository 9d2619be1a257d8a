package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// ProgressBar shows how much of something is done, 8 high. What it shows stands
// in words beside it: never by a mark alone.
type ProgressBar struct {
	widget.BaseWidget
	part   float32
	ground *canvas.Rectangle
	done   *canvas.Rectangle
}

const progressHeight float32 = 8

// NewProgressBar makes an empty bar.
func NewProgressBar() *ProgressBar {
	b := &ProgressBar{ground: fill(progressHeight / 2), done: fill(progressHeight / 2)}
	b.ExtendBaseWidget(b)
	return b
}

// SetPart shows a part from 0 to 1.
func (b *ProgressBar) SetPart(part float32) {
	part = max(min(part, 1), 0)
	if b.part != part {
		b.part = part
		b.Refresh()
	}
}

// Part is the part that is shown.
func (b *ProgressBar) Part() float32 { return b.part }

// HeightFor is the height in any width.
func (b *ProgressBar) HeightFor(float32) float32 { return progressHeight }

// CreateRenderer implements fyne.Widget.
func (b *ProgressBar) CreateRenderer() fyne.WidgetRenderer { return render(b, b.ground, b.done) }

func (b *ProgressBar) minSize() fyne.Size { return fyne.NewSize(80, progressHeight) }

func (b *ProgressBar) restyle() {
	paint(b.ground, theme.ColorNeutralSoft, theme.ColorControl, 1)
	paint(b.done, theme.ColorAccent, theme.ColorClear, 0)
}

func (b *ProgressBar) layout(size fyne.Size) {
	place(b.ground, 0, 0, size.Width, size.Height)
	w := size.Width * b.part
	if w > 0 {
		w = max(w, size.Height)
	}
	place(b.done, 0, 0, w, size.Height)
	show(b.done, w > 0)
}

// ProgressPanel says in words how far something has come, with a bar and one act
// that stops it or keeps what came of it.
type ProgressPanel struct {
	widget.BaseWidget
	// OnAction is called when the button is pressed.
	OnAction func()

	data   ProgressData
	ground *canvas.Rectangle
	text   *Paragraph
	bar    *ProgressBar
	act    *Button
}

// ProgressData is what a ProgressPanel shows.
type ProgressData struct {
	Text string
	// Bar tells that there is a bar, which shows Part, from 0 to 1.
	Bar  bool
	Part float32
	// Action labels the button; empty for none.
	Action string
	Icon   IconName
	// Busy shows that the act works.
	Busy bool
}

const (
	progressPad float32 = 12
	progressOut float32 = 24
)

// NewProgressPanel makes an empty panel.
func NewProgressPanel() *ProgressPanel {
	p := &ProgressPanel{ground: fill(theme.RadiusControl), text: NewParagraph("", Body()), bar: NewProgressBar()}
	p.act = NewSmallButton("", IconNone, Secondary, func() { run(p.OnAction) })
	p.ExtendBaseWidget(p)
	return p
}

// Set shows how far it has come, and tells whether the height has changed. Where
// only the words and the bar move on, only they are drawn anew.
func (p *ProgressPanel) Set(data ProgressData) (moved bool) {
	if p.data == data {
		return false
	}
	before, height := p.data, p.HeightFor(p.Size().Width)
	p.data = data
	p.text.SetText(data.Text)
	if before.Bar == data.Bar && before.Action == data.Action && before.Icon == data.Icon && before.Busy == data.Busy {
		p.bar.SetPart(data.Part)
	} else {
		p.Refresh()
	}
	return p.HeightFor(p.Size().Width) != height
}

// Data is what is shown.
func (p *ProgressPanel) Data() ProgressData { return p.data }

// Act is the button.
func (p *ProgressPanel) Act() *Button { return p.act }

// HeightFor is the height in a width, with the room around it.
func (p *ProgressPanel) HeightFor(width float32) float32 {
	h := max(p.text.HeightFor(p.textWidth(width)), p.actSize().Height) + 2*progressPad
	if p.data.Bar {
		h += progressHeight + 8
	}
	return h
}

func (p *ProgressPanel) actSize() fyne.Size {
	if p.data.Action == "" {
		return fyne.Size{}
	}
	return p.act.MinSize()
}

func (p *ProgressPanel) textWidth(width float32) float32 {
	w := width - 2*progressOut - 2*progressPad
	if a := p.actSize().Width; a > 0 {
		w -= a + 12
	}
	return w
}

// CreateRenderer implements fyne.Widget.
func (p *ProgressPanel) CreateRenderer() fyne.WidgetRenderer {
	return render(p, p.ground, p.text, p.act, p.bar)
}

func (p *ProgressPanel) minSize() fyne.Size {
	return fyne.NewSize(240, p.HeightFor(max(p.Size().Width, 320)))
}

func (p *ProgressPanel) restyle() {
	paint(p.ground, theme.ColorSide, theme.ColorLine, 1)
	p.text.SetText(p.data.Text)
	p.bar.SetPart(p.data.Part)
	show(p.bar, p.data.Bar)
	p.act.SetText(p.data.Action)
	p.act.SetIcon(p.data.Icon)
	p.act.SetBusy(p.data.Busy)
	show(p.act, p.data.Action != "")
}

func (p *ProgressPanel) layout(size fyne.Size) {
	place(p.ground, progressOut, 0, size.Width-2*progressOut, size.Height)
	left, right := progressOut+progressPad, size.Width-progressOut-progressPad
	line := size.Height - 2*progressPad
	if p.data.Bar {
		line -= progressHeight + 8
		place(p.bar, left, size.Height-progressPad-progressHeight, right-left, progressHeight)
	}
	tw := p.textWidth(size.Width)
	th := p.text.HeightFor(tw)
	place(p.text, left, progressPad+(line-th)/2, tw, th)
	a := p.actSize()
	place(p.act, right-a.Width, progressPad+(line-a.Height)/2, a.Width, a.Height)
}
