package people

import (
	"fyne.io/fyne/v2"

	"rollcall/ui/screen/kit"
	"rollcall/ui/theme"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

func (s *Screen) buildList() {
	s.list = widgets.NewVirtualList(widgets.ListSource{
		Create:     s.create,
		Update:     s.update,
		Key:        func(i int) string { return s.state.Rows.At(i).Key() },
		IndexOf:    func(key string) int { return s.state.Rows.Find(key) },
		Selectable: func(i int) bool { return s.state.Rows.At(i).Kind != view.RowSkeleton },
	})
	s.list.OnOpen = func(i int) { s.open(s.state.Rows.At(i)) }
	s.list.OnMenu = func(i int, at fyne.Position) { s.menu(s.state.Rows.At(i), at) }
	s.list.OnKey = func(i int, ev *fyne.KeyEvent) bool { return s.key(s.state.Rows.At(i), ev) }
	s.list.OnRune = func(i int, r rune) { s.letter(s.state.Rows.At(i), r) }
	s.empty = widgets.NewEmptyState(widgets.IconUsers, "", "", "", nil)
	s.empty.Hide()
}

// spansOf gives the list the heights of its rows.
func spansOf(rows view.Rows) []widgets.Span {
	var out []widgets.Span
	for _, span := range rows.Spans() {
		out = append(out, widgets.Span{Kind: int(span.Kind), Count: span.Count, Height: heightOf(span.Kind)})
	}
	return out
}

func heightOf(k view.RowKind) float32 {
	switch k {
	case view.RowHeading:
		return theme.SectionHeight
	case view.RowShowAll:
		return theme.RowCompact
	}
	return theme.RowHeight
}

// sameRows tells whether two states list the same runs of rows.
func sameRows(a, b view.PeopleState) bool {
	x, y := a.Rows.Spans(), b.Rows.Spans()
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if x[i] != y[i] {
			return false
		}
	}
	return true
}

func (s *Screen) create(kind int) fyne.CanvasObject {
	switch view.RowKind(kind) {
	case view.RowHeading:
		row := widgets.NewHeadingRow()
		row.OnFold, row.OnSort, row.OnLink = s.fold, s.sort, s.sectionAct
		return row
	case view.RowInvitation, view.RowCancelled:
		row := widgets.NewInvitationRow()
		row.OnAction, row.OnTrash, row.OnOpen = s.rowAct, s.rowTrash, s.rowOpen
		return row
	case view.RowShowAll:
		row := widgets.NewLinkRow()
		row.OnTapped = func(string) { s.view.ToggleAllPending() }
		return row
	case view.RowSkeleton:
		return widgets.NewSkeletonRow()
	}
	row := widgets.NewPersonRow()
	row.OnOpen = s.rowOpen
	row.OnActions = func(key string, button fyne.CanvasObject) {
		s.pick(key)
		s.menuUnder(s.find(key), button)
	}
	return row
}

func (s *Screen) update(i int, o fyne.CanvasObject) {
	row := s.state.Rows.At(i)
	switch to := o.(type) {
	case *widgets.HeadingRow:
		to.Set(s.heading(row.Section))
	case *widgets.LinkRow:
		to.Set(widgets.LinkData{ID: row.Key(), Text: s.state.ShowAll, Icon: widgets.IconChevronDown})
	case *widgets.InvitationRow:
		if row.Kind == view.RowCancelled {
			to.Set(s.cancelled(row))
		} else {
			to.Set(s.invitation(row))
		}
	case *widgets.PersonRow:
		to.Set(s.person(row))
	}
}

func (s *Screen) heading(section view.Section) widgets.HeadingData {
	st := s.state.Sections[section]
	d := widgets.HeadingData{
		ID: sectionID(section), Title: st.Title, Count: st.Count, Foldable: st.Foldable, Folded: st.Folded,
		Note: st.Progress, Links: s.headingLinks(st),
	}
	for _, c := range st.Columns {
		d.Columns = append(d.Columns, columnHead(c))
	}
	return d
}

// headingLinks offers the acts of a section, or to stop the one under way.
func (s *Screen) headingLinks(st view.SectionState) []widgets.HeadingLink {
	if st.Progress != "" {
		return []widgets.HeadingLink{{ID: actID(view.MenuStopMany), Text: s.words.T("people.stop"), Icon: widgets.IconNone}}
	}
	out := make([]widgets.HeadingLink, 0, len(st.Acts))
	for _, a := range st.Acts {
		link := widgets.HeadingLink{ID: actID(a.Act), Text: a.Label, Icon: widgets.IconNone}
		if a.Act == view.MenuRequestAccess {
			link.Icon = widgets.IconPlus
		}
		out = append(out, link)
	}
	return out
}

func actID(a view.MenuAct) string { return string(rune(a)) }

func actOf(id string) view.MenuAct { return view.MenuAct([]rune(id)[0]) }

func columnHead(c view.ColumnState) widgets.ColumnHead {
	head := widgets.ColumnHead{ID: string('0' + rune(c.Column)), Text: c.Title, Sortable: true, Slot: slotOf(c.Column)}
	switch {
	case c.Sorted && c.Descending:
		head.Sort = -1
	case c.Sorted:
		head.Sort = 1
	}
	return head
}

func slotOf(c view.Column) widgets.ColumnSlot {
	switch c {
	case view.ColumnType:
		return widgets.ColumnType
	case view.ColumnTwoFactor, view.ColumnUrgency:
		return widgets.ColumnTwoFactor
	case view.ColumnLastActive:
		return widgets.ColumnLastActive
	}
	return widgets.ColumnName
}

func (s *Screen) invitation(row view.Row) widgets.InvitationData {
	r := s.state.Invitation(row)
	d := widgets.InvitationData{
		ID: r.Key, Email: r.Email, EmailMarks: marks(r.EmailHits), Badge: kit.Badge(r.Type),
		StateTip: r.Delivery.Tip, Action: r.ActLabel, TrashTip: r.CancelLabel, Mark: kit.RowMark(r.Mark), Busy: r.Busy,
	}
	if r.Act == view.MenuResend {
		d.ActionIcon = widgets.IconSend
	}
	if r.Delivery.Badge {
		d.State = widgets.BadgeData{
			Text: r.Delivery.Text, Tone: kit.Tone(r.Delivery.Role), Icon: widgets.IconName(r.Delivery.Icon),
		}
	} else {
		d.Delivery, d.Left = r.Delivery.Lead, r.Delivery.Text
	}
	return d
}

func (s *Screen) cancelled(row view.Row) widgets.InvitationData {
	r := s.state.Cancelled(row)
	return widgets.InvitationData{
		ID: r.Key, Email: r.Email, EmailMarks: marks(r.EmailHits), Badge: kit.Badge(r.Type),
		Action: r.RestoreLabel, ActionIcon: widgets.IconRotate, Refusal: r.Refusal, Busy: r.Busy,
	}
}

func (s *Screen) person(row view.Row) widgets.PersonData {
	r := s.state.Person(row)
	return widgets.PersonData{
		ID: r.Key, Person: r.ID, Initials: r.Initials, Name: r.Name, NameMarks: marks(r.NameHits),
		Email: r.Email, EmailMarks: marks(r.EmailHits), Detail: r.Home, Ends: r.Ends, EndsTip: r.EndsTip, EndsTone: kit.Tone(r.EndsRole), Badge: kit.Badge(r.Type),
		TwoFactor: r.TwoFactorText, TwoFactorOn: r.TwoFactor, LastActive: r.LastActive, LastActiveTip: r.LastActiveTip,
		Actions: s.words.T("people.actions"), Mark: kit.RowMark(r.Mark), Busy: r.Busy,
	}
}

func marks(hits []words.Span) []widgets.Range {
	out := make([]widgets.Range, 0, len(hits))
	for _, h := range hits {
		out = append(out, widgets.Range{From: h.Start, To: h.End})
	}
	return out
}

func sectionID(s view.Section) string { return string('0' + rune(s)) }

func sectionOf(id string) view.Section { return view.Section(id[0] - '0') }
