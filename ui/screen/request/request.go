// Package request is the dialog that asks the operator to let somebody from
// another account in, and shows what became of earlier requests (R12).
package request

import (
	"fyne.io/fyne/v2"

	"rollcall/ui/screen/kit"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

const width = 620

// Dialog draws the RequestAccess view.
type Dialog struct {
	view   *view.RequestAccess
	words  *words.Words
	canvas fyne.Canvas

	dialog *widgets.Dialog
	tabs   *widgets.Tabs
	note   *widgets.Paragraph
	fields []*widgets.Field
	powers *kit.Powers
	form   *widgets.Stack
	list   *widgets.Stack
	state  view.RequestState
	shown  []view.RequestLine
	foot   view.RequestsState
	drawn  bool
}

// Open draws a view in a dialog over a canvas and starts it.
func Open(c fyne.Canvas, v *view.RequestAccess, w *words.Words) *Dialog {
	d := &Dialog{view: v, words: w, canvas: c}
	d.buildForm()
	d.list = widgets.NewStack(14)
	d.tabs = widgets.NewTabs(24, tabs(v.State(), w), tabID(view.RequestNew))
	d.tabs.OnChanged = func(id string) { v.SetTab(tabOf(id)) }
	d.dialog = widgets.NewDialog("", width, d.form, w.T("act.cancel"))
	d.dialog.SetHeader(d.tabs)
	d.dialog.SetAct(w.T("request.send"), widgets.IconSend, widgets.Primary, v.Send)
	d.dialog.SetUnsaved(func() bool { return d.state.Typed })
	d.dialog.Safe().OnTapped = func() { kit.LeaveAsking(d.canvas, d.words, d.dialog) }
	d.dialog.OnClosed = v.Close
	d.dialog.SetInitialFocus(d.fields[view.RequestEmail].FocusTarget())
	v.OnState = d.set
	v.Start()
	d.dialog.Open(c)
	return d
}

func (d *Dialog) buildForm() {
	w, v := d.words, d.view
	d.note = widgets.NewParagraph("", widgets.Muted())
	d.powers = kit.NewPowers(w.T("invite.user_type"))
	d.powers.OnType, d.powers.OnTick = v.SetType, v.Tick
	for f, label := range []string{"request.email", "request.home", "request.reason", "external.until_label"} {
		d.fields = append(d.fields, d.field(view.RequestField(f), w.T(label)))
	}
	d.fields[view.RequestReason].SetMultiline(2)
	d.fields[view.RequestUntil].SetPlaceholder(w.T("external.until_placeholder"))
	f := d.fields
	who := widgets.NewColumns(2, 14, f[view.RequestEmail], f[view.RequestHome])
	d.form = widgets.NewStack(16, d.note, who, d.powers.Content, f[view.RequestReason], f[view.RequestUntil])
}

func (d *Dialog) field(f view.RequestField, label string) *widgets.Field {
	each := widgets.NewField(label)
	each.OnChanged = func(text string) { d.view.Set(f, text) }
	each.OnBlur = func(string) { d.view.Leave(f) }
	each.OnSubmit = func(string) { d.dialog.Submit() }
	return each
}

func tabID(t view.RequestTab) string { return string('0' + rune(t)) }

func tabOf(id string) view.RequestTab { return view.RequestTab(id[0] - '0') }

func tabs(s view.RequestState, w *words.Words) []widgets.Tab {
	return []widgets.Tab{
		{ID: tabID(view.RequestNew), Text: w.T("request.tab_new")}, {ID: tabID(view.RequestList), Text: s.Sent.Label},
	}
}

func (d *Dialog) set(s view.RequestState) {
	before := d.state
	d.state = s
	if before.Title != s.Title {
		d.dialog.SetTitle(s.Title)
	}
	d.tabs.SetText(tabID(view.RequestList), s.Sent.Label)
	d.tabs.SetSelected(tabID(s.Tab))
	d.setForm(s)
	d.setList(s.Sent)
	d.turn(before, s)
	if before.Error != s.Error {
		d.dialog.SetFault(s.Error)
	}
	away := ""
	if s.Tab == view.RequestNew {
		away = s.Offline
	}
	kit.SetWaitNote(d.dialog, away)
	d.dialog.SetBusy(s.Busy)
	d.dialog.Act().SetEnabled(s.Ready || s.Busy)
	d.dialog.Relayout()
}

func (d *Dialog) setForm(s view.RequestState) {
	d.note.SetText(s.Note)
	d.powers.Set(s.Powers)
	for f, each := range d.fields {
		kit.SetText(each, s.Values[f])
		each.SetHelper(s.Helpers[f])
		each.SetFault(s.Faults[f])
	}
}

// turn shows the page that was turned to, with the buttons that belong to it.
func (d *Dialog) turn(before, s view.RequestState) {
	if before.Tab == s.Tab {
		return
	}
	kit.Show(d.dialog.Act(), s.Tab == view.RequestNew)
	if s.Tab == view.RequestNew {
		d.dialog.Safe().SetText(d.words.T("act.cancel"))
		d.dialog.SetBody(d.form)
		return
	}
	d.dialog.Safe().SetText(d.words.T("act.close"))
	d.dialog.SetBody(d.list)
	if before.Busy {
		d.canvas.Focus(d.tabs)
	}
}
