package widgets

import (
	"hash/fnv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// Avatar is a disc with the initials of a person. The colours follow from the
// id, so that they stay the same when a name changes.
type Avatar struct {
	widget.BaseWidget
	initials string
	pair     int
	side     float32
	disc     *canvas.Circle
	letters  *Text
}

// NewAvatar makes a disc of 34.
func NewAvatar(initials, id string) *Avatar {
	a := &Avatar{side: theme.AvatarSize, disc: canvas.NewCircle(nil), letters: NewText("", avatarStyle())}
	a.initials, a.pair = initials, avatarPair(id)
	a.ExtendBaseWidget(a)
	return a
}

func avatarStyle() Style {
	return Style{Size: theme.TextSmaller, Weight: theme.SemiBold, Align: fyne.TextAlignCenter}
}

// Set shows another person.
func (a *Avatar) Set(initials, id string) {
	if pair := avatarPair(id); a.initials != initials || a.pair != pair {
		a.initials, a.pair = initials, pair
		a.Refresh()
	}
}

// avatarPair spreads ids evenly over the pairs of colours.
func avatarPair(id string) int {
	h := fnv.New32a()
	h.Write([]byte(id))
	return int(h.Sum32() % theme.AvatarPairs)
}

// CreateRenderer implements fyne.Widget.
func (a *Avatar) CreateRenderer() fyne.WidgetRenderer { return render(a, a.disc, a.letters) }

func (a *Avatar) minSize() fyne.Size { return fyne.NewSquareSize(a.side) }

func (a *Avatar) layout(size fyne.Size) {
	top := (size.Height - a.side) / 2
	place(a.disc, 0, top, a.side, a.side)
	place(a.letters, 0, top+(a.side-18)/2, a.side, 18)
}

func (a *Avatar) restyle() {
	ground, letters := theme.AvatarColors(a.pair)
	a.disc.FillColor = theme.Color(ground)
	a.letters.Set(a.initials, avatarStyle().In(letters))
}
