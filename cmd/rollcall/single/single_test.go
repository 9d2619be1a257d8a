package single

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

const link = "rollcall://connect?server=https%3A%2F%2Faccounts.lumen.example"

// open is the first in this process, with what it does with orders.
func open(t *testing.T, dir string, raise func(context.Context, Order) error) *First {
	t.Helper()
	first, taken, err := Begin(t.Context(), Options{Dir: dir, Patience: time.Minute}, Order{})
	if err != nil || taken || first == nil {
		t.Fatalf("the first start: taken %v, %v", taken, err)
	}
	served := make(chan struct{})
	go func() {
		defer close(served)
		first.Serve(raise)
	}()
	t.Cleanup(func() {
		first.Release()
		<-served
	})
	return first
}

// ask starts once more and says what became of it.
func ask(t *testing.T, dir string, patience time.Duration, o Order) (*First, bool, error) {
	t.Helper()
	first, taken, err := Begin(t.Context(), Options{Dir: dir, Patience: patience}, o)
	t.Cleanup(first.Release)
	return first, taken, err
}

func TestASecondStartHandsItsLinkToTheFirst(t *testing.T) {
	for name, dir := range map[string]string{"an ordinary folder": t.TempDir(), "a long path": deep(t)} {
		t.Run(name, func(t *testing.T) {
			first, end := begin(t, dir, "")
			first.wants("first")
			for _, link := range []string{"", link} {
				second, _ := begin(t, dir, link)
				second.wants("taken")
				first.wants("raised " + link)
				if err := second.cmd.Wait(); err != nil {
					t.Errorf("the second ends with %v", err)
				}
			}
			end()
			next, _ := begin(t, dir, "")
			next.wants("first")
		})
	}
}

func TestOfTenStartsAtOnceOneStays(t *testing.T) {
	dir := t.TempDir()
	said := make(chan string, 10)
	var stays atomic.Pointer[child]
	for range 10 {
		c, _ := begin(t, dir, link)
		go func() {
			text := c.says()
			if text == "first" {
				stays.Store(c)
			}
			said <- text
		}()
	}
	count := map[string]int{}
	for range 10 {
		count[<-said]++
	}
	if count["first"] != 1 || count["taken"] != 9 {
		t.Fatalf("ten starts say %v", count)
	}
	for range 9 {
		stays.Load().wants("raised " + link)
	}
}

// What a killed window leaves behind keeps nobody from the next.
func TestAKilledWindowIsNotWaitedFor(t *testing.T) {
	temporary := t.TempDir()
	for name, dir := range map[string]string{"an ordinary folder": t.TempDir(), "a long path": deep(t)} {
		t.Run(name, func(t *testing.T) {
			for range 3 {
				c, _ := begin(t, dir, "", "TMPDIR="+temporary)
				c.wants("first")
				c.kill()
			}
			last, end := begin(t, dir, "", "TMPDIR="+temporary)
			last.wants("first")
			end()
			_ = last.cmd.Wait()
			if left, err := os.ReadDir(temporary); err != nil || len(left) != 0 {
				t.Errorf("%v stays behind, %v", left, err)
			}
		})
	}
}

// A program that hangs is not waited for for ever, and does nothing later on for
// somebody who has gone.
func TestAWindowThatHangsIsLeftAlone(t *testing.T) {
	dir, gone := t.TempDir(), make(chan struct{})
	open(t, dir, func(ctx context.Context, _ Order) error {
		<-ctx.Done()
		close(gone)
		return ctx.Err()
	})
	if _, taken, err := ask(t, dir, 300*time.Millisecond, Order{Link: link}); taken || !errors.Is(err, ErrSilent) {
		t.Errorf("taken %v, %v", taken, err)
	}
	select {
	case <-gone:
	case <-time.After(answerLimit / 2):
		t.Error("it still goes on for somebody who has gone")
	}
}

// A window that is about to end refuses; the next start waits until it has ended.
func TestAStartAsTheWindowEndsWaitsAndIsTheFirst(t *testing.T) {
	dir, asked := t.TempDir(), make(chan struct{}, 1000)
	first := open(t, dir, func(context.Context, Order) error {
		asked <- struct{}{}
		return errors.New("ending")
	})
	if _, taken, err := ask(t, dir, 200*time.Millisecond, Order{}); taken || !errors.Is(err, ErrSilent) {
		t.Errorf("before it ends: taken %v, %v", taken, err)
	}
	if len(asked) == 0 {
		t.Fatal("it was not asked")
	}
	first.Quiet()
	if _, taken, err := ask(t, dir, 200*time.Millisecond, Order{}); taken || !errors.Is(err, ErrSilent) {
		t.Errorf("while it ends: taken %v, %v", taken, err)
	}
	first.Release()
	if next, taken, err := ask(t, dir, time.Minute, Order{}); taken || err != nil || next == nil {
		t.Errorf("after it has ended: taken %v, %v", taken, err)
	}
}

// A window that ends is waited for longer than one that hangs.
func TestAStartWaitsLongerForAWindowThatEndsThanForOneThatHangs(t *testing.T) {
	const little = 100 * time.Millisecond
	dir := t.TempDir()
	ending := open(t, dir, func(context.Context, Order) error { return errors.New("ending") })
	time.AfterFunc(3*little, ending.Quiet)
	time.AfterFunc(6*little, ending.Release)
	next, taken, err := Begin(t.Context(), Options{Dir: dir, Patience: little, Ending: time.Minute}, Order{})
	if taken || err != nil || next == nil {
		t.Fatalf("of one that ends: taken %v, %v", taken, err)
	}
	defer next.Release()
	// It does not serve: its window hangs.
	begun := time.Now()
	_, taken, err = Begin(t.Context(), Options{Dir: dir, Patience: little, Ending: time.Minute}, Order{})
	if took := time.Since(begun); taken || !errors.Is(err, ErrSilent) || took > 20*time.Second {
		t.Errorf("of one that hangs: taken %v, %v after %v", taken, err, took)
	}
}

func TestNobodyElseCanReachIt(t *testing.T) {
	for name, dir := range map[string]string{"an ordinary folder": t.TempDir(), "a long path": deep(t)} {
		must(t, os.MkdirAll(dir, 0o777))
		first := open(t, dir, func(context.Context, Order) error { return nil })
		socket := first.listener.Addr().String()
		for _, folder := range []string{string(first.place), filepath.Dir(socket)} {
			if info, err := os.Stat(folder); err != nil || info.Mode().Perm() != 0o700 {
				t.Errorf("%s: others may look: %v, %v", name, info.Mode(), err)
			}
		}
		if uidOf(dial(t, first)) != os.Getuid() {
			t.Errorf("%s: who is at the other end is not known", name)
		}
	}
}

func dial(t *testing.T, first *First) *net.UnixConn {
	t.Helper()
	conn, err := net.DialUnix("unix", nil, first.listener.Addr().(*net.UnixAddr))
	must(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// What is no order that the command line allows is not carried out, and keeps
// nobody else waiting.
func TestWhatIsNoOrderIsNotCarriedOut(t *testing.T) {
	dir := t.TempDir()
	var raised atomic.Int64
	first := open(t, dir, func(context.Context, Order) error {
		raised.Add(1)
		return nil
	})
	for range 8 {
		dial(t, first) // and says nothing
	}
	for name, said := range map[string]string{
		"no words":        "raise\n",
		"no link":         `{"link":"https://accounts.lumen.example"}` + "\n",
		"a file":          `{"link":"/etc/passwd"}` + "\n",
		"no end":          `{"link":"rollcall:` + strings.Repeat("x", maxOrder),
		"half of one":     `{"link":"rollcall:`,
		"another kind":    `{"link":7}` + "\n",
		"nothing at all":  "",
		"a line too long": strings.Repeat(" ", maxOrder) + "{}\n",
	} {
		conn := dial(t, first)
		_, _ = conn.Write([]byte(said)) // it may hang up before the end
		_ = conn.CloseWrite()
		if got, _ := conn.Read(make([]byte, 8)); got != 0 {
			t.Errorf("%s is answered", name)
		}
	}
	if n := raised.Load(); n != 0 {
		t.Errorf("%d were carried out", n)
	}
	if _, taken, err := ask(t, dir, time.Minute, Order{Link: link}); !taken || err != nil || raised.Load() != 1 {
		t.Errorf("an order: taken %v, %v", taken, err)
	}
}

// A link that is far too long is shown as the one that cannot be used.
func TestALinkThatIsTooLongArrivesAsNone(t *testing.T) {
	dir := t.TempDir()
	var got string
	open(t, dir, func(_ context.Context, o Order) error {
		got = o.Link
		return nil
	})
	_, taken, err := ask(t, dir, time.Minute, Order{Link: "rollcall://connect?server=" + strings.Repeat("<", 100_000)})
	if !taken || err != nil || len(got) != longestLink {
		t.Errorf("taken %v, %v; %d bytes arrive", taken, err, len(got))
	}
}

// Without a place there is no first: a window can be opened all the same.
func TestAFolderThatCannotBeUsedIsSaid(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	elsewhere, dir := t.TempDir(), t.TempDir()
	p, err := openPlace(dir)
	must(t, err)
	must(t, os.Remove(string(p)))
	must(t, os.Symlink(elsewhere, string(p)))
	for _, dir := range []string{file, dir} {
		first, taken, err := Begin(t.Context(), Options{Dir: dir, Patience: time.Minute}, Order{})
		if first != nil || taken || err == nil {
			t.Errorf("%s: %v", dir, err)
		}
	}
	if left, err := os.ReadDir(elsewhere); err != nil || len(left) != 0 {
		t.Errorf("a link led to %v, %v", left, err)
	}
}

// Who has no place leads nobody, and needs no care.
func TestNoFirstLeadsNobody(t *testing.T) {
	var none *First
	none.Serve(nil)
	none.Quiet()
	none.Release()
}
