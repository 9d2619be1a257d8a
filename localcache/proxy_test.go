package localcache_test

import (
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// manner is how a network behaves towards a connection.
type manner int

const (
	fair manner = iota
	// slow hands over everything late.
	slow
	// garbage answers by itself, as a hotel's network does.
	garbage
	// brittle breaks each connection after a few bytes, in either direction.
	brittle
	// dead accepts and says nothing.
	dead
	// losesRequests lets reads pass and breaks before an act reaches the service.
	losesRequests
	// losesAnswers breaks after the service has answered an act.
	losesAnswers
	// halvesAnswers breaks amid the answer to an act.
	halvesAnswers
)

// network is a bad one: it stands between a desk and the service.
type network struct {
	url    string
	target string

	mu     sync.Mutex
	manner manner
	conns  map[net.Conn]bool
	// chance decides where brittle connections break.
	chance *rand.Rand
}

func newNetwork(t *testing.T, target string) *network {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	n := &network{
		url: "http://" + l.Addr().String(), target: target[len("http://"):],
		conns: map[net.Conn]bool{}, chance: rand.New(rand.NewPCG(1, 2)),
	}
	var group sync.WaitGroup
	group.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			group.Go(func() { n.serve(c) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		n.cut()
		group.Wait()
	})
	return n
}

// become changes the manner and breaks what is open.
func (n *network) become(m manner) {
	n.mu.Lock()
	n.manner = m
	n.mu.Unlock()
	n.cut()
}

func (n *network) cut() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for c := range n.conns {
		_ = c.Close()
	}
}

// hold notes a connection, to be cut.
func (n *network) hold(c net.Conn) (m manner, bytes int64, release func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.conns[c] = true
	return n.manner, n.chance.Int64N(20_000), func() {
		_ = c.Close()
		n.mu.Lock()
		delete(n.conns, c)
		n.mu.Unlock()
	}
}

func (n *network) serve(c net.Conn) {
	m, bytes, release := n.hold(c)
	defer release()
	switch m {
	case garbage:
		_, _ = c.Read(make([]byte, 4096))
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n<html>Hi!")
		return
	case dead:
		_, _ = io.Copy(io.Discard, c)
		return
	}
	up, err := net.Dial("tcp", n.target)
	if err != nil {
		return
	}
	_, _, releaseUp := n.hold(up)
	defer releaseUp()
	if m != brittle {
		bytes = 1 << 40
	}
	if m == fair || m >= losesRequests {
		n.passActs(c, up)
		return
	}
	go func() {
		defer up.Close()
		_, _ = io.CopyN(up, c, bytes)
	}()
	pass(c, up, bytes, m)
}

// turn changes what happens to acts from now on, also on what is open.
func (n *network) turn(m manner) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.manner = m
}

func (n *network) now() manner {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.manner
}

// passActs passes on what is said on a connection, until an act is asked for that
// is to be spoilt.
func (n *network) passActs(c, up net.Conn) {
	var spoilt atomic.Int32
	go func() {
		defer up.Close()
		for buffer := make([]byte, 64<<10); ; {
			read, err := c.Read(buffer)
			if m := n.now(); isAct(buffer[:read]) {
				if m == losesRequests {
					_ = c.Close()
					return
				}
				spoilt.Store(int32(m))
			}
			if _, failed := up.Write(buffer[:read]); err != nil || failed != nil {
				return
			}
		}
	}()
	for buffer := make([]byte, 64<<10); ; {
		read, err := up.Read(buffer)
		switch manner(spoilt.Load()) {
		case losesAnswers:
			read, err = 0, io.EOF
		case halvesAnswers:
			read, err = read/2, io.EOF
		}
		if _, failed := c.Write(buffer[:read]); err != nil || failed != nil {
			return
		}
	}
}

// isAct tells the head of a request that changes something.
func isAct(head []byte) bool {
	for _, method := range []string{"POST ", "PATCH ", "PUT ", "DELETE "} {
		if strings.HasPrefix(string(head), method) {
			return true
		}
	}
	return false
}

func pass(to io.Writer, from io.Reader, bytes int64, m manner) {
	if m == slow {
		from = late{from}
	}
	_, _ = io.CopyN(to, from, bytes)
}

// late is a reader that takes its time.
type late struct{ io.Reader }

func (l late) Read(p []byte) (int, error) {
	time.Sleep(30 * time.Millisecond)
	return l.Reader.Read(p[:min(len(p), 16<<10)])
}
