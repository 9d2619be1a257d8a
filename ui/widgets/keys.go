package widgets

import "fyne.io/fyne/v2"

// keyHandler is an overlay that takes the keys which its focused part has no use for.
type keyHandler interface{ handleKey(ev *fyne.KeyEvent) bool }

// canvasOf finds the canvas that shows o, or nil.
func canvasOf(o fyne.CanvasObject) fyne.Canvas {
	return fyne.CurrentApp().Driver().CanvasForObject(o)
}

// passOn hands a key that o has no use for to the overlay around it, or to the
// window when there is none. The toolkit itself drops such a key.
func passOn(o fyne.CanvasObject, ev *fyne.KeyEvent) {
	c := canvasOf(o)
	if c == nil {
		return
	}
	if top := c.Overlays().Top(); top != nil {
		if h, ok := top.(keyHandler); ok {
			h.handleKey(ev)
		}
		return
	}
	if typed := c.OnTypedKey(); typed != nil {
		typed(ev)
	}
}

// isPress tells whether a key presses a button.
func isPress(ev *fyne.KeyEvent) bool {
	return ev.Name == fyne.KeySpace || ev.Name == fyne.KeyReturn || ev.Name == fyne.KeyEnter
}

// pressBy does what a key asks for. The space bar types a space too, right after
// the key is told: what moves the focus into a field waits until that is over.
func pressBy(ev *fyne.KeyEvent, do func()) {
	if ev.Name == fyne.KeySpace {
		fyne.Do(do)
		return
	}
	do()
}

// isEnter tells whether a key is one of the two Enter keys.
func isEnter(ev *fyne.KeyEvent) bool {
	return ev.Name == fyne.KeyReturn || ev.Name == fyne.KeyEnter
}

// focusOn moves the keyboard focus to f, wherever it is shown.
func focusOn(f fyne.Focusable) {
	o, ok := f.(fyne.CanvasObject)
	if !ok {
		return
	}
	if c := canvasOf(o); c != nil {
		c.Focus(f)
	}
}
