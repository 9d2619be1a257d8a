package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"os"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/wneessen/go-mail/smtp"
)

// Faults of a mail server.
var (
	errNoSignIn = errors.New("it offers no sign-in that is safe here")
	errNoTLS    = errors.New("it offers no encryption")
	errLetters  = errors.New("it takes no address in other letters")
)

// dial connects, encrypts and signs in. A service that stops waits for nothing.
func (s *Server) dial(ctx context.Context) (*line, error) {
	connecting, cancel := context.WithTimeout(ctx, s.limits.connect)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(connecting, "tcp", s.address)
	if err != nil {
		return nil, err
	}
	// In the end too: what goes on is given its own time.
	stop := context.AfterFunc(connecting, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	l := &line{conn: conn, limits: s.limits}
	err = s.greet(l)
	if !stop() && err == nil {
		err = os.ErrDeadlineExceeded
	}
	if err == nil {
		return l, nil
	}
	_ = conn.Close() // it was of no use
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return nil, err
}

func (s *Server) greet(l *line) (err error) {
	conn := l.conn
	if s.security == fromStart {
		conn = tls.Client(conn, s.tls)
	}
	if l.smtp, err = smtp.NewClient(conn, s.host); err != nil {
		return err
	}
	if err := l.smtp.Hello(ownName()); err != nil {
		return err
	}
	if err := s.encrypt(l.smtp); err != nil {
		return err
	}
	return s.signIn(l.smtp)
}

// ownName is what this computer calls itself to the server.
func ownName() string {
	name, err := os.Hostname()
	if err != nil || name == "" || strings.ContainsFunc(name, func(r rune) bool { return r > unicode.MaxASCII || unicode.IsSpace(r) }) {
		return "localhost"
	}
	return name
}

func (s *Server) encrypt(c *smtp.Client) error {
	if s.security != offered && s.security != required {
		return nil
	}
	if can, _ := c.Extension("STARTTLS"); can {
		return c.StartTLS(s.tls)
	}
	if s.security == required {
		return errNoTLS
	}
	return nil
}

// signIn uses the safest way the server knows. The library gives no password to
// a server on a network before the line is encrypted.
func (s *Server) signIn(c *smtp.Client) error {
	if s.user == nil {
		return nil
	}
	_, known := c.Extension("AUTH")
	ways := strings.Fields(strings.ToUpper(known))
	name := s.user.Username()
	password, _ := s.user.Password()
	for _, w := range []struct {
		name string
		auth smtp.Auth
	}{
		{"SCRAM-SHA-256", smtp.ScramSHA256Auth(name, password)},
		{"SCRAM-SHA-1", smtp.ScramSHA1Auth(name, password)},
		{"PLAIN", smtp.PlainAuth("", name, password, s.host, false)},
		{"LOGIN", smtp.LoginAuth(name, password, s.host, false)},
		{"CRAM-MD5", smtp.CRAMMD5Auth(name, password)},
	} {
		if slices.Contains(ways, w.name) {
			return c.Auth(w.auth)
		}
	}
	return errNoSignIn
}
