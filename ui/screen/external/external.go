// Package external is the dialog that changes what an external user may do in
// this account (R11).
package external

import (
	"fyne.io/fyne/v2"

	"rollcall/ui/screen/kit"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

const width = 620

// Dialog draws the Edit permissions view.
type Dialog struct {
	view   *view.EditExternal
	words  *words.Words
	canvas fyne.Canvas

	dialog    *widgets.Dialog
	note      *widgets.Paragraph
	meanwhile *widgets.Banner
	powers    *kit.Powers
	until     *widgets.Field
	changes   *widgets.InfoBox
	state     view.EditExternalState
}

// Open draws a view in a dialog over a canvas and starts it.
func Open(c fyne.Canvas, v *view.EditExternal, w *words.Words) *Dialog {
	d := &Dialog{view: v, words: w, canvas: c}
	d.build()
	v.OnState = d.set
	v.Start()
	d.dialog.Open(c)
	return d
}

func (d *Dialog) build() {
	w, v := d.words, d.view
	d.note = widgets.NewParagraph("", widgets.Muted())
	d.meanwhile = widgets.NewBanner(widgets.BannerData{})
	d.powers = kit.NewPowers(w.T("invite.user_type"))
	d.powers.OnType, d.powers.OnTick = v.SetType, v.Tick
	d.until = widgets.NewField(w.T("external.until_label"))
	d.until.SetPlaceholder(w.T("external.until_placeholder"))
	d.until.OnChanged = v.SetUntil
	d.until.OnBlur = func(string) { v.LeaveUntil() }
	d.until.OnSubmit = func(string) { d.dialog.Submit() }
	d.changes = widgets.NewInfoBox("")
	body := widgets.NewStack(14, d.note, d.meanwhile, d.powers.Content, d.changes, d.until)
	d.dialog = widgets.NewDialog("", width, body, w.T("act.cancel"))
	d.dialog.SetAct(w.T("act.save"), widgets.IconNone, widgets.Primary, v.Save)
	d.dialog.SetUnsaved(func() bool { return d.state.Typed })
	d.dialog.Safe().OnTapped = func() { kit.LeaveAsking(d.canvas, d.words, d.dialog) }
	d.dialog.OnClosed = v.Close
	d.dialog.SetInitialFocus(d.powers.FocusTarget())
}

func (d *Dialog) set(s view.EditExternalState) {
	before := d.state
	d.state = s
	if s.Done {
		d.dialog.Close()
		return
	}
	if before.Title != s.Title {
		d.dialog.SetTitle(s.Title)
	}
	d.dialog.SetPerson(s.Initials, s.ID, s.Email+" · "+s.Home)
	d.note.SetText(s.Note)
	kit.SetNotice(d.meanwhile, s.Meanwhile, s.Gone)
	d.powers.Set(s.Powers)
	kit.SetChanges(d.changes, s.Changes)
	kit.SetText(d.until, s.Until)
	d.until.SetHelper(s.UntilText)
	d.until.SetFault(s.UntilFault)
	if before.Error != s.Error {
		d.dialog.SetFault(s.Error)
	}
	kit.SetWaitNote(d.dialog, s.WaitNote)
	d.dialog.SetBusy(s.Busy)
	d.dialog.Act().SetEnabled(s.Ready || s.Busy)
	d.dialog.Relayout()
}
