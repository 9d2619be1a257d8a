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
func Unsaved(c fyne.Canvas) bool { return anyDialog(c, (*widgets.Dialog).Unsaved) }

// Fleeting tells whether a dialog that stands open shows something for the only
// time: recovery codes or an API token that nobody took along yet.
func Fleeting(c fyne.Canvas) bool { return anyDialog(c, (*widgets.Dialog).Fleeting) }

func anyDialog(c fyne.Canvas, is func(*widgets.Dialog) bool) bool {
	return slices.ContainsFunc(c.Overlays().List(), func(o fyne.CanvasObject) bool {
		d, ok := o.(*widgets.Dialog)
		return ok && is(d)
	})
}

// Leave goes on at once when nothing would be lost, and asks otherwise: in the
// dialog that it gives.
func Leave(c fyne.Canvas, w *words.Words, typed bool, then func()) *widgets.Dialog {
	if !typed {
		then()
		return nil
	}
	return leaving(c, question{w.T("leave.title"), w.T("leave.text"), w.T("leave.keep"), w.T("leave.discard")}, then)
}

// LeaveFleeting asks before something that is shown only once is lost.
func LeaveFleeting(c fyne.Canvas, w *words.Words, then func()) *widgets.Dialog {
	return leaving(c, question{w.T("leave.once.title"), w.T("leave.once.text"), w.T("leave.once.keep"), w.T("leave.once.discard")}, then)
}

// LeaveUnderWay asks before something ends in the middle; text says how far it is.
func LeaveUnderWay(c fyne.Canvas, w *words.Words, text string, then func()) *widgets.Dialog {
	return leaving(c, question{w.T("leave.going.title"), text + " " + w.T("leave.going.text"), w.T("leave.once.keep"), w.T("leave.going.discard")}, then)
}

// question is what is asked before something is lost; stay is the safe answer.
type question struct{ title, text, stay, leave string }

func leaving(c fyne.Canvas, q question, then func()) *widgets.Dialog {
	ask := widgets.NewDialog(q.title, 420, widgets.NewParagraph(q.text, widgets.Muted()), q.stay)
	ask.SetAct(q.leave, widgets.IconNone, widgets.Danger, func() {
		ask.Close()
		then()
	})
	ask.Open(c)
	return ask
}
