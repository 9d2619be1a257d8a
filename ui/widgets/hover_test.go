package widgets

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"rollcall/ui/theme"
)

func pointer(x, y float32) *desktop.MouseEvent {
	return &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}}
}

func TestTheRowUnderThePointerIsMarkedAlsoOverItsButton(t *testing.T) {
	startApp(t, theme.Light)
	l := peopleList(100)
	openWindow(t, l, fyne.NewSize(948, 600))
	row := l.rows[2].content.(*PersonRow)
	l.rows[2].MouseIn(pointer(300, 20))
	if !row.ground.Visible() || !row.actions.raised {
		t.Error("no mark under the pointer")
	}
	l.rows[2].MouseOut()
	row.actions.MouseIn(pointer(5, 5))
	if !row.ground.Visible() {
		t.Error("the mark goes when the pointer is on the button of the row")
	}
	row.actions.MouseOut()
	if row.ground.Visible() {
		t.Error("the mark stays when the pointer is gone")
	}
}

func TestScrollingLeavesNoMarkBehind(t *testing.T) {
	startApp(t, theme.Light)
	l := peopleList(100)
	openWindow(t, l, fyne.NewSize(948, 600))
	row := l.rows[4].content.(*PersonRow)
	l.rows[4].MouseIn(pointer(300, 20))
	l.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -20)})
	if row.ground.Visible() {
		t.Error("a row that moved from under the pointer is still marked")
	}
	l.rows[4].MouseMoved(pointer(300, 20))
	l.ScrollTo(99)
	if row.hovered() {
		t.Error("a row that is kept for reuse is still marked")
	}
}

func TestATipComesBackWithThePointer(t *testing.T) {
	startApp(t, theme.Light)
	l := peopleList(100)
	h := NewHost(l)
	openWindow(t, h, fyne.NewSize(948, 600))
	r := l.rows[1]
	d := personAt(1)
	d.LastActiveTip = "21 November 2026, 14:32"
	r.content.(*PersonRow).Set(d)
	for range 2 {
		r.MouseIn(pointer(640, 28))
		if h.tip.wait == nil {
			t.Fatal("no tip over the last-active column")
		}
		r.MouseMoved(pointer(645, 28))
		r.MouseOut()
		if h.tip.wait != nil {
			t.Fatal("the tip stays without the pointer")
		}
	}
}

func TestAReplacedListMarksNobody(t *testing.T) {
	startApp(t, theme.Light)
	l := peopleList(100)
	openWindow(t, l, fyne.NewSize(948, 600))
	l.rows[3].MouseIn(pointer(300, 20))
	l.SetSpans([]Span{{Kind: 0, Count: 1, Height: theme.SectionHeight}, {Kind: 1, Count: 90, Height: theme.RowHeight}})
	for i, r := range l.rows {
		if p, ok := r.content.(*PersonRow); ok && p.hovered() {
			t.Errorf("row %d is marked although the pointer pointed at somebody else", i)
		}
	}
}
