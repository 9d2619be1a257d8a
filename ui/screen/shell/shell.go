// Package shell is the frame around the screens of an account: the left column.
package shell

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"rollcall/ui/screen/kit"
	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

// collapseBelow is the width of the window, in logical pixels, below which the
// left column becomes icons.
const collapseBelow = 1000

// bannerTop is the room above a banner over a screen, as over a screen's own.
const bannerTop = 14

// Acts is what the frame asks of the window.
type Acts struct {
	// Page gives what to show of a screen, made when first asked for.
	Page func(view.Page) fyne.CanvasObject
	// Shown is told when the screen last asked for stands in its place.
	Shown func()
	// Switch enters another account.
	Switch func(accountID, name string)
	// SignOut leaves for good.
	SignOut func()
}

// Screen draws the Shell view around one of its screens.
type Screen struct {
	// Content fills the window.
	Content fyne.CanvasObject

	view    *view.Shell
	words   *words.Words
	acts    Acts
	side    *widgets.SideBar
	account *widgets.SideBlock
	person  *widgets.SideBlock
	items   map[view.Page]*widgets.NavItem
	notice  *widgets.Banner
	// announced is maintenance to come.
	announced *widgets.Banner
	ground    *canvas.Rectangle
	inside    *fyne.Container
	state     view.ShellState
	drawn     bool
}

// New draws a view. Call Start on the view afterwards.
func New(v *view.Shell, w *words.Words, acts Acts) *Screen {
	s := &Screen{view: v, words: w, acts: acts, inside: container.NewStack()}
	s.account = widgets.NewAccountBlock(nil)
	s.person = widgets.NewPersonBlock(s.openMenu)
	s.side = widgets.NewSideBar(s.account, "", nil, s.person)
	s.notice = widgets.NewBanner(widgets.BannerData{})
	s.notice.OnClose = v.CloseNotice
	s.notice.Hide()
	s.announced = widgets.NewBanner(widgets.BannerData{})
	s.announced.OnClose = v.CloseAnnouncement
	s.announced.Hide()
	s.ground = canvas.NewRectangle(theme.Color(theme.ColorBackground))
	s.Content = container.New(columns{s}, s.ground, s.side, s.notice, s.announced, s.inside)
	v.OnState = s.set
	return s
}

// SetWidth tells how wide the window is.
func (s *Screen) SetWidth(width float32) {
	before := s.side.Width()
	s.side.SetCollapsed(width < collapseBelow)
	if s.side.Width() != before {
		s.Content.Refresh()
	}
}

func (s *Screen) set(st view.ShellState) {
	before := s.state
	s.state = st
	s.setAccount(st)
	s.setPerson(st)
	if !s.drawn || !slices.Equal(before.Pages, st.Pages) {
		s.setPages(st.Pages)
	}
	for p, item := range s.items {
		item.SetSelected(p == st.Page)
	}
	if !s.drawn || before.Page != st.Page {
		s.inside.Objects = []fyne.CanvasObject{s.acts.Page(st.Page)}
		s.inside.Refresh()
		s.acts.Shown()
	}
	s.setBanner(s.notice, widgets.IconInfo, st.Notice)
	s.setBanner(s.announced, widgets.IconClock, st.Announced.Text)
	if before.Notice != st.Notice || before.Announced != st.Announced {
		s.Content.Refresh()
	}
	s.drawn = true
}

func (s *Screen) setAccount(st view.ShellState) {
	line := st.AccountNumber
	if st.Switching != "" {
		line = s.words.T("shell.switching", words.Args{"Account": st.Switching})
	}
	s.account.OnTapped = nil
	if len(st.Memberships) > 1 && st.Switching == "" {
		s.account.OnTapped = s.openAccounts
	}
	s.account.Set(st.AccountInitials, "", st.AccountName, line)
}

func (s *Screen) setPerson(st view.ShellState) {
	line := st.PersonType
	if st.SigningOut {
		line = s.words.T("shell.signing_out")
	}
	s.person.Set(st.PersonInitials, st.PersonID, st.PersonName, line)
	s.person.SetSelected(st.Page == view.PageProfile && !slices.Contains(st.Pages, view.PageProfile))
}

// setPages fills the left column. The screens of administrators stand under
// their heading.
func (s *Screen) setPages(pages []view.Page) {
	s.items = map[view.Page]*widgets.NavItem{}
	list := make([]*widgets.NavItem, 0, len(pages))
	for _, p := range pages {
		icon, text := s.label(p)
		s.items[p] = widgets.NewNavItem(icon, text, func() { s.view.Show(p) })
		list = append(list, s.items[p])
	}
	heading := s.words.T("shell.settings")
	if len(pages) < 2 {
		heading = ""
	}
	s.side.SetItems(heading, list)
}

func (s *Screen) label(p view.Page) (widgets.IconName, string) {
	switch p {
	case view.PageActivity:
		return widgets.IconActivity, s.words.T("shell.activity")
	case view.PageTokens:
		return widgets.IconKey, s.words.T("shell.tokens")
	case view.PageAccount:
		return widgets.IconBuilding, s.words.T("shell.account")
	case view.PageProfile:
		return widgets.IconUser, s.words.T("shell.profile")
	}
	return widgets.IconUsers, s.words.T("shell.users")
}

func (s *Screen) setBanner(b *widgets.Banner, icon widgets.IconName, text string) {
	b.Set(widgets.BannerData{Tone: widgets.Amber, Icon: icon, Text: text, CloseTip: s.words.T("act.close")})
	kit.Show(b, text != "")
}

func (s *Screen) openMenu() {
	if s.state.SigningOut {
		return
	}
	widgets.ShowMenuUnder(s.person, []widgets.MenuItem{
		{Text: s.words.T("shell.profile"), Icon: widgets.IconUser, Action: func() { s.view.Show(view.PageProfile) }},
		{Separator: true},
		{Text: s.words.T("shell.sign_out"), Icon: widgets.IconLogOut, Action: s.acts.SignOut},
	})
}

// openAccounts is the account switcher (R13).
func (s *Screen) openAccounts() {
	var items []widgets.MenuItem
	for _, m := range s.state.Memberships {
		item := widgets.MenuItem{
			Text: s.words.T("shell.membership", words.Args{"Account": m.Name, "As": m.Line}),
			Icon: widgets.IconBuilding, Action: func() { s.acts.Switch(m.ID, m.Name) },
		}
		if m.Current {
			item.Icon, item.Action = widgets.IconCheck, func() {}
		}
		items = append(items, item)
	}
	widgets.ShowMenuUnder(s.account, items)
}

// columns places the left column and what stands beside it.
type columns struct{ s *Screen }

// MinSize implements fyne.Layout.
func (c columns) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(600, 400) }

// Layout implements fyne.Layout.
func (c columns) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	w := c.s.side.Width()
	c.s.ground.FillColor = theme.Color(theme.ColorBackground)
	kit.Place(c.s.ground, 0, 0, size.Width, size.Height)
	kit.Place(c.s.side, 0, 0, w, size.Height)
	top := float32(0)
	for _, b := range []*widgets.Banner{c.s.notice, c.s.announced} {
		if !b.Visible() {
			continue
		}
		width := size.Width - w - 2*theme.PageMargin
		height := b.HeightFor(width)
		kit.Place(b, w+theme.PageMargin, top+bannerTop, width, height)
		top += height + bannerTop
	}
	kit.Place(c.s.inside, w, top, size.Width-w, size.Height-top)
}
