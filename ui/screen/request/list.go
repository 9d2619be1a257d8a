package request

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"rollcall/ui/screen/kit"
	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

// setList shows the requests sent before, the newest first.
func (d *Dialog) setList(s view.RequestsState) {
	if d.drawn && slices.Equal(d.shown, s.Lines) && sameFoot(d.foot, s) {
		return
	}
	d.drawn, d.shown, d.foot = true, s.Lines, s
	parts := make([]fyne.CanvasObject, 0, len(s.Lines)+2)
	for _, l := range s.Lines {
		parts = append(parts, widgets.NewCard(requestCard(l), 16))
	}
	switch {
	case s.Error != "":
		again := widgets.NewButton(d.words.T("act.try_again"), widgets.IconNone, widgets.Link, d.view.LoadRequests)
		parts = append(parts, widgets.NewParagraph(s.Error, widgets.Small().In(theme.ColorRed)), container.NewHBox(again))
	case s.Loading && len(s.Lines) == 0:
		parts = append(parts, widgets.NewSkeletonRow())
	case s.None != "":
		parts = append(parts, widgets.NewText(s.None, widgets.Heading()), widgets.NewParagraph(s.NoneLine, widgets.Muted()))
	case s.More != "":
		older := widgets.NewButton(s.More, widgets.IconNone, widgets.Link, d.view.MoreRequests)
		older.SetBusy(s.Loading)
		parts = append(parts, container.NewHBox(older))
	}
	d.list.SetParts(parts...)
}

// sameFoot tells that what stands under the requests is the same.
func sameFoot(a, b view.RequestsState) bool {
	return a.Error == b.Error && a.Loading == b.Loading && a.None == b.None && a.More == b.More
}

// requestCard is one request: who, from where, what for, and the answer.
func requestCard(l view.RequestLine) fyne.CanvasObject {
	badge := widgets.NewBadge(kit.Badge(l.State))
	answer := widgets.NewParagraph(l.Answer, widgets.Small().In(theme.ColorText))
	return widgets.NewStack(4,
		kit.NewEnds(widgets.NewText(l.Email, widgets.Strong()), badge),
		widgets.NewParagraph(l.Home+" · "+l.Powers, widgets.Small()),
		widgets.NewParagraph(l.Reason, widgets.Small()),
		widgets.NewText(l.Asked, widgets.Smaller()),
		answer,
	)
}
