package widgets

import (
	"image/color"
	"reflect"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"rollcall/ui/theme"
)

func TestAFieldSaysWhenItIsChangedLeftAndSubmitted(t *testing.T) {
	startApp(t, theme.Light)
	f := NewField("Name")
	w := openWindow(t, NewStack(8, f, NewButton("Next", IconNone, Primary, nil)), fyne.NewSize(400, 200))
	var got []string
	f.OnChanged = func(s string) { got = append(got, "changed "+s) }
	f.OnBlur = func(s string) { got = append(got, "left "+s) }
	f.OnSubmit = func(s string) { got = append(got, "submitted "+s) }
	f.SetText("A")
	f.Focus()
	press(w, fyne.KeyEnd)
	w.Canvas().Focused().TypedRune('b')
	press(w, fyne.KeyReturn)
	w.Canvas().FocusNext()
	if want := []string{"changed Ab", "submitted Ab", "left Ab"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestAFaultIsNamedInWordsWithItsMark(t *testing.T) {
	startApp(t, theme.Light)
	f := NewField("E-mail")
	f.SetHelper("Where the link goes")
	openWindow(t, f, fyne.NewSize(400, 120))
	f.SetFault("This is not an address.")
	if f.note.text.Text() != "This is not an address." || !f.note.icon.Visible() || f.Fault() == "" {
		t.Errorf("shows %q, mark %v", f.note.text.Text(), f.note.icon.Visible())
	}
	f.SetFault("")
	if f.note.text.Text() != "Where the link goes" || f.note.icon.Visible() {
		t.Errorf("without a fault: %q", f.note.text.Text())
	}
}

func TestAPasswordIsMaskedUntilRevealed(t *testing.T) {
	startApp(t, theme.Light)
	f := NewField("Password")
	f.SetPassword("Show the password", "Hide the password")
	w := openWindow(t, f, fyne.NewSize(400, 120))
	if !f.edit.Password || f.reveal.Tip() != "Show the password" {
		t.Fatalf("masked %v, tip %q", f.edit.Password, f.reveal.Tip())
	}
	w.Canvas().Focus(f.reveal)
	press(w, fyne.KeySpace)
	if f.edit.Password || f.reveal.Tip() != "Hide the password" {
		t.Errorf("after reveal: masked %v, tip %q", f.edit.Password, f.reveal.Tip())
	}
}

func TestTabLeavesAFieldOfManyLines(t *testing.T) {
	startApp(t, theme.Light)
	f := NewField("Note")
	f.SetMultiline(3)
	openWindow(t, f, fyne.NewSize(400, 120))
	if f.FocusTarget().(fyne.Tabbable).AcceptsTab() {
		t.Error("Tab is caught in the field")
	}
	if got := f.HeightFor(400); got < 26+3*20 {
		t.Errorf("three lines take %v", got)
	}
}

func TestAFieldIs36HighUnderItsLabel(t *testing.T) {
	startApp(t, theme.Light)
	if got := NewField("").HeightFor(300); got != 36 {
		t.Errorf("without a label %v", got)
	}
	if got := NewField("Name").HeightFor(300); got != 62 {
		t.Errorf("with a label %v", got)
	}
	f := NewField("")
	openWindow(t, f, fyne.NewSize(300, 36))
	if got := f.edit.Size().Height; got > 36 {
		t.Errorf("the line is %v high in a box of 36", got)
	}
}

func TestSearchEscClearsThenLeaves(t *testing.T) {
	startApp(t, theme.Light)
	s := NewSearchField("Search people", "Ctrl F", "Clear")
	w := openWindow(t, s, fyne.NewSize(248, 36))
	var got []string
	s.OnChanged = func(text string) { got = append(got, "changed "+text) }
	s.OnLeave = func() { got = append(got, "left") }
	s.Focus()
	test.Type(w.Canvas().Focused(), "ro")
	press(w, fyne.KeyEscape, fyne.KeyEscape, fyne.KeyDown)
	if want := []string{"changed r", "changed ro", "changed ", "left", "left"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestASearchFieldLooksTheSameBeforeAnybodySearches(t *testing.T) {
	for _, mode := range []theme.Mode{theme.Light, theme.Dark} {
		startApp(t, mode)
		s := NewSearchField("Search people", "Ctrl F", "Clear")
		w := openWindow(t, NewStack(8, s, NewButton("Other", IconNone, Primary, nil)), fyne.NewSize(248, 100))
		before := w.Canvas().Capture()
		if s.edit != nil {
			t.Error("the entry is made although nobody searches")
		}
		s.awake()
		if after := w.Canvas().Capture(); !reflect.DeepEqual(before, after) {
			t.Errorf("%s: the entry stands elsewhere than the words that stood for it", mode)
		}
	}
}

func TestTabAndTheMouseFindASearchFieldThatNobodyUsed(t *testing.T) {
	startApp(t, theme.Light)
	for name, reach := range map[string]func(fyne.Window, *SearchField){
		"tab":       func(w fyne.Window, _ *SearchField) { w.Canvas().FocusNext() },
		"shift tab": func(w fyne.Window, _ *SearchField) { w.Canvas().FocusPrevious() },
		"mouse":     func(w fyne.Window, _ *SearchField) { test.TapCanvas(w.Canvas(), fyne.NewPos(60, 18)) },
	} {
		s := NewSearchField("Search people", "Ctrl F", "Clear")
		w := openWindow(t, s, fyne.NewSize(248, 36))
		reach(w, s)
		test.Type(w.Canvas().Focused(), "roy")
		if s.Text() != "roy" || !s.focused {
			t.Errorf("%s: %q typed, focus %v", name, s.Text(), s.focused)
		}
		w.Canvas().FocusNext()
		if w.Canvas().Focused() == fyne.Focusable(s.rest) {
			t.Errorf("%s: the focus stays behind", name)
		}
	}
}

func TestTheSearchHintGivesWayToWhatIsTyped(t *testing.T) {
	startApp(t, theme.Light)
	s := NewSearchField("Search people", "Ctrl F", "Clear")
	openWindow(t, s, fyne.NewSize(248, 36))
	if !s.hint.Visible() || s.clear.Visible() {
		t.Errorf("empty: hint %v, clear %v", s.hint.Visible(), s.clear.Visible())
	}
	s.SetText("roy")
	if s.hint.Visible() || !s.clear.Visible() {
		t.Errorf("filled: hint %v, clear %v", s.hint.Visible(), s.clear.Visible())
	}
	test.Tap(s.clear)
	if s.Text() != "" {
		t.Errorf("after the cross: %q", s.Text())
	}
}

func TestASelectFieldByKeys(t *testing.T) {
	startApp(t, theme.Light)
	s := NewSelectField("Language")
	s.SetOptions([]Option{{"en", "English"}, {"fr", "Français"}, {"x", "Xhosa"}}, "en")
	w := openWindow(t, s, fyne.NewSize(400, 300))
	var got []string
	s.OnChanged = func(id string) { got = append(got, id) }
	w.Canvas().Focus(s)
	press(w, fyne.KeyDown, fyne.KeyUp, fyne.KeyUp)
	s.TypedRune('f')
	press(w, fyne.KeySpace, fyne.KeyEnd, fyne.KeyReturn)
	if want := []string{"fr", "en", "fr", "x"}; !slices.Equal(got, want) || s.Selected() != "x" {
		t.Errorf("got %v, want %v", got, want)
	}
	s.SetEnabled(false)
	press(w, fyne.KeyUp, fyne.KeySpace)
	if s.Selected() != "x" || w.Canvas().Overlays().Top() != nil {
		t.Error("a field to read was changed")
	}
}

func TestArrowsChooseAmongTheCardsThatCanBeChosen(t *testing.T) {
	startApp(t, theme.Light)
	cards := []TypeCard{
		{ID: "a", Title: "Administrator", Line: "Everything"},
		{ID: "u", Title: "User", Reason: "The last administrator"},
		{ID: "c", Title: "Custom", Line: "The basics, plus what you tick"},
	}
	c := NewTypeCards("User type", cards, "a")
	w := openWindow(t, c, fyne.NewSize(560, 140))
	var got []string
	c.OnChanged = func(id string) { got = append(got, id) }
	if stops := tabStops(w); len(stops) != 1 {
		t.Fatalf("%d stops of Tab", len(stops))
	}
	press(w, fyne.KeyRight, fyne.KeyRight, fyne.KeyLeft, fyne.KeyLeft)
	test.Tap(c.faces[1])
	test.Tap(c.faces[2])
	if want := []string{"c", "a", "c"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := c.faces[1].line.Text(); got != "The last administrator" {
		t.Errorf("the greyed card says %q", got)
	}
}

func TestCardsAreAsHighAsTheLongestLine(t *testing.T) {
	startApp(t, theme.Light)
	c := NewTypeCards("", []TypeCard{{ID: "a", Title: "A", Line: "short"}, {ID: "b", Title: "B", Line: strings.Repeat("words ", 12)}}, "a")
	if wide, narrow := c.HeightFor(1200), c.HeightFor(240); narrow <= wide {
		t.Errorf("wide %v, narrow %v", wide, narrow)
	}
}

func TestSpaceTicksAndEnterGoesOn(t *testing.T) {
	startApp(t, theme.Light)
	c := NewCheckRow("View contacts", "includes exporting them", false)
	w := openWindow(t, c, fyne.NewSize(300, 60))
	var got []bool
	c.OnChanged = func(on bool) { got = append(got, on) }
	passed := 0
	w.Canvas().SetOnTypedKey(func(*fyne.KeyEvent) { passed++ })
	w.Canvas().Focus(c)
	press(w, fyne.KeySpace, fyne.KeyReturn)
	test.Tap(c)
	if want := []bool{true, false}; !slices.Equal(got, want) || passed != 1 {
		t.Errorf("got %v, %d keys passed on", got, passed)
	}
	c.SetEnabled(false)
	test.Tap(c)
	if c.Checked() {
		t.Error("a box to read was ticked")
	}
}

func TestColumnsBecomeOneInANarrowDialog(t *testing.T) {
	startApp(t, theme.Light)
	a, b := NewCheckRow("A", "", false), NewCheckRow("B", "", false)
	c := NewColumns(2, 6, a, b)
	c.Resize(fyne.NewSize(560, 100))
	if a.Position().Y != b.Position().Y || b.Position().X <= a.Position().X {
		t.Errorf("wide: %v and %v", a.Position(), b.Position())
	}
	c.Resize(fyne.NewSize(400, 100))
	if b.Position().X != a.Position().X || b.Position().Y <= a.Position().Y {
		t.Errorf("narrow: %v and %v", a.Position(), b.Position())
	}
}

func TestArrowsMoveBetweenTabs(t *testing.T) {
	startApp(t, theme.Light)
	tabs := NewTabs(24, []Tab{{"p", "Profile"}, {"a", "Access codes"}, {"t", "User type"}}, "p")
	w := openWindow(t, tabs, fyne.NewSize(560, 40))
	var got []string
	tabs.OnChanged = func(id string) { got = append(got, id) }
	w.Canvas().Focus(tabs)
	press(w, fyne.KeyLeft, fyne.KeyRight, fyne.KeyEnd, fyne.KeyRight, fyne.KeyHome)
	if want := []string{"a", "t", "p"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if at := tabs.mark.Position().X; at != 24 {
		t.Errorf("the line under the chosen tab begins at %v", at)
	}
}

func TestChipsWrapAndChooseByKeys(t *testing.T) {
	startApp(t, theme.Light)
	var got []string
	r := NewChipRow(func(id string) { got = append(got, id) })
	r.SetChips([]ChipData{{"all", "All", "34"}, {"a", "Administrators", "3"}, {"u", "Users", "19"}}, "all")
	w := openWindow(t, r, fyne.NewSize(500, 80))
	if wide, narrow := r.HeightFor(500), r.HeightFor(220); wide != 30 || narrow != 66 {
		t.Errorf("wide %v, narrow %v", wide, narrow)
	}
	w.Canvas().Focus(r.chips[0])
	press(w, fyne.KeyRight, fyne.KeySpace, fyne.KeyRight, fyne.KeyRight, fyne.KeyReturn, fyne.KeyLeft)
	if want := []string{"a", "u"}; !slices.Equal(got, want) || !r.chips[2].Selected() || r.chips[0].Selected() {
		t.Errorf("got %v, want %v", got, want)
	}
	if w.Canvas().Focused() != fyne.Focusable(r.chips[1]) {
		t.Errorf("%T has the focus", w.Canvas().Focused())
	}
}

// newAddresses is a field that parts text at commas, blanks and line ends.
func newAddresses(t *testing.T) (*AddressField, fyne.Window) {
	t.Helper()
	startApp(t, theme.Light)
	split := func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",; \n\t", r) })
	}
	f := NewAddressField("Addresses", "Remove", split, func(a string) Tone {
		if !strings.Contains(a, "@") {
			return Red
		}
		return Accent
	})
	w := openWindow(t, f, fyne.NewSize(420, 200))
	f.Focus()
	return f, w
}

func TestTypedAddressesBecomePills(t *testing.T) {
	f, w := newAddresses(t)
	test.Type(w.Canvas().Focused(), "ana@a.example,ben@b.example bo;")
	press(w, fyne.KeyEnd)
	test.Type(w.Canvas().Focused(), "cy@c.example")
	press(w, fyne.KeyReturn)
	want := []string{"ana@a.example", "ben@b.example", "bo", "cy@c.example"}
	if got := f.Addresses(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if f.pills[2].tone != Red || f.pills[0].tone != Accent {
		t.Error("a wrong address looks like a right one")
	}
}

func TestPastingManyAddressesKeepsEachOnce(t *testing.T) {
	f, _ := newAddresses(t)
	var last []string
	f.OnChanged = func(a []string) { last = a }
	f.SetAddresses([]string{"ana@a.example"})
	clip := fyne.CurrentApp().Clipboard()
	clip.SetContent("ana@a.example\nben@b.example\tcy@c.example")
	f.edit.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clip})
	want := []string{"ana@a.example", "ben@b.example", "cy@c.example"}
	if !slices.Equal(last, want) || f.Text() != strings.Join(want, ", ") {
		t.Errorf("got %v, want %v", last, want)
	}
}

func TestBackspaceAndKeysReachThePills(t *testing.T) {
	f, w := newAddresses(t)
	f.SetAddresses([]string{"a@x.example", "b@x.example", "c@x.example"})
	press(w, fyne.KeyBackspace)
	if want := []string{"a@x.example", "b@x.example"}; !slices.Equal(f.Addresses(), want) {
		t.Fatalf("after Backspace: %v", f.Addresses())
	}
	press(w, fyne.KeyLeft, fyne.KeyLeft, fyne.KeyDelete)
	if want := []string{"b@x.example"}; !slices.Equal(f.Addresses(), want) {
		t.Fatalf("after Left, Left, Delete: %v", f.Addresses())
	}
	press(w, fyne.KeyLeft, fyne.KeyReturn)
	if len(f.Addresses()) != 0 || f.edit.Text != "b@x.example" {
		t.Fatalf("after Enter on a pill: %v, typing %q", f.Addresses(), f.edit.Text)
	}
	if f.Text() != "b@x.example" {
		t.Errorf("reads as %q", f.Text())
	}
}

func TestLeavingTheFieldTakesWhatIsTyped(t *testing.T) {
	f, w := newAddresses(t)
	left := 0
	f.OnBlur = func() { left++ }
	test.Type(w.Canvas().Focused(), "ana@a.example")
	w.Canvas().Unfocus()
	if !slices.Equal(f.Addresses(), []string{"ana@a.example"}) || left != 1 {
		t.Errorf("got %v, left %d times", f.Addresses(), left)
	}
}

func TestEnterInAnEmptyAddressFieldGoesOn(t *testing.T) {
	_, w := newAddresses(t)
	passed := 0
	w.Canvas().SetOnTypedKey(func(*fyne.KeyEvent) { passed++ })
	press(w, fyne.KeyReturn)
	if passed != 1 {
		t.Error("Enter is swallowed")
	}
}

func TestANearMissCanBeReplaced(t *testing.T) {
	f, _ := newAddresses(t)
	f.SetAddresses([]string{"lise@gmial.example", "b@x.example"})
	f.Replace("lise@gmial.example", "lise@gmail.example")
	if want := []string{"lise@gmail.example", "b@x.example"}; !slices.Equal(f.Addresses(), want) {
		t.Errorf("got %v", f.Addresses())
	}
}

func TestPillsWrapAndTheFieldGrows(t *testing.T) {
	f, _ := newAddresses(t)
	one := f.HeightFor(420)
	f.SetAddresses([]string{"a.long.address@maplepress.example", "another.long.one@maplepress.example", "and.a.third@maplepress.example"})
	if f.HeightFor(420) <= one {
		t.Errorf("with three pills %v, empty %v", f.HeightFor(420), one)
	}
	for i := range f.addresses {
		if !within(f.pills[i], f) {
			t.Errorf("pill %d leaves the field", i)
		}
	}
}

func TestTheCrossOfAPillRemovesIt(t *testing.T) {
	f, w := newAddresses(t)
	f.SetAddresses([]string{"a@x.example", "b@x.example"})
	test.Tap(f.pills[0].cross)
	if !slices.Equal(f.Addresses(), []string{"b@x.example"}) {
		t.Errorf("got %v", f.Addresses())
	}
	if w.Canvas().Focused() != f.FocusTarget() {
		t.Error("the focus left the field")
	}
	var _ desktop.Hoverable = f.pills[0].cross
}

func TestTheTextCursorIsSeen(t *testing.T) {
	startApp(t, theme.Light)
	field, search := NewField("Name"), NewSearchField("Search", "Ctrl F", "Clear")
	w := openWindow(t, NewStack(8, field, search), fyne.NewSize(400, 200))
	for _, c := range []struct {
		name  string
		focus func()
		box   func() *canvas.Rectangle
	}{
		{"field", field.Focus, func() *canvas.Rectangle { return field.box.ground }},
		{"search", search.Focus, func() *canvas.Rectangle { return search.box.ground }},
	} {
		w.Canvas().Unfocus()
		without := accentWithin(w, c.box())
		c.focus()
		if with := accentWithin(w, c.box()); without != 0 || with < 20 {
			t.Errorf("%s: %d accent pixels without the focus, %d with it: no cursor is seen", c.name, without, with)
		}
	}
}

// accentWithin counts the pixels inside a box, away from its line, that have the
// full accent colour.
func accentWithin(w fyne.Window, box *canvas.Rectangle) int {
	img, at := w.Canvas().Capture(), fyne.CurrentApp().Driver().AbsolutePositionForObject(box)
	want := color.NRGBAModel.Convert(theme.Color(theme.ColorAccent))
	n := 0
	for y := int(at.Y) + 4; y < int(at.Y+box.Size().Height)-4; y++ {
		for x := int(at.X) + 4; x < int(at.X+box.Size().Width)-4; x++ {
			if color.NRGBAModel.Convert(img.At(x, y)) == want {
				n++
			}
		}
	}
	return n
}
