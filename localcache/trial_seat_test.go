package localcache_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"path/filepath"
	"time"

	"rollcall/account"
	"rollcall/client"
	"rollcall/localcache"
)

// hurry is how much shorter a trial waits than the program does.
const hurry = 100

// seat is a desk over a line, which can be left and come back to: the copy in
// its folder stays.
type seat struct {
	o       *office
	who     string
	session account.Session
	taken   time.Time
	line    *line
	courier *courier
	client  *client.Client
	dir     string
	key     []byte

	*desk
	copy *localcache.Copy
	// leave ends the program, which is gone then.
	leave context.CancelFunc
	gone  chan struct{}
	// filled: its lists were whole once, and must be at each opening.
	filled bool

	book   book
	totals totals
	// first is the number of the first act; say, if any, is told of each.
	first int
	say   func(report)
	// uncertain are the acts that were seen in that state.
	uncertain map[string]bool
	faults    []string
}

// take makes a seat for somebody who signs in past the line.
func (o *office) take(t tester, who string, seed uint64) *seat {
	t.Helper()
	session, err := o.near.SignIn(t.Context(), account.SignIn{Login: who, Password: password, DeviceName: "desk"})
	if err != nil {
		t.Fatal(err)
	}
	s := &seat{
		o: o, who: who, session: session, taken: time.Now(), line: newLine(o.url), dir: filepath.Join(o.config.DataDir, "copy-"+who),
		key: bytes.Repeat([]byte(who[:1]), localcache.KeySize), uncertain: map[string]bool{},
	}
	s.courier = newCourier(s.line.transport(), seed)
	s.client, err = client.New("http://127.0.0.1:9", client.Options{
		Transport: s.courier, Timeout: 5 * time.Second,
		Wait: func(ctx context.Context, d time.Duration) error {
			select {
			case <-time.After(d / hurry):
			case <-ctx.Done():
			}
			return ctx.Err()
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.open(t)
	return s
}

// online waits until the lists are there.
func (s *seat) online(t tester) {
	t.Helper()
	for deadline := time.Now().Add(patience); s.Status().Link != account.LinkOnline; {
		if time.Now().After(deadline) {
			t.Fatalf("%s is not online: %+v", s.who, s.Status())
		}
		select {
		case <-s.rung:
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// open begins on the copy that is in the folder.
func (s *seat) open(t tester) {
	t.Helper()
	var err error
	s.copy, err = localcache.OpenCopy(t.Context(), localcache.CopyOptions{
		Dir: s.dir, Key: s.key, Owner: localcache.Owner{Server: "trial", AccountID: "maple", PersonID: s.who}, Now: s.now,
	})
	if err != nil {
		t.Fatal(err)
	}
	if state := s.copy.State(); state != account.CopyKept {
		t.Fatalf("the copy of %s is %q", s.who, state)
	}
	s.desk = &desk{session: s.session, client: s.client, rung: make(chan struct{}, 1), ended: make(chan error, 1)}
	s.Cache = localcache.New(s.client.Account("maple", s.session.Token), localcache.Options{After: hurried, Now: s.now, Copy: s.copy})
	s.ring()
	if s.filled && !s.Lists().Loaded {
		t.Fatalf("%s opens on nothing, and had lists", s.who)
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.leave, s.gone = cancel, make(chan struct{})
	go func(d *desk, gone chan<- struct{}) {
		defer close(gone)
		d.ended <- d.Run(ctx)
	}(s.desk, s.gone)
}

// hurried is a time.After of a trial.
func hurried(d time.Duration) <-chan time.Time { return time.After(d / hurry) }

// now is a clock that runs ten times as fast since the seat was taken: what is put
// off until a moment comes sooner. It is no faster, since whoever finds that much time
// has passed concludes that the computer slept.
func (s *seat) now() time.Time { return s.taken.Add(10 * time.Since(s.taken)) }

// ring has the seat hear of changes.
func (s *seat) ring() {
	rung := s.rung
	s.Watch(func() {
		select {
		case rung <- struct{}{}:
		default:
		}
	})
}

// close leaves the seat.
func (s *seat) close(t tester) {
	t.Helper()
	s.leave()
	if err := <-s.ended; !errors.Is(err, context.Canceled) {
		t.Fatalf("%s ended with %v", s.who, err)
	}
	if err := s.copy.Close(); err != nil {
		t.Fatal(err)
	}
}

// reopen closes the copy and opens it again, maybe with nobody to ask.
func (s *seat) reopen(t tester) {
	s.close(t)
	s.totals.reopened++
	s.open(t)
}

// look holds what the seat shows against what its courier knows: an act that
// left the desk is not called unsent.
func (s *seat) look() {
	sent := s.courier.allSent()
	l := s.Lists()
	s.filled = s.filled || l.Loaded
	for _, w := range l.Waiting {
		if w.State == account.WaitingUnsent && sent[w.ID] {
			s.faultf("%s %s was sent and is shown as %s", w.Deed, w.ID, w.State)
		}
		if w.State == account.WaitingUncertain && !s.uncertain[w.ID] {
			s.uncertain[w.ID] = true
			s.totals.uncertain++
		}
		if (w.State == account.WaitingRefused) != (w.Fault != nil) {
			s.faultf("%s %s is %s with the fault %v", w.Deed, w.ID, w.State, w.Fault)
		}
	}
}

func pick[T any](chance *rand.Rand, rows []*T) *T {
	if len(rows) == 0 {
		return nil
	}
	return rows[chance.IntN(len(rows))]
}
