package kit

import (
	"slices"

	"fyne.io/fyne/v2"

	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

// LeaveAsking closes a dialog at once when nothing would be lost, and asks
// otherwise.
func LeaveAsking(c fyne.Canvas, w *words.Words, d *widgets.Dialog) {
	LeaveFor(c, w, d, func() {})
}

// LeaveFor is LeaveAsking to go elsewhere: then is called once the dialog is
// closed.
func LeaveFor(c fyne.Canvas, w *words.Words, d *widgets.Dialog, then func()) {
	Leave(c, w, d.Unsaved(), func() {
		d.Close()
		then()
	})
}

// Unsaved tells whether something is typed in a dialog that stands open.
func Unsaved(c fyne.Canvas) bool {
	return slices.ContainsFunc(c.Overlays().List(), func(o fyne.CanvasObject) bool {
		d, ok := o.(*widgets.Dialog)
		return ok && d.Unsaved()
	})
}

// Leave goes on at once when nothing would be lost, and asks otherwise: in the
// dialog that it gives.
func Leave(c fyne.Canvas, w *words.Words, typed bool, then func()) *widgets.Dialog {
	if !typed {
		then()
		return nil
	}
	body := widgets.NewParagraph(w.T("leave.text"), widgets.Muted())
	ask := widgets.NewDialog(w.T("leave.title"), 420, body, w.T("leave.keep"))
	ask.SetAct(w.T("leave.discard"), widgets.IconNone, widgets.Danger, func() {
		ask.Close()
		then()
	})
	ask.Open(c)
	return ask
}
