package mail

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"rollcall/account"
)

// guarded is a mail server that wants a sign-in, and remembers what it was told.
type guarded struct {
	*postOffice
	roots *x509.CertPool

	mu       sync.Mutex
	told     []string
	sawPlain bool
}

// certificate is one for a host, signed by itself, and a pool that vouches for it.
func certificate(t *testing.T, host string) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

const mailHost = "mail.maplepress.example"

// newGuarded starts a mail server with a certificate, with STARTTLS or with TLS
// from the start.
func newGuarded(t *testing.T, fromStart bool) *guarded {
	t.Helper()
	cert, roots := certificate(t, mailHost)
	g := &guarded{postOffice: &postOffice{answers: map[string]*smtp.SMTPError{}}, roots: roots}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &guard{counter: counter{office: g.postOffice}, at: g, conn: c}, nil
	}))
	config := &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g.url = listener.Addr().String()
	if fromStart {
		listener = tls.NewListener(listener, config)
	} else {
		server.TLSConfig = config
	}
	serve(t, server, listener)
	return g
}

// guard serves one connection of a guarded server.
type guard struct {
	counter
	at     *guarded
	conn   *smtp.Conn
	signed bool
}

func (g *guard) AuthMechanisms() []string { return []string{sasl.Plain} }

func (g *guard) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, username, password string) error {
		g.at.mu.Lock()
		defer g.at.mu.Unlock()
		_, safe := g.conn.TLSConnectionState()
		g.at.told = append(g.at.told, password)
		g.at.sawPlain = g.at.sawPlain || !safe
		if username != "user" || password != "pass word" {
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "about user"}
		}
		g.signed = true
		return nil
	}), nil
}

func (g *guard) Mail(from string, o *smtp.MailOptions) error {
	if !g.signed {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "who are you?"}
	}
	return g.counter.Mail(from, o)
}

// to is a transport to the server, under the name of its certificate or another.
func (g *guarded) to(t *testing.T, spec string, roots *x509.CertPool) Transport {
	t.Helper()
	tr, err := ParseTransport(spec, roots)
	if err != nil {
		t.Fatal(err)
	}
	server := tr.(*Server)
	server.address = g.url // as if the name resolved there
	return server
}

func TestAPasswordGoesToTheServerOfTheCertificateAlone(t *testing.T) {
	_, strangers := certificate(t, mailHost)
	for name, c := range map[string]struct {
		fromStart bool
		spec      string
		trusted   bool
		// detail is why it is not sent; empty when it is.
		detail string
		told   bool
	}{
		"STARTTLS":                         {false, "smtp://user:pass%20word@" + mailHost, true, "", true},
		"TLS from the start":               {true, "smtps://user:pass%20word@" + mailHost, true, "", true},
		"STARTTLS, unknown certificate":    {false, "smtp://user:pass%20word@" + mailHost, false, account.DetailUnsafe, false},
		"TLS, unknown certificate":         {true, "smtps://user:pass%20word@" + mailHost, false, account.DetailUnsafe, false},
		"STARTTLS, certificate of another": {false, "smtp://user:pass%20word@mail.lumen.example", true, account.DetailUnsafe, false},
		"TLS, certificate of another":      {true, "smtps://user:pass%20word@mail.lumen.example", true, account.DetailUnsafe, false},
		"a wrong password":                 {false, "smtp://user:wrong@" + mailHost, true, account.DetailNotLetIn, true},
		"TLS to a server without":          {false, "smtps://user:pass%20word@" + mailHost, true, account.DetailNoAnswer, false},
		"without a sign-in":                {false, "smtp://" + mailHost, true, account.DetailNotLetIn, false},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGuarded(t, c.fromStart)
			roots := strangers
			if c.trusted {
				roots = g.roots
			}
			err := deliverAll(t, g.to(t, c.spec, roots), message(t, "a@x.example"))[0]
			var delay *Delay
			switch {
			case c.detail == "" && (err != nil || len(g.letters()) != 1):
				t.Error(err)
			case c.detail != "" && (!errors.As(err, &delay) || delay.Detail != c.detail || len(g.letters()) != 0):
				t.Errorf("%v, want %q", err, c.detail)
			}
			g.mu.Lock()
			defer g.mu.Unlock()
			if len(g.told) > 0 != c.told || g.sawPlain {
				t.Errorf("the server was told %d passwords, in the open: %v", len(g.told), g.sawPlain)
			}
			if err != nil && slices.ContainsFunc([]string{"pass", "wrong", "about"}, func(s string) bool { return strings.Contains(err.Error(), s) }) {
				t.Errorf("the error repeats what it should not: %v", err)
			}
		})
	}
}

// A server that hides its encryption, or somebody between who hides it, is told
// nothing.
func TestEncryptionThatIsHiddenStopsTheSending(t *testing.T) {
	g := newGuarded(t, false)
	g.postOffice.url = "smtp://" + g.url
	m := meddle(t, g.postOffice, func(step, _ string) mischief {
		if step == "EHLO" {
			return says("250-mail.maplepress.example\r\n250 AUTH PLAIN LOGIN")
		}
		return nil
	})
	server := transport(t, "smtp://user:pass%20word@"+mailHost).(*Server)
	server.address = strings.TrimPrefix(m.url, "smtp://")
	var delay *Delay
	if err := deliverAll(t, server, message(t, "a@x.example"))[0]; !errors.As(err, &delay) || delay.Detail != account.DetailUnsafe {
		t.Error(err)
	}
	if len(g.told) != 0 {
		t.Error("the password was told")
	}
}
