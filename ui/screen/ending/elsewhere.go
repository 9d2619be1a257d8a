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
	parts := []fyne.CanvasObject{widgets.NewParagraph(s.Text, widgets.Muted())}
	if len(s.Acts) > 0 {
		parts = append(parts, widgets.NewInfoBox("", kit.Facts(s.Acts)...))
	}
	body := widgets.NewStack(14, parts...)
	d := widgets.NewDialog(s.Title, lostWidth, body, s.Stay)
	d.SetAct(s.Discard, widgets.IconNone, widgets.Danger, func() {
		d.Close()
		discard()
	})
	d.Open(c)
	return d
}
