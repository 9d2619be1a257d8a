package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// SideBar is the left column: the account, the screens under a heading, and the
// person at the bottom. Collapsed it shows icons alone, 64 wide.
type SideBar struct {
	widget.BaseWidget
	account   *SideBlock
	person    *SideBlock
	heading   *Text
	items     []*NavItem
	parts     *fyne.Container
	ground    *canvas.Rectangle
	edge      *canvas.Rectangle
	seam      *canvas.Rectangle
	collapsed bool
}

// NewSideBar makes the column.
func NewSideBar(account *SideBlock, heading string, items []*NavItem, person *SideBlock) *SideBar {
	s := &SideBar{account: account, heading: NewText(heading, sideHeading()), items: items, person: person}
	s.ground, s.edge, s.seam = fill(0), fill(0), fill(0)
	s.parts = container(s.objects()...)
	s.ExtendBaseWidget(s)
	return s
}

func sideHeading() Style {
	return Style{Size: theme.TextSmaller, Weight: theme.SemiBold, Color: theme.ColorFaint}
}

// SetItems changes the heading and the screens; an empty heading takes no room.
func (s *SideBar) SetItems(heading string, items []*NavItem) {
	s.heading.SetText(heading)
	s.items = items
	for _, i := range items {
		i.SetCollapsed(s.collapsed)
	}
	s.parts.Objects = s.objects()
	s.parts.Refresh()
	s.Refresh()
}

// objects are in reading order, which is that of the Tab key.
func (s *SideBar) objects() []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, 0, len(s.items))
	for _, i := range s.items {
		out = append(out, i)
	}
	return out
}

// SetCollapsed shows icons alone, or everything.
func (s *SideBar) SetCollapsed(on bool) {
	if s.collapsed == on {
		return
	}
	s.collapsed = on
	s.account.SetCollapsed(on)
	s.person.SetCollapsed(on)
	for _, i := range s.items {
		i.SetCollapsed(on)
	}
	s.Refresh()
}

// Collapsed tells whether icons stand alone.
func (s *SideBar) Collapsed() bool { return s.collapsed }

// Width is the width of the column as it stands.
func (s *SideBar) Width() float32 {
	if s.collapsed {
		return theme.SideCollapsed
	}
	return theme.SideWidth
}

// CreateRenderer implements fyne.Widget.
func (s *SideBar) CreateRenderer() fyne.WidgetRenderer {
	return render(s, s.ground, s.edge, s.account, s.heading, s.parts, s.seam, s.person)
}

func (s *SideBar) minSize() fyne.Size { return fyne.NewSize(s.Width(), 300) }

func (s *SideBar) restyle() {
	paint(s.ground, theme.ColorSide, theme.ColorClear, 0)
	s.edge.FillColor, s.seam.FillColor = theme.Color(theme.ColorLine), theme.Color(theme.ColorLine)
	show(s.heading, !s.collapsed)
}

func (s *SideBar) layout(size fyne.Size) {
	place(s.ground, 0, 0, size.Width, size.Height)
	place(s.edge, size.Width-1, 0, 1, size.Height)
	w := size.Width - 25
	if s.collapsed {
		w = size.Width - 17
	}
	x := (size.Width - 1 - w) / 2
	place(s.account, x, 17, w, 52)
	place(s.heading, 20, 92, w-8, 18)
	place(s.parts, 0, 0, size.Width, size.Height-70)
	y := float32(117)
	if s.heading.Text() == "" {
		y = 86
	}
	for _, i := range s.items {
		place(i, x, y, w, theme.ButtonHeight)
		y += theme.ButtonHeight
	}
	place(s.seam, x, size.Height-69, w, 1)
	place(s.person, x, size.Height-62, w, 52)
}
