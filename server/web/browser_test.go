package web

import (
	"context"
	"net/http"
	"net/url"
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

	"rollcall/account"
)

// window is a page in a real Chromium.
type window struct {
	*testing.T
	ctx context.Context

	mu         sync.Mutex
	complaints []string
}

// look is how somebody reads.
type look struct {
	name, scheme, language string
	width                  int64
	noScript               bool
}

func open(t *testing.T, l look) *window {
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
	limited, cancel := context.WithTimeout(ctx, time.Minute)
	t.Cleanup(cancel)
	w := &window{T: t, ctx: limited}
	w.check(chromedp.Listen(limited, w.hear))
	w.check(enableLog(limited))
	_, err := chromedp.Call(limited, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: l.width, Height: 800, DeviceScaleFactor: 1, Mobile: l.width < 500})
	w.check(err)
	scheme := &emulation.MediaFeature{Name: "prefers-color-scheme", Value: l.scheme}
	_, err = chromedp.Call(limited, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{scheme}})
	w.check(err)
	_, err = chromedp.Call(limited, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: l.noScript})
	w.check(err)
	return w
}

// hear collects what the browser had to block or found broken. Statuses 4xx are
// what these pages answer with, not a fault.
func (w *window) hear(event any) {
	e, ok := event.(*log.EventEntryAdded)
	if !ok || strings.Contains(e.Entry.Text, "responded with a status of 4") {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.complaints = append(w.complaints, e.Entry.Text)
}

func (w *window) check(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *window) do(steps ...chromedp.Action[chromedp.Void]) {
	w.Helper()
	w.check(chromedp.Do(w.ctx, steps...))
}

func (w *window) visit(address, waitFor string) {
	w.Helper()
	w.do(chromedp.Navigate(address), chromedp.WaitVisible(chromedp.CSS(waitFor)))
}

// picture saves what the window shows when ROLLCALL_PICTURES names a folder.
func (w *window) picture(name string) {
	w.Helper()
	dir := os.Getenv("ROLLCALL_PICTURES")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(w.ctx, chromedp.FullScreenshot(100))
	w.check(err)
	w.check(os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600))
}

// fill types into the form, as a person does, and sends it.
func (w *window) fill(values url.Values) {
	w.Helper()
	for _, name := range []string{"first_name", "last_name", "username", "password"} {
		field := chromedp.CSS("#" + name)
		w.do(chromedp.Clear(field), chromedp.SendKeys(field, values.Get(name)))
	}
	w.do(chromedp.Click(chromedp.CSS("button[type=submit]")))
}

// examine runs axe on the page and looks for text beyond the right edge.
func (w *window) examine(axe, name string) {
	w.Helper()
	const rules = `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
		.then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ": " + n.target + " " + n.failureSummary)))`
	w.do(chromedp.Evaluate[chromedp.Void](axe))
	violations, err := chromedp.Run(w.ctx, chromedp.Evaluate[[]string](rules, chromedp.EvalAwaitPromise))
	w.check(err)
	for _, v := range violations {
		w.Errorf("%s: %s", name, v)
	}
	wide, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool](`document.documentElement.scrollWidth > document.documentElement.clientWidth`))
	w.check(err)
	if wide {
		w.Errorf("%s is wider than the screen", name)
	}
}

// stations are pages to look at.
func stations(t *testing.T, h *house) map[string]string {
	t.Helper()
	_, form := h.invite(t, account.NewInvitation{
		Email: "noor.haddad@maplepress.example", UserType: account.Custom, Permissions: []account.Permission{"contacts.view", "mailings.manage"},
	})
	_, elsewhere := h.invite(t, account.NewInvitation{Email: "karim@maplepress.example"})
	_, used := h.invite(t, account.NewInvitation{Email: "used@maplepress.example"})
	h.newAccount(t, "Agence Lumen", "karim")
	h.post(t, used, filled("username", "used"))
	return map[string]string{"form": form, "elsewhere": elsewhere, "used": used, "unknown": h.url + "/invitation/x"}
}

// Accessible by WCAG 2.2 AA, complete at the width of a phone, and nothing for
// the policy to block: in both languages, light and dark.
func TestPagesAreReadableByEverybody(t *testing.T) {
	axe, err := os.ReadFile("testdata/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t)
	pages := stations(t, h)
	for _, l := range looks() {
		t.Run(l.name, func(t *testing.T) {
			w := open(t, l)
			for name, page := range pages {
				w.visit(page+"?lang="+l.language, "h1")
				w.examine(string(axe), name)
				w.picture(name + "-" + l.name)
			}
			w.visit(pages["form"]+"?lang="+l.language, "form")
			w.fill(filled("first_name", "", "username", "amelie", "password", "too short"))
			w.do(chromedp.WaitVisible(chromedp.CSS("#faults")))
			w.examine(string(axe), "faults")
			w.picture("faults-" + l.name)
			w.mu.Lock()
			defer w.mu.Unlock()
			for _, c := range w.complaints {
				t.Errorf("the browser complains: %s", c)
			}
		})
	}
}

// looks covers each language, colour and width; for pictures, all together.
func looks() []look {
	few := []look{
		{name: "desktop-light-en", scheme: "light", language: "en", width: 1180},
		{name: "phone-dark-fr", scheme: "dark", language: "fr", width: 360},
	}
	if os.Getenv("ROLLCALL_PICTURES") == "" {
		return few
	}
	return append(few,
		look{name: "phone-light-fr", scheme: "light", language: "fr", width: 360},
		look{name: "desktop-dark-fr", scheme: "dark", language: "fr", width: 1180},
		look{name: "phone-dark-en", scheme: "dark", language: "en", width: 360})
}

func TestTheFormWorksWithoutScript(t *testing.T) {
	h := newHouse(t)
	_, page := h.invite(t, account.NewInvitation{Email: "noor.haddad@maplepress.example"})
	w := open(t, look{scheme: "light", width: 1180, noScript: true})
	w.visit(page, "form")
	w.fill(filled("username", "amelie"))
	w.do(chromedp.WaitVisible(chromedp.CSS("#username-fault")))
	w.picture("taken-without-script")
	w.do(chromedp.Clear(chromedp.CSS("#username")), chromedp.SendKeys(chromedp.CSS("#username"), "amelie.2"),
		chromedp.SendKeys(chromedp.CSS("#password"), goodPassword+"\r"),
		chromedp.WaitVisible(chromedp.CSS(".tick")))
	w.picture("done-without-script")
	if _, err := h.Credentials(t.Context(), "amelie.2"); err != nil {
		t.Errorf("nobody came of it: %v", err)
	}
}

func TestThePasswordIsShownOnDemandAndFaultsTakeTheFocus(t *testing.T) {
	h := newHouse(t)
	_, page := h.invite(t, account.NewInvitation{Email: "noor.haddad@maplepress.example"})
	w := open(t, look{scheme: "light", width: 1180})
	w.visit(page, ".reveal")
	if kind := w.attribute("#password", "type"); kind != "password" {
		t.Errorf("the password is a %q at first", kind)
	}
	w.do(chromedp.Click(chromedp.CSS(".reveal")))
	label, err := chromedp.Run(w.ctx, chromedp.Text(chromedp.CSS(".reveal")))
	if kind := w.attribute("#password", "type"); err != nil || kind != "text" || label != "Hide" {
		t.Errorf("the password is a %q under %q, %v", kind, label, err)
	}
	w.do(chromedp.Click(chromedp.CSS("button[type=submit]")), chromedp.WaitVisible(chromedp.CSS("#faults")))
	focused, err := chromedp.Run(w.ctx, chromedp.Poll[string](`document.activeElement.id`))
	if err != nil || focused != "faults" {
		t.Errorf("the focus is on %q, %v", focused, err)
	}
	if a := h.get(t, page); a.status != http.StatusOK {
		t.Error("the link was used up")
	}
}

func (w *window) attribute(selector, name string) string {
	w.Helper()
	a, err := chromedp.Run(w.ctx, chromedp.AttributeValue(chromedp.CSS(selector), name))
	w.check(err)
	return a.Value
}

func enableLog(ctx context.Context) error {
	_, err := chromedp.Call(ctx, log.Enable, cdp.Empty{})
	return err
}
