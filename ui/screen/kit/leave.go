package kit

import (
	"fyne.io/fyne/v2"

	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

// LeaveAsking closes a dialog at once when nothing would be lost, and asks
// otherwise.
func LeaveAsking(c fyne.Canvas, w *words.Words, d *widgets.Dialog, typed bool) {
	LeaveFor(c, w, d, typed, func() {})
}

// LeaveFor is LeaveAsking to go elsewhere: then is called once the dialog is
// closed.
func LeaveFor(c fyne.Canvas, w *words.Words, d *widgets.Dialog, typed bool, then func()) {
	Leave(c, w, typed, func() {
		d.Close()
		then()
	})
}

// Leave goes on at once when nothing would be lost, and asks otherwise.
func Leave(c fyne.Canvas, w *words.Words, typed bool, then func()) {
	if !typed {
		then()
		return
	}
	body := widgets.NewParagraph(w.T("leave.text"), widgets.Muted())
	ask := widgets.NewDialog(w.T("leave.title"), 420, body, w.T("leave.keep"))
	ask.SetAct(w.T("leave.discard"), widgets.IconNone, widgets.Danger, func() {
		ask.Close()
		then()
	})
	ask.Open(c)
}
