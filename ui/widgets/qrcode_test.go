package widgets

import (
	"image"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"rollcall/ui/theme"
)

// scan reads a QR code from a picture, as a telephone does.
func scan(t *testing.T, picture image.Image) string {
	t.Helper()
	bits, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bits, nil)
	if err != nil {
		t.Fatal("not readable: ", err)
	}
	return result.GetText()
}

func TestAQRCodeSaysExactlyItsText(t *testing.T) {
	for _, mode := range []theme.Mode{theme.Light, theme.Dark} {
		for _, text := range []string{
			"otpauth://totp/Maple%20Press:amelie.roy%40maplepress.ca?algorithm=SHA1&digits=6&issuer=Maple%20Press&period=30&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
			"otpauth://totp/Éditions%20de%20l%27Érable:" + strings.Repeat("long.", 20) + "name%40example.org?secret=JBSWY3DPEHPK3PXP",
		} {
			q := NewQRCode()
			q.Set(text)
			w := openThemed(t, mode, q, fyne.NewSize(400, 400))
			w.Resize(q.MinSize())
			if got := scan(t, w.Canvas().Capture()); got != text {
				t.Errorf("%s: the picture says %q, want %q", mode, got, text)
			}
		}
	}
}

func TestAnEmptyQRCodeShowsNothing(t *testing.T) {
	startApp(t, theme.Light)
	q := NewQRCode()
	q.Set("x")
	q.Set("")
	if q.Image() != nil || q.MinSize().Height != 0 {
		t.Error("something secret is left on screen")
	}
	q.Set(strings.Repeat("x", 5000))
	if q.Image() != nil {
		t.Error("a text too long for a code is drawn")
	}
}

func TestCopyingALinePutsWhatItSaysOnTheClipboard(t *testing.T) {
	l := NewCopyLine("Key", "Copy", "Copied")
	w := openWindow(t, l, fyne.NewSize(300, 80))
	l.Set("JBSW Y3DP", "JBSWY3DP")
	w.Canvas().Focus(l.FocusTarget())
	press(w, fyne.KeySpace)
	if got := fyne.CurrentApp().Clipboard().Content(); got != "JBSWY3DP" {
		t.Errorf("the clipboard holds %q", got)
	}
	if l.copy.Tip() != "Copied" {
		t.Error("not said to be copied")
	}
	l.Set("", "")
	if l.text != "" || l.copy.Tip() != "Copy" {
		t.Error("the text stays")
	}
}

func TestAPageScrollsToWhatHasTheFocus(t *testing.T) {
	var page *ScrollPage
	var parts []fyne.CanvasObject
	for range 20 {
		b := NewButton("Act", IconNone, Secondary, nil)
		b.OnFocus = func() { page.Reveal(b) }
		parts = append(parts, b)
	}
	page = NewScrollPage(NewStack(40, parts...), 32, 400)
	w := openWindow(t, page, fyne.NewSize(500, 300))
	for range 2 {
		for i, p := range parts {
			w.Canvas().FocusNext()
			if !within(p, page) {
				t.Fatalf("button %d has the focus and cannot be seen, scrolled to %v", i, page.Offset())
			}
		}
	}
}

func TestARowOfACardWrapsAndKeepsItsButtonsInside(t *testing.T) {
	long := strings.Repeat("A long line about something. ", 10)
	act := NewSmallButton("Change…", IconNone, Secondary, nil)
	r := NewFactRow(true, act)
	r.Set(FactData{Icon: IconMail, Title: strings.Repeat("A long title ", 20), Line: long, Note: long, Badge: BadgeData{Text: "On"}})
	openWindow(t, NewStack(0, r), fyne.NewSize(420, 600))
	if !within(act, r) || !within(r.badge, r) || !within(r.line, r) || !within(r.note, r) {
		t.Error("a part hangs out")
	}
	if r.title.Position().X+r.title.Size().Width > r.badge.Position().X {
		t.Error("the title runs into the badge")
	}
}
