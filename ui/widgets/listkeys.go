package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"rollcall/ui/theme"
)

// FocusGained implements fyne.Focusable. A list without a current row takes the
// first one in sight, so that arrows have somewhere to begin.
func (l *VirtualList) FocusGained() {
	l.focused = true
	if l.Current() < 0 {
		if i := l.nearest(l.spans.row(l.offset), 1); i >= 0 {
			l.place, l.current = i, l.key(i)
		}
	}
	l.markAll()
	run(l.OnFocus)
}

// FocusLost implements fyne.Focusable.
func (l *VirtualList) FocusLost() {
	l.focused, l.shift = false, false
	l.markAll()
}

// KeyDown implements desktop.Keyable, to know Shift.
func (l *VirtualList) KeyDown(ev *fyne.KeyEvent) { l.noteShift(ev, true) }

// KeyUp implements desktop.Keyable.
func (l *VirtualList) KeyUp(ev *fyne.KeyEvent) { l.noteShift(ev, false) }

func (l *VirtualList) noteShift(ev *fyne.KeyEvent, down bool) {
	if ev.Name == desktop.KeyShiftLeft || ev.Name == desktop.KeyShiftRight {
		l.shift = down
	}
}

// TypedRune implements fyne.Focusable.
func (l *VirtualList) TypedRune(r rune) {
	if i := l.Current(); i >= 0 && l.OnRune != nil {
		l.OnRune(i, r)
	}
}

// TypedKey implements fyne.Focusable.
func (l *VirtualList) TypedKey(ev *fyne.KeyEvent) {
	if l.moveKey(ev.Name) {
		return
	}
	i := l.Current()
	switch {
	case i >= 0 && isEnter(ev) && l.OnOpen != nil:
		l.OnOpen(i)
	case i >= 0 && l.isMenuKey(ev):
		l.menuAt(i)
	case i >= 0 && l.OnKey != nil && l.OnKey(i, ev):
	default:
		passOn(l, ev)
	}
}

func (l *VirtualList) isMenuKey(ev *fyne.KeyEvent) bool {
	return ev.Name == desktop.KeyMenu || ev.Name == fyne.KeyF10 && l.shift
}

// menuAt opens the menu by the right end of row i, as a click on its button would.
func (l *VirtualList) menuAt(i int) {
	if l.OnMenu == nil {
		return
	}
	l.ScrollTo(i)
	_, top, h := l.spans.at(i)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(l)
	l.OnMenu(i, at.AddXY(l.Size().Width-menuInset, float32(top-l.offset)+h-8))
}

// menuInset is how far from the right edge of the list a menu opens: the page margin.
const menuInset = theme.PageMargin

func (l *VirtualList) moveKey(key fyne.KeyName) bool {
	i := max(l.Current(), 0)
	switch key {
	case fyne.KeyUp:
		l.moveTo(i-1, -1)
	case fyne.KeyDown:
		if l.Current() < 0 {
			i = -1
		}
		l.moveTo(i+1, 1)
	case fyne.KeyHome:
		l.scrollTo(0)
		l.moveTo(0, 1)
	case fyne.KeyEnd:
		l.moveTo(l.Length()-1, -1)
	case fyne.KeyPageUp:
		l.page(i, -1)
	case fyne.KeyPageDown:
		l.page(i, 1)
	default:
		return false
	}
	return true
}

// page moves by the height of the view, less a row that stays for orientation.
func (l *VirtualList) page(i, by int) {
	if l.Length() == 0 {
		return
	}
	_, top, h := l.spans.at(i)
	step := max(float64(l.Size().Height-h), float64(h))
	to := l.spans.row(top + float64(by)*step + 0.5)
	l.scrollTo(l.offset + float64(by)*step)
	l.moveTo(to, by)
}

// moveTo goes to row i, or the next one in a direction that can be current, or
// back the other way at the end of the list.
func (l *VirtualList) moveTo(i, by int) {
	if to := l.nearest(i, by); to >= 0 {
		l.goTo(to)
	}
}

// nearest is the row from i in a direction that can be current, else back the
// other way; -1 for none.
func (l *VirtualList) nearest(i, by int) int {
	i = max(min(i, l.Length()-1), 0)
	if to := l.next(i, by); to >= 0 {
		return to
	}
	return l.next(i, -by)
}

func (l *VirtualList) next(i, by int) int {
	for ; i >= 0 && i < l.Length(); i += by {
		if l.selectable(i) {
			return i
		}
	}
	return -1
}

// goTo makes row i current because a person asked for it.
func (l *VirtualList) goTo(i int) {
	changed := l.current != l.key(i)
	l.SetCurrent(i)
	if changed && l.OnCurrent != nil {
		l.OnCurrent(i)
	}
}
