package api

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// proxies are the networks whose word about a caller's address is believed.
type proxies []netip.Prefix

// AddressOf gives a function that says where a request comes from, behind the
// trusted proxies.
func AddressOf(trusted []netip.Prefix) func(*http.Request) string { return proxies(trusted).address }

func (s *service) address(r *http.Request) string { return proxies(s.TrustProxy).address(r) }

// private tells whether nobody can listen: TLS, this computer, or a proxy that
// is trusted to have done it.
func (s *service) private(r *http.Request) bool {
	peer := peerOf(r)
	return r.TLS != nil || peer.IsLoopback() || proxies(s.TrustProxy).contain(peer)
}

func peerOf(r *http.Request) netip.Addr {
	a, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return a.Addr().Unmap()
}

func (p proxies) contain(a netip.Addr) bool {
	for _, network := range p {
		if network.Contains(a) {
			return true
		}
	}
	return false
}

// hopOf reads an address as proxies write it, some of them with a port.
func hopOf(s string) (netip.Addr, bool) {
	if at, err := netip.ParseAddrPort(s); err == nil {
		return at.Addr().Unmap(), true
	}
	a, err := netip.ParseAddr(s)
	return a.Unmap(), err == nil
}

// address is the last address of X-Forwarded-For that is not a trusted proxy:
// what stands before it may be invented.
func (p proxies) address(r *http.Request) string {
	addr := peerOf(r)
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && p.contain(addr); i-- {
		hop, ok := hopOf(strings.TrimSpace(hops[i]))
		if !ok {
			break
		}
		addr = hop
	}
	if !addr.IsValid() {
		host, _, _ := net.SplitHostPort(r.RemoteAddr)
		return host
	}
	return addr.WithZone("").String()
}
