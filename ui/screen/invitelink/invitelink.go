// Package invitelink is the dialog that makes a link for a pending invitation
// and shows it once, for when mail does not get through (R6).
package invitelink

import (
	"fyne.io/fyne/v2"

	"rollcall/ui/screen/kit"
	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

const width = 520

// Dialog draws the InviteLink view.
type Dialog struct {
	view   *view.InviteLink
	words  *words.Words
	canvas fyne.Canvas

	dialog *widgets.Dialog
	text   *widgets.Paragraph
	facts  *widgets.InfoBox
	hint   *widgets.Banner
	link   *widgets.Paragraph
	until  *kit.IconLine
	result *widgets.Stack
	state  view.InviteLinkState
}

// Open draws a view in a dialog over a canvas and starts it. The safe button has
// the focus: Enter alone sends nothing.
func Open(c fyne.Canvas, v *view.InviteLink, w *words.Words) *Dialog {
	d := &Dialog{view: v, words: w, canvas: c}
	d.build()
	d.dialog = widgets.NewDialog("", width, widgets.NewStack(14, d.text, d.facts), w.T("act.cancel"))
	d.dialog.SetAct(w.T("link.make"), widgets.IconNone, widgets.Primary, v.Make)
	d.dialog.SetFleeting(d.fleeting)
	d.dialog.Safe().OnTapped = d.leave
	d.dialog.OnClosed = d.closed
	v.OnState = d.set
	v.Start()
	d.dialog.Open(c)
	return d
}

func (d *Dialog) build() {
	w := d.words
	d.text, d.facts = widgets.NewParagraph("", widgets.Muted()), widgets.NewInfoBox("")
	d.hint = widgets.NewBanner(widgets.BannerData{})
	d.link = widgets.NewParagraph("", widgets.Medium())
	shown := widgets.NewStack(6, widgets.NewText(w.T("link.made"), widgets.Heading()), widgets.NewCard(d.link, 12))
	d.until = kit.NewIconLine(widgets.Small())
	d.result = widgets.NewStack(14, d.hint, shown, d.until)
}

// fleeting tells that the link is shown and was not taken along.
func (d *Dialog) fleeting() bool { return d.state.Link != "" && !d.state.Copied }

// leave asks before a link that nobody took along is lost: another one would
// mean another mail.
func (d *Dialog) leave() {
	if d.fleeting() {
		kit.LeaveFleeting(d.canvas, d.words, d.dialog.Close)
		return
	}
	d.dialog.Close()
}

func (d *Dialog) toClipboard() {
	fyne.CurrentApp().Clipboard().SetContent(d.state.Link)
	d.view.Copied()
}

func (d *Dialog) set(s view.InviteLinkState) {
	before := d.state
	d.state = s
	d.dialog.SetTitle(s.Title)
	d.text.SetText(s.Text)
	d.facts.Set("", kit.Facts(s.Facts)...)
	if before.Error != s.Error {
		d.dialog.SetFault(s.Error)
	}
	kit.SetWaitNote(d.dialog, s.Note)
	d.dialog.SetBusy(s.Busy)
	d.dialog.Act().SetEnabled(s.Ready || s.Busy || s.Link != "")
	if s.Link != "" {
		d.show(before)
	}
	d.dialog.Relayout()
}

// show puts the link in the place of what it means, and Copy in the place of
// making one: the second half of a double click does no harm there.
func (d *Dialog) show(before view.InviteLinkState) {
	s, hint := d.state, widgets.BannerData{Tone: widgets.Amber, Icon: widgets.IconTriangleAlert}
	if before.Link == "" {
		d.link.SetText(s.Link)
		d.until.Set(widgets.IconClock, s.Until, theme.ColorTextMuted)
		d.dialog.SetAct(d.words.T("link.copy"), widgets.IconCopy, widgets.Primary, d.toClipboard)
		d.dialog.Safe().SetText(d.words.T("act.close"))
		d.dialog.SetBody(d.result)
		d.canvas.Focus(d.dialog.Act())
	}
	if s.Copied {
		hint.Tone, hint.Icon = widgets.Green, widgets.IconCheck
		d.dialog.Act().SetText(d.words.T("codes.copied"))
		d.dialog.Act().SetIcon(widgets.IconCheck)
	}
	hint.Text = s.Hint
	d.hint.Set(hint)
}

// closed forgets the link, here too.
func (d *Dialog) closed() {
	d.link.SetText("")
	d.state = view.InviteLinkState{}
	d.view.Close()
}
