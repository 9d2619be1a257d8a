package kit

import (
	"fyne.io/fyne/v2"

	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

const linkWidth = 460

// OpenLink asks in a dialog over a canvas about a link that opened the program.
// The safe button has the focus: Enter alone follows no link. Ignore is called
// for the safe button and Esc; use, when the link can be used, for the other.
func OpenLink(c fyne.Canvas, s view.LinkState, ignore, use func()) *widgets.Dialog {
	text, warning := widgets.NewParagraph(s.Text, widgets.Body()), widgets.NewParagraph(s.Warning, widgets.Muted())
	Show(warning, s.Warning != "")
	d := widgets.NewDialog(s.Title, linkWidth, widgets.NewStack(14, text, warning), s.Keep)
	d.Safe().OnTapped = func() {
		d.Close()
		ignore()
	}
	if s.Use != "" {
		d.SetAct(s.Use, widgets.IconNone, widgets.Primary, func() {
			d.Close()
			use()
		})
	}
	d.Open(c)
	return d
}
