package ending

import (
	"fyne.io/fyne/v2"

	"rollcall/ui/screen/kit"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

// OpenElsewhere asks in a dialog over a canvas whether to sign out although acts
// wait in other accounts. The safe button has the focus.
func OpenElsewhere(c fyne.Canvas, s view.ElsewhereState, discard func()) *widgets.Dialog {
	body := widgets.NewStack(14, widgets.NewParagraph(s.Text, widgets.Muted()), widgets.NewInfoBox("", kit.Facts(s.Acts)...))
	d := widgets.NewDialog(s.Title, lostWidth, body, s.Stay)
	d.SetAct(s.Discard, widgets.IconNone, widgets.Danger, func() {
		d.Close()
		discard()
	})
	d.Open(c)
	return d
}
