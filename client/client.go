package client

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"log/slog"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/go-resty/resty/v2"

	"rollcall/account"
)

const (
	// answerLimit is the most that is read of one answer, in bytes: some ten
	// times the largest page.
	answerLimit = 16 << 20
	// defaultTimeout is how long one attempt of a call may take.
	defaultTimeout = 30 * time.Second
	// defaultIdle is how long a stream may be silent: three of the service's
	// comments missed.
	defaultIdle = 45 * time.Second
)

// Options are what a Client needs to know of the program around it. Zero
// values are sensible.
type Options struct {
	// Language of the reader, "en" or "fr", asked for each call.
	Language func() string
	// DeviceName is how this computer is called in the list of sessions, when
	// a sign-in names none.
	DeviceName string
	UserAgent  string
	// Log gets one line per attempt: method, route, duration, code. Never an
	// identifier, a search, a header or a body.
	Log *slog.Logger
	// Timeout of one attempt of a call; 30 s when zero.
	Timeout time.Duration
	// Idle is how long a stream of events may be silent before it is taken for
	// dead; 45 s when zero.
	Idle time.Duration
	// TLS replaces the system's certificates, for services with their own.
	// TLS 1.2 is the least in any case.
	TLS *tls.Config
	// Transport replaces the network altogether.
	Transport http.RoundTripper

	// Now tells the time of this computer.
	Now func() time.Time
	// NewKey makes idempotency keys.
	NewKey func() string
	// Jitter gives numbers in [0, 1) that spread the second attempts.
	Jitter func() float64
	// Wait waits between attempts, or gives the context's error.
	Wait func(context.Context, time.Duration) error
}

// Client is the way to one account service. It is safe for concurrent use.
type Client struct {
	server string
	o      Options
	calls  *resty.Client
	stream *http.Client
	clock  clock
}

// New makes the way to a service; nothing is sent yet. The server is in the
// form that ParseServer gives and is checked again.
func New(server string, o Options) (*Client, error) {
	server, err := ParseServer(server)
	if err != nil {
		return nil, err
	}
	o = o.withDefaults()
	transport := o.Transport
	if transport == nil {
		transport = newTransport(server, o.TLS)
	}
	c := &Client{server: server, o: o, clock: clock{now: o.Now}}
	c.calls = resty.NewWithClient(&http.Client{Transport: transport, Timeout: o.Timeout, CheckRedirect: noRedirect}).
		SetDoNotParseResponse(true).SetLogger(silence{})
	c.stream = &http.Client{Transport: transport, CheckRedirect: noRedirect}
	return c, nil
}

func (o Options) withDefaults() Options {
	if o.Language == nil {
		o.Language = func() string { return account.Languages()[0] }
	}
	if o.UserAgent == "" {
		o.UserAgent = "Rollcall"
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	if o.Idle <= 0 {
		o.Idle = defaultIdle
	}
	return o.withRealWorld()
}

// withRealWorld fills in time and chance.
func (o Options) withRealWorld() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.NewKey == nil {
		o.NewKey = rand.Text
	}
	if o.Jitter == nil {
		o.Jitter = mathrand.Float64
	}
	if o.Wait == nil {
		o.Wait = wait
	}
	return o
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Server is the normalised address of the service.
func (c *Client) Server() string { return c.server }

// ClockOffset is what to add to this computer's clock to get the service's,
// from the Date of its answers; zero while they agree within two seconds,
// which is all that whole seconds can tell.
func (c *Client) ClockOffset() time.Duration { return c.clock.get() }

// Close lets go of idle connections.
func (c *Client) Close() {
	c.stream.CloseIdleConnections()
	c.calls.GetClient().CloseIdleConnections()
}

// noRedirect refuses redirects: the token belongs to one host, and the account
// API has none. The 3xx answer itself is then judged like any other.
func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

var errNotLoopback = errors.New("a local name leads to another computer")

// newTransport makes the network for one server. Plain http stays on this
// computer, whatever a proxy setting or a hosts file says.
func newTransport(server string, config *tls.Config) *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}
	proxy := http.ProxyFromEnvironment
	if strings.HasPrefix(server, "http://") {
		proxy = nil
		dialer.Control = onlyLoopback
	}
	if config == nil {
		config = &tls.Config{}
	}
	config = config.Clone()
	config.MinVersion = max(config.MinVersion, tls.VersionTLS12)
	return &http.Transport{
		Proxy: proxy, DialContext: dialer.DialContext, TLSClientConfig: config, ForceAttemptHTTP2: true,
		TLSHandshakeTimeout: 10 * time.Second, MaxIdleConnsPerHost: 8, IdleConnTimeout: 90 * time.Second,
		MaxResponseHeaderBytes: 1 << 20,
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 15 * time.Second},
	}
}

// onlyLoopback refuses to connect anywhere else, after the name was resolved.
func onlyLoopback(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !at.Addr().Unmap().IsLoopback() {
		return errNotLoopback
	}
	return nil
}

// silence keeps the library's own log away: it prints addresses and errors.
type silence struct{}

func (silence) Errorf(string, ...any) {}
func (silence) Warnf(string, ...any)  {}
func (silence) Debugf(string, ...any) {}

// join builds the address of a route from escaped segments.
func (c *Client) join(segments []string, query url.Values) string {
	var b strings.Builder
	b.WriteString(c.server)
	b.WriteString("/v1")
	for _, s := range segments {
		b.WriteByte('/')
		b.WriteString(url.PathEscape(s))
	}
	if len(query) > 0 {
		b.WriteByte('?')
		b.WriteString(query.Encode())
	}
	return b.String()
}
