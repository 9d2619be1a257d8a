package sealed_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"rollcall/localcache/sealed"
)

// The environment of a process that is killed: what it does to which file.
const (
	actEnv  = "SEALED_TEST_ACT"
	pathEnv = "SEALED_TEST_PATH"
)

// victim is a process at work on a file.
type victim struct {
	testing.TB
	cmd *exec.Cmd
	out *bufio.Reader
}

func start(t testing.TB, o sealed.Options, act string) *victim {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), actEnv+"="+act, pathEnv+"="+o.Path, "GORACE=atexit_sleep_ms=0")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	return &victim{t, cmd, bufio.NewReader(out)}
}

// says is the next line of the process.
func (v *victim) says() string {
	v.Helper()
	line, err := v.out.ReadString('\n')
	if err != nil {
		v.Fatalf("the process ended: %v", err)
	}
	return strings.TrimSpace(line)
}

// kill ends the process at once, and gives the last thing it said.
func (v *victim) kill() (last string) {
	v.Helper()
	if err := v.cmd.Process.Kill(); err != nil {
		v.Fatal(err)
	}
	rest, err := io.ReadAll(v.out)
	if err != nil {
		v.Fatal(err)
	}
	_ = v.cmd.Wait()
	lines := strings.Split(string(rest), "\n")
	if len(lines) < 2 {
		return ""
	}
	return lines[len(lines)-2]
}

// TestMain is also the process that is killed.
func doAct(act string) error {
	o := keyed(os.Getenv(pathEnv))
	o.Durable = act == "durable"
	f, err := sealed.Open(context.Background(), o)
	if err != nil {
		return err
	}
	if act == "halt" {
		return halt(f)
	}
	for n := 1; ; n++ {
		if err := f.Update(context.Background(), func(tx *sealed.Tx) error { return generation(tx, n) }); err != nil {
			return err
		}
		fmt.Println(n)
	}
}

// generation writes the n-th state of the file: every record says n.
func generation(tx *sealed.Tx, n int) error {
	for i := range int64(40) {
		body := bytes.Repeat([]byte{byte(n), byte(n >> 8)}, 1+int(i)*50)
		if err := tx.Put(people, i, body); err != nil {
			return err
		}
	}
	// Some come and go.
	if n%2 == 0 {
		return tx.DeleteAll(things)
	}
	return tx.Put(things, int64(n), make([]byte, 30_000))
}

// halt stops in the middle of a transaction that is too large for memory, when
// much of it stands in the file already.
func halt(f *sealed.File) error {
	return f.Update(context.Background(), func(tx *sealed.Tx) error {
		for i := range int64(150) {
			if err := tx.Put(people, i, bytes.Repeat([]byte("new"), 7000)); err != nil {
				return err
			}
		}
		fmt.Println("now")
		select {}
	})
}

// cutOff gives a file whose transaction was cut off in the middle: some of its
// pages are new, and a journal holds those that were there.
func cutOff(t testing.TB) (o sealed.Options, before contents) {
	t.Helper()
	o, _, before = twoStates(t)
	v := start(t, o, "halt")
	if said := v.says(); said != "now" {
		t.Fatal(said)
	}
	v.kill()
	return o, before
}

// A process that is killed leaves the file as it was before a transaction, or
// after.
func TestAKilledProcessLeavesBeforeOrAfter(t *testing.T) {
	rounds := 10
	if soaking() {
		rounds = 100
	}
	for _, act := range []string{"quick", "durable"} {
		t.Run(act, func(t *testing.T) {
			hot := 0
			for range rounds {
				o := keyed(options(t).Path)
				v := start(t, o, act)
				said := v.says()
				for range rand.N(20) {
					said = v.says()
				}
				// Looking takes some thousandths of a transaction.
				look(o, rand.N(3000))
				if last := v.kill(); last != "" {
					said = last
				}
				if info, err := os.Stat(o.Path + "-journal"); err == nil && info.Size() > 0 {
					hot++
				}
				isGeneration(t, o, said)
			}
			t.Logf("%d of %d were cut off in the middle", hot, rounds)
		})
	}
}

// isGeneration tells that a file holds what was last committed for sure, or
// what was being committed then.
func isGeneration(t *testing.T, o sealed.Options, said string) {
	t.Helper()
	var n int
	if _, err := fmt.Sscan(said, &n); err != nil {
		t.Fatal(err)
	}
	got, err := opened(o)
	if err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(got, generationOf(t, n)) && !maps.Equal(got, generationOf(t, n+1)) {
		t.Errorf("neither state %d nor the next", n)
	}
}

func generationOf(t *testing.T, n int) contents {
	t.Helper()
	f := open(t, options(t))
	defer f.Close()
	update(t, f, func(tx *sealed.Tx) error { return generation(tx, n) })
	all, err := read(f, people, things)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// look looks at the journal so many times, rather than at a clock.
func look(o sealed.Options, times int) {
	for range times {
		_, _ = os.Stat(o.Path + "-journal")
	}
}

// A process that is killed while it begins a file leaves none, or a whole one.
func TestAKilledProcessLeavesNoHalfFile(t *testing.T) {
	rounds := 10
	if soaking() {
		rounds = 100
	}
	half := 0
	for round := range rounds {
		o := keyed(options(t).Path)
		v := start(t, o, "quick")
		// Its draft, the draft's journal, or the file itself shows how far it is.
		for len(beside(t, o)) < 1+round%2 {
			runtime.Gosched()
		}
		look(o, rand.N(10_000))
		v.kill()
		if _, err := os.Stat(o.Path); err != nil {
			half++
		}
		if _, err := opened(o); err != nil {
			t.Fatal(err)
		}
		if left := beside(t, o); len(left) > 2 {
			t.Errorf("there are still %v", left)
		}
	}
	t.Logf("%d of %d died before there was a file", half, rounds)
}

// beside is all there is in the folder of a file.
func beside(t *testing.T, o sealed.Options) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(o.Path))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}
