package journey

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestWithoutAKeyringTheSignInIsForgotten(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, pictures: "no-keyring"})
	s := d.startService()
	way := s.startTap()

	app := d.rollcall("--server", way.URL)
	d.see("This computer has no keyring")
	d.see("nothing is written")
	d.picture("said-before")
	d.enterCredentials(s.Login, s.Password)
	d.see("Online list up to date")
	d.see("kept until you close the program")
	d.picture("said-in-the-banner")
	d.noTrace(private(s, way))
	app.quit()
	d.noTrace(private(s, way))

	app = d.rollcall()
	d.see("E-mail or user name")
	d.see("This computer has no keyring")
	d.picture("asked-again")
	app.quit()
	d.noTrace(private(s, way))
}

func TestTheKeyringAloneHoldsTheSession(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, keyring: true, pictures: "keyring"})
	s := d.startService()
	way := s.startTap()

	app := d.rollcall("--server", way.URL)
	d.see("never in a file")
	d.enterCredentials(s.Login, s.Password)
	d.see("Online list up to date")
	d.holds("session "+way.URL, "copy "+way.URL)
	d.noTrace(private(s, way))
	app.quit()
	d.noTrace(private(s, way))

	app = d.rollcall()
	d.see("Online list up to date")
	d.picture("still-signed-in")
	if n := len(way.seen()); n != 1 {
		t.Errorf("signed in %d times, want once", n)
	}
	app.quit()
	d.noTrace(private(s, way))
}

// private is what must stand in no file of the program: the session, how one
// signs in, and who is in the account.
func private(s *service, way *tap) map[string]string {
	s.d.t.Helper()
	secrets := map[string]string{
		"the login": s.Login, "the password": s.Password, "a name": "Pereira-Lindqvist",
		"an address of an invitation": "noor.haddad@", "an address of a user": "amelie.roy@",
	}
	tokens := way.seen()
	if len(tokens) == 0 {
		s.d.t.Fatal("nobody has signed in")
	}
	for i, token := range append(tokens, way.trusted()...) {
		if len(token) < 22 {
			s.d.t.Fatalf("a token of %d characters is none", len(token))
		}
		secrets["token "+strconv.Itoa(i)] = token
	}
	return secrets
}

// noTrace reads every file that a program at this desk may have written: its
// own folder, the home folder with that of the keyring, and temporary files.
func (d *desk) noTrace(secrets map[string]string) {
	d.t.Helper()
	d.noTraceBut("", secrets)
}

// noTraceBut is noTrace with one file left out, which is to hold the secrets.
func (d *desk) noTraceBut(kept string, secrets map[string]string) {
	d.t.Helper()
	files := 0
	for _, dir := range []string{d.data(), d.home(), d.temp()} {
		must(d.t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
			if err != nil || !e.Type().IsRegular() || path == kept {
				return ignoreMissing(err)
			}
			files++
			d.noSecretIn(path, secrets)
			return nil
		}))
	}
	if files == 0 {
		d.t.Error("no file was read: this looks in the wrong place")
	}
}

func (d *desk) noSecretIn(path string, secrets map[string]string) {
	d.t.Helper()
	text, err := os.ReadFile(path)
	must(d.t, ignoreMissing(err))
	for what, secret := range secrets {
		if bytes.Contains(text, []byte(secret)) || strings.Contains(path, secret) {
			d.t.Errorf("%s stands in %s", what, path)
		}
	}
}

// ignoreMissing leaves out files that come and go while one looks.
func ignoreMissing(err error) error {
	if os.IsNotExist(err) {
		return nil
	}
	return err
}
