package server

import (
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"time"
)

// DefaultListen is where the service listens when nothing is said.
const DefaultListen = "127.0.0.1:8080"

// Config says how a service runs. DataDir is required; the zero value of
// everything else is the default of the account API.
type Config struct {
	// DataDir holds the database, the key and, by default, the mails.
	DataDir string
	// Listen is the address to listen on, "127.0.0.1:0" for any free port.
	Listen string
	// PublicURL begins the links in mails; the address listened on when empty.
	PublicURL string
	// AppURL is where people get the app, named on the page of an invitation;
	// empty, the page sends them to whoever invited them.
	AppURL string
	// TLSCert and TLSKey are PEM files; both or none.
	TLSCert, TLSKey string
	// TrustProxy is where X-Forwarded-For is believed from, and plain HTTP
	// accepted.
	TrustProxy []netip.Prefix
	// Mail is "dir:FOLDER" or "smtp://user:password@host:port"; the folder mail
	// in DataDir when empty, so that nothing leaves the machine by accident.
	Mail string
	// MailFrom is who mails come from; made from PublicURL when empty.
	MailFrom string
	// ReportSecret is what the mail server shows with a delivery report (POST
	// /v1/delivery-reports); empty, none is taken.
	ReportSecret string
	// InvitationsPerHour limits an account, MessagesPerHour a recipient; 0 is
	// the default (5,000 and 5), negative none.
	InvitationsPerHour, MessagesPerHour int
	// FailuresPerLogin limits failed sign-ins of a login from one address in 15
	// minutes, FailuresPerAddress those of an address; 0 is the default (10 and
	// 100), negative none.
	FailuresPerLogin, FailuresPerAddress int
	// ExternalAccess is how people of other accounts get in (R12).
	ExternalAccess ExternalAccess
	// ClockOffset is added to the clock; on loopback only, for rehearsals.
	ClockOffset time.Duration
	// Now is the clock; time.Now when nil.
	Now func() time.Time
	// Log takes what happens; nothing is logged when nil.
	Log *slog.Logger
	// AccessLog adds a line for each request.
	AccessLog bool
	// Random gives identifiers and links; the system's when nil.
	Random io.Reader
}

// ExternalAccess is how people of other accounts get in (R12).
type ExternalAccess string

// The ways in; ByRequest when nothing is said.
const (
	// ByRequest: the operator lets them in, when an administrator has asked.
	ByRequest ExternalAccess = "request"
	// ByInvitation: an invited person may also come in themselves, with the login
	// that they have elsewhere.
	ByInvitation ExternalAccess = "invitation"
)

// Faults of a configuration.
var (
	ErrDataDir = errors.New("no data folder is given")
	ErrTLS     = errors.New("a certificate needs its key, and a key its certificate")
	ErrPlain   = errors.New("plain HTTP is for loopback or behind a trusted proxy; give a certificate, or say which proxy")
	ErrOffset  = errors.New("the clock can be moved on loopback only")
	ErrAccess  = errors.New("external access is by request or by invitation")
	ErrURL     = errors.New("the public URL must begin with http:// or https:// and end with the host")
	ErrAppURL  = errors.New("the address of the app must begin with https:// or http://")
)

// fill sets the defaults and checks what can be checked without the network.
func (c *Config) fill() error {
	if c.DataDir == "" {
		return ErrDataDir
	}
	if c.Listen == "" {
		c.Listen = DefaultListen
	}
	if c.Mail == "" {
		c.Mail = "dir:" + filepath.Join(c.DataDir, "mail")
	}
	if c.Random == nil {
		c.Random = rand.Reader
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if now, offset := c.Now, c.ClockOffset; offset != 0 {
		c.Now = func() time.Time { return now().Add(offset) }
	}
	switch c.ExternalAccess {
	case "":
		c.ExternalAccess = ByRequest
	case ByRequest, ByInvitation:
	default:
		return ErrAccess
	}
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return ErrTLS
	}
	return c.checkURL()
}

func (c *Config) checkURL() (err error) {
	if u, err := url.Parse(c.AppURL); c.AppURL != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil) {
		return ErrAppURL
	}
	if c.PublicURL != "" {
		c.PublicURL, err = CleanPublicURL(c.PublicURL)
	}
	return err
}

// CleanPublicURL checks an address that links can begin with and gives it
// without a final slash; ErrURL.
func CleanPublicURL(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return "", ErrURL
	}
	return strings.TrimSuffix(address, "/"), nil
}

// checkListener refuses what would send passwords over an open line.
func (c *Config) checkListener(addr net.Addr) error {
	tcp, ok := addr.(*net.TCPAddr)
	loopback := ok && tcp.IP.IsLoopback()
	switch {
	case !loopback && c.ClockOffset != 0:
		return ErrOffset
	case !loopback && c.TLSCert == "" && len(c.TrustProxy) == 0:
		return ErrPlain
	}
	return nil
}

// served tells whether people of other computers are expected.
func (c *Config) served(l net.Listener) bool {
	tcp, ok := l.Addr().(*net.TCPAddr)
	return !ok || !tcp.IP.IsLoopback() || len(c.TrustProxy) > 0
}

// listen binds the address, with TLS when there is a certificate.
func (c *Config) listen() (net.Listener, error) {
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return nil, err
	}
	if err := c.checkListener(l.Addr()); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	if c.TLSCert == "" {
		return l, nil
	}
	pair, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("certificate: %w", err), l.Close())
	}
	return tls.NewListener(l, &tls.Config{
		Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"},
	}), nil
}

// urlOf is the address that this computer reaches the listener by.
func (c *Config) urlOf(l net.Listener) string {
	scheme := "http"
	if c.TLSCert != "" {
		scheme = "https"
	}
	host, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return scheme + "://" + l.Addr().String()
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}
