// Package keyringtest runs tests against a real keyring: a message bus of their
// own with gnome-keyring on it, in a home folder of their own, so that neither
// the person's keyring nor another test is touched. It needs the programs
// dbus-daemon and gnome-keyring-daemon.
package keyringtest

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

const (
	// patience is how long a daemon may take to start.
	patience = 20 * time.Second
	// masterPassword unlocks the keyrings of the tests.
	masterPassword = "a password for the test"
)

// Session is a desktop session as far as keyrings go: a bus, a home folder,
// and, if asked for, a keyring. It ends with the test.
type Session struct {
	home string
	bus  string
}

// Start makes a session with an unlocked, empty keyring.
func Start(t testing.TB) *Session {
	t.Helper()
	s := StartWithoutKeyring(t)
	s.startKeyring(t)
	return s
}

// StartWithoutKeyring makes a session whose bus has no keyring and starts none.
func StartWithoutKeyring(t testing.TB) *Session {
	t.Helper()
	s := &Session{home: t.TempDir()}
	for _, dir := range []string{"run", "data", "config", "cache"} {
		if err := os.Mkdir(filepath.Join(s.home, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	s.startBus(t)
	return s
}

// Env is the environment of a program inside the session: that of the test
// with home folder, runtime folder and bus replaced.
func (s *Session) Env() []string {
	return append(withoutSession(os.Environ()),
		"HOME="+s.home, "XDG_RUNTIME_DIR="+filepath.Join(s.home, "run"), "XDG_DATA_HOME="+filepath.Join(s.home, "data"),
		"XDG_CONFIG_HOME="+filepath.Join(s.home, "config"), "XDG_CACHE_HOME="+filepath.Join(s.home, "cache"),
		"DBUS_SESSION_BUS_ADDRESS="+s.bus)
}

// Home is the session's home folder.
func (s *Session) Home() string { return s.home }

// Command prepares a program to run inside the session; the caller starts it.
// Several may run, at once or one after the other, with the same keyring.
func (s *Session) Command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = s.Env()
	return cmd
}

// NoBus is the environment of a program outside any session: no bus, and
// nothing that would start one.
func NoBus(t testing.TB) []string {
	t.Helper()
	home := t.TempDir()
	return append(withoutSession(os.Environ()), "HOME="+home, "XDG_RUNTIME_DIR="+home,
		"DBUS_SESSION_BUS_ADDRESS=unix:path="+filepath.Join(home, "no-bus"))
}

func withoutSession(env []string) []string {
	var out []string
	for _, e := range env {
		name, _, _ := strings.Cut(e, "=")
		switch name {
		case "HOME", "DBUS_SESSION_BUS_ADDRESS", "GNOME_KEYRING_CONTROL", "SSH_AUTH_SOCK",
			"XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME":
		default:
			out = append(out, e)
		}
	}
	return out
}

// busConfig is a session bus that starts no service by itself: what is not
// there is not there.
const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=SOCKET</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`

func (s *Session) startBus(t testing.TB) {
	t.Helper()
	config := filepath.Join(s.home, "bus.conf")
	// A short folder: the name of a socket has at most 107 bytes.
	sockets, err := os.MkdirTemp("", "bus")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(sockets) })
	text := strings.ReplaceAll(busConfig, "SOCKET", filepath.Join(sockets, "s"))
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("dbus-daemon", "--config-file="+config, "--nofork", "--nopidfile", "--print-address=1")
	cmd.Env = s.Env()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	begin(t, cmd)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal("dbus-daemon:", err)
	}
	s.bus = strings.TrimSpace(line)
}

// startKeyring starts gnome-keyring with a new, unlocked login keyring.
func (s *Session) startKeyring(t testing.TB) {
	t.Helper()
	cmd := exec.Command("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets",
		"--control-directory="+filepath.Join(s.home, "run", "keyring"))
	cmd.Env = s.Env()
	cmd.Stdin = strings.NewReader(masterPassword)
	begin(t, cmd)
	s.await(t, "org.freedesktop.secrets")
}

// begin starts a daemon that ends with the test.
func begin(t testing.TB, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
}

// await waits until somebody owns a name on the bus, as the bus announces it.
func (s *Session) await(t testing.TB, name string) {
	t.Helper()
	conn := s.Connect(t)
	if err := conn.AddMatchSignal(dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, name)); err != nil {
		t.Fatal(err)
	}
	announced := make(chan *dbus.Signal, 8)
	conn.Signal(announced)
	var owned bool
	if err := conn.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, name).Store(&owned); err != nil {
		t.Fatal(err)
	}
	if owned {
		return
	}
	select {
	case <-announced:
	case <-time.After(patience):
		t.Fatalf("nobody took the name %s", name)
	}
}

// Connect opens a connection to the session's bus that closes with the test.
func (s *Session) Connect(t testing.TB) *dbus.Conn {
	t.Helper()
	conn, err := dbus.Connect(s.bus)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

const (
	secrets     = "org.freedesktop.secrets"
	secretsPath = dbus.ObjectPath("/org/freedesktop/secrets")
	loginPath   = dbus.ObjectPath("/org/freedesktop/secrets/collection/login")
)

// Entries lists the user names of all entries of the keyring, in the order of
// the keyring, whoever put them there.
func (s *Session) Entries(t testing.TB) []string {
	t.Helper()
	conn := s.Connect(t)
	var names []string
	for _, item := range items(t, conn) {
		attributes, err := conn.Object(secrets, item).GetProperty("org.freedesktop.Secret.Item.Attributes")
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, attributes.Value().(map[string]string)["username"])
	}
	return names
}

// items lists the entries of all collections, one of which is the login keyring.
func items(t testing.TB, conn *dbus.Conn) []dbus.ObjectPath {
	t.Helper()
	collections, err := conn.Object(secrets, secretsPath).GetProperty("org.freedesktop.Secret.Service.Collections")
	if err != nil {
		t.Fatal(err)
	}
	var all []dbus.ObjectPath
	for _, c := range collections.Value().([]dbus.ObjectPath) {
		items, err := conn.Object(secrets, c).GetProperty("org.freedesktop.Secret.Collection.Items")
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, items.Value().([]dbus.ObjectPath)...)
	}
	return all
}

// Lock locks the keyring. Nothing in the session can ask for its password.
func (s *Session) Lock(t testing.TB) {
	t.Helper()
	var locked []dbus.ObjectPath
	var prompt dbus.ObjectPath
	err := s.Connect(t).Object(secrets, secretsPath).
		Call("org.freedesktop.Secret.Service.Lock", 0, []dbus.ObjectPath{loginPath}).Store(&locked, &prompt)
	if err == nil && len(locked) != 1 {
		err = errors.New("the keyring did not lock")
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Unlock unlocks the keyring, as its owner does who comes back.
func (s *Session) Unlock(t testing.TB) {
	t.Helper()
	conn := s.Connect(t)
	var disregard dbus.Variant
	var session dbus.ObjectPath
	err := conn.Object(secrets, secretsPath).
		Call("org.freedesktop.Secret.Service.OpenSession", 0, "plain", dbus.MakeVariant("")).Store(&disregard, &session)
	if err != nil {
		t.Fatal(err)
	}
	master := struct {
		Session           dbus.ObjectPath
		Parameters, Value []byte
		ContentType       string
	}{session, nil, []byte(masterPassword), "text/plain"}
	// The Secret Service API unlocks by asking somebody; this is how the daemon's
	// own test programs do it.
	err = conn.Object(secrets, secretsPath).
		Call("org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface.UnlockWithMasterPassword", 0, loginPath, master).Err
	if err != nil {
		t.Fatal(err)
	}
}
