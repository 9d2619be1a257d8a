package widgets

import (
	"bytes"
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"rollcall/assets"
	"rollcall/ui/theme"
)

// IconName is an icon by its lucide name.
type IconName string

// The icons of the program.
const (
	IconNone           IconName = ""
	IconUsers          IconName = "users"
	IconActivity       IconName = "activity"
	IconKey            IconName = "key-round"
	IconBuilding       IconName = "building-2"
	IconMail           IconName = "mail"
	IconSend           IconName = "send"
	IconTrash          IconName = "trash-2"
	IconShieldCheck    IconName = "shield-check"
	IconShieldOff      IconName = "shield-off"
	IconShield         IconName = "shield"
	IconChevronDown    IconName = "chevron-down"
	IconChevronRight   IconName = "chevron-right"
	IconChevronsUpDown IconName = "chevrons-up-down"
	IconSearch         IconName = "search"
	IconPlus           IconName = "plus"
	IconClock          IconName = "clock"
	IconCircleAlert    IconName = "circle-alert"
	IconTriangleAlert  IconName = "triangle-alert"
	IconWifiOff        IconName = "wifi-off"
	IconLogOut         IconName = "log-out"
	IconLock           IconName = "lock"
	IconEye            IconName = "eye"
	IconEyeOff         IconName = "eye-off"
	IconInfo           IconName = "info"
	IconCheck          IconName = "check"
	IconX              IconName = "x"
	IconSettings       IconName = "settings"
	IconEllipsis       IconName = "ellipsis"
	IconRotate         IconName = "rotate-ccw"
	IconCopy           IconName = "copy"
	IconUser           IconName = "user"
	IconPencil         IconName = "pencil"
	IconHelp           IconName = "circle-help"
	IconRefresh        IconName = "refresh-cw"
	IconArrowUp        IconName = "arrow-up"
	IconArrowDown      IconName = "arrow-down"
	IconMonitor        IconName = "monitor"
)

// Icon is a line drawing in a colour of the theme, 16 pixels unless told.
type Icon struct {
	widget.BaseWidget
	name  IconName
	role  fyne.ThemeColorName
	side  float32
	shown string
	image *canvas.Image
}

// NewIcon makes an icon in the colour of a role.
func NewIcon(name IconName, role fyne.ThemeColorName) *Icon {
	return NewIconSized(name, role, theme.IconSize)
}

// NewIconSized makes an icon with sides of a length in logical pixels.
func NewIconSized(name IconName, role fyne.ThemeColorName, side float32) *Icon {
	i := &Icon{name: name, role: role, side: side, image: &canvas.Image{}}
	i.image.FillMode = canvas.ImageFillContain
	i.ExtendBaseWidget(i)
	return i
}

// Set changes the drawing and its colour; IconNone draws nothing.
func (i *Icon) Set(name IconName, role fyne.ThemeColorName) {
	if i.name == name && i.role == role {
		return
	}
	i.name, i.role = name, role
	i.restyle()
}

// CreateRenderer implements fyne.Widget.
func (i *Icon) CreateRenderer() fyne.WidgetRenderer { return render(i, i.image) }

func (i *Icon) layout(size fyne.Size) {
	i.restyle()
	place(i.image, (size.Width-i.side)/2, (size.Height-i.side)/2, i.side, i.side)
}

func (i *Icon) minSize() fyne.Size { return fyne.NewSquareSize(i.side) }

// restyle draws again only when drawing or colour changed: reading SVG is slow.
func (i *Icon) restyle() {
	stroke := i.side * lineWidth / lucideSide * scaleOf(i)
	key := fmt.Sprintf("%s-%s-%.2f.svg", i.name, hexOf(theme.Color(i.role)), stroke)
	if key == i.shown {
		return
	}
	i.shown = key
	i.image.Resource = iconResource(i.name, key, theme.Color(i.role), stroke)
	show(i.image, i.image.Resource != nil)
	i.image.Refresh()
}

// The drawings are 24 wide with lines of 2.
const (
	lucideSide = 24
	lineWidth  = 2
)

// scaleOf is how many pixels of the screen a logical pixel has. Before o is
// shown the first window answers for it.
func scaleOf(o fyne.CanvasObject) float32 {
	if c := canvasOf(o); c != nil {
		return c.Scale()
	}
	for _, w := range fyne.CurrentApp().Driver().AllWindows() {
		return w.Canvas().Scale()
	}
	return 1
}

// iconResource is the drawing with its lines in c, and as wide as they are on
// the screen, since the toolkit scales shapes but not the width of lines. Its
// name tells all of it because the toolkit caches drawings by name.
func iconResource(name IconName, key string, c color.Color, stroke float32) fyne.Resource {
	if name == IconNone {
		return nil
	}
	svg, err := assets.Icon(string(name))
	if err != nil {
		return nil
	}
	svg = bytes.ReplaceAll(svg, []byte("currentColor"), []byte(hexOf(c)))
	svg = bytes.Replace(svg, []byte(`stroke-width="2"`), fmt.Appendf(nil, `stroke-width="%.3f"`, stroke), 1)
	return fyne.NewStaticResource(key, svg)
}

func hexOf(c color.Color) string {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	return fmt.Sprintf("#%02x%02x%02x", n.R, n.G, n.B)
}
