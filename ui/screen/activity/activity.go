// Package activity is the Activity screen: who did what, and when.
package activity

import (
	"fyne.io/fyne/v2"

	"rollcall/ui/screen/kit"
	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

// The kinds of rows.
const (
	kindEntry = iota
	kindSkeleton
	kindRetry
)

const (
	// skeletons stand for rows that are on their way.
	skeletons = 8
	// ahead is how many rows before the end older entries are asked for.
	ahead = 30
)

// Screen draws the Activity view.
type Screen struct {
	// Content fills the window beside the left column.
	Content *kit.Page

	view  *view.Activity
	words *words.Words
	state view.ActivityState

	filters *filters
	export  *widgets.Button
	running *widgets.Text
	stop    *widgets.Button
	list    *widgets.VirtualList
	empty   *widgets.EmptyState
	fresh   *widgets.Button
	log     *log
	spans   []widgets.Span
}

// New draws a view. Call Start on the view afterwards.
func New(v *view.Activity, w *words.Words) *Screen {
	s := &Screen{view: v, words: w}
	s.filters = newFilters(s)
	s.export = widgets.NewButton(w.T("activity.export"), widgets.IconNone, widgets.Secondary, s.save)
	s.running = widgets.NewText("", widgets.Small())
	s.stop = widgets.NewButton(w.T("activity.export_stop"), widgets.IconX, widgets.Secondary, v.StopExport)
	s.running.Hide()
	s.stop.Hide()
	s.buildList()
	s.Content = kit.NewPage(kit.PageParts{
		Title: w.T("activity.title"), Line: w.T("activity.line"),
		Acts: []fyne.CanvasObject{s.running, s.stop, s.export}, Aside: s.fresh, Bar: s.filters, Bodies: []fyne.CanvasObject{s.log},
	})
	v.OnState = s.set
	return s
}

// FocusTarget is the list.
func (s *Screen) FocusTarget() fyne.Focusable { return s.list }

func (s *Screen) canvas() fyne.Canvas { return fyne.CurrentApp().Driver().CanvasForObject(s.Content) }

func (s *Screen) buildList() {
	s.list = widgets.NewVirtualList(widgets.ListSource{
		Create: s.create, Update: s.update,
		Key: func(i int) string { return s.state.Key(i) }, IndexOf: func(key string) int { return s.state.Find(key) },
		Selectable: func(i int) bool { return i < s.state.Count || s.state.MoreError != "" },
	})
	s.list.OnMenu = s.menu
	s.list.OnOpen = func(i int) {
		if i >= s.state.Count {
			s.view.MoreAgain()
			return
		}
		s.menuUnder(i)
	}
	s.list.OnScroll = func(first int) {
		if s.state.Count > 0 && first+ahead >= s.state.Count {
			s.view.More()
		}
	}
	s.empty = widgets.NewEmptyState(widgets.IconActivity, "", "", "", nil)
	s.empty.Hide()
	s.fresh = widgets.NewButton("", widgets.IconArrowUp, widgets.Link, func() {
		s.view.ShowNew()
		s.list.ScrollToTop(0)
		s.list.Focus()
	})
	s.fresh.Hide()
	s.log = newLog(s)
}

func (s *Screen) set(st view.ActivityState) {
	s.state = st
	s.filters.set(st.Filter)
	s.setExport(st.Export)
	s.Content.SetNotice(st.Notice)
	s.Content.SetStatus(st.Status)
	if st.Empty != nil {
		s.empty.Set(widgets.IconActivity, st.Empty.Title, st.Empty.Line, st.Empty.Action, s.view.EmptyAct)
	}
	kit.Show(s.empty, st.Empty != nil)
	kit.Show(s.list, st.Empty == nil)
	s.fresh.SetText(st.New)
	if kit.Show(s.fresh, st.New != ""); st.New != "" {
		s.Content.Refresh()
	}
	s.setRows(spansOf(st))
	s.log.Refresh()
}

// spansOf gives the list its rows: entries, then what is on its way or failed.
func spansOf(st view.ActivityState) []widgets.Span {
	out := []widgets.Span{{Kind: kindEntry, Count: st.Count, Height: theme.RowHeight}}
	switch {
	case st.Loading && st.Count == 0:
		out = append(out, widgets.Span{Kind: kindSkeleton, Count: skeletons, Height: theme.RowHeight})
	case st.MoreLoading:
		out = append(out, widgets.Span{Kind: kindSkeleton, Count: 2, Height: theme.RowHeight})
	case st.MoreError != "":
		out = append(out, widgets.Span{Kind: kindRetry, Count: 1, Height: theme.RowCompact})
	}
	return out
}

// setRows leaves the rows where they are when their number stays the same.
func (s *Screen) setRows(of []widgets.Span) {
	same := len(s.spans) == len(of)
	for i := 0; same && i < len(of); i++ {
		same = s.spans[i] == of[i]
	}
	s.spans = of
	if same {
		s.list.Refresh()
		return
	}
	s.list.SetSpans(of)
}

func (s *Screen) setExport(e view.ExportState) {
	s.export.SetEnabled(e.Possible)
	s.running.SetText(e.Text)
	changed := s.stop.Visible() != e.Busy
	kit.Show(s.export, !e.Busy)
	kit.Show(s.running, e.Busy)
	kit.Show(s.stop, e.Busy)
	if changed || e.Busy {
		s.Content.Refresh()
	}
}

func (s *Screen) create(kind int) fyne.CanvasObject {
	switch kind {
	case kindSkeleton:
		return widgets.NewSkeletonRow()
	case kindRetry:
		row := widgets.NewLinkRow()
		row.OnTapped = func(string) { s.view.MoreAgain() }
		return row
	}
	return widgets.NewActivityRow()
}

func (s *Screen) update(i int, o fyne.CanvasObject) {
	switch row := o.(type) {
	case *widgets.LinkRow:
		row.Set(widgets.LinkData{ID: "more", Text: s.state.MoreError, Icon: widgets.IconRefresh})
	case *widgets.ActivityRow:
		if i < s.state.Count {
			row.Set(entry(s.state.Row(i)))
		}
	}
}

// entry marks what was refused by a word and an icon as well as by its colour.
func entry(r view.ActivityRow) widgets.ActivityData {
	d := widgets.ActivityData{
		Person: r.ActorID, Initials: r.Initials, Icon: widgets.IconUser, Text: r.Sentence, Second: r.Where, When: r.When, WhenTip: r.Exact,
	}
	if r.Refused != "" {
		d.Badge = widgets.BadgeData{Text: r.Refused, Tone: widgets.Red, Icon: widgets.IconCircleAlert}
	}
	return d
}

func (s *Screen) menu(i int, at fyne.Position) {
	if c, items := s.canvas(), s.items(i); c != nil && len(items) > 0 {
		widgets.ShowMenu(c, items, at, true)
	}
}

func (s *Screen) menuUnder(i int) {
	if o := s.list.RowObject(i); o != nil {
		widgets.ShowMenuUnder(o, s.items(i))
	}
}

// items narrow the log to what a row is about, or copy it.
func (s *Screen) items(i int) []widgets.MenuItem {
	var out []widgets.MenuItem
	for _, o := range s.view.Offers(i) {
		out = append(out, widgets.MenuItem{Text: o.Label, Icon: widgets.IconName(o.Icon), Action: o.Do})
	}
	if len(out) == 0 {
		return nil
	}
	return append(out, widgets.MenuItem{Separator: true}, widgets.MenuItem{
		Text: s.words.T("activity.copy"), Icon: widgets.IconCopy,
		Action: func() { fyne.CurrentApp().Clipboard().SetContent(s.view.CopyText(i)) },
	})
}
