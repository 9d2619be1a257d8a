package journey

import (
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"rollcall/account"
)

func TestASecondFactorFromTheFirstCodeToTheTrustedComputer(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, keyring: true, pictures: "two-factor"})
	s := d.startService()
	way := s.startTap()
	session, device, kept := "session "+way.URL, "device "+way.URL, "copy "+way.URL
	app := d.rollcall("--server", way.URL)
	d.see("never in a file")
	d.enterCredentials(s.Login, s.Password)
	d.see("Online list up to date")
	d.holds(session, kept)

	p := d.setUpTheApp(s)
	file, secrets := d.keepRecoveryCodes(private(s, way))
	secrets["the secret of the app"] = p.text
	d.see("Last used today")
	d.scrollTo("10 codes left")
	d.picture("set-up")
	d.noTraceBut(file, secrets)

	d.signOut()
	d.holds()
	d.trustTheComputer(s, p)
	d.holds(session, device, kept)
	d.signOut()
	d.holds(device)
	d.enterCredentials(s.Login, s.Password)
	d.see("Online list up to date")
	if n := len(way.trusted()); n != 1 {
		t.Errorf("the computer was trusted %d times, want once", n)
	}
	d.forgetTheComputer()
	d.holds()
	app.quit()
	for what, secret := range private(s, way) {
		secrets[what] = secret
	}
	d.noTraceBut(file, secrets)
}

// setUpTheApp goes from My profile to the first right code.
func (d *desk) setUpTheApp(s *service) *phone {
	d.t.Helper()
	d.myProfile()
	d.scrollTo("Authenticator app")
	d.picture("profile")
	d.clickInRow("Authenticator app", "Set up")
	d.see("First confirm that it is you")
	d.write("not the password of anybody")
	d.key("Return")
	d.see("This is not your own password")
	d.picture("own-password-wrong")
	d.replace(s.Password)
	d.key("Return")
	d.see("Scan this code with your authenticator app")
	d.picture("scan")
	p := d.scan()
	// Back from the field of the code to the button that copies.
	d.key("shift+Tab", "space")
	d.eventually("the key to type on the clipboard", patience, func() bool {
		return strings.ReplaceAll(d.clipboard(), " ", "") == p.text
	})
	d.clickField("Code of six digits")
	d.write(p.wrong())
	d.key("Return")
	d.see("This code is not right")
	d.picture("code-wrong")
	d.replace(p.code())
	d.key("Return")
	d.see("Your recovery codes")
	return p
}

// recoveryCode is how one looks.
var recoveryCode = regexp.MustCompile(`(?m)^[0-9A-Z]{5}-[0-9A-Z]{5}$`)

// keepRecoveryCodes copies and saves what is shown this once, and adds the codes
// to what must stand nowhere else.
func (d *desk) keepRecoveryCodes(secrets map[string]string) (file string, all map[string]string) {
	d.t.Helper()
	d.key("Escape")
	d.see("Your recovery codes")
	d.picture("recovery-codes")
	// Copy has the focus; Save as… comes next.
	d.key("Tab", "space")
	file = d.saveAs("for the safe.txt")
	d.see("Keep the file where only you can open it")
	d.picture("recovery-codes-saved")
	info, err := os.Stat(file)
	must(d.t, err)
	if info.Mode().Perm() != 0o600 {
		d.t.Errorf("the file with the codes has the mode %v", info.Mode())
	}
	text, err := os.ReadFile(file)
	must(d.t, err)
	codes := recoveryCode.FindAllString(string(text), -1)
	if len(codes) != account.RecoveryCodes {
		d.t.Fatalf("the file holds %d codes, want %d", len(codes), account.RecoveryCodes)
	}
	d.key("shift+Tab", "space")
	d.eventually("the codes on the clipboard", patience, func() bool {
		return slices.Equal(strings.Fields(d.clipboard()), codes)
	})
	d.showsMost(codes)
	for i, code := range codes {
		secrets["recovery code "+strconv.Itoa(i)] = code
		secrets["recovery code "+strconv.Itoa(i)+" in small letters"] = strings.ToLower(code)
	}
	// From Copy by Save as… to: I have kept them.
	d.key("Tab", "Tab", "space")
	d.gone("Your recovery codes")
	return file, secrets
}

// showsMost looks whether the codes stand on the screen; nobody reads letters
// without sense without a mistake.
func (d *desk) showsMost(codes []string) {
	d.t.Helper()
	d.eventually("to see most of the codes", patience, func() bool {
		words, read := d.read(false), 0
		for _, code := range codes {
			read += min(len(find(words, code)), 1)
		}
		return read > len(codes)/2
	})
}

// trustTheComputer signs in with a code of the app, a wrong one first.
func (d *desk) trustTheComputer(s *service, p *phone) {
	d.t.Helper()
	d.enterCredentials(s.Login, s.Password)
	d.see("Confirm that it is you")
	d.see("Code from your authenticator app")
	d.picture("code-asked")
	d.write(p.wrong())
	d.key("Return")
	d.see("This code is not right")
	d.picture("code-wrong-at-sign-in")
	d.click("Trust this computer")
	d.clickField("Code from your authenticator app")
	d.replace(p.code())
	d.picture("trusting")
	d.key("Return")
	d.see("Online list up to date")
}

// forgetTheComputer is at the end of My profile.
func (d *desk) forgetTheComputer() {
	d.t.Helper()
	d.myProfile()
	d.scrollTo("Forget this computer")
	d.picture("profile-end")
	d.click("Forget this computer")
	d.see("Forget this computer?")
	d.picture("forget")
	d.key("Tab", "Return")
	d.see("E-mail or user name")
	d.picture("forgotten")
}
