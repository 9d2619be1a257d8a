package wiring

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/client/credentials"
	"rollcall/client/credentials/keyringtest"
	"rollcall/localcache"
	"rollcall/ui"
	"rollcall/ui/view"
)

// folder is the name of the folder of somebody's copy of an account.
func (o *office) folder(person, accountID string) string {
	return folderOf(localcache.Owner{Server: o.url, AccountID: accountID, PersonID: person})
}

// onDisk lists what stands in the folder of the copies.
func onDisk(t *testing.T, d *Door) []string {
	t.Helper()
	entries, err := os.ReadDir(d.copies.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	names := []string{}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// copiesAre checks which copies there are, on the disk and in the keyring alike.
func (o *office) copiesAre(t *testing.T, when string, d *Door, want ...string) {
	t.Helper()
	for _, person := range []string{"ana", "ben", "oda"} {
		for _, accountID := range []string{"maple", "lumen"} {
			folder, wanted := o.folder(person, accountID), slices.Contains(want, person+" "+accountID)
			if there := slices.Contains(onDisk(t, d), folder); there != wanted {
				t.Errorf("%s: on the disk the copy that %s has of %s: %v, want %v", when, person, accountID, there, wanted)
			}
			if there := has(t, d.o.Keyring, copyKey(o.url, folder)); there != wanted {
				t.Errorf("%s: in the keyring its key: %v, want %v", when, there, wanted)
			}
		}
	}
	if len(want) == 0 && len(onDisk(t, d)) != 0 {
		t.Errorf("%s the disk still has %q", when, onDisk(t, d))
	}
}

// daemon is a door with the keyring of a desktop session.
func daemon(t testing.TB) (*Door, *keyringtest.Session) {
	t.Helper()
	s := keyringtest.Start(t)
	sitAt(t, s)
	return newDoor(t, credentials.Keyring()), s
}

func TestSigningOutWithNoNetworkLeavesNoCopy(t *testing.T) {
	for name, forget := range map[string]func(ui.Visit) error{
		"sign out":             func(v ui.Visit) error { return v.Forget(t.Context()) },
		"forget this computer": func(v ui.Visit) error { return v.ForgetComputer(t.Context()) },
	} {
		t.Run(name, func(t *testing.T) {
			o := startOffice(t)
			d, desktop := daemon(t)
			v := o.in(t, d)
			away, err := v.Switch(t.Context(), "lumen")
			must(t, err)
			v.Close()
			o.copiesAre(t, "signed in", d, "ana maple", "ana lumen")
			o.stop()
			must(t, forget(away))
			away.Close()
			o.copiesAre(t, "signed out", d)
			if left := desktop.Entries(t); len(left) != 0 {
				t.Errorf("the keyring holds %q", left)
			}
			if _, err := restarted(d).Resume(t.Context(), o.url); !errors.Is(err, ui.ErrNobody) {
				t.Errorf("the next start: %v", err)
			}
		})
	}
}

// The window is open on the copy, and signing out is pressed just as one learns that
// the session has ended already.
func TestSigningOutOfASessionThatHasEndedLeavesNoCopy(t *testing.T) {
	for reason, end := range map[string]func(o *office){
		account.ReasonExpired: func(o *office) { o.later(31 * 24 * time.Hour) },
		account.ReasonPasswordChanged: func(o *office) {
			p := account.UserPassword{OwnPassword: password, NewPassword: "an entirely other harbour"}
			must(t, o.colleague(t, "ben", "maple").SetUserPassword(t.Context(), "ana", p, account.Act{}))
		},
	} {
		t.Run(reason, func(t *testing.T) {
			o := startOffice(t)
			d, _ := daemon(t)
			maple, lumen := o.inBoth(t, d)
			maple.Close()
			lumen.Close()
			o.comeBack(t)
			end(o)
			o.stop()
			v, err := restarted(d).Resume(t.Context(), o.url)
			must(t, err)
			defer v.Close()
			o.comeBack(t)
			v.Refresh()
			until(t, "the end", func() bool { return v.Status().Link == account.LinkEnded })
			if got := reasonOf(v.Status().Err); got != reason {
				t.Errorf("it ended as %q", got)
			}
			if err := v.SignOut(t.Context()); err != nil && !endedCode(err) {
				t.Errorf("signing out: %v", err)
			}
			must(t, v.Forget(t.Context()))
			o.copiesAre(t, "signed out", d)
		})
	}
}

func TestEverybodyHasACopyOfTheirOwn(t *testing.T) {
	o := startOffice(t)
	d, _ := daemon(t)
	o.in(t, d).Close()
	// A program that was not signed out of, and somebody else.
	v := o.inAs(t, restarted(d), "ben")
	o.copiesAre(t, "both signed in", d, "ana maple", "ben maple")
	must(t, errors.Join(v.SignOut(t.Context()), v.Forget(t.Context())))
	v.Close()
	o.copiesAre(t, "one signed out", d, "ana maple")
	if _, err := restarted(d).Resume(t.Context(), o.url); !errors.Is(err, ui.ErrNobody) {
		t.Errorf("the copy of the other one opens: %v", err)
	}
}

func TestTheEndFromAfarLocksOrWipesTheCopies(t *testing.T) {
	for reason, c := range map[string]struct {
		do    func(t *testing.T, o *office, ana account.User)
		stays bool
	}{
		account.ReasonSignedOut: {func(t *testing.T, o *office, ana account.User) {
			must(t, o.colleague(t, "ben", "maple").SignOutUser(t.Context(), ana.ID, account.Act{}))
		}, false},
		account.ReasonUserDeleted: {func(t *testing.T, o *office, ana account.User) {
			_, err := o.colleague(t, "ben", "maple").DeleteUser(t.Context(), ana.ID, account.Act{Version: ana.Version})
			must(t, err)
		}, false},
		account.ReasonPasswordChanged: {func(t *testing.T, o *office, ana account.User) {
			p := account.UserPassword{OwnPassword: password, NewPassword: "an entirely other harbour"}
			must(t, o.colleague(t, "ben", "maple").SetUserPassword(t.Context(), ana.ID, p, account.Act{}))
		}, true},
		account.ReasonTwoFactorReset: {func(t *testing.T, o *office, ana account.User) {
			must(t, o.colleague(t, "ben", "maple").ResetTwoFactor(t.Context(), ana.ID, account.Act{}))
		}, true},
	} {
		t.Run(reason, func(t *testing.T) {
			o := startOffice(t)
			d, _ := daemon(t)
			v := o.in(t, d)
			defer v.Close()
			o.addApp(t, v)
			until(t, "online", func() bool { return v.Status().Link == account.LinkOnline })
			away, err := v.Switch(t.Context(), "lumen")
			must(t, err)
			away.Close()
			ana, err := v.User(t.Context(), "ana")
			must(t, err)
			c.do(t, o, ana)
			until(t, "no session", func() bool { return !has(t, d.o.Keyring, sessionKey(o.url)) })
			<-v.(*visit).done
			if _, err := restarted(d).Resume(t.Context(), o.url); !errors.Is(err, ui.ErrNobody) {
				t.Errorf("the next start: %v", err)
			}
			if c.stays {
				o.copiesAre(t, "locked", d, "ana maple", "ana lumen")
				if recent := filepath.Join(d.copies.dir, recentName); d.copies.exists(recentName) {
					text, _ := os.ReadFile(recent)
					t.Errorf("it is still said which to open: %s", text)
				}
				return
			}
			o.copiesAre(t, "wiped", d)
		})
	}
}

func TestAKeyringThatLetsGoOfNothingKeepsNoFiles(t *testing.T) {
	o, keyring := startOffice(t), &lockable{Store: credentials.Memory()}
	d := newDoor(t, keyring)
	v := o.in(t, d)
	key := copyKey(o.url, o.folder("ana", "maple"))
	keyring.err = credentials.ErrLocked
	if err := v.Forget(t.Context()); !errors.Is(err, ui.ErrKeyring{Kept: view.KeyringLocked}) {
		t.Errorf("forgetting what is locked: %v", err)
	}
	v.Close()
	if slices.Contains(onDisk(t, d), o.folder("ana", "maple")) {
		t.Error("the files are there")
	}
	keyring.err = nil
	if !has(t, keyring, key) {
		t.Fatal("the key went: this test tries nothing")
	}
	d = restarted(d)
	d.Keyring(t.Context())
	if has(t, keyring, key) || len(onDisk(t, d)) != 0 {
		t.Errorf("the next start leaves the key: %v, and %q", has(t, keyring, key), onDisk(t, d))
	}
}

// A crash while a copy is wiped leaves the mark, and perhaps the key and files.
func TestACrashWhileWipingIsFinishedByTheNextStart(t *testing.T) {
	o := startOffice(t)
	d, _ := daemon(t)
	o.in(t, d).Close()
	o.inAs(t, d, "ben").Close()
	for name, key := range map[string]bool{"before the key went": true, "after": false} {
		folder := o.folder("ana", "maple")
		d.copies.mark(folder, o.url)
		if !key {
			must(t, os.MkdirAll(filepath.Join(d.copies.dir, folder), 0o700))
		}
		v, err := restarted(d).Resume(t.Context(), o.url)
		must(t, err)
		v.Close()
		o.copiesAre(t, name, d, "ben maple")
	}
	for _, name := range onDisk(t, d) {
		if strings.HasSuffix(name, markSuffix) {
			t.Errorf("left: %s", name)
		}
	}
}

func TestWhoComesBackAfterAWipeIsNotWipedAgain(t *testing.T) {
	o, keyring := startOffice(t), &lockable{Store: credentials.Memory()}
	d := newDoor(t, keyring)
	v := o.in(t, d)
	keyring.err = credentials.ErrRefused
	_ = v.Forget(t.Context())
	v.Close()
	keyring.err = nil
	o.in(t, d).Close()
	key := copyKey(o.url, o.folder("ana", "maple"))
	before, err := keyring.Get(t.Context(), key)
	must(t, err)
	again, err := restarted(d).Resume(t.Context(), o.url)
	must(t, err)
	again.Close()
	o.copiesAre(t, "after another start", d, "ana maple")
	if after, err := keyring.Get(t.Context(), key); after != before {
		t.Errorf("the copy was begun anew: %v", err)
	}
}

func TestACopyOfAnAccountThatIsClosedToOneIsWiped(t *testing.T) {
	o := startOffice(t)
	d, _ := daemon(t)
	v := o.in(t, d)
	away, err := v.Switch(t.Context(), "lumen")
	must(t, err)
	away.Close()
	v.Close()
	o.copiesAre(t, "before", d, "ana maple", "ana lumen")
	_, err = o.colleague(t, "oda", "lumen").RemoveExternalUser(t.Context(), "x-ana", account.Act{Version: 1})
	must(t, err)
	o.in(t, d).Close()
	o.copiesAre(t, "once it is known", d, "ana maple")
}

// Only the owner of the files may look at them, and nothing in their names, or in
// the file that says what to open, tells who it is.
func TestTheNamesOfCopiesTellNothing(t *testing.T) {
	o := startOffice(t)
	d, _ := daemon(t)
	v := o.in(t, d)
	until(t, "online", func() bool { return v.Status().Link == account.LinkOnline })
	v.Close()
	token, err := d.o.Keyring.Get(t.Context(), sessionKey(o.url))
	must(t, err)
	files := 0
	must(t, filepath.WalkDir(d.o.DataDir, func(path string, e fs.DirEntry, err error) error {
		must(t, err)
		info, err := e.Info()
		must(t, err)
		if mode := info.Mode().Perm(); mode&0o077 != 0 {
			t.Errorf("%s may be read by others: %v", e.Name(), mode)
		}
		name, err := filepath.Rel(d.o.DataDir, path)
		must(t, err)
		text := []byte(name)
		if !e.IsDir() {
			files++
			body, err := os.ReadFile(path)
			must(t, err)
			text = append(text, body...)
		}
		for _, private := range []string{"ana@", "ana.example", "Example", "Maple", "maple", "ben@", token} {
			if strings.Contains(string(text), private) {
				t.Errorf("%q stands in %s", private, name)
			}
		}
		return nil
	}))
	if files == 0 {
		t.Error("no file was read")
	}
}

func TestWhatWasLastOpenIsAHelpAndNoMore(t *testing.T) {
	folder := folderOf(localcache.Owner{Server: "https://a.example", AccountID: "acc", PersonID: "one"})
	good := `{"https://a.example":{"folder":"` + folder + `","session":"` + sessionMark("tok") + `"}}`
	for text, want := range map[string]string{
		good: folder, "": "", "null": "", good[:40]: "", "[1]": "",
		strings.Replace(good, folder, "../../elsewhere", 1):                "",
		strings.Replace(good, sessionMark("tok"), sessionMark("other"), 1): "",
	} {
		r := &recent{dir: t.TempDir()}
		must(t, os.WriteFile(filepath.Join(r.dir, recentName), []byte(text), 0o600))
		if got := r.folder("https://a.example", "tok"); got != want {
			t.Errorf("%s gives %q, want %q", text, got, want)
		}
		if got := r.folder("https://b.example", "tok"); got != "" {
			t.Errorf("%s gives %q for another service", text, got)
		}
		must(t, r.note("https://b.example", folder, "new"))
		if got := r.folder("https://b.example", "new"); got != folder {
			t.Errorf("after %s nothing is noted", text)
		}
		must(t, r.dropFolder(folder))
		if _, err := os.Stat(filepath.Join(r.dir, recentName)); text == good && !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("an empty file is left: %v", err)
		}
	}
}
