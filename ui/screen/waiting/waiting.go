// Package waiting is the dialog of the acts that wait to be sent, and of those that
// were not done.
package waiting

import (
	"slices"

	"fyne.io/fyne/v2"

	"rollcall/ui/screen/kit"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

// Sizes of the dialog, in logical pixels: the list takes what the window leaves,
// within bounds.
const (
	width               float32 = 700
	inner               float32 = width - 2*24 - 2
	listLeast, listMost float32 = 160, 440
	listBeside          float32 = 250
)

// Dialog draws the Waiting view.
type Dialog struct {
	view   *view.Waiting
	words  *words.Words
	canvas fyne.Canvas

	dialog *widgets.Dialog
	line   *widgets.Paragraph
	list   *widgets.VirtualList
	frame  *kit.Framed
	none   *widgets.EmptyState
	all    *widgets.Button
	state  view.WaitingState
	spans  []widgets.Span
}

// Open draws a view in a dialog over a canvas and starts it; the act with an
// identifier is the current one.
func Open(c fyne.Canvas, v *view.Waiting, w *words.Words, id string) *Dialog {
	d := &Dialog{view: v, words: w, canvas: c}
	d.build()
	v.OnState = d.set
	v.Start()
	if i := d.indexOf(id); i >= 0 {
		d.list.SetCurrent(i)
	}
	if len(d.state.Rows) > 0 {
		d.dialog.SetInitialFocus(d.list)
	}
	d.dialog.Open(c)
	if i := d.indexOf(id); i >= 0 {
		d.list.SetCurrent(i) // it knows its height now
	}
	return d
}

func (d *Dialog) build() {
	w := d.words
	d.line = widgets.NewParagraph("", widgets.Muted())
	d.list = widgets.NewVirtualList(widgets.ListSource{
		Create: d.create, Update: d.update, Key: d.keyOf, IndexOf: d.indexOf,
	})
	d.list.OnKey, d.list.OnMenu, d.list.OnOpen = d.key, d.menu, d.open
	d.frame = kit.NewFramed(d.list, listLeast)
	d.none = widgets.NewEmptyState(widgets.IconCheck, "", "", "", nil)
	d.all = widgets.NewButton("", widgets.IconNone, widgets.Link, d.view.TakeAllBack)
	d.dialog = widgets.NewDialog("", width, widgets.NewStack(14, d.line, d.frame, d.none), w.T("act.close"))
	d.dialog.SetFooterLeft(d.all)
	d.dialog.OnClosed = d.view.Close
}

func (d *Dialog) set(s view.WaitingState) {
	before := d.state
	d.state = s
	d.setRows() // first: what follows draws the list again
	if before.Title != s.Title {
		d.dialog.SetTitle(s.Title)
	}
	d.line.SetText(s.Line)
	kit.Show(d.line, s.Line != "")
	d.none.Set(widgets.IconCheck, s.None, s.NoneLine, "", nil)
	kit.Show(d.none, s.None != "")
	d.setAll(s)
	kit.Show(d.frame, len(s.Rows) > 0)
	if before.Error != s.Error {
		d.dialog.SetFault(s.Error)
	}
	d.keepFocus(before)
	d.dialog.Relayout()
}

func (d *Dialog) setAll(s view.WaitingState) {
	if s.TakeAll != "" {
		d.all.SetText(s.TakeAll)
	}
	d.all.SetBusy(s.Busy)
	kit.Show(d.all, s.TakeAll != "" || s.Busy)
}

// keepFocus gives the keyboard to Close when what had it is gone.
func (d *Dialog) keepFocus(before view.WaitingState) {
	if !d.dialog.Opened() {
		return
	}
	focused := d.canvas.Focused()
	switch {
	case len(d.state.Rows) == 0 && len(before.Rows) > 0:
		d.canvas.Focus(d.dialog.Safe())
	case focused == fyne.Focusable(d.all) && !d.all.Visible():
		d.list.Focus()
	}
}

// setRows leaves the rows where they are when only what they say has changed.
func (d *Dialog) setRows() {
	var of []widgets.Span
	var height float32
	for i := range d.state.Rows {
		h := d.data(i).HeightIn(d.inner())
		if n := len(of); n > 0 && of[n-1].Height == h {
			of[n-1].Count++
		} else {
			of = append(of, widgets.Span{Count: 1, Height: h})
		}
		height += h
	}
	d.frame.SetHeight(max(min(height, d.canvas.Size().Height-listBeside, listMost), min(height, listLeast)))
	if slices.Equal(d.spans, of) {
		d.list.Update()
		return
	}
	d.spans = of
	d.list.SetSpans(of)
}

// inner is how wide a row is.
func (d *Dialog) inner() float32 { return min(inner, d.canvas.Size().Width-2*48-2) }

func (d *Dialog) create(int) fyne.CanvasObject {
	row := widgets.NewWaitingRow()
	row.OnTakeBack, row.OnAnew = d.view.TakeBack, d.view.Anew
	return row
}

func (d *Dialog) update(i int, o fyne.CanvasObject) {
	if i < len(d.state.Rows) {
		o.(*widgets.WaitingRow).Set(d.data(i))
	}
}

func (d *Dialog) data(i int) widgets.WaitingData {
	r := d.state.Rows[i]
	return widgets.WaitingData{
		ID: r.Key, Title: r.Title, Detail: r.Detail, State: r.State.Text, Since: r.Since, SinceTip: r.Exact,
		Icon: widgets.IconName(r.Icon), Tone: kit.Tone(r.State.Role), Why: r.Why,
		TakeBack: r.TakeBack, Refusal: r.Refusal, Anew: r.Anew, Danger: r.Danger, Busy: r.Busy,
	}
}

func (d *Dialog) keyOf(i int) string {
	if i >= len(d.state.Rows) {
		return ""
	}
	return d.state.Rows[i].Key
}

func (d *Dialog) indexOf(key string) int {
	return slices.IndexFunc(d.state.Rows, func(r view.WaitingRow) bool { return r.Key == key })
}

// key gives the keyboard what the buttons of a row give the mouse.
func (d *Dialog) key(i int, ev *fyne.KeyEvent) bool {
	if ev.Name != fyne.KeyDelete && ev.Name != fyne.KeyBackspace || i >= len(d.state.Rows) {
		return false
	}
	if r := d.state.Rows[i]; r.Refusal == "" {
		d.view.TakeBack(r.Key)
	}
	return true
}

// open is Enter: what can be done is chosen from the menu, since one of it may end
// something for good.
func (d *Dialog) open(i int) {
	if o := d.list.RowObject(i); o != nil {
		widgets.ShowMenuUnder(o, d.items(i))
	}
}

func (d *Dialog) menu(i int, at fyne.Position) { widgets.ShowMenu(d.canvas, d.items(i), at, true) }

func (d *Dialog) items(i int) []widgets.MenuItem {
	if i >= len(d.state.Rows) {
		return nil
	}
	r := d.state.Rows[i]
	back := widgets.MenuItem{Text: r.TakeBack, Icon: widgets.IconRotate, Reason: r.Refusal, Action: func() { d.view.TakeBack(r.Key) }}
	if r.Anew == "" {
		return []widgets.MenuItem{back}
	}
	anew := widgets.MenuItem{Text: r.Anew, Icon: widgets.IconSend, Danger: r.Danger, Action: func() { d.view.Anew(r.Key) }}
	return []widgets.MenuItem{anew, back}
}
