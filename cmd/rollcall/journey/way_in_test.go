package journey

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"rollcall/account"
)

// attribute is that of an element of the page shown.
func (b *browser) attribute(selector, name string) string {
	b.d.t.Helper()
	a, err := chromedp.Run(b.ctx, chromedp.AttributeValue(selector, name))
	must(b.d.t, err)
	return a.Value
}

// text is what can be read in an element of the page shown.
func (b *browser) text(selector string) string {
	b.d.t.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Text(selector))
	must(b.d.t, err)
	return text
}

// An administrator invites, the mail comes, the page is completed, and what it
// says then leads into the app of somebody who never had one.
func TestTheWayFromAnInvitationIntoTheApp(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, keyring: true, pictures: "way-in"})
	s := d.startService()
	b := d.startBrowser()
	admin := d.rollcall("--server", s.url)
	d.signIn(s)
	d.key("ctrl+i")
	d.see("Invite people to Maple Press")
	d.write("lea.caron@maplepress.example")
	d.key("Return")
	d.see("Send invitation")
	d.clickLast("Send invitation")
	d.see("6 pending invitations")

	const password = "seven quiet herons wading"
	l := s.waitForLetter("lea.caron@maplepress.example", 1)
	b.complete(l.link, "Léa", "Caron", "lea.caron", password)
	d.see("29 users")
	admin.quit()
	if title := b.text("h1"); title != "Your profile is complete" {
		t.Fatalf("the page says %q", title)
	}
	link := b.attribute("a.open", "href")
	if link != account.ConnectLink(s.url) {
		t.Fatalf("the page opens the app with %q", link)
	}
	login := strings.Fields(b.text("ol.steps li:last-child .copies"))[0]

	home := d.beside(deskOptions{width: 1280, height: 860, keyring: true, pictures: "way-in-at-home"})
	app := home.rollcall(link)
	home.see("A link wants to set the service address")
	home.see("only if you expected this")
	home.picture("consent")
	// Ignoring has the focus: Enter alone follows no link.
	home.click("Use this address")
	home.see("E-mail or user name")
	home.see(strings.TrimPrefix(s.url, "http://"))
	if held := home.secrets(); len(held) != 0 {
		t.Errorf("before signing in the keyring holds %q", held)
	}
	home.picture("filled-in")
	home.enterCredentials(login, password)
	home.see("Only administrators see and decide who may enter Maple Press")
	home.picture("in")
	home.holds("session "+s.url, "copy "+s.url)
	app.quit()

	// The address is remembered now, and the same link just opens.
	app = home.rollcall(link)
	home.see("Only administrators see and decide who may enter Maple Press")
	app.quit()
}

// Somebody who is signed in stays it, whatever link they followed, until they
// say otherwise.
func TestALinkToAnotherServiceAsksFirst(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, keyring: true, pictures: "link"})
	s := d.startService()
	app := d.rollcall("--server", s.url)
	d.signIn(s)
	app.quit()

	app = d.rollcall(account.ConnectLink("https://accounts.lumen.example"))
	d.see("You are signed in at")
	d.picture("asks")
	d.key("Escape")
	d.gone("You are signed in at")
	d.see("Online list up to date")
	app.quit()

	app = d.rollcall("rollcall://connect?server=https%3A%2F%2Faccounts.lumen.example&login=amelie")
	d.see("This link was not used")
	d.picture("refused")
	d.key("Return")
	d.gone("This link was not used")
	app.quit()

	app = d.rollcall(account.ConnectLink("https://accounts.lumen.example"))
	d.click("Sign out and use it")
	d.see("E-mail or user name")
	d.see("accounts.lumen.example")
	d.picture("signed-out")
	if held := d.secrets(); len(held) != 0 {
		t.Errorf("after signing out the keyring holds %q", held)
	}
	app.quit()
}
