package journey

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// idleWatch is how long the resting program is watched.
func idleWatch() time.Duration {
	if os.Getenv("ROLLCALL_SOAK") != "" {
		return 20 * time.Second
	}
	return 8 * time.Second
}

const (
	// idleMost is the part of one core that it may use meanwhile.
	idleMost = 0.05
	// tick is the unit of CPU times in /proc, fixed by Linux for programs.
	tick = 10 * time.Millisecond
)

func TestAnOpenWindowRests(t *testing.T) {
	d := newDesk(t, deskOptions{alone: true, width: 1280, height: 860, keyring: true, pictures: "idle"})
	app := d.rollcall("--sample")
	d.see("Online list up to date")
	d.picture("resting")
	for _, c := range []struct {
		what string
		do   func()
	}{
		{"with the focus in the list", func() {}},
		{"with the cursor in the search field", func() { d.key("ctrl+f") }},
		{"after an invitation was sent", d.inviteOne},
	} {
		c.do()
		if used := app.load(idleWatch()); used > idleMost {
			t.Errorf("%s the program uses %.1f %% of a core, want less than %.0f %%", c.what, 100*used, 100*idleMost)
		} else {
			t.Logf("%s the program uses %.2f %% of a core", c.what, 100*used)
		}
	}
	app.quit()
}

// inviteOne sends an invitation and waits until all that tells so is gone.
func (d *desk) inviteOne() {
	d.t.Helper()
	d.key("ctrl+i")
	d.see("Invite people to Maple Press")
	d.write("lea.caron@maplepress.example")
	d.key("Return", "Return")
	d.see("6 pending invitations")
	d.gone("is on its way")
}

// load is the part of one core that a program uses over some time.
func (p *process) load(over time.Duration) float64 {
	p.t.Helper()
	before, begun := p.worked(), time.Now()
	<-time.After(over)
	return float64(p.worked()-before) / float64(time.Since(begun))
}

// worked is the CPU time a program has used so far, with that of the system
// for it: the 14th and 15th field of its line, counted after the name, which
// may hold anything.
func (p *process) worked() time.Duration {
	p.t.Helper()
	line, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(p.cmd.Process.Pid), "stat"))
	must(p.t, err)
	fields := strings.Fields(string(line[strings.LastIndexByte(string(line), ')')+1:]))
	var ticks int
	for _, f := range fields[11:13] {
		n, err := strconv.Atoi(f)
		must(p.t, err)
		ticks += n
	}
	return time.Duration(ticks) * tick
}
