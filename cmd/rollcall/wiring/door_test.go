package wiring

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/client/credentials"
	"rollcall/ui"
	"rollcall/ui/view"
)

// has tells whether a store holds an entry.
func has(t *testing.T, s credentials.Store, key credentials.Key) bool {
	t.Helper()
	_, err := s.Get(t.Context(), key)
	if err != nil && !errors.Is(err, credentials.ErrNotFound) {
		t.Fatal(err)
	}
	return err == nil
}

func TestTheKeyringLetsOneBackIn(t *testing.T) {
	o, keyring := startOffice(t), credentials.Memory()
	v := o.in(t, newDoor(t, keyring))
	want := ui.VisitFacts{Server: o.url, AccountID: "maple", HomeID: "maple", Kept: true}
	if f := v.Facts(); f != want {
		t.Errorf("%+v", f)
	}
	v.Close()
	again, err := newDoor(t, keyring).Resume(t.Context(), o.url)
	must(t, err)
	if f := again.Facts(); f != want {
		t.Errorf("again %+v", f)
	}
	must(t, again.Forget(t.Context()))
	again.Close()
	if has(t, keyring, sessionKey(o.url)) {
		t.Error("it is kept after it was forgotten")
	}
}

func TestASessionThatIsOverIsForgotten(t *testing.T) {
	o, keyring := startOffice(t), credentials.Memory()
	d := newDoor(t, keyring)
	o.in(t, d).Close()
	elsewhere, err := newDoor(t, keyring).Resume(t.Context(), o.url)
	must(t, err)
	defer elsewhere.Close()
	must(t, elsewhere.(*visit).client.SignOut(t.Context(), elsewhere.(*visit).pass.token()))
	_, err = d.Resume(t.Context(), o.url)
	if account.CodeOf(err) != account.SessionEnded && !errors.Is(err, ui.ErrNobody) {
		t.Errorf("resuming: %v", err)
	}
	if has(t, keyring, sessionKey(o.url)) {
		t.Error("the entry is kept")
	}
	if _, err := d.Resume(t.Context(), o.url); !errors.Is(err, ui.ErrNobody) {
		t.Errorf("resuming again: %v", err)
	}
}

// prompt is how soon the window must say that the session was ended from afar.
const prompt = 2 * time.Second

func TestTheEndFromAfarTakesTheCredentials(t *testing.T) {
	var took []time.Duration
	for reason, c := range map[string]struct {
		do      func(t *testing.T, o *office, ana account.User)
		trusted bool
	}{
		account.ReasonSignedOut: {func(t *testing.T, o *office, ana account.User) {
			must(t, o.colleague(t, "ben", "maple").SignOutUser(t.Context(), ana.ID, account.Act{}))
		}, true},
		account.ReasonTwoFactorReset: {func(t *testing.T, o *office, ana account.User) {
			must(t, o.colleague(t, "ben", "maple").ResetTwoFactor(t.Context(), ana.ID, account.Act{}))
		}, false},
		account.ReasonPasswordChanged: {func(t *testing.T, o *office, ana account.User) {
			p := account.UserPassword{OwnPassword: password, NewPassword: "an entirely other harbour"}
			must(t, o.colleague(t, "ben", "maple").SetUserPassword(t.Context(), ana.ID, p, account.Act{}))
		}, true},
		account.ReasonUserDeleted: {func(t *testing.T, o *office, ana account.User) {
			_, err := o.colleague(t, "ben", "maple").DeleteUser(t.Context(), ana.ID, account.Act{Version: ana.Version})
			must(t, err)
		}, false},
	} {
		t.Run(reason, func(t *testing.T) {
			o, keyring := startOffice(t), credentials.Memory()
			v := o.in(t, newDoor(t, keyring))
			defer v.Close()
			o.addApp(t, v)
			must(t, keyring.Set(t.Context(), deviceKey(o.url), "trust"))
			until(t, "online", func() bool { return v.Status().Link == account.LinkOnline })
			ana, err := v.User(t.Context(), "ana")
			must(t, err)
			c.do(t, o, ana)
			done := time.Now()
			until(t, "the end", func() bool { return v.Status().Link == account.LinkEnded })
			took = append(took, time.Since(done))
			var fault *account.Error
			if err := v.Status().Err; !errors.As(err, &fault) || fault.Code != account.SessionEnded || fault.Reason != reason {
				t.Errorf("ended with %+v", err)
			}
			if l := v.Lists(); l.Loaded || l.Me.ID != "" || l.Account.Name != "" || l.Users.Len() != 0 {
				t.Errorf("left: %+v", l)
			}
			until(t, "no session", func() bool { return !has(t, keyring, sessionKey(o.url)) })
			until(t, "the trust", func() bool { return has(t, keyring, deviceKey(o.url)) == c.trusted })
		})
	}
	slices.Sort(took)
	if median := took[len(took)/2]; median > prompt {
		t.Errorf("the end is said after %v, of %v", median, took)
	}
}

func TestTheEndOfOneSessionLeavesANewerOneAlone(t *testing.T) {
	o, keyring := startOffice(t), credentials.Memory()
	d := newDoor(t, keyring)
	old := o.in(t, d)
	until(t, "online", func() bool { return old.Status().Link == account.LinkOnline })
	o.in(t, d).Close()
	newer, err := keyring.Get(t.Context(), sessionKey(o.url))
	must(t, err)
	must(t, old.SignOut(t.Context()))
	must(t, old.Forget(t.Context()))
	old.Close()
	if kept, err := keyring.Get(t.Context(), sessionKey(o.url)); kept != newer {
		t.Errorf("the newer session is gone: %v", err)
	}
}

func TestAServiceThatIsAwayCostsNoSession(t *testing.T) {
	o, keyring := startOffice(t), credentials.Memory()
	d := newDoor(t, keyring)
	o.in(t, d).Close()
	s := o.session(t, d)
	o.stop()
	if _, err := d.Resume(t.Context(), o.url); account.CodeOf(err) != account.Unreachable {
		t.Errorf("resuming: %v", err)
	}
	if !has(t, keyring, sessionKey(o.url)) {
		t.Error("the entry is gone")
	}
	v, err := d.Enter(t.Context(), o.url, s)
	must(t, err)
	defer v.Close()
	if f := v.Facts(); f.AccountID != "maple" || !f.Kept {
		t.Errorf("entered %+v", f)
	}
}

func TestTheSampleLeavesNothing(t *testing.T) {
	keyring := credentials.Memory()
	d := newDoor(t, keyring)
	old, fresh := filepath.Join(d.o.DataDir, "sample-old"), filepath.Join(d.o.DataDir, "sample-fresh")
	for dir, age := range map[string]time.Duration{old: sampleLeft + time.Hour, fresh: time.Hour} {
		must(t, os.MkdirAll(dir, 0o700))
		must(t, os.Chtimes(dir, time.Time{}, time.Now().Add(-age)))
	}
	v, err := d.Sample(t.Context())
	must(t, err)
	f := v.Facts()
	if !f.Sample || f.Kept {
		t.Errorf("%+v", f)
	}
	if page, err := v.Users(t.Context(), account.ListQuery{}); err != nil || len(page.Items) != 28 {
		t.Errorf("%d users, %v", len(page.Items), err)
	}
	again, err := v.Switch(t.Context(), f.AccountID)
	must(t, err)
	v.Close()
	if _, err := again.Account(t.Context()); err != nil {
		t.Errorf("the service went with the first visit: %v", err)
	}
	must(t, errors.Join(again.Forget(t.Context()), again.ForgetComputer(t.Context())))
	again.Close()
	entries, err := os.ReadDir(d.o.DataDir)
	must(t, err)
	if len(entries) != 1 || entries[0].Name() != filepath.Base(fresh) {
		t.Errorf("left: %v; want that of another program only", entries)
	}
	for _, key := range []credentials.Key{sessionKey(f.Server), deviceKey(f.Server)} {
		if has(t, keyring, key) || has(t, d.memory, key) {
			t.Errorf("kept: %s", key.Kind)
		}
	}
}

// Whoever tries Rollcall reads it in their own language.
func TestTheSampleSpeaksTheLanguageOfTheReader(t *testing.T) {
	for _, language := range account.Languages() {
		d := newDoor(t, credentials.Memory())
		d.o.Language = func() string { return language }
		v, err := d.Sample(t.Context())
		must(t, err)
		me, err := v.Me(t.Context())
		v.Close()
		if err != nil || me.Language != language {
			t.Errorf("the administrator of the sample speaks %q to a reader of %q, %v", me.Language, language, err)
		}
	}
}

// lockable is a keyring that answers each call with an error while there is one.
type lockable struct {
	credentials.Store
	err error
}

func (l *lockable) Get(ctx context.Context, k credentials.Key) (string, error) {
	if l.err != nil {
		return "", l.err
	}
	return l.Store.Get(ctx, k)
}

func (l *lockable) Set(ctx context.Context, k credentials.Key, secret string) error {
	if l.err != nil {
		return l.err
	}
	return l.Store.Set(ctx, k, secret)
}

func (l *lockable) Delete(ctx context.Context, k credentials.Key) error {
	if l.err != nil {
		return l.err
	}
	return l.Store.Delete(ctx, k)
}

func TestWhatTheKeyringDoesNotTakeLivesUntilTheProgramEnds(t *testing.T) {
	o := startOffice(t)
	for name, c := range map[string]struct {
		err    error
		kept   view.Keyring
		resume error
	}{
		"missing": {credentials.ErrMissing, view.KeyringMissing, ui.ErrNobody},
		"locked":  {credentials.ErrLocked, view.KeyringLocked, ui.ErrKeyring{Kept: view.KeyringLocked}},
		"silent":  {credentials.ErrSilent, view.KeyringSilent, ui.ErrKeyring{Kept: view.KeyringSilent}},
		"refuses": {credentials.ErrRefused, view.KeyringRefuses, ui.ErrKeyring{Kept: view.KeyringRefuses}},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDoor(t, &lockable{Store: credentials.Memory(), err: c.err})
			if got := d.Keyring(t.Context()); got != c.kept {
				t.Errorf("the keyring answers %d, want %d", got, c.kept)
			}
			if _, err := d.Resume(t.Context(), o.url); !errors.Is(err, c.resume) {
				t.Errorf("resuming: %v", err)
			}
			v := o.in(t, d)
			if v.Facts().Kept {
				t.Error("said to be kept")
			}
			if !has(t, d.memory, sessionKey(o.url)) {
				t.Error("not in memory")
			}
			again, err := v.Switch(t.Context(), "lumen")
			must(t, err)
			v.Close()
			if f := again.Facts(); f.AccountID != "lumen" || f.HomeID != "maple" || f.Kept {
				t.Errorf("switched to %+v", f)
			}
			again.Close()
			back, err := d.Resume(t.Context(), o.url)
			must(t, err)
			_ = back.Forget(t.Context())
			back.Close()
			if has(t, d.memory, sessionKey(o.url)) {
				t.Error("still in memory")
			}
			if left, _ := os.ReadDir(d.o.DataDir); len(left) != 0 {
				t.Errorf("written down: %v", left)
			}
		})
	}
}

func TestAKeyringThatWasLockedStillHoldsWhatItHeld(t *testing.T) {
	o, keyring := startOffice(t), &lockable{Store: credentials.Memory()}
	o.in(t, newDoor(t, keyring)).Close()
	d := newDoor(t, keyring)
	resumed, err := d.Resume(t.Context(), o.url)
	must(t, err)
	keyring.err = credentials.ErrLocked
	if err := resumed.Forget(t.Context()); !errors.Is(err, ui.ErrKeyring{Kept: view.KeyringLocked}) {
		t.Errorf("forgetting what is locked: %v", err)
	}
	resumed.Close()
	anew := o.in(t, d)
	must(t, anew.Forget(t.Context())) // it was in memory only
	anew.Close()
	if _, err := d.Resume(t.Context(), o.url); !errors.Is(err, ui.ErrKeyring{Kept: view.KeyringLocked}) {
		t.Errorf("resuming: %v", err)
	}
	keyring.err = nil
	again, err := d.Resume(t.Context(), o.url)
	must(t, err)
	again.Close()
}
