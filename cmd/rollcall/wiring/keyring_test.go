package wiring

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/client/credentials"
	"rollcall/client/credentials/keyringtest"
	"rollcall/ui/view"
)

// sitAt makes this program one of a desktop session: its keyring is that one's.
func sitAt(t testing.TB, s *keyringtest.Session) {
	t.Helper()
	for _, variable := range s.Env() {
		if name, value, _ := strings.Cut(variable, "="); name == "DBUS_SESSION_BUS_ADDRESS" {
			t.Setenv(name, value)
		}
	}
}

// TestTheKeyringHoldsExactlyWhatItMust reads a real keyring from the first
// sign-in to the last trace.
func TestTheKeyringHoldsExactlyWhatItMust(t *testing.T) {
	o, desktop := startOffice(t), keyringtest.Start(t)
	sitAt(t, desktop)
	session, device := "session "+o.url, "device "+o.url
	copied := copyKey(o.url, o.folder("ana", "maple")).String()
	other := copyKey(o.url, o.folder("ana", "lumen")).String()
	holds := func(when string, want ...string) {
		t.Helper()
		got := desktop.Entries(t)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s the keyring holds %q, want %q", when, got, want)
		}
	}
	d, ctx := newDoor(t, credentials.Keyring()), t.Context()
	restart := func() { d = doorAt(d.o.DataDir, credentials.Keyring()) }
	if got := d.Keyring(ctx); got != view.KeyringKeeps {
		t.Fatalf("the keyring answers %d", got)
	}
	holds("before anybody signs in")

	v := o.in(t, d)
	app := o.addApp(t, v)
	holds("without trust", session, copied)
	must(t, errors.Join(v.SignOut(ctx), v.Forget(ctx)))
	v.Close()
	holds("signed out without trust")

	in := account.SignIn{Login: "ana", Password: password, TrustDevice: true}
	_, err := d.SignIn(ctx, o.url, in)
	var asked *account.Error
	if !errors.As(err, &asked) || asked.Code != account.SecondFactorRequired || len(asked.Methods) == 0 || asked.Methods[0] != account.MethodApp {
		t.Fatalf("no code is asked for: %+v", err)
	}
	holds("while a code is asked for")
	in.SecondFactor = &account.SecondFactor{Method: account.MethodApp, Code: app.code(t)}
	s, err := d.SignIn(ctx, o.url, in)
	must(t, err)
	v, err = d.Enter(ctx, o.url, s)
	must(t, err)
	holds("signed in with trust", session, device, copied)
	v.Close()
	holds("once the window is closed", session, device, copied)

	restart()
	v, err = d.Resume(ctx, o.url)
	must(t, err)
	holds("after a restart", session, device, copied)
	away, err := v.Switch(ctx, "lumen")
	must(t, err)
	holds("in another account too", session, device, copied, other)
	away.Close()
	must(t, errors.Join(v.SignOut(ctx), v.Forget(ctx)))
	v.Close()
	holds("signed out", device)

	restart()
	v, err = d.Enter(ctx, o.url, o.session(t, d)) // no code is asked for
	must(t, err)
	holds("signed in without a code", session, device, copied)
	until(t, "online", func() bool { return v.Status().Link == account.LinkOnline })
	devices, err := v.MyTrustedDevices(ctx)
	must(t, err)
	for _, trusted := range devices {
		must(t, v.DistrustDevice(ctx, trusted.ID, account.Act{}))
	}
	must(t, errors.Join(v.SignOut(ctx), v.ForgetComputer(ctx)))
	v.Close()
	holds("once the computer is forgotten")

	restart()
	_, err = d.SignIn(ctx, o.url, account.SignIn{Login: "ana", Password: password})
	if account.CodeOf(err) != account.SecondFactorRequired {
		t.Errorf("a forgotten computer is not asked for a code: %v", err)
	}
}

func TestWorkGoesOnBesideAKeyringThatIsSilent(t *testing.T) {
	o, silent := startOffice(t), keyringtest.StartSilent(t)
	sitAt(t, silent)
	d := newDoor(t, credentials.Keyring())
	begun := time.Now()
	if got := d.Keyring(t.Context()); got != view.KeyringSilent {
		t.Errorf("the keyring answers %d", got)
	}
	v := o.in(t, d)
	defer v.Close()
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("one is in after %v", took)
	}
	if v.Facts().Kept || !has(t, d.memory, sessionKey(o.url)) {
		t.Error("the session is not in memory")
	}
	if _, err := v.Users(t.Context(), account.ListQuery{}); err != nil {
		t.Error(err)
	}
}
