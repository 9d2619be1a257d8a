package kit

import (
	"fyne.io/fyne/v2"

	"rollcall/ui/theme"
	"rollcall/ui/widgets"
)

// PersonHead is who something is about: the avatar, the name, and a quiet line.
type PersonHead struct {
	layout
	avatar *widgets.Avatar
	title  *widgets.HoverText
	line   *widgets.HoverText
}

// NewPersonHead makes an empty head.
func NewPersonHead() *PersonHead {
	h := &PersonHead{avatar: widgets.NewAvatar("", "")}
	h.title, h.line = widgets.NewHoverText("", widgets.Subtitle()), widgets.NewHoverText("", widgets.Small())
	h.parts = []fyne.CanvasObject{h.avatar, h.title, h.line}
	h.height = func(float32) float32 { return 48 }
	h.min = func() fyne.Size { return fyne.NewSize(120, 48) }
	h.place = h.arrange
	h.ExtendBaseWidget(h)
	return h
}

// Set shows somebody; without initials, as for an address alone, there is no avatar.
func (h *PersonHead) Set(initials, id, title, line string) {
	h.avatar.Set(initials, id)
	Show(h.avatar, initials != "")
	h.title.SetText(title)
	h.line.SetText(line)
	h.Refresh()
}

func (h *PersonHead) arrange(size fyne.Size) {
	var x float32
	if h.avatar.Visible() {
		x = theme.AvatarSize + 14
	}
	Place(h.avatar, 0, (size.Height-theme.AvatarSize)/2, theme.AvatarSize, theme.AvatarSize)
	Place(h.title, x, 0, size.Width-x, 26)
	Place(h.line, x, 26, size.Width-x, 20)
}
