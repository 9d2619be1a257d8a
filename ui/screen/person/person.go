// Package person is the panel of a person: every field to copy, what happened
// to them, and the Actions.
package person

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/screen/kit"
	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

const pad float32 = 24

// Panel draws the Person view.
type Panel struct {
	view  *view.Person
	words *words.Words
	host  *widgets.Host
	do    func(view.Row, view.MenuAct)

	panel   *widgets.SlidePanel
	head    *kit.PersonHead
	badge   *widgets.Badge
	actions *widgets.Button
	gone    *widgets.Banner
	waiting *widgets.Banner
	fields  *widgets.Stack
	ways    *widgets.Stack
	history *widgets.Stack
	body    *widgets.Stack
	scroll  *container.Scroll
	state   view.PersonState
	shown   []view.PersonLine
}

// Open draws a view in a panel of the window and starts it; do does an act of
// the menu.
func Open(h *widgets.Host, v *view.Person, w *words.Words, menu func([]view.MenuEntry, func(view.MenuAct)) []widgets.MenuItem, do func(view.Row, view.MenuAct)) {
	p := &Panel{view: v, words: w, host: h, do: do}
	p.build(menu)
	v.OnState = p.set
	v.Start()
	h.ShowPanel(p.panel)
}

func (p *Panel) build(menu func([]view.MenuEntry, func(view.MenuAct)) []widgets.MenuItem) {
	w := p.words
	p.head, p.badge = kit.NewPersonHead(), widgets.NewBadge(widgets.BadgeData{})
	p.actions = widgets.NewButton(w.T("people.actions"), widgets.IconChevronDown, widgets.Secondary, nil)
	p.actions.SetIconAfter()
	p.actions.OnTapped = func() {
		row := p.state.Row
		widgets.ShowMenuUnder(p.actions, menu(p.state.Menu, func(a view.MenuAct) { p.do(row, a) }))
	}
	p.gone = widgets.NewBanner(widgets.BannerData{Tone: widgets.Amber, Icon: widgets.IconInfo})
	p.waiting = widgets.NewBanner(widgets.BannerData{})
	p.waiting.OnAction = func() { p.do(p.state.Row, p.state.Answer) }
	p.fields, p.history, p.ways = widgets.NewStack(2), widgets.NewStack(10), widgets.NewStack(10)
	p.ways.Hide()
	history := widgets.NewText(w.T("person.history"), widgets.Heading())
	p.body = widgets.NewStack(16,
		container.NewHBox(p.actions, gap(), container.NewCenter(p.badge)),
		p.gone, p.waiting, p.fields, p.ways, widgets.NewDivider(""), history, p.history,
	)
	p.scroll = container.NewVScroll(kit.NewSides(p.body, pad))
	p.panel = widgets.NewSlidePanel(p.head, p.scroll, w.T("act.close"))
	p.panel.OnClosed = p.view.Close
}

func (p *Panel) set(s view.PersonState) {
	p.state = s
	p.head.Set(initials(s), s.ID, s.Title, s.Subtitle)
	p.badge.Set(kit.Badge(s.Type))
	kit.SetNotice(p.gone, s.Gone, "")
	mark := kit.RowMark(s.Mark)
	p.waiting.Set(widgets.BannerData{Tone: mark.Tone, Icon: mark.Icon, Text: mark.Tip, Action: s.AnswerLabel})
	kit.Show(p.waiting, mark.Text != "")
	kit.Show(p.actions, len(actable(s.Menu)) > 0)
	p.setFields(s.Lines)
	p.setWays(s.Ways)
	p.setHistory(s)
	p.body.Refresh()
	p.scroll.Refresh()
}

// gap is some room in a line.
func gap() fyne.CanvasObject {
	room := canvas.NewRectangle(color.Transparent)
	room.SetMinSize(fyne.NewSize(4, 0))
	return room
}

func initials(s view.PersonState) string {
	if s.IsInvitation {
		return ""
	}
	return s.Initials
}

// actable leaves out the entry that opens this very panel.
func actable(entries []view.MenuEntry) []view.MenuEntry {
	var out []view.MenuEntry
	for _, e := range entries {
		if e.Act != view.MenuDetails {
			out = append(out, e)
		}
	}
	return out
}

func (p *Panel) setFields(lines []view.PersonLine) {
	if sameLines(p.shown, lines) {
		return
	}
	p.shown = lines
	parts := make([]fyne.CanvasObject, 0, len(lines))
	for _, l := range lines {
		parts = append(parts, newFieldLine(l, p.words))
	}
	p.fields.SetParts(parts...)
}

func sameLines(a, b []view.PersonLine) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func (p *Panel) setHistory(s view.PersonState) {
	var parts []fyne.CanvasObject
	for _, h := range s.History {
		style := widgets.Small().In(theme.ColorText)
		if h.Refused {
			style = style.In(theme.ColorRed)
		}
		parts = append(parts, widgets.NewStack(0,
			widgets.NewParagraph(h.Text, style), widgets.NewHoverText(h.When+" · "+h.Exact, widgets.Smaller())))
	}
	switch {
	case s.HistoryError != "":
		parts = append(parts, widgets.NewParagraph(s.HistoryError, widgets.Small()), p.more("act.try_again"))
	case s.HistoryLoading:
		parts = append(parts, widgets.NewSkeletonRow())
	case len(s.History) == 0:
		parts = append(parts, widgets.NewText(p.words.T("person.history_none"), widgets.Small()))
	case s.HistoryMore:
		parts = append(parts, p.more("person.history_more"))
	}
	p.history.SetParts(parts...)
}

func (p *Panel) more(key string) fyne.CanvasObject {
	return container.NewHBox(widgets.NewButton(p.words.T(key), widgets.IconNone, widgets.Link, p.view.MoreHistory))
}

// fieldLine is one field: what it is, and what can be selected and copied.
type fieldLine struct {
	widget.BaseWidget
	label *widgets.Text
	value *widget.Label
	copy  *widgets.Button
}

func newFieldLine(l view.PersonLine, w *words.Words) *fieldLine {
	f := &fieldLine{label: widgets.NewText(l.Label, widgets.Smaller()), value: widget.NewLabel(l.Value)}
	f.value.Selectable, f.value.Wrapping = true, fyne.TextWrapWord
	f.copy = widgets.NewIconButton(widgets.IconCopy, w.T("act.copy"), func() {
		fyne.CurrentApp().Clipboard().SetContent(l.Value)
	})
	kit.Show(f.copy, l.Copy)
	f.ExtendBaseWidget(f)
	return f
}

// HeightFor is the height in a width.
func (f *fieldLine) HeightFor(width float32) float32 {
	f.value.Resize(fyne.NewSize(width-36, 20))
	return 16 + f.value.MinSize().Height
}

// CreateRenderer implements fyne.Widget.
func (f *fieldLine) CreateRenderer() fyne.WidgetRenderer { return &fieldLineRenderer{f} }

type fieldLineRenderer struct{ of *fieldLine }

func (r *fieldLineRenderer) Destroy() {}
func (r *fieldLineRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.of.label, r.of.value, r.of.copy}
}
func (r *fieldLineRenderer) MinSize() fyne.Size { return fyne.NewSize(120, 44) }

func (r *fieldLineRenderer) Layout(size fyne.Size) {
	inner := fyne.CurrentApp().Settings().Theme().Size("innerPadding")
	kit.Place(r.of.label, 0, 0, size.Width, 18)
	kit.Place(r.of.value, -inner, 18-inner, size.Width-36+inner, size.Height-16)
	kit.Place(r.of.copy, size.Width-32, 8, 32, 32)
}

func (r *fieldLineRenderer) Refresh() {
	r.of.label.Refresh()
	r.of.value.Refresh()
	r.of.copy.Refresh()
}
