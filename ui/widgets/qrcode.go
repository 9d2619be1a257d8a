package widgets

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
	"github.com/boombuler/barcode/qr"

	"rollcall/ui/theme"
)

const (
	// quietZone is the white margin that readers ask for, in modules (ISO/IEC 18004).
	quietZone = 4
	// moduleSide is the side of one module in logical pixels: whole, so that no
	// edge is blurred.
	moduleSide float32 = 4
)

// QRCode shows a text as a QR code. It is black on white in every theme:
// readers expect that.
type QRCode struct {
	widget.BaseWidget
	picture *canvas.Image
	ground  *canvas.Rectangle
	shown   string
}

// NewQRCode makes an empty code.
func NewQRCode() *QRCode {
	q := &QRCode{picture: &canvas.Image{FillMode: canvas.ImageFillStretch, ScaleMode: canvas.ImageScalePixels}}
	q.ground = fill(theme.RadiusControl)
	q.ExtendBaseWidget(q)
	return q
}

// Set shows a text; "" shows nothing. What is too long for a code, about 2,000
// characters, shows nothing either.
func (q *QRCode) Set(text string) {
	if q.shown == text {
		return
	}
	q.shown = text
	q.picture.Image = qrImage(text)
	q.Refresh()
}

// Image is what is drawn, one pixel a module with the margin; nil for nothing.
func (q *QRCode) Image() image.Image { return q.picture.Image }

// qrImage draws the modules of a text. A quarter of them may be lost to glare:
// level M of correction.
func qrImage(text string) image.Image {
	if text == "" {
		return nil
	}
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return nil
	}
	side := code.Bounds().Dx()
	out := image.NewGray(image.Rect(0, 0, side+2*quietZone, side+2*quietZone))
	for i := range out.Pix {
		out.Pix[i] = 0xff
	}
	for y := range side {
		for x := range side {
			out.SetGray(x+quietZone, y+quietZone, color.GrayModel.Convert(code.At(x, y)).(color.Gray))
		}
	}
	return out
}

// HeightFor is the height, in any width.
func (q *QRCode) HeightFor(float32) float32 { return q.side() }

func (q *QRCode) side() float32 {
	if q.picture.Image == nil {
		return 0
	}
	return float32(q.picture.Image.Bounds().Dx()) * moduleSide
}

// CreateRenderer implements fyne.Widget.
func (q *QRCode) CreateRenderer() fyne.WidgetRenderer { return render(q, q.ground, q.picture) }

func (q *QRCode) minSize() fyne.Size { return fyne.NewSquareSize(q.side()) }

func (q *QRCode) restyle() {
	q.ground.FillColor = color.White
	show(q.picture, q.picture.Image != nil)
	show(q.ground, q.picture.Image != nil)
}

func (q *QRCode) layout(size fyne.Size) {
	x := max((size.Width-q.side())/2, 0)
	place(q.ground, x, 0, q.side(), q.side())
	place(q.picture, x, 0, q.side(), q.side())
}
