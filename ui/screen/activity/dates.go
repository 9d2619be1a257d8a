package activity

import (
	"rollcall/ui/widgets"
)

const datesWidth = 440

// openDates asks for the first and the last day to show.
func openDates(s *Screen) {
	c, w := s.canvas(), s.words
	if c == nil {
		return
	}
	from, to := widgets.NewField(w.T("activity.dates_from")), widgets.NewField(w.T("activity.dates_to"))
	from.SetText(s.state.Filter.From)
	to.SetText(s.state.Filter.To)
	for _, f := range []*widgets.Field{from, to} {
		f.SetHelper(w.T("activity.dates_helper"))
		f.OnChanged = func(string) { f.SetFault("") }
	}
	d := widgets.NewDialog(w.T("activity.dates_title"), datesWidth, widgets.NewStack(14, from, to), w.T("act.cancel"))
	d.SetAct(w.T("activity.dates_apply"), widgets.IconNone, widgets.Primary, func() {
		fromFault, toFault := s.view.SetDates(from.Text(), to.Text())
		from.SetFault(fromFault)
		to.SetFault(toFault)
		if fromFault == "" && toFault == "" {
			d.Close()
		}
	})
	d.SetInitialFocus(from.FocusTarget())
	d.Open(c)
}
