package ui_test

import (
	"strings"
	"testing"

	"rollcall/account"
	"rollcall/ui/theme"
	"rollcall/ui/words"
)

// third is yet another service.
const third = "https://accounts.third.example"

func TestWhoStartsTheProgramAgainIsAskedNothing(t *testing.T) {
	d := openDoor(t, "en", 28)
	s := enter(t, d, look{language: "en", mode: theme.Light}, nil)
	s.window.Raise("")
	s.misses(s.T("connect.title"))
	s.window.Raise(account.ConnectLink(address)) // one is where it leads
	s.misses(s.T("connect.title"))
	s.sees(s.T("status.online"))
}

func TestALinkIsAskedAboutInTheWindowThatIsOpen(t *testing.T) {
	d := openDoor(t, "en", 28)
	s := connected(t, d, address, "")
	s.sees(s.T("signin.title"))
	s.window.Raise(account.ConnectLink(elsewhere))
	s.sees(s.T("connect.title"), s.T("connect.warning"))
	s.tap(s.T("connect.ignore"))
	s.sees("accounts.maplepress.example")
	s.window.Raise(account.ConnectLink(elsewhere))
	s.tap(s.T("connect.use"))
	s.sees("accounts.lumen.example", s.T("signin.title"))
	s.window.Raise("rollcall://connect?server=https%3A%2F%2Faccounts.third.example&login=amelie")
	s.sees(s.T("connect.refused_title"), s.T("connect.refused"))
}

// Nothing that is typed in a dialog is lost by following a link.
func TestALinkOverADialogAsksForWhatIsTyped(t *testing.T) {
	d := openDoor(t, "en", 28)
	s := enter(t, d, look{language: "en", mode: theme.Light}, nil)
	s.tap("Invite")
	s.write("odile@maplepress.example")
	s.window.Raise(account.ConnectLink(elsewhere))
	args := words.Args{"Server": "accounts.lumen.example", "Current": "accounts.maplepress.example"}
	s.sees(s.T("connect.elsewhere", args))
	s.tap(s.T("connect.sign_out"))
	s.sees(s.T("leave.title"))
	s.tap(s.T("leave.keep"))
	s.sees("odile@maplepress.example")
	s.window.Raise(account.ConnectLink(elsewhere))
	s.tap(s.T("connect.sign_out"))
	s.tap(s.T("leave.discard"))
	s.sees(s.T("signin.title"), "accounts.lumen.example")
}

// No other address slips under a hand that is about to agree: what is being asked
// is decided first, and the latest that came meanwhile is asked about after it.
func TestALinkThatComesWhileAnotherIsAskedAboutWaits(t *testing.T) {
	d := openDoor(t, "en", 28)
	s := connected(t, d, address, "")
	s.sees(s.T("signin.title"))
	asks := func(server string) string {
		return s.T("connect.text", words.Args{"Server": strings.TrimPrefix(server, "https://")})
	}
	s.window.Raise(account.ConnectLink(elsewhere))
	s.sees(asks(elsewhere))
	s.window.Raise(account.ConnectLink("https://accounts.none.example"))
	s.window.Raise(account.ConnectLink(third))
	s.sees(asks(elsewhere))
	s.misses(asks(third))
	s.tap(s.T("connect.ignore"))
	s.sees(asks(third))
	s.window.Raise(account.ConnectLink(elsewhere))
	s.tap(s.T("connect.use"))
	s.sees(asks(elsewhere))
	s.tap(s.T("connect.ignore"))
	s.misses(s.T("connect.title"))
	s.sees("accounts.third.example", s.T("signin.title"))
}

// A link that comes while nothing can be opened is asked about there, and again
// once the account is there: nothing was decided.
func TestALinkIsAskedAboutWhileTheWindowWaitsForTheService(t *testing.T) {
	d := openDoor(t, "en", 28)
	d.keep(d.made.Login)
	d.net.cut()
	s := connected(t, d, address, "")
	s.sees(s.T("error.unreachable.title"))
	s.window.Raise(account.ConnectLink(elsewhere))
	s.sees(s.T("connect.title"))
	s.tap(s.T("connect.ignore"))
	s.misses(s.T("connect.title"))
	s.sees(s.T("error.unreachable.title"), s.T("act.try_again"))
	d.net.mend()
	s.tap(s.T("act.try_again"))
	s.sees(s.T("status.online"))
	s.misses(s.T("connect.title"))
}
