package person

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"rollcall/ui/screen/kit"
	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

// setWays shows where a user is signed in and what they trust.
func (p *Panel) setWays(s view.WaysState) {
	kit.Show(p.ways, s.Shown)
	if !s.Shown {
		return
	}
	parts := []fyne.CanvasObject{widgets.NewDivider(""), widgets.NewText(p.words.T("person.ways"), widgets.Heading())}
	for _, l := range s.Lines {
		line := kit.NewIconLine(widgets.Small())
		line.Set(widgets.IconName(l.Icon), l.Name, theme.ColorText)
		parts = append(parts, widgets.NewStack(0, line, widgets.NewHoverText(l.Line+" · "+l.Exact, widgets.Smaller())))
	}
	switch {
	case s.Error != "":
		again := widgets.NewButton(p.words.T("act.try_again"), widgets.IconNone, widgets.Link, p.view.LoadWays)
		parts = append(parts, widgets.NewParagraph(s.Error, widgets.Small()), container.NewHBox(again))
	case s.Loading && len(s.Lines) == 0:
		parts = append(parts, widgets.NewSkeletonRow())
	case len(s.Lines) == 0:
		parts = append(parts, widgets.NewText(p.words.T("person.ways_none"), widgets.Small()))
	}
	p.ways.SetParts(parts...)
}
