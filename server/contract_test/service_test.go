package contract_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"rollcall/server"
)

// clock is the service's time: the real one, moved on at will.
type clock struct {
	mu     sync.Mutex
	offset time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.offset)
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset += d
}

// service is a running account service on a folder of its own.
type service struct {
	dir    string
	url    string
	clock  *clock
	http   *http.Client
	config server.Config
	stop   func(testing.TB)
}

// setting changes the configuration of a service before it starts.
type setting func(*server.Config)

// newService prepares a service; start runs it.
func newService(t testing.TB, settings ...setting) *service {
	t.Helper()
	s := &service{dir: t.TempDir(), clock: &clock{}, http: newHTTP(t)}
	s.config = server.Config{
		DataDir:            s.dir,
		Listen:             "127.0.0.1:0",
		Mail:               "dir:" + s.mailDir(),
		InvitationsPerHour: 100_000,
		MessagesPerHour:    100_000,
		TrustProxy:         []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")},
		Now:                s.clock.now,
		// What goes wrong inside stands beside what the test says.
		Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError})),
	}
	for _, set := range settings {
		set(&s.config)
	}
	return s
}

func newHTTP(t testing.TB) *http.Client {
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// start runs the service until the test ends or stop is called.
func (s *service) start(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	running, err := server.Open(ctx, s.config)
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	s.url = running.URL()
	ended := make(chan error, 1)
	go func() { ended <- running.Run(ctx) }()
	var once sync.Once
	s.stop = func(t testing.TB) {
		once.Do(func() {
			s.http.CloseIdleConnections()
			cancel()
			if err := errors.Join(<-ended, running.Close()); err != nil && !errors.Is(err, context.Canceled) {
				t.Errorf("the service stopped with: %v", err)
			}
		})
	}
	t.Cleanup(func() { s.stop(t) })
}

// restart stops the service and starts it again on the same folder.
func (s *service) restart(t testing.TB) {
	t.Helper()
	s.stop(t)
	s.start(t)
}

// nobody is a caller without a session.
func (s *service) nobody() caller { return caller{http: s.http, base: s.url} }

func (s *service) mailDir() string { return filepath.Join(s.dir, "mail") }

// patience is how long a trial waits for what must come: long, for a busy machine.
const patience = 20 * time.Second

// whole tells whether the long trials are to run all their rounds.
func whole() bool { return os.Getenv("ROLLCALL_SOAK") != "" }

// rounds gives how many of so many rounds to run: all, or a tenth.
func rounds(t testing.TB, all int) int {
	n := all
	if !whole() {
		n = max(1, all/10)
	}
	t.Logf("%d of %d rounds", n, all)
	return n
}
