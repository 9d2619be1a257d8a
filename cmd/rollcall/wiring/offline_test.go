package wiring

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/account"
	"rollcall/client/credentials"
	"rollcall/localcache"
	"rollcall/ui"
)

// online waits until all is fetched and said to be so.
func online(t testing.TB, v ui.Visit) {
	t.Helper()
	until(t, "online", func() bool { return v.Status().Link == account.LinkOnline && v.Lists().Loaded })
}

// shown checks whom a visit shows.
func shown(t *testing.T, v ui.Visit, accountName string, users ...string) {
	t.Helper()
	l := v.Lists()
	if !l.Loaded || l.Account.Name != accountName || l.Users.Len() != len(users) {
		t.Errorf("shown: %q, loaded %v, %d users; want %q and %q", l.Account.Name, l.Loaded, l.Users.Len(), accountName, users)
		return
	}
	for i, u := range l.Users.Slice() {
		if u.ID != users[i] {
			t.Errorf("user %d is %s, want %s", i, u.ID, users[i])
		}
	}
}

func TestTheNextStartOpensOnTheCopyWithNoNetwork(t *testing.T) {
	o := startOffice(t)
	d, _ := daemon(t)
	v := o.in(t, d)
	online(t, v)
	v.Close()
	o.stop()
	v, err := restarted(d).Resume(t.Context(), o.url)
	must(t, err)
	defer v.Close()
	if f, want := v.Facts(), (ui.VisitFacts{Server: o.url, AccountID: "maple", HomeID: "maple", Kept: true}); f != want {
		t.Errorf("%+v", f)
	}
	shown(t, v, "Maple Press", "ana", "ben")
	if st := v.Status(); st.AsOf.IsZero() || st.Copy != account.CopyKept {
		t.Errorf("%+v", st)
	}
	until(t, "offline", func() bool { return v.Status().Link == account.LinkOffline })
	shown(t, v, "Maple Press", "ana", "ben")
	o.comeBack(t)
	v.Refresh()
	online(t, v)
}

func TestOneSwitchesWithNoNetworkWhereThereIsACopy(t *testing.T) {
	o := startOffice(t)
	d, _ := daemon(t)
	home := o.in(t, d)
	online(t, home)
	o.stop()
	if _, err := home.Switch(t.Context(), "lumen"); account.CodeOf(err) != account.Unreachable {
		t.Errorf("an account never seen here: %v", err)
	}
	o.comeBack(t)
	away, err := home.Switch(t.Context(), "lumen")
	must(t, err)
	online(t, away)
	home.Close()
	away.Close()

	o.stop()
	d = restarted(d)
	away, err = d.Resume(t.Context(), o.url)
	must(t, err)
	if f, want := away.Facts(), (ui.VisitFacts{Server: o.url, AccountID: "lumen", HomeID: "maple", Kept: true}); f != want {
		t.Errorf("last open was the other account; opened %+v", f)
	}
	home, err = away.Switch(t.Context(), "maple")
	must(t, err)
	away.Close()
	shown(t, home, "Maple Press", "ana", "ben")
	if _, err := home.Switch(t.Context(), "nobody's"); account.CodeOf(err) != account.Unreachable {
		t.Errorf("an account of others: %v", err)
	}
	home.Close()
}

func TestWhoGoesToAndFroHasTheCopyEachTime(t *testing.T) {
	o := startOffice(t)
	d, _ := daemon(t)
	v := o.in(t, d)
	for range 4 {
		for _, id := range []string{"lumen", "maple"} {
			next, err := v.Switch(t.Context(), id)
			must(t, err)
			if st := next.Status(); st.Copy != account.CopyKept {
				t.Errorf("the copy of %s is %q", id, st.Copy)
			}
			online(t, next)
			v.Close()
			v = next
		}
	}
	v.Close()
}

// Whoever is back at once finds the copy free, although the visit before may still
// be closing it.
func TestAVisitThatIsEndingIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, owner := newDoor(t, credentials.Memory()).copies, localcache.Owner{Server: "https://a.example", AccountID: "acc", PersonID: "one"}
		before := c.open(t.Context(), owner)
		ending, over := make(chan struct{}), make(chan struct{})
		left := c.stay(before.folder, copyStay{ending, over})
		if again := c.open(t.Context(), owner); again.state != account.CopyBusy {
			t.Errorf("while a visit has it, the copy is %q", again.state)
		}
		close(ending)
		found := make(chan opened)
		go func() { found <- c.open(context.Background(), owner) }()
		synctest.Wait()
		must(t, before.Close())
		close(over)
		after := <-found
		if after.state != account.CopyKept {
			t.Fatalf("once the visit has ended, the copy is %q", after.state)
		}
		left()
		must(t, after.Close())
	})
}

func TestASecondProgramWorksWithoutTheCopy(t *testing.T) {
	o := startOffice(t)
	d, _ := daemon(t)
	first := o.in(t, d)
	online(t, first)
	second, err := restarted(d).Resume(t.Context(), o.url)
	must(t, err)
	online(t, second)
	if a, b := first.Status().Copy, second.Status().Copy; a != account.CopyKept || b != account.CopyBusy {
		t.Errorf("the copies are %q and %q", a, b)
	}
	second.Close()
	first.Close()
	o.copiesAre(t, "in the end", d, "ana maple")
	o.stop()
	v, err := restarted(d).Resume(t.Context(), o.url)
	must(t, err)
	shown(t, v, "Maple Press", "ana", "ben")
	v.Close()
}

func TestASessionThatEndedMeanwhileIsSaidOnceTheServiceSaysSo(t *testing.T) {
	for reason, c := range map[string]struct {
		do       func(o *office)
		password string
		stays    bool
	}{
		account.ReasonPasswordChanged: {func(o *office) {
			p := account.UserPassword{OwnPassword: password, NewPassword: "an entirely other harbour"}
			must(t, o.colleague(t, "ben", "maple").SetUserPassword(t.Context(), "ana", p, account.Act{}))
		}, "an entirely other harbour", true},
		account.ReasonExpired: {func(o *office) { o.later(31 * 24 * 3600e9) }, password, true},
		account.ReasonSignedOut: {func(o *office) {
			must(t, o.colleague(t, "ben", "maple").SignOutUser(t.Context(), "ana", account.Act{}))
		}, password, false},
		account.ReasonUserDeleted: {func(o *office) {
			_, err := o.colleague(t, "ben", "maple").DeleteUser(t.Context(), "ana", account.Act{Version: 1})
			must(t, err)
		}, "", false},
	} {
		t.Run(reason, func(t *testing.T) {
			o := startOffice(t)
			d, _ := daemon(t)
			v := o.in(t, d)
			online(t, v)
			v.Close()
			c.do(o)
			o.stop()
			v, err := restarted(d).Resume(t.Context(), o.url)
			must(t, err)
			shown(t, v, "Maple Press", "ana", "ben")
			o.comeBack(t)
			v.Refresh()
			until(t, "the end", func() bool { return v.Status().Link == account.LinkEnded })
			var fault *account.Error
			if !errors.As(v.Status().Err, &fault) || fault.Reason != reason || v.Lists().Loaded {
				t.Errorf("ended with %+v, lists %v", v.Status().Err, v.Lists().Loaded)
			}
			<-v.(*visit).done
			v.Close()
			d = restarted(d)
			if _, err := d.Resume(t.Context(), o.url); !errors.Is(err, ui.ErrNobody) {
				t.Errorf("the next start: %v", err)
			}
			if !c.stays {
				o.copiesAre(t, "wiped", d)
				return
			}
			o.copiesAre(t, "locked", d, "ana maple")
			o.unlocksFor(t, d, c.password)
		})
	}
}

// unlocksFor checks that Ana's copy is locked to Ben and opens for Ana. The
// service answers the sign-ins, and nothing after them.
func (o *office) unlocksFor(t *testing.T, d *Door, password string) {
	t.Helper()
	ben := o.inAs(t, d, "ben")
	online(t, ben)
	ben.Close()
	s, err := d.SignIn(t.Context(), o.url, account.SignIn{Login: "ana", Password: password})
	must(t, err)
	o.stop()
	v, err := d.Enter(t.Context(), o.url, s)
	must(t, err)
	defer v.Close()
	shown(t, v, "Maple Press", "ana", "ben")
	if me := v.Lists().Me.ID; me != "ana" {
		t.Errorf("it is that of %s", me)
	}
}

func TestTheEndOfAnAccessWipesTheCopyOfThatAccount(t *testing.T) {
	o := startOffice(t)
	d, _ := daemon(t)
	home := o.in(t, d)
	online(t, home)
	away, err := home.Switch(t.Context(), "lumen")
	must(t, err)
	home.Close()
	online(t, away)
	_, err = o.colleague(t, "oda", "lumen").RemoveExternalUser(t.Context(), "x-ana", account.Act{Version: 1})
	must(t, err)
	until(t, "the end", func() bool { return away.Status().Link == account.LinkEnded })
	o.stop()
	back, err := away.Switch(t.Context(), "maple")
	must(t, err)
	shown(t, back, "Maple Press", "ana", "ben")
	away.Close()
	back.Close()
	o.copiesAre(t, "in the end", d, "ana maple")
	if !has(t, d.o.Keyring, sessionKey(o.url)) {
		t.Error("the session went with the access")
	}
}

func TestWhoIsAnAdministratorNoLongerKeepsNoCopy(t *testing.T) {
	o := startOffice(t)
	d, _ := daemon(t)
	v := o.in(t, d)
	defer v.Close()
	online(t, v)
	regular := account.RegularUser
	_, err := o.colleague(t, "ben", "maple").UpdateUser(t.Context(), "ana", account.UserChange{UserType: &regular}, account.Act{Version: 1})
	must(t, err)
	until(t, "no lists", func() bool { return v.Lists().Users.Len() == 0 })
	until(t, "no key", func() bool { return !has(t, d.o.Keyring, copyKey(o.url, o.folder("ana", "maple"))) })
	o.copiesAre(t, "demoted", d)
	if st := v.Status(); st.Link == account.LinkEnded || !has(t, d.o.Keyring, sessionKey(o.url)) {
		t.Errorf("the session went with the powers: %+v", st)
	}
}

func TestACopyThatCannotBeReadIsFetchedAnewAndSaidSo(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, o *office, d *Door){
		"a damaged file": func(t *testing.T, o *office, d *Door) {
			file := filepath.Join(d.copies.dir, o.folder("ana", "maple"), "lists.db")
			must(t, os.WriteFile(file, []byte("nothing that was ever written"), 0o600))
		},
		"a key that is none": func(t *testing.T, o *office, d *Door) {
			must(t, d.o.Keyring.Set(t.Context(), copyKey(o.url, o.folder("ana", "maple")), "no key"))
		},
		"a key that is gone": func(t *testing.T, o *office, d *Door) {
			must(t, d.o.Keyring.Delete(t.Context(), copyKey(o.url, o.folder("ana", "maple"))))
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := startOffice(t)
			d, _ := daemon(t)
			v := o.in(t, d)
			online(t, v)
			v.Close()
			spoil(t, o, d)
			o.stop()
			d = restarted(d)
			for range 2 { // as the window does, which tries again
				if _, err := d.Resume(t.Context(), o.url); account.CodeOf(err) != account.Unreachable {
					t.Errorf("with no network: %v", err)
				}
			}
			o.comeBack(t)
			v, err := d.Resume(t.Context(), o.url)
			must(t, err)
			if st := v.Status(); st.Copy != account.CopyAside {
				t.Errorf("the copy is %q", st.Copy)
			}
			online(t, v)
			v.Close()
			o.stop()
			v, err = restarted(d).Resume(t.Context(), o.url)
			must(t, err)
			shown(t, v, "Maple Press", "ana", "ben")
			if st := v.Status(); st.Copy != account.CopyKept {
				t.Errorf("the next time the copy is %q", st.Copy)
			}
			v.Close()
		})
	}
}

// shyKeyring keeps the keys of copies to itself while told to.
type shyKeyring struct {
	credentials.Store
	shy bool
}

func (k *shyKeyring) Get(ctx context.Context, key credentials.Key) (string, error) {
	if k.shy && key.Kind == credentials.KindCopy {
		return "", credentials.ErrSilent
	}
	return k.Store.Get(ctx, key)
}

func TestACopyWhoseKeyIsNotGivenIsSaidToBeLocked(t *testing.T) {
	o, keyring := startOffice(t), &shyKeyring{Store: credentials.Memory()}
	d := newDoor(t, keyring)
	v := o.in(t, d)
	online(t, v)
	o.stop()
	invites(t, v, "lea@maple.example")
	v.Close()
	o.comeBack(t)
	keyring.shy = true
	v, err := restarted(d).Resume(t.Context(), o.url)
	must(t, err)
	if got := v.Status().Copy; got != account.CopyLocked {
		t.Errorf("the copy is %q", got)
	}
	if got := v.WaitingElsewhere(t.Context()); len(got) != 1 || !got[0].Unread {
		t.Errorf("before signing out, named: %+v", got)
	}
	v.Close()
	other := o.in(t, changed(d, func(o *Options) { o.Keyring = &lockable{Store: keyring, err: credentials.ErrLocked} }))
	if got := other.Status().Copy; got != account.CopyLocked {
		t.Errorf("with a session that the keyring does not take either, the copy is %q", got)
	}
	other.Close()
	o.stop()
	keyring.shy = false
	v, err = restarted(d).Resume(t.Context(), o.url)
	must(t, err)
	if l := v.Lists(); len(l.Waiting) != 1 {
		t.Errorf("once the key is given, %d acts wait", len(l.Waiting))
	}
	v.Close()
}

func TestACopyWithoutContactForAMonthStaysShut(t *testing.T) {
	o := startOffice(t)
	d, _ := daemon(t)
	v := o.in(t, d)
	online(t, v)
	v.Close()
	o.stop()
	d = changed(d, func(o *Options) { o.Now = func() time.Time { return time.Now().Add(31 * 24 * time.Hour) } })
	if _, err := d.Resume(t.Context(), o.url); account.CodeOf(err) != account.Unreachable {
		t.Errorf("with no network: %v", err)
	}
	o.comeBack(t)
	v, err := d.Resume(t.Context(), o.url)
	must(t, err)
	defer v.Close()
	if st := v.Status(); st.Copy != account.CopyOutdated {
		t.Errorf("the copy is %q", st.Copy)
	}
	online(t, v)
}

// The log of a program whose copies meet all that can happen to them tells neither
// where they are nor whose.
func TestTheLogTellsNothingOfCopies(t *testing.T) {
	o, keyring := startOffice(t), &lockable{Store: credentials.Memory()}
	var log lockedText
	d := changed(newDoor(t, keyring), func(o *Options) {
		o.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	again := func() *Door { return changed(d, func(*Options) {}) }
	folder := o.folder("ana", "maple")
	file := filepath.Join(d.copies.dir, folder, "lists.db")
	for _, spoil := range []func(){
		func() {},
		func() { must(t, os.WriteFile(file, []byte("nothing that was ever written"), 0o600)) },
		func() { must(t, errors.Join(os.RemoveAll(file), os.MkdirAll(filepath.Join(file, "full"), 0o700))) },
		func() { must(t, os.RemoveAll(file)) },
		func() { must(t, keyring.Delete(t.Context(), copyKey(o.url, folder))) },
		func() { must(t, errors.Join(os.RemoveAll(d.copies.dir), os.WriteFile(d.copies.dir, nil, 0o600))) },
	} {
		spoil()
		v, err := again().Resume(t.Context(), o.url)
		if errors.Is(err, ui.ErrNobody) {
			v, err = o.in(t, again()), nil
		}
		must(t, err)
		busy, err := again().Resume(t.Context(), o.url)
		must(t, err)
		online(t, v)
		busy.Close()
		v.Close()
	}
	must(t, os.Remove(d.copies.dir))
	v := o.in(t, again())
	keyring.err = credentials.ErrLocked
	_ = v.Forget(t.Context())
	v.Close()
	token, err := keyring.Store.Get(t.Context(), sessionKey(o.url))
	must(t, err)
	if len(log.String()) == 0 {
		t.Fatal("the log is empty: this test tries nothing")
	}
	for _, private := range []string{folder, d.o.DataDir, "ana", "Maple", "maple", token, password} {
		for line := range strings.Lines(log.String()) {
			if strings.Contains(line, private) {
				t.Errorf("%q stands in the log: %s", private, line)
			}
		}
	}
}

// lockedText is what a program says while it runs.
type lockedText struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lockedText) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lockedText) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func TestWhatIsNotSaidToBeOpenIsAskedFor(t *testing.T) {
	o, keyring := startOffice(t), &lockable{Store: credentials.Memory()}
	d := newDoor(t, keyring)
	v := o.in(t, d)
	online(t, v)
	v.Close()
	must(t, os.WriteFile(filepath.Join(d.copies.dir, recentName), []byte("{"), 0o600))
	o.stop()
	if _, err := restarted(d).Resume(t.Context(), o.url); account.CodeOf(err) != account.Unreachable {
		t.Errorf("with no network: %v", err)
	}
	o.comeBack(t)
	v, err := restarted(d).Resume(t.Context(), o.url)
	must(t, err)
	shown(t, v, "Maple Press", "ana", "ben") // of the copy, which was only not said to be the last
	v.Close()
	o.stop()
	v, err = restarted(d).Resume(t.Context(), o.url)
	must(t, err)
	v.Close()
	if _, err := os.Stat(filepath.Join(d.copies.dir, recentName)); errors.Is(err, fs.ErrNotExist) {
		t.Error("it is not said again")
	}
}
