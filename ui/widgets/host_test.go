package widgets

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"rollcall/ui/theme"
)

func openHost(t *testing.T, content fyne.CanvasObject) (*Host, fyne.Window) {
	t.Helper()
	h := NewHost(content)
	return h, openWindow(t, h, fyne.NewSize(1180, 760))
}

func TestToastsQueueAndCanBeUndoneByKeyboard(t *testing.T) {
	startApp(t, theme.Light)
	h, w := openHost(t, NewButton("A", IconNone, Primary, nil))
	undone := ""
	for _, id := range []string{"1", "2", "3", "4"} {
		h.Toasts().Add(ToastData{ID: id, Text: "Invitation " + id + " cancelled", Action: "Undo", OnAction: func() { undone = id }})
	}
	if got := h.Toasts().IDs(); !slices.Equal(got, []string{"2", "3", "4"}) {
		t.Fatalf("shown: %v", got)
	}
	if stops := tabStops(w); len(stops) != 4 {
		t.Errorf("%d stops of Tab, want the button and three toasts", len(stops))
	}
	h.Toasts().FocusAction()
	press(w, fyne.KeyReturn)
	if undone != "4" {
		t.Errorf("undid %q", undone)
	}
	h.Toasts().Remove("4")
	h.Toasts().Remove("gone already")
	if got := h.Toasts().IDs(); !slices.Equal(got, []string{"2", "3"}) {
		t.Errorf("left: %v", got)
	}
}

func TestAToastIsHeldWhileThePointerOrTheFocusIsOnIt(t *testing.T) {
	startApp(t, theme.Light)
	h, w := openHost(t, NewDivider(""))
	var got []bool
	h.Toasts().OnHold = func(held bool) { got = append(got, held) }
	h.Toasts().Add(ToastData{ID: "1", Text: "Cancelled", Action: "Undo"})
	h.Toasts().FocusAction()
	w.Canvas().Unfocus()
	a := h.Toasts().toasts[0].action
	a.MouseIn(&desktop.MouseEvent{})
	a.MouseOut()
	if want := []bool{true, false, true, false}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestToastsStandAtTheBottomInTheMiddle(t *testing.T) {
	startApp(t, theme.Light)
	h, _ := openHost(t, NewDivider(""))
	h.Toasts().Add(ToastData{ID: "1", Text: "Invitation to petra@northlight.example cancelled", Action: "Undo"})
	x := h.Toasts().toasts[0]
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(x)
	if middle := at.X + x.Size().Width/2; middle < 589 || middle > 591 {
		t.Errorf("its middle is at %v", middle)
	}
	if bottom := at.Y + x.Size().Height; bottom < 690 || bottom > 720 {
		t.Errorf("it ends at %v", bottom)
	}
}

func TestEscClosesThePanelAndTheFocusGoesBack(t *testing.T) {
	startApp(t, theme.Light)
	b := NewButton("A", IconNone, Primary, nil)
	h, w := openHost(t, b)
	w.Canvas().Focus(b)
	closed := 0
	p := NewSlidePanel(NewText("Ana", Subtitle()), NewDivider(""), "Close")
	p.OnClosed = func() { closed++ }
	h.ShowPanel(p)
	if got := p.Size().Width; got != theme.PanelWidth || p.Position().X != 800 {
		t.Errorf("the panel is %v wide at %v", got, p.Position().X)
	}
	press(w, fyne.KeyEscape)
	if h.Panel() != nil || closed != 1 || w.Canvas().Focused() != fyne.Focusable(b) {
		t.Errorf("panel %v, closed %d, focus on %T", h.Panel(), closed, w.Canvas().Focused())
	}
}

func TestATipAppearsInsideTheWindowAndGoes(t *testing.T) {
	startApp(t, theme.Light)
	b := NewIconButton(IconX, "Close the panel", nil)
	h, _ := openHost(t, b)
	h.tip.reveal("Close the panel", fyne.NewPos(1175, 755))
	if !h.tip.ground.Visible() || !within(h.tip.ground, h) {
		t.Errorf("at %v, %v", h.tip.ground.Position(), h.tip.ground.Size())
	}
	hideTip(b)
	if h.tip.ground.Visible() {
		t.Error("the tip stays")
	}
}

func TestACutTextShowsItselfWhole(t *testing.T) {
	startApp(t, theme.Light)
	text := NewHoverText("a text that is longer than its place", Small())
	h, _ := openHost(t, NewStack(0, text))
	text.Resize(fyne.NewSize(60, 20))
	text.MouseIn(&desktop.MouseEvent{})
	if h.tip.wait == nil {
		t.Error("no tip for a text that is cut")
	}
	text.MouseOut()
	if h.tip.wait != nil {
		t.Error("the tip still waits after the pointer left")
	}
	text.Resize(text.MinSize())
	text.MouseIn(&desktop.MouseEvent{})
	if h.tip.wait != nil {
		t.Error("a tip repeats what is whole")
	}
}

func TestTheSideBarCollapsesToIcons(t *testing.T) {
	startApp(t, theme.Light)
	opened := ""
	item := func(name string) *NavItem { return NewNavItem(IconUsers, name, func() { opened = name }) }
	account, person := NewAccountBlock(nil), NewPersonBlock(func() { opened = "menu" })
	s := NewSideBar(account, "Settings", []*NavItem{item("Users"), item("Activity")}, person)
	w := openWindow(t, s, fyne.NewSize(232, 760))
	if s.MinSize().Width != 232 || !s.items[0].label.Visible() {
		t.Errorf("wide: %v", s.MinSize())
	}
	s.SetCollapsed(true)
	if s.MinSize().Width != 64 || s.items[0].label.Visible() || person.name.Visible() {
		t.Errorf("collapsed: %v", s.MinSize())
	}
	w.Canvas().Focus(s.items[1])
	press(w, fyne.KeyReturn)
	if opened != "Activity" {
		t.Errorf("opened %q", opened)
	}
	test.Tap(person)
	if opened != "menu" {
		t.Errorf("opened %q", opened)
	}
	bare := person.ground.FillColor
	person.SetSelected(true)
	if !person.Selected() || person.ground.FillColor == bare {
		t.Error("the person is not marked while their screen is shown")
	}
}

func TestTheStatusIsAShapeAndWords(t *testing.T) {
	startApp(t, theme.Light)
	s := NewStatusLine()
	openWindow(t, s, fyne.NewSize(600, 36))
	fills := map[StatusMark]string{}
	for _, mark := range []StatusMark{MarkOnline, MarkOffline, MarkBusy, MarkFault} {
		s.Set(mark, "words")
		fills[mark] = "ring"
		if _, _, _, a := s.dot.FillColor.RGBA(); a > 0 {
			fills[mark] = "dot"
		}
		if s.spin.Running() != (mark == MarkBusy) || s.dot.Visible() != (mark != MarkBusy) {
			t.Errorf("mark %d: turning %v, dot %v", mark, s.spin.Running(), s.dot.Visible())
		}
	}
	if fills[MarkOnline] != "dot" || fills[MarkOffline] != "ring" || fills[MarkFault] != "ring" {
		t.Errorf("shapes: %v", fills)
	}
	s.Set(MarkOnline, "")
	if s.spin.Running() {
		t.Error("the spinner goes on")
	}
}

func TestABannerWrapsActsAndCloses(t *testing.T) {
	startApp(t, theme.Light)
	b := NewBanner(BannerData{Tone: Amber, Icon: IconWifiOff, Text: "You are offline. This is the list as of today, 14:32.", Action: "Try again", CloseTip: "Close"})
	openWindow(t, b, fyne.NewSize(880, 38))
	var got []string
	b.OnAction = func() { got = append(got, "action") }
	b.OnClose = func() { got = append(got, "close") }
	test.Tap(b.action)
	test.Tap(b.close)
	if !slices.Equal(got, []string{"action", "close"}) {
		t.Errorf("got %v", got)
	}
	if wide, narrow := b.HeightFor(880), b.HeightFor(300); wide != 38 || narrow <= 38 {
		t.Errorf("wide %v, narrow %v", wide, narrow)
	}
}

func TestEverythingTakesTheOtherVariant(t *testing.T) {
	startApp(t, theme.Light)
	r := NewPersonRow()
	r.Set(guest())
	h, w := openHost(t, NewStack(0, r))
	light := r.name.line.Color
	dark, err := theme.New(theme.Dark)
	if err != nil {
		t.Fatal(err)
	}
	fyne.CurrentApp().Settings().SetTheme(dark)
	h.Refresh()
	w.Canvas().Capture()
	if r.name.line.Color == light || r.name.line.Color != theme.Color(theme.ColorText) {
		t.Errorf("the name is still %v", r.name.line.Color)
	}
	if h.ground.FillColor != theme.Color(theme.ColorBackground) {
		t.Errorf("the ground is %v", h.ground.FillColor)
	}
}
