package ui

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

// frame keeps the window from getting smaller than the screens can be used in,
// and tells how wide it is.
type frame struct{ onResize func(fyne.Size) }

func newFrame(o fyne.CanvasObject, onResize func(fyne.Size)) fyne.CanvasObject {
	return container.New(&frame{onResize}, o)
}

// MinSize implements fyne.Layout.
func (f *frame) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(leastWidth, leastHeight) }

// Layout implements fyne.Layout.
func (f *frame) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	f.onResize(size)
	for _, o := range objects {
		o.Move(fyne.NewPos(0, 0))
		o.Resize(size)
	}
}

// bindToasts draws the toasts of the language spoken now.
func (w *Window) bindToasts() {
	toasts, host := w.toasts, w.host.Toasts()
	host.OnHold = toasts.Hover
	toasts.OnState = func(list []view.Toast) {
		want := map[string]bool{}
		for _, t := range list {
			want[strconv.Itoa(t.ID)] = true
		}
		for _, id := range host.IDs() {
			if !want[id] {
				host.Remove(id)
			}
			delete(want, id)
		}
		for _, t := range list {
			if want[strconv.Itoa(t.ID)] {
				host.Add(toastData(t, toasts.Act))
			}
		}
	}
}

func toastData(t view.Toast, act func(int)) widgets.ToastData {
	return widgets.ToastData{
		ID: strconv.Itoa(t.ID), Text: t.Text, Action: t.Action, OnAction: func() { act(t.ID) },
	}
}
