// Package tokens is the API tokens screen: what lets scripts into the account.
package tokens

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
	kindToken = iota
	kindSkeleton
)

// Screen draws the Tokens view.
type Screen struct {
	// Content fills the window beside the left column.
	Content *kit.Page

	view  *view.Tokens
	words *words.Words
	state view.TokensState

	create *widgets.Button
	table  *table
	list   *widgets.VirtualList
	empty  *widgets.EmptyState
}

// New draws a view. Call Start on the view afterwards.
func New(v *view.Tokens, w *words.Words) *Screen {
	s := &Screen{view: v, words: w}
	s.create = widgets.NewButton(w.T("tokens.new"), widgets.IconPlus, widgets.Primary, s.open)
	s.list = widgets.NewVirtualList(widgets.ListSource{
		Create: s.row, Update: s.update, Key: s.key,
		Selectable: func(int) bool { return len(s.state.Rows) > 0 },
	})
	s.list.OnMenu = s.menu
	s.list.OnKey = func(i int, ev *fyne.KeyEvent) bool {
		if ev.Name == fyne.KeyDelete {
			s.revoke(s.key(i))
		}
		return ev.Name == fyne.KeyDelete
	}
	head := widgets.NewTokenHead(
		w.T("tokens.column_name"), w.T("tokens.column_made"), w.T("tokens.column_expires"), w.T("tokens.column_used"), w.T("tokens.revoke"))
	s.table = newTable(head, s.list)
	s.empty = widgets.NewEmptyState(widgets.IconKey, "", "", "", nil)
	s.empty.Hide()
	s.Content = kit.NewPage(kit.PageParts{
		Title: w.T("tokens.title"), Line: w.T("tokens.line"), Acts: []fyne.CanvasObject{s.create},
		Bodies: []fyne.CanvasObject{s.table, s.empty},
	})
	v.OnState = s.set
	return s
}

// FocusTarget is the list, or the button that makes the first API token.
func (s *Screen) FocusTarget() fyne.Focusable {
	if s.state.Empty != nil {
		return s.create
	}
	return s.list
}

func (s *Screen) canvas() fyne.Canvas { return fyne.CurrentApp().Driver().CanvasForObject(s.Content) }

func (s *Screen) set(st view.TokensState) {
	s.state = st
	s.create.SetEnabled(st.Offline == "")
	s.create.SetTip(st.Offline)
	s.Content.SetNotice(st.Notice)
	s.Content.SetStatus(st.Status)
	if st.Empty != nil {
		s.empty.Set(widgets.IconKey, st.Empty.Title, st.Empty.Line, st.Empty.Action, s.view.TryAgain)
	}
	kit.Show(s.empty, st.Empty != nil)
	kit.Show(s.table, st.Empty == nil)
	kind, count := kindToken, len(st.Rows)
	if st.Loading {
		kind, count = kindSkeleton, 4
	}
	s.list.SetSpans([]widgets.Span{{Kind: kind, Count: count, Height: theme.RowHeight}})
}

func (s *Screen) row(kind int) fyne.CanvasObject {
	if kind == kindSkeleton {
		return widgets.NewSkeletonRow()
	}
	r := widgets.NewTokenRow()
	r.OnAct = s.revoke
	return r
}

func (s *Screen) key(i int) string {
	if i < len(s.state.Rows) {
		return s.state.Rows[i].ID
	}
	return ""
}

func (s *Screen) update(i int, o fyne.CanvasObject) {
	r, ok := o.(*widgets.TokenRow)
	if !ok || i >= len(s.state.Rows) {
		return
	}
	t, w := s.state.Rows[i], s.words
	r.Set(widgets.TokenData{
		ID: t.ID, Name: t.Name, MadeBy: t.MadeBy,
		Made: t.Made, MadeTip: t.MadeTip, MadeLong: t.MadeLong,
		Expires: expiry(t), ExpiresTip: t.ExpiresTip,
		Used: t.LastUsed, UsedTip: t.UsedTip,
		Act: w.T("tokens.revoke"), Reason: s.state.Offline,
	})
}

// expiry marks an end that is near by an icon and words as well as by its colour.
func expiry(t view.TokenRow) widgets.BadgeData {
	d := widgets.BadgeData{Text: t.Expires, Tone: kit.Tone(t.Role)}
	if t.Role == view.RoleAmber {
		d.Icon = widgets.IconClock
	}
	return d
}

func (s *Screen) menu(i int, at fyne.Position) {
	c, id := s.canvas(), s.key(i)
	if c == nil || id == "" {
		return
	}
	widgets.ShowMenu(c, []widgets.MenuItem{{
		Text: s.words.T("tokens.revoke"), Icon: widgets.IconTrash, Danger: true, Reason: s.state.Offline, Action: func() { s.revoke(id) },
	}}, at, true)
}

// revoke asks before an API token stops working.
func (s *Screen) revoke(id string) {
	c := s.canvas()
	if c == nil || s.state.Offline != "" {
		return
	}
	if v := s.view.Revoke(id); v != nil {
		kit.OpenConfirm(c, v)
	}
}

// open begins with a new API token.
func (s *Screen) open() {
	if c := s.canvas(); c != nil && s.state.Offline == "" {
		openNew(c, s.view.New(), s.words)
	}
}
