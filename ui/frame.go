package ui

import (
	"strconv"

	"fyne.io/fyne/v2"

	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

// newFrame keeps the window from getting smaller than the screens can be used
// in, and tells how wide it is. The host is the window's content itself: tips,
// toasts and heights that change find it there.
func newFrame(h *widgets.Host, onResize func(fyne.Size)) fyne.CanvasObject {
	h.Least, h.OnResize = fyne.NewSize(leastWidth, leastHeight), onResize
	return h
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
