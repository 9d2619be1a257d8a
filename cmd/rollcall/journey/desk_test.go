package journey

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"rollcall/client/credentials/keyringtest"
)

// desk is a place to work at: a screen, a window manager, a message bus with
// a keyring, all private to one test.
type desk struct {
	t        testing.TB
	dir      string
	env      []string
	keyring  *keyringtest.Session
	pictures string
	frames   string // where the display keeps its picture
	shots    int
	// copied holds what was copied; nil when nothing was.
	copied   *process
	language string
	// seen are the last screens that were read, as they are and inverted.
	seen [2]glimpse
}

type deskOptions struct {
	width, height int
	keyring       bool
	// session makes another keyring than the usual one.
	session  func(testing.TB) *keyringtest.Session
	pictures string // folder of the pictures, below build/journeys
	language string // of the recogniser, "eng" unless said
	// alone is for a journey that measures the computer.
	alone bool
}

func newDesk(t *testing.T, o deskOptions) *desk {
	t.Helper()
	if !o.alone {
		t.Parallel()
	}
	return furnish(t, o)
}

// beside is a second desk in the same journey.
func (d *desk) beside(o deskOptions) *desk { return furnish(d.t, o) }

func furnish(t testing.TB, o deskOptions) *desk {
	t.Helper()
	d := &desk{t: t, dir: t.TempDir(), pictures: filepath.Join(root(t), "build", "journeys", o.pictures), language: cmp.Or(o.language, "eng")}
	must(t, os.RemoveAll(d.pictures))
	must(t, os.Mkdir(d.temp(), 0o700))
	must(t, os.MkdirAll(d.pictures, 0o755))
	if o.keyring {
		o.session = keyringtest.Start
	}
	if o.session != nil {
		d.keyring = o.session(t)
		d.env = d.keyring.Env()
	} else {
		d.env = keyringtest.NoBus(t)
	}
	d.env = append(d.env, "LANG=en_CA.UTF-8", "LC_ALL=C.UTF-8", "TZ=UTC", "NO_AT_BRIDGE=1", "WAYLAND_DISPLAY=")
	d.startScreen(o.width, o.height)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("pictures of this journey: %s", d.pictures)
		}
	})
	return d
}

// data is the folder that the program is told to use, temp where it may put
// temporary files, home the person's own folder.
func (d *desk) data() string { return filepath.Join(d.dir, "rollcall") }

func (d *desk) temp() string { return filepath.Join(d.dir, "temporary") }

func (d *desk) home() string {
	for _, e := range d.env {
		if home, ok := strings.CutPrefix(e, "HOME="); ok {
			return home
		}
	}
	return ""
}

func (d *desk) startScreen(width, height int) {
	r, w, err := os.Pipe()
	must(d.t, err)
	d.frames = filepath.Join(d.dir, "frames")
	must(d.t, os.Mkdir(d.frames, 0o700))
	x := d.command("Xvfb", "-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", width, height), "-nolisten", "tcp", "-nocursor", "-fbdir", d.frames)
	x.ExtraFiles = []*os.File{w}
	d.start(x)
	must(d.t, w.Close())
	line, err := bufio.NewReader(r).ReadString('\n')
	must(d.t, err)
	d.env = append(d.env, "DISPLAY=:"+strings.TrimSpace(line))
	d.start(d.command("openbox"))
}

// secrets lists what the keyring holds, whoever put it there.
func (d *desk) secrets() []string {
	d.t.Helper()
	return d.keyring.Entries(d.t)
}

func (d *desk) command(name string, args ...string) *exec.Cmd {
	return d.commandContext(context.Background(), name, args...)
}

func (d *desk) commandContext(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = d.env
	cmd.Dir = d.dir
	return cmd
}

// start runs a command until the test ends.
func (d *desk) start(cmd *exec.Cmd) *process {
	d.t.Helper()
	p := &process{t: d.t, cmd: cmd, done: make(chan struct{})}
	if cmd.Stderr == nil {
		cmd.Stderr = &p.errors
	}
	must(d.t, cmd.Start())
	go func() {
		_ = cmd.Wait()
		close(p.done)
	}()
	d.t.Cleanup(p.kill)
	return p
}

// process is a program at work on the desk.
type process struct {
	t      testing.TB
	cmd    *exec.Cmd
	errors lockedBuffer
	done   chan struct{}
}

func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.done
}

// quit asks the program to end and waits until it has.
func (p *process) quit() {
	p.t.Helper()
	must(p.t, p.cmd.Process.Signal(syscall.SIGTERM))
	p.over()
}

// over waits until the program has ended.
func (p *process) over() {
	p.t.Helper()
	select {
	case <-p.done:
	case <-time.After(20 * time.Second):
		_ = p.cmd.Process.Signal(syscall.SIGQUIT) // says where it stands
		<-p.done
		p.t.Fatalf("%s did not end\n%s", p.cmd.Path, p.errors.String())
	}
}

// eventually waits for a condition that another process brings about.
func (d *desk) eventually(what string, within time.Duration, met func() bool) {
	d.t.Helper()
	for deadline := time.Now().Add(within); ; <-time.After(150 * time.Millisecond) {
		if met() {
			return
		}
		if time.Now().After(deadline) {
			d.picture("failed")
			d.t.Fatalf("waited %v in vain: %s", within, what)
		}
	}
}

// xdotool moves the hands.
func (d *desk) xdotool(args ...string) {
	d.t.Helper()
	if out, err := d.command("xdotool", args...).CombinedOutput(); err != nil {
		d.t.Fatalf("xdotool %v: %v\n%s", args, err, out)
	}
}

// key presses keys, "ctrl+i", one after the other.
func (d *desk) key(keys ...string) {
	d.t.Helper()
	for _, k := range keys {
		d.xdotool("key", "--clearmodifiers", k)
		d.settle()
	}
}

// write types a text into whatever has the focus.
func (d *desk) write(text string) {
	d.t.Helper()
	d.xdotool("type", "--delay", "25", "--", text)
	d.settle()
}

// replace types over what a field holds.
func (d *desk) replace(text string) {
	d.t.Helper()
	d.key("ctrl+a")
	d.write(text)
}

func (d *desk) clickAt(x, y int) {
	d.t.Helper()
	d.xdotool("mousemove", strconv.Itoa(x), strconv.Itoa(y))
	d.settle()
	d.xdotool("click", "1")
	d.settle()
}

// settle leaves the window a moment between two movements of the hand, as
// people do; every step is checked by what the screen shows, not by time.
func (d *desk) settle() { <-time.After(250 * time.Millisecond) }

func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	must(t, err)
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above this folder")
		}
	}
}

// program is the path of a program that `make build` made.
func program(t testing.TB, name string) string {
	t.Helper()
	path := filepath.Join(root(t), "bin", name)
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("journeys drive the ordinary build: run make build first (%v)", err)
	}
	return path
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// lockedBuffer collects what a program says while it runs.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
