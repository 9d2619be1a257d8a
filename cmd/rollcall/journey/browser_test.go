package journey

import (
	"context"
	"net/http"
	"time"

	"github.com/chromedp/chromedp"
)

// pageLimit is how long a page may take.
const pageLimit = 40 * time.Second

// browser is a real Chromium.
type browser struct {
	d   *desk
	ctx context.Context
}

func (d *desk) startBrowser() *browser {
	d.t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(d.t.TempDir()),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-quic", true),
	)
	alloc, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(alloc)
	d.t.Cleanup(func() { cancel(); stop() })
	// The browser lives as long as the context of its first step.
	must(d.t, chromedp.Do(ctx))
	return &browser{d: d, ctx: ctx}
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.d.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, pageLimit)
	defer cancel()
	must(b.d.t, chromedp.Do(ctx, steps...))
}

// open goes to a link and gives the status of the page and its words.
func (b *browser) open(link string) (status int, text string) {
	b.d.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, pageLimit)
	defer cancel()
	answer, err := chromedp.Run(ctx, chromedp.NavigateResponse(link))
	must(b.d.t, err)
	text, err = chromedp.Run(ctx, chromedp.Text("body"))
	must(b.d.t, err)
	return int(answer.Status), text
}

// complete fills in the page behind an invitation.
func (b *browser) complete(link, first, last, username, password string) {
	b.d.t.Helper()
	if status, text := b.open(link); status != http.StatusOK {
		b.d.t.Fatalf("the link answers %d: %s", status, text)
	}
	b.do(
		chromedp.SendKeys("[name=first_name]", first), chromedp.SendKeys("[name=last_name]", last),
		chromedp.Clear("[name=username]"), chromedp.SendKeys("[name=username]", username),
		chromedp.SendKeys("[name=password]", password),
		chromedp.Submit("form"), chromedp.WaitNotPresent("[name=password]"),
	)
}

// choosePassword fills in the page behind a password link.
func (b *browser) choosePassword(link, password string) {
	b.d.t.Helper()
	if status, text := b.open(link); status != http.StatusOK {
		b.d.t.Fatalf("the link answers %d: %s", status, text)
	}
	b.do(chromedp.SendKeys("[name=password]", password), chromedp.Submit("form"), chromedp.WaitNotPresent("[name=password]"))
}
