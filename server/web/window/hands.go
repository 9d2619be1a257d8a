package window

import (
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Keys presses keys wherever the focus is: "\t" goes on, "\r" sends, and all
// else is typed.
func (w *Window) Keys(keys string) {
	w.t.Helper()
	for _, key := range keys {
		w.press(kb.Encode(key))
	}
}

// press lets a key down and up. What it types comes with its going down, as from
// a keyboard: apart from it, the browser would type after a link was followed.
func (w *Window) press(strokes []*input.DispatchKeyEventParams) {
	w.t.Helper()
	down := *strokes[0]
	down.Type = input.DispatchKeyEventTypeKeyDown
	for _, s := range strokes {
		if s.Type == kb.KeyChar {
			down.Text, down.UnmodifiedText = s.Text, s.UnmodifiedText
		}
	}
	for _, stroke := range []input.DispatchKeyEventParams{down, *strokes[len(strokes)-1]} {
		_, err := chromedp.Call(w.ctx, input.DispatchKeyEvent, stroke)
		w.check(err)
	}
}

// FocusIs waits until the element with an id has the focus, and fails the test
// unless one sees that it has, with nothing in front (WCAG 2.4.7, 2.4.11).
func (w *Window) FocusIs(id string) {
	w.t.Helper()
	w.See("#" + id + ":focus-visible")
	seen, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool](`(() => {
		const e = document.activeElement, style = getComputedStyle(e), at = e.getBoundingClientRect();
		return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && at.top >= 0 && at.top < innerHeight;
	})()`))
	w.check(err)
	if !seen {
		w.t.Errorf("nobody sees that %s has the focus", id)
	}
}

// smallTargets names what is harder to hit than it may be (WCAG 2.5.8).
const smallTargets = `[...document.querySelectorAll("a, button, input, select")].filter(e => e.checkVisibility()).
	map(e => ({name: e.id || e.className || e.textContent, at: e.getBoundingClientRect()})).
	filter(e => e.at.width < 24 || e.at.height < 24).map(e => e.name + " is " + e.at.width + " × " + e.at.height)`

func (w *Window) examineTargets(name string) {
	w.t.Helper()
	small, err := chromedp.Run(w.ctx, chromedp.Evaluate[[]string](smallTargets))
	w.check(err)
	for _, s := range small {
		w.t.Errorf("%s: %s", name, s)
	}
}
