package settings

import (
	"fyne.io/fyne/v2"

	"rollcall/ui/screen/kit"
	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

const (
	requireWidth = 520
	// namesInSight is how many names stand in the dialog before it scrolls.
	namesInSight = 5
)

// requirer draws the Require view.
type requirer struct {
	view  *view.Require
	words *words.Words

	dialog *widgets.Dialog
	text   *widgets.Paragraph
	count  *widgets.Text
	list   *widgets.VirtualList
	names  *kit.Framed
	self   *widgets.Banner
	facts  *widgets.InfoBox
	body   *widgets.Stack
	state  view.RequireState
}

func openRequire(c fyne.Canvas, v *view.Require, w *words.Words) {
	r := &requirer{view: v, words: w}
	r.text, r.count = widgets.NewParagraph("", widgets.Muted()), widgets.NewText("", widgets.Heading())
	r.list = widgets.NewVirtualList(widgets.ListSource{
		Create: func(int) fyne.CanvasObject { return widgets.NewNameRow() },
		Update: r.update,
		Key:    func(i int) string { return r.state.Without[i].ID },
	})
	r.names = kit.NewFramed(r.list, 0)
	r.self = widgets.NewBanner(widgets.BannerData{})
	r.self.OnAction = func() {
		r.dialog.Close()
		v.Profile()
	}
	r.facts = widgets.NewInfoBox("")
	r.body = widgets.NewStack(14, r.text, r.self, r.count, r.names, r.facts)
	r.dialog = widgets.NewDialog("", requireWidth, r.body, "")
	r.dialog.OnClosed = v.Close
	v.OnState = r.set
	v.Start()
	r.dialog.Open(c)
}

func (r *requirer) update(i int, o fyne.CanvasObject) {
	if i >= len(r.state.Without) {
		return
	}
	p := r.state.Without[i]
	d := widgets.NameData{ID: p.ID, Name: p.Name, Line: p.Line}
	if p.Me {
		d.Badge = widgets.BadgeData{Text: r.words.T("require.you"), Tone: widgets.Amber}
	}
	o.(*widgets.NameRow).Set(d)
}

func (r *requirer) set(s view.RequireState) {
	if s.Done {
		r.dialog.Close()
		return
	}
	listed := len(r.state.Without) != len(s.Without)
	r.state = s
	r.dialog.SetTitle(s.Title)
	r.text.SetText(s.Text)
	r.count.SetText(s.Count)
	kit.Show(r.count, s.Count != "")
	r.self.Set(widgets.BannerData{Tone: widgets.Amber, Icon: widgets.IconTriangleAlert, Text: s.Self, Action: s.ProfileAct})
	kit.Show(r.self, s.Self != "")
	if listed {
		r.list.SetSpans([]widgets.Span{{Count: len(s.Without), Height: theme.RowCompact}})
	}
	r.names.SetHeight(float32(min(len(s.Without), namesInSight)) * theme.RowCompact)
	kit.Show(r.names, len(s.Without) > 0)
	r.facts.Set("", kit.Facts(s.Facts)...)
	kit.Show(r.facts, len(s.Facts) > 0)
	r.dialog.Safe().SetText(s.Keep)
	r.dialog.SetAct(s.Act, widgets.IconNone, r.kind(), r.view.Do)
	kit.SetWaitNote(r.dialog, s.Offline)
	r.dialog.SetFault(s.Error)
	r.dialog.SetBusy(s.Busy)
	r.dialog.Act().SetEnabled(s.CanAct || s.Busy)
	r.dialog.Relayout()
}

// kind of the button: to require less is what one may regret.
func (r *requirer) kind() widgets.ButtonKind {
	if len(r.state.Facts) > 0 {
		return widgets.Primary
	}
	return widgets.Danger
}
