package widgets

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"rollcall/ui/theme"
)

func doubtful() AddressData {
	return AddressData{
		ID: "7", Email: "ana@gmial.com", Note: "Did you mean ana@gmail.com?", Icon: IconCircleAlert, Tone: Amber,
		Badge: BadgeData{Text: "Administrator", Tone: Accent}, Act: "Use it", LeaveOut: "Leave out",
	}
}

func TestTheButtonsOfAnAddressSayWhichOne(t *testing.T) {
	r := NewAddressRow()
	var got []string
	r.OnAct = func(id string) { got = append(got, "act "+id) }
	r.OnLeaveOut = func(id string) { got = append(got, "leave out "+id) }
	r.OnOpen = func(id string) { got = append(got, "open "+id) }
	openWindow(t, r, fyne.NewSize(700, 56))
	r.Set(doubtful())
	test.Tap(r.act)
	test.Tap(r.leave)
	r.TapAt(fyne.NewPos(60, 16))
	r.TapAt(fyne.NewPos(400, 16))
	if want := []string{"act 7", "leave out 7", "open 7"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	r.Set(AddressData{ID: "8", Email: "bo@x.org", State: "Sent", Icon: IconCheck, Tone: Green})
	if r.act.Visible() || r.leave.Visible() || !r.state.Visible() || r.Data().Height() != theme.RowCompact {
		t.Error("a row that was sent has buttons, or none of its words")
	}
}

func TestNothingInTheRowOfAnAddressOverlaps(t *testing.T) {
	r := NewAddressRow()
	d := doubtful()
	d.State = "No invitation needed"
	r.Set(d)
	openWindow(t, r, fyne.NewSize(724, 56))
	for _, width := range []float32{600, 724, 900} {
		r.Resize(fyne.NewSize(width, 56))
		end := float32(0)
		for _, o := range []fyne.CanvasObject{r.icon, r.email, r.badge, r.state, r.act, r.leave} {
			if o.Position().X < end {
				t.Errorf("at %v a %T begins at %v, the one before ends at %v", width, o, o.Position().X, end)
			}
			end = o.Position().X + o.Size().Width
		}
	}
}

// mendList is a list of rows that can be mended.
func mendList(t *testing.T) (fyne.Window, *VirtualList, *[]string) {
	t.Helper()
	var got []string
	var l *VirtualList
	l = NewVirtualList(ListSource{
		Create: func(int) fyne.CanvasObject {
			r := NewAddressRow()
			r.OnMended = func(id, text string, take, byKey bool) {
				got = append(got, fmt.Sprint(id, " ", text, " ", take, " ", byKey))
				l.Hold(false)
			}
			return r
		},
		Update: func(i int, o fyne.CanvasObject) {
			o.(*AddressRow).Set(AddressData{ID: fmt.Sprint(i), Email: fmt.Sprintf("guest%d@x.org", i), LeaveOut: "Leave out"})
		},
		Key: func(i int) string { return fmt.Sprint(i) },
	})
	w := openWindow(t, l, fyne.NewSize(600, 300))
	l.SetSpans([]Span{{Count: 1000, Height: theme.RowCompact}})
	l.Focus()
	return w, l, &got
}

func TestAnAddressIsMendedInPlace(t *testing.T) {
	w, l, got := mendList(t)
	edit := func(i int) *AddressRow {
		r := l.RowObject(i).(*AddressRow)
		l.Hold(true)
		r.Edit()
		return r
	}
	r := edit(1)
	if w.Canvas().Focused() != r.edit || !r.Editing() {
		t.Fatalf("the focus is on %T", w.Canvas().Focused())
	}
	test.Type(r.edit, "x")
	l.Refresh()
	l.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -400)})
	if l.Offset() != 0 || r.edit.Text != "guest1@x.orgx" {
		t.Errorf("the list moved by %v, the field holds %q", l.Offset(), r.edit.Text)
	}
	press(w, fyne.KeyReturn)
	edit(2)
	press(w, fyne.KeyEscape)
	edit(3)
	l.Focus()
	if want := []string{"1 guest1@x.orgx true true", "2 guest2@x.org false true", "3 guest3@x.org true false"}; !slices.Equal(*got, want) {
		t.Errorf("got %q, want %q", *got, want)
	}
	l.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -400)})
	if l.Offset() != 400 {
		t.Error("the list stands still for ever")
	}
}

func TestAThousandAddressesMakeOnlyTheRowsInSight(t *testing.T) {
	_, l, _ := mendList(t)
	l.ScrollTo(900)
	if n := l.PooledRows(); n > 20 {
		t.Errorf("%d rows were made", n)
	}
}

func TestProgressIsSaidInWordsWithABarAndAnAct(t *testing.T) {
	p := NewProgressPanel()
	stopped := 0
	p.OnAction = func() { stopped++ }
	openWindow(t, p, fyne.NewSize(700, 90))
	if !p.Set(ProgressData{Text: "Sending 312 of 996…", Bar: true, Part: 0.25, Action: "Stop", Icon: IconX}) {
		t.Error("the height did not change")
	}
	if p.Set(ProgressData{Text: "Sending 312 of 996…", Bar: true, Part: 0.5, Action: "Stop", Icon: IconX}) {
		t.Error("a longer bar lays everything out anew")
	}
	if got, want := p.bar.done.Size().Width, p.bar.Size().Width/2; got < want-1 || got > want+1 {
		t.Errorf("the bar is %v of %v wide", got, p.bar.Size().Width)
	}
	test.Tap(p.act)
	if !within(p.bar, p) || !within(p.text, p) || stopped != 1 {
		t.Errorf("stopped %d times, or something stands outside", stopped)
	}
	with := p.HeightFor(700)
	p.Set(ProgressData{Text: "996 invitations sent."})
	if p.act.Visible() || p.bar.Visible() || p.HeightFor(700) >= with {
		t.Error("what is over keeps its bar or its button")
	}
	for _, part := range []float32{-1, 2} {
		p.bar.SetPart(part)
		if p.bar.Part() < 0 || p.bar.Part() > 1 {
			t.Errorf("a part of %v", p.bar.Part())
		}
	}
}

func TestAPastedListIsHandedOn(t *testing.T) {
	split := func(s string) []string {
		return slices.DeleteFunc(slices.Compact([]string{s[:1], s[1:]}), func(p string) bool { return p == "" })
	}
	f := NewAddressField("Addresses", "Remove", split, func(string) Tone { return Accent })
	var got string
	f.OnPaste = func(text string) { got = text }
	w := openWindow(t, f, fyne.NewSize(400, 120))
	f.Focus()
	board := test.NewClipboard()
	board.SetContent("ab")
	f.edit.SetText("typed")
	w.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutPaste{Clipboard: board})
	if got != "typed\nab" || f.edit.Text != "" || len(f.Addresses()) != 0 {
		t.Errorf("handed on %q, left %q, %q", got, f.edit.Text, f.Addresses())
	}
}
