package kit

import (
	"fyne.io/fyne/v2"

	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

// LeaveAsking closes a dialog at once when nothing would be lost, and asks
// otherwise.
func LeaveAsking(c fyne.Canvas, w *words.Words, d *widgets.Dialog, typed bool) {
	if !typed {
		d.Close()
		return
	}
	body := widgets.NewParagraph(w.T("leave.text"), widgets.Muted())
	ask := widgets.NewDialog(w.T("leave.title"), 420, body, w.T("leave.keep"))
	ask.SetAct(w.T("leave.discard"), widgets.IconNone, widgets.Danger, func() {
		ask.Close()
		d.Close()
	})
	ask.Open(c)
}
