// Package ending is what is said about acts that wait when a stay ends: the
// question before signing out, and what was never sent.
package ending

import (
	"fyne.io/fyne/v2"

	"rollcall/ui/screen/kit"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

// width leaves room for three buttons in a row, in French too.
const width = 680

// leaving draws the Leaving view.
type leaving struct {
	view   *view.Leaving
	dialog *widgets.Dialog

	text     *widgets.Paragraph
	acts     *widgets.InfoBox
	progress *widgets.Text
	discard  *widgets.Button
}

// OpenLeaving asks in a dialog over a canvas and starts the view. The safe button
// has the focus: Enter alone signs nobody out.
func OpenLeaving(c fyne.Canvas, v *view.Leaving) *widgets.Dialog {
	d := &leaving{view: v, text: widgets.NewParagraph("", widgets.Muted()), acts: widgets.NewInfoBox("")}
	d.progress = widgets.NewText("", widgets.Small())
	d.discard = widgets.NewButton("", widgets.IconNone, widgets.Link, v.Discard)
	d.dialog = widgets.NewDialog("", width, widgets.NewStack(14, d.text, d.acts, d.progress), "")
	d.dialog.SetFooterLeft(d.discard)
	d.dialog.OnClosed = v.Close
	v.OnState = d.set
	d.dialog.Open(c)
	v.Start()
	return d.dialog
}

func (d *leaving) set(s view.LeavingState) {
	if s.Done {
		d.dialog.Close()
		return
	}
	d.dialog.SetTitle(s.Title)
	d.text.SetText(s.Text)
	d.acts.Set("", kit.Facts(s.Acts)...)
	d.progress.SetText(s.Progress)
	kit.Show(d.progress, s.Progress != "")
	d.discard.SetText(s.Discard)
	d.discard.SetBusy(s.Discarding)
	d.discard.SetEnabled(!s.Busy || s.Discarding)
	d.dialog.Safe().SetText(s.Stay)
	d.dialog.SetAct(s.Send, widgets.IconSend, widgets.Primary, d.view.SendNow)
	d.dialog.Act().SetBusy(s.Busy)
	d.dialog.Act().SetEnabled(s.Ready || s.Busy)
	d.dialog.Safe().SetEnabled(!s.Discarding)
	d.dialog.SetNote(widgets.IconWifiOff, s.WhyNot)
	d.dialog.SetFault(s.Error)
	d.dialog.Relayout()
}
