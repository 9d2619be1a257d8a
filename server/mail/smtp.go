package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"iter"
	"net"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Server is a transport that hands messages to a mail server (RFC 5321), over a
// few connections at one moment: a message that the server is slow about holds
// up no other. Connections are used again as long as there is something to send.
type Server struct {
	address  string
	host     string
	tls      *tls.Config
	security security
	user     *url.Userinfo
	limits   limits

	// turns has one entry for each connection that may be made.
	turns chan struct{}
	mu    sync.Mutex
	idle  []*line
	// spared are turns kept back, because the server wants fewer connections.
	spared int
}

// security is when a connection is encrypted.
type security int

const (
	// never: nothing secret crosses a network.
	never security = iota
	// offered: with STARTTLS when the server offers it.
	offered
	// required: with STARTTLS or not at all.
	required
	// fromStart: TLS from the first byte (RFC 8314).
	fromStart
)

// limits are how long the server may take for each step (RFC 5321 4.5.3.2).
type limits struct {
	// connect is for the connection, its encryption and the sign-in; command for
	// each of MAIL, RCPT and DATA; content for the whole message; taken for the
	// answer to its end, which comes after the server has looked at it.
	connect, command, content, taken time.Duration
	// ending is for the message in hand while the service stops.
	ending time.Duration
	// leave is for taking leave.
	leave time.Duration
}

const (
	// serverLanes is how many connections there are at one moment.
	serverLanes = 8
	// perLine is how many messages share a connection, one after the other.
	perLine = 100
)

func defaultLimits() limits {
	return limits{
		connect: time.Minute, command: 5 * time.Minute, content: 3 * time.Minute, taken: 10 * time.Minute,
		ending: 5 * time.Second, leave: 2 * time.Second,
	}
}

// parseServer understands smtp://[user:password@]host[:port], which uses TLS
// when the server offers it and requires it before a password crosses a
// network, and smtps://, which is TLS from the first byte. Certificates are
// those that roots vouch for, the system's when nil.
func parseServer(spec string, roots *x509.CertPool) (*Server, error) {
	u, err := url.Parse(spec)
	if err != nil || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return nil, ErrTransport
	}
	host := u.Hostname()
	s := &Server{
		host: host, tls: &tls.Config{ServerName: host, RootCAs: roots, MinVersion: tls.VersionTLS12},
		limits: defaultLimits(), turns: make(chan struct{}, serverLanes),
	}
	if _, with := u.User.Password(); with {
		s.user = u.User
	}
	s.security = securityOf(u.Scheme, host, s.user != nil)
	s.address = net.JoinHostPort(host, portOf(u, s.security))
	for range serverLanes {
		s.turns <- struct{}{}
	}
	return s, nil
}

func securityOf(scheme, host string, withPassword bool) security {
	ip := net.ParseIP(host)
	local := host == "localhost" || ip != nil && ip.IsLoopback()
	switch {
	case scheme == "smtps":
		return fromStart
	case withPassword && !local:
		return required
	case local && !withPassword:
		// A mail server on this computer rarely has a certificate for "localhost".
		return never
	}
	return offered
}

// portOf is the port that is asked for, or the usual one (RFC 8314, RFC 6409).
func portOf(u *url.URL, s security) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case s == fromStart:
		return "465"
	case s == required:
		return "587"
	}
	return "25"
}

// Batch is how many messages one call of Deliver is best given.
func (s *Server) Batch() int { return 1 }

// Lanes is how many messages are handed over at one moment.
func (s *Server) Lanes() int { return serverLanes }

// Deliver hands the messages over, one after the other.
func (s *Server) Deliver(ctx context.Context, messages []Message) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i, m := range messages {
			if !yield(i, s.deliver(ctx, m)) {
				return
			}
		}
	}
}

// deliver hands a message over. A connection that was used before may have been
// closed meanwhile, or have had its share of messages: that is no attempt, and
// another one is taken.
func (s *Server) deliver(ctx context.Context, m Message) error {
	for {
		l, err := s.take(ctx)
		if err != nil {
			return err
		}
		used := l.sent > 0
		failure := l.send(ctx, m.Msg)
		again := failure != nil && used && failure.worn()
		if again {
			l.sent = perLine
		}
		s.give(l)
		switch {
		case failure == nil:
			return nil
		case !again:
			return judge(failure)
		}
	}
}
