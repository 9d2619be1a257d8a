package contract_test

import (
	"bufio"
	"io"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"
)

// buildAccountd builds the real program, as it is shipped.
func buildAccountd(t testing.TB) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "accountd")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "rollcall/cmd/accountd").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return program
}

// process is a running accountd.
type process struct {
	cmd  *exec.Cmd
	url  string
	done chan error
}

// startProcess runs accountd serve on a folder until it says where it listens.
func startProcess(t testing.TB, program, dir string, flags ...string) *process {
	t.Helper()
	flags = append([]string{"serve", "--data", dir, "--listen", "127.0.0.1:0", "--invitations-per-hour", "1000000"}, flags...)
	cmd := exec.Command(program, flags...)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{cmd: cmd, done: make(chan error, 1)}
	t.Cleanup(func() { p.kill() })
	said := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(stdout).ReadString('\n')
		said <- line
		_, _ = io.Copy(io.Discard, stdout)
		p.done <- cmd.Wait()
		close(p.done)
	}()
	select {
	case line := <-said:
		p.url = regexp.MustCompile(`https?://[^\s]+`).FindString(line)
	case <-time.After(patience):
	}
	if p.url == "" {
		t.Fatal("accountd does not say where it listens")
	}
	return p
}

// kill ends the process as a power cut would, and waits until it is gone.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.done
}
