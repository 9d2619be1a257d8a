package mail

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// meddler stands between the sender and a real mail server and spoils what they
// say to each other.
type meddler struct {
	url    string
	server string
	// at tells what to do once the client has said something; nil lets it pass. A
	// step is "greeting", a command in capital letters, or "." for the end of a
	// message; said is the line.
	at func(step, said string) mischief
	// over is closed when the test ends.
	over chan struct{}

	mu    sync.Mutex
	conns []net.Conn
	count int
	// nested is how often a message was begun within another (RFC 5321 4.1.4).
	nested int
}

// mischief spoils a step: it may pass the client's words on to the server, which
// gives the answer, and says whether the connection goes on. Over is closed when
// the test ends.
type mischief func(client io.Writer, pass func() string, over <-chan struct{}) (goesOn bool)

// meddle starts a meddler before a server.
func meddle(t *testing.T, p *postOffice, at func(step, said string) mischief) *meddler {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m := &meddler{url: "smtp://" + listener.Addr().String(), server: strings.TrimPrefix(p.url, "smtp://"), at: at, over: make(chan struct{})}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { m.serve(client) })
		}
	})
	t.Cleanup(func() {
		close(m.over)
		_ = listener.Close()
		m.mu.Lock()
		for _, c := range m.conns {
			_ = c.Close()
		}
		m.mu.Unlock()
		serving.Wait()
	})
	return m
}

func (m *meddler) keep(c net.Conn) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.conns = append(m.conns, c)
}

// connections is how many there were.
func (m *meddler) connections() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.count
}

// serve carries one connection, step by step.
func (m *meddler) serve(client net.Conn) {
	defer client.Close()
	m.keep(client)
	server, err := net.Dial("tcp", m.server)
	if err != nil {
		return
	}
	defer server.Close()
	m.keep(server)
	m.mu.Lock()
	m.count++
	m.mu.Unlock()
	said, answers := bufio.NewReader(client), bufio.NewReader(server)
	step, line, begun := "greeting", "", false
	for {
		begun = m.follow(step, begun)
		pass := sync.OnceValue(func() string {
			_, _ = io.WriteString(server, line)
			return answer(answers)
		})
		if do := m.at(step, line); do != nil {
			if !do(client, pass, m.over) {
				return
			}
		} else if a := pass(); a == "" {
			return
		} else if _, err := io.WriteString(client, a); err != nil {
			return
		} else if step == "DATA" && strings.HasPrefix(a, "354") {
			if step, line = ".", content(said); line == "" {
				return
			}
			continue
		}
		if line, err = said.ReadString('\n'); err != nil {
			return
		}
		step, _, _ = strings.Cut(strings.ToUpper(strings.TrimSpace(line)), " ")
	}
}

// follow tells whether a message is begun after a step, and counts those that
// begin within another.
func (m *meddler) follow(step string, begun bool) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch step {
	case "MAIL":
		if begun {
			m.nested++
		}
		return true
	case ".", "RSET":
		return false
	}
	return begun
}

// wantOrder fails the test when a message was begun within another.
func (m *meddler) wantOrder(t *testing.T) {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.nested > 0 {
		t.Errorf("%d messages were begun within another", m.nested)
	}
}

// answer reads all lines of an answer.
func answer(r *bufio.Reader) (all string) {
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return ""
		}
		all += line
		if len(line) > 3 && line[3] == ' ' {
			return all
		}
	}
}

// content reads a message with its final dot; empty when it breaks off.
func content(r *bufio.Reader) (all string) {
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return ""
		}
		all += line
		if line == ".\r\n" {
			return all
		}
	}
}

// says answers in the place of the server.
func says(text string) mischief {
	return func(client io.Writer, _ func() string, _ <-chan struct{}) bool {
		_, err := io.WriteString(client, text+"\r\n")
		return err == nil
	}
}

// hangsUp breaks off before the server hears of it.
func hangsUp(io.Writer, func() string, <-chan struct{}) bool { return false }

// hangsUpAfter breaks off once the server has answered.
func hangsUpAfter(_ io.Writer, pass func() string, _ <-chan struct{}) bool {
	pass()
	return false
}

// silent never answers.
func silent(_ io.Writer, _ func() string, over <-chan struct{}) bool {
	<-over
	return false
}

// trickles answers without end, a little at a time.
func trickles(client io.Writer, _ func() string, over <-chan struct{}) bool {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-over:
			return false
		case <-tick.C:
		}
		if _, err := fmt.Fprintf(client, "250-%d\r\n", n); err != nil {
			return false
		}
	}
}
