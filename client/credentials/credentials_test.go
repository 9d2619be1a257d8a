package credentials

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/client/credentials/keyringtest"
)

// actEnv names what this program does when it runs inside a session of its
// own: the bus is found in the environment, once per process.
const actEnv = "ROLLCALL_KEYRING_ACT"

var ana = Key{Kind: KindSession, Server: "https://accounts.example.org"}

// copied names the key of the copy of an owner.
func copied(owner string) Key {
	return Key{Kind: KindCopy, Server: "https://accounts.example.org", Owner: owner}
}

func TestMain(m *testing.M) {
	if act := os.Getenv(actEnv); act != "" {
		perform(act)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// perform does one thing with the real keyring and prints what came of it.
func perform(act string) {
	ctx, s := context.Background(), Keyring()
	var got string
	var err error
	switch act {
	case "set":
		err = s.Set(ctx, ana, "tok_1")
	case "set again":
		err = s.Set(ctx, ana, "tok_2")
	case "get":
		got, err = s.Get(ctx, ana)
	case "get other":
		got, err = s.Get(ctx, Key{Kind: KindSession, Server: "https://accounts.example.net"})
	case "set copies":
		err = errors.Join(s.Set(ctx, copied("one"), "key_1"), s.Set(ctx, copied("two"), "key_2"))
	case "get copies":
		one, err1 := s.Get(ctx, copied("one"))
		two, err2 := s.Get(ctx, copied("two"))
		got, err = one+" "+two, errors.Join(err1, err2)
	case "delete copy":
		err = s.Delete(ctx, copied("one"))
	case "delete":
		err = s.Delete(ctx, ana)
	case "probe":
		err = Probe(ctx, s)
	}
	fmt.Print(got, " ", outcome(err))
}

func outcome(err error) string {
	switch {
	case err == nil:
		return "done"
	case errors.Is(err, ErrNotFound):
		return "not found"
	case !errors.Is(err, ErrUnavailable):
		return err.Error()
	}
	for _, way := range []error{ErrMissing, ErrLocked, ErrSilent, ErrRefused} {
		if errors.Is(err, way) {
			return way.Error()
		}
	}
	return err.Error()
}

// inside runs an act in a process of its own with an environment.
func inside(t *testing.T, env []string, act string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	// The race detector would sleep for a second at each exit.
	cmd.Env = slices.Concat(env, []string{actEnv + "=" + act, "GORACE=atexit_sleep_ms=0"})
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v: %s", act, err, out)
	}
	return strings.TrimSpace(string(out))
}

func TestTheKeyringKeepsExactlyWhatIsPutThere(t *testing.T) {
	s := keyringtest.Start(t)
	steps := []struct {
		act, want string
		entries   []string
	}{
		{"get", "not found", nil},
		{"delete", "not found", nil},
		{"probe", "done", nil},
		{"set", "done", []string{ana.String()}},
		{"get", "tok_1 done", []string{ana.String()}},
		{"get other", "not found", []string{ana.String()}},
		{"set again", "done", []string{ana.String()}},
		{"get", "tok_2 done", []string{ana.String()}},
		{"probe", "done", []string{ana.String()}},
		{"delete", "done", nil},
		{"get", "not found", nil},
	}
	for i, step := range steps {
		if got := inside(t, s.Env(), step.act); got != step.want {
			t.Errorf("%d %s: %s, want %s", i, step.act, got, step.want)
		}
		if got := s.Entries(t); !slices.Equal(got, step.entries) {
			t.Errorf("%d after %s the keyring has %q, want %q", i, step.act, got, step.entries)
		}
	}
}

func TestEveryOwnerHasAKeyOfTheirOwn(t *testing.T) {
	s := keyringtest.Start(t)
	inside(t, s.Env(), "set")
	inside(t, s.Env(), "set copies")
	if got := inside(t, s.Env(), "get copies"); got != "key_1 key_2 done" {
		t.Error(got)
	}
	inside(t, s.Env(), "delete copy")
	got, want := s.Entries(t), []string{"copy https://accounts.example.org two", "session https://accounts.example.org"}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the keyring has %q, want %q", got, want)
	}
}

func TestAKeyringThatGivesNothingSaysHowInTime(t *testing.T) {
	locked := keyringtest.Start(t)
	inside(t, locked.Env(), "set")
	locked.Lock(t)
	for name, c := range map[string]struct {
		env  []string
		want error
	}{
		"no bus":                         {keyringtest.NoBus(t), ErrMissing},
		"a bus without a keyring":        {keyringtest.StartWithoutKeyring(t).Env(), ErrMissing},
		"a locked keyring":               {locked.Env(), ErrLocked},
		"a keyring waiting for somebody": {keyringtest.StartSilent(t).Env(), ErrSilent},
		"a keyring that refuses":         {keyringtest.StartRefusing(t).Env(), ErrRefused},
	} {
		for _, act := range []string{"probe", "get", "set", "delete"} {
			t.Run(name+"/"+act, func(t *testing.T) {
				t.Parallel()
				begun := time.Now()
				if got := inside(t, c.env, act); got != c.want.Error() {
					t.Errorf("got %s", got)
				}
				if took := time.Since(begun); took > patience+2*time.Second {
					t.Errorf("took %v", took)
				}
			})
		}
	}
}

func TestALockedKeyringLosesNothing(t *testing.T) {
	s := keyringtest.Start(t)
	inside(t, s.Env(), "set")
	s.Lock(t)
	for _, act := range []string{"get", "set again", "delete", "probe"} {
		if got := inside(t, s.Env(), act); got != ErrLocked.Error() {
			t.Errorf("%s: %s", act, got)
		}
	}
	s.Unlock(t)
	if got := inside(t, s.Env(), "get"); got != "tok_1 done" {
		t.Errorf("once unlocked: %s", got)
	}
	if got, want := s.Entries(t), []string{ana.String()}; !slices.Equal(got, want) {
		t.Errorf("the keyring has %q, want %q", got, want)
	}
}

// stuckBackend is a keyring that waits until released.
func stuckBackend(m map[string]string, release <-chan struct{}) backend {
	return backend{
		get: func(_, user string) (string, error) {
			<-release
			return m[user], nil
		},
		set: func(_, user, secret string) error {
			<-release
			m[user] = secret
			return nil
		},
		delete: func(_, user string) error {
			delete(m, user)
			return nil
		},
	}
}

func TestOneStuckCallKeepsNobodyWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		s := newKeyring(stuckBackend(map[string]string{}, release), patience)
		begun := time.Now()
		_, err := s.Get(t.Context(), ana)
		if !errors.Is(err, ErrSilent) || time.Since(begun) != patience {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
		begun = time.Now()
		if err := s.Set(t.Context(), ana, "tok"); !errors.Is(err, ErrSilent) || time.Since(begun) != 0 {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
		close(release)
		synctest.Wait()
		if err := s.Set(t.Context(), ana, "tok"); err != nil {
			t.Errorf("once it answers again: %v", err)
		}
	})
}

func TestASecretGivenUpLeavesNothingBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release, kept := make(chan struct{}), map[string]string{}
		s := newKeyring(stuckBackend(kept, release), patience)
		if err := s.Set(t.Context(), ana, "tok"); !errors.Is(err, ErrUnavailable) {
			t.Error(err)
		}
		close(release)
		synctest.Wait()
		if len(kept) != 0 {
			t.Error("the keyring has kept it all the same")
		}
	})
}

func TestACancelledCallIsCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		defer close(release)
		s := newKeyring(stuckBackend(nil, release), patience)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		if _, err := s.Get(ctx, ana); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

func TestAPanicOfTheKeyringIsAnError(t *testing.T) {
	s := newKeyring(backend{get: func(string, string) (string, error) { panic("bus gone") }}, patience)
	if _, err := s.Get(t.Context(), ana); !errors.Is(err, ErrMissing) {
		t.Error(err)
	}
}

func TestMemoryKeepsAndForgets(t *testing.T) {
	s := Memory()
	if err := Probe(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if len(s.entries) != 0 {
		t.Errorf("the probe left %d entries", len(s.entries))
	}
	if err := s.Set(t.Context(), ana, "tok"); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Get(t.Context(), ana); got != "tok" || err != nil {
		t.Error(got, err)
	}
	if text := fmt.Sprintf("%v %+v %#v", s, s, s); strings.Contains(text, "tok") {
		t.Errorf("it tells %s", text)
	}
	if err := s.Delete(t.Context(), ana); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(t.Context(), ana); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
	if err := s.Delete(t.Context(), ana); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
}

// forgetful is a store that takes everything and keeps nothing.
type forgetful struct{ *MemoryStore }

func (forgetful) Set(context.Context, Key, string) error { return nil }

func TestTheProbeSeesThroughAStoreThatForgets(t *testing.T) {
	if err := Probe(t.Context(), forgetful{Memory()}); !errors.Is(err, ErrRefused) {
		t.Errorf("got %v", err)
	}
}
