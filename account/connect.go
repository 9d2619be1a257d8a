package account

import (
	"net/url"
	"strings"
)

// A connect link opens the desktop program and offers it the address of a
// service: rollcall://connect?server=https%3A%2F%2Faccounts.example.org. It says
// where to sign in and nothing else: never who, never a secret.
const (
	connectScheme = "rollcall"
	connectHost   = "connect"
	connectServer = "server"
)

// maxConnect is more than any connect link is long, in bytes.
const maxConnect = 2048

// ConnectLink makes the link that offers the address of a service.
func ConnectLink(server string) string {
	return connectScheme + "://" + connectHost + "?" + connectServer + "=" + url.QueryEscape(server)
}

// IsLink tells whether a text is meant as a link to the desktop program.
func IsLink(text string) bool {
	scheme, _, found := strings.Cut(text, ":")
	return found && strings.EqualFold(scheme, connectScheme)
}

// ParseConnectLink gives what a connect link offers, as it stands there; whether
// it can be the address of a service is for others to say. Whatever is not
// exactly such a link is refused with MalformedRequest: who made it is unknown.
func ParseConnectLink(link string) (server string, err error) {
	refused := Faultf(MalformedRequest, "not a link that connects")
	if len(link) > maxConnect {
		return "", refused
	}
	u, err := url.Parse(link)
	if err != nil || u.Scheme != connectScheme || u.Host != connectHost {
		return "", refused
	}
	// Browsers put a slash after the host of a link they know nothing of.
	if u.User != nil || u.Opaque != "" || (u.Path != "" && u.Path != "/") || strings.Contains(link, "#") {
		return "", refused
	}
	name, value, _ := strings.Cut(u.RawQuery, "=")
	if name != connectServer || strings.ContainsAny(value, "&;=") {
		return "", refused
	}
	server, err = url.QueryUnescape(value)
	if err != nil || server == "" {
		return "", refused
	}
	return server, nil
}
