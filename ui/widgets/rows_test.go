package widgets

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"rollcall/ui/theme"
)

func guest() PersonData {
	return PersonData{
		ID: "e1", Initials: "KB", Name: "Karim Benali", Email: "karim@agence-lumen.example", Detail: "Agence Lumen",
		Badge: BadgeData{Text: "Personnalisé", Tone: Violet}, TwoFactor: "Activée", TwoFactorOn: true,
		LastActive: "Il y a 4 heures", LastActiveTip: "21 novembre 2026, 14:32", Actions: "Actions",
	}
}

// visibleParts are the parts of a row of people from left to right.
func visibleParts(r *PersonRow) []fyne.CanvasObject {
	var parts []fyne.CanvasObject
	for _, o := range []fyne.CanvasObject{r.avatar, r.name, r.badge, r.shield, r.factor, r.active, r.actions} {
		if o.Visible() {
			parts = append(parts, o)
		}
	}
	return parts
}

func TestColumnsNeverOverlap(t *testing.T) {
	startApp(t, theme.Light)
	r := NewPersonRow()
	r.Set(guest())
	openWindow(t, r, fyne.NewSize(948, 56))
	for _, width := range []float32{588, 600, 640, 700, 756, 760, 948, 1300, 1700} {
		r.Resize(fyne.NewSize(width, 56))
		end := float32(0)
		for _, o := range visibleParts(r) {
			if x := o.Position().X; x < end-0.5 {
				t.Errorf("at %v a %T begins at %v, the one before ends at %v", width, o, x, end)
			}
			end = o.Position().X + o.Size().Width
		}
		if end > width-theme.PageMargin+0.5 {
			t.Errorf("at %v the row ends at %v", width, end)
		}
	}
}

func TestColumnsStandAsInThePictures(t *testing.T) {
	startApp(t, theme.Light)
	r := NewPersonRow()
	r.Set(guest())
	openWindow(t, r, fyne.NewSize(948, 56))
	for name, c := range map[string]struct {
		o    fyne.CanvasObject
		want float32
	}{"avatar": {r.avatar, 32}, "name": {r.name, 78}, "type": {r.badge, 410}, "two-factor": {r.shield, 538}, "last active": {r.active, 634}} {
		if got := c.o.Position().X; got != c.want {
			t.Errorf("%s at %v, want %v", name, got, c.want)
		}
	}
}

func TestLastActiveThenTwoFactorFoldUnderTheName(t *testing.T) {
	startApp(t, theme.Light)
	r := NewPersonRow()
	r.Set(guest())
	openWindow(t, r, fyne.NewSize(948, 56))
	for _, c := range []struct {
		width          float32
		factor, active bool
		second         string
	}{
		{948, true, true, "karim@agence-lumen.example · Agence Lumen"},
		{756, true, false, "karim@agence-lumen.example · Agence Lumen · Il y a 4 heures"},
		{600, false, false, "karim@agence-lumen.example · Agence Lumen · Il y a 4 heures · Activée"},
	} {
		r.Resize(fyne.NewSize(c.width, 56))
		if r.factor.Visible() != c.factor || r.active.Visible() != c.active || r.second.Text() != c.second {
			t.Errorf("at %v: two-factor %v, last active %v, %q", c.width, r.factor.Visible(), r.active.Visible(), r.second.Text())
		}
	}
}

func TestWhatIsCutIsWholeUnderThePointer(t *testing.T) {
	startApp(t, theme.Light)
	r := NewPersonRow()
	d := guest()
	d.Name = strings.Repeat("Gustavo Pereira-Lindqvist ", 4)
	r.Set(d)
	openWindow(t, r, fyne.NewSize(948, 56))
	for _, c := range []struct {
		at   fyne.Position
		want string
	}{
		{fyne.NewPos(100, 18), d.Name},
		{fyne.NewPos(100, 38), ""},
		{fyne.NewPos(650, 28), "21 novembre 2026, 14:32"},
		{fyne.NewPos(480, 50), ""},
	} {
		if got := r.tipFor(c.at); got != c.want {
			t.Errorf("at %v: %q, want %q", c.at, got, c.want)
		}
	}
}

func TestARowSaysWhoseButtonWasPressed(t *testing.T) {
	startApp(t, theme.Light)
	r := NewPersonRow()
	var got []string
	r.OnActions = func(id string, _ fyne.CanvasObject) { got = append(got, "actions "+id) }
	r.OnOpen = func(id string) { got = append(got, "open "+id) }
	openWindow(t, r, fyne.NewSize(948, 56))
	r.Set(guest())
	test.Tap(r.actions)
	other := guest()
	other.ID = "e2"
	r.Set(other)
	test.Tap(r.actions)
	r.TapAt(fyne.NewPos(90, 18))
	r.TapAt(fyne.NewPos(500, 18))
	if want := []string{"actions e1", "actions e2", "open e2"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestABusyRowStopsTurningWhenItIsKept(t *testing.T) {
	startApp(t, theme.Light)
	r := NewPersonRow()
	openWindow(t, r, fyne.NewSize(948, 56))
	d := guest()
	d.Busy = true
	r.Set(d)
	if !r.actions.spin.Running() {
		t.Fatal("a busy row does not turn")
	}
	r.Recycle()
	if r.actions.spin.Running() {
		t.Error("a row that is kept for reuse goes on turning")
	}
}

func bounced() InvitationData {
	return InvitationData{
		ID: "i1", Email: "lise.gagnon@gmial.example", Badge: BadgeData{Text: "User"},
		State:  BadgeData{Text: "Bounced: no such person", Tone: Red, Icon: IconCircleAlert},
		Action: "Resend invitation", ActionIcon: IconSend, TrashTip: "Cancel the invitation",
	}
}

func TestInvitationButtons(t *testing.T) {
	startApp(t, theme.Light)
	r := NewInvitationRow()
	var got []string
	r.OnAction = func(id string) { got = append(got, "action "+id) }
	r.OnTrash = func(id string) { got = append(got, "trash "+id) }
	openWindow(t, r, fyne.NewSize(948, 56))
	r.Set(bounced())
	test.Tap(r.action)
	test.Tap(r.trash)
	busy := bounced()
	busy.Busy = true
	r.Set(busy)
	test.Tap(r.action)
	test.Tap(r.trash)
	if want := []string{"action i1", "trash i1"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	gone := bounced()
	gone.TrashTip = ""
	r.Set(gone)
	if r.trash.Visible() {
		t.Error("a cancelled invitation has a trash can")
	}
}

func TestInvitationPartsNeverOverlap(t *testing.T) {
	startApp(t, theme.Light)
	for _, data := range []InvitationData{bounced(), {ID: "i2", Email: "a@b.example", Badge: BadgeData{Text: "Administrateur", Tone: Accent}, Delivery: "Envoyée", Left: "Encore 5 jours", Action: "Renvoyer l’invitation", ActionIcon: IconSend, TrashTip: "x"}} {
		r := NewInvitationRow()
		r.Set(data)
		openWindow(t, r, fyne.NewSize(948, 56))
		for _, width := range []float32{588, 640, 756, 760, 948, 1400} {
			t.Run(fmt.Sprint(data.ID, width), func(t *testing.T) {
				r.Resize(fyne.NewSize(width, 56))
				end := float32(0)
				for _, o := range []fyne.CanvasObject{r.email, r.badge, r.state, r.quiet, r.left, r.action, r.trash} {
					if !o.Visible() {
						continue
					}
					if o.Position().X < end-0.5 {
						t.Errorf("a %T begins at %v, the one before ends at %v", o, o.Position().X, end)
					}
					end = o.Position().X + o.Size().Width
				}
			})
		}
	}
}

func TestWhatBecameOfTheMailIsAlwaysInWords(t *testing.T) {
	startApp(t, theme.Light)
	r := NewInvitationRow()
	r.Set(bounced())
	openWindow(t, r, fyne.NewSize(948, 56))
	r.Resize(fyne.NewSize(756, 56))
	if !r.second.Visible() || r.second.Text() != "Bounced: no such person" || r.state.Visible() {
		t.Errorf("narrow: %q", r.second.Text())
	}
	r.Resize(fyne.NewSize(948, 56))
	if r.second.Visible() || !r.state.Visible() {
		t.Error("wide: the badge is not shown")
	}
}

func TestAHeadingFoldsSortsAndActs(t *testing.T) {
	startApp(t, theme.Light)
	r := NewHeadingRow()
	var got []string
	r.OnFold = func(id string) { got = append(got, "fold "+id) }
	r.OnSort = func(id, column string) { got = append(got, "sort "+id+" "+column) }
	r.OnLink = func(id, link string) { got = append(got, link+" "+id) }
	r.Set(HeadingData{ID: "users", Title: "Users", Count: "28", Foldable: true, Links: []HeadingLink{{ID: "print", Text: "Print"}, {ID: "save", Text: "Save"}}, Columns: []ColumnHead{
		{ID: "type", Text: "User type", Slot: ColumnType, Sortable: true}, {ID: "2fa", Text: "Two-factor", Slot: ColumnTwoFactor},
	}})
	openWindow(t, r, fyne.NewSize(948, 40))
	r.TapAt(fyne.NewPos(50, 20))
	r.TapAt(fyne.NewPos(420, 20))
	r.TapAt(fyne.NewPos(545, 20))
	r.TapAt(fyne.NewPos(300, 20))
	test.Tap(r.links[0])
	test.Tap(r.links[1])
	if want := []string{"fold users", "sort users type", "print users", "save users"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestTheActOfAHeadingStandsOnNothing, at any width and in either language.
func TestTheActOfAHeadingStandsOnNothing(t *testing.T) {
	for _, words := range [][]string{
		{"Users", "Name", "User type", "Two-factor", "Last active", "Authorised contacts…"},
		{"Utilisateurs", "Nom", "Type", "2e facteur", "Dernière activité", "Personnes autorisées…"},
	} {
		t.Run(words[0], func(t *testing.T) {
			startApp(t, theme.Light)
			r := NewHeadingRow()
			d := HeadingData{ID: "users", Title: words[0], Count: "1,000", Foldable: true, Links: []HeadingLink{{ID: "act", Text: words[5]}}}
			for i, text := range words[1:5] {
				d.Columns = append(d.Columns, ColumnHead{ID: text, Text: text, Slot: ColumnSlot(i), Sortable: true})
			}
			r.Set(d)
			openWindow(t, r, fyne.NewSize(948, 40))
			for width := float32(588); width < 2000; width += 4 {
				r.Resize(fyne.NewSize(width, 40))
				r.standsFree(t, width)
			}
		})
	}
}

// standsFree: the act covers nothing. In the least window there is room for it.
func (r *HeadingRow) standsFree(t *testing.T, width float32) {
	t.Helper()
	link := r.links[0]
	if width >= 756 && !r.heads[ColumnName].Visible() {
		t.Errorf("%v wide: the act stands on the names", width)
	}
	left, right := link.Position().X, link.Position().X+link.Size().Width
	if left < 0 || right > width {
		t.Errorf("%v wide: the act stands from %v to %v", width, left, right)
	}
	for _, o := range append([]*Text{r.title, r.count}, r.heads...) {
		if x := o.Position().X; o.Visible() && o.text != "" && x < right && x+o.MinSize().Width > left {
			t.Errorf("%v wide: the act covers %q", width, o.text)
		}
	}
}

func TestAColumnHeadMakesRoomForTheActsOfItsHeading(t *testing.T) {
	startApp(t, theme.Light)
	r := NewHeadingRow()
	r.Set(HeadingData{ID: "x", Title: "External users", Links: []HeadingLink{{ID: "ask", Text: "Request access for somebody", Icon: IconPlus}}, Columns: []ColumnHead{
		{ID: "type", Text: "User type", Slot: ColumnType, Sortable: true}, {ID: "2fa", Text: "Two-factor", Slot: ColumnTwoFactor, Sortable: true},
	}})
	openWindow(t, r, fyne.NewSize(948, 40))
	if !r.heads[ColumnTwoFactor].Visible() {
		t.Error("the head of a column is gone though there is room")
	}
	r.Resize(fyne.NewSize(700, 40))
	if r.heads[ColumnTwoFactor].Visible() || !r.heads[ColumnType].Visible() {
		t.Error("the acts stand on the head of a column")
	}
	sorted := false
	r.OnSort = func(string, string) { sorted = true }
	if r.TapAt(r.heads[ColumnTwoFactor].Position().AddXY(5, 5)); sorted {
		t.Error("a head that cannot be seen sorts")
	}
}

func TestTheSortedColumnHasAnArrow(t *testing.T) {
	startApp(t, theme.Light)
	r := NewHeadingRow()
	openWindow(t, r, fyne.NewSize(948, 40))
	for sort, want := range map[int]IconName{1: IconArrowUp, -1: IconArrowDown, 0: IconNone} {
		r.Set(HeadingData{Title: "Users", Columns: []ColumnHead{{ID: "l", Text: "Last active", Slot: ColumnLastActive, Sort: sort}}})
		if got := r.marks[ColumnLastActive].name; got != want {
			t.Errorf("sort %d shows %q", sort, got)
		}
	}
}

func TestTheEndOfAnAccessStandsWholeAfterTheName(t *testing.T) {
	startApp(t, theme.Light)
	r := NewPersonRow()
	r.Set(PersonData{
		Name: "Gustavo Pereira-Lindqvist de Almeida e Silva", Email: "gustavo@lumen.example", Detail: "Agence Lumen",
		Ends: "until Nov 27, 6 days left", EndsTip: "The access ends at the end of November 27, 2026.", EndsTone: Amber, Actions: "Actions",
	})
	openWindow(t, r, fyne.NewSize(948, 56))
	for _, width := range []float32{948, 756} {
		r.Resize(fyne.NewSize(width, 56))
		if !r.ends.Visible() || r.ends.Truncated() || !r.name.Truncated() {
			t.Errorf("at %v: the end is cut %v, the name %v", width, r.ends.Truncated(), r.name.Truncated())
		}
	}
	if got := r.tipFor(r.ends.Position().AddXY(5, 5)); got != "The access ends at the end of November 27, 2026." {
		t.Errorf("the tip says %q", got)
	}
	r.Set(PersonData{Name: "Ana", Actions: "Actions"})
	if r.ends.Visible() {
		t.Error("a reused row keeps the end of another's access")
	}
}
