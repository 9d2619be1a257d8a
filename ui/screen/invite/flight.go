package invite

import (
	"io"

	"rollcall/ui/screen/kit"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

// setFlight says above the rows how far it is, or what came of it. It tells
// whether the height has changed.
func (d *Dialog) setFlight(s view.InviteState) (moved bool) {
	data := widgets.ProgressData{Text: s.Progress}
	switch {
	case !s.Many:
		data = widgets.ProgressData{}
	case s.Flight != nil:
		data = widgets.ProgressData{Text: s.Flight.Text, Bar: true, Part: s.Flight.Part}
		if !s.Flight.Stopping {
			data.Action, data.Icon = d.words.T("invite.stop"), widgets.IconX
		}
	case s.Summary != "":
		data.Text, data.Action, data.Busy = s.Summary, d.words.T("invite.save_result"), s.Roll.Saving
	}
	moved = d.panel.Set(data)
	switch shown := data.Text != ""; {
	case shown == d.telling:
	case shown:
		d.dialog.SetHeader(d.panel)
	default:
		d.dialog.SetHeader(nil)
	}
	d.telling = data.Text != ""
	return moved
}

// panelAct stops what is being sent, or saves what came of it.
func (d *Dialog) panelAct() {
	if d.state.Flight != nil {
		d.view.Stop()
		return
	}
	kit.SaveAs(d.canvas, d.words, d.view.ResultName(), func(to io.WriteCloser, err error) {
		file, ok := to.(view.ExportFile)
		switch {
		case err != nil:
			d.view.ResultFailed()
		case ok:
			d.view.SaveResult(file)
		}
	})
}

// leave closes the dialog. What would be lost is asked about, and so is leaving
// while much is being sent: the rest of it is sent in the background.
func (d *Dialog) leave() {
	if d.state.Flight == nil {
		kit.LeaveAsking(d.canvas, d.words, d.dialog)
		return
	}
	w := d.words
	then, act := w.T("invite.close_text"), w.T("invite.close_act")
	if d.state.Flight.Waiting {
		then, act = w.T("invite.close_paused_text"), w.T("invite.close_paused_act")
	}
	body := widgets.NewStack(8, widgets.NewParagraph(d.state.Flight.Left, widgets.Body()), widgets.NewParagraph(then, widgets.Muted()))
	ask := widgets.NewDialog(w.T("invite.close_title"), 460, body, w.T("invite.close_stay"))
	ask.SetAct(act, widgets.IconNone, widgets.Secondary, func() {
		ask.Close()
		d.dialog.Close()
	})
	ask.Open(d.canvas)
}
