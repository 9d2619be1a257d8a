package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// Tab is one tab of Tabs.
type Tab struct{ ID, Text string }

// Tabs chooses one of several pages. It is one stop of Tab; arrows move in it.
type Tabs struct {
	widget.BaseWidget
	// OnChanged is called with the id of the tab a person chose.
	OnChanged func(id string)

	tabs     []Tab
	selected string
	inset    float32
	labels   []*tabLabel
	parts    *fyne.Container
	seam     *canvas.Rectangle
	mark     *canvas.Rectangle
	ring     *ring
	focused  bool
}

const tabsHeight float32 = 40

// NewTabs makes tabs that begin at an inset from the left, with a line under the whole width.
func NewTabs(inset float32, tabs []Tab, selected string) *Tabs {
	t := &Tabs{tabs: tabs, selected: selected, inset: inset, parts: container(), seam: fill(0), mark: fill(1), ring: newRing(theme.RadiusBadge, 2)}
	for i, tab := range tabs {
		label := newTabLabel(tab.Text, func() { focusOn(t); t.choose(i) })
		t.labels = append(t.labels, label)
		t.parts.Add(label)
	}
	t.ExtendBaseWidget(t)
	return t
}

// SetSelected chooses a tab without calling OnChanged.
func (t *Tabs) SetSelected(id string) { t.selected = id; t.Refresh() }

// SetText changes the words of a tab.
func (t *Tabs) SetText(id, text string) {
	for i, tab := range t.tabs {
		if tab.ID == id && tab.Text != text {
			t.tabs[i].Text = text
			t.labels[i].text.SetText(text)
			t.Refresh()
		}
	}
}

// Selected is the id of the chosen tab.
func (t *Tabs) Selected() string { return t.selected }

func (t *Tabs) choose(i int) {
	if i < 0 || i >= len(t.tabs) || t.tabs[i].ID == t.selected {
		return
	}
	t.selected = t.tabs[i].ID
	t.Refresh()
	call(t.OnChanged, t.selected)
}

func (t *Tabs) index() int {
	for i, tab := range t.tabs {
		if tab.ID == t.selected {
			return i
		}
	}
	return 0
}

// FocusGained implements fyne.Focusable.
func (t *Tabs) FocusGained() { t.focused = true; t.Refresh() }

// FocusLost implements fyne.Focusable.
func (t *Tabs) FocusLost() { t.focused = false; t.Refresh() }

// TypedRune implements fyne.Focusable.
func (t *Tabs) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (t *Tabs) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeyLeft:
		t.choose(t.index() - 1)
	case fyne.KeyRight:
		t.choose(t.index() + 1)
	case fyne.KeyHome:
		t.choose(0)
	case fyne.KeyEnd:
		t.choose(len(t.tabs) - 1)
	default:
		passOn(t, ev)
	}
}

// CreateRenderer implements fyne.Widget.
func (t *Tabs) CreateRenderer() fyne.WidgetRenderer {
	return render(t, t.seam, t.parts, t.mark, t.ring.Rectangle)
}

func (t *Tabs) minSize() fyne.Size {
	w := t.inset
	for _, l := range t.labels {
		w += l.MinSize().Width + 20
	}
	return fyne.NewSize(w, tabsHeight)
}

func (t *Tabs) restyle() {
	t.seam.FillColor, t.mark.FillColor = theme.Color(theme.ColorLine), theme.Color(theme.ColorAccent)
	for i, l := range t.labels {
		l.set(t.tabs[i].ID == t.selected)
	}
	t.ring.set(t.focused)
}

func (t *Tabs) layout(size fyne.Size) {
	place(t.seam, 0, size.Height-1, size.Width, 1)
	place(t.parts, 0, 0, size.Width, size.Height)
	x := t.inset
	for i, l := range t.labels {
		w := l.MinSize().Width
		place(l, x, 0, w, size.Height)
		if i == t.index() {
			place(t.mark, x, size.Height-2, w, 2)
			place(t.ring.Rectangle, x-6, 4, w+12, size.Height-8)
		}
		x += w + 20
	}
}

// tabLabel is the words of one tab.
type tabLabel struct {
	widget.BaseWidget
	text     *Text
	selected bool
	onTapped func()
}

func newTabLabel(text string, onTapped func()) *tabLabel {
	l := &tabLabel{text: NewText(text, Medium()), onTapped: onTapped}
	l.ExtendBaseWidget(l)
	return l
}

func (l *tabLabel) set(selected bool) { l.selected = selected; l.Refresh() }

// Tapped implements fyne.Tappable.
func (l *tabLabel) Tapped(*fyne.PointEvent) { l.onTapped() }

// CreateRenderer implements fyne.Widget.
func (l *tabLabel) CreateRenderer() fyne.WidgetRenderer { return render(l, l.text) }

// minSize is that of the chosen state, so that nothing moves when it is chosen.
func (l *tabLabel) minSize() fyne.Size {
	return fyne.NewSize(ceil(measure(l.text.Text(), Strong()))+1, tabsHeight)
}

func (l *tabLabel) restyle() {
	style := Medium().In(theme.ColorTextMuted)
	if l.selected {
		style = Strong()
	}
	l.text.SetStyle(style)
}

func (l *tabLabel) layout(size fyne.Size) { place(l.text, 0, (size.Height-20)/2, size.Width, 20) }
