// Package invite is the dialog that invites people (R4), or corrects one
// invitation (R8).
package invite

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"rollcall/account"
	"rollcall/ui/screen/kit"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

const (
	// width is that of the dialog, wideWidth where addresses stand in rows.
	width, wideWidth = 620, 780
	// faultsAtOnce is how many addresses are explained; the colours show them all.
	faultsAtOnce = 3
)

// Dialog draws the Invite view.
type Dialog struct {
	view   *view.Invite
	words  *words.Words
	canvas fyne.Canvas

	dialog    *widgets.Dialog
	addresses *widgets.AddressField
	adding    *kit.Labelled
	roll      *roll
	panel     *widgets.ProgressPanel
	telling   bool // the panel is shown
	one       *widgets.Field
	doubts    *doubts
	powers    *kit.Powers
	language  *widgets.SelectField
	message   *widgets.Field
	preview   *widgets.Paragraph
	progress  *widgets.Text
	// elsewhere is nil where it is not offered.
	elsewhere *widgets.Button
	state     view.InviteState
}

// Open draws a view in a dialog over a canvas and starts it. elsewhere is the way
// of people whose home is another account (R12), nil where it is not offered.
func Open(c fyne.Canvas, v *view.Invite, w *words.Words, elsewhere func()) *Dialog {
	d := &Dialog{view: v, words: w, canvas: c}
	if elsewhere != nil {
		d.elsewhere = widgets.NewButton(w.T("request.elsewhere"), widgets.IconNone, widgets.Link, func() {
			kit.LeaveFor(d.canvas, d.words, d.dialog, elsewhere)
		})
	}
	d.build()
	d.assemble()
	v.OnState = d.set
	v.Start()
	d.dialog.Open(c)
	return d
}

func (d *Dialog) build() {
	w, v := d.words, d.view
	d.addresses = widgets.NewAddressField(w.T("invite.addresses"), w.T("act.remove"), account.SplitAddresses, d.tone)
	d.addresses.OnDraft, d.addresses.OnChanged, d.addresses.OnPaste = v.SetDraft, d.changed, v.Add
	open := widgets.NewButton(w.T("invite.open_list"), widgets.IconNone, widgets.Link, d.openList)
	d.adding = kit.NewLabelled(d.addresses, open)
	d.roll = newRoll(d.canvas, v, w)
	d.panel = widgets.NewProgressPanel()
	d.panel.OnAction = d.panelAct
	d.one = widgets.NewField(w.T("invite.address"))
	d.one.OnChanged = v.SetDraft
	d.one.OnBlur = func(string) { v.CommitDraft() }
	d.one.OnSubmit = func(string) { d.dialog.Submit() }
	d.doubts = newDoubts(v, w, func() { d.canvas.Focus(d.first()) })
	d.powers = kit.NewPowers(w.T("invite.user_type"))
	d.powers.OnType, d.powers.OnTick = v.SetType, v.Tick
	d.language = widgets.NewSelectField(w.T("invite.language"))
	d.language.OnChanged = v.SetLanguage
	d.message = widgets.NewField(w.T("invite.message"))
	d.message.SetMultiline(2)
	d.message.OnChanged = v.SetMessage
	d.preview = widgets.NewParagraph("", widgets.Muted())
	d.progress = widgets.NewText("", widgets.Small())
}

func (d *Dialog) assemble() {
	body := widgets.NewStack(18, d.adding, d.one, d.doubts.content, d.roll.content, d.powers.Content, d.preview, d.language, d.message)
	d.dialog = widgets.NewDialog("", width, body, d.words.T("act.cancel"))
	d.dialog.SetFooterLeft(d.footer()...)
	d.roll.list.OnScrolledOut = d.dialog.Scroll
	d.reveal()
	d.dialog.SetUnsaved(func() bool { return d.state.Typed })
	d.dialog.Safe().OnTapped = d.leave
	d.dialog.OnClosed = d.view.Close
	d.dialog.SetInitialFocus(d.first())
}

// reveal keeps what has the keyboard in sight (WCAG 2.4.11).
func (d *Dialog) reveal() {
	of := func(o fyne.CanvasObject) func() { return func() { d.dialog.Reveal(o) } }
	d.powers.OnFocus = d.dialog.Reveal
	d.language.OnFocus, d.message.OnFocus = of(d.language), of(d.message)
	d.addresses.OnFocus, d.one.OnFocus = of(d.addresses), of(d.one)
	r := d.roll
	r.list.OnFocus, r.chips.OnFocus = of(r.frame), of(r.chips)
	for _, b := range []*widgets.Button{r.use, r.keep, r.leaveOut} {
		b.OnFocus = of(b)
	}
}

func (d *Dialog) footer() []fyne.CanvasObject {
	if d.elsewhere == nil {
		return []fyne.CanvasObject{d.progress}
	}
	return []fyne.CanvasObject{d.progress, d.elsewhere}
}

// first is where addresses are typed.
func (d *Dialog) first() fyne.Focusable {
	if d.view.State().One {
		return d.one.FocusTarget()
	}
	return d.addresses.FocusTarget()
}

func (d *Dialog) set(s view.InviteState) {
	before := d.state
	d.state = s
	if s.Done {
		d.dialog.Close()
		return
	}
	if onlyProgress(before, s) {
		flight, rows := d.setFlight(s), d.roll.set(s)
		if flight || rows {
			d.dialog.Relayout()
		}
		return
	}
	if before.Title != s.Title {
		d.dialog.SetTitle(s.Title)
	}
	d.setAddresses(s)
	d.doubts.set(s)
	kit.Show(d.roll.content, s.Many)
	d.roll.set(s)
	d.powers.Set(s.Powers)
	d.preview.SetText(s.Preview)
	d.language.SetOptions(kit.Options(s.Languages), s.Language)
	kit.SetText(d.message, s.Message)
	d.message.SetHelper(s.MessageLeft)
	d.message.SetFault(s.MessageFault)
	d.setFlight(s)
	d.rest(s)
	d.setButtons(s, before)
	d.dialog.Relayout()
}

// rest takes away, while many are being sent, what cannot be changed meanwhile.
func (d *Dialog) rest(s view.InviteState) {
	idle := s.Flight == nil || !s.Many
	kit.Show(d.adding, !s.One && idle)
	for _, o := range []fyne.CanvasObject{d.powers.Content, d.language, d.message} {
		kit.Show(o, idle)
	}
}

// onlyProgress tells that nothing but the rows and how far they are has changed:
// that comes several times a second, and the rest takes long to draw.
func onlyProgress(before, s view.InviteState) bool {
	if before.Flight == nil || s.Flight == nil {
		return false
	}
	before.Flight, before.Roll = s.Flight, s.Roll
	return reflect.DeepEqual(before, s)
}

func (d *Dialog) setButtons(s, before view.InviteState) {
	if d.progress.SetText(""); !s.Many {
		d.progress.SetText(s.Progress)
	}
	kit.Show(d.progress, d.progress.Text() != "")
	if d.elsewhere != nil {
		kit.Show(d.elsewhere, !s.Busy && !s.Many && s.Flight == nil && !s.Finished)
	}
	if before.Error != s.Error {
		d.dialog.SetFault(s.Error)
	}
	if before.WaitNote != s.WaitNote {
		kit.SetWaitNote(d.dialog, s.WaitNote)
	}
	if before.Button != s.Button {
		d.dialog.SetAct(s.Button, widgets.IconSend, widgets.Primary, d.view.Send)
	}
	if s.Finished && d.canvas.Focused() == d.dialog.Act() {
		d.canvas.Focus(d.dialog.Safe()) // what had the keyboard goes
	}
	kit.Show(d.dialog.Act(), !s.Finished)
	// A long list has a bar of its own: what turns for minutes only distracts.
	d.dialog.SetBusy(s.Busy && !s.Many)
	d.dialog.Act().SetEnabled(s.Ready || s.Busy && !s.Many)
	if s.Flight != nil || s.Summary != "" {
		d.dialog.Safe().SetText(d.words.T("act.close"))
		d.dialog.Safe().SetEnabled(true)
	}
	d.setWidth(s)
}

func (d *Dialog) setWidth(s view.InviteState) {
	if s.Many {
		d.dialog.SetWidth(wideWidth)
	} else {
		d.dialog.SetWidth(width)
	}
}

// changed takes what became an address in the field: all of them, or one more
// where they stand in rows.
func (d *Dialog) changed(texts []string) {
	if d.state.Many {
		d.view.Append(texts)
		return
	}
	d.view.SetAddresses(texts)
}

// OnTop tells whether the dialog is open, with nothing over it.
func (d *Dialog) OnTop() bool { return d.canvas.Overlays().Top() == d.dialog }

func (d *Dialog) openList() {
	kit.OpenList(d.canvas, d.words, func(f view.ListFile) { d.view.Read([]view.ListFile{f}) })
}

func (d *Dialog) setAddresses(s view.InviteState) {
	kit.Show(d.one, s.One)
	kit.Show(d.adding, !s.One)
	if s.One {
		kit.SetText(d.one, s.Draft)
		d.one.SetFault(s.AddressFault)
		return
	}
	d.label(s.Many)
	texts, faults := make([]string, 0, len(s.Addresses)), []string{}
	for _, a := range s.Addresses {
		texts = append(texts, a.Text)
		if a.Fault != "" && len(faults) < faultsAtOnce {
			faults = append(faults, d.words.T("address.because", words.Args{"Email": a.Text, "Fault": a.Fault}))
		}
	}
	fault := cmp.Or(s.AddressFault, strings.Join(faults, "\n"))
	if !slices.Equal(texts, d.addresses.Addresses()) {
		d.addresses.SetAddresses(texts)
	}
	d.addresses.SetFault(fault)
	d.addresses.Refresh()
}

// label says what the field is for.
func (d *Dialog) label(many bool) {
	label, helper := d.words.T("invite.addresses"), d.words.T("invite.addresses_helper")
	if many {
		label, helper = d.words.T("invite.more"), d.words.T("invite.more_helper")
	}
	d.addresses.SetLabel(label)
	d.addresses.SetHelper(helper)
}

// tone says how an address looks, by what the view says of it.
func (d *Dialog) tone(text string) widgets.Tone {
	for _, a := range d.state.Addresses {
		if a.Text == text {
			return kit.Tone(a.Role)
		}
	}
	return widgets.Accent
}
