package kit

import (
	"fyne.io/fyne/v2"

	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

const confirmWidth = 480

// OpenConfirm asks in a dialog over a canvas before something ends, and starts
// the view. The safe button has the focus: Enter alone ends nothing.
func OpenConfirm(c fyne.Canvas, v *view.Confirm) {
	text, box := widgets.NewParagraph("", widgets.Muted()), widgets.NewInfoBox("")
	d := widgets.NewDialog("", confirmWidth, widgets.NewStack(14, text, box), "")
	d.OnClosed = v.Close
	v.OnState = func(s view.ConfirmState) {
		if s.Done {
			d.Close()
			return
		}
		d.SetTitle(s.Title)
		text.SetText(s.Text)
		box.Set("", Facts(s.Facts)...)
		Show(box, len(s.Facts) > 0)
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

// Facts gives the widgets' lines of a view's facts.
func Facts(list []view.Fact) []widgets.InfoLine {
	out := make([]widgets.InfoLine, 0, len(list))
	for _, f := range list {
		out = append(out, widgets.InfoLine{Icon: widgets.IconName(f.Icon), Text: f.Text})
	}
	return out
}
