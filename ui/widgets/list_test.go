package widgets

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"pgregory.net/rapid"

	"rollcall/ui/theme"
)

func TestSpansFindEveryRowAndOffset(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var of []Span
		for range rapid.IntRange(1, 6).Draw(t, "spans") {
			of = append(of, Span{
				Kind: rapid.IntRange(0, 2).Draw(t, "kind"), Count: rapid.IntRange(0, 9).Draw(t, "count"),
				Height: float32(rapid.IntRange(20, 60).Draw(t, "height")),
			})
		}
		s := newSpans(of)
		row, y := 0, 0.0
		for _, span := range of {
			for range span.Count {
				kind, top, height := s.at(row)
				if kind != span.Kind || top != y || height != span.Height {
					t.Fatalf("row %d: got %d %v %v, want %d %v %v", row, kind, top, height, span.Kind, y, span.Height)
				}
				if got := s.row(y + float64(height)/2); got != row {
					t.Fatalf("offset %v: got row %d, want %d", y, got, row)
				}
				row, y = row+1, y+float64(span.Height)
			}
		}
		if s.length() != row || s.height() != y {
			t.Fatalf("got %d rows, %v high, want %d, %v", s.length(), s.height(), row, y)
		}
	})
}

// keyedList shows rows with the keys given, each 50 high; a key "#…" is a heading.
type keyedList struct {
	*VirtualList
	keys []string
}

func newKeyedList(keys ...string) *keyedList {
	k := &keyedList{}
	k.VirtualList = NewVirtualList(ListSource{
		Create:     func(int) fyne.CanvasObject { return NewLinkRow() },
		Update:     func(i int, o fyne.CanvasObject) { o.(*LinkRow).Set(LinkData{ID: k.keys[i], Text: k.keys[i]}) },
		Key:        func(i int) string { return k.keys[i] },
		Selectable: func(i int) bool { return k.keys[i][0] != '#' },
	})
	k.set(keys...)
	return k
}

func (k *keyedList) set(keys ...string) {
	k.keys = keys
	k.SetSpans([]Span{{Count: len(keys), Height: 50}})
}

// top is the key of the first row in sight and how much of it is hidden.
func (k *keyedList) top() string {
	i := k.spans.row(k.offset)
	_, y, _ := k.spans.at(i)
	return fmt.Sprintf("%s+%v", k.keys[i], k.offset-y)
}

func numbered(n int) []string {
	keys := make([]string, n)
	for i := range keys {
		keys[i] = fmt.Sprintf("row%d", i)
	}
	return keys
}

func TestTheRowAtTheTopStaysWhenRowsComeAndGoAbove(t *testing.T) {
	startApp(t, theme.Light)
	l := newKeyedList(numbered(100)...)
	openWindow(t, l.VirtualList, fyne.NewSize(400, 300))
	l.scrollTo(1020)
	if got := l.top(); got != "row20+20" {
		t.Fatalf("before: %s", got)
	}
	l.set(append([]string{"new1", "new2"}, numbered(100)...)...)
	if got := l.top(); got != "row20+20" {
		t.Errorf("after two came above: %s", got)
	}
	l.set(numbered(100)[5:]...)
	if got := l.top(); got != "row20+20" {
		t.Errorf("after five went above: %s", got)
	}
}

func TestAListAtItsTopShowsWhatComesThere(t *testing.T) {
	startApp(t, theme.Light)
	l := newKeyedList(numbered(100)...)
	openWindow(t, l.VirtualList, fyne.NewSize(400, 300))
	l.set(append([]string{"new"}, numbered(100)...)...)
	if got := l.top(); got != "new+0" {
		t.Errorf("got %s", got)
	}
}

func TestAShorterListEndsAtItsEnd(t *testing.T) {
	startApp(t, theme.Light)
	l := newKeyedList(numbered(100)...)
	openWindow(t, l.VirtualList, fyne.NewSize(400, 300))
	l.scrollTo(l.maxOffset())
	l.set(numbered(10)...)
	if got := l.Offset(); got != 200 {
		t.Errorf("offset %v, want 200", got)
	}
	l.set()
	if l.Offset() != 0 || len(l.rows) != 0 {
		t.Errorf("empty list stands at %v with %d rows", l.Offset(), len(l.rows))
	}
}

func TestTheCurrentRowStaysByItsKey(t *testing.T) {
	startApp(t, theme.Light)
	l := newKeyedList(numbered(10)...)
	openWindow(t, l.VirtualList, fyne.NewSize(400, 300))
	l.SetCurrent(3)
	l.set(append([]string{"new"}, numbered(10)...)...)
	if l.CurrentKey() != "row3" || l.Current() != 4 {
		t.Errorf("current is %s at %d", l.CurrentKey(), l.Current())
	}
}

func TestADeletedCurrentRowHandsOnToTheOneInItsPlace(t *testing.T) {
	startApp(t, theme.Light)
	l := newKeyedList("a", "b", "c")
	openWindow(t, l.VirtualList, fyne.NewSize(400, 300))
	l.SetCurrent(1)
	l.set("a", "c")
	if l.CurrentKey() != "c" {
		t.Errorf("after b went: %q", l.CurrentKey())
	}
	l.set("a")
	if l.CurrentKey() != "a" {
		t.Errorf("after the last went: %q", l.CurrentKey())
	}
	l.set()
	if l.CurrentKey() != "" {
		t.Errorf("in an empty list: %q", l.CurrentKey())
	}
}

func TestKeysMoveTheCurrentRowPastHeadings(t *testing.T) {
	startApp(t, theme.Light)
	l := newKeyedList("#1", "a", "b", "#2", "c", "d", "e", "f", "g", "#3")
	w := openWindow(t, l.VirtualList, fyne.NewSize(400, 200))
	w.Canvas().Focus(l.VirtualList)
	for _, c := range []struct {
		key  fyne.KeyName
		want string
	}{
		{fyne.KeyDown, "b"},
		{fyne.KeyDown, "c"},
		{fyne.KeyUp, "b"},
		{fyne.KeyHome, "a"},
		{fyne.KeyUp, "a"},
		{fyne.KeyEnd, "g"},
		{fyne.KeyDown, "g"},
		{fyne.KeyPageUp, "d"},
		{fyne.KeyPageUp, "b"},
		{fyne.KeyPageDown, "d"},
	} {
		press(w, c.key)
		if l.CurrentKey() != c.want {
			t.Fatalf("%s: current is %s, want %s", c.key, l.CurrentKey(), c.want)
		}
		if l.RowObject(l.Current()) == nil {
			t.Fatalf("%s: the current row is out of sight", c.key)
		}
	}
	press(w, fyne.KeyHome)
	if l.Offset() != 0 {
		t.Errorf("Home leaves the heading out of sight: %v", l.Offset())
	}
}

func TestEnterMenuAndLettersSayWhichRow(t *testing.T) {
	startApp(t, theme.Light)
	l := newKeyedList("a", "b", "c")
	var got []string
	l.OnOpen = func(i int) { got = append(got, "open "+l.keys[i]) }
	l.OnMenu = func(i int, _ fyne.Position) { got = append(got, "menu "+l.keys[i]) }
	l.OnRune = func(i int, r rune) { got = append(got, string(r)+" "+l.keys[i]) }
	l.OnKey = func(i int, ev *fyne.KeyEvent) bool {
		got = append(got, string(ev.Name)+" "+l.keys[i])
		return ev.Name == fyne.KeyDelete
	}
	w := openWindow(t, l.VirtualList, fyne.NewSize(400, 300))
	var passed []fyne.KeyName
	w.Canvas().SetOnTypedKey(func(ev *fyne.KeyEvent) { passed = append(passed, ev.Name) })
	w.Canvas().Focus(l.VirtualList)
	press(w, fyne.KeyDown, fyne.KeyReturn, fyne.KeyEnter, desktop.KeyMenu, fyne.KeyDelete)
	l.TypedRune('r')
	l.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	press(w, fyne.KeyF10)
	l.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	press(w, fyne.KeyF10)
	want := []string{"open b", "open b", "menu b", "Delete b", "r b", "menu b", "F10 b"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
	if !slices.Equal(passed, []fyne.KeyName{fyne.KeyF10}) {
		t.Errorf("keys passed on: %v", passed)
	}
}

func TestAClickFocusesTheListAndMakesTheRowCurrent(t *testing.T) {
	startApp(t, theme.Light)
	l := newKeyedList("#head", "a", "b", "c")
	w := openWindow(t, l.VirtualList, fyne.NewSize(400, 300))
	var menu string
	l.OnMenu = func(i int, at fyne.Position) { menu = fmt.Sprint(l.keys[i], at) }
	test.TapCanvas(w.Canvas(), fyne.NewPos(300, 120))
	if w.Canvas().Focused() != fyne.Focusable(l.VirtualList) || l.CurrentKey() != "b" {
		t.Errorf("focus on %T, current %q", w.Canvas().Focused(), l.CurrentKey())
	}
	test.TapCanvas(w.Canvas(), fyne.NewPos(300, 20))
	if l.CurrentKey() != "b" {
		t.Errorf("a click on a heading made it current: %q", l.CurrentKey())
	}
	r := l.rows[3]
	r.TappedSecondary(&fyne.PointEvent{AbsolutePosition: fyne.NewPos(7, 9)})
	if want := fmt.Sprint("c", fyne.NewPos(7, 9)); menu != want || l.CurrentKey() != "c" {
		t.Errorf("right click: menu %q, current %q", menu, l.CurrentKey())
	}
}

func TestRowsAreReusedAndMemoryStaysFlat(t *testing.T) {
	startApp(t, theme.Light)
	l := peopleList(100_000)
	openWindow(t, l, fyne.NewSize(948, 600))
	for _, y := range []float64{5_000, 300_000, 5_599_000, 12, 2_000_000} {
		for range 40 {
			l.scrollTo(y)
			y += 37
		}
	}
	if got := l.PooledRows(); got > 16 {
		t.Errorf("%d rows exist for 12 in sight", got)
	}
}

func TestTheLastOfAMillionRowsEndsAtTheEdge(t *testing.T) {
	startApp(t, theme.Light)
	l := peopleList(1_000_000)
	openWindow(t, l, fyne.NewSize(948, 600))
	l.ScrollTo(1_000_000)
	last := l.rows[1_000_000]
	if last == nil || last.Position().Y+last.Size().Height != 600 {
		t.Fatalf("the last row is %v", last)
	}
	l.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 1)})
	if got := last.Position().Y; got != 545 {
		t.Errorf("one pixel up puts the last row at %v, want 545", got)
	}
}

func TestAListIsOneStopOfTab(t *testing.T) {
	startApp(t, theme.Light)
	l := peopleList(50)
	w := openWindow(t, l, fyne.NewSize(948, 600))
	if stops := tabStops(w); len(stops) != 1 || stops[0] != fyne.Focusable(l) {
		t.Errorf("Tab stops at %v", stops)
	}
}

func TestTheScrollBarMovesTheList(t *testing.T) {
	startApp(t, theme.Light)
	l := newKeyedList(numbered(100)...)
	openWindow(t, l.VirtualList, fyne.NewSize(400, 500))
	room, _ := l.bar.track()
	l.bar.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(0, room/2)})
	if got := l.Offset(); got < 2249 || got > 2251 {
		t.Errorf("half way down: %v, want 2250", got)
	}
	l.bar.Tapped(&fyne.PointEvent{Position: fyne.NewPos(4, 498)})
	if got := l.Offset(); got < 2749 || got > 2751 {
		t.Errorf("a page further: %v, want 2750", got)
	}
	l.set("a")
	if l.bar.Visible() {
		t.Error("the bar shows although everything is in sight")
	}
}
