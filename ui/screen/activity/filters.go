package activity

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/screen/kit"
	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

// filters is the row of buttons that narrow the log. It wraps.
type filters struct {
	widget.BaseWidget
	s                          *Screen
	actor, target, action, day *widgets.Button
	clear                      *widgets.Button
	state                      view.ActivityFilterState
}

// filterMost is how wide a button gets before its words are cut.
const (
	filterMost float32 = 240
	filterGap  float32 = 8
)

func newFilters(s *Screen) *filters {
	f := &filters{s: s}
	button := func(do func()) *widgets.Button {
		b := widgets.NewSmallButton("", widgets.IconChevronDown, widgets.Secondary, do)
		b.SetIconAfter()
		return b
	}
	f.actor, f.target = button(func() { f.pickPerson(false) }), button(func() { f.pickPerson(true) })
	f.action, f.day = button(f.pickAction), button(f.pickPeriod)
	f.clear = widgets.NewButton(s.words.T("activity.clear"), widgets.IconNone, widgets.Link, s.view.ClearFilters)
	f.clear.Hide()
	f.ExtendBaseWidget(f)
	return f
}

func (f *filters) set(st view.ActivityFilterState) {
	f.state = st
	f.actor.SetText(st.Actor)
	f.target.SetText(st.Target)
	f.action.SetText(st.Action)
	f.day.SetText(st.When)
	kit.Show(f.clear, st.Filtered)
	f.Refresh()
	f.s.Content.Refresh()
}

func (f *filters) parts() []*widgets.Button {
	return []*widgets.Button{f.actor, f.target, f.action, f.day, f.clear}
}

// flow walks the buttons line by line and gives the height.
func (f *filters) flow(width float32, visit func(*widgets.Button, float32, float32, fyne.Size)) float32 {
	var x, y float32
	for _, b := range f.parts() {
		if !b.Visible() {
			continue
		}
		size := b.MinSize()
		size.Width = min(size.Width, filterMost)
		if x > 0 && x+size.Width > width {
			x, y = 0, y+theme.RowButtonHeight+filterGap
		}
		visit(b, x, y+(theme.RowButtonHeight-size.Height)/2, size)
		x += size.Width + filterGap
	}
	return y + theme.RowButtonHeight
}

// HeightFor is the height of all lines in a width.
func (f *filters) HeightFor(width float32) float32 {
	return f.flow(width, func(*widgets.Button, float32, float32, fyne.Size) {})
}

// CreateRenderer implements fyne.Widget.
func (f *filters) CreateRenderer() fyne.WidgetRenderer { return &filtersRenderer{f} }

type filtersRenderer struct{ of *filters }

func (r *filtersRenderer) Destroy() {}

func (r *filtersRenderer) Objects() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, b := range r.of.parts() {
		out = append(out, b)
	}
	return out
}

func (r *filtersRenderer) MinSize() fyne.Size {
	return fyne.NewSize(200, r.of.HeightFor(max(r.of.Size().Width, 200)))
}

func (r *filtersRenderer) Layout(size fyne.Size) {
	r.of.flow(size.Width, func(b *widgets.Button, x, y float32, s fyne.Size) { kit.Place(b, x, y, s.Width, s.Height) })
}

func (r *filtersRenderer) Refresh() {
	r.Layout(r.of.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

// pickPerson chooses whom the log is narrowed to, by name.
func (f *filters) pickPerson(targets bool) {
	w, v := f.s.words, f.s.view
	title, all, choose := w.T("activity.pick_actor"), w.T("activity.anybody"), v.SetActor
	if targets {
		title, all, choose = w.T("activity.pick_target"), w.T("activity.about_all"), v.SetTarget
	}
	asked := &view.Search{}
	p := newPicker(title, all, w)
	p.onSearch = func(text string) {
		v.People(targets, text, asked, func(list []view.Choice, more bool) { p.set(list, text == "", more) })
	}
	p.onChoose, p.onClosed = choose, asked.Stop
	p.open(f.s.canvas())
}

func (f *filters) pickAction() {
	w, v := f.s.words, f.s.view
	p := newPicker(w.T("activity.pick_action"), w.T("activity.anything"), w)
	p.onSearch = func(text string) { p.set(v.Actions(text), text == "", false) }
	p.onChoose = func(c view.Choice) { v.SetAction(c.ID) }
	p.open(f.s.canvas())
}

func (f *filters) pickPeriod() {
	var items []widgets.MenuItem
	for i, o := range f.state.Periods {
		period := view.Period(i)
		icon := widgets.IconNone
		if period == f.state.Period {
			icon = widgets.IconCheck
		}
		do := func() { f.s.view.SetPeriod(period) }
		if period == view.PeriodOther {
			do = func() { openDates(f.s) }
		}
		items = append(items, widgets.MenuItem{Text: o.Label, Icon: icon, Action: do})
	}
	widgets.ShowMenuUnder(f.day, items)
}
