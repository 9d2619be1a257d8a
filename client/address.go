package client

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/idna"

	"rollcall/account"
)

// ParseServer gives the one form of the address of an account service, as a
// person types it: "Accounts.Example.org" becomes "https://accounts.example.org".
// A bare loopback address becomes http, everything else https. Plain http is
// refused with InsecureServer unless the host is this computer; what is not an
// address at all with MalformedRequest. A path before /v1 is kept.
func ParseServer(s string) (string, error) {
	s = strings.TrimSpace(s)
	if s == "" || strings.ContainsFunc(s, notInServer) {
		return "", account.Faultf(account.MalformedRequest, "not the address of a server")
	}
	if !strings.Contains(s, "://") {
		s = presumedScheme(s) + "://" + s
	}
	u, err := url.Parse(s)
	if err != nil {
		return "", account.Faultf(account.MalformedRequest, "not the address of a server")
	}
	return normalised(u)
}

// notInServer refuses white space and control characters, which hide parts of
// an address from the eye.
func notInServer(r rune) bool { return r <= ' ' || r == 0x7f || r == '\\' }

func presumedScheme(s string) string {
	if u, err := url.Parse("//" + s); err == nil && loopback(u.Hostname()) {
		return "http"
	}
	return "https"
}

func normalised(u *url.URL) (string, error) {
	scheme := strings.ToLower(u.Scheme)
	if scheme != "http" && scheme != "https" {
		return "", account.Faultf(account.MalformedRequest, "the address of a server begins with https")
	}
	if u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || u.Opaque != "" {
		return "", account.Faultf(account.MalformedRequest, "the address of a server is a host name only")
	}
	host, err := normalHost(u)
	if err != nil {
		return "", err
	}
	if scheme == "http" && !loopback(u.Hostname()) {
		return "", account.Faultf(account.InsecureServer, "plain http is for this computer only")
	}
	path := strings.TrimRight(u.EscapedPath(), "/")
	return scheme + "://" + host + path, nil
}

// dnsLength tells whether a name, and each part of it, is as long as names can be
// (RFC 1035, 2.3.4).
func dnsLength(name string) bool {
	return name != "" && len(name) <= 253 && !slices.ContainsFunc(strings.Split(name, "."), func(part string) bool { return len(part) > 63 })
}

// normalHost gives host and port in the form two spellings of one address
// share: ASCII, lower case, without the port that goes without saying.
func normalHost(u *url.URL) (string, error) {
	name, port := strings.ToLower(u.Hostname()), u.Port()
	if addr, err := netip.ParseAddr(name); err == nil {
		name = addr.String()
	} else if name, err = idna.Lookup.ToASCII(name); err != nil || !dnsLength(name) {
		return "", account.Faultf(account.MalformedRequest, "not the name of a server")
	}
	if defaultPort := map[string]string{"http": "80", "https": "443"}[strings.ToLower(u.Scheme)]; port == defaultPort {
		port = ""
	}
	if port != "" {
		return net.JoinHostPort(name, port), nil
	}
	if strings.Contains(name, ":") {
		return "[" + name + "]", nil
	}
	return name, nil
}

// loopback tells whether a host is this computer by its very name. That the
// name really leads there is checked again when connecting.
func loopback(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}
