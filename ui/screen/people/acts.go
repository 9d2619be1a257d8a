package people

import (
	"unicode"

	"fyne.io/fyne/v2"

	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

// find gives the row of a key; the zero Row has no act.
func (s *Screen) find(key string) view.Row {
	if i := s.state.Rows.Find(key); i >= 0 {
		return s.state.Rows.At(i)
	}
	return view.Row{Kind: view.RowSkeleton}
}

// pick makes the row whose button was clicked the current one, so that the
// keyboard goes on from there.
func (s *Screen) pick(key string) {
	s.list.Focus()
	s.list.SetCurrent(s.state.Rows.Find(key))
}

func (s *Screen) fold(id string) {
	section := sectionOf(id)
	s.view.Fold(section, !s.state.Sections[section].Folded)
}

func (s *Screen) sort(id, column string) { s.view.SortBy(sectionOf(id), view.Column(column[0]-'0')) }

// sectionAct is a link of a heading.
func (s *Screen) sectionAct(_, link string) { s.headingAct(actOf(link)) }

// headingAct does what concerns a section, or many of its rows at once.
func (s *Screen) headingAct(act view.MenuAct) {
	switch act {
	case view.MenuResendExpired:
		s.view.ResendExpired()
	case view.MenuCancelExpired:
		s.view.CancelExpired()
	case view.MenuStopMany:
		s.view.StopMany()
	case view.MenuRequestAccess:
		s.view.RequestAccess()
	case view.MenuContacts:
		s.acts.Contacts()
	}
}

// rowAct is the button of a row with an invitation.
func (s *Screen) rowAct(key string) {
	s.pick(key)
	row := s.find(key)
	switch {
	case row.Kind == view.RowCancelled:
		s.do(row, view.MenuRestore)
	case row.Kind == view.RowInvitation || row.Kind == view.RowWaiting:
		s.do(row, s.state.Invitation(row).Act)
	}
}

func (s *Screen) rowTrash(key string) { s.do(s.find(key), view.MenuCancel) }

func (s *Screen) rowOpen(key string) { s.open(s.find(key)) }

// open is Enter, or a click on the name.
func (s *Screen) open(row view.Row) {
	switch row.Kind {
	case view.RowHeading:
		s.fold(sectionID(row.Section))
	case view.RowShowAll:
		s.view.ToggleAllPending()
	case view.RowSkeleton:
	case view.RowWaiting:
		s.view.ShowWaiting(row.Waiting.ID)
	default:
		s.acts.Details(row)
	}
}

// key gives the keyboard what the buttons of a row give the mouse.
func (s *Screen) key(row view.Row, ev *fyne.KeyEvent) bool {
	if ev.Name != fyne.KeyDelete {
		return false
	}
	switch row.Kind {
	case view.RowInvitation:
		s.offer(row, view.MenuCancel)
	case view.RowWaiting:
		s.offer(row, view.MenuTakeBack)
	case view.RowUser:
		s.offer(row, view.MenuDelete)
	case view.RowExternal:
		s.offer(row, view.MenuRemoveAccess)
	default:
		return false
	}
	return true
}

func (s *Screen) letter(row view.Row, r rune) {
	if unicode.ToLower(r) == 'r' && row.Kind == view.RowInvitation {
		s.offer(row, view.MenuResend)
	}
}

// offer does an act of the row's menu if the menu allows it, and otherwise
// opens the menu, which says why not.
func (s *Screen) offer(row view.Row, act view.MenuAct) {
	for _, e := range s.state.Menu(row) {
		if e.Act == act && e.Enabled {
			s.do(row, act)
			return
		}
	}
	if i := s.state.Rows.Find(row.Key()); i >= 0 {
		if o := s.list.RowObject(i); o != nil {
			s.menuUnder(row, o)
		}
	}
}

func (s *Screen) menu(row view.Row, at fyne.Position) {
	c := fyne.CurrentApp().Driver().CanvasForObject(s.Content)
	if items := s.items(row); len(items) > 0 && c != nil {
		widgets.ShowMenu(c, items, at, true)
	}
}

func (s *Screen) menuUnder(row view.Row, o fyne.CanvasObject) {
	if items := s.items(row); len(items) > 0 {
		widgets.ShowMenuUnder(o, items)
	}
}

func (s *Screen) items(row view.Row) []widgets.MenuItem {
	if s.state.Busy(row) {
		return nil
	}
	return MenuItems(s.state.Menu(row), func(act view.MenuAct) { s.do(row, act) })
}

// MenuItems draws a menu of a view.
func MenuItems(entries []view.MenuEntry, do func(view.MenuAct)) []widgets.MenuItem {
	var out []widgets.MenuItem
	for _, e := range entries {
		out = append(out, widgets.MenuItem{
			Text: e.Label, Icon: widgets.IconName(e.Icon), Reason: e.Reason, Danger: e.Danger,
			Separator: e.Act == view.MenuSeparator,
			Action:    func() { do(e.Act) },
		})
	}
	return out
}

// Do does an act of a row's menu.
func (s *Screen) Do(row view.Row, act view.MenuAct) { s.do(row, act) }

func (s *Screen) do(row view.Row, act view.MenuAct) {
	if row.Kind == view.RowHeading {
		s.headingAct(act)
		return
	}
	switch act {
	case view.MenuTakeBack:
		s.view.TakeBack(row)
	case view.MenuSeeWhy:
		s.view.SeeWhy(row)
	case view.MenuDetails:
		s.acts.Details(row)
	case view.MenuModify:
		s.acts.Modify(row.User)
	case view.MenuDelete:
		s.acts.Delete(row.User)
	case view.MenuSendLink:
		s.view.SendLink(row.User)
	case view.MenuResetTwoFactor:
		s.acts.ResetTwoFactor(row.User)
	case view.MenuSignOut:
		s.acts.SignOut(row.User)
	case view.MenuProfile:
		s.acts.Profile()
	case view.MenuEditAccess:
		s.acts.EditAccess(row.External)
	case view.MenuRemoveAccess:
		s.acts.RemoveAccess(row.External)
	default:
		s.invitationAct(row, act)
	}
}

func (s *Screen) invitationAct(row view.Row, act view.MenuAct) {
	if row.Invitation == nil {
		return
	}
	switch act {
	case view.MenuResend:
		s.view.Resend(row.Invitation)
	case view.MenuCorrect:
		s.acts.Correct(row.Invitation)
	case view.MenuCopyLink:
		s.acts.CopyLink(row.Invitation)
	case view.MenuCancel:
		s.view.Cancel(row.Invitation)
	case view.MenuRestore:
		s.view.Restore(row.Invitation)
	}
}
