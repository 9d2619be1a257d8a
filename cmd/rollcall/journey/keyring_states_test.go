package journey

import (
	"testing"

	"rollcall/client/credentials/keyringtest"
)

func TestALockedKeyringLosesNothing(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, keyring: true, pictures: "keyring-locked"})
	s := d.startService()
	app := d.rollcall("--server", s.url)
	d.see("never in a file")
	d.enterCredentials(s.Login, s.Password)
	d.see("Online list up to date")
	app.quit()

	d.keyring.Lock(t)
	app = d.rollcall()
	d.see("The keyring of this computer did not")
	d.see("It is locked")
	d.picture("locked")
	d.clickLast("Sign in for this time")
	d.see("keyring is locked")
	d.picture("locked-at-sign-in")
	app.quit()
	d.holds("session "+s.url, "copy "+s.url)

	app = d.rollcall()
	d.see("It is locked")
	d.keyring.Unlock(t)
	// Try again has the focus.
	d.key("space")
	d.see("Online list up to date")
	d.picture("unlocked")
	app.quit()
	d.holds("session "+s.url, "copy "+s.url)
}

func TestAKeyringThatDoesNotKeepIsSaidSo(t *testing.T) {
	for name, c := range map[string]struct {
		session           func(testing.TB) *keyringtest.Session
		atSignIn, atStart string
	}{
		"silent":   {keyringtest.StartSilent, "keyring does not answer", "It did not answer within three seconds"},
		"refusing": {keyringtest.StartRefusing, "keyring refuses to keep", "It answered with an error"},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, deskOptions{width: 1280, height: 860, session: c.session, pictures: "keyring-" + name})
			s := d.startService()
			way := s.startTap()
			app := d.rollcall("--server", way.URL)
			d.see("The keyring of this computer did not")
			d.see(c.atStart)
			d.picture("at-start")
			d.clickLast("Sign in for this time")
			d.see(c.atSignIn)
			d.picture("at-sign-in")
			d.enterCredentials(s.Login, s.Password)
			d.see("Online list up to date")
			d.picture("signed-in")
			d.noTrace(private(s, way))
			app.quit()

			app = d.rollcall()
			d.see(c.atStart)
			d.clickLast("Sign in for this time")
			d.see(c.atSignIn)
			d.enterCredentials(s.Login, s.Password)
			d.see("Online list up to date")
			d.signOut()
			app.quit()
			d.noTrace(private(s, way))
		})
	}
}
