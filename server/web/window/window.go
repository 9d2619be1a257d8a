// Package window opens pages and mails in a real Chromium, for the tests of
// what people read there.
package window

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/chromedp"
)

// axe looks for what shuts people out (WCAG 2.2).
//
//go:embed testdata/axe.min.js
var axe string

// picturesVar names the folder that pictures go to; none without it.
const picturesVar = "ROLLCALL_PICTURES"

// within bounds what one test does in a window, on a busy machine too.
const within = 3 * time.Minute

// stepWithin bounds what one step may wait for.
const stepWithin = 40 * time.Second

// height is that of a small screen, in CSS pixels.
const height = 800

// Look is how somebody reads.
type Look struct {
	// Name is part of the name of a picture.
	Name string
	// Scheme is "light" or "dark"; Language "en" or "fr".
	Scheme, Language string
	// Width is in CSS pixels; below 500 it is a phone.
	Width    int64
	NoScript bool
}

// Looks covers each language, colour and width; for pictures, all together.
func Looks() []Look {
	few := []Look{
		{Name: "desktop-light-en", Scheme: "light", Language: "en", Width: 1180},
		{Name: "phone-dark-fr", Scheme: "dark", Language: "fr", Width: 360},
	}
	if !Pictures() {
		return few
	}
	return append(few,
		Look{Name: "phone-light-en", Scheme: "light", Language: "en", Width: 360},
		Look{Name: "phone-light-fr", Scheme: "light", Language: "fr", Width: 360},
		Look{Name: "desktop-dark-fr", Scheme: "dark", Language: "fr", Width: 1180},
		Look{Name: "phone-dark-en", Scheme: "dark", Language: "en", Width: 360})
}

// Pictures tells whether pictures are taken, and so everything is looked at.
func Pictures() bool { return os.Getenv(picturesVar) != "" }

// Window is a page in a real Chromium. Every failure ends the test.
type Window struct {
	t   *testing.T
	ctx context.Context

	mu         sync.Mutex
	complaints []string
}

// Open opens a window, which closes with the test.
func Open(t *testing.T, l Look) *Window {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = chromedp.Cancel(ctx) })
	limited, cancel := context.WithTimeout(ctx, within)
	t.Cleanup(cancel)
	w := &Window{t: t, ctx: limited}
	w.check(chromedp.Listen(limited, w.hear))
	w.Wear(l)
	return w
}

// Wear makes the window look as told, from the next visit on.
func (w *Window) Wear(l Look) {
	w.t.Helper()
	_, err := chromedp.Call(w.ctx, log.Enable, cdp.Empty{})
	w.check(err)
	_, err = chromedp.Call(w.ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: l.Width, Height: height, DeviceScaleFactor: 1, Mobile: l.Width < 500})
	w.check(err)
	// The window is the one in front, as before a person.
	_, err = chromedp.Call(w.ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	w.check(err)
	scheme := &emulation.MediaFeature{Name: "prefers-color-scheme", Value: l.Scheme}
	_, err = chromedp.Call(w.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{scheme}})
	w.check(err)
	_, err = chromedp.Call(w.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: l.NoScript})
	w.check(err)
}

// hear collects what the browser had to block or found broken. Statuses 4xx are
// what pages may answer with, not a fault.
func (w *Window) hear(event any) {
	e, ok := event.(*log.EventEntryAdded)
	if !ok || strings.Contains(e.Entry.Text, "responded with a status of 4") {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.complaints = append(w.complaints, e.Entry.Text)
}

func (w *Window) check(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// Do takes steps.
func (w *Window) Do(steps ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, stepWithin)
	defer cancel()
	w.check(chromedp.Do(ctx, steps...))
}

// Visit goes to an address and waits for an element to be seen.
func (w *Window) Visit(address, waitFor string) {
	w.t.Helper()
	w.Do(chromedp.Navigate(address))
	w.See(waitFor)
}

// See waits for an element to be seen.
func (w *Window) See(selector string) {
	w.t.Helper()
	w.Do(chromedp.WaitVisible(chromedp.CSS(selector)))
}

// Gone waits until there is no such element.
func (w *Window) Gone(selector string) {
	w.t.Helper()
	w.Do(chromedp.WaitNotPresent(chromedp.CSS(selector)))
}

// Click presses an element.
func (w *Window) Click(selector string) {
	w.t.Helper()
	w.Do(chromedp.Click(chromedp.CSS(selector)))
}

// Type empties a field and types into it, as a person does.
func (w *Window) Type(selector, text string) {
	w.t.Helper()
	w.See(selector)
	w.Do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(e => { e.focus(); e.select(); })(document.querySelector(%q))`, selector)))
	w.Keys("\b" + text)
}

// Text is what can be read in an element.
func (w *Window) Text(selector string) string {
	w.t.Helper()
	text, err := chromedp.Run(w.ctx, chromedp.Text(chromedp.CSS(selector)))
	w.check(err)
	return text
}

// Attribute gives an attribute of an element, empty when it has none.
func (w *Window) Attribute(selector, name string) string {
	w.t.Helper()
	a, err := chromedp.Run(w.ctx, chromedp.AttributeValue(chromedp.CSS(selector), name))
	w.check(err)
	return a.Value
}

// Ask runs a script in the window and gives what it returns, by way of JSON.
func Ask[T any](w *Window, script string) T {
	w.t.Helper()
	answer, err := chromedp.Run(w.ctx, chromedp.Evaluate[T](script))
	w.check(err)
	return answer
}

// Picture saves what the window shows when ROLLCALL_PICTURES names a folder.
func (w *Window) Picture(name string) {
	w.t.Helper()
	dir := os.Getenv(picturesVar)
	if dir == "" {
		return
	}
	png, err := chromedp.Run(w.ctx, chromedp.FullScreenshot(100))
	w.check(err)
	w.check(os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600))
}

// ExaminePage fails the test for what axe finds (WCAG 2.2 AA and good practice),
// for text beyond the right edge, and for targets that are hard to hit.
func (w *Window) ExaminePage(name string) {
	w.t.Helper()
	w.examine(name, `, "best-practice"`)
	w.examineTargets(name)
}

// ExamineMail is ExaminePage without the practices that are for pages alone: a
// mail program has its own landmarks around a mail.
func (w *Window) ExamineMail(name string) {
	w.t.Helper()
	w.examine(name, "")
}

func (w *Window) examine(name, more string) {
	w.t.Helper()
	rules := `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"` + more + `]})
		.then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ": " + n.target + " " + n.failureSummary)))`
	w.Do(chromedp.Evaluate[chromedp.Void](axe))
	violations, err := chromedp.Run(w.ctx, chromedp.Evaluate[[]string](rules, chromedp.EvalAwaitPromise))
	w.check(err)
	for _, v := range violations {
		w.t.Errorf("%s: %s", name, v)
	}
	wide, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool](`document.documentElement.scrollWidth > document.documentElement.clientWidth`))
	w.check(err)
	if wide {
		w.t.Errorf("%s is wider than the screen", name)
	}
}

// NoComplaints fails the test for what the browser had to block or found
// broken so far.
func (w *Window) NoComplaints() {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.complaints {
		w.t.Errorf("the browser complains: %s", c)
	}
}
