package journey

import (
	"bytes"
	"strings"
	"syscall"
	"testing"
	"time"

	"rollcall/account"
)

// again starts the program once more beside the window that is open: it is to end
// by itself, well, and say why.
func (d *desk) again(args ...string) {
	d.t.Helper()
	cmd := d.rollcallWith(args...)
	var said bytes.Buffer
	cmd.Stdout = &said
	d.start(cmd).over()
	if code := cmd.ProcessState.ExitCode(); code != 0 || said.String() != "Rollcall is open already; its window comes to the front.\n" {
		d.t.Errorf("the second start ends with %d and says %q", code, said.String())
	}
}

// windows counts those of the program that stand open.
func (d *desk) windows() int {
	d.t.Helper()
	out, err := d.command("xdotool", "search", "--onlyvisible", "--name", "^Rollcall$").Output()
	if err != nil && len(out) > 0 {
		d.t.Fatal(err)
	}
	return len(strings.Fields(string(out)))
}

// Somebody has lost sight of the window and starts the program again.
func TestASecondStartBringsTheWindowBack(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, keyring: true, pictures: "again"})
	s := d.startService()
	app := d.rollcall("--server", s.url)
	d.signIn(s)

	d.xdotool("getactivewindow", "windowminimize")
	d.gone("28 users")
	d.again()
	d.see("28 users")
	d.picture("back")
	d.key("ctrl+f") // the keyboard is back too
	d.write("gustavo")
	d.see("gustavo.pereira")
	d.key("Escape", "Escape")

	// The sample is looked at beside one's work, and covers it.
	sample := d.rollcall("--sample")
	d.see("Sample: no mail leaves this computer")
	d.again(account.ConnectLink("https://accounts.lumen.example"))
	d.see("You are signed in at")
	d.see("accounts.lumen.example")
	d.picture("consent")
	d.key("Return") // nobody follows a link by Enter alone
	d.gone("You are signed in at")
	d.again("--server", s.url)
	d.see("28 users")
	if n := d.windows(); n != 2 {
		t.Errorf("%d windows stand open, want the account and the sample", n)
	}
	sample.quit()
	app.quit()
}

// A program that hangs, or was killed, keeps nobody from working.
func TestAStartBesideOneThatHangsOpensAWindow(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, keyring: true, pictures: "again-hangs"})
	s := d.startService()
	app := d.rollcall("--server", s.url)
	d.signIn(s)
	must(t, app.cmd.Process.Signal(syscall.SIGSTOP))
	second := d.rollcall()
	d.eventually("a window of its own", patience+time.Minute, func() bool { return d.windows() == 2 })
	d.see("28 users")
	if log := second.errors.String(); !strings.Contains(log, "a window of its own is opened") {
		t.Errorf("it says %q", log)
	}
	app.kill()
	third := d.rollcall()
	d.eventually("a window in place of the one killed", patience, func() bool { return d.windows() == 2 })
	d.again()
	second.quit()
	third.quit()
}
