package kit

import (
	"fyne.io/fyne/v2"

	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

const confirmWidth = 480

// confirmer draws the Confirm view: the question, then the receipt.
type confirmer struct {
	view   *view.Confirm
	canvas fyne.Canvas

	dialog *widgets.Dialog
	text   *widgets.Paragraph
	box    *widgets.InfoBox
	back   *widgets.Button
	state  view.ConfirmState
}

// OpenConfirm asks in a dialog over a canvas before something ends, and starts
// the view. The safe button has the focus: Enter alone ends nothing.
func OpenConfirm(c fyne.Canvas, v *view.Confirm) {
	k := &confirmer{view: v, canvas: c, text: widgets.NewParagraph("", widgets.Muted()), box: widgets.NewInfoBox("")}
	k.dialog = widgets.NewDialog("", confirmWidth, widgets.NewStack(14, k.text, k.box), "")
	k.dialog.OnClosed = v.Close
	k.back = widgets.NewButton("", widgets.IconRotate, widgets.Link, v.Undo)
	v.OnState = k.set
	v.Start()
	k.dialog.Open(c)
}

func (k *confirmer) toClipboard() {
	fyne.CurrentApp().Clipboard().SetContent(k.state.Paper)
	k.view.Copied()
}

func (k *confirmer) set(s view.ConfirmState) {
	before := k.state
	k.state = s
	if s.Done {
		k.dialog.Close()
		return
	}
	d := k.dialog
	d.SetTitle(s.Title)
	k.text.SetText(s.Text)
	k.box.Set("", Facts(s.Facts)...)
	Show(k.box, len(s.Facts) > 0)
	d.Safe().SetText(s.Keep)
	if s.Receipt {
		k.setReceipt(before)
	} else {
		d.SetAct(s.Act, widgets.IconNone, widgets.Danger, k.view.Do)
		k.setBack(before)
	}
	Show(d.Act(), s.Act != "")
	SetWaitNote(d, s.Note)
	d.SetFault(s.Error)
	d.SetBusy(s.Busy)
	d.Act().SetEnabled(s.Ready || s.Busy)
	if before.Act != "" && s.Act == "" {
		k.canvas.Focus(d.Safe()) // what had the keyboard goes
	}
	d.Relayout()
}

// setReceipt puts what can be done with the receipt in the place of the act.
func (k *confirmer) setReceipt(before view.ConfirmState) {
	s, icon := k.state, widgets.IconCopy
	if s.Copied {
		icon = widgets.IconCheck
	}
	k.dialog.SetAct(s.Act, icon, widgets.Secondary, k.toClipboard)
	k.setBack(before)
}

// setBack puts the way back at the left end of the footer, away from where the
// act was pressed.
func (k *confirmer) setBack(before view.ConfirmState) {
	if k.state.Back != "" && before.Back != k.state.Back {
		k.back.SetText(k.state.Back)
		k.dialog.SetFooterLeft(k.back)
	}
	Show(k.back, k.state.Back != "")
	k.back.SetBusy(k.state.BackBusy)
}

// Facts gives the widgets' lines of a view's facts.
func Facts(list []view.Fact) []widgets.InfoLine {
	out := make([]widgets.InfoLine, 0, len(list))
	for _, f := range list {
		out = append(out, widgets.InfoLine{Icon: widgets.IconName(f.Icon), Text: f.Text})
	}
	return out
}
