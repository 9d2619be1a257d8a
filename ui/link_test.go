package ui_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"rollcall/account"
	"rollcall/ui"
	"rollcall/ui/theme"
	"rollcall/ui/words"
)

// elsewhere is another service than the one that people know.
const elsewhere = "https://accounts.lumen.example"

func unseen() *camera { return &camera{wants: func(string) bool { return false }} }

func inEnglish() look { return look{language: "en", mode: theme.Light} }

// connected opens a window by a link, on a door that remembers a service.
func connected(t *testing.T, d *door, remembered, link string) *stage {
	t.Helper()
	s := raiseWith(t, d, inEnglish(), remembered, link, unseen())
	s.window.Start()
	return s
}

func TestTheAddressOfALinkIsUsedOnceThePersonAgreesAndKeptOnceTheySignIn(t *testing.T) {
	d := openDoor(t, "en", 28)
	s := connected(t, d, "", account.ConnectLink(address))
	s.sees(s.T("connect.title"), s.T("connect.warning"))
	s.misses(s.T("signin.change"))
	s.tap(s.T("connect.use"))
	s.misses(s.T("connect.title"))
	s.sees("accounts.maplepress.example", s.T("signin.change"))
	if kept := fyne.CurrentApp().Preferences().String("server"); kept != "" {
		t.Errorf("%s is remembered before anybody signed in there", kept)
	}
	s.fill(s.T("signin.login"), d.made.Login)
	s.fill(s.T("signin.password"), d.made.Password)
	s.press(fyne.KeyReturn)
	s.sees(s.T("people.title"), s.T("status.online"))
	if kept := fyne.CurrentApp().Preferences().String("server"); kept != address {
		t.Errorf("%q is remembered", kept)
	}
}

func TestALinkIsIgnoredWithEnterAndWithEscape(t *testing.T) {
	d := openDoor(t, "en", 28)
	for _, key := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEscape} {
		s := connected(t, d, address, account.ConnectLink(elsewhere))
		s.sees(s.T("connect.title"))
		s.press(key)
		s.misses(s.T("connect.title"))
		s.sees("accounts.maplepress.example")
		s.misses("accounts.lumen.example")
	}
}

func TestALinkToWhereOneIsAlreadyOpensAndAsksNothing(t *testing.T) {
	d := openDoor(t, "en", 28)
	s := connected(t, d, address, account.ConnectLink(address))
	s.sees(s.T("signin.title"), s.T("signin.keyring"))
	s.misses(s.T("connect.title"))
	d.keep(d.made.Login)
	s = connected(t, d, address, account.ConnectLink("https://Accounts.MaplePress.example:443/"))
	s.sees(s.T("status.online"))
	s.misses(s.T("connect.title"))
}

func TestNobodyIsSignedOutByALinkWithoutHavingBeenAsked(t *testing.T) {
	d := openDoor(t, "en", 28)
	d.keep(d.made.Login)
	s := connected(t, d, address, account.ConnectLink(elsewhere))
	args := words.Args{"Server": "accounts.lumen.example", "Current": "accounts.maplepress.example"}
	s.sees(s.T("status.online"), s.T("connect.elsewhere", args))
	s.tap(s.T("connect.ignore"))
	s.misses(s.T("connect.title"))
	s.sees(s.T("people.title"), "Daniel Royce")
	c := d.client()
	defer c.Close()
	if _, err := c.Me(t.Context(), d.kept.Token); err != nil {
		t.Errorf("the session has ended: %v", err)
	}

	s = connected(t, d, address, account.ConnectLink(elsewhere))
	s.sees(s.T("status.online"))
	s.tap(s.T("connect.sign_out"))
	s.sees(s.T("signin.title"), "accounts.lumen.example")
	s.misses(s.T("connect.title"))
	if _, err := c.Me(t.Context(), d.kept.Token); account.CodeOf(err) != account.SessionEnded {
		t.Errorf("the session lives on: %v", err)
	}
}

// A service that does not answer keeps nobody from following a link to another;
// the session there stays as it is.
func TestALinkIsAskedAboutWhileTheServiceIsAway(t *testing.T) {
	d := openDoor(t, "en", 28)
	d.keep(d.made.Login)
	d.net.cut()
	for _, answer := range []string{"connect.ignore", "connect.use"} {
		s := connected(t, d, address, account.ConnectLink(elsewhere))
		s.sees(s.T("error.unreachable.title"), s.T("connect.title"))
		s.tap(s.T(answer))
		s.misses(s.T("connect.title"))
		if answer == "connect.ignore" {
			s.sees(s.T("error.unreachable.title"), s.T("act.try_again"))
			continue
		}
		s.sees(s.T("signin.title"), "accounts.lumen.example")
	}
	d.net.mend()
	c := d.client()
	defer c.Close()
	if _, err := c.Me(t.Context(), d.kept.Token); err != nil {
		t.Errorf("the session has ended: %v", err)
	}
}

func TestALinkIsAskedAboutWhileTheKeyringIsLocked(t *testing.T) {
	d := openDoor(t, "en", 28)
	d.keep(d.made.Login)
	d.locked = true
	s := connected(t, d, address, account.ConnectLink(elsewhere))
	s.sees(s.T("start.keyring"), s.T("connect.title"))
	s.tap(s.T("connect.use"))
	s.sees(s.T("signin.title"), "accounts.lumen.example")
	s.misses(s.T("connect.title"))
}

func TestALinkIsAskedAboutInTheSampleAccountToo(t *testing.T) {
	d := openDoor(t, "en", 28)
	s := raiseWith(t, d, inEnglish(), "", account.ConnectLink(elsewhere), unseen(), func(o *ui.Options) { o.Sample = true })
	s.window.Start()
	s.sees(s.T("banner.sample"), s.T("connect.sample", words.Args{"Server": "accounts.lumen.example"}))
	s.tap(s.T("connect.leave_sample"))
	s.sees(s.T("signin.title"), "accounts.lumen.example")
	s.misses(s.T("connect.title"))
}

func TestALinkThatIsNoneIsRefusedInWords(t *testing.T) {
	d := openDoor(t, "en", 28)
	for link, says := range map[string]string{
		"rollcall://connect?server=https%3A%2F%2Faccounts.lumen.example&password=x": "connect.refused",
		"rollcall://erase?server=https%3A%2F%2Faccounts.lumen.example":              "connect.refused",
		"rollcall://connect?server=https%3A%2F%2Fmaple%40accounts.lumen.example":    "connect.refused",
		"rollcall://connect?server=javascript%3Aalert(1)":                           "connect.refused",
		"rollcall://connect?server=http%3A%2F%2Faccounts.lumen.example":             "connect.insecure",
	} {
		s := connected(t, d, address, link)
		s.sees(s.T("connect.refused_title"), s.T(says))
		s.misses(s.T("connect.use"))
		s.press(fyne.KeyReturn)
		s.misses(s.T("connect.refused_title"))
		s.misses("accounts.lumen.example")
		s.sees("accounts.maplepress.example")
	}
}
