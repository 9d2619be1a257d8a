package single

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Names of what a child process is told.
const (
	childDir  = "SINGLE_DIR"
	childLink = "SINGLE_LINK"
)

// TestMain is also the program of the child processes: a start that says what
// became of it and, when it is the first, which orders come, until its input ends.
func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		start(dir, os.Getenv(childLink))
		return
	}
	os.Exit(m.Run())
}

func start(dir, link string) {
	first, taken, err := Begin(context.Background(), Options{Dir: dir, Patience: 20 * time.Second}, Order{Link: link})
	switch {
	case err != nil:
		fmt.Println("failed:", err)
	case taken:
		fmt.Println("taken")
	default:
		fmt.Println("first")
		go first.Serve(func(_ context.Context, o Order) error {
			fmt.Println("raised", o.Link)
			return nil
		})
		_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
		first.Release()
	}
}

// child is a start in a process of its own.
type child struct {
	t    testing.TB
	cmd  *exec.Cmd
	said *bufio.Scanner
}

// begin starts one; end lets it go, as a window that is closed.
func begin(t testing.TB, dir, link string, env ...string) (c *child, end func()) {
	t.Helper()
	c = &child{t: t, cmd: exec.Command(os.Args[0])}
	c.cmd.Env = append(append(os.Environ(), childDir+"="+dir, childLink+"="+link), env...)
	in, err := c.cmd.StdinPipe()
	must(t, err)
	out, err := c.cmd.StdoutPipe()
	must(t, err)
	c.cmd.Stderr = os.Stderr
	c.said = bufio.NewScanner(out)
	must(t, c.cmd.Start())
	t.Cleanup(c.kill)
	return c, func() { _ = in.Close() }
}

// kill ends it as the system does when there is no other way (SIGKILL).
func (c *child) kill() {
	_ = c.cmd.Process.Kill()
	_ = c.cmd.Wait()
}

// says is the next thing it says.
func (c *child) says() string {
	if c.said.Scan() {
		return c.said.Text()
	}
	return ""
}

func (c *child) wants(said string) {
	c.t.Helper()
	if got := c.says(); got != said {
		c.t.Fatalf("it says %q, want %q", got, said)
	}
}

// deep is a folder whose path is too long for a socket.
func deep(t testing.TB) string { return t.TempDir() + strings.Repeat("/a folder of a folder", 10) }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
