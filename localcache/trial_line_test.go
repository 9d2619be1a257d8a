package localcache_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
)

// line is the network between a desk and the service: a proxy that spoils what
// passes. Each weather is a proxy of its own; what was open in the one before
// breaks.
type line struct {
	hub *toxiproxy.ApiServer

	mu     sync.Mutex
	target string
	// proxy is nil while there is no network.
	proxy *toxiproxy.Proxy
}

func newLine(target string) *line {
	l := &line{hub: toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())}
	l.lead(target)
	return l
}

// lead makes the line one to another address, in fair weather.
func (l *line) lead(target string) {
	l.mu.Lock()
	l.target = strings.TrimPrefix(target, "http://")
	l.mu.Unlock()
	l.become()
}

// down takes the network away.
func (l *line) down() { l.replace(nil) }

// become changes the weather to that of some toxics, each in the words of
// toxiproxy; none is fair weather.
func (l *line) become(toxics ...string) {
	l.mu.Lock()
	target := l.target
	l.mu.Unlock()
	p := toxiproxy.NewProxy(l.hub, "line", "127.0.0.1:0", target)
	for _, t := range toxics {
		if _, err := p.Toxics.AddToxicJson(strings.NewReader(t)); err != nil {
			panic(fmt.Sprintf("%s: %v", t, err))
		}
	}
	if err := p.Start(); err != nil {
		panic(err)
	}
	l.replace(p)
}

func (l *line) replace(p *toxiproxy.Proxy) {
	l.mu.Lock()
	before := l.proxy
	l.proxy = p
	l.mu.Unlock()
	if before != nil {
		before.Stop()
	}
}

// dial connects over the line as it is now, whatever the address.
func (l *line) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	l.mu.Lock()
	p := l.proxy
	l.mu.Unlock()
	if p == nil {
		return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ECONNREFUSED}
	}
	return new(net.Dialer).DialContext(ctx, network, p.Listen)
}

// transport is HTTP over the line.
func (l *line) transport() *http.Transport {
	return &http.Transport{DialContext: l.dial, MaxIdleConnsPerHost: 8}
}

// toxic writes one down for toxiproxy.
func toxic(kind, stream, attributes string, values ...any) string {
	return fmt.Sprintf(`{"type":%q,"stream":%q,"toxicity":1,"attributes":%s}`, kind, stream, fmt.Sprintf(attributes, values...))
}

// storm is a weather by chance. Each that holds something up lets go within
// half a second.
func storm(chance *rand.Rand) []string {
	stream := [...]string{"downstream", "upstream"}[chance.IntN(2)]
	late := toxic("latency", stream, `{"latency":%d,"jitter":%d}`, chance.IntN(30), chance.IntN(15))
	switch chance.IntN(10) {
	case 0, 1:
		return []string{late}
	case 2, 3, 4: // an answer is cut in its middle
		return []string{toxic("limit_data", "downstream", `{"bytes":%d}`, chance.IntN(9000))}
	case 5: // a request is
		return []string{toxic("limit_data", "upstream", `{"bytes":%d}`, chance.IntN(1500))}
	case 6:
		return []string{toxic("slow_close", "downstream", `{"delay":%d}`, chance.IntN(100)), toxic("limit_data", "downstream", `{"bytes":%d}`, chance.IntN(4000))}
	case 7: // the answers never come: the connections break first
		return []string{toxic("reset_peer", "downstream", `{"timeout":%d}`, chance.IntN(20))}
	case 8:
		return []string{toxic("timeout", stream, `{"timeout":%d}`, 10+chance.IntN(60))}
	default:
		return []string{late, toxic("slicer", stream, `{"average_size":90,"size_variation":60,"delay":50}`)}
	}
}
