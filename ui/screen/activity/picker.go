package activity

import (
	"fyne.io/fyne/v2"

	"rollcall/ui/screen/kit"
	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

const (
	pickerWidth          = 440
	pickerHeight float32 = 7 * theme.RowCompact
)

// picker chooses one of many in a dialog: a search field over a list.
type picker struct {
	onSearch func(text string)
	onChoose func(view.Choice)
	onClosed func()

	words  *words.Words
	all    view.Choice
	dialog *widgets.Dialog
	search *widgets.SearchField
	list   *widgets.VirtualList
	note   *widgets.Text
	shown  []view.Choice
}

func newPicker(title, all string, w *words.Words) *picker {
	p := &picker{words: w, all: view.Choice{Label: words.Capital(all)}}
	p.search = widgets.NewSearchField(w.T("activity.pick_search"), "", w.T("people.search_clear"))
	p.search.OnChanged = func(text string) { p.onSearch(text) }
	p.search.OnLeave = func() { p.list.Focus() }
	p.list = widgets.NewVirtualList(widgets.ListSource{
		Create: func(int) fyne.CanvasObject { return widgets.NewNameRow() },
		Update: p.update, Key: func(i int) string { return "choice " + p.shown[i].ID },
		Selectable: func(i int) bool { return !p.shown[i].Heading },
	})
	p.list.OnOpen = p.choose
	p.note = widgets.NewText("", widgets.Small())
	p.dialog = widgets.NewDialog(title, pickerWidth,
		widgets.NewStack(12, p.search, kit.NewFramed(p.list, pickerHeight), p.note), w.T("act.cancel"))
	p.dialog.SetInitialFocus(p.search.FocusTarget())
	return p
}

func (p *picker) open(c fyne.Canvas) {
	if c == nil {
		return
	}
	p.dialog.OnClosed = func() {
		if p.onClosed != nil {
			p.onClosed()
		}
	}
	p.onSearch("")
	p.dialog.Open(c)
}

// set shows what was found; everything stands first while nothing is looked for.
func (p *picker) set(list []view.Choice, withAll, more bool) {
	if withAll {
		list = append([]view.Choice{p.all}, list...)
	}
	p.shown = list
	switch {
	case len(list) == 0:
		p.note.SetText(p.words.T("activity.pick_none"))
	case more:
		p.note.SetText(p.words.T("activity.pick_more"))
	default:
		p.note.SetText("")
	}
	kit.Show(p.note, p.note.Text() != "")
	p.list.SetSpans([]widgets.Span{{Count: len(list), Height: theme.RowCompact}})
	p.list.ScrollToTop(0)
	p.dialog.Relayout()
}

func (p *picker) update(i int, o fyne.CanvasObject) {
	if i >= len(p.shown) {
		return
	}
	c := p.shown[i]
	row := o.(*widgets.NameRow)
	row.Set(widgets.NameData{ID: c.ID, Name: c.Label, Line: c.Line, Heading: c.Heading})
	row.OnTapped = func(string) { p.choose(i) }
}

func (p *picker) choose(i int) {
	if i < 0 || i >= len(p.shown) || p.shown[i].Heading {
		return
	}
	c := p.shown[i]
	p.dialog.Close()
	p.onChoose(c)
}
