package journey

import (
	"image"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// openingLimit is how long an opening is watched.
const openingLimit = 7 * time.Second

// BenchmarkOpening opens Rollcall on the copy of an account and a window with
// nothing in it, in turn, and tells how much later the rows are there and how much
// more memory the program holds.
func BenchmarkOpening(b *testing.B) {
	d := furnish(b, deskOptions{width: 1280, height: 860, keyring: true, pictures: "opening"})
	s := d.startService()
	app := d.rollcall("--server", s.url)
	d.signIn(s)
	app.quit()
	// A row under the pointer is drawn again, once the program has heard of it.
	d.xdotool("mousemove", "2", "2")

	empty := d.buildEmpty()
	var bare, full opening
	for b.Loop() {
		bare.add(d.open(func() *process { return d.start(d.command(empty)) }))
		full.add(d.open(func() *process { return d.rollcall() }))
	}
	d.picture("last")
	b.ReportMetric(bare.shown(), "ms-empty")
	b.ReportMetric(full.shown(), "ms-rows")
	b.ReportMetric(full.shown()-bare.shown(), "ms-above")
	b.ReportMetric(bare.holds(), "MB-empty")
	b.ReportMetric(full.holds()-bare.holds(), "MB-above")
}

// buildEmpty builds the program that shows nothing, of what is built already.
func (d *desk) buildEmpty() string {
	d.t.Helper()
	path := filepath.Join(d.dir, "empty")
	build := d.command("go", "build", "-o", path, "./testdata/empty")
	build.Env = os.Environ()
	dir, err := os.Getwd()
	must(d.t, err)
	build.Dir = dir
	out, err := build.CombinedOutput()
	if err != nil {
		d.t.Fatalf("%v\n%s", err, out)
	}
	return path
}

// opening collects what several openings took.
type opening struct {
	after []time.Duration
	mega  []int
}

func (o *opening) add(after time.Duration, mega int) {
	o.after, o.mega = append(o.after, after), append(o.mega, mega)
}

// shown is the middle of the times, in milliseconds.
func (o *opening) shown() float64 { return float64(median(o.after)) / float64(time.Millisecond) }

// holds is the middle of the memory, in megabytes.
func (o *opening) holds() float64 { return float64(median(o.mega)) }

func median[T int | time.Duration](all []T) T {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}

// rows is the part of the screen where the list stands, without what is still
// said around it.
func rows(screen image.Rectangle) image.Rectangle {
	return image.Rect(screen.Dx()/2-250, screen.Dy()/2-100, screen.Dx()/2+300, screen.Dy()/2+250)
}

// open starts a program, watches until what stands in the middle of the screen
// has come and stays, and ends it again.
func (d *desk) open(start func() *process) (after time.Duration, mega int) {
	d.t.Helper()
	begun := time.Now()
	p := start()
	var all []glance
	for time.Since(begun) < openingLimit {
		seen := time.Since(begun)
		all = append(all, glance{seen, cut(d.screen(), rows(image.Rect(0, 0, 1280, 860)))})
		<-time.After(5 * time.Millisecond)
	}
	last := all[len(all)-1]
	for i := len(all) - 1; i >= 0 && changed(all[i].img, last.img).Empty(); i-- {
		after = all[i].after
	}
	mega = p.resident()
	p.quit()
	return after, mega
}

// resident is the memory that a program holds, in megabytes.
func (p *process) resident() int {
	p.t.Helper()
	status, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(p.cmd.Process.Pid), "status"))
	must(p.t, err)
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kilo, err := strconv.Atoi(strings.Fields(rest)[0])
			must(p.t, err)
			return kilo >> 10
		}
	}
	p.t.Fatal("the program is not there")
	return 0
}
