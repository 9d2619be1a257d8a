// Package confirm is the dialog that asks before a person is removed, and then
// shows the receipt.
package confirm

import (
	"fyne.io/fyne/v2"

	"rollcall/ui/screen/kit"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

const width = 480

// Open draws a view in a dialog over a canvas and starts it. The safe button
// has the focus: Enter alone removes nobody.
func Open(c fyne.Canvas, v *view.Confirm) {
	text, box := widgets.NewParagraph("", widgets.Muted()), widgets.NewInfoBox("")
	d := widgets.NewDialog("", width, widgets.NewStack(14, text, box), "")
	d.OnClosed = v.Close
	v.OnState = func(s view.ConfirmState) {
		d.SetTitle(s.Title)
		text.SetText(s.Text)
		box.Set("", facts(s.Facts)...)
		kit.Show(box, len(s.Facts) > 0)
		d.Safe().SetText(s.Keep)
		if s.Receipt {
			d.Act().Hide()
		} else {
			d.SetAct(s.Act, widgets.IconNone, widgets.Danger, v.Do)
		}
		d.SetFault(s.Error)
		d.SetBusy(s.Busy)
		d.Relayout()
	}
	v.Start()
	d.Open(c)
}

func facts(list []view.Fact) []widgets.InfoLine {
	out := make([]widgets.InfoLine, 0, len(list))
	for _, f := range list {
		out = append(out, widgets.InfoLine{Icon: widgets.IconName(f.Icon), Text: f.Text})
	}
	return out
}
