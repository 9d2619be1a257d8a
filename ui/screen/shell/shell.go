// Package shell is the frame around the screens of an account: the left column.
package shell

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"rollcall/ui/screen/kit"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

// collapseBelow is the width of the window, in logical pixels, below which the
// left column becomes icons.
const collapseBelow = 1000

// Screen draws the Shell view around a content.
type Screen struct {
	// Content fills the window.
	Content fyne.CanvasObject

	view    *view.Shell
	words   *words.Words
	side    *widgets.SideBar
	account *widgets.SideBlock
	person  *widgets.SideBlock
	inside  fyne.CanvasObject
	leaving bool
}

// New draws a view. Call Start on the view afterwards.
func New(v *view.Shell, w *words.Words, inside fyne.CanvasObject) *Screen {
	s := &Screen{view: v, words: w, inside: inside}
	s.account = widgets.NewAccountBlock(nil)
	s.person = widgets.NewPersonBlock(s.openMenu)
	users := widgets.NewNavItem(widgets.IconUsers, w.T("shell.users"), func() {})
	users.SetSelected(true)
	s.side = widgets.NewSideBar(s.account, w.T("shell.settings"), []*widgets.NavItem{users}, s.person)
	s.Content = container.New(columns{s}, s.side, inside)
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
	s.account.Set(st.AccountInitials, "", st.AccountName, st.AccountNumber)
	line := st.PersonType
	if st.SigningOut {
		line = s.words.T("shell.signing_out")
	}
	s.person.Set(st.PersonInitials, st.PersonID, st.PersonName, line)
	s.leaving = st.SigningOut
}

func (s *Screen) openMenu() {
	if s.leaving {
		return
	}
	widgets.ShowMenuUnder(s.person, []widgets.MenuItem{
		{Text: s.words.T("shell.sign_out"), Icon: widgets.IconLogOut, Action: s.view.SignOut},
	})
}

// columns places the left column and what stands beside it.
type columns struct{ s *Screen }

// MinSize implements fyne.Layout.
func (c columns) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(600, 400) }

// Layout implements fyne.Layout.
func (c columns) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	w := c.s.side.Width()
	kit.Place(c.s.side, 0, 0, w, size.Height)
	kit.Place(c.s.inside, w, 0, size.Width-w, size.Height)
}
