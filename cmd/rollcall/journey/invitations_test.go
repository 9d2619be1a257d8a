package journey

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"rollcall/account"
	"rollcall/client"
)

// eightDays is after every invitation of the sample has expired.
const eightDays = "192h"

// pendingStates gives the state and the expiry of each pending invitation.
func (s *service) pendingStates(by person) string {
	s.d.t.Helper()
	page, err := by.Invitations(s.d.t.Context(), account.ListQuery{State: account.InvitationPending})
	must(s.d.t, err)
	out := ""
	for _, i := range page.Items {
		out += fmt.Sprintln(i.Email, i.State, i.ExpiresAt)
	}
	return out
}

func TestAllExpiredInvitationsGoAndComeBack(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, pictures: "expired"})
	s := d.startServiceAt(eightDays)
	me := s.administrator()
	before := s.pendingStates(me)
	app := d.rollcall("--server", s.url)
	d.see("This computer has no keyring")
	d.enterCredentials(s.Login, s.Password)
	d.see("Online list up to date")
	d.see("5 pending invitations")
	d.picture("all-expired")

	d.click("Cancel all expired")
	undo := d.holdToast("Undo")
	d.see("5 invitations cancelled")
	d.picture("cancelled")
	if left := s.pendingStates(me); left != "" {
		t.Errorf("still pending:\n%s", left)
	}
	d.clickAt(undo.centre())
	d.see("5 pending invitations")
	d.see("Cancel all expired")
	d.picture("restored")
	if after := s.pendingStates(me); after != before {
		t.Errorf("restored:\n%swant\n%s", after, before)
	}

	d.click("Resend all expired")
	for _, email := range []string{"petra@northlight.example", "samira.okoye@maplepress.example"} {
		s.waitForLetter(email, 1)
	}
	d.seeInRow("petra@northlight", "7 days left")
	d.seeInRow("lise.gagnon", "Correct")
	d.gone("Resend all expired")
	d.picture("resent")
	if n := len(s.letters("lise.gagnon@gmial.example")); n != 0 {
		t.Errorf("%d mails to an address that does not exist", n)
	}
	app.quit()
}

func TestALinkIsPassedOnByHand(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, keyring: true, pictures: "link"})
	s := d.startService()
	b := d.startBrowser()
	app := d.rollcall("--server", s.url)
	d.signIn(s)
	link := d.copyLinkOf("noor")
	mailed := s.waitForLetter("noor.haddad@maplepress.example", 1)
	if mailed.link == link {
		t.Error("who has the link by hand has that of the mail, which is to confirm the address")
	}
	d.nothingOf(link[len(link)-22:])

	b.complete(link, "Noor", "Haddad", "noor.haddad", "seven quiet herons wading")
	d.see("29 users")
	me := s.administrator()
	if u := s.userNamed(me, "noor.haddad"); u.EmailVerified {
		t.Error("an address counts as confirmed though nobody opened its mail")
	}
	d.search("noor")
	d.key("Return", "Home", "Down", "Return")
	d.see("Not confirmed yet")
	d.picture("unconfirmed")
	app.quit()
	d.noTrace(map[string]string{"the link": link[strings.LastIndex(link, "/")+1:]})
}

// copyLinkOf makes a link for a pending invitation by its menu, and copies it.
func (d *desk) copyLinkOf(name string) string {
	d.t.Helper()
	d.search(name)
	d.key("Return", "Home", "Down", "Menu")
	d.see("Copy link")
	d.picture("menu")
	d.click("Copy link")
	d.see("A new e-mail is sent as well")
	d.picture("what-it-means")
	// The safe button has the focus.
	d.key("Tab", "Return")
	d.see("Whoever has this link can join Maple Press")
	d.picture("shown-once")
	// Copy has the focus.
	d.key("space")
	d.see("It is on the clipboard")
	link := d.clipboard()
	if !linkInText.MatchString(link) {
		d.t.Fatalf("what was copied is no link: it has %d letters", len(link))
	}
	d.key("Escape")
	d.gone("It is on the clipboard")
	d.seeInRow(name, "7 days left")
	return link
}

func TestARemovedAccessHasAReceipt(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, pictures: "receipt"})
	s := d.startService()
	s.createAccount("Northlight", "ursula@northlight.example", "ursula.west", "seven quiet herons wading")
	s.letIn("ursula@northlight.example")
	ursula := s.signedIn("ursula.west", "seven quiet herons wading")
	_, err := ursula.CreateAPIToken(t.Context(), account.NewAPIToken{Name: "Weekly list", ExpiresInDays: 30}, account.Act{})
	must(t, err)
	app := d.rollcall("--server", s.url)
	d.see("This computer has no keyring")
	d.enterCredentials(s.Login, s.Password)
	d.see("Online list up to date")

	d.search("ursula")
	d.clickInRow("ursula@northlight", "Actions")
	d.clickLast("Remove access")
	d.see("can no longer enter Maple Press")
	d.key("Tab", "Return")
	d.see("1 session that had used this account")
	d.see("1 API token made here revoked")
	d.see("Refused since today")
	d.picture("receipt")
	s.refuses(ursula.Account)
	// The button of the act has the focus, and copies now; its ring is in the way
	// of reading it.
	d.key("space", "shift+Tab")
	d.see("Copied")
	d.isReceipt(d.clipboard())
	d.click("Give access back")
	d.see("has access again")
	d.see("ursula@northlight")
	d.picture("given-back")
	if _, err := ursula.Account.Account(t.Context()); err != nil {
		t.Errorf("after the access was given back: %v", err)
	}
	app.quit()
}

func (s *service) refuses(who *client.Account) {
	s.d.t.Helper()
	if _, err := who.Account(context.Background()); account.CodeOf(err) != account.NotFound {
		s.d.t.Errorf("somebody whose access was removed is answered %v", err)
	}
}

// isReceipt checks what was copied to file.
func (d *desk) isReceipt(text string) {
	d.t.Helper()
	for _, want := range []string{
		"E-mail: ursula@northlight.example", "Home account: Northlight", `Account: Maple Press \(20417\)`,
		`Done by: Amélie Roy \(amelie\.roy@maplepress\.example\)`, `Refused since: .*\([0-9T:-]+Z\)`,
		"1 session that had used this account is shut out of it", "1 API token made here revoked",
	} {
		if !regexp.MustCompile("(?m)^" + want + "$").MatchString(text) {
			d.t.Errorf("the receipt misses %q:\n%s", want, text)
		}
	}
}

func TestAColleagueIsQuickerWithAnInvitation(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, pictures: "quicker"})
	s := d.startService()
	b := d.startBrowser()
	me := s.administrator()
	app := d.rollcall("--server", s.url)
	d.see("This computer has no keyring")
	d.enterCredentials(s.Login, s.Password)
	d.see("Online list up to date")

	d.search("samira")
	d.see("samira.okoye")
	d.clickInRow("samira.okoye", "Resend invitation")
	first := s.waitForLetter("samira.okoye@maplepress.example", 1)
	i := s.invitationOf(me, "samira.okoye@maplepress.example")
	again, err := me.ResendInvitation(t.Context(), i.ID, account.Act{Version: i.Version})
	must(t, err)
	second := s.waitForLetter("samira.okoye@maplepress.example", 2)
	if status, _ := b.open(first.link); status != http.StatusGone {
		t.Errorf("the link of the first mail answers %d, want 410", status)
	}
	// Another one meanwhile is refused by the version, not sent twice.
	if _, err := me.ResendInvitation(t.Context(), i.ID, account.Act{Version: i.Version}); account.CodeOf(err) != account.VersionMismatch {
		t.Errorf("resending what somebody else has just resent: %v", err)
	}
	must(t, me.CancelInvitation(t.Context(), i.ID, account.Act{Version: again.Version}))
	d.gone("Resend invitation")
	if status, _ := b.open(second.link); status != http.StatusGone {
		t.Errorf("the link of a cancelled invitation answers %d, want 410", status)
	}
	d.see("Recently cancelled")
	d.picture("cancelled-elsewhere")
	app.quit()
}

// invitationOf finds a pending invitation by its address.
func (s *service) invitationOf(by person, email string) account.Invitation {
	s.d.t.Helper()
	page, err := by.Invitations(s.d.t.Context(), account.ListQuery{State: account.InvitationPending})
	must(s.d.t, err)
	for _, i := range page.Items {
		if i.Email == email {
			return i
		}
	}
	s.d.t.Fatalf("no invitation to %s", email)
	return account.Invitation{}
}
