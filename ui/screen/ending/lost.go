package ending

import (
	"fyne.io/fyne/v2"

	"rollcall/ui/screen/kit"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

const lostWidth = 520

// OpenLost names in a dialog over a canvas what was not sent and never will be.
// Closed is called when the person closes it, not when the window takes it away.
func OpenLost(c fyne.Canvas, s view.LostState, closed func()) *widgets.Dialog {
	body := widgets.NewStack(14, widgets.NewParagraph(s.Text, widgets.Muted()), widgets.NewInfoBox("", kit.Facts(s.Acts)...))
	d := widgets.NewDialog(s.Title, lostWidth, body, s.Close)
	d.Safe().OnTapped = func() {
		d.Close()
		closed()
	}
	d.SetAct(s.Copy, widgets.IconCopy, widgets.Secondary, func() {
		fyne.CurrentApp().Clipboard().SetContent(s.Paper)
		d.Act().SetIcon(widgets.IconCheck)
		d.Act().SetText(s.Copied)
		d.Relayout()
	})
	d.Open(c)
	return d
}
