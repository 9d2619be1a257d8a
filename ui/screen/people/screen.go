// Package people is the Users screen: pending invitations, users and external
// users in one list.
package people

import (
	"fyne.io/fyne/v2"

	"rollcall/account"
	"rollcall/ui/screen/kit"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

// Acts is what the screen asks of the window: to open a dialog or a panel.
type Acts struct {
	Invite       func()
	Correct      func(*account.Invitation)
	CopyLink     func(*account.Invitation)
	Modify       func(*account.User)
	Delete       func(*account.User)
	EditAccess   func(*account.ExternalUser)
	RemoveAccess func(*account.ExternalUser)
	Details      func(view.Row)
	// ResetTwoFactor and SignOut ask before they end somebody's ways in; Profile
	// goes to one's own.
	ResetTwoFactor func(*account.User)
	SignOut        func(*account.User)
	Profile        func()
	// Contacts saves who may talk to support.
	Contacts func()
}

// Screen draws the People view.
type Screen struct {
	// Content fills the window beside the left column.
	Content *page

	view  *view.People
	words *words.Words
	acts  Acts
	state view.PeopleState

	title   *widgets.Text
	quiet   *quietLine
	search  *widgets.SearchField
	invite  *widgets.Button
	banners *widgets.Stack
	chips   *widgets.ChipRow
	list    *widgets.VirtualList
	empty   *widgets.EmptyState
	status  *widgets.StatusLine
	shown   []view.Banner
}

// New draws a view. Call Start on the view afterwards.
func New(v *view.People, w *words.Words, searchKey string, acts Acts) *Screen {
	s := &Screen{view: v, words: w, acts: acts}
	s.buildHeader(searchKey)
	s.buildList()
	s.Content = newPage(s)
	v.OnState = s.set
	return s
}

func (s *Screen) buildHeader(searchKey string) {
	w := s.words
	s.title = widgets.NewText(w.T("people.title"), widgets.Title())
	s.quiet = newQuietLine(func(section view.Section) { s.jump(section) })
	s.search = widgets.NewSearchField(w.T("people.search"), searchKey, w.T("people.search_clear"))
	s.search.OnChanged = s.view.Search
	s.search.OnLeave = s.FocusList
	s.invite = widgets.NewButton(w.T("people.invite"), widgets.IconPlus, widgets.Primary, s.acts.Invite)
	s.banners = widgets.NewStack(8)
	s.chips = widgets.NewChipRow(func(id string) { s.view.SetFilter(filterOf(id)) })
	s.status = widgets.NewStatusLine()
	s.status.OnLink = func() { s.view.ShowWaiting("") }
}

// FocusTarget is where one most likely goes on: the list.
func (s *Screen) FocusTarget() fyne.Focusable { return s.list }

// FocusSearch puts the cursor into the search field.
func (s *Screen) FocusSearch() { s.search.Focus() }

// FocusList moves the keyboard to the list.
func (s *Screen) FocusList() { s.list.Focus() }

// jump shows a section at the top of the list.
func (s *Screen) jump(section view.Section) {
	s.view.Reveal(section)
	if i := s.state.Rows.Heading(section); i >= 0 {
		s.list.ScrollToTop(i)
	}
	s.FocusList()
}

func (s *Screen) set(st view.PeopleState) {
	rows := !sameRows(s.state, st)
	s.state = st
	s.quiet.set(st.Quiet)
	if s.search.Text() != st.Search {
		s.search.SetText(st.Search)
	}
	s.invite.SetEnabled(st.MayInvite)
	kit.Show(s.invite, st.Refused == "")
	kit.Show(s.search, st.Refused == "")
	s.setBanners(st.Banners)
	s.setChips(st)
	s.status.Set(statusMark(st.Status.Mark), st.Status.Text)
	s.status.SetPart(float32(st.Status.Progress))
	s.status.SetLink(st.Status.Waiting)
	if rows {
		s.list.SetSpans(spansOf(st.Rows))
	}
	s.list.Refresh()
	s.setEmpty(st)
	s.Content.Refresh()
}

func (s *Screen) setChips(st view.PeopleState) {
	chips, selected := make([]widgets.ChipData, 0, len(st.Chips)), ""
	for _, c := range st.Chips {
		chips = append(chips, widgets.ChipData{ID: filterID(c.Filter), Text: c.Label, Count: c.Count})
		if c.Selected {
			selected = filterID(c.Filter)
		}
	}
	s.chips.SetChips(chips, selected)
}

func filterID(f view.Filter) string { return string('0' + rune(f)) }

func filterOf(id string) view.Filter { return view.Filter(id[0] - '0') }

// setBanners keeps the banners that stand already, so that the focus stays on
// the link that has it.
func (s *Screen) setBanners(list []view.Banner) {
	parts := s.banners.Parts()
	if len(parts) != len(list) {
		parts = make([]fyne.CanvasObject, len(list))
		for i := range list {
			parts[i] = widgets.NewBanner(widgets.BannerData{})
		}
		s.banners.SetParts(parts...)
	}
	for i, b := range list {
		each := parts[i].(*widgets.Banner)
		each.Set(s.bannerData(b))
		each.OnAction = func() { s.view.BannerAct(b.Kind) }
		each.OnClose = func() { s.view.CloseBanner(b.Kind) }
	}
	s.shown = list
}

func (s *Screen) bannerData(b view.Banner) widgets.BannerData {
	d := widgets.BannerData{Tone: kit.Tone(b.Role), Icon: bannerIcon(b.Kind), Text: b.Text, Action: b.Action}
	if b.Closable {
		d.CloseTip = s.words.T("act.close")
	}
	return d
}

func bannerIcon(k view.BannerKind) widgets.IconName {
	switch k {
	case view.BannerEnded:
		return widgets.IconLogOut
	case view.BannerRefused:
		return widgets.IconCircleAlert
	case view.BannerOffline:
		return widgets.IconWifiOff
	case view.BannerCopy:
		return widgets.IconTriangleAlert
	case view.BannerNoKeyring:
		return widgets.IconLock
	case view.BannerExpiring, view.BannerMaintenance:
		return widgets.IconClock
	}
	return widgets.IconInfo
}

func statusMark(m view.Mark) widgets.StatusMark {
	switch m {
	case view.MarkOffline:
		return widgets.MarkOffline
	case view.MarkUpdating:
		return widgets.MarkBusy
	}
	return widgets.MarkOnline
}

// setEmpty says why there is nothing to see, in the place of the list.
func (s *Screen) setEmpty(st view.PeopleState) {
	switch {
	case st.Refused != "":
		s.empty.Set(widgets.IconLock, s.words.T("people.refused_title"), st.Refused, "", nil)
	case st.Empty != nil:
		s.empty.Set(widgets.IconUsers, st.Empty.Title, st.Empty.Line, st.Empty.Action, s.view.EmptyAct)
	}
	empty := st.Refused != "" || st.Empty != nil
	kit.Show(s.empty, empty)
	kit.Show(s.list, !empty)
}
