package invite

import (
	"fyne.io/fyne/v2"

	"rollcall/ui/screen/kit"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

// doubts asks about addresses that are probably mistyped. It suggests, and
// decides nothing.
type doubts struct {
	content *widgets.Stack
	view    *view.Invite
	words   *words.Words
	lines   []*widgets.Banner
	all     *widgets.Button
	// answered gives the keyboard back: what had it is gone.
	answered func()
}

func newDoubts(v *view.Invite, w *words.Words, answered func()) *doubts {
	d := &doubts{view: v, words: w, answered: answered}
	d.all = widgets.NewButton("", widgets.IconNone, widgets.Link, d.answer(v.UseAllMeant))
	d.content = widgets.NewStack(8)
	d.set(view.InviteState{})
	return d
}

func (d *doubts) answer(how func()) func() {
	return func() {
		how()
		d.answered()
	}
}

func (d *doubts) set(s view.InviteState) {
	for len(d.lines) < len(s.Doubts) {
		d.lines = append(d.lines, widgets.NewBanner(widgets.BannerData{}))
	}
	parts := make([]fyne.CanvasObject, 0, len(s.Doubts)+1)
	for i, doubt := range s.Doubts {
		line := d.lines[i]
		line.OnAction = d.answer(func() { d.view.UseMeant(doubt.Address) })
		line.OnClose = d.answer(func() { d.view.KeepTyped(doubt.Address) })
		line.Set(widgets.BannerData{
			Tone: widgets.Amber, Icon: widgets.IconCircleAlert, Text: doubt.Question,
			Action: d.words.T("invite.doubt_use"), CloseTip: d.words.T("invite.doubt_keep"),
		})
		parts = append(parts, line)
	}
	if s.DoubtsAll != "" && !s.Many {
		d.all.SetText(s.DoubtsAll)
		parts = append(parts, kit.Row(d.all))
	}
	d.content.SetParts(parts...)
	kit.Show(d.content, len(parts) > 0)
}
